"""Tell whether a snapshot fits its files, by their stat or by their bytes.

As git does with its index, size and times of every file are kept beside the snapshot. They are not kept
while a file is so young that it could change once more within the same tick of the clock.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from .. import workspace
from ..errors import OutputError

# Clocks of file systems tick at least every two seconds (FAT).
TICK = 2 * 10**9


def is_fresh(folder: Path, root: Path) -> bool:
    """Return whether a snapshot was built from the files under ``root`` as they are."""
    try:
        built = (folder / "digest").read_text(encoding="utf-8").strip()
    except OSError:
        return False
    record = folder.with_name(f"{folder.name}.stat")
    newest, seen = state(root)
    seen = f"{built}\n{seen}"
    with suppress(OSError, UnicodeDecodeError):
        if record.read_text(encoding="utf-8") == seen:
            return True
    if built != workspace.digest(root):
        return False
    if newest < time.time_ns() - TICK:
        from ..files import write_file

        with suppress(OutputError):  # a folder that may not be written costs time, no more
            write_file(record, seen)
    return True


def state(root: Path) -> tuple[int, str]:
    """Return the newest time of the files of a snapshot, and a line on each file.

    The time of change cannot be set by hand, as that of modification can.
    """
    newest, lines = 0, []
    for layer in workspace.layers(root):
        with suppress(OSError):
            found = os.stat(workspace.configuration_file(layer))
            newest = max(newest, found.st_mtime_ns, found.st_ctime_ns)
            lines.append(f"{layer} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}\n")
    folders = [str(folder) for folder in workspace.folders_of(root) if folder.is_dir()]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                elif entry.name.endswith((*workspace.FORMS, ".rq")):
                    found = entry.stat()
                    newest = max(newest, found.st_mtime_ns, found.st_ctime_ns)
                    lines.append(f"{entry.path} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}\n")
    return newest, "".join(sorted(lines))
