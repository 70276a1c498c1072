"""Paths of pages and data inside the site, by IRI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from ..errors import OutputError
from ..languages import LANGUAGES as LANGUAGES
from ..terms import BASE, namespace, slug

# Endings of the machine formats of one document, with their media types.
FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
# The formats that are files of the site; a server and the dumps have the others.
FILES = {ending: FORMATS[ending] for ending in ("ttl", "jsonld")}
# Things that share a document with others of their folder, whose name is the same up to the first point.
_BY_PREFIX = frozenset(
    f"id/{kind}"
    for kind in (
        "criterion",
        "legal-requirement",
        "passage",
        "note",
        "clause",
        "guidance",
        "statement",
        "proof",
        "reference",
        "document",
    )
)
# Things that share the document of their folder, as all codes do but these.
_BY_FOLDER = frozenset(["id/word"])
_OWN_PAGES = frozenset(["code/concept", "code/topic", "code/product"])


def document(iri: str, owners: Mapping[str, str], bases: Sequence[str] = (BASE,)) -> tuple[str, str] | None:
    """Return the path and the fragment of an IRI, ``None`` for a foreign one.

    The path has no ending, for example ``("id/label/tco-certified-9", "")``. Verdicts and outcomes share the
    document of their requirement, with the label edition as fragment; small things share one, with their name as
    fragment. ``owners`` has the requirement of each constraint, by slug.

    Raises:
        OutputError: the path would leave the site.
    """
    base = next((base for base in bases if iri.startswith(base)), None)
    if base is None:
        return None
    if iri.startswith(namespace("verdicts", base)):
        requirement, edition = [*slug(iri).split("--"), ""][:2]
        return safe(f"derived/verdict/{requirement}"), edition
    if iri.startswith(namespace("outcomes", base)):
        constraint, edition = [*slug(iri).split("--"), ""][:2]
        requirement = owners.get(constraint, constraint)
        return safe(f"derived/verdict/{requirement}"), edition
    path, _, fragment = iri[len(base) :].partition("#")
    path = safe(path.rstrip("/")) if path else "index"
    shared = "" if fragment else _shared(path, owners)
    return (shared, path.rpartition("/")[2]) if shared else (path, fragment)


def _shared(path: str, owners: Mapping[str, str]) -> str:
    """Return the path of the document that a thing shares.

    It is empty for a thing with a document of its own.

    The name of such a document is a beginning of the thing's path, so that a host finds it without a list.
    """
    folder, _, name = path.rpartition("/")
    prefix = name.partition(".")[0]
    if folder in _BY_PREFIX:
        return f"{folder}/{prefix}" if prefix != name else ""
    if folder in _BY_FOLDER or (folder.startswith("code/") and folder not in _OWN_PAGES):
        return folder
    owner = owners.get(name, "")
    return f"{folder}/{owner}" if owner and name.startswith(f"{owner}.") else ""


def safe(path: str) -> str:
    """Return the path unchanged if every part of it is a plain name.

    Raises:
        OutputError: a part is no plain name, so that a file could land outside the site.
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") or "\\" in part for part in parts):
        raise OutputError(f"{path}: no file of the site can have this name")
    return path


def files_of(path: str) -> dict[str, str]:
    """Return the formats of a document that are files of the site.

    A whole file of facts is there in one.
    """
    return {"ttl": FILES["ttl"]} if path.startswith("graph/") else FILES


def relative(source: str, target: str) -> str:
    """Return the link from one path of the site to another, both relative to its top."""
    return "../" * source.count("/") + quote(target, safe="/#?=&~.-_,:")


def page(path: str, language: str, default: str) -> str:
    """Return the file of a page in a language, such as ``nb/id/label/tco.html``.

    Pages in the first language of the site have no folder of a language.
    """
    return f"{path}.html" if language == default else f"{language}/{path}.html"
