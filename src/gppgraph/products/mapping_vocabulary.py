"""Names of the graph by which mappings read products: concepts, units, ranks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..build.parts import open_parts, part_names
from ..catalogue.query import text_of
from ..errors import InputError, UnknownNameError
from ..rdf.store import Queried, select
from ..spelling import near
from ..terms import short_name, slug

if TYPE_CHECKING:
    from ..dataset import Dataset

NUMBER, ORDINAL, BOOLEAN, FORMULA = "number", "ordinal", "boolean", "formula-limit"
MEMBERS = ("member-of-set", "conformity", "list-per-component")


class MappingVocabulary(NamedTuple):
    """Names by their slugs, with the facts that readings of cells rest on.

    ``kinds`` has the kind of each concept, ``units`` its comparable unit as a CURIE, ``conversions`` the unit
    that each unit converts to with its factor, ``ranks`` the rank of each step of a scale. ``codes`` has the
    slugs of every code by the prefix of its list, such as ``{"component": {"battery"}}``.
    """

    kinds: Mapping[str, str]
    units: Mapping[str, str]
    conversions: Mapping[str, tuple[str, float]]
    ranks: Mapping[str, float]
    codes: Mapping[str, frozenset[str]]

    def kind(self, concept: str) -> str:
        """Return the kind of a concept.

        Raises:
            UnknownNameError: there is no such concept.
        """
        if concept not in self.kinds:
            raise UnknownNameError("property", concept, near(concept, self.kinds))
        return self.kinds[concept]

    def factor(self, concept: str, unit: str) -> float:
        """Return the number by which figures of a unit become those of a concept.

        Raises:
            InputError: the unit is not known, or is one of another quantity.
        """
        wanted = self.units.get(concept, "")
        if unit in (wanted, wanted.rpartition(":")[2]):
            return 1.0
        names = [name for name in self.conversions if unit in (name, name.rpartition(":")[2])]
        found = {self.conversions[name] for name in names if self.conversions[name][0] == wanted}
        if len(found) != 1:
            known = sorted(name for name, (to, _) in self.conversions.items() if to == wanted)
            raise InputError(
                f'unit "{unit}" does not convert to {wanted or "any unit"} of {concept}; '
                f"there are {', '.join([wanted, *known])}."
            )
        return found.pop()[1]

    def rank(self, step: str) -> float:
        """Return the rank of a step.

        Raises:
            UnknownNameError: no scale has such a step.
        """
        if step not in self.ranks:
            raise UnknownNameError("step of a scale", step, near(step, self.ranks))
        return self.ranks[step]

    def check(self, prefix: str, name: str, words: str) -> str:
        """Return a code of a list.

        Raises:
            UnknownNameError: the list has no such code; ``words`` is what the message calls it.
        """
        if name not in self.codes.get(prefix, ()):
            raise UnknownNameError(words, name, near(name, self.codes.get(prefix, ())))
        return name


def vocabulary(dataset: Dataset) -> MappingVocabulary:
    """Return the names of a dataset; of its snapshot only the code lists are read."""
    if dataset.endpoint:
        store: Queried = dataset.engine
    else:
        parts = [name for name in part_names(dataset.folder, "asserted") if "/codes-" in name]
        store = open_parts(dataset.folder, parts)
    kinds: dict[str, str] = {}
    units: dict[str, str] = {}
    for row in select(store, text_of("concept-kinds")):
        kinds[row.slug("concept")] = row.slug("kind")
        if unit := row.text_or_none("unit"):
            units[row.slug("concept")] = short_name(unit)
    conversions = {
        short_name(row.iri("unit")): (short_name(row.iri("to")), float(row.text("by")))
        for row in select(store, text_of("unit-conversions"))
    }
    ranks = {slug(row.iri("step")): float(row.text("rank")) for row in select(store, text_of("scale-ranks"))}
    codes: dict[str, set[str]] = {}
    for row in select(store, text_of("code-labels")):
        prefix, _, name = short_name(row.iri("code")).partition(":")
        codes.setdefault(prefix, set()).add(name)
    return MappingVocabulary(
        kinds, units, conversions, ranks, {key: frozenset(names) for key, names in codes.items()}
    )
