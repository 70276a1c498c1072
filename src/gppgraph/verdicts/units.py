"""Units as they are written after a number and in a heading.

The forms come from the unit codes of the graph.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from ..build.parts import open_parts
from ..catalogue.query import text_of
from ..languages import number, plural, reading_rank
from ..rdf.store import Queried, select
from ..terms import iri

if TYPE_CHECKING:
    from ..dataset import Dataset

# Texts of one unit by form and language, such as {"one": {"en": "year"}, "symbol": {"": "yr"}}.
Forms = Mapping[str, Mapping[str, str]]


class Units(NamedTuple):
    """The written forms of units, by IRI."""

    forms: Mapping[str, Forms]

    def after(self, unit: str | None, category: str, language: str) -> str:
        """Return the words for a unit after a number, empty for a count.

        For example ``months`` in English for the plural category ``other``.
        """
        return self._text(unit, (category, "symbol"), language)

    def heading(self, unit: str | None, language: str) -> str:
        """Return the words for a unit without a number."""
        return self._text(unit, ("other", "symbol", "name"), language)

    def quantity(self, printed: str, unit: str | None, language: str) -> str:
        """Return a printed number with its unit, for example ``0,1 %``.

        A text that is not a number is returned unchanged.
        """
        try:
            value = Decimal(printed).normalize()
        except InvalidOperation:
            return printed
        return f"{number(value, language)} {self.after(unit, plural(value, language), language)}".strip()

    def _text(self, unit: str | None, names: Iterable[str], language: str) -> str:
        forms = self.forms.get(unit or "", {})
        for name in names:
            if texts := forms.get(name):
                return texts[min(texts, key=lambda tag: (reading_rank(tag, language), tag))]
        return ""


def read_units(store: Queried, units: Collection[str] | None = None) -> Units:
    """Return the written forms of some units, of every unit for ``None``."""
    query = text_of("unit-forms")
    forms: dict[str, dict[str, dict[str, str]]] = {}
    for bound in [{}] if units is None else [{"unit": ox.NamedNode(unit)} for unit in sorted(units)]:
        for row in select(store, query, bound):
            texts = forms.setdefault(row.iri("unit"), {}).setdefault(row.text("form"), {})
            texts[row.language("text")] = row.text("text")
    return Units(forms)


def units_of(dataset: "Dataset") -> Units:
    """Return the written forms of the units of a dataset.

    Only the parts with unit codes are read.
    """
    if dataset.endpoint:
        return read_units(dataset.engine)
    graphs = dataset.register.homes.get(iri("codes", "unit"), ())
    return read_units(open_parts(dataset.folder, [f"asserted/{graph}" for graph in graphs]))
