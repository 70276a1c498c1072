"""The built dataset on disk: N-Quads in parts, so that a question reads only what it needs.

``asserted/<graph>.nq``           one per file of facts
``entailed.nq``                   the OWL RL closure
``derived/<edition>.nq``          what the rules say about the statements of one edition
``derived/<set>--<edition>.nq``   verdicts and outcomes of one set and one label edition
``derived/common.nq``             every other conclusion
``pairs/<edition>.nq``            which of its alternatives entail which, and why not; needed for proofs only
``brief/<edition>.copy``          copies of what the queries behind verdicts read of asserted and derived statements
``names.json``                    register of names, for options and near matches
``digest``                        of the files it was built from
``layout``                        number of this layout
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from ..rdf.store import load_lines, load_snapshot_files
from ..terms import PREFIXES

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
        "fallsShortInState",
    }
)


def names(folder: Path) -> dict[str, dict[str, str]]:
    """Return the register of names of a snapshot."""
    loaded: dict[str, dict[str, str]] = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    return loaded


def open_parts(
    folder: Path,
    parts: Iterable[str] | None = None,
    subjects: tuple[str, ...] = (),
) -> ox.Store:
    """Return a store with the named parts (``asserted/codes-unit``), those that exist, or with all.

    With ``subjects``, the beginnings of IRIs, statements about other requirements and verdicts are left out,
    and what only a proof needs: a question about one requirement need not read the whole set.
    """
    if parts is None:
        return load_snapshot_files(sorted(folder.rglob("*.nq")))
    wanted = [f"<{subject}".encode() for subject in subjects]
    store = ox.Store()
    for path in (part_file(folder, part) for part in parts):
        if path.is_file():
            lines = path.read_bytes()
            load_lines(store, _about(lines, wanted) if wanted else lines)
    return store


def part_names(folder: Path, kind: str) -> list[str]:
    """Return the parts of a kind in order, such as ``asserted/codes-unit`` for ``asserted``."""
    return sorted(f"{kind}/{path.stem}" for path in (folder / kind).glob("*.nq"))


def is_named_in(folder: Path, part: str, iris: Iterable[str]) -> bool:
    """Return whether one of the IRIs stands in a part, without parsing it."""
    text = part_file(folder, part).read_bytes()
    return any(f"<{iri}>".encode() in text for iri in iris)


def statements(folder: Path, predicates: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield the asserted statements with some predicates, but none about a passage.

    Other statements are not parsed.
    """
    alternatives = b"|".join(re.escape(predicate.encode()) for predicate in predicates)
    passage = re.escape(PREFIXES["passage"].encode())
    line = re.compile(rb"^<(?!" + passage + rb")[^>]*> <(?:" + alternatives + rb")> [^\n]*\n", re.MULTILINE)
    for part in part_names(folder, "asserted"):
        lines = b"".join(line.findall(part_file(folder, part).read_bytes()))
        yield from ox.parse(lines, format=ox.RdfFormat.N_QUADS)


def part_file(folder: Path, part: str) -> Path:
    """Return the file of a part. Those of ``brief/`` hold copies, and so are not found among the others."""
    return folder / f"{part}.{'copy' if part.startswith('brief/') else 'nq'}"


def _about(lines: bytes, subjects: Iterable[bytes]) -> bytes:
    """Return sorted lines without those on subjects that could be named by ``subjects``, and are not."""
    kept = []
    done = 0
    for begin, end in sorted(_block(lines, prefix) for prefix in _NARROWED):
        kept.append(lines[done:begin])
        block = lines[begin:end]
        for subject in subjects:
            first, last = _block(block, subject)
            kept.append(block[first:last])
        done = max(done, end)
    kept.append(lines[done:])
    return b"".join(kept)


def _block(lines: bytes, start: bytes) -> tuple[int, int]:
    """Return where the lines that begin with ``start`` stand: sorted lines have them side by side."""
    return _before(lines, lambda line: line < start, len(start)), _before(
        lines, lambda line: line <= start, len(start)
    )


def _before(lines: bytes, earlier: Callable[[bytes], bool], width: int) -> int:
    """Return the offset of the first of the sorted lines whose beginning is not ``earlier``, by bisection."""
    low, high = 0, len(lines)
    while low < high:
        begin = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if earlier(lines[begin : begin + width]):
            low = lines.index(b"\n", begin) + 1
        else:
            high = begin
    return low


_NARROWED = tuple(
    f"<{PREFIXES[prefix]}".encode() for prefix in ("req", "verdicts", "outcomes", "passage", "proof", "note")
)
