"""Digests of the files of a snapshot, by which a damaged or partial one is known.

The bytes are read once; afterwards size and times of the files tell that they are still the same.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from ..errors import OutputError

FILE = "digests.json"
_RECORD = ".checked"


def write_digests(folder: Path) -> None:
    """Write the digest of every other file of a snapshot into it."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    digests = {name: _digest(folder / name) for name in names if name != FILE}
    (folder / FILE).write_text(json.dumps(digests, indent=0) + "\n", encoding="utf-8")


def damage(folder: Path) -> str | None:
    """Return the name of a file of a snapshot that is damaged or missing, if any.

    A snapshot without digests is not checked.
    """
    try:
        digests: dict[str, str] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        wrong = None if isinstance(digests, dict) else FILE
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        wrong = FILE
    if wrong:
        return wrong
    record = folder.with_name(folder.name + _RECORD)
    seen = _state(folder)
    with suppress(OSError, ValueError):
        if record.read_text(encoding="utf-8") == seen:
            return None
    for name, digest in digests.items():
        try:
            if _digest(folder / name) != digest:
                return name
        except OSError:
            return name
    from ..files import write_file

    with suppress(OutputError):  # a folder that may not be written costs time, no more
        write_file(record, seen)
    return None


def _digest(path: Path) -> str:
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()


def _state(folder: Path) -> str:
    """Return the digest of name, size and times of every file of a snapshot."""
    lines, folders = [], [str(folder)]
    for top in folders:
        with os.scandir(top) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    found = entry.stat()
                    lines.append(f"{entry.path} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}")
    return blake2b("\n".join(sorted(lines)).encode(errors="surrogateescape"), digest_size=16).hexdigest()
