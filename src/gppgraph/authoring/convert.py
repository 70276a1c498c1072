"""Conversion of data files from Turtle to YAML and back.

YAML is read back to prove that nothing is lost. Turtle is for places without a library for YAML.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..errors import OutputError
from ..files import write_file
from ..workspace import TRANSLATIONS, YAML, Source, sources
from .compact import compact
from .context import terminology
from .data_files import authored, naming, parse_file, turtle_of
from .read import to_jsonld, triples
from .write import to_yaml


def yaml_of(source: Source) -> dict[str, str]:
    """Return a data file and its translations as YAML texts.

    The file itself has the key ``""``, a translation its language: ``{"": "set: ...", "nb": "set: ..."}``.

    Raises:
        SourceError: the file cannot be read.
        InputError: it holds a node without a name.
        OutputError: the YAML would not read back as the same statements.
    """
    return yaml_of_statements(authored(source), source.path.stem, source.workspace)


def yaml_of_statements(
    statements: set[ox.Triple], base: str, workspace: Path | None = None
) -> dict[str, str]:
    """Return statements under the names of the form as YAML texts, by language.

    ``base`` is the name of the file. The result is like that of ``yaml_of``.

    Raises:
        InputError: there is a node without a name.
        OutputError: the YAML would not read back as the same statements.
    """
    words = terminology(workspace)
    trees = compact(statements, base, words)
    texts = {"": to_yaml(trees.tree)} | {name: to_yaml(tree) for name, tree in trees.translations.items()}
    with tempfile.TemporaryDirectory(prefix="gppgraph-yaml-") as work:
        path = Path(work) / f"{base}.yaml"
        _write_texts(path, texts)
        read_back = set(triples(path, words))
    if read_back != statements:
        wrong = min(map(str, read_back ^ statements))
        raise OutputError(f"{base}: cannot be written as YAML without a change: {wrong}")
    return texts


def jsonld_of(source: Source) -> dict[str, Any]:
    """Return a data file as a JSON-LD document with its context inside.

    Raises:
        SourceError: the file cannot be read.
    """
    words, names = terminology(source.workspace), naming(source.workspace)
    if source.path.suffix in YAML:
        document = to_jsonld(source.path, words)
        return {**document, "@graph": names.place_json(document["@graph"])}
    with tempfile.TemporaryDirectory(prefix="gppgraph-yaml-") as work:
        path = Path(work) / f"{source.path.stem}.yaml"
        _write_texts(path, yaml_of(source))
        document = to_jsonld(path, words)
        return {**document, "@graph": names.place_json(document["@graph"])}


def _write_texts(path: Path, texts: dict[str, str]) -> None:
    """Write a file and its translations to an empty folder."""
    for name, text in texts.items():
        write_file(path if not name else translation_path(path.parent, name, path.stem), text)


def write_turtle(base: Path, target: Path) -> None:
    """Write the data files under ``base`` to ``target``, with YAML as Turtle.

    The folder ``target`` can then be read where no library for YAML is installed.
    """
    for source in sources(base):
        if source.path.is_relative_to(base / "data"):
            path = target / source.path.relative_to(base / "data")
            if source.path.suffix in YAML:
                write_file(path.with_suffix(".ttl"), turtle_of(source.path))
            else:
                write_file(path, source.path.read_bytes())


def translation_path(data: Path, language: str, stem: str) -> Path:
    """Return the path of the translations of a file in a folder of data files."""
    return data / TRANSLATIONS / language / f"{stem}.yaml"


def nquads(source: Source) -> str:
    """Return the statements of a data file as sorted N-Quads."""
    quads = ox.serialize(parse_file(source), format=ox.RdfFormat.N_QUADS) or b""
    return "".join(sorted(set(quads.decode().splitlines(keepends=True))))
