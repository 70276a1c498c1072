"""``python -m gppgraph``."""

import sys

from .cli import program

sys.exit(program())
