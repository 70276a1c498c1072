"""Standards by their numbers, with part and edition, whatever bodies adopted them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from ...languages import Phrase
from ...terms import slug
from ..read.plain import Plain
from ..vocabulary.vocabulary import Edition, Vocabulary
from .mention import Mention, one_off

_KNOWN_YEAR = re.compile(r"(?:19|20)\d\d$")


class Standards:
    """Finds numbers of standards."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _adopting(self) -> frozenset[str]:
        return frozenset(form for form, _, _ in self.vocabulary.role("adoption"))

    @cached_property
    def _document_kinds(self) -> frozenset[str]:
        return frozenset(form for form, _, _ in self.vocabulary.role("document-kind"))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        bodies = set().union(self._adopting, *self.vocabulary.bodies.values())
        sign = self.vocabulary.alternation("number-sign")
        names = "|".join(sorted(map(re.escape, bodies), key=lambda text: (-len(text), text)))
        return re.compile(
            rf"(?<![\w])(?P<bodies>(?:(?:{names})(?:\s?[/\-]\s?|\s)){{0,4}}(?:{names}))(?:\s|\s?-\s?|\s?{sign}\s)?"
            r"(?P<number>[A-Z]?\d{2,6}(?:\.\d)?)(?P<parts>(?:-\d{1,4}(?!\d)){0,4})(?P<letter>[A-H](?![\w]))?"
            r"(?:\s?:\s?(?P<year>(?:19|20)\d\d)(?P<glued>\d{0,2})(?!\d))?(?P<amended>\s?[+/]\s?A(?:MD)?\s?\d+(?::(?:19|20)\d\d)?)?(?!-?\d|-?[A-Z]{1,4}\d|-[A-Z](?![a-z]))"
        )

    def find(self, plain: Plain) -> Iterator[Mention]:
        """Yield where standards stand, those that the graph does not have with the nearest number as a question."""
        for match in self._pattern.finditer(plain.text):
            mention = self._at(plain, match)
            if mention:
                yield mention

    @cached_property
    def _conformity(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        words = self.vocabulary.alternation
        return (
            re.compile(words("conformity"), re.IGNORECASE),
            re.compile(words("conformity-before") + r"\s$", re.IGNORECASE),
        )

    def _stands_as_standard(self, plain: Plain, match: re.Match[str], near: bool) -> bool:
        """Return whether a number that is not in the graph is that of a standard: film speeds and parts have bodies too.

        A year, a part or a known number that differs in one digit suffice where the body stands apart;
        otherwise the words around it must speak of conformity.
        """
        apart = plain.text[match.end("bodies")].isspace()
        part = match["parts"] and len(match["number"]) >= 4
        if apart and (match["year"] or part or near):
            return True
        within, before = self._conformity
        first, last = plain.sentence(match.start())
        return (
            before.search(plain.text, max(0, match.start() - 30), match.start()) is not None
            or within.search(plain.text, first, match.start()) is not None
            or within.search(plain.text, match.end(), last) is not None
        )

    @cached_property
    def _revision(self) -> str:
        return f"(?:{self.vocabulary.spellings('revision')})"

    def _whole(self, plain: Plain, start: int, editions: Iterable[Edition]) -> tuple[Edition, int] | None:
        """Return the edition of which the whole name stands at a place ("MIL-STD-810G"), and where it ends."""
        for edition in sorted(editions, key=lambda entry: (-len(entry.whole), entry.iri)):
            words = re.split(r"[\s\-]+", edition.whole)
            written = r"[\s\-]?".join(self._revision if word == "Rev." else re.escape(word) for word in words)
            hit = re.compile(written + r"(?!\w)", re.IGNORECASE).match(plain.text, start)
            if hit:
                return edition, hit.end()
        return None

    def _at(self, plain: Plain, match: re.Match[str]) -> Mention | None:
        bodies = set(re.split(r"[\s/\-]+", match["bodies"].upper())) - {""}
        number, parts, year = match["number"] + match["parts"], match["parts"], match["year"]
        end = match.end()
        if not year and parts and _KNOWN_YEAR.search(parts) and number not in self.vocabulary.standards:
            number, year = number[:-5], parts[-4:]
        if match["glued"]:
            end -= len(match["glued"])
        why = "number of a standard"
        found = self.vocabulary.standards.get(number, [])
        if not found and not parts and len(number) >= 5 and not year:  # a footnote digit glued to the number
            for cut in (1, 2):
                if number[:-cut] in self.vocabulary.standards and len(number) - cut >= 4:
                    found, end, why = (
                        self.vocabulary.standards[number[:-cut]],
                        end - cut,
                        "number of a standard, with a footnote mark after it",
                    )
                    break
        own = bodies - self._adopting or bodies
        chosen = [entry for entry in found if self.vocabulary.bodies[entry] & own]
        exact = (
            [entry for entry in chosen if self.vocabulary.bodies[entry] == own]
            or [entry for entry in chosen if self.vocabulary.bodies[entry] >= own]
            or [entry for entry in chosen if self.vocabulary.bodies[entry] <= own]
        )
        chosen = exact or chosen
        if own <= self._document_kinds:  # no body is named: only the whole name tells
            chosen = [entry for entry in chosen if self.vocabulary.bodies[entry] == own]
        if not chosen:
            near = self._near(number, own)
            if own <= self._document_kinds or (len(re.sub(r"\D", "", number)) < 3):
                return None
            if not self._stands_as_standard(plain, match, near is not None):
                return None
            return Mention(
                "standard",
                match.start(),
                end,
                candidates=(near[0],) if near else (),
                score=0.5,
                why="reads as a standard that the graph does not have",
                doubt=Phrase("not-known-near", {"near": near[1]}) if near else None,
            )
        whole_name = self._whole(
            plain,
            match.start(),
            [edition for entry in chosen for edition in self.vocabulary.editions.get(entry, ())],
        )
        if whole_name and not year:
            edition, end = whole_name
            whole = next(entry for entry in chosen if edition in self.vocabulary.editions.get(entry, ()))
            return Mention("standard", match.start(), end, "", whole, edition.iri, (), 1.0, why)
        editions = [
            edition
            for entry in chosen
            for edition in self.vocabulary.editions.get(entry, ())
            if year and edition.year == year and "AMD" not in edition.whole.upper()
        ]
        doubt = None
        if year and not editions:
            others = sorted(
                (abs(int(edition.year) - int(year)), edition.whole)
                for entry in chosen
                for edition in self.vocabulary.editions.get(entry, ())
                if edition.year
            )
            doubt = (
                Phrase("no-edition-of-year-near", {"number": year, "near": others[0][1]})
                if others
                else Phrase("no-edition-of-year", {"number": year})
            )
        if len(editions) == 1:
            whole = next(entry for entry in chosen if editions[0] in self.vocabulary.editions.get(entry, ()))
            return Mention("standard", match.start(), end, "", whole, editions[0].iri, (), 1.0, why)
        return Mention(
            "standard", match.start(), end, "", chosen[0] if len(chosen) == 1 else "", "",
            tuple(edition.iri for edition in editions) or (tuple(chosen) if len(chosen) > 1 else ()),
            1.0 if len(chosen) == 1 else 0.7, why, doubt,
        )  # fmt: skip

    def _near(self, number: str, bodies: set[str]) -> tuple[str, str] | None:
        for known in sorted(self.vocabulary.standards):
            if one_off(known, number) and len(number) >= 4:
                for entry in self.vocabulary.standards[known]:
                    if self.vocabulary.bodies[entry] & bodies:
                        return entry, self.vocabulary.labels["en"].get(entry) or slug(entry)
        return None
