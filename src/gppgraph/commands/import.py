"""``gppgraph import``."""

# The name of a command is that of its module, and cli.py imports it by that name.
# ruff: noqa: N999

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def run(options: argparse.Namespace) -> int:
    """Write a workbook or CSV files as YAML; exit code 1 if a cell is wrong."""
    from ..errors import OutputError
    from ..files import write_file
    from ..sheets.transfer import check, write_yaml
    from ..sheets.workbook import COMMENTS
    from ..workspace import find

    path = Path(options.file)
    checked = check(path, find(options.workspace))
    for finding in checked.findings[:COMMENTS]:
        level = "" if finding.is_error else "note: "
        print(f"{path.name}: {finding.where}: {level}{finding.text}", file=sys.stderr)
    if len(checked.findings) > COMMENTS:
        print(f"{path.name}: and {len(checked.findings) - COMMENTS} more", file=sys.stderr)
    if checked.texts:
        folder = Path(options.into) if options.into else path.parent
        for written in write_yaml(checked, folder, options.overwrite):
            print(written)
        return 0
    count = sum(finding.is_error for finding in checked.findings)
    print(f"{path.name}: {count} cells are wrong; nothing was imported", file=sys.stderr)
    if checked.copy:
        copy = path.with_name(f"{path.stem}.checked.xlsx")
        if copy.exists() and not options.overwrite:
            raise OutputError(f"{copy}: exists already; move it away, or use --overwrite")
        write_file(copy, checked.copy)
        print(copy)
    return 1
