"""A problem is told with the line that an editor shows, whatever stands inside the cells before it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gppgraph.products import line_numbers
from gppgraph.products.line_numbers import record_lines

CELLS = st.text(alphabet='ab",\n ', max_size=6)
RECORDS = st.lists(st.one_of(st.just([]), st.lists(CELLS, min_size=2, max_size=3)), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(records=RECORDS, end=st.sampled_from(["\n", "\r\n"]), block=st.integers(1, 9))
def test_lines_are_those_of_a_reader_of_single_characters(
    records: list[list[str]], end: str, block: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Blocks may cut a record, a quotation mark or a line end at any place."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=end, quoting=csv.QUOTE_ALL)
    for record in records:
        writer.writerow(record)
    text = stream.getvalue()
    path: Path = tmp_path_factory.mktemp("lines") / "list.csv"
    path.write_bytes(text.encode())
    starts, blank, line, inside = [1], [], 1, False
    for place, sign in enumerate(text):
        inside ^= sign == '"'
        if sign == "\n":
            line += 1
            if not inside and place + 1 < len(text):
                starts.append(line)
    blank = [number for number, record in enumerate(records) if not record]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_numbers, "_BLOCK", block)
        found = record_lines(path)
    assert found.starts.tolist() == starts
    assert found.blank.tolist() == blank
