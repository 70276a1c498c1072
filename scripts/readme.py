"""Put the real output of the commands into README.md, and their declarations into README.md and docs/commands.md.

python scripts/readme.py [--check]
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

from gppgraph.cli import defaults_of, main, module_of
from gppgraph.commands.arguments import WORKSPACE, exit_codes, explained, options_of
from gppgraph.operations import GROUPS, OPERATIONS
from gppgraph.operations.declaration import FLAG, REST, Group, Operation, Parameter

ROOT = Path(__file__).parents[1]
README, COMMANDS = ROOT / "README.md", ROOT / "docs" / "commands.md"
HEAD = """# Commands

Written by `scripts/readme.py` from the declarations in `src/gppgraph/operations/`.

Every command ends with exit code 0 when it is done, 1 where its answer is empty or there are findings, 2 when it could not run, and 130 when it was stopped by Ctrl-C.
With 2, one line on stderr says why, nothing is left half written, and a misspelt name is answered with the names that are like it.
`--format json` gives a result for programs, and `--output FILE` writes the file whole or not at all.
`--workspace DIR`, or `-w DIR`, names the workspace of a command; without it, it is that of `GPPGRAPH_WORKSPACE`, else the nearest folder upwards with a `gppgraph.toml`, else the shipped graph ([Workspaces](workspaces.md)).
An operation with an address under `/api/` answers there too; `GET /api/openapi.json` describes them, and `/api/docs` is a page to try them.
`gppgraph completion bash` prints the completion of commands and options for a shell.
"""


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


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    cells = [list(head), *map(list, rows)]
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in cells]
    return "".join([lines[0], f"|{' --- |' * len(cells[0])}\n", *lines[1:]])


def filled(text: str) -> str:
    """Return the README with every marked block filled in."""
    text = re.sub(
        r"<!-- output: (.*?) -->\n.*?<!-- end -->",
        lambda match: f"<!-- output: {match[1]} -->\n{output(match[1])}<!-- end -->",
        text,
        flags=re.DOTALL,
    )
    rows = [(f"`{operation.spelling}`", operation.summary) for operation in OPERATIONS]
    block = f"<!-- commands -->\n{table(('Command', 'What it does'), rows)}<!-- end -->"
    return re.sub(r"<!-- commands -->\n.*?<!-- end -->", lambda _: block, text, flags=re.DOTALL)


def page() -> str:
    """Return docs/commands.md."""
    parts = [HEAD]
    groups = {group.path: group for group in GROUPS}
    for operation in OPERATIONS:
        group = groups.pop(operation.path[:-1], None)
        parts += [section(group)] if group else []
        parts.append(described(operation))
    return "\n".join(parts)


def section(group: Group) -> str:
    """Return the words before the commands of a group."""
    return f"## gppgraph {' '.join(group.path)}\n\n{sentence(group.summary)}\n"


def described(operation: Operation) -> str:
    """Return the section of an operation."""
    names = ", ".join(f"`{entry.name}`" for entry in operation.at(REST))
    older = ", ".join(f"`gppgraph {' '.join(alias)}`" for alias in operation.aliases)
    facts = [
        f"- Exit codes: {exit_codes(operation)}.",
        *([f"- Also spelled {older}."] if older else []),
        *([f"- REST: `GET /api/{operation.name}` with {names}."] if operation.rest else []),
    ]
    defaults = defaults_of(module_of(operation))
    options = [entry for entry in options_of(operation) if entry != WORKSPACE]
    rows = [
        (f"`{spelled(entry)}`", explained(entry, defaults.get(entry.name, entry.default)), allowed(entry))
        for entry in options
    ]
    return (
        f"{'#' * (1 + len(operation.path))} {operation.spelling}\n\n{sentence(operation.summary)}\n\n"
        f"```console\n$ {operation.example}\n```\n\n"
        + (f"{table(('Argument', 'Meaning', 'Values'), rows)}\n" if rows else "")
        + "\n".join(facts)
        + "\n"
    )


def spelled(entry: Parameter) -> str:
    """Return a parameter as it is written on the command line."""
    takes_value = not entry.positional and entry.kind != FLAG
    value = entry.placeholder or ("" if entry.choices else entry.name.upper())
    return f"{entry.spelling} {value}".strip() if takes_value else entry.spelling


def allowed(entry: Parameter) -> str:
    """Return the values that a parameter may have, if they can be listed."""
    if entry.least is not None:
        return f"{entry.least} to {entry.most}"
    return ", ".join(f"`{choice}`" for choice in entry.choices)


def sentence(summary: str) -> str:
    """Return a summary as a sentence."""
    return f"{summary[0].upper()}{summary[1:]}."


def files() -> dict[Path, str]:
    """Return the files that are written here with their content."""
    return {README: filled(README.read_text(encoding="utf-8")), COMMANDS: page()}


if __name__ == "__main__":
    os.environ.update(COLUMNS="120", NO_COLOR="1")
    for path, content in files().items():
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        if "--check" in sys.argv:
            sys.exit(f"{path.name} is out of date; run scripts/readme.py")
        path.write_text(content, encoding="utf-8")
