"""Parts of a snapshot on pairs of editions, of which a change touches some lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import pyoxigraph as ox

from ..rdf.store import load_trig, sorted_lines
from ..workspace import DERIVED
from .former import Former
from .parts import by_subject, files_of, write_entries
from .touched import Touched


def merge_part(
    folder: Path, former: Former, part: str, lines: Collection[bytes], touched: Touched
) -> dict[str, int]:
    """Write a part of a former snapshot with other conclusions on touched units.

    ``lines`` are these conclusions. The part and its number of statements are returned; it is not written if it
    has none.
    """
    text = b"".join(path.read_bytes() for path in files_of(former.folder, part))
    if not lines and not touched.may_be_in(text):
        return former.copy([part], folder)
    entries = {entry.partition(b" ")[0]: entry for entry in text.splitlines(keepends=True)[1:-1]}
    new = {line.partition(b" ")[0] for line in lines}
    open_entries = {
        subject for subject, entry in entries.items() if subject in new or touched.may_be_in(entry)
    }
    before = _statements(entries[subject] for subject in open_entries)
    after = sorted([*lines, *(line for line in before if not touched.has(line))])
    for subject in open_entries:
        del entries[subject]
    written = b"".join(by_subject(after)).splitlines(keepends=True)
    entries |= {entry.partition(b" ")[0]: entry for entry in written}
    if not entries:
        return {}
    write_entries(folder, part, DERIVED, (entries[subject] for subject in sorted(entries)))
    return {part: former.counts.get(part, 0) - len(before) + len(after)}


def _statements(entries: Iterable[bytes]) -> list[bytes]:
    """Return lines of a part as lines of N-Triples."""
    store = ox.Store()
    load_trig(store, b"".join([f"<{DERIVED}> {{\n".encode(), *entries, b"}\n"]))
    return sorted_lines(store, DERIVED)
