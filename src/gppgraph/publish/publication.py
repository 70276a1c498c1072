"""A site from beginning to end: what is written, in which order, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, MissingExtraError
from ..files import written_folder
from ..terms import BASE
from .addresses import LANGUAGES
from .pairs import natural, read_pairs
from .rdf_formats import context, every
from .site import Site
from .site_words import Words
from .world import World

if TYPE_CHECKING:
    from ..graph import Graph

MARKER = ".gppgraph-site"


def publish(
    graph: Graph,
    target: Path,
    languages: Sequence[str] = LANGUAGES,
    base: str = BASE,
    validate: bool = True,
    say: Callable[[str], None] | None = None,
) -> Site:
    """Write the site of a graph to the folder ``target``, whole or not at all.

    An older site in its place is replaced; a folder that holds anything else is left alone.

    Raises:
        InputError: a language or the base address is not of its form, or the folder holds something else.
        OutputError: it cannot be written.
    """
    base = _base(base)
    chosen = tuple(dict.fromkeys(languages))
    for language in chosen:
        Words(language)
    if not chosen:
        raise InputError("name at least one language.")
    target = target.absolute()
    if target.exists() and not target.is_dir():
        raise InputError(f"{target} is no folder.")
    if target.is_dir() and any(target.iterdir()) and not (target / MARKER).is_file():
        raise InputError(f"{target} holds files that are no site of ours; name an empty folder or a new one.")
    tell = say or (lambda _: None)
    with written_folder(target) as staging:
        site = _fill(graph, staging, chosen, base, validate, tell)
    site.target = target
    return site


def _base(base: str) -> str:
    import re

    if not re.fullmatch(r"https?://[A-Za-z0-9.\-:\[\]]+(/[A-Za-z0-9._~%\-]*)*", base):
        raise InputError(f'the base address "{base}" is not of the form https://example.org/folder/.')
    return base.rstrip("/") + "/"


def _fill(
    graph: Graph,
    staging: Path,
    languages: tuple[str, ...],
    base: str,
    validate: bool,
    say: Callable[[str], None],
) -> Site:
    from concurrent.futures import ProcessPoolExecutor

    if not validate:
        return _write(graph, staging, languages, base, lambda: None, say)
    with ProcessPoolExecutor(1) as beside:  # it takes as long as everything else together
        report = beside.submit(_report)
        try:
            return _write(graph, staging, languages, base, report.result, say)
        except BaseException:
            report.cancel()
            raise


def _write(
    graph: Graph,
    staging: Path,
    languages: tuple[str, ...],
    base: str,
    report: Callable[[], Any],
    say: Callable[[str], None],
) -> Site:
    from ..explore.links import sssom
    from . import describe, dumps, hosting, pages

    say("arranging the dataset by subject")
    world = World(graph.store)
    say("reading verdicts")
    pairs = read_pairs(graph, world)
    site = Site(graph, world, pairs, languages, base, staging)
    site.facts["editions"] = sorted({edition for _, edition in pairs}, key=natural)
    site.facts["digest"] = _digest(graph)
    site.write(MARKER, "This folder is written by gppgraph publish and replaced as a whole.\n")
    site.write("context.jsonld", context())
    say("writing data files")
    for path in world.documents():
        triples = world.triples[path]
        if path.startswith("graph/"):
            triples = triples | set(world.graphs.get(BASE + path, ()))
        for form, data in every(triples).items():
            site.write(f"{path}.{form}", data)
    say("writing dumps")
    files = dumps.dumps(graph.store, world, pairs, sssom(graph).encode())
    for dump in files:
        site.write(f"dumps/{dump.name}", dump.data)
    site.write("dumps/SHA256SUMS", dumps.checksums({dump.name: dump.data for dump in files}))
    site.facts["dumps"] = files
    describe.write(site, files)
    say("waiting for the validation report")
    pages.write(site, report(), say)
    hosting.write(site)
    return site


def _digest(graph: Graph) -> str:
    try:
        return (graph.folder / "digest").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _report() -> Any:
    """Return the validation report, or ``None`` where what it needs is not installed."""
    try:
        from ..validation.run import validate
    except ImportError:
        return None
    try:
        return validate()
    except MissingExtraError:
        return None
