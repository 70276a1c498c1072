"""Authoring files and their translations, read as JSON-LD and as triples.

Nothing is fetched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..errors import SourceError
from ..workspace import translations_of
from . import translations
from .context import Terminology, terminology
from .expand import Expanded, expand_file
from .loader import load, read_text


@dataclass(frozen=True, slots=True)
class Reading:
    """The content of an authoring file and its translations.

    ``expanded`` is the file itself with its lines, ``nodes`` are JSON-LD and include the translations,
    ``stale`` are the translations of older texts.
    """

    expanded: Expanded
    nodes: list[dict[str, Any]]
    stale: tuple[translations.Stale, ...]


def read_file(path: Path, words: Terminology | None = None) -> Reading:
    """Read an authoring file and its translations.

    Raises:
        SourceError: with file and line.
    """
    words = words or terminology()
    expanded = expand_file(path, load(path, read_text(path)), words)
    nodes, stale = list(expanded.nodes), []
    for language, file in translations_of(path):
        texts, outdated = translations.read(file, language, path, expanded, words)
        nodes += texts
        stale += outdated
    return Reading(expanded, nodes, tuple(stale))


def to_jsonld(path: Path, words: Terminology | None = None) -> dict[str, Any]:
    """Return an authoring file as a JSON-LD document with its context inside."""
    words = words or terminology()
    return {"@context": words.context, "@graph": read_file(path, words).nodes}


def triples(path: Path, words: Terminology | None = None) -> list[ox.Triple]:
    """Return the statements of an authoring file.

    Raises:
        SourceError: with file and line.
    """
    words = words or terminology()
    document = {"@context": words.parsing, "@graph": read_file(path, words).nodes}
    content = json.dumps(document, ensure_ascii=False).encode()
    try:
        return [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.JSON_LD)]
    except (SyntaxError, ValueError) as error:
        raise SourceError(path, str(error).splitlines()[0]) from error


@lru_cache(maxsize=512)
def lines(path: Path, base: Path | None = None) -> dict[str, int]:
    """Return the first line of each node of a file, by its name in the form.

    The result is empty for a file that cannot be read.
    """
    try:
        return expand_file(path, load(path, read_text(path)), terminology(base)).lines
    except SourceError:
        return {}
