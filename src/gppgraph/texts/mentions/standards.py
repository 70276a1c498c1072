"""Standards by number, part and edition, under any of their bodies."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from operator import attrgetter
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
        names = "|".join(_body(name) for name in sorted(bodies, key=lambda text: (-len(text), text)))
        return re.compile(
            rf"(?<![\w])(?P<bodies>(?:(?:{names})(?:\s?[/\-]\s?|\s)){{0,4}}(?:{names}))(?:\s|\s?-\s?|\s?{sign}\s)?"
            r"(?P<number>[A-Z]?\d{2,6}(?:\.\d)?)(?P<parts>(?:-\d{1,4}(?!\d)){0,4})(?P<letter>[A-H](?![\w]))?"
            r"(?:\s?:\s?(?P<year>(?:19|20)\d\d)(?P<glued>\d{0,2})(?!\d))?(?P<amended>\s?[+/]\s?A(?:MD)?\s?\d+(?::(?:19|20)\d\d)?)?(?!-?\d|-?[A-Z]{1,4}\d|-[A-Z](?![a-z]))"
        )

    def find(self, plain: PlainText) -> Iterator[Mention]:
        """Yield the standards of a text, unknown ones with a near number as a question."""
        found: list[Mention] = []
        for match in self._pattern.finditer(plain.text):
            mention = self._at(plain, match)
            if mention:
                found.append(mention)
        yield from found
        yield from self._bare(plain, found)

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
            written = "".join(self._written(word) for word in words)
            hit = re.compile(written + r"(?<=\w)(?!\w)", re.IGNORECASE).match(plain.text, start)
            if hit:
                return edition, hit.end()
        return None

    def _written(self, word: str) -> str:
        """Return the pattern of a word of a name in each way of writing it."""
        gap = r"[\s\-]?"
        if word == "Rev.":
            return self._revision + gap
        if word.lower().startswith("w/"):
            return rf",?\s?(?:{self.vocabulary.spellings('with-change')}){gap}"
        return f"(?:{word}{gap})?" if word in self._document_kinds else re.escape(word) + gap

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

    @cached_property
    def _bare_number(self) -> re.Pattern[str]:
        return re.compile(r"(?<![\w.,\-+])(?P<number>\d{3,6}(?:-\d{1,4}){0,4})(?![\w+]|-?\d|[.,/]\d|\s?[%°])")

    @cached_property
    def _joint(self) -> re.Pattern[str]:
        """The words between a standard and the bare number of the next one."""
        words = self.vocabulary.alternation
        return re.compile(
            rf"\s?[,;/]\s?|,?\s{words('conjunction', 'disjunction')}\s(?:{words('determiner')}\s)?",
            re.IGNORECASE,
        )

    def _bare(self, plain: PlainText, found: Sequence[Mention]) -> Iterator[Mention]:
        """Yield standards that are named by a number only, after one of their body.

        The number stands in a list with such a standard; one with parts, or of five digits where the
        sentence is about conformity, may stand anywhere after it.
        """
        if not found:
            return
        spans = sorted((mention.start, mention.end) for mention in found)
        last = found[0]
        for match in self._bare_number.finditer(plain.text, min(spans)[0]):
            at = bisect_left(spans, (match.end(),))
            if at and spans[at - 1][1] > match.start():
                continue
            before = max(
                (mention for mention in found if mention.end <= match.start()), key=_END, default=None
            )
            if plain.text[match.start() - 1] == "/" and (before is None or before.end != match.start() - 1):
                continue
            listed = last.end <= match.start() and self._joint.fullmatch(plain.text, last.end, match.start())
            if not listed and before is not None:
                last = before
                listed = self._joint.fullmatch(plain.text, last.end, match.start())
            standards = self.vocabulary.standards.get(match["number"], [])
            bodies = self._bodies_of(last)
            own = [entry for entry in standards if self.vocabulary.bodies[entry] & bodies] or [
                entry for entry in standards if "-" in match["number"] or len(match["number"]) >= 5
            ]
            if not own or not (listed or self._resumed(plain, match, found)):
                continue
            last = Mention(
                "standard",
                match.start(),
                match.end(),
                iri=own[0] if len(own) == 1 else "",
                candidates=tuple(own) if len(own) > 1 else (),
                score=0.8,
                why="number of a standard, whose body is named before it",
            )
            yield last

    def _bodies_of(self, mention: Mention) -> frozenset[str]:
        things = [mention.iri] if mention.iri else list(mention.candidates)
        return frozenset[str]().union(*(self.vocabulary.bodies.get(thing, ()) for thing in things))

    def _resumed(self, plain: PlainText, match: re.Match[str], found: Iterable[Mention]) -> bool:
        """Return whether a number without its body is a standard by words near it."""
        number = match["number"]
        if "-" in number:
            return True
        named = any(
            number in self.vocabulary.standards and mention.iri in self.vocabulary.standards[number]
            for mention in found
        )
        first, last = plain.sentence(match.start())
        near = self._conformity.search(plain.text, first, last) is not None
        by = self._conformity_before.search(plain.text, max(0, match.start() - 30), match.start())
        return by is not None or (named and near)

    def _of_bodies(self, number: str, own: set[str]) -> list[str]:
        """Return the standards of a number and of bodies, best of exactly these bodies."""
        bodies = self.vocabulary.bodies
        every = self.vocabulary.standards.get(number, ())
        common = [entry for entry in every if bodies[entry] & own]
        if not common and self._taken_over.match(number):
            common = [entry for entry in every if bodies[entry] & self._origins(own)]
        same = [entry for entry in common if bodies[entry] == own]
        if own <= self._document_kinds:  # no body is named, so that only the whole name decides
            return same
        return (
            same
            or [entry for entry in common if bodies[entry] >= own]
            or [entry for entry in common if bodies[entry] <= own]
            or common
        )

    @cached_property
    def _taken_over(self) -> re.Pattern[str]:
        """The numbers that a body keeps where it takes a standard of another one over."""
        return re.compile(r"[67]\d{4}(?!\d)")

    def _origins(self, bodies: set[str]) -> set[str]:
        """Return the bodies whose standards some bodies publish under the same numbers."""
        return {word.value for word in self.vocabulary.role("takes-over") if word.form in bodies}

    def _parts(self, number: str, bodies: set[str]) -> list[str]:
        """Return the standards that are parts of a series, which is named by its number."""
        origins = bodies | self._origins(bodies)
        return sorted(
            standard
            for other, standards in self.vocabulary.standards.items()
            if other.startswith(f"{number}-")
            for standard in standards
            if self.vocabulary.bodies[standard] & origins
        )

    def _at(self, plain: PlainText, match: re.Match[str]) -> Mention | None:
        """Return the standard of a match, or nothing where it is no standard."""
        bodies = set(re.split(r"[\s/\-]+", match["bodies"].upper())) - {""}
        own = bodies - self._adopting or bodies
        _, number, year, end, why = read = self._number(match)
        standards = self._of_bodies(number, own)
        if not standards:
            return self._unknown(plain, match, read, own)
        exact = any(self.vocabulary.bodies[entry] == own for entry in standards)
        if not (exact or match["letter"] or self._reads_as_standard(plain, match, near=True)):
            return None
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
            doubt=_no_edition(year, (edition for edition, _ in editions))
            if year and not dated and any(self.vocabulary.bodies[entry] & own for entry in standards)
            else None,
        )

    def _unknown(
        self, plain: PlainText, match: re.Match[str], read: _Number, own: set[str]
    ) -> Mention | None:
        """Return a standard that the graph lacks, with the nearest number as a question."""
        parts = self._parts(read.printed, own)
        if parts and self._reads_as_standard(plain, match, near=True):
            why = "a series of standards, of which the graph has parts"
            return Mention("standard", match.start(), read.end, candidates=tuple(parts), score=0.7, why=why)
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


_END = attrgetter("end")


def _body(name: str) -> str:
    """Return the pattern of a body, in any case if it has three letters or more."""
    return f"(?i:{re.escape(name)})" if len(name) > 2 else re.escape(name)


def _no_edition(year: str, editions: Iterable[Edition]) -> Phrase:
    """Return the doubt about an edition of a year, with that of the nearest year."""
    others = sorted(
        (abs(int(edition.year) - int(year)), edition.whole) for edition in editions if edition.year
    )
    if others:
        return Phrase("no-edition-of-year-near", {"number": year, "near": others[0][1]})
    return Phrase("no-edition-of-year", {"number": year})
