"""``gppgraph publish``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..spelling import counted
from .common import opened


def run(options: argparse.Namespace) -> int:
    """Write the site; exit code 0."""
    from ..output.progress import progress
    from ..publish import publish

    languages = [name.strip() for name in (options.lang or "").split(",") if name.strip()]
    with progress(steps=True) as show:
        site = publish(
            opened(options),
            Path(options.folder),
            languages,
            options.base or "",
            validate=not options.no_validation,
            say=show,
        )
    print(
        f"{site.target}: {counted(len(site.pages), 'page')} about {counted(len(site.statements.documents()), 'thing')}"
    )
    return 0
