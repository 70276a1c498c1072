"""Build the dataset from the files of the graph, and write it as a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from .. import workspace
from ..errors import OutputError

if TYPE_CHECKING:
    from .former import Former
    from .touched import Touched

Progress = Callable[[str], None]


def build_store(base: Path | None = None, progress: Progress | None = None) -> ox.Store:
    """Return the whole dataset: asserted, entailed and derived graphs.

    Raises:
        SourceError: a file cannot be read.
        UnitError, InputError: a unit or an operator does not fit its property.
    """
    return _build(base, progress or _silent)[0]


def _build(
    base: Path | None, progress: Progress, former: Former | None = None
) -> tuple[ox.Store, Touched | None]:
    """Return a dataset and the things that a change touches, ``None`` for all.

    Conclusions on pairs of units that are not touched are left to ``former``.
    """
    from ..authoring.data_files import load_files
    from .closure import entail
    from .preconditions import check_operators, check_units
    from .rules import DERIVING, FACTS, NAMING, STAGING, apply, read_rules
    from .touched import touched

    def applying(rule: str) -> None:
        progress(f"applying rule {rule}")

    progress("reading Turtle")
    sources = workspace.sources(base)
    store = former.load(sources) if former else load_files(sources)
    check_units(store, sources)
    check_operators(store, sources)
    progress("computing the OWL RL closure")
    entail(store, base)
    rules = read_rules(DERIVING, base)
    apply(store, (rule for rule in rules if rule.stage in FACTS), applying)
    later = [rule for rule in rules if rule.stage not in FACTS]
    patterns = (rule.pattern for rule in later)
    change = former and touched(store, former.before(), patterns, workspace.bases(base))
    apply(store, later, applying, change)
    apply(store, read_rules(NAMING, base), applying)
    store.remove_graph(ox.NamedNode(STAGING))
    return store, change


def _silent(_: str) -> None:
    """Show no progress."""


class Built(NamedTuple):
    """The statements of a snapshot, counted by kind, and the things judged anew.

    ``judged`` are requirements and label editions; with ``None``, all were. For example
    ``Built({"asserted": 72428, "derived": 101605, "entailed": 6184, "pairs": 43599}, [])``.
    """

    statements: dict[str, int]
    judged: list[ox.NamedNode] | None


def write_snapshot(
    root: Path, target: Path, progress: Progress | None = None, *, anew: bool = False
) -> Built:
    """Build the dataset of the files under ``root`` and write it to ``target``.

    The folder is written whole or not at all.

    The bytes depend on the files alone. Parts of a former snapshot in ``target`` are taken over where no change can
    have touched them, unless ``anew``.

    Nothing is replaced but an empty folder or a snapshot of the same ``root`` (see ``replaceable.obstacle``).

    Raises:
        GppGraphError: the files cannot be read, or ``target`` cannot be written or replaced.
    """
    from ..files import written_folder
    from . import intact, replaceable
    from .division import write_parts
    from .former import former_of, record_inputs
    from .owners import editions
    from .register import FILE, as_json, collect_register

    target = target.resolve()
    reason = replaceable.obstacle(target, root)
    if reason:
        raise OutputError(
            f"{target} {reason}: it is no snapshot of ours to replace; choose another folder or remove it."
        )
    say = progress or _silent
    files = workspace.digests(root)
    former = None if anew else former_of(target, root, files)
    store, change = _build(root, say, former)
    say("writing the snapshot")
    bases = workspace.bases(root)
    with written_folder(target) as staging:
        counts = write_parts(store, staging, bases, former, change)
        (staging / FILE).write_text(as_json(collect_register(store, bases)), encoding="utf-8")
        (staging / "layout").write_text(workspace.LAYOUT.decode() + "\n", encoding="utf-8")
        (staging / "digest").write_text(workspace.digest_of(files) + "\n", encoding="utf-8")
        intact.write_digests(staging)
    replaceable.record_origin(target, root)
    record_inputs(target, files, counts, editions(store))
    kinds: dict[str, int] = {}
    for part, count in counts.items():
        kind = part.partition("/")[0]
        kinds[kind] = kinds.get(kind, 0) + count
    return Built(kinds, change.things if change else None)
