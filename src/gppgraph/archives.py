"""ZIP archives of office documents, opened within limits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable

from .errors import InputError

UNPACKED = 100 * 2**20  # bytes of all parts
RATIO = 200  # a part that unpacks to more times its size is a bomb
MEMBERS = 5_000


def refuse_unsafe_entries(name: str, entries: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse an archive that unpacks to too much, or is encrypted.

    Raises:
        InputError: with the reason.
    """
    members = list(entries)
    if len(members) > MEMBERS or sum(entry.file_size for entry in members) > UNPACKED:
        raise InputError(
            f"{name}: unpacks to more than {UNPACKED // 2**20} MB or {MEMBERS} parts and is not opened."
        )
    for entry in members:
        if entry.file_size > 1_000_000 and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise InputError(
                f'{name}: its part "{entry.filename}" unpacks to {RATIO} times its size or more and is not opened.'
            )
        if entry.flag_bits & 1:
            raise InputError(f"{name}: is encrypted; save it without a password.")


def read_part(name: str, archive: zipfile.ZipFile, part: str) -> bytes:
    """Return the content of one part of an archive.

    Raises:
        InputError: the part is broken, or larger than its entry says.
    """
    try:
        with archive.open(part) as stream:
            content = stream.read(UNPACKED + 1)
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError) as error:
        raise InputError(f'{name}: its part "{part}" is broken: {error}.') from error
    except Exception as error:  # zlib.error and others
        raise InputError(f'{name}: its part "{part}" is broken.') from error
    if len(content) > UNPACKED:
        raise InputError(f"{name}: unpacks to more than {UNPACKED // 2**20} MB and is not opened.")
    return content
