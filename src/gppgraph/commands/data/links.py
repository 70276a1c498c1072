"""``gppgraph data links``."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from ...files import write_file
from ...operations.data_tasks import links
from ...output.tables import render
from ..common import emit, opened

COLUMNS = ("kind", "thing", "other", "note")


def run(options: argparse.Namespace) -> int:
    """Print the proposals for a person to check; exit code 1 if there are any.

    With ``--sssom`` print the accepted mappings; exit code 0.
    """
    from ...explore.links import sssom

    if options.sssom:
        content = sssom(opened(options))
        if options.sssom == "-":
            emit(content, None)
        else:
            write_file(Path(options.sssom), content)
        return 0
    proposals = links(opened(options), vars(options))
    emit(render(COLUMNS, [asdict(entry) for entry in proposals], options.format), options.output)
    return 1 if proposals else 0
