"""Write a site from beginning to end: data files, dumps, description, pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..errors import InputError, MissingExtraError
from ..explore.links import sssom
from ..files import written_folder
from ..graph import Graph
from ..terms import iri
from ..verdicts.five_lines import read_cases
from ..verdicts.gaps import summary
from ..workspace import ENTAILED
from . import addresses, describe, dumps, hosting, pages, proof_tables
from .law_days import LawDays, read_law
from .pairs import read_pairs
from .profile_files import profile_files
from .rdf_formats import context, every
from .site import Site
from .site_processes import beside
from .site_words import SiteWords
from .statements import Statements

if TYPE_CHECKING:
    from ..products.strictness import Strictness
    from ..validation.run import Report

MARKER = ".gppgraph-site"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-:\[\]]+(/[A-Za-z0-9._~%\-]*)*")


def publish(
    graph: Graph,
    target: Path,
    languages: Sequence[str] = (),
    base: str = "",
    validate: bool = True,
    say: Callable[[str], None] | None = None,
    market: Sequence[Strictness] = (),
) -> Site:
    """Write the site of a graph to the folder ``target``, whole or not at all.

    Without ``languages`` they are those of the workspace; without ``base`` the site is for the base of its names.
    With ``market`` there is a page on the strictness of requirements. An older site in its place is replaced; a folder that holds anything else is left alone.

    Raises:
        InputError: a language or the base address is not of its form, or the folder holds something else.
        OutputError: it cannot be written.
    """
    configuration = graph.configuration
    base = base or configuration.base.rstrip("#")
    if not _ADDRESS.fullmatch(base):
        raise InputError(f'the base address "{base}" is not of the form https://example.org/folder/.')
    distinct = tuple(dict.fromkeys(languages or configuration.languages))
    for language in distinct:
        SiteWords(language)
    if not distinct:
        raise InputError("name at least one language.")
    target = target.absolute()
    if target.exists() and not target.is_dir():
        raise InputError(f"{target} is no folder.")
    if target.is_dir() and any(target.iterdir()) and not (target / MARKER).is_file():
        raise InputError(f"{target} holds files that are no site of ours; name an empty folder or a new one.")
    progress = say or (lambda _: None)
    with ProcessPoolExecutor(1) as other, written_folder(target) as staging:
        # law and validation take as long as the rest together, so that another process does them meanwhile
        law = other.submit(_law, graph.folder, graph.root)
        report = other.submit(_report, graph.root) if validate else None
        progress("arranging the dataset by subject")
        statements = Statements(graph.store, graph.register.bases)
        progress("reading verdicts")
        pairs = read_pairs(graph)
        site = Site(
            statements,
            pairs,
            distinct,
            base.rstrip("/") + "/",
            staging,
            _digest(graph),
            configuration=configuration,
            root=graph.root,
            cases=read_cases(graph.engine),
            law=law.result(),
            answered=next(entry for entry in summary(graph) if entry.coverage == "all"),
            market=market,
            proofs={language: proof_tables.read(graph, language) for language in distinct},
        )
        _write_data(site, graph, progress)
        if report:
            progress("waiting for the validation report")
        pages.write(site, report.result() if report else None, progress)
        hosting.write(site)
    site.target = target
    return site


def _write_data(site: Site, graph: Graph, say: Callable[[str], None]) -> None:
    statements = site.statements
    site.write(MARKER, "This folder is written by gppgraph publish and replaced as a whole.\n")
    site.write("context.jsonld", context(site.root))
    for file in profile_files(_artifacts(statements)):
        site.write(file.name, file.read_bytes())
    say("writing data files and dumps")
    with beside(lambda: _write_documents(site)):
        _write_dumps(site, graph)
    describe.write(site)


def _write_documents(site: Site) -> None:
    statements = site.statements
    for path in statements.documents():
        triples = statements.triples[path]
        if path.startswith("graph/"):
            triples = triples | set(statements.graphs.get(statements.iri(path), ()))
        for form, data in every(triples, addresses.files_of(path), site.base_iri).items():
            site.write(f"{path}.{form}", data)


def _write_dumps(site: Site, graph: Graph) -> None:
    statements = site.statements
    site.dumps = dumps.dumps(
        [quad for quad in graph.store if _is_published(statements, quad)],
        statements,
        site.pairs,
        sssom(graph).encode(),
        site.configuration.file_name,
        site.base_iri,
    )
    for dump in site.dumps:
        site.write(f"dumps/{dump.name}", dump.data)
    site.write("dumps/SHA256SUMS", dumps.checksums({dump.name: dump.data for dump in site.dumps}))


def _artifacts(statements: Statements) -> set[str]:
    """Return the IRIs of the parts of the application profile.

    A site that does not describe the profile has none.
    """
    if "profile" not in statements.documents():
        return set()
    parts = statements.sources(iri("prof", "ResourceDescriptor"), "rdf:type")
    return {name for part in parts for name in statements.values(part, "prof:hasArtifact")}


def _is_published(statements: Statements, quad: ox.Quad) -> bool:
    """Return whether a statement is one of the site, not one of the common vocabulary."""
    graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
    return statements.is_published(graph) and (graph != ENTAILED or statements.has(subject))


def _digest(graph: Graph) -> str:
    try:
        return (graph.folder / "digest").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _law(folder: Path, root: Path) -> LawDays:
    """Return the verdicts by law of the graph in a folder."""
    graph = Graph(folder, root=root)
    return read_law(graph, Statements(graph.store, graph.register.bases))


def _report(root: Path) -> Report | None:
    """Return the validation report, ``None`` if its libraries are not installed."""
    try:
        from ..validation.run import validate
    except ImportError:
        return None
    try:
        return validate(base=root)
    except MissingExtraError:
        return None
