"""Parsers of argparse, made from the declarations of operations."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from ..errors import InputError
from ..operations import members
from ..operations.declaration import (
    COMMAND,
    DAY,
    FILE,
    FLAG,
    FOLDER,
    SECONDS,
    VALUE,
    WHOLE,
    WORDS,
    Group,
    Operation,
    Parameter,
    check,
)
from ..output.tables import width
from ..workspace import FILE as CONFIGURATION

DONE, STOPPED = "0 it is done", "2 it could not run, and one line says why"
FORMAT = Parameter("format", "form of the result")
OUTPUT = Parameter("output", "", FILE, placeholder="FILE")
WORKSPACE = Parameter(
    "workspace",
    f"folder with a {CONFIGURATION} (default: $GPPGRAPH_WORKSPACE, else the nearest one upwards, else the shipped graph)",
    FOLDER,
    placeholder="DIR",
    short="-w",
)


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal.

    argparse makes a formatter for every option, which is slow if each looks for the width itself.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=width(80) - 2)


class Parser(argparse.ArgumentParser):
    """A parser with errors of one line that name the help to read."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line.

        Raises:
            InputError: always.
        """
        raise InputError(f"{message.rstrip('.')}; see {self.prog} --help.")

    def parse_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """Return the options.

        An unknown option is refused, with options of similar spelling.
        """
        options, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}{self._alike(rest)}")
        return options

    def format_help(self) -> str:
        """Return the help, with a note on the names in its examples."""
        return super().format_help() + _on_examples()

    def _alike(self, rest: Sequence[str]) -> str:
        from ..spelling import near

        typed = next((word.partition("=")[0] for word in rest if word.startswith("-")), None)
        matches = near(typed, self._option_string_actions) if typed else []
        return f". Close matches: {', '.join(matches)}" if matches else ""


def _on_examples() -> str:
    """Return a line for a workspace that lacks the names of the shipped graph."""
    from ..errors import GppGraphError
    from ..workspace import configuration, nearest, root

    try:
        folder = nearest()
        is_other = folder not in (None, root()) and not configuration(folder).extends
    except GppGraphError:  # the command itself says so
        return ""
    return (
        "\nNames in examples are those of the shipped graph; gppgraph search finds yours.\n"
        if is_other
        else ""
    )


def parser(operation: Operation, spelling: str, defaults: Mapping[str, Any]) -> Parser:
    """Return the parser of one operation; ``spelling`` is the command as typed."""
    made = Parser(prog=spelling, **_texts(operation))
    add_parameters(made, operation, defaults)
    return made


def whole(paths: Mapping[str, Any]) -> Parser:
    """Return the parser of all commands, for the completion of a shell.

    ``paths`` has the completion of parameters of the kinds ``FILE`` and ``FOLDER``.
    """
    top = Parser(prog="gppgraph", formatter_class=Help)
    _add_members(top, (), paths)
    return top


def _add_members(parent: Parser, group: tuple[str, ...], paths: Mapping[str, Any]) -> None:
    below = parent.add_subparsers(metavar="COMMAND", title="commands")
    for entry in members(group):
        child = below.add_parser(entry.path[-1], help=entry.summary, formatter_class=Help)
        if isinstance(entry, Group):
            _add_members(child, entry.path, paths)
            continue
        add_parameters(child, entry, {})
        kinds = {parameter.name: parameter.kind for parameter in options_of(entry)}
        for action in child._actions:
            if kinds.get(action.dest) in paths:
                action.complete = paths[kinds[action.dest]]  # type: ignore[attr-defined]


def listing(entry: Group | None, spelling: str, described: Mapping[str, Any]) -> Parser:
    """Return a parser that only shows help.

    The help lists the commands of a group, for ``None`` those of the top.
    """
    made = Parser(prog=spelling, formatter_class=Help, **described)
    below = made.add_subparsers(metavar="COMMAND", title="commands")
    for member in members(entry.path if entry else ()):
        below.add_parser(member.path[-1], help=member.summary, add_help=False)
    return made


def _texts(operation: Operation) -> dict[str, Any]:
    return {
        "description": f"{operation.summary[0].upper()}{operation.summary[1:]}.",
        "epilog": f"example:\n  {operation.example}\n\nexit codes: {exit_codes(operation)}",
        "formatter_class": Help,
    }


def exit_codes(operation: Operation) -> str:
    """Return the meaning of each exit code of a command."""
    return "; ".join([DONE, *([f"1 {operation.empty}"] if operation.empty else []), STOPPED])


def options_of(operation: Operation) -> list[Parameter]:
    """Return the parameters of a command; those of all commands come last."""
    entries = list(operation.at(COMMAND))
    if operation.forms:
        form = operation.form or operation.forms[0]
        entries.append(FORMAT._replace(choices=operation.forms, default=form))
        if operation.output:
            entries.append(OUTPUT._replace(help=operation.output))
    if operation.on_workspace:
        entries.append(WORKSPACE)
    return entries


def add_parameters(made: Parser, operation: Operation, defaults: Mapping[str, Any]) -> None:
    """Add the parameters of an operation to a parser.

    ``defaults`` are used for parameters declared without a default.
    """
    for entry in options_of(operation):
        default = entry.default if entry.default is not None else defaults.get(entry.name)
        settings: dict[str, Any] = {"help": explained(entry, default).replace("%", "%%")}
        if entry.kind == FLAG:
            made.add_argument(entry.spelling, dest=entry.name, action="store_true", **settings)
            continue
        settings["type"] = _reader(entry, made)
        settings["metavar"] = entry.placeholder or None
        if entry.choices:
            settings["choices"] = entry.choices
        if entry.positional:
            settings["nargs"] = _count(entry)
            settings["default"] = [] if entry.repeated else default
            made.add_argument(entry.name, **settings)
        else:
            if entry.repeated:
                settings["action"] = "append"
            settings["default"] = [] if entry.repeated else default
            names = [name for name in (entry.spelling, entry.short) if name]
            made.add_argument(*names, dest=entry.name, required=entry.required, **settings)


def explained(entry: Parameter, default: Any) -> str:
    """Return the help of a parameter, with its default and whether it repeats."""
    notes = []
    if entry.repeated and not entry.positional:
        notes.append("repeat")
    if default is not None and entry.kind != FLAG:
        notes.append(f"default: {default:g}" if isinstance(default, float) else f"default: {default}")
    return f"{entry.help} ({'; '.join(notes)})" if notes else entry.help


def _count(entry: Parameter) -> str | None:
    if entry.kind == WORDS:
        return "+"
    if entry.repeated:
        return "+" if entry.required else "*"
    return None if entry.required else "?"


def _reader(entry: Parameter, made: Parser) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return check(entry, entry.spelling or entry.name, text)
        except InputError as error:
            made.error(str(error))

    return read if entry.choices or entry.kind in (DAY, SECONDS, VALUE, WHOLE) or entry.pattern else str
