"""The lines of a specification in words, for every form of the draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..languages import WRITTEN, Words
from .draft import PACKAGE
from .requirement_sentences import RequirementSentence
from .specification import KINDS, USUAL, PointBand, Specification, SpecifiedRequirement

# Characters of a heading that can be taken in at a glance.
_LONGEST_HEADING = 70


class SaidLine(NamedTuple):
    """A line of a requirement, with the lines below it."""

    text: str
    below: tuple[str, ...] = ()


class SaidRequirement(NamedTuple):
    """A requirement as it stands in the document.

    ``notes`` are pairs of a name and lines, such as ``("Accepted proof", ("declaration",))``.
    """

    heading: str
    name: str
    demands: tuple[SaidLine, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...]
    source: str


class SaidSection(NamedTuple):
    """The requirements of one kind under their heading."""

    heading: str
    requirements: tuple[SaidRequirement, ...]


class SpecificationWords(Words):
    """The words of a draft, and its parts put into them."""

    def __init__(self, specification: Specification) -> None:
        super().__init__(specification.language, PACKAGE, WRITTEN)
        self.specification = specification

    @property
    def heading(self) -> str:
        """The title of the document."""
        return f"{self['title']}: {self.specification.title}"

    def about(self) -> list[tuple[str, str]]:
        """Return the frame of the draft as pairs of heading and value.

        For example ``[("Day", "2026-07-01")]``; empty values are left out.
        """
        made = self.specification
        pairs = [
            (self["products"], self._named(made.products)),
            (self["levels"], self._named(made.levels)),
            (self["day"], made.day),
            (self["values"], ", ".join(f"{name} = {value}" for name, value in made.values.items())),
            (self["source"], made.source),
        ]
        return [(name, value) for name, value in pairs if value]

    def sections(self) -> list[SaidSection]:
        """Return the requirements by kind, in the order of a tender."""
        return [
            SaidSection(self._section(kind), tuple(self._requirement(entry) for entry in entries))
            for kind in KINDS
            if (entries := self.specification.of_kind(kind))
        ]

    def _section(self, kind: str) -> str:
        """Return the heading of a kind, with the product types where they are few."""
        heading = self[f"kind-{kind}"]
        named = f"{heading} ({self._named(self.specification.products)})"
        return named if len(named) <= _LONGEST_HEADING else heading

    def _named(self, names: Iterable[str]) -> str:
        return ", ".join(self.specification.things.get(name, name) for name in names)

    def _requirement(self, entry: SpecifiedRequirement) -> SaidRequirement:
        return SaidRequirement(
            heading=f"{entry.code} {entry.title}".strip() or entry.requirement,
            name=entry.requirement,
            demands=tuple(self.demands(entry)),
            notes=tuple((self[name], tuple(lines)) for name, lines in self._notes(entry) if lines),
            source=entry.source,
        )

    def demands(self, entry: SpecifiedRequirement) -> Iterator[SaidLine]:
        """Yield the demands; the same demand on several product types is one line."""
        said: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[RequirementSentence]] = {}
        for sentence in entry.sentences:
            if sentence.open != "unformalised":
                key = sentence.text, sentence.alternatives, sentence.scope
                said.setdefault(key, []).append(sentence)
        for (text, alternatives, scope), sentences in said.items():
            products = tuple(dict.fromkeys(name for one in sentences for name in one.products))
            about = () if set(products) >= set(self.specification.products) else products
            text = self._about(text, about)
            alternatives = tuple(self._about(line, about) for line in alternatives)
            yield SaidLine(text, (*alternatives, *scope))
        if not said:
            yield SaidLine(self["from-source"])

    def _about(self, sentence: str, products: Sequence[str]) -> str:
        """Return a sentence with its product types before its last sign.

        The state of goods stands there too, unless it is new.
        """
        named = [self.fill("for", products=self._named(products))] if products else []
        if self.specification.state != USUAL:
            named.append(self._named([self.specification.state]))
        if not named:
            return sentence
        sign = sentence[-1] if sentence[-1:] in (".", ":") else ""
        return f"{sentence.removesuffix(sign)} ({', '.join(named)}){sign}"

    def _notes(self, entry: SpecifiedRequirement) -> Iterator[tuple[str, list[str]]]:
        yield "points", [self.band(band) for band in entry.bands]
        yield "proofs", list(entry.proofs) or [self["no-proofs"]]
        yield (
            "labels",
            [
                label.title
                if label.for_all
                else self.fill("only-for", label=label.title, products=self._named(label.products))
                for label in entry.labels
            ],
        )
        giving = [act for act in entry.law if act.parts]
        if giving and giving[0].whole:
            yield "law-whole", [act.title for act in giving]
        elif giving:
            count = len({part for act in giving for part in act.parts})
            said = self["law-parts"].format(count=count, all=len(entry.sentences))
            yield "law", [f"{said}: {'; '.join(act.title for act in giving)}"]
        yield "law-beside", [act.title for act in entry.law if act.holds and not act.parts]
        yield "law-elsewhere", [act.title for act in entry.law if not act.holds]
        yield "checks", list(entry.checks)

    def band(self, band: PointBand) -> str:
        """Return a band of points in words, such as "from 40 to 59: 75 % of the points"."""

        def said(value: float | None) -> str:
            return "" if value is None else f"{value:g}"

        name = (
            "band-between"
            if band.upper is not None
            else "band-from"
            if band.lower_inclusive
            else "band-above"
        )
        return self.fill(name, lower=said(band.lower), upper=said(band.upper), share=f"{100 * band.share:g}")
