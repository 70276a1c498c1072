"""The reading of contributed files, within limits.

A file is read whole or not at all, and nothing is fetched. RDF/XML may not declare entities, JSON-LD
may name no remote context but the published one, and no format may nest deeply. These limits apply before
the text is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from ..authoring.context import terminology
from ..authoring.data_files import naming, with_local_context
from ..authoring.read import triples
from ..errors import SourceError
from ..terms import PREFIXES
from ..workspace import TRANSLATIONS, YAML
from .finding import GRAPH, Finding, Severity

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 64
MAX_LITERAL = 1024 * 1024
MAX_DIGITS = 1000
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
SUFFIXES = frozenset({*FORMATS, *YAML})
_XSD = PREFIXES["xsd"]
_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_TOKENS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|' + r"'''(?:[^'\\]|\\.|'(?!''))*'''|"
    r'"(?:[^"\\\n]|\\.)*"|' + r"'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*|[\[\](){}]",
    re.DOTALL,
)
_JSON_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
# Least and greatest value of the types derived from xsd:integer.
_RANGES = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.capitalize()}": (0, 2**bits - 1) for name, bits in _BITS.items()},
}
_LEXICAL = {
    "boolean": re.compile(r"true|false|0|1"),
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "double": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"),
    "float": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"),
    "date": re.compile(r"(-?[0-9]{4,})-([0-9]{2})-([0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?"),
    "gYear": re.compile(r"-?[0-9]{4,}(?:Z|[+-][0-9]{2}:[0-9]{2})?"),
    "gYearMonth": re.compile(r"-?[0-9]{4,}-(?:0[1-9]|1[0-2])(?:Z|[+-][0-9]{2}:[0-9]{2})?"),
}


@dataclass(frozen=True, slots=True)
class Contribution:
    """The quads of one contributed file."""

    path: Path
    quads: tuple[ox.Quad, ...]


def files(paths: Iterable[Path]) -> list[Path]:
    """Return files as they are, and folders as the RDF files in them.

    Raises:
        SourceError: a path does not exist, or a folder holds no RDF file.
    """
    result: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                file for file in path.rglob("*") if file.suffix in SUFFIXES and _is_original(file)
            )
            if not inside:
                raise SourceError(path, "holds no RDF file; expected " + " ".join(sorted(SUFFIXES)))
            result += inside
        else:
            result.append(path)
    return result


def read(path: Path, base: Path | None = None) -> Contribution:
    """Return the quads of a file that is contributed to a workspace.

    Raises:
        SourceError: the file cannot be read or is beyond a limit; names line or byte where it can.
    """
    if path.suffix.lower() in YAML:
        return _checked(path, _of_yaml(path, base))
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise SourceError(path, f'"{path.suffix}" is no RDF file; expected {" ".join(sorted(SUFFIXES))}')
    text = _text(path)
    content = text.encode()
    if kind == ox.RdfFormat.JSON_LD:
        _refuse_depth(path, _depths(_JSON_TOKENS, text))
        content = with_local_context(path, content, base)
    elif kind == ox.RdfFormat.RDF_XML:
        if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
            raise SourceError(path, "declares a document type: entity expansion is not allowed")
        _refuse_depth(path, _depth_of_xml(text))
    else:
        _refuse_depth(path, _depths(_TOKENS, text))
    try:
        quads = tuple(ox.parse(content, format=kind))
    except SyntaxError as error:
        problem = str(error.msg or error).split("\n")[0][:300]
        raise SourceError(path, problem, getattr(error, "lineno", None)) from error
    except (ValueError, OSError) as error:
        raise SourceError(path, str(error).split("\n")[0][:300]) from error
    return _checked(path, quads)


def _is_original(path: Path) -> bool:
    """Return whether a file is no translation.

    Translations are read with the file that they translate.
    """
    return path.is_file() and TRANSLATIONS not in path.parts


def _of_yaml(path: Path, base: Path | None) -> tuple[ox.Quad, ...]:
    _text(path)  # refuses a file that is absent, empty, too large or packed
    stated = triples(path, terminology(base))
    return tuple(ox.Quad(t.subject, t.predicate, t.object) for t in naming(base).place_triples(stated))


def _checked(path: Path, quads: tuple[ox.Quad, ...]) -> Contribution:
    if not quads:
        raise SourceError(path, "holds no statement")
    for quad in quads:
        if isinstance(quad.object, ox.Literal):
            _refuse_size(path, quad.object)
    return Contribution(path, quads)


def _text(path: Path) -> str:
    if not path.exists():
        raise SourceError(path, "does not exist")
    if not path.is_file():
        raise SourceError(path, "is no regular file")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceError(path, f"is too large: {size} bytes, at most {MAX_BYTES}")
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}") from error
    if not content.strip():
        raise SourceError(path, "is empty")
    if content.startswith(b"\x1f\x8b"):
        raise SourceError(path, "is compressed (gzip): unpack it first")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            path, f"is not UTF-8: byte {error.start} is 0x{content[error.start]:02x}"
        ) from error


def _depths(tokens: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    depth = 0
    for match in tokens.finditer(text):
        token = match.group()
        if token in "[({":
            depth += 1
            yield depth, match.start()
        elif token in "])}":
            depth -= 1


def _depth_of_xml(text: str) -> Iterator[tuple[int, int]]:
    depth = 0
    for match in re.finditer(r"<(/?)[A-Za-z_][^<>]*?(/?)>", text):
        if match.group(1):
            depth -= 1
        elif not match.group(2):
            depth += 1
            yield depth, match.start()


def _refuse_depth(path: Path, depths: Iterable[tuple[int, int]]) -> None:
    for depth, position in depths:
        if depth > MAX_DEPTH:
            raise SourceError(
                path, f"nested too deeply: more than {MAX_DEPTH} levels at character {position}"
            )


def _refuse_size(path: Path, literal: ox.Literal) -> None:
    if len(literal.value) > MAX_LITERAL:
        raise SourceError(path, f"a literal has {len(literal.value)} characters, at most {MAX_LITERAL}")
    if literal.datatype.value.startswith(_XSD) and literal.datatype.value != _XSD + "string":
        digits = sum(character.isdigit() for character in literal.value)
        if digits > MAX_DIGITS:
            raise SourceError(path, f"a number has {digits} digits, at most {MAX_DIGITS}")


def well_typed(literal: ox.Literal) -> bool:
    """Return whether the text of a literal is allowed by its datatype."""
    name = literal.datatype.value
    if not name.startswith(_XSD):
        return True
    local = name.removeprefix(_XSD)
    if local in _RANGES:
        return _in_range(literal.value, *_RANGES[local])
    form = _LEXICAL.get(local)
    if form is None:
        return True
    match = form.fullmatch(literal.value)
    if match is None:
        return False
    if name == _XSD + "date":
        try:
            date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
        except ValueError:
            return False
    return True


def _in_range(text: str, least: int | None, greatest: int | None) -> bool:
    """Return whether a text is an integer between two bounds."""
    if not _LEXICAL["integer"].fullmatch(text) or len(text) > MAX_DIGITS:
        return False
    return (least is None or int(text) >= least) and (greatest is None or int(text) <= greatest)


def ill_typed(quads: Iterable[ox.Quad], path: Path | None = None) -> list[Finding]:
    """Return a finding for each literal with a text that its datatype does not allow."""
    findings = []
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and not well_typed(quad.object):
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject)
            kind = quad.object.datatype.value.removeprefix(_XSD)
            text = quad.object.value[:60]
            findings.append(
                Finding(
                    GRAPH,
                    Severity.VIOLATION,
                    "literal-ill-typed",
                    subject,
                    f'"{text}" is no xsd:{kind}',
                    value=text,
                    path=quad.predicate.value,
                    problem="A value that is not of its type is not compared, and some tools take it for nought.",
                    solution="Correct the value or its type.",
                    file=str(path) if path else None,
                    line=_line_of(path, f'"{quad.object.value}"') if path else None,
                )
            )
    return sorted(findings, key=Finding.key)


def _line_of(path: Path, text: str) -> int | None:
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if text in line:
            return number
    return None
