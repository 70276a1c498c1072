"""Differences of verdicts and outcomes between two versions of the graph."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ..build.parts import open_parts
from ..build.replaceable import is_readable
from ..build.snapshot import build_store
from ..catalogue.query import text_of
from ..errors import InputError
from ..rdf.rows import Row
from ..rdf.store import select
from ..terms import slug
from ..workspace import FACTS, FILE, FOLDERS, FORMS, root, sources

Key = tuple[str, str, str]
# Folders and files of a workspace that make up a version.
PARTS = ("ontology", *FOLDERS, FILE)
VERDICT = ("verdict", "content", "admission", "confidence")


@dataclass(frozen=True, slots=True)
class Conclusions:
    """The conclusions of one version of the graph.

    Keys are requirement or constraint, label edition and product type.
    """

    verdicts: dict[Key, tuple[str, ...]]
    outcomes: dict[Key, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """A conclusion that differs; ``None`` means that a version does not have it."""

    kind: str
    subject: str
    edition: str
    product: str
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None

    @property
    def word_changed(self) -> bool:
        """Whether the word differs, not only its confidence or admission."""
        return (self.before or ("",))[0] != (self.after or ("",))[0]


def conclusions(store: ox.Store) -> Conclusions:
    """Return the conclusions of a store."""
    outcomes: dict[Key, tuple[str, ...]] = {
        (row.slug("constraint"), row.slug("edition"), row.slug("product")): (row.slug("outcome"),)
        for row in _rows(store, "outcomes-bare")
    }
    return Conclusions(verdicts(store), outcomes)


def verdicts(store: ox.Store, things: Sequence[ox.NamedNode] | None = None) -> dict[Key, tuple[str, ...]]:
    """Return the verdicts of a store by requirement, label edition and product type.

    With ``things``, only those on these requirements and label editions.
    """
    bindings: list[dict[str, ox.NamedNode]] = [{}]
    if things is not None:
        bindings = [{name: thing} for thing in things for name in ("requirement", "edition")]
    rows = (row for bound in bindings for row in _rows(store, "verdicts-bare", bound))
    return {
        (row.slug("requirement"), row.slug("edition"), row.slug("product")): tuple(
            slug(row.text(name)) for name in VERDICT
        )
        for row in rows
    }


def _rows(store: ox.Store, query: str, bound: Mapping[str, ox.NamedNode] | None = None) -> list[Row]:
    return select(store, text_of(query), bound)


def changes(before: Conclusions, after: Conclusions) -> list[Change]:
    """Return the differences, verdicts first."""
    return [
        Change(kind, *key, old.get(key), new.get(key))
        for kind, old, new in (
            ("verdict", before.verdicts, after.verdicts),
            ("outcome", before.outcomes, after.outcomes),
        )
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]


def compare(old: str, new: str, base: Path | None = None) -> list[Change]:
    """Return the differences between two versions.

    A version is a folder with ``ontology/`` and ``data/``, a snapshot, or a git revision of the workspace ``base``;
    the new one may also be a data file, which is then added to the old one or replaces its file of that name.

    Raises:
        InputError: a name is none of these.
        SourceError: a file cannot be read.
    """
    if new.endswith(FORMS):
        with folder_of(old, base) as before, with_file(before, Path(new)) as after:
            return changes(conclusions(store_of(before)), conclusions(store_of(after)))
    with folder_of(old, base) as before, folder_of(new, base) as after:
        return changes(conclusions(store_of(before)), conclusions(store_of(after)))


def store_of(folder: Path) -> ox.Store:
    """Return the dataset of a snapshot, or the one built from a folder of files."""
    return open_parts(folder) if _is_snapshot(folder) else build_store(folder)


def _is_snapshot(folder: Path) -> bool:
    return (folder / "names.json").is_file() and (folder / "derived").is_dir()


def _refuse_older_layout(folder: Path) -> None:
    if _is_snapshot(folder) and not is_readable(folder):
        raise InputError(
            f"{folder} is a snapshot that another version of gppgraph wrote; name its git revision or its files."
        )


@contextmanager
def folder_of(name: str, base: Path | None = None) -> Iterator[Path]:
    """Yield the folder of a version; a git revision is unpacked for the time."""
    path = Path(name)
    if path.is_dir():
        if not _is_snapshot(path) and not (path / "ontology").is_dir() and not (path / FILE).is_file():
            raise InputError(
                f"{name} holds neither a snapshot nor a {FILE} nor the folders ontology and data."
            )
        _refuse_older_layout(path)
        yield path
        return
    if path.exists():
        raise InputError(f"{name} is no folder; only the new version may be a data file.")
    top = base or root()
    with tempfile.TemporaryDirectory(prefix="gppgraph-diff-") as work:
        listed = _git(top, name, ["ls-tree", "--name-only"]).decode().splitlines()
        parts = [part for part in PARTS if part in listed]
        with tarfile.open(fileobj=io.BytesIO(_git(top, name, ["archive"], *parts))) as archive:
            archive.extractall(work, filter="data")
        yield Path(work)


def _git(top: Path, name: str, command: list[str], *paths: str) -> bytes:
    """Return the output of a git command on the revision ``name``."""
    try:
        done = subprocess.run(
            ["git", "-C", str(top), *command, "--end-of-options", name, *paths],
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise InputError(f'"{name}" is no folder, and git is not there to ask for a revision.') from error
    if done.returncode:
        raise InputError(f'"{name}" is neither a folder nor a git revision of {top}.')
    return done.stdout


@contextmanager
def with_file(folder: Path, file: Path) -> Iterator[Path]:
    """Yield a copy of a folder with ``file`` in its ``data/``.

    A file of the same name is replaced.
    """
    if _is_snapshot(folder):
        raise InputError("a data file is compared with a folder of files or a git revision, not a snapshot.")
    if not file.is_file():
        raise InputError(f"{file}: there is no such file.")
    with tempfile.TemporaryDirectory(prefix="gppgraph-diff-") as work:
        for part in PARTS:
            if (folder / part).is_dir():
                shutil.copytree(folder / part, Path(work) / part)
            elif (folder / part).is_file():
                shutil.copyfile(folder / part, Path(work) / part)
        target = Path(work) / "data" / file.name
        for source in sources(Path(work)):
            is_fact = any(source.path.is_relative_to(Path(work) / part) for part in FACTS)
            if source.path.stem == file.stem and is_fact:
                target = source.path.with_name(file.name)
                source.path.unlink()
        shutil.copyfile(file, target)
        yield Path(work)
