"""Validate the shipped graph, or contributed files on top of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from .. import workspace
from ..authoring.data_files import load_files
from ..errors import GppGraphError, InputError, LimitError, UnitError
from ..processes import run_limited
from ..terms import curie, iri
from . import checks, contributed, reading, shapes, source_texts
from .changed_answers import changed_answers
from .finding import Finding, fails
from .node_places import Places
from .steps import Reached, Step, Tell, run_steps, silent
from .translated import STALE, stale

# Seconds of a processor for a validation in a process of its own.
PROCESSOR = 120
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
    tell: Tell = silent,
) -> Report:
    """Return the report on a workspace, or on contributed files added to it.

    ``folder`` is one with source texts, whose words are checked as well; ``tell`` is called before each step.

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
            report = _contributed(subject, paths, engine, only, base, folder, tell)
        else:
            report = _whole(subject, engine, only, base, folder, tell)
    except GppGraphError as error:
        return Report(subject, engine, unchecked=(str(error),))
    return _of_codes(report, only)


def validate_limited(
    paths: Sequence[Path],
    only: Sequence[str],
    engine: str,
    base: Path,
    folder: Path | None = None,
    seconds: float | None = None,
    tell: Tell = silent,
) -> Report:
    """Return the same report from a process with limits.

    Without ``seconds``, the time of a processor is limited. At a limit, the report has the findings of the steps
    before, and names those that were not reached.
    """
    seen: list[Reached] = []

    def each(step: Reached) -> None:
        seen.append(step)
        tell(step)

    try:
        return run_limited(
            validate,
            paths,
            tuple(only),
            engine,
            base,
            folder,
            seconds=seconds,
            processor=PROCESSOR if seconds is None else None,
            each=each,
        )
    except LimitError as error:
        reached = (finding for step in seen for finding in step.findings)
        findings = sorted(reached if paths else _own(reached, base), key=Finding.key)
        left = ", ".join(seen[-1].left) if seen else "everything"
        stopped = f"{str(error).partition(';')[0]}; not reached: {left}"
        subject = ", ".join(map(str, paths)) or _subject(base)
        return _of_codes(Report(subject, engine, findings=tuple(findings), unchecked=(stopped,)), only)


def _of_codes(report: Report, only: Sequence[str]) -> Report:
    if not only:
        return report
    return replace(report, findings=tuple(f for f in report.findings if f.code in only))


def _subject(base: Path) -> str:
    """Return the words for the graph of a workspace."""
    return "the shipped graph" if base == workspace.root() else f"the graph of {base}"


def _refuse_unknown(code: str, base: Path) -> None:
    from ..spelling import near

    others = {*contributed.CODES, STALE, shapes.ENGINES_DIFFER}
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
    from ..build import current, parts

    try:
        return parts.open_parts(current.ensure(base))
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


def _whole(
    subject: str, engine: str, only: Sequence[str], base: Path, folder: Path | None, tell: Tell
) -> Report:
    data, asserted, of_shapes = split(stored(base))
    sources = workspace.sources(base)
    own = [source.path for source in sources if source.workspace == base]
    selected = _wanted(checks.checks(base), only)
    of_texts = _of_texts(only, base, folder)
    results: list[shapes.Checked] = []

    def of_structure() -> list[Finding]:
        checked, findings = structure(asserted, of_shapes, engine)
        results.append(checked)
        return findings

    def of_check(check: checks.Check) -> list[Finding]:
        return _in_languages(check, checks.run_check(check, data), base)

    steps: list[Step] = [
        ("shapes", of_structure),
        ("datatypes", lambda: reading.ill_typed(asserted)),
        ("translations", lambda: stale(own, base)),
        *((check.code, partial(of_check, check)) for check in selected),
    ]
    if folder:
        steps.append(("source texts", partial(_found_in_texts, data, folder, of_texts)))
    findings = tuple(_own(run_steps(steps, Places(data, sources, base).place, tell), base))
    (checked,) = results
    count = len(selected) + len(of_texts)
    idle = tuple(checked.idle)
    return Report(subject, engine, checked.shapes, checked.nodes, count, findings, idle=idle)


def _of_texts(only: Sequence[str], base: Path, folder: Path | None) -> list[checks.Check]:
    return _wanted(checks.checks_of_texts(base), only) if folder else []


def _found_in_texts(data: ox.Store, folder: Path, of_texts: list[checks.Check]) -> list[Finding]:
    return list(source_texts.findings(data, folder, of_texts))


def _own(findings: Iterable[Finding], base: Path) -> Iterable[Finding]:
    """Return the findings on files of a workspace, and on its conclusions.

    Those on files that it shares are for the workspace that the files belong to.
    """
    if base == workspace.root():
        return findings
    own = workspace.configuration(base).base
    return [f for f in findings if (not Path(f.file).is_absolute() if f.file else f.focus.startswith(own))]


def _in_languages(check: checks.Check, findings: list[Finding], base: Path) -> list[Finding]:
    """Return the findings of a check on languages in which a workspace has pages.

    Those on anything else than a language are kept.
    """
    languages = workspace.configuration(base).languages
    return [f for f in findings if not check.value_is_language or f.value in languages]


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
    found = shapes.findings(checked.results, shapes.messages(shape_store))
    return checked, [*found, *shapes.differences(checked)]


def _contributed(
    subject: str,
    paths: Sequence[Path],
    engine: str,
    only: Sequence[str],
    base: Path,
    folder: Path | None,
    tell: Tell,
) -> Report:
    from ..build.addition import add

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
    own = [workspace.Source(item.path, contributed.graph_of(item.path), base) for item in contributions]
    selected = _wanted(checks.checks(base), only)
    of_texts = _of_texts(only, base, folder)
    union = ox.Store()
    union.extend(shipped)
    union.extend(added)
    results: list[shapes.Checked] = []

    def of_structure() -> list[Finding]:
        checked, after = structure([*asserted, *added], of_shapes, engine)
        results.append(checked)
        return _new(after, lambda: structure(asserted, of_shapes, engine)[1])

    def of_conclusions() -> list[Finding]:
        add(union, added, base)
        return []

    def of_check(check: checks.Check) -> list[Finding]:
        found = _in_languages(check, checks.run_check(check, union), base)
        return _new(found, partial(checks.run_check, check, shipped))

    steps: list[Step] = [("statements", lambda: findings)]
    if added:
        steps += [
            ("shapes", of_structure),
            ("conclusions", of_conclusions),
            *((check.code, partial(of_check, check)) for check in selected),
            ("answers", lambda: list(changed_answers(shipped, union))),
        ]
    if folder:
        steps.append(("source texts", partial(_found_in_texts, union, folder, of_texts)))
    places = Places(union, [*own, *workspace.sources(base)], base)
    found = run_steps(steps, places.place, tell)
    focus = [nodes & subjects for checked in results for nodes in checked.focus_nodes.values()]
    nodes = set().union(*focus)
    count = len(selected) + len(of_texts)
    unchecked = () if nodes or found else (f"{subject}: 0 focus nodes, no shape says anything about it",)
    return Report(subject, engine, sum(map(bool, focus)), len(nodes), count, found, unchecked)
