"""Arguments in, exit code out. Every command is a module of ``gppgraph.commands``.

Exit codes: 0 fine; 1 the graph has findings or a question went unanswered; 2 the command could not run.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from . import __version__
from .commands import COMMANDS, EXTRAS
from .commands.common import Help, Parser
from .errors import GppGraphError, MissingExtraError, UnknownNameError

EPILOG = """first steps:
  gppgraph                                      which labels satisfy which Danish requirements
  gppgraph satisfy --requirement dk-desktop-2023.basis.TS3 --label tco-certified-8
  gppgraph explain dk-desktop-2023.basis.TS3 tco-certified-8 --product notebook-computer
  gppgraph query --list

gppgraph COMMAND --help tells more about a command, with an example that runs."""


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser; with ``only`` a single command's options are read in."""
    top = Parser(
        prog="gppgraph",
        description="Which eco-label edition satisfies which green procurement requirement for IT equipment, and why.",
        epilog=EPILOG,
        formatter_class=Help,
    )
    top.add_argument("--version", action="version", version=f"gppgraph {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands", prog="gppgraph")
    for name, summary in COMMANDS.items():
        if only in (None, name):
            if only is None:  # the list needs no command to be imported
                commands.add_parser(name, help=summary, add_help=False)
            else:
                import_module(f".commands.{name.replace('-', '_')}", __package__).add_parser(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["matrix"]
    name = given[0] if given[0] in COMMANDS else None
    try:
        if name is None and not given[0].startswith("-"):
            from .spelling import near

            raise UnknownNameError("command", given[0], near(given[0], COMMANDS), COMMANDS)
        options = parser(name).parse_args(given)
        if not hasattr(options, "run"):
            parser().print_help()
            return 0
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except GppGraphError as error:
        print(f"gppgraph: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        if not error.name or error.name.startswith(__package__):
            raise
        extra = EXTRAS.get(name or "", "all")
        print(f"gppgraph: {MissingExtraError(f'gppgraph {name}', extra)}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("gppgraph: stopped", file=sys.stderr)
        return 130


def program() -> int:
    """Run one command as the whole process, which ends with it; what the script ``gppgraph`` calls.

    Before it ends, Python would look for garbage once more, and take a tenth of the time of an answer for it.
    """
    code = main()
    gc.freeze()
    return code
