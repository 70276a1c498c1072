"""Answers of the shipped graph that a contributed file changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..rdf.rows import Term
from ..rdf.store import select
from ..terms import expand, short_name, slug
from ..workspace import DERIVED
from .finding import CHANGED, GRAPH, Finding, Severity

_ANSWER_NODES = re.compile(r"<[^>]*[/#]derived/(?:verdict|outcome)/")
# From the first two follow the verdicts that no constraint decides; a label is no answer.
_NO_CONCLUSIONS = (expand("gpp:asksNothingOf"), expand("gpp:certifiesNone"), expand("rdfs:label"))


def answers(store: ox.Store) -> dict[tuple[str, str, str], set[str]]:
    """Return the verdicts and outcomes of a store.

    Keys are requirement or constraint, label edition and product type, all IRIs; values are sets of codes,
    such as ``{(".../requirement/a", ".../label/b", ".../product/c"): {".../verdict/below"}}``.
    """
    words_by_case: dict[tuple[str, str, str], set[str]] = {}
    for row in select(store, text_of("verdicts-and-outcomes")):
        asked, edition, product = row.iri("asked"), row.iri("edition"), row.iri("product")
        words_by_case.setdefault((asked, edition, product), set()).add(row.iri("word"))
    return words_by_case


def changed_answers(shipped: ox.Store, union: ox.Store) -> Iterable[Finding]:
    """Yield a finding for each conclusion about shipped nodes that a file changes.

    ``union`` is the shipped dataset with the file.
    """
    before, after = answers(shipped), answers(union)
    for key in sorted(before.keys() | after.keys()):
        asked, edition, product = key
        if before.get(key) != after.get(key) and (key in before or _all_known(key, shipped)):
            old, new = (
                " and ".join(sorted(map(slug, words))) or "none"
                for words in (before.get(key, set()), after.get(key, set()))
            )
            yield _changed(
                asked, edition, f"{slug(asked)}, {slug(edition)}, {slug(product)}: {old} becomes {new}"
            )
    yield from _changed_values(shipped, union)
    concluded, concludes = conclusions(shipped), conclusions(union)
    known = {t for t in concludes - concluded if _known(t.subject, shipped) and _known(t.object, shipped)}
    for word, triples in (("no longer", concluded - concludes), ("now", known)):
        for triple in sorted(triples, key=str):
            subject, obj = _bare(triple.subject), _bare(triple.object)
            statement = f"{slug(subject)} {short_name(triple.predicate.value)} {slug(obj)}"
            yield _changed(subject, obj, f"{word} concluded: {statement}")


def _changed_values(shipped: ox.Store, union: ox.Store) -> Iterator[Finding]:
    """Yield a finding for each largest buyer value that changes for shipped nodes."""
    before, after = largest_values(shipped), largest_values(union)
    for key in sorted(before.keys() | after.keys()):
        asked, edition, product = key
        if before.get(key) != after.get(key) and _all_known(key, shipped):
            old, new = (
                "none" if value is None else f"{value.normalize():f}"
                for value in (before.get(key), after.get(key))
            )
            yield _changed(
                asked,
                edition,
                f"{slug(asked)}, {slug(edition)}, {slug(product)}: met up to {old} becomes up to {new}",
            )


def largest_values(store: ox.Store) -> dict[tuple[str, str, str], Decimal]:
    """Return the largest buyer value still met, by constraint, edition and product."""
    return {
        (row.iri("constraint"), row.iri("edition"), row.iri("product")): Decimal(row.text("largest"))
        for row in select(store, text_of("largest-values"))
    }


def _all_known(names: Iterable[str], shipped: ox.Store) -> bool:
    return all(_known(ox.NamedNode(name), shipped) for name in names)


def conclusions(store: ox.Store) -> set[ox.Triple]:
    """Return the triples that the rules derive, without verdicts, outcomes and labels."""
    derived = store.quads_for_pattern(None, None, None, ox.NamedNode(DERIVED))
    return {
        quad.triple
        for quad in derived
        if not _ANSWER_NODES.match(str(quad.subject)) and quad.predicate.value not in _NO_CONCLUSIONS
    }


def _bare(term: Term | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _known(term: Term | ox.Triple, shipped: ox.Store) -> bool:
    return (
        not isinstance(term, ox.NamedNode)
        or next(shipped.quads_for_pattern(term, None, None), None) is not None
    )


def _changed(focus: str, value: str, message: str) -> Finding:
    return Finding(
        GRAPH,
        Severity.WARNING,
        CHANGED,
        focus,
        message,
        value=value,
        problem="The file changes an answer of the shipped graph.",
        solution="Check that this is meant, and that the file's facts have sources.",
    )
