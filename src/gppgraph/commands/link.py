"""``gppgraph link``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..errors import InputError
from ..operations.text_questions import link
from .common import emit, opened


def run(options: argparse.Namespace) -> int:
    """Print the mentions of the files; exit 1 if a file of a batch could not be read."""
    from ..texts.linked_formats import WRITERS

    if options.summary:
        return _summary(options)
    if options.batch:
        return _batch(options)
    if not options.files:
        raise InputError("name a file, or - for stdin.")
    emit(WRITERS[options.format](link(opened(options), vars(options))), options.output)
    return 0


def _batch(options: argparse.Namespace) -> int:
    from ..output.progress import progress
    from ..texts.linker import batch

    # "--output ttl" names the form, as in other commands with many files
    default = f"{options.batch.rstrip('/')}.ttl"
    target = default if options.output in (None, "ttl") else options.output
    with progress(lines=True) as show:
        done, passed, failures = batch(
            opened(options), Path(options.batch), Path(target), options.lang, show, options.jobs
        )
    print(f"{done} linked, {passed} up to date, {len(failures)} failed; in {target}", file=sys.stderr)
    for failure in failures:
        print(f"gppgraph: {failure}", file=sys.stderr)
    return 1 if failures else 0


def _summary(options: argparse.Namespace) -> int:
    from ..output.progress import progress
    from ..texts.corpus_formats import render_summary
    from ..texts.corpus_summary import summarise
    from ..values import parse_day

    if not options.batch:
        raise InputError("--summary needs --batch DIR, the folder of the texts.")
    graph = opened(options)
    country = graph.configuration.country(options.country).code.lower() if options.country else None
    with progress(lines=True) as show:
        summary = summarise(graph, Path(options.batch), country, parse_day(options.as_of), show, options.jobs)
    emit(render_summary(summary, options.summary), options.output)
    return 1 if summary.failures else 0
