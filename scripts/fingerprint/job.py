"""What the sections share: the job, the names of entries, the digest."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Beginning and ends of the names of entries that the section "queries" has.
LIBRARY, SERVER, GET = " [library]", " [server]", "GET "

Entry = tuple[str, str]


@dataclass(frozen=True)
class Job:
    """What is to be asked: the specification, the pattern of entries, a folder for scratch files, known names."""

    specification: Mapping[str, Any]
    pattern: str
    folder: Path
    known: Collection[str] = ()

    def wants(self, name: str) -> bool:
        """Return whether an entry is selected."""
        return fnmatchcase(name, self.pattern)


def digest(data: bytes) -> str:
    """Return the SHA-256."""
    return hashlib.sha256(data).hexdigest()
