"""The consistency checks: each row of their queries is a finding.

Each check is a file of ``queries/checks/``; its header has the texts of its findings. Those in the folder
``texts`` ask the lines of a source text, the others the graph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from ..catalogue.query import for_base, read_header
from ..errors import QueryError
from ..rdf.rows import Row, Term
from ..rdf.store import select
from ..terms import iri, slug
from ..workspace import configuration, query_files, root
from .finding import GRAPH, SOURCE, Finding, Severity

FOLDER = "checks"
OF_TEXTS = "texts"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_REQUIRED = ("summary", "problem", "solution", "severity", "kind", "message")


@dataclass(frozen=True, slots=True)
class Check:
    """One consistency check: its query and the texts of its findings.

    Where ``value_is_language``, a finding is of use only in a workspace with pages in the language that is its value.
    """

    code: str
    summary: str
    problem: str
    solution: str
    severity: Severity
    kind: str
    message: str
    text: str
    value_is_language: bool = False


def read(path: Path) -> Check:
    """Return the check of a file.

    Raises:
        QueryError: the header is no YAML, lacks a field, or has a kind or severity that does not exist.
    """
    text = path.read_text(encoding="utf-8")
    header = {key: " ".join(str(value).split()) for key, value in read_header(path, text).items()}
    missing = [name for name in _REQUIRED if not header.get(name)]
    if missing:
        raise QueryError(f"{path}: the header lacks {', '.join(missing)}")
    if header["kind"] not in (GRAPH, SOURCE):
        raise QueryError(f'{path}: kind is "{header["kind"]}", not "{GRAPH}" or "{SOURCE}"')
    try:
        severity = Severity.of(header["severity"])
    except KeyError as error:
        raise QueryError(
            f'{path}: severity is "{header["severity"]}", not info, warning or violation'
        ) from error
    return Check(
        path.stem,
        header["summary"],
        header["problem"],
        header["solution"],
        severity,
        header["kind"],
        header["message"],
        text,
        header.get("value") == "language",
    )


def checks(base: Path | None = None) -> tuple[Check, ...]:
    """Return every check of the graph, by code.

    Raises:
        QueryError: there is none, or a header is wrong.
    """
    return _of(FOLDER, base)


def checks_of_texts(base: Path | None = None) -> tuple[Check, ...]:
    """Return every check of the lines of a source text, by code.

    Raises:
        QueryError: there is none, or a header is wrong.
    """
    return _of(OF_TEXTS, base)


@cache
def _of(folder: str, base: Path | None) -> tuple[Check, ...]:
    names = configuration(base).base
    entries = tuple(
        replace(check, text=for_base(check.text, names))
        for check in (read(path) for path in query_files(base) if path.parent.name == folder)
    )
    if not entries:
        raise QueryError(f"{base or root()}: holds no check in a folder {folder}")
    return entries


def run_check(check: Check, store: ox.Store) -> list[Finding]:
    """Return the findings of one check, sorted.

    The query is about the union of all graphs of ``store``.

    Raises:
        QueryError: the query is not understood.
    """
    try:
        rows = select(store, check.text)
    except QueryError as error:
        raise QueryError(f"check {check.code}: {error}") from error
    return sorted(findings_of(check, rows, lambda passage: vagueness(store, passage)), key=Finding.key)


def findings_of(
    check: Check, rows: Iterable[Row], vague: Callable[[str], tuple[int, str]] = lambda passage: (0, passage)
) -> list[Finding]:
    """Return the findings of the rows of a check, one for each message.

    Rows with the same message differ in their passages only; the finding gets the most precise one, the least
    by the key ``vague``.
    """
    by_identity: dict[tuple[str, ...], list[Finding]] = {}
    for row in rows:
        focus = row.get("focus")
        if focus is None:
            continue
        value = row.get("value")
        other = row.get("other") or (value if isinstance(value, ox.NamedNode) else None)
        finding = Finding(
            section=check.kind,
            severity=check.severity,
            code=check.code,
            focus=_plain(focus),
            message=fill(check.message, row),
            value=_optional(value),
            other=_optional(other),
            passage=_optional(row.get("passage")),
            other_passage=_optional(row.get("otherPassage")),
            summary=check.summary,
            problem=check.problem,
            solution=check.solution,
        )
        by_identity.setdefault(finding.identity(), []).append(finding)
    return [
        replace(
            min(same),
            passage=min({f.passage for f in same if f.passage}, key=vague, default=None),
            other_passage=min({f.other_passage for f in same if f.other_passage}, key=vague, default=None),
        )
        for same in by_identity.values()
    ]


def vagueness(store: ox.Store, passage: str) -> tuple[int, str]:
    """Return a key that sorts passages, the most precise first.

    Passages with offsets come first, short before long; then those with a clause; then whole documents.
    For example ``(120, "https://.../passage/p1")`` for a passage of 120 characters.
    """
    try:
        node = ox.NamedNode(passage)
    except ValueError:  # a blank node
        return _WHOLE, passage
    literals = {
        quad.predicate.value: quad.object.value
        for quad in store.quads_for_pattern(node, None, None)
        if isinstance(quad.object, ox.Literal)
    }
    start, end = literals.get(iri("gpp", "start"), ""), literals.get(iri("gpp", "end"), "")
    if start.isdigit() and end.isdigit():
        return int(end) - int(start), passage
    return (_WHOLE - 1 if iri("gpp", "clause") in literals else _WHOLE), passage


_WHOLE = 1_000_000_000


def fill(message: str, row: Row) -> str:
    """Return a message with its placeholders replaced by the values of a row."""
    return _PLACEHOLDER.sub(lambda match: say(row, match.group(1)), message)


def say(row: Mapping[str, Term | None], column: str) -> str:
    """Return the value of a column as text for a message, "?" where it is unbound."""
    term = row.get(column)
    if term is None:
        return "?"
    return slug(term.value) if isinstance(term, ox.NamedNode) else term.value


def _plain(term: Term) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else term.value


def _optional(term: Term | None) -> str | None:
    return None if term is None else _plain(term)
