"""``gppgraph data load``."""

from __future__ import annotations

import argparse
import sys

from ...spelling import counted


def run(options: argparse.Namespace) -> int:
    """Load the dataset; exit code 0."""
    from ...build.current import ensure
    from ...output.progress import progress
    from ...rdf.upload import Upload
    from ...workspace import find

    upload = Upload(
        ensure(find(options.workspace)), options.endpoint, options.protocol, options.batch, options.timeout
    )
    if upload.done() and not options.restart:
        print(f"gppgraph: going on after batch {upload.done()}", file=sys.stderr)
    with progress(lines=True) as show:
        count = upload.run(show, options.restart)
    print(
        f"{options.endpoint}: {counted(count, 'statement')} loaded; ask the server over the union of its graphs"
    )
    return 0
