"""``gppgraph data validate``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..common import emit


def run(options: argparse.Namespace) -> int:
    """Print the validation report.

    The exit code is 0 without findings, 1 with findings at the level of ``--fail-on``, 2 if something could
    not be checked, as at ``--limit``: the report names it.
    """
    from ...output.progress import progress
    from ...validation.forms import FORMATS
    from ...validation.run import validate, validate_limited
    from ...validation.steps import Reached
    from ...workspace import find

    paths = [Path(name) for name in options.files]
    only, engine, base = tuple(options.only), options.engine, find(options.workspace)
    sources = Path(options.sources) if options.sources else None
    with progress() as show:
        show("reading the graph")

        def tell(step: Reached) -> None:
            show(f"checking {step.left[0]}", step.done, step.total)

        if paths or options.limit:  # foreign data is read in a process that can be stopped
            report = validate_limited(paths, only, engine, base, sources, options.limit, tell)
        else:
            report = validate((), only, engine, base, sources, tell)
    emit(FORMATS[options.format](report), options.output)
    return report.exit_code(options.fail_on)
