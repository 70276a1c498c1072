"""Resources, their pages and their data, and the files of the site."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from ...output.html import render
from ...publish.addresses import LANGUAGES, document, page
from ..documents import ENDINGS, MEDIA, Documents
from ..http import responses
from ..http.negotiation import language, negotiate
from ..http.refusals import RefusedError
from ..http.requests import client_of
from ..settings import MEBIBYTE
from ..workers.pool import Pool
from .site_files import SiteFiles

_FORBIDDEN = frozenset('<>"{}|\\^`') | {chr(code) for code in (*range(0x21), 0x7F)}
_IRI_SIGNS = ":/#%"
_CACHE_SIZE = 32 * MEBIBYTE


def is_plain(path: str) -> bool:
    """Return whether a path could be that of a resource: plain names between slashes."""
    return not (_FORBIDDEN & set(path)) and not any(part in ("", ".", "..") for part in path.split("/"))


class _CachedDocument(NamedTuple):
    """The entity tag and the bytes of a document in one format."""

    tag: str
    content: bytes


class ResourceRoutes:
    """Resources, documents about them, and the files of the site."""

    def __init__(self, documents: Documents, site: SiteFiles, pool: Pool) -> None:
        self.documents, self.site, self.pool = documents, site, pool
        self._cache: OrderedDict[tuple[str, str], _CachedDocument] = OrderedDict()  # by path and media type
        self._cache_size = 0  # bytes

    async def __call__(self, request: Request) -> Response:
        """Answer a request for a resource, a document or a file."""
        if request.method not in ("GET", "HEAD"):
            return responses.problem(405, "this is read by GET.", {"Allow": "GET, HEAD, OPTIONS"})
        path = request.scope["path"].lstrip("/")
        if path and not is_plain(path.removesuffix("/")):
            return responses.problem(404, "no thing or page has such a name.")
        if (gone := self._gone(path)) is not None:
            return self._gone_page(request, path, gone)
        if self.documents.iri(path) in self.documents.places or path in self.documents.subjects:
            return self._redirect(request, path)
        if (file := self.site.find(path or "index.html")) is not None:
            content = self.site.read(file)
            return responses.body(request, content, file.media, None, tag=file.tag)
        stem, dot, ending = path.rpartition(".")
        if dot and ending in MEDIA and stem in self.documents.subjects:
            return await self._document(request, stem, MEDIA[ending])
        if not path:
            return responses.body(request, self._front(), "text/html")
        return await self._missing(request, path)

    def _gone(self, path: str) -> Response | None:
        """Return 410 for the name of a retired resource, ``None`` for another name."""
        first, _, rest = path.partition("/")
        path = rest if first in LANGUAGES else path
        stem, _, ending = path.rpartition(".")
        for name in (path, stem if ending in MEDIA else path):
            if (iri := self.documents.iri(name)) in self.documents.retired:
                successor = self.documents.retired[iri]
                headers = (
                    {"Link": f'<{quote(successor, safe=_IRI_SIGNS)}>; rel="successor-version"'}
                    if successor
                    else {}
                )
                sentence = f" Its successor is {successor}." if successor else ""
                return responses.problem(410, f"{iri} is retired.{sentence}", headers, successor=successor)
        return None

    def _gone_page(self, request: Request, path: str, gone: Response) -> Response:
        """Return the page of a retired name, or ``gone`` if the client prefers data."""
        offered = [gone.media_type or "", "text/html"]
        if negotiate(request.headers.get("accept"), offered) != "text/html":
            return gone
        tag = language(request.headers.get("accept-language"), LANGUAGES, LANGUAGES[0])
        place = document(self.documents.iri(path), {}, self.documents.bases)
        shared = place[0] if place else path
        file = self.site.find(path) or self.site.find(page(shared, tag, LANGUAGES[0]))
        if file is None or file.media != "text/html":
            return gone
        link = {"Link": gone.headers["Link"]} if "Link" in gone.headers else {}
        return Response(self.site.read(file), gone.status_code, link, f"{file.media}; charset=utf-8")

    def _redirect(self, request: Request, path: str) -> Response:
        """Redirect from a resource to its page or its data."""
        vary = "Accept, Accept-Language" if self.site.files else "Accept"
        media = negotiate(request.headers.get("accept"), ["text/html", *list(MEDIA.values())[1:]])
        if media is None:
            return responses.problem(
                406,
                f"this is given as {', '.join(MEDIA.values())}.",
                {"Vary": vary},
                offered=list(MEDIA.values()),
            )
        document, fragment = self.documents.places.get(self.documents.iri(path), (path, ""))
        target = f"{document}.{ENDINGS[media]}"
        if media == "text/html" and self.site.files:
            tag = language(request.headers.get("accept-language"), LANGUAGES, LANGUAGES[0])
            translated = page(document, tag, LANGUAGES[0])
            target = translated if translated in self.site.files else target
        anchor = f"#{quote(fragment)}" if fragment and media == "text/html" else ""
        alternates = ", ".join(
            f'</{quote(document)}.{ending}>; rel="alternate"; type="{kind}"' for ending, kind in MEDIA.items()
        )
        headers = {"Location": f"/{quote(target)}{anchor}", "Vary": vary, "Link": alternates}
        return Response(status_code=303, headers=headers)

    async def _document(self, request: Request, path: str, media: str) -> Response:
        """Return a document in one format, from the cache or from a worker."""
        key = (path, media)
        if key not in self._cache:
            try:
                meta, content = await self.pool.run(
                    client_of(request), {"op": "document", "path": path, "media": media}
                )
            except RefusedError as error:
                return responses.refused(error)
            if "error" in meta:
                request.state.trace = meta.get("trace")
                return responses.from_worker(meta)
            self._add_to_cache(key, _CachedDocument(meta["tag"], content))
        else:
            self._cache.move_to_end(key)
        tag, content = self._cache[key]
        link = f'<{quote(self.documents.iri(path), safe=_IRI_SIGNS)}>; rel="describes"'
        return responses.body(request, content, media, None, [("Link", link)], tag)

    def _add_to_cache(self, key: tuple[str, str], document: _CachedDocument) -> None:
        """Cache a document; drop those used longest ago if the cache is too large."""
        self._cache[key] = document
        self._cache_size += len(document.content)
        while self._cache_size > _CACHE_SIZE and len(self._cache) > 1:
            _, dropped = self._cache.popitem(last=False)
            self._cache_size -= len(dropped.content)

    async def _missing(self, request: Request, path: str) -> Response:
        """Return 404 with the IRIs of documents that have a name like the path."""
        near: list[str] = []
        if "/" in path:
            try:
                meta, _ = await self.pool.run(client_of(request), {"op": "near", "path": path})
                near = meta.get("near", [])
            except RefusedError as error:
                if error.status == 429:
                    return responses.refused(error)
        return responses.problem(
            404, "nothing of this name is here.", near=[self.documents.iri(entry) for entry in near]
        )

    def _front(self) -> bytes:
        return render("front.html").encode()
