"""Export of editions as tables, and import of tables as YAML."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ..authoring.context import terminology
from ..authoring.convert import translation_path, yaml_of_statements
from ..authoring.data_files import authored, parse_file
from ..authoring.loader import load, read_text
from ..errors import InputError, LimitError, OutputError, UnknownNameError
from ..files import write_file, write_files
from ..processes import run_limited
from ..rdf.turtle import laid_out
from ..spelling import near
from ..workspace import TRANSLATIONS, YAML, Source, configuration, sources, translations_of
from .edition_tables import EditionTable, tables
from .opening import MEGABYTES, SECONDS, guarded, open_folder, open_workbook, read_bytes
from .table_reader import CellFinding, Grid, Read, read_grids
from .workbook import annotated, xlsx_of

FOLDERS = {"set": "criteria", "label": "labels"}


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import: texts to write, findings, an annotated workbook.

    ``texts`` has the key ``""`` for the file itself and a language for each translation; it is empty if a
    finding is an error. ``copy`` is empty where there is nothing to annotate.
    """

    base: str
    texts: dict[str, str]
    findings: tuple[CellFinding, ...]
    copy: bytes = b""


def edition(kind: str, name: str, base: Path | None = None) -> Source:
    """Return the data file of a criteria set or label edition of a workspace.

    ``kind`` is ``set`` or ``label``.

    Raises:
        UnknownNameError: there is none; the message has near matches.
    """
    files = {source.path.stem: source for source in sources(base) if _holds(source, kind)}
    stem = name.removeprefix(f"{kind}:")
    if stem not in files:
        names = {"set": "criteria set", "label": "label edition"}
        raise UnknownNameError(names[kind], name, near(stem, files), files)
    return files[stem]


def _holds(source: Source, kind: str) -> bool:
    """Return whether a data file is that of a set or label, by folder or content."""
    path = source.path
    if path.parent.name in FOLDERS.values():
        return path.parent.name == FOLDERS[kind]
    if path.suffix not in YAML:
        return False
    return kind in load(path, read_text(path)).values


def tables_of(source: Source) -> list[EditionTable]:
    """Return the tables of a data file."""
    return tables(iter(authored(source)), source.path.stem, terminology(source.workspace))


def turtle(source: Source) -> str:
    """Return a data file as Turtle in the layout of the project."""
    statements = {quad.triple for quad in parse_file(source)}
    content = ox.serialize(statements, format=ox.RdfFormat.TURTLE) or b""
    return laid_out(content, configuration(source.workspace).base)


def xlsx(source: Source) -> bytes:
    """Return a data file as a workbook."""
    return xlsx_of(tables_of(source), terminology(source.workspace), source.path.stem)


def write_csv(source: Source, folder: Path) -> list[Path]:
    """Write a data file as CSV, a file for each table; return their paths.

    Raises:
        OutputError: the folder exists and holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder}: exists already; name a new folder for the CSV files")
    paths = []
    for table in tables_of(source):
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(table.headings)
        writer.writerows([guarded(cell) for cell in row] for row in table.rows)
        paths.append(folder / f"{table.name.replace(' ', '-').lower()}.csv")
        write_file(paths[-1], "\ufeff" + stream.getvalue())
    return paths


def check(path: Path, base: Path | None = None) -> Imported:
    """Return the YAML of a workbook, or of a folder of CSV files, in a workspace.

    A workbook is opened in a child process.

    Raises:
        InputError: it cannot be opened or is not one of an edition.
        LimitError: it took too long or too much memory.
    """
    if path.is_dir():
        return _checked(open_folder(path), [], base)
    if path.suffix.lower() == ".csv":
        raise InputError(f"{path}: name the folder of the CSV files: {path.parent}.")
    data = read_bytes(path)
    try:
        return run_limited(
            check_workbook, path.name, data, base, seconds=None, processor=SECONDS, megabytes=MEGABYTES
        )
    except LimitError as error:
        raise LimitError(
            f"{path.name}: {error}; divide it, a workbook for each edition", error.limit
        ) from error


def check_workbook(name: str, data: bytes, base: Path | None = None) -> Imported:
    """Return the YAML of the content of a workbook, or its annotated copy."""
    checked = _checked(*open_workbook(name, data), base)
    if any(finding.is_error for finding in checked.findings):
        return Imported(checked.base, {}, checked.findings, annotated(data, checked.findings))
    return checked


def _checked(grids: list[Grid], findings: list[CellFinding], base: Path | None) -> Imported:
    read: Read = read_grids(grids, terminology(base))
    every = sorted({*findings, *read.findings})
    if any(finding.is_error for finding in every):
        return Imported(read.base, {}, tuple(every))
    return Imported(read.base, yaml_of_statements(read.triples, read.base, base), tuple(every))


def write_yaml(checked: Imported, folder: Path, overwrite: bool = False) -> list[Path]:
    """Write the texts of an import to a folder; return their paths.

    Raises:
        OutputError: one of the files exists, and ``overwrite`` is not set.
    """
    base = checked.base
    # In the folder of a graph translations stand one folder up.
    is_inside = not (folder / TRANSLATIONS).is_dir() and (folder.parent / TRANSLATIONS).is_dir()
    top = folder.parent if is_inside else folder
    paths = {
        folder / f"{base}.yaml" if not name else translation_path(top, name, base): text
        for name, text in checked.texts.items()
    }
    for path in paths:
        if path.exists() and not overwrite:
            raise OutputError(f"{path}: exists already; name another folder, or use --overwrite")
    for _, path in translations_of(folder / f"{base}.yaml"):
        if path not in paths:
            raise OutputError(f"{path}: translates texts that are not imported; move it away first")
    write_files(paths)
    return list(paths)
