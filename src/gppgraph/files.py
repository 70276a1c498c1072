"""Files and folders written whole or not at all.

Libraries for temporary files are imported late: importing them takes longer than a command that only reads.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from .errors import OutputError


def write_file(path: Path, content: str | bytes) -> None:
    """Write ``content`` to ``path``, whole or not at all.

    Raises:
        OutputError: the file cannot be written; an older one is unchanged.
    """
    import tempfile

    data = content.encode(errors="backslashreplace") if isinstance(content, str) else content
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)  # mkstemp made it private
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise _unwritable(path, error) from error


def write_files(contents: Mapping[Path, str]) -> None:
    """Write several files, all or none.

    Raises:
        OutputError: one of them cannot be written; the older ones are unchanged.
    """
    before: dict[Path, bytes | None] = {}
    try:
        for path, content in contents.items():
            before[path] = path.read_bytes() if path.is_file() else None
            write_file(path, content)
    except (OSError, OutputError) as error:
        for path, old in before.items():
            with contextlib.suppress(OSError):
                path.unlink() if old is None else path.write_bytes(old)
        raise error if isinstance(error, OutputError) else _unwritable(path, error) from error


@contextlib.contextmanager
def written_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder to fill, which replaces ``target`` at the end.

    An older folder changes places with the new one in one step where the system can, so that one of them stands
    there at any time, even if the process is killed. It is removed last, since removing many files takes a
    while. After an error the older folder is unchanged.

    Raises:
        OutputError: a file or the folder cannot be written.
    """
    import shutil
    import tempfile

    target = target.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    except OSError as error:
        raise _unwritable(target, error) from error
    old = staging.with_name(f"{staging.name}-old")
    try:
        yield staging
        os.chmod(staging, 0o755)  # mkdtemp made it private
        if not _exchanged(staging, target):
            if target.exists():
                os.replace(target, old)
            try:
                os.replace(staging, target)
            except OSError:
                if old.exists():
                    os.replace(old, target)
                raise
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return whether that could be done.

    Only Linux and some of its file systems can.
    """
    import ctypes

    here, exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE
    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path}: cannot be written: {error.strerror}")
