"""Apply the rules of ``ontology/rules/``, stage by stage.

A rule is a SPARQL ``CONSTRUCT`` file; its header names its stage.

Python only runs them, in the order of their names: what they say is in the files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..catalogue.query import for_base
from ..errors import QueryError
from ..workspace import DERIVED, configuration, rules

STAGING = DERIVED + "-staging"
# What the ontology entails; applied again and again until nothing new follows (see ``closure``).
CLOSURE = "closure"
# What statements say by themselves, and which of them entail which.
COMPARING = ("statements", "comparison")
# Written by one rule for the next, and dropped when all have been applied.
TRANSIENT = ("candidates", "cases")
# Everything that goes to ``graph/derived``, in the order in which it is applied.
DERIVING = (*COMPARING, "admission", "candidates", "outcomes", "cases", "verdicts")
STAGES = (CLOSURE, *DERIVING)
# Headers of revisions without stages, which ``data diff`` builds too.
_INTO = {"derived": "verdicts", "staging": "cases"}


class Rule(NamedTuple):
    """One rule file: its path, its stage and its SPARQL, header included."""

    path: Path
    stage: str
    text: str


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
            found.append(Rule(path, stage, text))
    return found


def conclude(store: ox.Store, rule: Rule) -> bytes:
    """Return the conclusions of a rule from the union of all graphs, as N-Triples.

    Raises:
        QueryError: the rule is no CONSTRUCT query.
    """
    try:
        triples = store.query(rule.text, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise QueryError(f"{rule.path}: {str(error).splitlines()[0]}") from error
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
    for rule in read_rules(stages, base):
        if progress:
            progress(rule.path.stem)
        graph = ox.NamedNode(STAGING if rule.stage in TRANSIENT else DERIVED)
        store.bulk_load(conclude(store, rule), format=ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
    store.remove_graph(ox.NamedNode(STAGING))
