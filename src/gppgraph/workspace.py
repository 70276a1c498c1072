"""The files of the graph, and the named graph of each.

Nothing is parsed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .errors import SourceError
from .terms import iri

SHIPPED = Path(__file__).parent / "_shipped"
CHECKOUT = Path(__file__).parents[2]

ENTAILED = iri("graph", "entailed")
DERIVED = iri("graph", "derived")
# The layout of snapshots; a snapshot of another layout is out of date.
LAYOUT = b"4"


class Source(NamedTuple):
    """One Turtle file and the named graph that it goes to."""

    path: Path
    graph: str


@cache
def root() -> Path:
    """Return the folder that holds ``ontology/``, ``data/`` and ``queries/``.

    In a wheel it is a folder of the package, in a checkout the top folder.
    """
    for candidate in (CHECKOUT, SHIPPED):
        if (candidate / "ontology" / "gpp.ttl").is_file():
            return candidate
    raise SourceError(SHIPPED, "the package lacks its ontology and data; install it again")


def is_checkout() -> bool:
    """Return whether the files are a checkout, and may change at any time."""
    return root() != SHIPPED


def sources(base: Path | None = None) -> list[Source]:
    """Return the Turtle files of the graph in a fixed order.

    Raises:
        SourceError: there is no file.
    """
    base = base or root()
    result = [
        Source(path, iri("graph", path.stem if folder == "data" else f"{_kind(path, base)}{path.stem}"))
        for folder in ("ontology", "data")
        for path in sorted((base / folder).rglob("*.ttl"))
    ]
    if not result:
        raise SourceError(base, "holds no Turtle files under ontology/ or data/")
    return result


def _kind(path: Path, base: Path) -> str:
    """Return the prefix of the graphs of a folder, such as ``codes-``.

    It is empty for ``ontology/`` itself.
    """
    folder = path.parent.relative_to(base / "ontology").as_posix()
    return "" if folder == "." else folder.replace("/", "-") + "-"


def rules(base: Path | None = None) -> list[Path]:
    """Return the rule files in the order in which they are applied."""
    return sorted(((base or root()) / "ontology" / "rules").glob("*.rq"))


def query_files(base: Path | None = None) -> Iterator[Path]:
    """Yield the files of the query catalogue."""
    yield from sorted(((base or root()) / "queries").rglob("*.rq"))


def digest(base: Path | None = None) -> str:
    """Return a SHA-256 over the files of a snapshot, their names and its layout."""
    import hashlib

    base = base or root()
    total = hashlib.sha256(LAYOUT)
    answers = sorted((base / "queries" / "answers").glob("*.rq"))
    for path in [*(source.path for source in sources(base)), *rules(base), *answers]:
        total.update(path.relative_to(base).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def snapshot_dir() -> Path:
    """Return the folder of the snapshot.

    It is that of ``GPPGRAPH_SNAPSHOT``, else the one of the package.
    """
    override = os.environ.get("GPPGRAPH_SNAPSHOT")
    return Path(override).resolve() if override else SHIPPED / "snapshot"
