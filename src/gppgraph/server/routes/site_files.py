"""The files of a published site. They are listed once; a request can only name one of the list."""

from __future__ import annotations

import mimetypes
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
    ".webmanifest": "application/manifest+json",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".gz": "application/gzip",
}
KEPT = 64 * MEBIBYTE
_SMALL = MEBIBYTE


@dataclass(slots=True)
class File:
    """One file: where it lies, what it is, and its bytes once they have been read."""

    path: Path
    media: str
    size: int
    tag: str = ""
    content: bytes | None = None


class Site:
    """A folder as a table of its files."""

    def __init__(self, folder: Path | None) -> None:
        self.files: dict[str, File] = {}
        self.kept = 0
        if folder is None:
            return
        if not folder.is_dir():
            raise InputError(f"--site {folder}: there is no such folder.")
        top = folder.resolve()
        for path in sorted(top.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            name = path.relative_to(top).as_posix()
            if any(part.startswith(".") for part in name.split("/")):
                continue
            media = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
            self.files[name] = File(path, media, path.stat().st_size)

    def find(self, name: str) -> File | None:
        """Return the file of a path; a folder stands for its index page."""
        if name in self.files:
            return self.files[name]
        return self.files.get(f"{name.rstrip('/')}/index.html".lstrip("/"))

    def read(self, file: File) -> bytes:
        """Return the bytes of a file; small ones are kept."""
        if file.content is not None:
            return file.content
        content = file.path.read_bytes()
        file.tag = etag(content)
        if len(content) <= _SMALL and self.kept + len(content) <= KEPT:
            file.content = content
            self.kept += len(content)
        return content
