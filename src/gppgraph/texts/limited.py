"""Reading a file and working on its text, under one limit of time and memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from ..errors import LimitError
from ..output.shown import shown
from ..processes import run_limited
from .read.readers import content_of, from_bytes, read
from .read.source_text import MEGABYTES, Text

SECONDS = 300.0
PROCESSOR = 120  # seconds of a processor, which a busy machine does not shorten
_Result = TypeVar("_Result")


def with_text(name: str, work: Callable[[Text], _Result], processor: int = PROCESSOR) -> _Result:
    """Return ``work`` of the text of a file, or of stdin for ``-``.

    Both run in one child process with limits. A system without fork limits the reading only.

    Raises:
        InputError: the file is missing, too large, or of a kind that is not read.
        LimitError: a limit is reached; the message names the file and what to do.
    """
    if not hasattr(os, "fork"):
        return work(read(name))
    content = content_of(name)

    def read_and_work() -> _Result:
        return work(from_bytes(shown(name), content))

    try:
        return run_limited(
            read_and_work, seconds=SECONDS, megabytes=MEGABYTES, processor=processor, method="fork"
        )
    except LimitError as error:
        text = f"{name}: reading and linking {error}. Divide the document, and hand over its parts."
        raise LimitError(text, error.limit) from error
