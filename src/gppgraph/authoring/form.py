"""The places of nodes in an authoring file, and their names.

A file ``dk-desktop-2023.yaml`` has the base ``dk-desktop-2023``. Under ``requirements:`` the key ``basis.TS2``
is ``req:dk-desktop-2023.basis.TS2``; under its ``shall:`` the key ``c1`` is ``req:dk-desktop-2023.basis.TS2.c1``.
"""

from __future__ import annotations

from typing import NamedTuple

from ..terms import PREFIXES, curie, expand


class Spot(NamedTuple):
    """A key under which nodes stand.

    ``prefix`` is the prefix of their names, or ``None`` for the prefix of the node above; ``classes`` are
    their classes. A ``single`` key holds one node, which is named after the file.
    """

    prefix: str | None
    classes: tuple[str, ...] = ()
    single: bool = False


SECTIONS: dict[str, Spot] = {
    "file": Spot("graph", ("DataFile",), single=True),
    "set": Spot("set", ("CriteriaSetEdition",), single=True),
    "label": Spot("label", ("LabelEdition",), single=True),
    "scheme": Spot("scheme", ("LabelScheme",), single=True),
    "sets": Spot("set", ("CriteriaSetEdition",)),
    "labels": Spot("label", ("LabelEdition",)),
    "label-versions": Spot("label", ("LabelVersion",)),
    "schemes": Spot("scheme", ("LabelScheme",)),
    "agents": Spot("agent", ("Organization",)),
    "documents": Spot("doc", ("SourceDocument",)),
    "acts": Spot("act", ("LegalAct", "LegalResource")),
    "clauses": Spot("clause", ("Provision",)),
    "standards": Spot("std", ("StandardEdition",)),
    "legal-requirements": Spot("law", ("LegalRequirement",)),
    "guidance": Spot("guide"),
    "requirements": Spot("req"),
    "criteria": Spot("crit", ("LabelCriterion",)),
    "formulas": Spot("formula", ("Formula",)),
    "formula-terms": Spot("crit", ("FormulaTerm",)),
    "duty-profiles": Spot("crit", ("DutyProfile",)),
    "legal-formula-terms": Spot("law", ("FormulaTerm",)),
    "legal-duty-profiles": Spot("law", ("DutyProfile",)),
    "notes": Spot("note", ("ExplanatoryNote",)),
    "note-items": Spot("note", ("NoteItem",)),
    "references": Spot("ref", ("CrossReference",)),
    "proofs": Spot("proof", ("EvidenceTypeList",)),
    "statements": Spot("statement"),
    "completeness": Spot("statement", ("Completeness",)),
    "type-i-statements": Spot("statement", ("TypeIStatement",)),
    "scope": Spot("statement", ("ScopeStatement",)),
    "figures": Spot("statement", ("StatedFigure",)),
    "acceptances": Spot("statement", ("StatedAcceptance",)),
    "readings": Spot("statement", ("Reading",)),
    "language-readings": Spot("statement", ("LanguageReading",)),
    "renderings": Spot("statement", ("Rendering",)),
    "passages": Spot("passage", ("Passage",)),
}
OTHER = "other"  # nodes under their full names

# Keys of a node under which the nodes that belong to it may stand.
NESTED: dict[str, Spot] = {
    "any-of": Spot(None, ("Alternative",)),
    "with": Spot(None, ("Facet",)),
    "shall": Spot(None, ("Constraint",)),
    "should": Spot(None, ("Recommendation",)),
    "proofs": Spot("proof", ("EvidenceTypeList",)),
    "references": Spot("ref", ("CrossReference",)),
    "bands": Spot(None, ("ScoringBand",)),
    "items": Spot("note", ("NoteItem",)),
    "cost-items": Spot("statement", ("CostItem",)),
    "cost-rules": Spot("statement", ("CostRule",)),
}
# Nodes of these keys may have names of their own, unlike the node above.
FREE = ("shall", "should", "any-of")
PASSAGE_KEY = "at"
PASSAGES = "passages"
# The key for the name of a passage that is described at a node of another name.
PASSAGE_NAME = "passage"
DEFAULTS = "defaults"

# Names with these prefixes belong to one edition; a name without a prefix belongs to this file.
_OF_EDITION = frozenset({"req", "crit", "note", "ref", "proof", "statement", "passage"})
_NAMESPACES = frozenset(PREFIXES[prefix] for prefix in _OF_EDITION)

COMPARISONS = ("at-least", "more-than", "at-most", "less-than")
MEMBERSHIPS = ("all-of", "one-of", "conforms-to", "within")
HOLDS = "holds"
# Keys that stand beside the operator, under the concept.
WITH_OPERATOR = ("buyer-sets", "from")


def is_full(name: str) -> bool:
    """Return whether a name is full: ``req:x`` or ``https://example.org/``."""
    return ":" in name


def full_iri(name: str) -> str:
    """Return the IRI of a full name."""
    return expand(name)


def local_name(prefix: str, base: str, key: str) -> str:
    """Return the local name of a node under a key of a section."""
    return f"{base}.{key}" if prefix in _OF_EDITION else key


def iri_in(namespace: str, base: str, name: str) -> str:
    """Return the IRI of a name without a prefix, as a name of ``namespace``."""
    return f"{namespace}{base}.{name}" if namespace in _NAMESPACES else namespace + name


def name_in(namespace: str | None, base: str, iri: str) -> str:
    """Return the shortest name that ``iri_in`` or ``full_iri`` turn into an IRI."""
    if namespace and iri.startswith(namespace):
        name = iri.removeprefix(namespace)
        if namespace in _NAMESPACES:
            name = name.removeprefix(f"{base}.") if name.startswith(f"{base}.") else ""
        if name and not is_full(name) and name.strip() == name:
            return name
    return curie(iri)


def key_of(prefix: str, base: str, iri: str) -> str:
    """Return the key of a section under which a node stands."""
    return name_in(PREFIXES[prefix], base, iri)
