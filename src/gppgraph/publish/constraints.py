"""A constraint as one line in the reader's language, for the pages of the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ..languages import number
from ..terms import slug
from ..verdicts.wording import SCOPE, SIGNS, Figure, Wording
from .site_words import SiteWords
from .statements import Statements

_PROPERTIES = (
    "cccev:constrains",
    *(
        f"gpp:{name}"
        for name in ("operator", "valueState", "printedValue", "printedUnit", "printedRank", "member", *SCOPE)
    ),
)


class SiteWording(Wording):
    """Words for the parts of a constraint: the labels of the codes in a language."""

    def __init__(self, statements: Statements, words: SiteWords) -> None:
        super().__init__(statements.units)
        self.statements, self.words = statements, words
        self.joins = {"with": words["with"], "or": words["or"]}

    def names(self, codes: Iterable[str]) -> str:
        """Return the labels of codes in a row."""
        return ", ".join(self.statements.label(code, self.words.language)[0] for code in codes)

    members = names

    def concept(self, code: str) -> str:
        """Return the label of a property as it begins a line."""
        return f"{self.names([code])}:"

    def operator(self, name: str) -> str:
        """Return the sign or the words of an operator, given by its local name."""
        return SIGNS.get(name) or self.words.get(f"op-{name}", super().operator(name))

    def state(self, code: str) -> str:
        """Return the words for a value that is not a number."""
        return self.names([code])

    def open_value(self, figure: Figure) -> str:
        """Return the words in place of a value that is not a number."""
        sign = SIGNS.get(slug(figure["operator"][0]), "") if "operator" in figure else ""
        return f"{sign} {super().open_value(figure)}".strip()

    def quantity(self, figure: Figure) -> str:
        """Return the value of a figure as the language writes it, with its unit."""
        if "printedValue" not in figure:
            return super().quantity(figure)
        unit = next(iter(figure.get("printedUnit", ())), None)
        return self.units.quantity(figure["printedValue"][0], unit, self.words.language)

    def scope(self, name: str, values: Sequence[str]) -> str:
        """Return one limit of the scope in words."""
        if name == "partMassOver":
            return self.words.fill("scope-partMassOver", mass=number(Decimal(values[0]), self.words.language))
        return f"{self.words[f'scope-{name}']} {self.names(values)}"

    def figure(self, figure: Figure) -> str:
        """Return one figure in words, empty without a property and a value."""
        if "constrains" not in figure and not self.quantity(figure):
            return ""
        return super().figure(figure)


def figure_of(statements: Statements, node: str) -> Figure:
    """Return the figure that a node states."""
    return {
        name.partition(":")[2]: values for name in _PROPERTIES if (values := statements.values(node, name))
    }


def describe(statements: Statements, words: SiteWords, constraint: str) -> str:
    """Return a constraint in words."""
    alternatives = statements.values(constraint, "gpp:hasAlternative") or [constraint]
    return SiteWording(statements, words).constraint(
        [
            figure_of(statements, node)
            for node in (alternative, *statements.values(alternative, "gpp:hasFacet"))
        ]
        for alternative in alternatives
    )


def owner_of(statements: Statements, node: str) -> str | None:
    """Return the requirement or criterion that a part belongs to.

    The part is a constraint, alternative or facet; the owner may be a legal requirement.
    """
    for _ in range(4):
        above = statements.sources(
            node, "cccev:hasRequirement", "gpp:hasAlternative", "gpp:hasFacet", "gpp:hasRecommendation"
        )
        if not above:
            return None
        node = above[0]
        if statements.one(node, "cccev:isDerivedFrom"):
            return node
    return None
