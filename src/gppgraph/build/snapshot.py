"""Build the dataset from the files of the graph, and write it as a snapshot."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .. import workspace
from ..errors import InputError, OutputError
from . import staleness

if TYPE_CHECKING:
    import pyoxigraph as ox

Progress = Callable[[str], None]


def build_store(base: Path | None = None, progress: Progress | None = None) -> ox.Store:
    """Return the whole dataset: asserted, entailed and derived graphs.

    Raises:
        SourceError: a file cannot be read.
        UnitError, InputError: a unit or an operator does not fit its property.
    """
    from ..authoring.data_files import load_files
    from .closure import entail
    from .preconditions import check_operators, check_units
    from .rules import derive

    say = progress or (lambda _: None)
    say("reading Turtle")
    store = load_files(workspace.sources(base))
    check_units(store)
    check_operators(store)
    say("computing the OWL RL closure")
    entail(store, base)
    derive(store, base=base, progress=lambda name: say(f"applying rule {name}"))
    return store


def write_snapshot(root: Path, target: Path, progress: Progress | None = None) -> dict[str, int]:
    """Build the dataset of the files under ``root`` and write it to ``target``.

    The folder is written whole or not at all.

    The bytes depend on the files alone. The number of statements of each kind is returned:
    ``{"asserted": 72428, "derived": 101605, "entailed": 6184, "pairs": 43599}``.

    Nothing is replaced but an empty folder or a snapshot of the same ``root`` (see ``replaceable.obstacle``).

    Raises:
        GppGraphError: the files cannot be read, or ``target`` cannot be written or replaced.
    """
    from ..files import written_folder
    from . import replaceable
    from .division import write_parts
    from .register import FILE, as_json, collect_register

    target = target.resolve()
    reason = replaceable.obstacle(target, root)
    if reason:
        raise OutputError(
            f"{target} {reason}: it is no snapshot of ours to replace; choose another folder or remove it."
        )
    store = build_store(root, progress)
    if progress:
        progress("writing the snapshot")
    with written_folder(target) as staging:
        counts = write_parts(store, staging, workspace.bases(root))
        (staging / FILE).write_text(as_json(collect_register(store, workspace.bases(root))), encoding="utf-8")
        (staging / "layout").write_text(workspace.LAYOUT.decode() + "\n", encoding="utf-8")
        (staging / "digest").write_text(workspace.digest(root) + "\n", encoding="utf-8")
    replaceable.record_origin(target, root)
    return counts


def ensure(base: Path | None = None) -> Path:
    """Return the snapshot of a workspace, built anew if its files have changed.

    An installed package ships one; a checkout or another workspace builds it when needed, with progress on stderr.
    The folder ``GPPGRAPH_SNAPSHOT`` is built where nothing is there, and rebuilt where a snapshot of the same
    checkout is out of date. A snapshot of other files is used as it is, which stderr says.

    Raises:
        InputError: ``GPPGRAPH_SNAPSHOT`` names something else; it is left as it is.
    """
    root = base or workspace.root()
    folder = workspace.snapshot_dir(base)
    shipped = folder == workspace.SHIPPED / "snapshot" and not workspace.is_checkout()
    if (shipped and (folder / "digest").is_file()) or staleness.is_fresh(folder, root):
        return folder
    from . import replaceable

    reason = replaceable.obstacle(folder, root)
    if reason is None:
        from ..output.progress import progress

        with progress() as show:
            show("building the dataset (once; the sources have changed)")
            write_snapshot(root, folder, show)
    elif replaceable.is_readable(folder):
        sys.stderr.write(f"gppgraph: {folder} (GPPGRAPH_SNAPSHOT) {reason}; answers come from it as it is.\n")
    else:
        raise InputError(
            f"GPPGRAPH_SNAPSHOT: {folder} {reason}; it is left as it is. "
            "Name a snapshot of this version of gppgraph, or a folder that does not exist yet."
        )
    return folder
