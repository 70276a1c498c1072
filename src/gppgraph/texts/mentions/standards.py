"""Standards by number, part and edition, under any of their bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from ...languages import Phrase
from ...terms import slug
from ..read.plain_text import PlainText
from ..vocabulary.vocabulary import Edition, Vocabulary
from .mention import Mention, one_off

_YEAR_AS_PART = re.compile(r"(?:19|20)\d\d$")


class _Number(NamedTuple):
    """The number of a standard in a text, its year, and the end of both.

    ``printed`` is the number with its parts ("62680-1-3"), ``number`` the same without a footnote mark.
    """

    printed: str
    number: str
    year: str
    end: int
    why: str = "number of a standard"


class _Near(NamedTuple):
    """A standard of nearly the same number, and its name."""

    iri: str
    name: str


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

    def find(self, plain: PlainText) -> Iterator[Mention]:
        """Yield the standards of a text, unknown ones with a near number as a question."""
        for match in self._pattern.finditer(plain.text):
            mention = self._at(plain, match)
            if mention:
                yield mention

    @cached_property
    def _conformity(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("conformity"), re.IGNORECASE)

    @cached_property
    def _conformity_before(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("conformity-before") + r"\s$", re.IGNORECASE)

    def _reads_as_standard(self, plain: PlainText, match: re.Match[str], near: bool) -> bool:
        """Return whether an unknown number is one of a standard, not of a film or a part.

        A year, a part or a nearly equal number suffice where a space follows the body; otherwise the sentence
        must speak of conformity.
        """
        spaced = plain.text[match.end("bodies")].isspace()
        part = match["parts"] and len(match["number"]) >= 4
        if spaced and (match["year"] or part or near):
            return True
        first, last = plain.sentence(match.start())
        return (
            self._conformity_before.search(plain.text, max(0, match.start() - 30), match.start()) is not None
            or self._conformity.search(plain.text, first, match.start()) is not None
            or self._conformity.search(plain.text, match.end(), last) is not None
        )

    @cached_property
    def _revision(self) -> str:
        return f"(?:{self.vocabulary.spellings('revision')})"

    def _by_whole_name(
        self, plain: PlainText, start: int, editions: Iterable[Edition]
    ) -> tuple[Edition, int] | None:
        """Return the edition with its name at a place, and the end of the name.

        For example ``(<edition>, 412)`` for "MIL-STD-810G".
        """
        for edition in sorted(editions, key=lambda entry: (-len(entry.whole), entry.iri)):
            words = re.split(r"[\s\-]+", edition.whole)
            written = r"[\s\-]?".join(self._revision if word == "Rev." else re.escape(word) for word in words)
            hit = re.compile(written + r"(?!\w)", re.IGNORECASE).match(plain.text, start)
            if hit:
                return edition, hit.end()
        return None

    def _number(self, match: re.Match[str]) -> _Number:
        """Return the number of a match without a year or a footnote mark in it."""
        number, parts, year = match["number"] + match["parts"], match["parts"], match["year"] or ""
        end = match.end() - len(match["glued"] or "")
        standards = self.vocabulary.standards
        if not year and parts and _YEAR_AS_PART.search(parts) and number not in standards:
            number, year = number[:-5], parts[-4:]
        if number not in standards and not parts and len(number) >= 5 and not year:
            for cut in (1, 2):
                if number[:-cut] in standards and len(number) - cut >= 4:
                    why = "number of a standard, with a footnote mark after it"
                    return _Number(number, number[:-cut], year, end - cut, why)
        return _Number(number, number, year, end)

    def _of_bodies(self, number: str, own: set[str]) -> list[str]:
        """Return the standards of a number and of bodies, best of exactly these bodies."""
        bodies = self.vocabulary.bodies
        common = [entry for entry in self.vocabulary.standards.get(number, ()) if bodies[entry] & own]
        same = [entry for entry in common if bodies[entry] == own]
        if own <= self._document_kinds:  # no body is named, so that only the whole name decides
            return same
        return (
            same
            or [entry for entry in common if bodies[entry] >= own]
            or [entry for entry in common if bodies[entry] <= own]
            or common
        )

    def _at(self, plain: PlainText, match: re.Match[str]) -> Mention | None:
        """Return the standard of a match, or nothing where it is no standard."""
        bodies = set(re.split(r"[\s/\-]+", match["bodies"].upper())) - {""}
        own = bodies - self._adopting or bodies
        _, number, year, end, why = read = self._number(match)
        standards = self._of_bodies(number, own)
        if not standards:
            return self._unknown(plain, match, read, own)
        editions = [
            (edition, standard)
            for standard in standards
            for edition in self.vocabulary.editions.get(standard, ())
        ]
        start = match.start()
        whole = self._by_whole_name(plain, start, (edition for edition, _ in editions))
        if whole and not year:
            edition, end = whole
            return Mention("standard", start, end, iri=dict(editions)[edition], edition=edition.iri, why=why)
        dated = [
            (edition, standard)
            for edition, standard in editions
            if year and edition.year == year and "AMD" not in edition.whole.upper()
        ]
        if len(dated) == 1:
            edition, standard = dated[0]
            return Mention("standard", start, end, iri=standard, edition=edition.iri, why=why)
        several = tuple(standards) if len(standards) > 1 else ()
        return Mention(
            "standard",
            start,
            end,
            iri="" if several else standards[0],
            candidates=tuple(edition.iri for edition, _ in dated) or several,
            score=0.7 if several else 1.0,
            why=why,
            doubt=_no_edition(year, (edition for edition, _ in editions)) if year and not dated else None,
        )

    def _unknown(
        self, plain: PlainText, match: re.Match[str], read: _Number, own: set[str]
    ) -> Mention | None:
        """Return a standard that the graph lacks, with the nearest number as a question."""
        near = self._near(read.printed, own)
        if own <= self._document_kinds or len(re.sub(r"\D", "", read.printed)) < 3:
            return None
        if not self._reads_as_standard(plain, match, near is not None):
            return None
        return Mention(
            "standard",
            match.start(),
            read.end,
            candidates=(near.iri,) if near else (),
            score=0.5,
            why="reads as a standard that the graph does not have",
            doubt=Phrase("not-known-near", {"near": near.name}) if near else None,
        )

    def _near(self, number: str, bodies: set[str]) -> _Near | None:
        """Return a standard of these bodies with a number that differs in one digit."""
        for other in sorted(self.vocabulary.standards):
            if len(number) >= 4 and one_off(other, number):
                for standard in self.vocabulary.standards[other]:
                    if self.vocabulary.bodies[standard] & bodies:
                        name = self.vocabulary.labels["en"].get(standard) or slug(standard)
                        return _Near(standard, name)
        return None


def _no_edition(year: str, editions: Iterable[Edition]) -> Phrase:
    """Return the doubt about an edition of a year, with that of the nearest year."""
    others = sorted(
        (abs(int(edition.year) - int(year)), edition.whole) for edition in editions if edition.year
    )
    if others:
        return Phrase("no-edition-of-year-near", {"number": year, "near": others[0][1]})
    return Phrase("no-edition-of-year", {"number": year})
