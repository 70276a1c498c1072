"""The built dataset on disk: TriG in parts, of which a question reads a few.

``asserted/<graph>.trig``          one per file of facts
``entailed.trig``                  the OWL RL closure
``derived/<edition>.trig``         what the rules say about the statements of one edition
``derived/<set>--<edition>.trig``  verdicts and outcomes of one set and one label edition
``derived/common.trig``            every other conclusion
``pairs/<edition>.trig``           which of its alternatives entail which, and why not; needed for proofs only
``asserted-rest/``, ``derived-rest/``  of the same parts what no query behind verdicts reads
``names.json``                     register of names, for options and near matches
``digest``                         of the files it was built from
``digests.json``                   of the files of the snapshot itself
``layout``                         number of this layout

A part is one graph without prefixes: a line that opens it, one line for each subject, sorted, and a line that closes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from ..rdf.store import load_trig
from ..terms import BASE, namespace

# Relations between pairs of statements: most of the conclusions, and of little use without their counterpart.
PAIRWISE = frozenset(
    {
        "addresses",
        "facetEntails",
        "valueEntails",
        "valueWeakerThan",
        "valueUnknownAgainst",
        "scopeUnknownAgainst",
        "entails",
        "mayEntail",
        "entailsConstraint",
        "mayEntailConstraint",
        "fallsShortOf",
        "fallsShortInReach",
        "fallsShortInExemptions",
        "fallsShortInPartMass",
        "fallsShortInPeriodStart",
        "fallsShortInConditions",
        "fallsShortInParty",
        "fallsShortInAvailability",
        "fallsShortInState",
    }
)


# Namespaces with a name for every requirement or verdict.
NARROWED = ("req", "verdicts", "outcomes", "passage", "proof", "note")
_REST = "-rest"
_PASSAGES = (f"<{namespace('passage', BASE)}".encode(),)  # most passages are left out before they are parsed
_CLOSE = b"}\n"


def part_names(folder: Path, kind: str) -> list[str]:
    """Return the parts of a kind in order, such as ``asserted/codes-unit``."""
    files = [*(folder / kind).glob("*.trig"), *(folder / (kind + _REST)).glob("*.trig")]
    return sorted({f"{kind}/{path.stem}" for path in files})


def open_parts(
    folder: Path,
    parts: Iterable[str] | None = None,
    subjects: tuple[str, ...] = (),
    *,
    narrowed: Iterable[str] = NARROWED,
    bases: Iterable[str] = (BASE,),
    brief: bool = False,
    store: ox.Store | None = None,
) -> ox.Store:
    """Return a store with the named parts that exist, with all parts for ``None``.

    With ``subjects``, the beginnings of IRIs, other subjects in the namespaces ``narrowed`` under ``bases`` are left out:
    a question about one requirement need not read the whole set. With ``brief``, what no query behind verdicts
    reads is left out. With ``store``, statements are added to it.
    """
    if parts is None:
        files = sorted(folder.rglob("*.trig"))
    else:
        files = [path for part in parts for path in files_of(folder, part, brief)]
    wanted = [f"<{subject}".encode() for subject in subjects]
    spaces = [namespace(prefix, base) for prefix in narrowed for base in bases] if wanted else []
    prefixes = [f"<{space}".encode() for space in spaces]
    texts = [_about(path.read_bytes(), wanted, prefixes) for path in files]
    store = ox.Store() if store is None else store
    load_trig(store, b"".join(texts))
    return store


def is_named_in(folder: Path, part: str, iris: Iterable[str]) -> bool:
    """Return whether one of the IRIs stands in a part, without parsing it."""
    texts = [path.read_bytes() for path in files_of(folder, part)]
    return any(f"<{iri}>".encode() in text for iri in iris for text in texts)


def statements(folder: Path, predicates: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield the asserted statements with some predicates, but none about a passage."""
    wanted = frozenset(predicates)
    passage = namespace("passage", "/")
    for part in part_names(folder, "asserted"):
        for path in files_of(folder, part):
            text = _about(path.read_bytes(), (), _PASSAGES)
            for quad in ox.parse(text, format=ox.RdfFormat.TRIG, lenient=True):
                if quad.predicate.value in wanted and passage not in quad.subject.value:
                    yield quad


def write_part(folder: Path, part: str, graph: str, lines: Iterable[bytes], *, rest: bool = False) -> None:
    """Write one part from the sorted N-Triples lines of one graph.

    Lines are put together by subject and predicate.
    """
    write_entries(folder, part, graph, by_subject(lines), rest=rest)


def write_entries(
    folder: Path, part: str, graph: str, entries: Iterable[bytes], *, rest: bool = False
) -> None:
    """Write one part from its lines, one for each subject of a graph and sorted."""
    path = _file(folder, part, rest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"<{graph}> {{\n".encode() + b"".join(entries) + _CLOSE)


def _file(folder: Path, part: str, rest: bool) -> Path:
    kind, slash, name = part.partition("/")
    return folder / f"{kind}{_REST if rest else ''}{slash}{name}.trig"


def files_of(folder: Path, part: str, brief: bool = False) -> list[Path]:
    """Return the files of a part that exist.

    With ``brief``, without those that no query behind verdicts reads.
    """
    paths = [_file(folder, part, rest) for rest in ((False,) if brief else (False, True))]
    return [path for path in paths if path.is_file()]


def by_subject(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield sorted N-Triples as Turtle, all statements on a subject in one line."""
    subject = predicate = None
    for line in lines:
        new_subject, new_predicate, rest = line.split(b" ", 2)
        if new_subject != subject:
            if subject is not None:
                yield b" .\n"
            yield new_subject + b" " + new_predicate + b" "
        elif new_predicate != predicate:
            yield b" ; " + new_predicate + b" "
        else:
            yield b" , "
        subject, predicate = new_subject, new_predicate
        yield rest.removesuffix(b" .\n")
    if subject is not None:
        yield b" .\n"


def _about(part: bytes, subjects: Iterable[bytes], prefixes: Iterable[bytes]) -> bytes:
    """Return a part without the subjects under ``prefixes`` that were not asked for.

    ``subjects`` are the beginnings of the subjects asked for.
    """
    if not prefixes:
        return part
    low, high = part.index(b"\n") + 1, len(part) - len(_CLOSE)
    kept = [part[:low]]
    done = low
    for first, last in sorted(_block(part, prefix, low, high) for prefix in prefixes):
        if first == last:
            continue
        kept.append(part[done:first])
        for subject in subjects:
            begin, end = _block(part, subject, first, last)
            kept.append(part[begin:end])
        done = max(done, last)
    return b"".join([*kept, part[done:]])


def _block(part: bytes, start: bytes, low: int, high: int) -> tuple[int, int]:
    """Return where the lines that begin with ``start`` lie, as two offsets.

    Sorted lines lie between the offsets ``low`` and ``high``.
    """
    first = _first(part, start, low, high)
    if not part.startswith(start, first):
        return first, first
    return first, _first(part, start[:-1] + bytes([start[-1] + 1]), first, high)


def _first(part: bytes, start: bytes, low: int, high: int) -> int:
    """Return the offset of the first sorted line that does not come before ``start``.

    Only the lines that a search by halves meets are looked at.
    """
    while low < high:
        line = part.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if part[line : line + len(start)] < start:
            low = part.index(b"\n", line) + 1
        else:
            high = line
    return low
