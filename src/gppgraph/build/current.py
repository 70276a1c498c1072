"""The snapshot of a workspace, as current as its files.

An answer from a snapshot that is current needs nothing of what builds one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .. import workspace
from ..errors import InputError
from . import intact, staleness


def ensure(base: Path | None = None) -> Path:
    """Return the snapshot of a workspace, built anew if its files have changed.

    An installed package ships one; a checkout or another workspace builds it when needed, with progress on stderr.
    The folder ``GPPGRAPH_SNAPSHOT`` is built where nothing is there, and rebuilt where a snapshot of the same
    checkout is out of date. A snapshot of other files is used as it is, which stderr says.

    A damaged or partial one is built anew, which stderr says.

    Raises:
        InputError: ``GPPGRAPH_SNAPSHOT`` names something else, which is left as it is; or the snapshot of an
            installed package is damaged.
    """
    root = base or workspace.root()
    folder = workspace.snapshot_dir(base)
    shipped = folder == workspace.SHIPPED / "snapshot" and not workspace.is_checkout()
    anew = False
    if (shipped and (folder / "digest").is_file()) or staleness.is_fresh(folder, root):
        damaged = intact.damage(folder)
        if damaged is None:
            return folder
        if shipped:
            raise InputError(f"{folder / damaged} is damaged or missing; install gppgraph anew.")
        sys.stderr.write(f"gppgraph: {folder / damaged} is damaged or missing; the dataset is built anew.\n")
        anew = True
    from . import replaceable
    from .snapshot import write_snapshot

    reason = replaceable.obstacle(folder, root)
    if reason is None:
        from ..output.progress import progress

        with progress() as show:
            show("building the dataset (once; the sources have changed)")
            write_snapshot(root, folder, show, anew=anew)
    elif replaceable.is_readable(folder):
        sys.stderr.write(f"gppgraph: {folder} (GPPGRAPH_SNAPSHOT) {reason}; answers come from it as it is.\n")
    else:
        raise InputError(
            f"GPPGRAPH_SNAPSHOT: {folder} {reason}; it is left as it is. "
            "Name a snapshot of this version of gppgraph, or a folder that does not exist yet."
        )
    return folder
