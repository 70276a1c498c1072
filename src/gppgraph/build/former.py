"""The former snapshot of the same files, whose parts a new one may take over.

Beside a snapshot, in ``NAME.inputs``, stand the digests of the files that it was built from, of the program that
built it and of the snapshot itself, and the number of statements of each part.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from .. import workspace
from ..authoring.data_files import parse_file
from ..errors import OutputError
from ..files import write_file
from ..terms import slug
from .parts import files_of, open_parts, part_names
from .touched import Before


class Former(NamedTuple):
    """A snapshot that was built from the same files, some of which have changed since.

    ``changed`` has the named graphs of these files, ``counts`` the number of statements of each part, such
    as ``{"asserted/codes-unit": 1123}``, and ``editions`` the slugs of editions and acts.
    """

    folder: Path
    changed: frozenset[str]
    counts: Mapping[str, int]
    editions: frozenset[str]

    def load(self, sources: Iterable[workspace.Source]) -> ox.Store:
        """Return a store with every file in its named graph.

        Only changed files are parsed.

        Raises:
            SourceError: a changed file cannot be read.
        """
        files = list(sources)
        store = open_parts(self.folder, (part_of(it.graph) for it in files if it.graph not in self.changed))
        for source in files:
            if source.graph in self.changed:
                store.extend(parse_file(source))
        return store

    def before(self) -> Before:
        """Return the facts before the change."""
        single = [part for part in part_names(self.folder, "derived") if "--" not in part]
        store = open_parts(self.folder, [*map(part_of, self.changed), "entailed", *single])
        return Before(store, self.changed, self.editions)

    def copy(self, parts: Iterable[str], target: Path) -> dict[str, int]:
        """Take parts over into another folder and return their numbers of statements.

        Their files are linked where the file system can: the former folder is removed afterwards.
        """
        taken = [part for part in parts if part in self.counts]
        for part in taken:
            for path in files_of(self.folder, part):
                copy = target / path.relative_to(self.folder)
                copy.parent.mkdir(exist_ok=True)
                try:
                    os.link(path, copy)
                except OSError:
                    shutil.copyfile(path, copy)
        return {part: self.counts[part] for part in taken}


def part_of(graph: str) -> str:
    """Return the part of a file, such as ``asserted/tco-certified-9``."""
    return f"asserted/{slug(graph)}"


def former_of(folder: Path, root: Path, files: Sequence[tuple[str, str]]) -> Former | None:
    """Return the former snapshot if only the content of files of facts has changed.

    ``files`` are the paths and digests of the files as they are. There is no former snapshot where a file was added
    or removed, where the ontology, a rule, a code list, a setting, a query behind verdicts, a file of the graph that
    is extended or the program is another, and where the snapshot is not as it was written.
    """
    try:
        record = json.loads(_record(folder).read_text(encoding="utf-8"))
        before = {(path, content) for path, content in record["files"]}
        former = Former(folder, frozenset(), dict(record["counts"]), frozenset(record["editions"]))
        sound = record["program"] == _program() and record["snapshot"] == _stat(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    graphs = {
        source.path.stem: source.graph
        for source in workspace.sources(root)
        if source.workspace == root and source.path.relative_to(root).parts[0] in workspace.FACTS
    }
    changed = set()
    for path in {path for path, _ in before.symmetric_difference(files)}:
        place = Path(path)
        both = any(path == name for name, _ in before) and any(path == name for name, _ in files)
        translates = workspace.TRANSLATIONS in place.parts
        if place.parts[0] not in workspace.FACTS or not (both or translates):
            return None
        changed.add(graphs.get(place.stem, ""))
    return former._replace(changed=frozenset(changed)) if sound and "" not in changed else None


def record_inputs(
    folder: Path, files: Sequence[tuple[str, str]], counts: Mapping[str, int], editions: Iterable[str]
) -> None:
    """Record beside a snapshot the files, parts and editions that it was built from.

    The digests of the files were taken before these were read.
    """
    record = {
        "files": files,
        "program": _program(),
        "snapshot": _stat(folder),
        "counts": counts,
        "editions": sorted(editions),
    }
    with suppress(OutputError):  # without the record the next build takes longer, no more
        write_file(_record(folder), json.dumps(record, indent=0) + "\n")


def _record(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.inputs")


@cache
def _program() -> str:
    """Return a text that differs for each version of the program and of the store."""
    return f"pyoxigraph {ox.__version__} {_stat(Path(__file__).parents[1], '.py')}"


def _stat(folder: Path, suffix: str = "") -> str:
    """Return a digest of the names, sizes and times of the files below a folder."""
    lines = []
    folders = [str(folder)]
    for top in folders:
        with os.scandir(top) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(suffix):
                    found = entry.stat()
                    lines.append(f"{entry.name} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}\n")
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()
