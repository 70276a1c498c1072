"""``gppgraph remaining``."""

from __future__ import annotations

import argparse

from ..errors import InputError
from ..operations.questions import remaining
from .common import emit, opened


def run(options: argparse.Namespace) -> int:
    """Print or write the checklist; exit code 0."""
    from ..verdicts.checklist import write

    if options.format == "docx" and not options.output:
        raise InputError("a docx file is not for the screen; name a file by --output.")
    checklist = remaining(opened(options), vars(options))
    emit(write(checklist, options.format, options.lang), options.output)
    return 0
