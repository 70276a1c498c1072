"""``gppgraph review``."""

from __future__ import annotations

import argparse
import os

from ..errors import InputError
from ..operations.text_questions import review
from .common import emit, opened


def run(options: argparse.Namespace) -> int:
    """Print the review; exit 1 where something is to be corrected."""
    from ..review.comments import as_docx
    from ..review.report_formats import WRITERS

    if options.format == "docx" and (not options.output or options.output == "-"):
        raise InputError("--format docx needs --output FILE.")
    if options.output and options.file != "-" and _same(options.file, options.output):
        raise InputError("--output names the reviewed file itself; name another one.")
    result = review(opened(options), vars(options))
    content = as_docx(result, options.file) if options.format == "docx" else WRITERS[options.format](result)
    emit(content, options.output)
    return 1 if any(entry.severity == "error" for entry in result.findings) else 0


def _same(one: str, other: str) -> bool:
    return os.path.exists(other) and os.path.exists(one) and os.path.samefile(one, other)
