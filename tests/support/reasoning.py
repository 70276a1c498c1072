"""A second reasoner: the rules of `reasoner/`, written from the model for Nemo, beside the SPARQL rules that ship.

The conclusions of both have one form: sets of tuples by predicate, such as
`{"gpp:entails": {("crit:tco-certified-8.6.1.c1", "req:dk-desktop-2023.basis.TS3.c1"), ...}, ...}`.
A node that stands for a conclusion becomes one tuple for all that it says, without its name:

- `gpp:ConstraintOutcome`: constraint, edition, product type, outcome
- `gpp:because`: constraint, edition, product type, reason of an open outcome
- `gpp:restsOn`: constraint, edition, outcome, statement of the label
- `gpp:Verdict`: requirement, edition, product type, verdict, at least, at most, content proved
- `gpp:Verdict confidence`: requirement, edition, product type, confidence
- `gpp:LegalFinding`: constraint, duty of law or statement of completeness, outcome, product type
- `gpp:givenFor`: constraint, duty of law, thing for which it gives the constraint
"""

from __future__ import annotations

import functools
import itertools
import re
import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import nmo_python
import pyoxigraph as ox

from gppgraph.catalogue.query import text_of
from gppgraph.rdf.store import select
from gppgraph.terms import PREFIXES, curie, expand
from gppgraph.workspace import DERIVED
from gppgraph.workspace import rules as shipped_rules
from places import TESTS

Conclusions = dict[str, set[tuple[str, ...]]]

RULE_FILES = sorted((TESTS / "reasoner").glob("*.rls"))
OUTPUTS = ("concluded", "concludedValue", "outcome", "because", "rests", "verdict", "finding", "lawThing")
LOCAL_NAME = "urn:x-reasoner:local-name"
# The second reasoner counts values in hundred-millionths.
SCALE = 100_000_000
CURIE = re.compile(rf"\b(?:{'|'.join(PREFIXES)}):[A-Za-z][\w-]*")
NODES = {
    "gpp:ConstraintOutcome": ("gpp:ofConstraint", "gpp:ofEdition", "gpp:forProduct", "gpp:outcome"),
    "gpp:because": ("gpp:ofConstraint", "gpp:ofEdition", "gpp:forProduct", "gpp:because"),
    "gpp:restsOn": ("gpp:ofConstraint", "gpp:ofEdition", "gpp:outcome", "gpp:restsOn"),
    "gpp:Verdict": (
        "gpp:ofRequirement",
        "gpp:ofEdition",
        "gpp:forProduct",
        "gpp:verdict",
        "gpp:atLeast",
        "gpp:atMost",
        "gpp:contentProved",
    ),
    "gpp:Verdict confidence": ("gpp:ofRequirement", "gpp:ofEdition", "gpp:forProduct", "gpp:confidence"),
    "gpp:LegalFinding": ("gpp:ofConstraint", "gpp:restsOn", "gpp:outcome", "gpp:concernsProduct"),
    "gpp:givenFor": ("gpp:ofConstraint", "gpp:restsOn", "gpp:givenFor"),
}
NODE_SPACES = (PREFIXES["outcomes"], PREFIXES["verdicts"])

# Verdicts that need nothing of a label's criteria, and the predicates from which a query may say them.
TRIVIAL = {"verdict:not-specified", "verdict:not-applicable", "verdict:out-of-reach", "verdict:not-covered"}
TRIVIAL_SOURCES = {"gpp:asksNothingOf", "gpp:outOfReachFor", "gpp:certifiesNone"}
# Concluded here, and by the shipped rules only where they do not leave it to queries.
IN_QUERIES = {*TRIVIAL_SOURCES, "gpp:beyondLabels", "gpp:certificatesValid"}
# How a requirement takes an edition as proof: the first that holds is what counts.
ADMISSION = ("gpp:admitsProof", "gpp:mayAdmitProof", "gpp:admitsValue")


def facts(store: ox.Store) -> bytes:
    """Return what is asserted or entailed as N-Triples, with the local names of stated bridges."""
    derived, bridge = ox.NamedNode(DERIVED), ox.NamedNode(expand("gpp:Implication"))
    triples = {quad.triple for quad in store if quad.graph_name != derived}
    names = {
        ox.Triple(subject, ox.NamedNode(LOCAL_NAME), ox.Literal(subject.value.rsplit("/", 1)[-1]))
        for subject, _, kind in triples
        if kind == bridge and isinstance(subject, ox.NamedNode)
    }
    lines: bytes = ox.serialize(triples | names, format=ox.RdfFormat.N_TRIPLES)
    return lines


def rule_text(path: Path) -> str:
    """Return the rules of a file with whole IRIs: in `op:at-least` Nemo reads a subtraction and drops the rule."""
    return CURIE.sub(lambda match: f"<{expand(match[0])}>", path.read_text(encoding="utf-8"))


@functools.cache
def program() -> tuple[nmo_python.NemoProgram, Path]:
    """Return the rules, parsed once, and the file from which they read their facts."""
    path = Path(tempfile.mkdtemp(prefix="reasoner-")) / "facts.nt"
    lines = [
        f'@import triple :- ntriples {{resource = "{path}"}} .',
        f"localName(?node, ?name) :- triple(?node, <{LOCAL_NAME}>, ?name) .",
        *map(rule_text, RULE_FILES),
        *(f"@output {name} ." for name in OUTPUTS),
    ]
    return nmo_python.load_string("\n".join(lines)), path


def second(store: ox.Store) -> Conclusions:
    """Return what the second reasoner concludes from what is asserted and entailed in a store."""
    parsed, path = program()
    path.write_bytes(facts(store))
    engine = nmo_python.NemoEngine(parsed)
    engine.reason()
    path.unlink()

    def rows(name: str) -> Iterable[tuple[str, ...]]:
        return (tuple(map(_plain, row)) for row in engine.result(name))

    found: Conclusions = {
        "gpp:value": {
            (_plain(figure), _number(Decimal(int(value)) / SCALE))
            for figure, value in engine.result("concludedValue")
        },
        "gpp:ConstraintOutcome": set(rows("outcome")),
        "gpp:because": set(rows("because")),
        "gpp:restsOn": {(constraint, edition, *rest) for constraint, edition, _, *rest in rows("rests")},
        "gpp:Verdict": {row[:-1] for row in rows("verdict")},
        "gpp:Verdict confidence": {(*row[:3], row[-1]) for row in rows("verdict")},
        "gpp:LegalFinding": set(rows("finding")),
        "gpp:givenFor": set(rows("lawThing")),
    }
    for subject, predicate, value in rows("concluded"):
        found.setdefault(predicate, set()).add((subject, value))
    return {name: rows for name, rows in found.items() if rows}


def shipped(store: ox.Store) -> Conclusions:
    """Return what stands in the derived graph of a store, without labels.

    A label repeats a name that is stated; ``tests/build/test_names.py`` holds which.
    """
    found: Conclusions = {}
    nodes: dict[str, dict[str, set[str]]] = {}
    for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(DERIVED)):
        subject, predicate, value = (term.value for term in (quad.subject, quad.predicate, quad.object))
        predicate, value = curie(predicate), curie(value)
        if predicate == "rdfs:label":
            continue
        if subject.startswith(NODE_SPACES):
            nodes.setdefault(subject, {}).setdefault(predicate, set()).add(value)
        else:
            value = _number(Decimal(value)) if predicate == "gpp:value" else value
            found.setdefault(predicate, set()).add((curie(subject), value))
    for first, second_ in itertools.combinations(ADMISSION, 2):
        found[second_] = found.get(second_, set()) - found.get(first, set())
    for node, (name, keys) in itertools.product(nodes.values(), NODES.items()):
        if all(key in node for key in keys):
            found.setdefault(name, set()).update(itertools.product(*(node[key] for key in keys)))
    return found


def queried(store: ox.Store) -> Conclusions:
    """Return the verdicts on new goods that the query on verdicts gives where both texts mean new goods."""
    new = ox.NamedNode(expand("goods:new"))

    def means_new(node: str, predicate: str) -> bool:
        stated = list(store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(expand(predicate)), None))
        return not stated or any(quad.object == new for quad in stated)

    found: Conclusions = {}
    for row in select(store, text_of("verdicts"), {"state": new}):
        names = (
            "requirement",
            "edition",
            "product",
            "verdict",
            "at_least",
            "at_most",
            "content",
            "confidence",
        )
        requirement, edition, *rest = (row[name].value for name in names)  # type: ignore[union-attr]
        if means_new(requirement, "gpp:appliesToState") and means_new(edition, "gpp:certifiesState"):
            *verdict, confidence = map(curie, (requirement, edition, *rest))
            found.setdefault("gpp:Verdict", set()).add(tuple(verdict))
            found.setdefault("gpp:Verdict confidence", set()).add((*verdict[:3], confidence))
    return found


@functools.cache
def left_to_queries() -> frozenset[str]:
    """Return the predicates that no shipped rule concludes."""
    texts = [path.read_text(encoding="utf-8").partition("WHERE {")[0] for path in shipped_rules()]
    return frozenset(name for name in IN_QUERIES if not any(name in text for text in texts))


def _comparable(found: Conclusions) -> Conclusions:
    """Leave out what the shipped rules leave to queries."""
    kept = {name: rows for name, rows in found.items() if name not in left_to_queries()}
    if not TRIVIAL_SOURCES & left_to_queries():
        trivial = {row[:3] for row in kept.get("gpp:Verdict", ()) if row[3] in TRIVIAL}
        for name in ("gpp:Verdict", "gpp:Verdict confidence"):
            kept[name] = {row for row in kept.get(name, ()) if row[:3] not in trivial}
    return kept


def difference(ours: Conclusions, theirs: Conclusions) -> list[str]:
    """Return lines on what one side concludes and the other does not, predicate by predicate."""
    return _lines(_comparable(ours), theirs)


def query_difference(ours: Conclusions, store: ox.Store) -> list[str]:
    """Return the same for the verdicts that the query on verdicts gives (see `queried`)."""
    rows = queried(store)
    asked = {row[:2] for row in rows.get("gpp:Verdict", ())}
    found = {name: {row for row in ours.get(name, ()) if row[:2] in asked} for name in rows}
    return _lines(found, rows)


def _lines(found: Conclusions, theirs: Conclusions) -> list[str]:
    lines = []
    for name in sorted(found.keys() | theirs.keys()):
        left, right = found.get(name, set()), theirs.get(name, set())
        for who, rows in (("second reasoner", left - right), ("shipped rules", right - left)):
            if rows:
                lines.append(f"{name}: only the {who}, {len(rows)} of {len(left | right)}:")
                lines += [f"    {'  '.join(row)}" for row in sorted(rows)[:10]]
    return lines


def _plain(value: object) -> str:
    """Return a CURIE for an IRI, the lexical form for a literal."""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value.value() if isinstance(value, nmo_python.NemoLiteral) else value)
    return curie(text[1:-1]) if text.startswith("<") else text.removeprefix('"').removesuffix('"')


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
