"""The files of the graph, and the named graph of each.

Nothing is parsed.
"""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .errors import SourceError
from .spelling import near
from .terms import iri

SHIPPED = Path(__file__).parent / "_shipped"
CHECKOUT = Path(__file__).parents[2]

ENTAILED = iri("graph", "entailed")
DERIVED = iri("graph", "derived")
# The layout of snapshots; a snapshot of another layout is out of date.
LAYOUT = b"4"


# Forms of a data file; those of the ontology are Turtle.
YAML = (".yaml", ".yml")
FORMS = (".ttl", ".trig", ".jsonld", *YAML)
# Folders of files that are facts or words, beside the ontology.
FOLDERS = ("data", "lexicon")
TRANSLATIONS = "translations"


class Source(NamedTuple):
    """One file of the graph and the named graph that it goes to."""

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
    """Return the files of the graph in a fixed order.

    Translations are not listed: they belong to the file that they translate.

    Raises:
        SourceError: there is no file, two share a name, one lies outside of ``base``, or a translation has no original.
    """
    base = base or root()
    ontology = sorted((base / "ontology").rglob("*.ttl"))
    data = [path for folder in FOLDERS for path in _files(base / folder, base)]
    if not ontology and not data:
        raise SourceError(base, "holds no files of facts under ontology/ or data/")
    _refuse_namesakes(data)
    _refuse_orphans(base, data)
    return [
        *(Source(path, iri("graph", f"{_kind(path, base)}{path.stem}")) for path in ontology),
        *(Source(path, iri("graph", path.stem)) for path in data),
    ]


def translations(base: Path | None = None) -> list[Path]:
    """Return the files that hold translations of data files."""
    base = base or root()
    return _files(base / "data" / TRANSLATIONS, base, YAML)


def translations_of(path: Path) -> list[tuple[str, Path]]:
    """Return language and path of each translation of a YAML file.

    They lie in ``translations/<language>/`` beside it or one folder up, under its name.
    """
    for folder in (path.parent, path.parent.parent):
        if (top := folder / TRANSLATIONS).is_dir():
            return [
                (language.name, file)
                for language in sorted(top.iterdir())
                for suffix in YAML
                if (file := language / f"{path.stem}{suffix}").is_file()
            ]
    return []


def _files(folder: Path, base: Path, forms: tuple[str, ...] = FORMS) -> list[Path]:
    """Return the files below a folder, without its folder of translations."""
    translated = folder / TRANSLATIONS
    paths = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in forms and not path.is_relative_to(translated):
            if path.is_symlink() and not path.resolve().is_relative_to(base.resolve()):
                raise SourceError(path, "leads out of the folder; put a copy of the file here")
            paths.append(path)
    return paths


def _refuse_namesakes(paths: list[Path]) -> None:
    seen: dict[str, Path] = {}
    for path in paths:
        if (first := seen.setdefault(path.stem, path)) != path:
            raise SourceError(
                path, f"has the name of {first}; the name is that of one graph: rename one of them"
            )


def _refuse_orphans(base: Path, data: list[Path]) -> None:
    stems = {path.stem for path in data if path.suffix in YAML}
    for path in translations(base):
        if path.stem not in stems:
            close = near(path.stem, stems)
            hint = f" Close matches: {', '.join(close)}." if close else ""
            raise SourceError(path, f'translates "{path.stem}", of which there is no YAML file.{hint}')


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
    context = base / "ontology" / "context.jsonld"
    read = [*(source.path for source in sources(base)), *translations(base), context]
    for path in [*filter(Path.is_file, read), *rules(base), *answers]:
        total.update(path.relative_to(base).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def snapshot_dir() -> Path:
    """Return the folder of the snapshot.

    It is that of ``GPPGRAPH_SNAPSHOT``, else the one of the package.
    """
    override = os.environ.get("GPPGRAPH_SNAPSHOT")
    return Path(override).resolve() if override else SHIPPED / "snapshot"
