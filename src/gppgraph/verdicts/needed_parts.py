"""Load only the snapshot parts that a verdict question needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from ..build.parts import NARROWED, open_parts, part_names
from ..dataset import Dataset
from ..errors import InputError
from ..rdf.store import Queried
from ..terms import PREFIXES, iri, namespace, slug
from .question import Question

# From editions and classes of things to the graphs that describe them, as in the register of names.
Homes = Mapping[str, list[str]]
PRODUCTS, UNITS = iri("codes", "product"), iri("codes", "unit")
# What sentences on verdicts name.
WORDS = ("gpp", "codes-outcome", "codes-concept", "codes-dimension", "codes-party", "codes-period-start")
CODES = ("codes-goods", "codes-confidence", "codes-reason")
# Stores with a buyer's values by dataset and question; questions that follow on one another ask for the same.
_WITH_VALUES: WeakKeyDictionary[Dataset, dict[tuple[object, ...], ox.Store]] = WeakKeyDictionary()
REMEMBERED = 4


def for_answer(dataset: Dataset, ask: Question, outcomes: bool = True) -> Queried:
    """Return a store for the queries behind verdicts, without ``outcomes`` for less."""
    if dataset.endpoint or ask.values:
        return for_question(dataset, ask)
    homes: Homes = dataset.register.homes
    bases = dataset.register.bases
    subjects = _subjects(ask, ("req", "verdicts", "outcomes") if outcomes else ("req", "verdicts"), bases)
    store = open_parts(dataset.folder, _cases(ask), subjects, bases=bases)
    narrowed: tuple[str, ...] = (*NARROWED, "statement", "ref")
    if outcomes and ask.requirements and all(slug(name) in dataset.register.nested for name in ask.editions):
        narrowed = (*narrowed, "crit")
        subjects = (*subjects, *_criteria(store))
    parts = _statements(homes, ask)
    open_parts(dataset.folder, parts, subjects, narrowed=narrowed, bases=bases, brief=True, store=store)
    codes = _parts("asserted", _graphs(homes, [UNITS]))
    wanted = _units(store) if ask.requirements else ()
    open_parts(dataset.folder, codes, wanted, narrowed=("uom",), bases=bases, brief=True, store=store)
    return dataset.guarded(store)


def for_question(dataset: Dataset, ask: Question) -> Queried:
    """Return everything about the requirements, label editions and verdicts asked for.

    Buyer values are put in and the rules applied anew.

    Raises:
        InputError: buyer values are given and a server is asked, which cannot derive.
    """
    if dataset.endpoint and ask.values:
        raise InputError("buyer values are derived on this machine; leave out --endpoint or --set-value.")
    if dataset.endpoint:
        return dataset.engine
    homes: Homes = dataset.register.homes
    bases = dataset.register.bases
    if ask.values:
        return dataset.guarded(_for_values(dataset, homes, ask))
    subjects = _subjects(ask, ("req", "verdicts", "outcomes"), bases)
    return dataset.guarded(open_parts(dataset.folder, _everything(homes, ask), subjects, bases=bases))


def for_proof(dataset: Dataset, ask: Question) -> Queried:
    """Return a store for proofs: also passages, documents, pairs and words."""
    if dataset.endpoint:
        return dataset.engine
    homes: Homes = dataset.register.homes
    bases = dataset.register.bases
    documents = _parts("asserted", _graphs(homes, [iri("gpp", "SourceDocument")]))
    pairs = _parts("pairs", map(slug, ask.editions))
    words = _parts("asserted", WORDS)
    passages = (namespace("passage", base) for base in bases)
    subjects = (*_subjects(ask, ("req", "verdicts", "outcomes"), bases), *passages)
    named = dict.fromkeys([*_everything(homes, ask), *documents, *pairs, *words])
    return dataset.guarded(open_parts(dataset.folder, named, subjects, bases=bases))


def for_acceptances(dataset: Dataset, ask: Question, pairs: Iterable[tuple[str, str]]) -> Queried:
    """Return a store for acceptances of pairs of requirement and label edition.

    The pairs are of IRIs.
    """
    if dataset.endpoint:
        return dataset.engine
    homes: Homes = dataset.register.homes
    bases = dataset.register.bases
    requirements, editions = ({*names} for names in zip(*pairs, strict=True))
    sets = [
        entry for entry in ask.sets if any(slug(name).startswith(f"{slug(entry)}.") for name in requirements)
    ]
    graphs = _graphs(homes, [iri("gpp", "StatedAcceptance"), *sets, *sorted(editions)])
    named = dict.fromkeys([*_parts("asserted", graphs), *_parts("derived", map(slug, sets))])
    passages = (namespace("passage", base) for base in bases)
    subjects = (*sorted(requirements), *passages)
    store = open_parts(dataset.folder, named, subjects, narrowed=(*NARROWED, "crit"), bases=bases)
    documents = _parts("asserted", _graphs(homes, [iri("gpp", "SourceDocument")]))
    return dataset.guarded(
        open_parts(
            dataset.folder,
            dict.fromkeys(part for part in documents if part not in named),
            tuple(namespace("doc", base) for base in bases),
            narrowed=PREFIXES,
            bases=bases,
            store=store,
        )
    )


def for_telling(dataset: Dataset, ask: Question) -> Queried:
    """Return a store as ``for_question`` does, with the names for sentences.

    Raises:
        InputError: buyer values are given and a server is asked, which cannot derive.
    """
    if dataset.endpoint or ask.values:
        return for_question(dataset, ask)
    bases = dataset.register.bases
    named = dict.fromkeys([*_everything(dataset.register.homes, ask), *_parts("asserted", WORDS)])
    subjects = _subjects(ask, ("req", "verdicts", "outcomes"), bases)
    return dataset.guarded(open_parts(dataset.folder, named, subjects, bases=bases))


def for_law(dataset: Dataset, ask: Question, places: bool = False) -> Queried:
    """Return a store with requirements, acts, and the findings on duties of law.

    With ``places``, also the passages and documents that they were read in.
    """
    ask = ask._replace(editions=tuple(sorted(dataset.register.names["act"].values())))
    if dataset.endpoint or ask.values:
        return for_question(dataset, ask)
    found = [f"derived/{slug(name)}--law" for name in ask.sets]
    codes = _parts("asserted", ("codes-jurisdiction", "codes-outcome"))
    bases = dataset.register.bases
    subjects = _subjects(ask, ("req", "outcomes"), bases)
    if places:
        codes += _parts("asserted", _graphs(dataset.register.homes, [iri("gpp", "SourceDocument")]))
        subjects = (*subjects, *(namespace("passage", base) for base in bases))
    named = dict.fromkeys([*_described(dataset.register.homes, ask), *codes, *found])
    return dataset.guarded(open_parts(dataset.folder, named, subjects, bases=bases))


def _for_values(dataset: Dataset, homes: Homes, ask: Question) -> ox.Store:
    """Return a store with the buyer's values put in and conclusions drawn anew.

    It holds every product type, state and day, so questions that differ in these alone share it.

    Raises:
        InputError: no constraint asked about has such a parameter, or the value is below its floor.
    """
    from . import buyer_values

    remembered = _WITH_VALUES.setdefault(dataset, {})
    key = (ask.requirements, ask.sets, ask.editions, tuple(sorted(ask.values.items())))
    if key in remembered:
        return remembered[key]
    # Rules read every code list and, on admission, the statements about label schemes.
    folder, bases = dataset.folder, dataset.register.bases
    codes = [part for part in part_names(folder, "asserted") if part.startswith("asserted/codes-")]
    named = _parts("asserted", _graphs(homes, [*_editions(ask), iri("gpp", "LabelScheme")]))
    proofs = (namespace("proof", base) for base in bases)
    subjects = (*_subjects(ask, ("req",), bases), *proofs) if ask.requirements else ()
    store = open_parts(folder, dict.fromkeys([*codes, *named]), subjects, bases=bases)
    buyer_values.put(store, ask, dataset.root)
    while len(remembered) >= REMEMBERED:
        remembered.pop(next(iter(remembered)), None)
    remembered[key] = store
    return store


def _editions(ask: Question) -> tuple[str, ...]:
    return (*ask.sets, *ask.editions)


def _graphs(homes: Homes, things: Iterable[str]) -> list[str]:
    """Return the graphs that describe editions, or the things of a class."""
    return [graph for thing in things for graph in homes.get(thing, ())]


def _parts(kind: str, names: Iterable[str]) -> list[str]:
    return [f"{kind}/{name}" for name in names]


def _cases(ask: Question) -> list[str]:
    """Return the parts with the verdicts and outcomes of each set and label edition."""
    return [f"derived/{slug(left)}--{slug(right)}" for left in ask.sets for right in ask.editions]


def _statements(homes: Homes, ask: Question) -> dict[str, None]:
    """Return the parts with the statements about each set and label edition."""
    asserted = _parts("asserted", (*CODES, *_graphs(homes, _editions(ask))))
    return dict.fromkeys([*asserted, *_parts("derived", map(slug, _editions(ask)))])


def _described(homes: Homes, ask: Question) -> dict[str, None]:
    """Return the parts of ``_statements``, with units and product types."""
    return dict.fromkeys([*_statements(homes, ask), *_parts("asserted", _graphs(homes, [UNITS, PRODUCTS]))])


def _everything(homes: Homes, ask: Question) -> dict[str, None]:
    return dict.fromkeys([*_described(homes, ask), *_cases(ask)])


def _criteria(cases: ox.Store) -> set[str]:
    """Return beginnings of the IRIs of deciding or near criteria and their owners."""
    rests, reaches, neighbour = (
        ox.NamedNode(iri("gpp", name)) for name in ("restsOn", "reachesScopeOf", "neighbour")
    )
    deciding = [
        quad.object for name in (rests, neighbour) for quad in cases.quads_for_pattern(None, name, None)
    ]
    deciding += [quad.subject for quad in cases.quads_for_pattern(None, reaches, None)]
    found = set()
    for criterion in {term.value for term in deciding if isinstance(term, ox.NamedNode)}:
        found.add(criterion)
        found |= {f"{criterion[:place]}>" for place, sign in enumerate(criterion) if sign == "."}
    return found


def _units(store: ox.Store) -> tuple[str, ...]:
    """Return the IRIs, with their closing bracket, of the units of figures."""
    named = (ox.NamedNode(iri("gpp", name)) for name in ("printedUnit", "unit"))
    units = {quad.object for name in named for quad in store.quads_for_pattern(None, name, None)}
    return tuple(f"{unit.value}>" for unit in units if isinstance(unit, ox.NamedNode))


def _subjects(ask: Question, prefixes: Iterable[str], bases: Sequence[str]) -> tuple[str, ...]:
    """Return the beginnings of IRIs about the requirements asked for, all if none is."""
    ends = {"verdicts": "--", "outcomes": "."}
    return tuple(
        namespace(prefix, base) + (f"{slug(name)}{ends.get(prefix, '')}" if name else "")
        for prefix in prefixes
        for base in bases
        for name in ask.requirements or ("",)
    )
