"""Put the real output of the commands into README.md, or check that it stands there.

python scripts/readme.py [--check]
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
from pathlib import Path

from gppgraph.cli import main
from gppgraph.commands import COMMANDS

README = Path(__file__).parents[1] / "README.md"


def output(command: str) -> str:
    """Return what a command prints, as a code block or as Markdown where it prints that."""
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        code = main(shlex.split(command)[1:])
    if code != 0:
        raise SystemExit(f"{command}: exit code {code}")
    printed = stream.getvalue().rstrip()
    call = f"```console\n$ {command}\n"
    return f"{call}```\n\n{printed}\n" if "--format md" in command else f"{call}{printed}\n```\n"


def filled(text: str) -> str:
    """Return the README with every marked block filled in."""
    text = re.sub(
        r"<!-- output: (.*?) -->\n.*?<!-- end -->",
        lambda match: f"<!-- output: {match[1]} -->\n{output(match[1])}<!-- end -->",
        text,
        flags=re.DOTALL,
    )
    rows = "".join(f"| `gppgraph {name}` | {summary} |\n" for name, summary in COMMANDS.items())
    table = f"<!-- commands -->\n| Command | What it does |\n| --- | --- |\n{rows}<!-- end -->"
    return re.sub(r"<!-- commands -->\n.*?<!-- end -->", lambda _: table, text, flags=re.DOTALL)


if __name__ == "__main__":
    os.environ.update(COLUMNS="120", NO_COLOR="1")
    current = README.read_text(encoding="utf-8")
    wanted = filled(current)
    if "--check" in sys.argv:
        sys.exit(
            0
            if wanted == current
            else "README.md: its output is not that of the commands; run scripts/readme.py"
        )
    README.write_text(wanted, encoding="utf-8")
