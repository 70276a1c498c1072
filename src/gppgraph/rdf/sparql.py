"""SPARQL text: tokens, unsafe parts, the outermost pattern.

Nothing is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ..errors import QueryError
from .rows import Term

LONGEST = 1_000_000
DEEPEST = 200

_TOKEN = r'''(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!\'\'))*\'\'\'|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<comment>\#[^\n\r]*)
    |(?P<variable>[?$]\w+)
    |(?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w.:%\-]|\\.)*)
    |(?P<tag>@[A-Za-z][A-Za-z0-9\-]*)
    |(?P<word>[^\W\d]\w*)
    |(?P<space>\s+)
    |(?P<sign>.)'''
# The letters come first: the search is four times as quick as one that begins with a look behind.
_FROM = r"[Ff][Rr][Oo][Mm](?!\w)(?<![A-Za-z?$]....)"
_PREFIXED = re.compile(r"(?<![\w:.?$-])([^\W\d_][\w.-]*):")
_DECLARED = re.compile(r"^\s*PREFIX\s+([\w.-]+):", re.IGNORECASE | re.MULTILINE)
_ESCAPE = r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})"


def unescaped(text: str) -> str:
    """Return the text with all escapes of code points resolved.

    An escape can make another escape, and engines differ in how often they resolve them; in the resolved text
    a search finds a word in any case. A code that is no character becomes U+FFFD.

    Raises:
        QueryError: escapes are nested too deeply.
    """

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"

    for _ in range(DEEPEST):
        if "\\" not in text or not re.search(_ESCAPE, text):
            return text
        text = re.sub(_ESCAPE, character, text)
    raise QueryError(f"the query nests escapes deeper than {DEEPEST} levels.")


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and start of every token except space and comments."""
    for match in re.finditer(_TOKEN, text, re.VERBOSE | re.DOTALL):
        if match.lastgroup not in ("space", "comment"):
            yield match.lastgroup or "", match[0], match.start()


def check(text: str) -> None:
    """Check that the text is safe for an engine in this process.

    Raises:
        QueryError: it is too long or too deeply nested, or would call another server.
    """
    bounded(text)
    if any(kind == "word" and token.upper() == "SERVICE" for kind, token, _ in _tokens(unescaped(text))):
        raise QueryError("the query calls another server by SERVICE; only this graph is asked.")


def bounded(text: str, longest: int = LONGEST) -> None:
    """Check that a parser can take the text without running out of stack.

    Raises:
        QueryError: it is too long, too deeply nested or has too many branches.
    """
    if len(text) > longest:
        raise QueryError(f"the query has {len(text)} characters; at most {longest} are taken.")
    if sum(map(text.count, "{([!^+-|&\\")) + text.count("U") + text.count("u") < DEEPEST:
        return  # there are too few tokens that nest or branch
    depth, run = 0, 0
    for kind, token, _ in _tokens(unescaped(text)):
        run = run + 1 if token in ("!", "^", "+", "-") else 0
        if kind == "sign":
            depth += (token in "{([") - (token in "})]")
            if depth > DEEPEST or run > DEEPEST:
                raise QueryError(f"the query is nested deeper than {DEEPEST} levels.")
    words = sum(token in ("||", "|", "&") for _, token, _ in _tokens(text))
    unions = sum(kind == "word" and token.upper() == "UNION" for kind, token, _ in _tokens(text))
    if words > 4 * DEEPEST or unions > DEEPEST:
        raise QueryError(f"the query joins more than {DEEPEST} branches.")


def without_comments(text: str) -> str:
    """Return the text without comments.

    Some clients take words of comments for words of the query.
    """
    return "".join(
        "\n" if match.lastgroup == "comment" else match[0]
        for match in re.finditer(_TOKEN, text, re.VERBOSE | re.DOTALL)
    ).strip()


def with_prefixes(text: str, known: Mapping[str, str]) -> str:
    """Return the text with ``PREFIX`` lines for known prefixes that lack them.

    A prefix that the text declares anywhere keeps its own namespace. The lines are put before the first line, without
    a line break, so that line numbers in errors stay correct. For example ``ASK { ?s a ex:C }`` becomes
    ``PREFIX ex: <urn:ex:> ASK { ?s a ex:C }``. A name with several dots becomes an IRI in angle brackets, since
    Oxigraph reads no more than one dot after a prefix.
    """
    if not _uses_unknown(text, known):
        return text
    used: dict[str, list[tuple[str, int]]] = {}
    declared: set[str] = set()
    before = ""
    for kind, token, start in _tokens(text):
        if kind == "name":
            prefix, _, local = token.partition(":")
            if before == "PREFIX":
                declared.add(prefix)
            else:
                used.setdefault(prefix, []).append((local.rstrip("."), start))
        before = token.upper() if kind == "word" else ""
    missing = [name for name in used if name in known and name not in declared]
    dotted = sorted(
        (start, prefix, local)
        for prefix in missing
        for local, start in used[prefix]
        if local.count(".") > 1 and "\\" not in local
    )
    for start, prefix, local in reversed(dotted):
        end = start + len(prefix) + 1 + len(local)
        text = f"{text[:start]}<{known[prefix]}{local}>{text[end:]}"
    return "".join(f"PREFIX {name}: <{known[name]}> " for name in missing) + text


def _uses_unknown(text: str, known: Mapping[str, str]) -> bool:
    """Return whether a known prefix stands in the text and opens no line with PREFIX.

    This is a quick look: a prefix in a comment or a string counts too, which ``with_prefixes`` then tells apart.
    """
    used = set(_PREFIXED.findall(text)).intersection(known)
    return not used.issubset(_DECLARED.findall(text))


def names_graphs(text: str) -> bool:
    """Return whether the query names its graphs by FROM."""
    if "\\" not in text and all(_is_comment(text, match.start()) for match in re.finditer(_FROM, text)):
        return False
    return any(kind == "word" and token.upper() == "FROM" for kind, token, _ in _tokens(unescaped(text)))


def _is_comment(text: str, offset: int) -> bool:
    """Return whether an offset is in a comment that fills its line."""
    return text.startswith("#", text.rfind("\n", 0, offset) + 1)


def with_values(text: str, bindings: Mapping[str, Term]) -> str:
    """Return a query with the bindings as a ``VALUES`` block of its outermost pattern.

    Terms are written by their own serialisation, which escapes them; no text of a user is inserted.

    Raises:
        QueryError: no outermost pattern is found.
    """
    if not bindings:
        return text
    start, end = _outermost(text)
    names = " ".join(f"?{name}" for name in bindings)
    terms = " ".join(written(term) for term in bindings.values())
    body = text[start:end]
    if _opens_with_select(body):
        body = f"{{ {body} }}"
    # The block is on the line of the brace, so that line numbers in errors stay correct.
    return f"{text[:start]} VALUES ({names}) {{ ({terms}) }}{body}{text[end:]}"


def _opens_with_select(body: str) -> bool:
    """Return whether a pattern is nothing but a sub-query, comments aside."""
    begin = body.lstrip()[:6]
    if not begin.startswith("#") and begin.upper() != "SELECT":
        return False
    _, opened, _ = next(_tokens(body), ("", "", 0))
    return opened.upper() == "SELECT"


def written(term: Term) -> str:
    """Return a term as SPARQL writes it.

    Raises:
        QueryError: it is a blank node, which no query can name.
    """
    import pyoxigraph as ox

    if isinstance(term, ox.BlankNode):
        raise QueryError("a blank node cannot be a parameter")
    return str(term)


@lru_cache(maxsize=256)
def _outermost(text: str) -> tuple[int, int]:
    """Return the offsets of the body of the outermost pattern, without its braces."""
    if found := _laid_out(text):
        return found
    template = waiting = False
    depth = parentheses = 0
    start = -1
    for kind, token, position in _tokens(text):
        word = token.upper() if kind == "word" else ""
        if depth == 0 and parentheses == 0 and word == "CONSTRUCT":
            template = True
        elif depth == 0 and word == "WHERE":
            template, waiting = False, True
        elif token == "(" and kind == "sign":
            parentheses += depth == 0
        elif token == ")" and kind == "sign":
            parentheses -= depth == 0
        elif token == "{" and kind == "sign" and parentheses == 0:
            if depth == 0 and (waiting or not template):
                start = position + 1
            depth += 1
        elif token == "}" and kind == "sign" and parentheses == 0:
            depth -= 1
            if depth == 0:
                if start >= 0:
                    return start, position
                template = False
    raise QueryError("the query has no pattern to bind parameters in")


def _laid_out(text: str) -> tuple[int, int] | None:
    """Return the offsets that ``_outermost`` gives, ``None`` in another layout.

    There the outermost pattern stands between the only ``WHERE {`` and ``}`` that fill a line: no token needs to be read.
    """
    head, opening, rest = text.partition("\nWHERE {\n")
    body, closing, tail = rest.partition("\n}\n")
    strange = '"""' in text or "'''" in text or "{" in tail or "}" in tail
    if strange or not closing or any("{" in line and line[0] != "#" for line in head.split("\n")):
        return None
    start = len(head) + len(opening) - 1
    return start, start + len(body) + 2
