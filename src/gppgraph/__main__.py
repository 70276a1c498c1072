"""``python -m gppgraph``."""

import gc
import sys

gc.set_threshold(50_000)  # before the imports, which leave no garbage (see ``cli.program``)

from .cli import program  # noqa: E402

sys.exit(program())
