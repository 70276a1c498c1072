"""The files of a published site.

They are listed, and a request can name only a file of the list. A folder that was published anew is listed anew,
as a whole.
"""

from __future__ import annotations

import contextlib
import mimetypes
import time
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
_LOOK_AFTER = 1.0  # seconds between two looks whether the folder is another one


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
        self._folder, self._identity, self._looked_at = folder, (0, 0), time.monotonic()
        self.beside = {
            name: SiteFile(Path(name), _media(name), len(content), etag(content), content)
            for name, content in (beside or {}).items()
        }
        self._cached = 0  # bytes
        if folder is None:
            return
        if not folder.is_dir():
            raise InputError(f"--site {folder}: there is no such folder.")
        self._list(folder)

    def _list(self, folder: Path) -> None:
        """List the files of a folder. Where it vanishes meanwhile, the older list stays.

        Raises:
            OSError: the folder vanished.
        """
        root = folder.resolve()
        found = root.stat()
        files: dict[str, SiteFile] = {}
        for path in sorted(root.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            name = path.relative_to(root).as_posix()
            if any(part.startswith(".") for part in name.split("/")):
                continue
            files[name] = SiteFile(path, _media(name), path.stat().st_size)
        self.files, self._cached, self._identity = files, 0, (found.st_dev, found.st_ino)

    def look(self, after: float = _LOOK_AFTER) -> None:
        """List the files anew if another folder stands in the place of the one listed.

        The folder is looked at again ``after`` some seconds only.
        """
        now = time.monotonic()
        if self._folder is None or now - self._looked_at < after:
            return
        self._looked_at = now
        with contextlib.suppress(OSError):  # between two sites: the older list stays
            found = self._folder.stat()
            if (found.st_dev, found.st_ino) != self._identity:
                self._list(self._folder)

    def find(self, name: str) -> SiteFile | None:
        """Return the file of a path; the path of a folder gives its index page."""
        self.look()
        if name in self.files:
            return self.files[name]
        return self.files.get(f"{name.rstrip('/')}/index.html".lstrip("/")) or self.beside.get(name)

    def read(self, file: SiteFile) -> bytes:
        """Return the bytes of a file; those of small files are cached."""
        if file.content is not None:
            return file.content
        try:
            content = file.path.read_bytes()
        except FileNotFoundError:  # the site was published anew since the last look
            self.look(after=0)
            content = file.path.read_bytes()
        file.tag = etag(content)
        if len(content) <= _LARGEST_CACHED and self._cached + len(content) <= _CACHE_SIZE:
            file.content = content
            self._cached += len(content)
        return content
