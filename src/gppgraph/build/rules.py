"""Apply the rules of ``ontology/rules/``, stage by stage.

A rule is a SPARQL ``CONSTRUCT`` file; its header names its stage.

Python only runs them, in the order of their names: what they say is in the files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..catalogue.query import for_base
from ..errors import QueryError
from ..rdf.store import run
from ..workspace import DERIVED, configuration, rules
from .touched import Touched

STAGING = DERIVED + "-staging"
# What the ontology entails; applied again and again until nothing new follows (see ``closure``).
CLOSURE = "closure"
# What statements say by themselves, and which of them entail which.
COMPARING = ("statements", "comparison")
# What follows without a comparison: the facts that all other rules read.
FACTS = ("statements", "admission")
# Written by one rule for the next, and dropped when all have been applied.
TRANSIENT = ("candidates", "cases")
# Names of things, in the property by which tools look for them; no other rule reads them.
NAMING = ("names",)
# Everything that goes to ``graph/derived``, in the order in which it is applied.
DERIVING = (*COMPARING, "admission", "candidates", "outcomes", "cases", "verdicts", "law")
STAGES = (CLOSURE, *DERIVING, *NAMING)
PAIRS = ("pairs",)
# For more things than these a rule is applied to all, which then is quicker than once for each.
FEW = 12
# Headers of revisions without stages, which ``data diff`` builds too.
_INTO = {"derived": "verdicts", "staging": "cases"}


class Rule(NamedTuple):
    """One rule file: its path, its stage and its SPARQL, header included.

    ``chooses`` are the words of ``#+ chooses:`` in the header, if the rule goes through all pairs by itself; others
    look only at pairs that such a rule concluded. They are ``pairs``, or the variables of a requirement and an edition.
    """

    path: Path
    stage: str
    text: str
    chooses: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """The part of the rule that reads, without header and conclusions."""
        return self.text.partition("\nWHERE")[2]


def read_rules(stages: Collection[str] = STAGES, base: Path | None = None) -> list[Rule]:
    """Return the rules of the given stages in the order in which they are applied.

    Raises:
        QueryError: the header of a rule names no stage, or one that there is not.
    """
    found = []
    names = configuration(base).base
    for path in rules(base):
        text = for_base(path.read_text(encoding="utf-8"), names)
        line = re.search(r"^#\+ (stage|into): (\S+)$", text, re.MULTILINE)
        stage = "" if line is None else line[2] if line[1] == "stage" else _INTO.get(line[2], "")
        if stage not in STAGES:
            raise QueryError(
                f'{path}: the header needs a line "#+ stage: " with one of {", ".join(STAGES)}'
                + (f"; it says {line[2]}." if line else ".")
            )
        if stage in stages:
            chooses = re.search(r"^#\+ chooses: (.+)$", text, re.MULTILINE)
            found.append(Rule(path, stage, text, tuple(chooses[1].split()) if chooses else ()))
    return found


def conclude(store: ox.Store, rule: Rule, bindings: Mapping[str, ox.NamedNode] | None = None) -> bytes:
    """Return the conclusions of a rule from the union of all graphs, as N-Triples.

    Raises:
        QueryError: the rule is no CONSTRUCT query.
    """
    try:
        triples = run(store, rule.text, bindings)
    except QueryError as error:
        raise QueryError(f"{rule.path}: {error}") from error
    if not isinstance(triples, ox.QueryTriples):
        raise QueryError(f"{rule.path}: a rule must be a CONSTRUCT query")
    return triples.serialize(format=ox.RdfFormat.N_TRIPLES) or b""


def derive(
    store: ox.Store,
    stages: Collection[str] = DERIVING,
    base: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Replace ``graph/derived`` by the conclusions of the rules of some stages.

    Raises:
        QueryError: a rule file names no stage or is no CONSTRUCT query.
    """
    store.clear_graph(ox.NamedNode(DERIVED))
    apply(store, read_rules(stages, base), progress)
    store.remove_graph(ox.NamedNode(STAGING))


def apply(
    store: ox.Store,
    rules: Iterable[Rule],
    progress: Callable[[str], None] | None = None,
    touched: Touched | None = None,
) -> None:
    """Add the conclusions of rules, one after the other.

    With ``touched``, conclusions on pairs that are not touched are left out.

    Raises:
        QueryError: a rule is no CONSTRUCT query.
    """
    for rule in rules:
        if progress:
            progress(rule.path.stem)
        graph = ox.NamedNode(STAGING if rule.stage in TRANSIENT else DERIVED)
        conclusions = _on_touched(store, rule, touched) if touched and rule.chooses else conclude(store, rule)
        store.bulk_load(conclusions, format=ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)


def _on_touched(store: ox.Store, rule: Rule, touched: Touched) -> bytes:
    """Return the conclusions of a rule that chooses pairs, on touched pairs."""
    if rule.chooses == PAIRS or len(touched.things) > FEW:
        lines = conclude(store, rule).splitlines(keepends=True)
        return b"".join([line for line in lines if touched.has(line)])
    bindings = [{variable: thing} for variable in rule.chooses for thing in touched.things]
    return b"".join([conclude(store, rule, bound) for bound in bindings])
