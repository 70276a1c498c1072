"""The files of a workspace, and the named graph of each.

A workspace is a folder with a ``gppgraph.toml``. The ontology, the rules and the generic code lists are those of the
shipped root; facts, codes and words are its own, and those of the shipped graph where it extends it. No file of
facts is parsed.
"""

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .errors import InputError, SourceError
from .spelling import near
from .terms import BASE, PREFIXES, iri

if TYPE_CHECKING:
    from .configuration import Configuration

# The file that makes a folder a workspace.
FILE = "gppgraph.toml"
SHIPPED = Path(__file__).parent / "_shipped"
CHECKOUT = Path(__file__).parents[2]

ENTAILED = iri("graph", "entailed")
DERIVED = iri("graph", "derived")
# The layout of snapshots; a snapshot of another layout is out of date.
LAYOUT = b"6"


# Forms of a data file; those of the ontology are Turtle.
YAML = (".yaml", ".yml")
FORMS = (".ttl", ".trig", ".jsonld", *YAML)
# Folders of code lists, facts and words, beside the ontology.
CODES = "codes"
FACTS = ("data", "lexicon")
FOLDERS = (CODES, *FACTS)
TRANSLATIONS = "translations"
# The folder of a workspace for what is computed from its files.
HIDDEN = ".gppgraph"


class Source(NamedTuple):
    """One file of the graph, the named graph that it goes to, and its workspace."""

    path: Path
    graph: str
    workspace: Path | None = None


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


def nearest(named: str | Path | None = None) -> Path | None:
    """Return the folder of the workspace that is meant, ``None`` if none is.

    It is ``named``, else that of ``GPPGRAPH_WORKSPACE``, else the nearest folder upwards from the current one with a
    ``gppgraph.toml``.

    Raises:
        InputError: a folder that is named is no workspace.
    """
    for name, said in ((named, ""), (os.environ.get("GPPGRAPH_WORKSPACE"), "GPPGRAPH_WORKSPACE: ")):
        if name:
            folder = Path(name).resolve()
            if not (folder / FILE).is_file():
                problem = f"has no {FILE}" if folder.is_dir() else "there is no such folder"
                raise InputError(f"{said}{name}: {problem}; gppgraph init {name} makes a workspace of it.")
            return folder
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / FILE).is_file()), None)


def find(named: str | Path | None = None) -> Path:
    """Return the folder of the workspace that is meant, else the shipped root.

    Raises:
        InputError: a folder that is named is no workspace.
    """
    return nearest(named) or root()


def configuration(base: Path | None = None) -> "Configuration":
    """Return the configuration of a workspace; without a file, the default one.

    Raises:
        SourceError: ``gppgraph.toml`` is not of its form.
    """
    from .configuration import Configuration, read  # a short answer needs neither, nor a reader of TOML

    base = base or root()
    path = configuration_file(base)
    said = read(path) if path.is_file() else Configuration(path)
    if said.base == BASE and path.is_file() and base != root() and engine_root(base) == root():
        raise SourceError(path, f"base = {said.base!r}: is the base of the shipped graph; name your own")
    return said


def configuration_file(base: Path) -> Path:
    """Return the path of the configuration of a workspace."""
    return base / FILE


def engine_root(base: Path | None = None) -> Path:
    """Return the folder of the ontology, the rules and the queries of a workspace.

    It is the shipped root, unless the folder has an ontology itself, as an older revision of the graph has.
    """
    base = base or root()
    return base if (base / "ontology").is_dir() else root()


def layers(base: Path | None = None) -> list[Path]:
    """Return the folders of the codes, facts and words, its own folder last."""
    base = base or root()
    return [root(), base] if base != root() and configuration(base).extends else [base]


def sources(base: Path | None = None) -> list[Source]:
    """Return the files of the graph of a workspace in a fixed order.

    Translations are not listed: they belong to the file that they translate.

    Raises:
        SourceError: there is no file, two share a name, one lies outside of the folder, or a translation has no
            original.
    """
    base = base or root()
    found = vocabulary(base)
    for layer in layers(base):
        files = [path for folder in FACTS for path in files_below(layer / folder, layer)]
        _refuse_orphans(layer, files)
        found += _sources(files, layer)
    if not found:
        raise SourceError(base, "holds no files of facts under ontology/ or data/")
    _refuse_namesakes(found)
    return found


def bases(base: Path | None = None) -> list[str]:
    """Return the base IRIs of the things of a workspace, its own first."""
    return [configuration(layer).base for layer in reversed(layers(base))]


def vocabulary(base: Path | None = None) -> list[Source]:
    """Return the files of the ontology and of the code lists of a workspace.

    Raises:
        SourceError: a file lies outside of its folder.
    """
    top = engine_root(base)
    ontology = [
        Source(path, iri("graph", f"{_kind(path, top)}{path.stem}"), top)
        for path in sorted((top / "ontology").rglob("*.ttl"))
    ]
    lists = (
        _sources(files_below(layer / CODES, layer, (".ttl",)), layer, f"{CODES}-") for layer in layers(base)
    )
    return [*ontology, *(source for found in lists for source in found)]


def _sources(files: list[Path], base: Path, prefix: str = "") -> list[Source]:
    graphs = configuration(base).base + PREFIXES["graph"].removeprefix(BASE)
    return [Source(path, f"{graphs}{prefix}{path.stem}", base) for path in files]


def translations(base: Path | None = None) -> list[Path]:
    """Return the files of a workspace that hold translations of its own data files."""
    base = base or root()
    return files_below(base / "data" / TRANSLATIONS, base, YAML)


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


def files_below(folder: Path, base: Path, forms: tuple[str, ...] = FORMS) -> list[Path]:
    """Return the files below a folder of a workspace, without translations.

    Raises:
        SourceError: a link leads out of the workspace.
    """
    translated = folder / TRANSLATIONS
    paths = []
    for path in (folder, *sorted(folder.rglob("*"))):
        if path != folder and path.is_relative_to(translated):
            continue
        is_file = path != folder and path.suffix in forms
        if (
            path.is_symlink()
            and (is_file or path.is_dir())
            and not path.resolve().is_relative_to(base.resolve())
        ):
            raise SourceError(
                path, f"leads out of the folder; put a copy of the file{'' if is_file else 's'} here"
            )
        if is_file:
            paths.append(path)
    return paths


def _refuse_namesakes(sources: list[Source]) -> None:
    """Refuse two files whose graphs have one name, also under different bases."""
    seen: dict[str, Path] = {}
    for source in sources:
        name = source.graph.rpartition("/")[2]
        if (first := seen.setdefault(name, source.path)) != source.path:
            raise SourceError(
                source.path,
                f"has the name of {first}; the name is that of one graph: rename one of them",
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
    return sorted((engine_root(base) / "ontology" / "rules").glob("*.rq"))


def query_files(base: Path | None = None) -> Iterator[Path]:
    """Yield the files of the query catalogue of a workspace, the shipped ones first."""
    for folder in dict.fromkeys((engine_root(base), base or root())):
        yield from files_below(folder / "queries", folder, (".rq",))


def folders_of(base: Path | None = None) -> list[Path]:
    """Return the top folders in which the files of a snapshot lie."""
    top = engine_root(base)
    facts = [layer / name for layer in layers(base) for name in FOLDERS]
    return [top / "ontology", *facts, top / "queries" / "answers"]


def files_of(base: Path | None = None) -> list[Path]:
    """Return every file on which the snapshot of a workspace depends."""
    base = base or root()
    top = engine_root(base)
    answers = sorted((top / "queries" / "answers").glob("*.rq"))
    texts = [path for layer in layers(base) for path in translations(layer)]
    read = [*(source.path for source in sources(base)), *texts, top / "ontology" / "context.jsonld"]
    settings = [layer / FILE for layer in layers(base)]
    return [*filter(Path.is_file, [*settings, *read]), *rules(base), *answers]


def digests(base: Path | None = None) -> list[tuple[str, str]]:
    """Return path and SHA-256 of each file of a snapshot.

    The path is the one below the workspace, or below the shipped root.
    """
    import hashlib

    base = base or root()
    tops = (base, engine_root(base))
    return [
        (
            path.relative_to(next(top for top in tops if path.is_relative_to(top))).as_posix(),
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in files_of(base)
    ]


def digest(base: Path | None = None) -> str:
    """Return a SHA-256 over the files of a snapshot, their names and its layout."""
    return digest_of(digests(base))


def digest_of(files: Iterable[tuple[str, str]]) -> str:
    """Return a SHA-256 over names and digests of files, and the layout of snapshots."""
    import hashlib

    total = hashlib.sha256(LAYOUT)
    for name, content in files:
        total.update(name.encode() + b"\0" + bytes.fromhex(content))
    return total.hexdigest()


def snapshot_dir(base: Path | None = None) -> Path:
    """Return the folder of the snapshot of a workspace.

    It is that of ``GPPGRAPH_SNAPSHOT``, else one inside the workspace; that of the shipped graph lies in the package.
    """
    override = os.environ.get("GPPGRAPH_SNAPSHOT")
    if override:
        return Path(override).resolve()
    return SHIPPED / "snapshot" if base in (None, root()) else base / HIDDEN / "snapshot"
