"""HTTP client for updates of a SPARQL server."""

from __future__ import annotations

import time
from collections.abc import Generator

import httpx

from ..errors import EngineError

RETRIES = 4
_BUSY = (429, 502, 503, 504)


class UpdateClient:
    """Sends updates to one server, with retries and authentication.

    Redirects are not followed: a password is for one server only.
    """

    def __init__(self, url: str, user: str | None, password: str | None, timeout: float) -> None:
        self.url, self.timeout = url, timeout
        self._client = httpx.Client(
            auth=_ChallengeAuth(user, password or "") if user else None,
            headers={"User-Agent": "gppgraph"},
            timeout=timeout,
        )

    def send(self, address: str, body: bytes, media: str, method: str) -> None:
        """Send a body; try again if the server is busy or unreachable.

        Raises:
            EngineError: the server refuses, answers a web page, or fails after all retries.
        """
        problem = ""
        for attempt in range(RETRIES):
            if attempt:
                time.sleep(0.5 * 2 ** (attempt - 1))
            try:
                response = self._client.request(
                    method, address, content=body, headers={"Content-Type": media}
                )
            except httpx.TimeoutException:
                problem = f"did not answer within {self.timeout:g} seconds"
            except httpx.ConnectError as error:
                problem = f"cannot be reached: {error}"
            except httpx.TransportError as error:
                problem = f"breaks the connection: {type(error).__name__}"
            else:
                if response.status_code not in _BUSY:
                    self._check(response)
                    return
                problem = f"answers {response.status_code}"
        raise EngineError(
            f"{self.url} {problem} (tried {RETRIES} times); run the command again to go on from here."
        )

    def _check(self, response: httpx.Response) -> None:
        """Check that the server accepted the update.

        Raises:
            EngineError: it refuses, or answers a web page.
        """
        status = response.status_code
        if response.is_success:
            start = response.content[:2000].lstrip().lower()
            if start.startswith((b"<!doctype", b"<html")) and b"form" in start:
                raise EngineError(f"{self.url} answers a web page; is this the address for updates?")
            return
        if status in (401, 403):
            raise EngineError(
                f"{self.url} refuses ({status}); set GPPGRAPH_USER and GPPGRAPH_PASSWORD, or use netrc."
            )
        reason = " ".join(response.content[:500].decode("utf-8", "replace").split())[:200]
        raise EngineError(f"{self.url} answers {status}: {reason}")


class _ChallengeAuth(httpx.Auth):
    """Authentication by digest if the server offers it, else by basic."""

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx.DigestAuth(user, password)
        self._basic = httpx.BasicAuth(user, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield requests for a server: first without a password, then with one.

        The challenge of the server chooses the method.
        """
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            challenges = response.headers.get_list("www-authenticate")
            schemes = {challenge.split(" ")[0].lower() for challenge in challenges}
            if not schemes & {"digest", "basic"}:
                return
            self._chosen = self._digest if "digest" in schemes else self._basic
        yield from self._chosen.auth_flow(request)
