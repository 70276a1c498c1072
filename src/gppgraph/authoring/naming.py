"""The names of a workspace under its base, and in the authoring form.

An authoring file is read and written as if every name had the shipped base; ``Naming`` puts each name under the base
of the graph that it belongs to, and back. ``req:chairs.core.R1`` is ``https://example.org/gpp/id/requirement/chairs.core.R1``
in a workspace with the base ``https://example.org/gpp/``; ``op:at-least`` is the shipped code in every workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from ..terms import BASE

_CODES = BASE + "code/"
# Paths that lie under the base of each graph; what stands elsewhere is the common vocabulary.
_OWN = (BASE + "id/", BASE + "graph/")


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of one workspace.

    ``codes`` are its own codes under their names in the form; ``borrowed`` are the things of the graph that it
    extends.
    """

    base: str = BASE
    codes: frozenset[str] = frozenset()
    borrowed: frozenset[str] = frozenset()

    def placed(self, name: str) -> str:
        """Return the IRI of a name of the form."""
        if self.base == BASE or not name.startswith(BASE):
            return name
        is_own = name in self.codes if name.startswith(_CODES) else name.startswith(_OWN)
        return self.base + name[len(BASE) :] if is_own and name not in self.borrowed else name

    def form_name(self, name: str) -> str:
        """Return the name in the form of an IRI."""
        if self.base == BASE or not name.startswith(self.base):
            return name
        return BASE + name[len(self.base) :]

    def place_triples(self, triples: Iterable[ox.Triple]) -> list[ox.Triple]:
        """Return statements of the form under the base of the workspace."""
        return list(triples) if self.base == BASE else [_mapped(triple, self.placed) for triple in triples]

    def form_triples(self, triples: Iterable[ox.Triple]) -> list[ox.Triple]:
        """Return statements of the workspace under the names of the form."""
        return list(triples) if self.base == BASE else [_mapped(triple, self.form_name) for triple in triples]

    def place_json(self, value: Any) -> Any:
        """Return JSON-LD of the form under the base of the workspace."""
        if self.base == BASE:
            return value
        if isinstance(value, dict):
            return {key: self.place_json(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.place_json(item) for item in value]
        return self.placed(value) if isinstance(value, str) else value


def _mapped(triple: ox.Triple, change: Callable[[str], str]) -> ox.Triple:
    def mapped(term: Any) -> Any:
        return ox.NamedNode(change(term.value)) if isinstance(term, ox.NamedNode) else term

    return ox.Triple(mapped(triple.subject), triple.predicate, mapped(triple.object))
