"""Lines of the records of a CSV file, where cells may hold line ends."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

_BLOCK = 32 * 2**20


class RecordLines(NamedTuple):
    """The first line of each record, and the places of blank records.

    Blank ones have a first line too. Records are counted from 0; the first that is not blank holds the headings.
    """

    starts: Numbers
    blank: Numbers

    def line(self, record: int) -> int | None:
        """Return the line of a record, ``None`` if there is none."""
        return int(self.starts[record]) if 0 <= record < len(self.starts) else None

    def read(self, refused: Collection[int], count: int) -> Numbers:
        """Return the lines of the ``count`` records that were read as rows.

        Where quotation marks are so broken that the numbers do not agree, records are counted in place of lines.
        """
        import numpy as np

        left = np.ones(len(self.starts), dtype=bool)
        left[self.blank] = False
        left[int(np.argmax(left))] = False
        left[[number for number in refused if number < len(left)]] = False
        lines = self.starts[left]
        return lines if len(lines) == count else np.arange(2, count + 2, dtype=np.int64)


def record_lines(path: Path) -> RecordLines:
    """Return the lines of the records of a file in UTF-8, which is read in blocks."""
    import numpy as np

    starts = [np.array([1], dtype=np.int64)]
    blanks = [np.array([], dtype=np.int64)]
    position = 0  # of the block in the file
    lines, records, quotes = 0, 0, 0  # that ended, or were counted, before the block
    last_end, last_byte = -1, 0
    for block in _blocks(path):
        content = np.frombuffer(block, dtype=np.uint8)
        marks = np.flatnonzero(content == ord('"'))
        ends = np.flatnonzero(content == ord("\n"))
        outside = (quotes + np.searchsorted(marks, ends)) % 2 == 0
        starts.append(lines + 2 + np.flatnonzero(outside))
        places = ends[outside]
        widths = np.diff(places + position, prepend=last_end)
        before = np.where(places > 0, content[places - 1], last_byte)
        blank = (widths == 1) | ((widths == 2) & (before == ord("\r")))
        blanks.append(records + np.flatnonzero(blank))
        position += len(content)
        lines += len(ends)
        records += len(places)
        quotes += len(marks)
        last_end = int(places[-1]) + position - len(content) if len(places) else last_end
        last_byte = int(content[-1])
    found = np.concatenate(starts)
    if last_end == position - 1:  # nothing follows the last line end
        found = found[:-1]
    return RecordLines(found, np.concatenate(blanks))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block
