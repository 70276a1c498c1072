"""Reviews of texts that clients send.

A text goes to a worker and is neither stored, cached nor logged.
"""

from __future__ import annotations

import json
import re
from datetime import date
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ...configuration import Configuration
from ...errors import InputError, UnknownNameError
from ...publish.addresses import LANGUAGES, page
from ..http import responses
from ..http.refusals import ProtocolError, RefusedError
from ..http.requests import client_of, form_fields, media_type, read_body
from ..settings import Settings
from ..workers.pool import Pool
from .site_files import SiteFiles

FIELDS = ("text", "country", "as_of", "lang")
PAGES = {page("review", language, LANGUAGES[0]): language for language in LANGUAGES}
_FORM, _JSON, _PLAIN = "application/x-www-form-urlencoded", "application/json", "text/plain"
_PRIVATE = {"Cache-Control": "no-store"}
# Places in the published page that are filled with the answer.
_ANSWER, _AREA, _NEEDS = b"<!--review-->", b"></textarea>", b'id="review-needs"'


class ReviewRoutes:
    """``POST /api/review``, and the form of the site's page without script."""

    def __init__(self, pool: Pool, site: SiteFiles, settings: Settings, configuration: Configuration) -> None:
        self.pool, self.site, self.settings = pool, site, settings
        self.configuration = configuration

    async def api(self, request: Request) -> Response:
        """Answer with JSON."""
        if request.method != "POST":
            return responses.problem(405, "a text is sent by POST.", {"Allow": "POST, OPTIONS"})
        try:
            status, content = await self._review(request, await self._fields_of(request), html=False)
        except ProtocolError as error:
            return responses.problem(error.status, error.reason, _closing(error))
        except RefusedError as error:
            return responses.refused(error)
        if status != 200:
            return responses.problem(status, content.decode())
        return Response(content, 200, {**_PRIVATE, "Content-Type": "application/json"})

    async def form(self, request: Request) -> Response:
        """Answer with the page of the form, the review and the fields filled in."""
        name = request.scope["path"].lstrip("/")
        file = self.site.find(name)
        if file is None:
            return responses.problem(404, "no site with this page is served here.")
        values: dict[str, str] = {}
        headers: dict[str, str] = {}
        try:
            values = await self._fields_of(request)
            values["lang"] = PAGES[name]
            status, content = await self._review(request, values, html=True)
        except ProtocolError as error:
            status, content, headers = error.status, error.reason.encode(), _closing(error)
        except RefusedError as error:
            status, content = error.status, error.reason.encode()
            headers = responses.retry_header(error)
        if status != 200:
            content = b'<p class="note" role="alert" lang="en">' + escape(content.decode()).encode() + b"</p>"
        body = _filled(self.site.read(file), content, values)
        return Response(body, status, {**_PRIVATE, **headers, "Content-Type": "text/html; charset=utf-8"})

    async def _fields_of(self, request: Request) -> dict[str, str]:
        """Return the fields of a request with defaults: text, country, as_of, lang.

        Raises:
            ProtocolError: the body is too large or of another kind, or a field is not of its form.
        """
        media = media_type(request)
        if media not in (_FORM, _JSON, _PLAIN):
            raise ProtocolError(415, f'"{media[:80]}" is not taken; send {_JSON}, {_FORM} or {_PLAIN}.')
        content = await read_body(request, self.settings.longest_body)
        pairs: list[tuple[str, Any]] = [*form_fields(request.scope["query_string"], len(FIELDS))]
        if media == _FORM:
            pairs += form_fields(content, len(FIELDS))
        else:
            try:
                decoded = content.decode("utf-8-sig")
                pairs += [("text", decoded)] if media == _PLAIN else [*json.loads(decoded).items()]
            except UnicodeDecodeError as error:
                raise ProtocolError(400, f"the body is not UTF-8 at byte {error.start}.") from None
            except (ValueError, AttributeError, RecursionError):
                raise ProtocolError(400, "the body is no JSON object.") from None
        values = dict(pairs)
        if unknown := sorted(set(values) - set(FIELDS)):
            raise ProtocolError(
                400, f'there is no field "{str(unknown[0])[:60]}"; there are: {", ".join(FIELDS)}.'
            )
        if len(values) < len(pairs) or not all(isinstance(value, str) for value in values.values()):
            raise ProtocolError(400, "every field is given once, as a string.")
        return self._checked(values)

    def _checked(self, values: dict[str, str]) -> dict[str, str]:
        """Return the fields with their defaults.

        Raises:
            ProtocolError: a field is not of its form.
        """
        text = even_controls(values.get("text", ""))
        if not text.strip():
            raise ProtocolError(400, "there is no text.")
        if len(text) > self.settings.longest_text:
            raise ProtocolError(413, f"the text is longer than {self.settings.longest_text} characters.")
        language = values.get("lang") or LANGUAGES[0]
        try:
            country = self.configuration.country(values.get("country")).code.lower()
        except InputError:
            raise ProtocolError(400, "this graph lists no country, so there is no review.") from None
        except UnknownNameError:
            codes = ", ".join(self.configuration.country_codes)
            raise ProtocolError(400, f"country is not one of {codes}.") from None
        if language not in LANGUAGES:
            raise ProtocolError(400, f"lang is not one of {', '.join(LANGUAGES)}.")
        day = values.get("as_of") or date.today().isoformat()
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day, re.ASCII):
            raise ProtocolError(400, "as_of is no day of the form 2026-07-01.")
        return {"text": text, "country": country, "as_of": day, "lang": language}

    async def _review(self, request: Request, values: dict[str, str], html: bool) -> tuple[int, bytes]:
        """Return the status and the review, or the reason why there is none."""
        meta, content = await self.pool.run(
            client_of(request),
            {"op": "review", **values, "html": html, "site": bool(self.site.files)},
            self.settings.review_seconds,
            slow=True,
        )
        if "error" not in meta:
            return 200, content
        request.state.trace = meta.get("trace")
        wrong = meta["kind"] == "wrong"
        return (400, meta["error"].encode()) if wrong else (500, responses.SERVER_ERROR.encode())


def even_controls(text: str) -> str:
    """Return a text with line feeds as line ends, other controls replaced.

    U+FFFD stands for a control or a lone surrogate.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]", "\ufffd", lines)


def _filled(published: bytes, content: bytes, values: dict[str, str]) -> bytes:
    """Return the published page with the answer, and the values in its form."""
    result = published.replace(_NEEDS, _NEEDS + b" hidden", 1)
    if values:
        # A browser drops the first line break of a text area.
        text = f"\n{values['text']}" if values["text"].startswith("\n") else values["text"]
        country = f'value="{values["country"]}"'.encode()
        result = result.replace(country, country + b" selected", 1)
        result = result.replace(b'name="as_of"', f'name="as_of" value="{values["as_of"]}"'.encode(), 1)
        result = result.replace(_AREA, b">" + escape(text).encode() + b"</textarea>", 1)
    return result.replace(_ANSWER, content, 1)


def _closing(error: ProtocolError) -> dict[str, str]:
    """Return the header that closes the connection where the body was not read."""
    return {"Connection": "close"} if error.status in (413, 415) else {}
