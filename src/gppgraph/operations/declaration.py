"""Declarations of operations: parameters, example, forms.

Command line and REST are derived from them. Annotations are evaluated at once in this module: compiling those
of a ``NamedTuple`` from text would take a millisecond.
"""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import InputError

if TYPE_CHECKING:
    from ..graph import Graph

Values = Mapping[str, Any]

# The places that offer a parameter; an empty text means both.
COMMAND, REST = "command", "rest"

# Kinds of parameters. The text of every kind but a flag is checked by ``check``.
TEXT, WORDS, DAY, WHOLE, SECONDS, VALUE = "text", "words", "day", "whole number", "seconds", "buyer value"
FLAG, FILE, FOLDER = "flag", "file", "folder"

PATTERNS = {DAY: r"^\d{4}-\d{2}-\d{2}$", VALUE: r"^\s*[^=\s][^=]*=\s*\S.*$", WHOLE: r"^\d+$"}


class Parameter(NamedTuple):
    """One parameter of an operation.

    ``name`` is its name in Python and in REST; with hyphens it is the option of the command.
    """

    name: str
    help: str
    kind: str = TEXT
    choices: tuple[str, ...] = ()
    default: str | int | float | None = None
    required: bool = False
    repeated: bool = False
    positional: bool = False
    placeholder: str = ""
    example: str = ""
    option: str = ""  # its spelling if it is not that of the name
    only: str = ""  # COMMAND or REST
    pattern: str = ""  # a regular expression that the text matches
    short: str = ""  # its spelling of one letter, such as "-w"
    least: int | None = None
    most: int | None = None

    @property
    def spelling(self) -> str:
        """The spelling on the command line, such as ``--as-of`` or ``REQUIREMENT``."""
        return self.placeholder if self.positional else "--" + (self.option or self.name).replace("_", "-")


class Operation(NamedTuple):
    """A question or a task, declared once.

    ``path`` are the words after ``gppgraph``, such as ``("data", "build")``; ``aliases`` are older paths.
    ``call`` answers from a graph and values by name; it is ``None`` if only the command has an answer.
    ``on_workspace`` is false for a command that reads no graph. ``needs`` names parameters of which REST needs at least one; ``empty`` is the meaning of exit code 1.
    """

    path: tuple[str, ...]
    summary: str
    example: str
    parameters: tuple[Parameter, ...] = ()
    forms: tuple[str, ...] = ()
    form: str = ""
    output: str = "write the result to FILE, not to stdout"
    call: Callable[["Graph", Values], Any] | None = None
    rest: bool = False
    needs: tuple[str, ...] = ()
    empty: str = ""
    aliases: tuple[tuple[str, ...], ...] = ()
    extra: str = "all"
    on_workspace: bool = True

    @property
    def name(self) -> str:
        """The last word of the path, and the last part of the address in REST."""
        return self.path[-1]

    @property
    def spelling(self) -> str:
        """The command as a user types it, such as ``gppgraph data build``."""
        return " ".join(("gppgraph", *self.path))

    def at(self, place: str) -> tuple[Parameter, ...]:
        """Return the parameters of one place, ``COMMAND`` or ``REST``."""
        return tuple(entry for entry in self.parameters if entry.only in ("", place))


class Group(NamedTuple):
    """Commands that share their first words, such as ``gppgraph data``."""

    path: tuple[str, ...]
    summary: str


def check(parameter: Parameter, spelling: str, text: str) -> str | int | float:
    """Return the value of a parameter's text.

    Whole numbers and seconds become numbers; other values remain text.

    Raises:
        InputError: it is not of the parameter's kind, choices, pattern or range; the message names
            ``spelling``.
    """
    if parameter.choices and text not in parameter.choices:
        raise InputError(
            f'{spelling} "{text}" is not one of {", ".join(parameter.choices)}.{_near(parameter, text)}'
        )
    if parameter.pattern and not re.search(parameter.pattern, text):
        raise InputError(f'{spelling} "{text}" is not of the form of {parameter.example}.')
    if parameter.kind in (DAY, VALUE):
        from ..values import parse_buyer_values, parse_day

        parse_day(text) if parameter.kind == DAY else parse_buyer_values([text], spelling)
    elif parameter.kind == WHOLE:
        return _whole(parameter, spelling, text)
    elif parameter.kind == SECONDS:
        return _seconds(spelling, text)
    return text


def _near(parameter: Parameter, text: str) -> str:
    from ..spelling import near

    matches = near(text, parameter.choices)
    return f" Close matches: {', '.join(matches)}." if matches else ""


def _whole(parameter: Parameter, spelling: str, text: str) -> int:
    least, most = parameter.least, parameter.most
    number = int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else None
    if number is not None and (least is None or number >= least) and (most is None or number <= most):
        return number
    if least is None:
        raise InputError(f'{spelling} "{text}" is not a whole number.')
    upwards = f"from {least} to {most}" if most is not None else f"of {least} or more"
    raise InputError(f'{spelling} "{text}" is not a whole number {upwards}.')


def _seconds(spelling: str, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 10**6:
        raise InputError(f'{spelling} "{text}" is not a number of seconds above 0.')
    return seconds
