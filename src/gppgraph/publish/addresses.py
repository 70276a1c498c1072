"""Paths of pages and data inside the site, by IRI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from ..errors import OutputError
from ..languages import LANGUAGES as LANGUAGES
from ..terms import BASE, namespace, slug

# Endings of the machine formats of one thing, with their media types.
FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}


def document(iri: str, owners: Mapping[str, str], bases: Sequence[str] = (BASE,)) -> tuple[str, str] | None:
    """Return the path and the fragment of an IRI, ``None`` for a foreign one.

    The path has no ending, for example ``("id/label/tco-certified-9", "")``. Verdicts and outcomes of one
    requirement and one label edition share a document; ``owners`` has the requirement of each constraint, by slug.

    Raises:
        OutputError: the path would leave the site.
    """
    base = next((base for base in bases if iri.startswith(base)), None)
    if base is None:
        return None
    if iri.startswith(namespace("verdicts", base)):
        requirement, edition = [*slug(iri).split("--"), ""][:2]
        return safe(f"derived/verdict/{requirement}--{edition}"), slug(iri)
    if iri.startswith(namespace("outcomes", base)):
        constraint, edition = [*slug(iri).split("--"), ""][:2]
        requirement = owners.get(constraint, constraint)
        return safe(f"derived/verdict/{requirement}--{edition}"), slug(iri)
    path, _, fragment = iri[len(base) :].partition("#")
    return (safe(path.rstrip("/")) if path else "index"), fragment


def safe(path: str) -> str:
    """Return the path unchanged if every part of it is a plain name.

    Raises:
        OutputError: a part is no plain name, so that a file could land outside the site.
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") or "\\" in part for part in parts):
        raise OutputError(f"{path}: no file of the site can have this name")
    return path


def relative(source: str, target: str) -> str:
    """Return the link from one path of the site to another, both relative to its top."""
    return "../" * source.count("/") + quote(target, safe="/#?=&~.-_,:")


def page(path: str, language: str, default: str) -> str:
    """Return the file of a page in a language, such as ``nb/id/label/tco.html``.

    Pages in the first language of the site have no folder of a language.
    """
    return f"{path}.html" if language == default else f"{language}/{path}.html"
