"""The snapshot of a workspace, as current as its files.

An answer from a snapshot that is current needs nothing of what builds one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .. import workspace
from ..errors import InputError
from . import staleness


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
    from .snapshot import write_snapshot

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
