"""Validate the shipped graph, or contributed files on top of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from .. import workspace
from ..authoring.data_files import load_files
from ..errors import GppGraphError, InputError, UnitError
from ..terms import curie, iri
from . import checks, contributed, reading, shapes, source_texts
from .finding import Finding, fails
from .node_places import Places
from .translated import STALE, stale

_SHAPES = iri("graph", "shapes-")
_CONCLUDED = {ox.NamedNode(workspace.ENTAILED), ox.NamedNode(workspace.DERIVED)}


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a validation.

    ``shapes``, ``focus_nodes`` and ``checks`` count those that ran; ``unchecked`` has the reasons why nothing
    could be checked; ``idle`` are shapes without a focus node.
    """

    subject: str
    engine: str = shapes.FAST
    shapes: int = 0
    focus_nodes: int = 0
    checks: int = 0
    findings: tuple[Finding, ...] = ()
    unchecked: tuple[str, ...] = ()
    idle: tuple[str, ...] = field(default=())

    @property
    def outcome(self) -> str:
        """The outcome: ``conforms``, ``findings``, or ``could not check``."""
        if self.unchecked:
            return "could not check"
        return "findings" if self.findings else "conforms"

    def exit_code(self, level: str) -> int:
        """Return the exit code for findings from ``level`` on.

        It is 2 if something could not be checked, 1 if findings reach the level, else 0.
        """
        if self.unchecked:
            return 2
        return int(fails(self.findings, level))


def validate(
    paths: Sequence[Path] = (),
    only: Sequence[str] = (),
    engine: str = shapes.FAST,
    base: Path | None = None,
    folder: Path | None = None,
) -> Report:
    """Return the report on a workspace, or on contributed files added to it.

    ``folder`` is one with source texts, whose words are checked as well.

    Raises:
        InputError: ``only`` has a code that does not exist, or that of a check of texts without a folder.
    """
    base = base or workspace.root()
    for code in only:
        _refuse_unknown(code, base)
        if folder is None and code in {check.code for check in checks.checks_of_texts(base)}:
            raise InputError(f'check "{code}" reads source texts; name their folder with --sources DIR.')
    subject = ", ".join(map(str, paths)) or _subject(base)
    try:
        if paths:
            report = _contributed(subject, paths, engine, only, base, folder)
        else:
            report = _whole(subject, engine, only, base, folder)
    except GppGraphError as error:
        return Report(subject, engine, unchecked=(str(error),))
    if only:
        report = replace(report, findings=tuple(f for f in report.findings if f.code in only))
    return report


def _subject(base: Path) -> str:
    """Return the words for the graph of a workspace."""
    return "the shipped graph" if base == workspace.root() else f"the graph of {base}"


def _refuse_unknown(code: str, base: Path) -> None:
    from ..spelling import near

    others = {*contributed.CODES, STALE}
    if code in others:
        return
    known = (*checks.checks(base), *checks.checks_of_texts(base))
    codes = {check.code for check in known} | others
    if ":" in code:
        files = (source for source in workspace.vocabulary(base) if source.graph.startswith(_SHAPES))
        codes = {
            curie(quad.subject.value) for quad in load_files(files) if isinstance(quad.subject, ox.NamedNode)
        }
    if code not in codes:
        hint = ", ".join(near(code, codes))
        raise InputError(f'check "{code}" not found.' + (f" Close matches: {hint}." if hint else ""))


def stored(base: Path) -> ox.Store:
    """Return the dataset of a workspace, conclusions included."""
    from ..build import parts, snapshot

    try:
        return parts.open_parts(snapshot.ensure(base))
    except UnitError:  # is reported among the findings
        store = load_files(workspace.sources(base))
        conclude(store, base)
        return store


def conclude(store: ox.Store, base: Path | None = None) -> None:
    """Add the entailments of a store to it, and compute ``graph/derived`` anew."""
    from ..build.closure import entail
    from ..build.rules import derive

    entail(store, base)
    derive(store, base=base)


def split(store: ox.Store) -> tuple[ox.Store, list[ox.Quad], list[ox.Quad]]:
    """Return the data without shapes, its asserted quads, and those of the shapes.

    For example ``(<store>, [quad, ...], [quad, ...])``.
    """
    data, asserted, of_shapes = ox.Store(), [], []
    for graph in store.named_graphs():
        quads = list(store.quads_for_pattern(None, None, None, graph))
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(_SHAPES):
            of_shapes += quads
            continue
        data.extend(quads)
        if graph not in _CONCLUDED:
            asserted += quads
    return data, asserted, of_shapes


def _whole(subject: str, engine: str, only: Sequence[str], base: Path, folder: Path | None) -> Report:
    store = stored(base)
    data, asserted, of_shapes = split(store)
    checked, findings = structure(asserted, of_shapes, engine)
    findings += reading.ill_typed(asserted)
    sources = workspace.sources(base)
    findings += stale((source.path for source in sources if source.workspace == base), base)
    languages = workspace.configuration(base).languages
    selected = _wanted(checks.checks(base), only)
    for check in selected:
        found = checks.run_check(check, data)
        findings += [f for f in found if not check.value_is_language or f.value in languages]
    of_texts = _wanted(checks.checks_of_texts(base), only) if folder else []
    if folder:
        findings += source_texts.findings(data, folder, of_texts)
    places = Places(data, sources, base)
    return Report(
        subject,
        engine,
        checked.shapes,
        checked.nodes,
        len(selected) + len(of_texts),
        tuple(sorted(_own(map(places.place, findings), base), key=Finding.key)),
        idle=tuple(checked.idle),
    )


def _own(findings: Iterable[Finding], base: Path) -> Iterable[Finding]:
    """Return the findings on files of a workspace, and on its conclusions.

    Those on files that it shares are for the workspace that the files belong to.
    """
    if base == workspace.root():
        return findings
    own = workspace.configuration(base).base
    return [f for f in findings if (not Path(f.file).is_absolute() if f.file else f.focus.startswith(own))]


def _wanted(every: Iterable[checks.Check], only: Sequence[str]) -> list[checks.Check]:
    return [check for check in every if not only or check.code in only]


def _new(findings: Sequence[Finding], before: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """Return the findings that were not there before.

    ``before`` gives the earlier findings; it is called only if there are findings.
    """
    earlier = {finding.identity() for finding in before()} if findings else set()
    return [finding for finding in findings if finding.identity() not in earlier]


def structure(
    asserted: Iterable[ox.Quad], of_shapes: Sequence[ox.Quad], engine: str = shapes.FAST
) -> tuple[shapes.Checked, list[Finding]]:
    """Return the result of the shapes on asserted quads, and its findings."""
    shape_store = ox.Store()
    shape_store.extend(of_shapes)
    checked = shapes.check(shapes.triples(asserted), shapes.triples(of_shapes), engine)
    return checked, shapes.findings(checked.results, shapes.messages(shape_store))


def _contributed(
    subject: str, paths: Sequence[Path], engine: str, only: Sequence[str], base: Path, folder: Path | None
) -> Report:
    contributions = [reading.read(path, base) for path in reading.files(paths)]
    store = stored(base)
    shipped, asserted, of_shapes = split(store)
    findings = stale((item.path for item in contributions), base)
    names = workspace.configuration(base).base
    added: list[ox.Quad] = []
    for contribution in contributions:
        usable, faults = contributed.sift(contribution, shipped, names)
        added += usable
        findings += faults
    subjects = {str(quad.subject) for quad in added}
    own = [
        workspace.Source(item.path, f"urn:x-contributed:{item.path.name}".replace(" ", "-"), base)
        for item in contributions
    ]
    nodes: set[str] = set()
    used = 0
    selected = _wanted(checks.checks(base), only)
    of_texts = _wanted(checks.checks_of_texts(base), only) if folder else []
    if added:
        checked, after = structure([*asserted, *added], of_shapes, engine)
        findings += _new(after, lambda: structure(asserted, of_shapes, engine)[1])
        nodes = {node for focus in checked.focus_nodes.values() for node in focus} & subjects
        used = sum(1 for focus in checked.focus_nodes.values() if focus & subjects)
        union = ox.Store()
        union.extend(shipped)
        union.extend(added)
        conclude(union, base)
        for check in selected:
            findings += _new(checks.run_check(check, union), partial(checks.run_check, check, shipped))
        findings += contributed.changed_answers(shipped, union)
        shipped = union
    if folder:
        findings += source_texts.findings(shipped, folder, of_texts)
    places = Places(shipped, [*own, *workspace.sources(base)], base)
    unchecked = () if nodes or findings else (f"{subject}: 0 focus nodes, no shape says anything about it",)
    return Report(
        subject,
        engine,
        used,
        len(nodes),
        len(selected) + len(of_texts),
        tuple(sorted(map(places.place, findings), key=Finding.key)),
        unchecked,
    )
