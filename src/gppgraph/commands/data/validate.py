"""``gppgraph data validate``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..common import emit


def run(options: argparse.Namespace) -> int:
    """Print the validation report.

    The exit code is 0 without findings, 1 with findings at the level of ``--fail-on``, 2 if something could
    not be checked.
    """
    from ...errors import LimitError
    from ...output.progress import progress
    from ...processes import run_limited
    from ...validation.forms import FORMATS
    from ...validation.run import Report, validate
    from ...workspace import find

    paths = [Path(name) for name in options.files]
    base = find(options.workspace)
    sources = Path(options.sources) if options.sources else None
    with progress() as show:
        show("checking the graph" if not paths else f"checking {', '.join(options.files)}")
        if paths:  # foreign data is read in a process that can be stopped
            try:
                report = run_limited(validate, paths, tuple(options.only), options.engine, base, sources)
            except LimitError as error:
                report = Report(", ".join(options.files), options.engine, unchecked=(str(error),))
        else:
            report = validate((), tuple(options.only), options.engine, base, sources)
    emit(FORMATS[options.format](report), options.output)
    return report.exit_code(options.fail_on)
