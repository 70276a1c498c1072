"""What the domain rules conclude, written to ``graph/derived``.

The rules are the SPARQL files of ``ontology/rules/``, applied once each in the order of
their names. Python only runs them: what they say is in the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox

from ..errors import QueryError
from ..workspace import DERIVED, rules

STAGING = DERIVED + "-staging"


def derive(
    store: ox.Store, rule_files: Iterable[Path] | None = None, progress: Callable[[str], None] | None = None
) -> None:
    """Apply the rules to ``store``: conclusions go to ``graph/derived``, their staging is dropped.

    Raises:
        QueryError: a rule file is no CONSTRUCT query.
    """
    store.clear_graph(ox.NamedNode(DERIVED))
    for path in rules() if rule_files is None else rule_files:
        if progress:
            progress(path.stem)
        text = path.read_text(encoding="utf-8")
        target = ox.NamedNode(STAGING if "#+ into: staging" in text else DERIVED)
        try:
            triples = store.query(text, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise QueryError(f"{path}: {str(error).splitlines()[0]}") from error
        if not isinstance(triples, ox.QueryTriples):
            raise QueryError(f"{path}: a rule must be a CONSTRUCT query")
        new = [ox.Quad(triple.subject, triple.predicate, triple.object, target) for triple in triples]
        store.extend(new)
    store.remove_graph(ox.NamedNode(STAGING))
