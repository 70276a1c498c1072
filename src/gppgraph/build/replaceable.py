"""Tell whether a folder may be replaced by a snapshot, and whether it is readable.

Beside a snapshot, in ``NAME.origin``, stand its digest and the folder that it was built from. Only a snapshot that
was built from the same folder is ever replaced; whatever else lies there belongs to the user.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from .. import workspace
from ..files import write_file

# What a snapshot consists of (see ``parts``): its files, and its folders with the ending of their files.
_FILES = {"digest", "layout", "names.json", "digests.json", "entailed.trig"}
_FOLDERS = dict.fromkeys(("asserted", "asserted-rest", "derived", "derived-rest", "pairs"), ".trig")
# The same of layout 3, which this version still replaces.
_FILES_BEFORE = {"entailed.nq"}
_FOLDERS_BEFORE = {"asserted": ".nq", "derived": ".nq", "pairs": ".nq", "brief": ".copy"}


def obstacle(folder: Path, root: Path) -> str | None:
    """Return the reason not to replace ``folder`` by a snapshot, if there is one.

    It may where nothing is there, where the package keeps its own snapshot, and where a snapshot
    of the same ``root`` is.
    """
    folder = folder.resolve()
    if folder == (workspace.SHIPPED / "snapshot").resolve():
        return None
    try:
        if not folder.exists():
            return None
        if not folder.is_dir():
            return "is no folder"
        if not any(folder.iterdir()):
            return None
        strange = _strange(folder)
        if strange:
            return f"holds {strange}, which is no part of a snapshot"
        if _origin(folder).read_text(encoding="utf-8") == _said(folder, root):
            return None
    except (OSError, UnicodeDecodeError):  # nothing is recorded, or it cannot be read
        pass
    return "was not built from these files"


def record_origin(folder: Path, root: Path) -> None:
    """Record beside a snapshot that it was built from the files under ``root``.

    Raises:
        OutputError: the record cannot be written.
    """
    folder = folder.resolve()
    write_file(_origin(folder), _said(folder, root))


def is_readable(folder: Path) -> bool:
    """Return whether ``folder`` is a snapshot in the layout that this version reads."""
    try:
        layout = (folder / "layout").read_text(encoding="utf-8").strip()
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (
        layout == workspace.LAYOUT.decode()
        and isinstance(names, dict)
        and (folder / "digest").is_file()
        and (folder / "asserted").is_dir()
    )


def _origin(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.origin")


def _said(folder: Path, root: Path) -> str:
    """Return the record of a snapshot: its digest and its root.

    The digest tells it from another snapshot that is put in its place.
    """
    return f"{(folder / 'digest').read_text(encoding='utf-8').strip()}\n{root.resolve()}\n"


def _strange(folder: Path) -> str | None:
    """Return the path of a file that is no part of a snapshot, relative to the folder."""
    for top, folders, names in os.walk(folder):
        place = Path(top).relative_to(folder)
        folders.sort()
        known = {name for name in folders if place == Path() and name in {*_FOLDERS, *_FOLDERS_BEFORE}}
        endings = tuple(
            kind[place.as_posix()] for kind in (_FOLDERS, _FOLDERS_BEFORE) if place.as_posix() in kind
        )
        files = {*_FILES, *_FILES_BEFORE} if place == Path() else set()
        for name in sorted({*folders, *names} - known):
            if name in folders or not (name.endswith(endings) if endings else name in files):
                return (place / name).as_posix()
    return None
