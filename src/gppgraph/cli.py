"""The command line: arguments in, exit code out.

The words before the options choose an operation, and the module of its path runs it.

Exit codes: 0 it is done; 1 the answer is empty or the data has findings, as the help of each command says;
2 the command could not run.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from . import __version__
from .errors import GppGraphError, InputError, MissingExtraError, UnknownNameError
from .operations import SPELLINGS, members
from .operations.declaration import Group, Operation

DESCRIPTION = "Which eco-label edition satisfies which green procurement requirement, and why."
EPILOG = """first steps:
  gppgraph                                      which labels satisfy which Danish requirements
  gppgraph satisfy --requirement dk-desktop-2023.basis.TS3 --label tco-certified-8
  gppgraph explain dk-desktop-2023.basis.TS3 tco-certified-8 --product notebook-computer
  gppgraph query --list
  gppgraph init DIR                             a graph of your own: products, countries, base IRI

gppgraph COMMAND --help tells more about a command, with an example that runs.
exit codes: 0 it is done; 1 nothing is found, or there are findings; 2 it could not run, and one line says why"""


def resolve(words: Sequence[str]) -> tuple[Operation | Group, str, list[str]]:
    """Return the operation or group of the first words, its spelling, and the rest.

    For example ``(<operation>, "gppgraph data build", ["--output", "x"])``.

    Raises:
        UnknownNameError: the words name none; the message has near matches.
        InputError: the words name a group without one of its commands.
    """
    count = max((n for n in (1, 2, 3) if tuple(words[:n]) in SPELLINGS and len(words) >= n), default=0)
    if not count:
        names = list(dict.fromkeys(path[0] for path in SPELLINGS))
        raise _unknown("command", words[0], names)
    entry, rest = SPELLINGS[tuple(words[:count])], list(words[count:])
    spelling = " ".join(("gppgraph", *words[:count]))
    if isinstance(entry, Group) and rest[:1] not in (["-h"], ["--help"]):
        names = [member.path[-1] for member in members(entry.path)]
        if rest and not rest[0].startswith("-"):
            raise _unknown(f"command of {spelling}", rest[0], names)
        raise InputError(f"{spelling} needs one of its commands: {', '.join(names)}; see {spelling} --help.")
    return entry, spelling, rest


def _unknown(kind: str, name: str, names: list[str]) -> UnknownNameError:
    from .spelling import near

    return UnknownNameError(kind, name, near(name, names), names)


def module_of(operation: Operation) -> ModuleType:
    """Return the module in ``gppgraph.commands`` that runs an operation."""
    return import_module(f".commands.{'.'.join(operation.path).replace('-', '_')}", __package__)


def defaults_of(module: ModuleType) -> dict[str, Any]:
    """Return the defaults that a command module computes.

    They are, for example, the settings of the server.
    """
    return module.defaults() if hasattr(module, "defaults") else {}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments) or ["matrix"]
    entry: Operation | Group | None = None
    try:
        if words[0].startswith("-"):
            return _show_top(words)
        entry, spelling, rest = resolve(words)
        code = _show_group(entry, spelling) if isinstance(entry, Group) else _run(entry, spelling, rest)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except GppGraphError as error:
        return _say(str(error), 2)
    except ModuleNotFoundError as error:
        if not isinstance(entry, Operation) or not error.name or error.name.startswith(__package__):
            raise
        return _say(str(MissingExtraError(entry.spelling, entry.extra)), 2)
    except BrokenPipeError:  # the reader of the pipe has closed it
        from .commands.common import discard_output

        discard_output()
        return 0
    except OSError as error:
        return _unwritten(error)
    except SystemExit as leaving:  # help and versions are written by the parser of arguments
        try:
            if sys.stdout is not None:
                sys.stdout.flush()
        except BrokenPipeError:
            return 0
        except OSError as error:
            return _unwritten(error)
        raise leaving
    except KeyboardInterrupt:
        return _say("stopped", 130)


def _unwritten(error: OSError) -> int:
    """Say that the output, or a file, is not to be had, and return the exit code."""
    from .commands.common import discard_output

    discard_output()
    return _say(f"{error.filename or 'stdout'}: {error.strerror or error}.", 2)


def _say(words: str, code: int) -> int:
    """Write the reason of a failure to stderr, in one line; return the exit code.

    A stderr that is closed or full changes nothing about the code.
    """
    from contextlib import suppress

    from .output.shown import shown

    with suppress(OSError, ValueError):
        print(f"gppgraph: {shown(words)}", file=sys.stderr)
    return code


def _run(operation: Operation, spelling: str, words: list[str]) -> int:
    from .commands.arguments import parser

    module = module_of(operation)
    code: int = module.run(parser(operation, spelling, defaults_of(module)).parse_args(words))
    return code


def _show_top(words: list[str]) -> int:
    from .commands.arguments import listing

    top = listing(None, "gppgraph", {"description": DESCRIPTION, "epilog": EPILOG})
    top.add_argument("--version", action="version", version=f"gppgraph {__version__}")
    top.parse_args(words)
    return 0


def _show_group(group: Group, spelling: str) -> int:
    from .commands.arguments import listing

    listing(group, spelling, {"description": f"{group.summary[0].upper()}{group.summary[1:]}."}).print_help()
    return 0


def program() -> int:
    """Run one command as the whole process, for the script ``gppgraph``.

    The process ends with the exit code of the command.
    Imported objects are no garbage. Python would look for garbage after every few hundred new objects, and would
    free every object at the end, which takes a tenth of the time of an answer. The end is an ordinary one where
    threads, log handlers or child processes may wait for it; each of them imports ``threading``.
    """
    gc.set_threshold(50_000)
    if isinstance(sys.stdout, io.TextIOWrapper):  # what the encoding of the terminal lacks is written out
        sys.stdout.reconfigure(errors="backslashreplace")
    code = main()
    if "threading" not in sys.modules:
        _leave(code)
    gc.freeze()
    return code


def _leave(code: int) -> None:
    """End the process with an exit code.

    If its output cannot be written, this returns, so that the interpreter says so.
    """
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except (OSError, ValueError):
        return
    os._exit(code)
