"""What of the snapshot a question about verdicts needs, as a store: the less is read, the sooner it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from . import buyer_values
from .asking import Question
from .queries import named_in
from .snapshot import open_parts
from .terms import iri, slug

# From editions and classes of things to the graphs that describe them, as in the register of names.
Homes = Mapping[str, str]

# What every verdict needs, beside the parts of its editions.
CODES = ("asserted/codes-product", "asserted/codes-goods", "asserted/codes-unit")


def for_verdicts(
    folder: Path, homes: Homes, ask: Question, queries: Iterable[str] = (), outcomes: bool = True
) -> ox.Store:
    """Return what the texts ``queries`` may find about the requirements and label editions asked for.

    Without ``queries`` statements with every predicate are there, without ``outcomes`` none on constraints.
    """
    subjects = _subjects(ask, ("req", "verdicts", "outcomes") if outcomes else ("req", "verdicts"))
    return open_parts(folder, _parts(homes, ask), subjects, named_in(queries) if queries else ())


def for_proof(folder: Path, homes: Homes, ask: Question) -> ox.Store:
    """Return what the proof of verdicts on named requirements needs: passages, documents and pairs of statements too."""
    subjects = (*_subjects(ask, ("req", "verdicts", "outcomes")), iri("passage", ""))
    pairs = [f"pairs/{slug(edition)}" for edition in ask.editions]
    documents = _asserted(homes, [iri("gpp", "SourceDocument")])
    return open_parts(folder, dict.fromkeys([*_parts(homes, ask), *pairs, *documents]), subjects)


def for_values(folder: Path, homes: Homes, ask: Question) -> ox.Store:
    """Return asserted statements on what is asked for, with the buyer's values, and what the rules conclude from them.

    Raises:
        InputError: no constraint asked about has such a parameter, or the value is below its floor.
    """
    # rules read every code list, and on admission the statements about label schemes
    codes = [f"asserted/{path.stem}" for path in sorted((folder / "asserted").glob("codes-*.nq"))]
    named = _asserted(homes, [*ask.sets, *ask.editions, iri("gpp", "LabelScheme")])
    subjects = (*_subjects(ask, ("req",)), iri("proof", "")) if ask.requirements else ()
    store = open_parts(folder, dict.fromkeys([*named, *codes]), subjects)
    buyer_values.put(store, ask)
    return store


def _asserted(homes: Homes, things: Iterable[str]) -> list[str]:
    """Return the parts that hold what is asserted about editions, or about things of a class."""
    return [f"asserted/{graph}" for thing in things for graph in homes.get(thing, "").split()]


def _parts(homes: Homes, ask: Question) -> dict[str, None]:
    sets, editions = [slug(entry) for entry in ask.sets], [slug(entry) for entry in ask.editions]
    derived = [*sets, *editions, *(f"{left}--{right}" for left in sets for right in editions)]
    asserted = _asserted(homes, [*ask.sets, *ask.editions])
    return dict.fromkeys([*CODES, *asserted, *(f"derived/{name}" for name in derived)])


def _subjects(ask: Question, prefixes: Iterable[str]) -> tuple[str, ...]:
    """Return the beginnings of the IRIs that are about the requirements asked for, or about any where none is named."""
    ends = {"verdicts": "--", "outcomes": "."}
    return tuple(
        iri(prefix, f"{slug(name)}{ends.get(prefix, '')}" if name else "")
        for prefix in prefixes
        for name in ask.requirements or ("",)
    )
