"""Engines that run a query: Oxigraph in this process, rdflib, or a SPARQL server.

Each engine answers ``ask(text, bindings)`` and ``select(text, bindings)`` with the same terms, so that
modules above need not know the engine. Parameters are bound: by substitution in Oxigraph, by ``initBindings``
in rdflib, by a ``VALUES`` block of escaped terms on a server.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from ..errors import EngineError, InputError, LimitError, MissingExtraError, QueryError
from ..processes import run_limited
from .answer import TRIPLE, Answer
from .rows import Row, Term
from .sparql import check, with_values, without_comments
from .store import run

if TYPE_CHECKING:
    import rdflib

ENGINES = ("oxigraph", "rdflib")
RETRIES = 3
REMOTE_TIMEOUT = 60.0
REMOTE_MEGABYTES = 512  # for reading an answer of a server
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes


class Engine(Protocol):
    """An engine that answers SPARQL over the union of all graphs."""

    name: str

    def ask(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Return the answer to a query of any form."""
        ...

    def select(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the rows of a SELECT, unbound variables as ``None``."""
        ...


class Oxigraph:
    """The embedded store; with a time limit it works in a child process."""

    name = "oxigraph"

    def __init__(self, store: ox.Store, timeout: float | None = None) -> None:
        self.store, self.timeout = store, timeout

    def ask(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Return the answer to a query of any form."""
        check(text)
        if self.timeout is None:
            return self._ask(text, bindings)
        return ask_in_child(self._ask, text, bindings, timeout=self.timeout)

    def select(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the rows of a SELECT."""
        return list(self.ask(text, bindings).terms)

    def _ask(self, text: str, bindings: Mapping[str, Term] | None) -> Answer:
        try:
            result = run(self.store, text, bindings)
            if isinstance(result, ox.QueryBoolean):
                return Answer(("answer",), (Row(answer=ox.Literal(bool(result))),))
            if isinstance(result, ox.QueryTriples):
                triples = sorted(
                    {(_plain(t.subject), t.predicate, _plain(t.object)) for t in result}, key=str
                )
                return Answer(TRIPLE, tuple(Row(zip(TRIPLE, triple, strict=True)) for triple in triples))
            names = tuple(variable.value for variable in result.variables)
            return Answer(names, tuple(Row((name, solution[name]) for name in names) for solution in result))
        except (RuntimeError, OSError, ValueError) as error:
            raise QueryError(f"the query cannot be answered: {str(error).splitlines()[0]}") from error


def _plain(term: Any) -> Any:
    if isinstance(term, ox.Triple):
        raise QueryError("the answer holds quoted triples, which have no plain form")
    return term


def ask_in_child(ask: Callable[..., Answer], *arguments: Any, timeout: float) -> Answer:
    """Return ``ask(*arguments)``, computed in a child process with a time limit.

    ``timeout`` is in seconds.

    Raises:
        EngineError: the time is up, or the child ended without an answer.
    """
    if not hasattr(os, "fork"):
        raise InputError("a time limit for the embedded store needs an operating system with fork.")
    try:
        return run_limited(ask, *arguments, seconds=timeout, megabytes=None, method="fork")
    except LimitError as error:
        if error.limit == "time":
            raise EngineError(f"the query was stopped after {timeout:g} seconds (--timeout).") from error
        raise EngineError("the query ended the process that ran it; it is too large or too deep.") from error


class Rdflib:
    """An rdflib dataset: slow, used to confirm answers of Oxigraph."""

    name = "rdflib"

    def __init__(self, dataset: rdflib.Graph, timeout: float | None = None) -> None:
        self.dataset, self.timeout = dataset, timeout

    def ask(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Return the answer to a query of any form."""
        check(text)
        if self.timeout is None:
            return self._ask(text, bindings)
        return ask_in_child(self._ask, text, bindings, timeout=self.timeout)

    def select(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the rows of a SELECT."""
        return list(self.ask(text, bindings).terms)

    def _ask(self, text: str, bindings: Mapping[str, Term] | None) -> Answer:
        import rdflib.plugins.sparql as sparql

        sparql.SPARQL_LOAD_GRAPHS = False  # a FROM names a graph of the dataset and fetches nothing
        bound = {name: to_rdflib(term) for name, term in (bindings or {}).items()}
        try:
            result = self.dataset.query(text, initBindings=bound)
            if result.type == "ASK":
                return Answer(("answer",), (Row(answer=ox.Literal(bool(result.askAnswer))),))
            if result.type in ("CONSTRUCT", "DESCRIBE"):
                triples = sorted(
                    {tuple(from_rdflib(term) for term in triple) for triple in result.graph or ()}, key=str
                )
                return Answer(TRIPLE, tuple(Row(zip(TRIPLE, triple, strict=True)) for triple in triples))
            names = tuple(str(name) for name in result.vars or ())
            # Where nothing is grouped, rdflib gives a row with nothing but the bindings; SPARQL gives none.
            rows = [
                Row((name, from_rdflib(row.get(rdflib_name(name)))) for name in names)
                for row in result.bindings
            ]
            if re.search(r"\bGROUP\s+BY\b", text, re.IGNORECASE):
                rows = [row for row in rows if any(row[name] for name in names if name not in bound)]
            return Answer(names, tuple(rows))
        except QueryError:
            raise
        except Exception as error:  # its parser and evaluator raise many exceptions
            raise QueryError(f"rdflib cannot answer the query: {str(error).splitlines()[0]}") from error


def rdflib_name(name: str) -> Any:
    """Return a variable of rdflib."""
    import rdflib

    return rdflib.Variable(name)


def to_rdflib(term: Term) -> Any:
    """Return the term as rdflib writes it."""
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def from_rdflib(term: Any) -> Term | None:
    """Return a term of rdflib as Oxigraph writes it."""
    import rdflib

    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)


class Remote:
    """A SPARQL 1.1 server. Its default graph must be the union of its named graphs."""

    name = "endpoint"

    def __init__(self, url: str, timeout: float | None = None, retries: int = RETRIES) -> None:
        self.url, self.timeout, self.retries = endpoint(url), timeout or REMOTE_TIMEOUT, retries

    def ask(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Return the answer to a query of any form but CONSTRUCT and DESCRIBE.

        Raises:
            EngineError: the server is down or too slow, answers no SPARQL results, or cuts them.
            QueryError: the server says that the query is wrong.
        """
        check(text)
        headers, body = self._sent_within_limits(with_values(without_comments(text), bindings or {}))
        return parse_results(body, headers, self.url)

    def select(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the rows of a SELECT."""
        return list(self.ask(text, bindings).terms)

    def _sent_within_limits(self, text: str) -> tuple[dict[str, str], bytes]:
        """Return the answer of the server, read in a child process with limits."""
        if not hasattr(os, "fork"):
            return self._send(text)
        seconds = self.retries * (self.timeout + 2.0) + 2.0**self.retries
        try:
            return run_limited(self._send, text, seconds=seconds, megabytes=REMOTE_MEGABYTES, method="fork")
        except LimitError as error:
            if error.limit == "time":
                raise EngineError(f"{self.url} did not answer within {self.timeout:g} seconds.") from error
            raise EngineError(f"{self.url} answers more than is read here.") from error

    def _send(self, text: str) -> tuple[dict[str, str], bytes]:
        import http.client
        import urllib.error

        try:
            import SPARQLWrapper
            from SPARQLWrapper import SPARQLExceptions
        except ImportError as error:
            raise MissingExtraError("--endpoint", "remote") from error
        wrapper = SPARQLWrapper.SPARQLWrapper(self.url, agent="gppgraph")
        wrapper.setQuery(text)
        wrapper.setMethod(SPARQLWrapper.POST)
        wrapper.setReturnFormat(SPARQLWrapper.JSON)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(max(1, round(self.timeout)))
        user, password = credentials(self.url)
        if user:
            wrapper.setCredentials(user, password or "")
        problem = ""
        for attempt in range(self.retries):
            if attempt:
                time.sleep(0.5 * 2 ** (attempt - 1))
            try:
                answer = wrapper.query()
                body = answer.response.read(LARGEST_ANSWER + 1)
                if len(body) > LARGEST_ANSWER:
                    raise EngineError(f"{self.url} answers more than {LARGEST_ANSWER // 2**20} MB.")
                headers = {k.lower(): str(v) for k, v in answer.info().items()}
                stated = headers.get("content-length", "")
                if stated.isdecimal() and len(body) < int(stated):
                    raise EngineError(f"{self.url} cut its answer short.")
                return headers, body
            except SPARQLExceptions.QueryBadFormed as error:
                raise QueryError(f"{self.url} refuses the query: {_first(error)}") from error
            except SPARQLExceptions.Unauthorized as error:
                raise EngineError(
                    f"{self.url} asks for a user; set GPPGRAPH_USER and GPPGRAPH_PASSWORD."
                ) from error
            except SPARQLExceptions.EndPointNotFound as error:
                raise EngineError(f"{self.url} is no endpoint: not found (404).") from error
            except TimeoutError as error:
                raise EngineError(f"{self.url} did not answer within {self.timeout:g} seconds.") from error
            except http.client.IncompleteRead as error:
                raise EngineError(f"{self.url} cut its answer short.") from error
            except urllib.error.HTTPError as error:
                if error.code not in (429, 502, 503, 504):
                    raise EngineError(f"{self.url} answers {error.code} {error.reason}.") from error
                problem = f"answers {error.code} {error.reason}"
            except urllib.error.URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise EngineError(
                        f"{self.url} did not answer within {self.timeout:g} seconds."
                    ) from error
                problem = f"cannot be reached: {error.reason}"
            except (ConnectionError, http.client.HTTPException) as error:
                problem = f"breaks the connection: {error}"
            except SPARQLExceptions.EndPointInternalError as error:
                raise EngineError(f"{self.url} fails: {_first(error)}") from error
            except SPARQLExceptions.SPARQLWrapperException as error:
                raise EngineError(f"{self.url}: {_first(error)}") from error
        raise EngineError(f"{self.url} {problem} (tried {self.retries} times).")


def _first(error: Exception) -> str:
    lines = [line.strip() for line in str(error).replace("\\n", "\n").splitlines() if line.strip()]
    return (lines[2] if len(lines) > 2 else lines[-1])[:300] if lines else type(error).__name__


def parse_results(body: bytes, headers: Mapping[str, str], url: str) -> Answer:
    """Return SPARQL JSON results as terms.

    Raises:
        EngineError: the body is not such JSON, or was cut.
    """
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    head = body[:200].lstrip().lower()
    if "html" in kind or head.startswith((b"<!doctype", b"<html")):
        raise EngineError(
            f"{url} answers a web page, not SPARQL results; is this the address of an endpoint?"
        )
    if limit := headers.get("x-sparql-maxrows"):
        raise EngineError(f"{url} cut its answer at {limit} rows; raise the limit of the server.")
    if headers.get("x-sql-state"):
        raise EngineError(f"{url} gave a part of the answer only: {headers.get('x-sql-message', '')[:200]}")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        if "json" in kind:
            raise EngineError(f"{url} cut its answer short: the JSON is broken.") from error
        raise EngineError(f"{url} answers {kind or 'something'} and no SPARQL JSON results.") from error
    try:
        if "boolean" in data:
            return Answer(("answer",), (Row(answer=ox.Literal(bool(data["boolean"]))),))
        names = tuple(data["head"]["vars"])
        return Answer(
            names,
            tuple(
                Row((name, _from_json(entry[name]) if name in entry else None) for name in names)
                for entry in data["results"]["bindings"]
            ),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise EngineError(f"{url} answers JSON that is no SPARQL result.") from error


def _from_json(entry: Mapping[str, str]) -> Term:
    value = entry["value"]
    if entry["type"] == "uri":
        return ox.NamedNode(value)
    if entry["type"] == "bnode":
        return ox.BlankNode("".join(c if c.isalnum() else "x" for c in value) or "b")
    if language := entry.get("xml:lang"):
        return ox.Literal(value, language=language)
    if datatype := entry.get("datatype"):
        return ox.Literal(value, datatype=ox.NamedNode(datatype))
    return ox.Literal(value)


def endpoint(url: str) -> str:
    """Return the address of a server if it is valid.

    Raises:
        InputError: it is no http address, or holds a password.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(
            "--endpoint is no address; write for example http://localhost:7878/query."
        ) from error
    if parts.scheme not in ("http", "https") or not host:
        raise InputError(
            f'--endpoint "{url}" is no http address; write for example http://localhost:7878/query.'
        )
    if parts.username or parts.password:
        raise InputError("--endpoint must not hold a password; set GPPGRAPH_USER and GPPGRAPH_PASSWORD.")
    return url


def credentials(url: str) -> tuple[str | None, str | None]:
    """Return user and password for a server, ``(None, None)`` if there are none.

    They come from the environment or the netrc file.
    """
    import netrc
    from urllib.parse import urlsplit

    if user := os.environ.get("GPPGRAPH_USER"):
        return user, os.environ.get("GPPGRAPH_PASSWORD")
    try:
        entry = netrc.netrc().authenticators(urlsplit(url).hostname or "")
    except (OSError, netrc.NetrcParseError):
        return None, None
    return (entry[0], entry[2]) if entry else (None, None)
