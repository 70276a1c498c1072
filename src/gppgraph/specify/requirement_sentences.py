"""Sentences on the constraints of a requirement.

The words are in ``words/LANGUAGE.json``: an entry ``say-PROPERTY`` is the sentence on a figure of a property,
``and-PROPERTY`` what is added for a further figure of the same measurement. A sentence holds the value itself,
so that another value gives another sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..languages import Words
from ..output.html import upper_first
from ..terms import expand, iri, slug
from ..verdicts.names_of_things import Names, title
from ..verdicts.units import Units
from ..verdicts.wording import Figure, number

# Alternatives of a constraint: the figures by IRI of the alternative and of the node, as in ``Bounds``.
Alternatives = Mapping[str, Mapping[str, Figure]]
# Limits of scope that are said in lines of their own, in this order.
SCOPE_LINES = ("reaches", "exempts", "partMassOver", "onlyIf", "availableTo", "testMethod")


class SaidFigure(NamedTuple):
    """A figure that a sentence states, by slugs; the value is as the source prints it."""

    property: str
    operator: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class RequirementSentence:
    """One constraint in words.

    ``alternatives`` are the ways to meet it where there are several, and ``scope`` lines on what it looks at.
    ``open`` says why the text is to be taken from the source: "unknown" where the value was not read,
    "unformalised" where words only say it, "buyer-sets" where the buyer has still to set it.
    """

    constraint: str
    products: tuple[str, ...]
    text: str
    alternatives: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    figures: tuple[SaidFigure, ...] = ()
    open: str = ""


class SentenceWriter:
    """Writes constraints as sentences of one language."""

    def __init__(self, words: Words, units: Units, names: Names) -> None:
        self.words, self.units, self.names = words, units, names

    def write(
        self,
        constraint: str,
        alternatives: Alternatives,
        award: bool,
        described: str,
        products: Sequence[str],
    ) -> RequirementSentence:
        """Return a constraint in words.

        ``described`` is its description in the graph, which stands where no figure is demanded.
        """
        ways = [_main_first(name, figures) for name, figures in alternatives.items()]
        if len(ways) > 1:  # the constraint itself stands among them for what it shares
            ways = [figures for figures in ways if figures[0].get("constrains")] or ways[:1]
        figures = tuple(said for way in ways for figure in way for said in _said(figure))
        state = _open_state(ways)
        if state:
            return RequirementSentence(
                slug(constraint), tuple(products), self._open(state, ways, described), open=state
            )
        if not figures:
            text = upper_first(described)
            listed = tuple(self._listed(ways[0][0])) if len(ways) == 1 else ()
            return RequirementSentence(
                slug(constraint),
                tuple(products),
                self.words.fill("award-part", text=text) if award else text,
                scope=(*listed, *self._scope(ways)),
            )
        clauses = [self._clause(way, award) for way in ways]
        if len(clauses) == 1:
            return RequirementSentence(
                slug(constraint),
                tuple(products),
                f"{clauses[0]}.",
                scope=tuple(self._scope(ways)),
                figures=figures,
            )
        return RequirementSentence(
            slug(constraint),
            tuple(products),
            self.words["either-award" if award else "either"],
            tuple(f"{clause}{self._condition(way)}." for clause, way in zip(clauses, ways, strict=True)),
            scope=tuple(self._scope(ways, shared=True)),
            figures=figures,
        )

    def _open(self, state: str, ways: Sequence[Sequence[Figure]], described: str) -> str:
        concept = next((code for way in ways for figure in way for code in figure.get("constrains", ())), "")
        if state == "unformalised" or not concept:
            return upper_first(described)
        return self.words.fill(f"open-{state}", concept=upper_first(title(self.names, concept)))

    def _clause(self, way: Sequence[Figure], award: bool) -> str:
        """Return one alternative as a clause without a full stop."""
        main, *further = way
        return "".join([self._main(main, award), *map(self._further, further)])

    def _main(self, figure: Figure, award: bool) -> str:
        must = self.words["must-award" if award else "must"]
        concept = figure["constrains"][0]
        said = _said(figure)
        name = title(self.names, concept)
        if not said:
            return self.words.fill(
                "say-listed" if "member" in figure or "printedRank" in figure else "say-holds",
                concept=upper_first(name),
                members=self._members(figure),
            )
        start = figure.get("periodStart", ())
        key = f"say-{slug(concept)}"
        one = self.words.get(f"{key}-one") if number(said[0].value) == "1" else ""
        sentence = one or self.words.get(key) or self.words["say"]
        return sentence.format(
            concept=upper_first(name),
            must=must,
            figure=self._quantity(said[0]),
            start=self.words.fill("start", start=title(self.names, start[0])) if start else "",
        )

    def _further(self, figure: Figure) -> str:
        concept = figure["constrains"][0]
        said = _said(figure)
        own = self.words.get(f"and-{slug(concept)}")
        key = own or self.words["and-figure" if said else "and-holds"]
        return key.format(concept=title(self.names, concept), figure=self._quantity(said[0]) if said else "")

    def _quantity(self, said: SaidFigure) -> str:
        unit = expand(said.unit) if ":" in said.unit else iri("uom", said.unit)
        return f"{self.words[f'op-{said.operator}']} {self.units.quantity(said.value, unit, self.words.language)}"

    def _members(self, figure: Figure) -> str:
        codes = figure.get("member", ()) or figure.get("printedRank", ())
        return ", ".join(self._name(code) for code in codes)

    def _name(self, code: str) -> str:
        return self.names.text(code, "dcterms:identifier") or title(self.names, code)

    def _listed(self, figure: Figure) -> Iterator[str]:
        """Yield the line with the members of a list."""
        operator = slug(figure["operator"][0]) if "operator" in figure else ""
        if ("member" in figure or "printedRank" in figure) and (words := self.words.get(f"list-{operator}")):
            yield words.format(members=self._members(figure))

    def _condition(self, way: Sequence[Figure]) -> str:
        codes = way[0].get("onlyIf", ())
        return self.words.fill("if", conditions=self._titles(codes)) if codes else ""

    def _scope(self, ways: Sequence[Sequence[Figure]], shared: bool = False) -> Iterator[str]:
        """Yield lines on the scope.

        With ``shared`` the condition of each way stands in its sentence."""
        names = tuple(name for name in SCOPE_LINES if not (shared and name == "onlyIf"))
        for name in names:
            codes = list(dict.fromkeys(code for way in ways for code in way[0].get(name, ())))
            if codes:
                values = (
                    number(codes[0])
                    if name == "partMassOver"
                    else ", ".join(map(self._name, codes))
                    if name == "testMethod"
                    else self._titles(codes)
                )
                yield self.words.fill(f"scope-{name}", values=values)

    def _titles(self, codes: Iterable[str]) -> str:
        return ", ".join(title(self.names, code) for code in codes)


def _main_first(name: str, figures: Mapping[str, Figure]) -> list[Figure]:
    return [figures[node] for node in sorted(figures, key=lambda node: (node != name, node))]


def _said(figure: Figure) -> list[SaidFigure]:
    """Return the number that a figure demands, if it demands one."""
    if not {"constrains", "operator", "printedValue", "printedUnit"} <= set(figure):
        return []
    return [
        SaidFigure(
            slug(figure["constrains"][0]),
            slug(figure["operator"][0]),
            number(figure["printedValue"][0]),
            slug(figure["printedUnit"][0]),
        )
    ]


def _open_state(ways: Sequence[Sequence[Figure]]) -> str:
    """Return why a constraint has no text of its own, empty where it has."""
    states = [slug(state) for way in ways for figure in way for state in figure.get("valueState", ())]
    known = any(_said(figure) for way in ways for figure in way)
    for state in ("unknown", "unformalised", "buyer-sets"):
        if state in states and not known:
            return state
    return ""
