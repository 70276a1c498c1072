"""``gppgraph publish``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..spelling import counted
from .common import opened

if TYPE_CHECKING:
    from ..products.strictness import Strictness


def run(options: argparse.Namespace) -> int:
    """Write the site; exit code 0."""
    from ..output.progress import progress
    from ..products.product_files import open_products
    from ..publish import publish
    from ..publish.market_pages import read_market

    languages = [name.strip() for name in (options.lang or "").split(",") if name.strip()]
    graph = opened(options)
    with progress(steps=True) as show:
        market: tuple[Strictness, ...] = ()
        if options.products:
            show("holding products against requirements")
            market = read_market(graph, open_products(graph, options.products, options.source, show))
            if not market:
                print(
                    "of these products nothing is known that a requirement asks; the site has no page on them",
                    file=sys.stderr,
                )
        site = publish(
            graph,
            Path(options.folder),
            languages,
            options.base or "",
            validate=not options.no_validation,
            say=show,
            market=market,
        )
    print(
        f"{site.target}: {counted(len(site.pages), 'page')} about {counted(len(site.statements.documents()), 'thing')}"
    )
    return 0
