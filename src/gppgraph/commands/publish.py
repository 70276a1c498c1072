"""``gppgraph publish``."""

from __future__ import annotations

import argparse
from pathlib import Path


def run(options: argparse.Namespace) -> int:
    """Write the site; exit code 0."""
    from ..graph import load
    from ..output.progress import progress
    from ..publish import publish
    from ..terms import BASE

    languages = [name.strip() for name in options.lang.split(",") if name.strip()]
    with progress() as show:
        site = publish(
            load(),
            Path(options.folder),
            languages,
            options.base or BASE,
            validate=not options.no_validation,
            say=show,
        )
    print(f"{site.target}: {len(site.pages)} pages about {len(site.statements.documents())} things")
    return 0
