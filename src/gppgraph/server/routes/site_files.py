"""The files of a published site.

They are listed once, and a request can name only a file of the list.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...errors import InputError
from ..http.etags import etag
from ..settings import MEBIBYTE

_TYPES = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".rdf": "application/rdf+xml",
    ".rq": "application/sparql-query",
    ".yaml": "application/yaml",
    ".webmanifest": "application/manifest+json",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".gz": "application/gzip",
}
_CACHE_SIZE = 64 * MEBIBYTE
_LARGEST_CACHED = MEBIBYTE


def _media(name: str) -> str:
    """Return the media type of a file by its name."""
    return _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


@dataclass(slots=True)
class SiteFile:
    """A file of the site.

    ``tag`` is filled when the file is read first, ``content`` only if it is small.
    """

    path: Path
    media: str
    size: int
    tag: str = ""
    content: bytes | None = None


class SiteFiles:
    """The files of a folder by their paths, such as ``nb/index.html``.

    ``beside`` are contents that answer under a name which the folder lacks, such as ``context.jsonld``.
    """

    def __init__(self, folder: Path | None, beside: Mapping[str, bytes] | None = None) -> None:
        self.files: dict[str, SiteFile] = {}
        self.beside = {
            name: SiteFile(Path(name), _media(name), len(content), etag(content), content)
            for name, content in (beside or {}).items()
        }
        self._cached = 0  # bytes
        if folder is None:
            return
        if not folder.is_dir():
            raise InputError(f"--site {folder}: there is no such folder.")
        root = folder.resolve()
        for path in sorted(root.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            name = path.relative_to(root).as_posix()
            if any(part.startswith(".") for part in name.split("/")):
                continue
            self.files[name] = SiteFile(path, _media(name), path.stat().st_size)

    def find(self, name: str) -> SiteFile | None:
        """Return the file of a path; the path of a folder gives its index page."""
        if name in self.files:
            return self.files[name]
        return self.files.get(f"{name.rstrip('/')}/index.html".lstrip("/")) or self.beside.get(name)

    def read(self, file: SiteFile) -> bytes:
        """Return the bytes of a file; those of small files are cached."""
        if file.content is not None:
            return file.content
        content = file.path.read_bytes()
        file.tag = etag(content)
        if len(content) <= _LARGEST_CACHED and self._cached + len(content) <= _CACHE_SIZE:
            file.content = content
            self._cached += len(content)
        return content
