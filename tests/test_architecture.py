"""Imports run one way, and what the package offers is what it says."""

from __future__ import annotations

import ast
from pathlib import Path

import gppgraph
from gppgraph.commands import COMMANDS

PACKAGE = Path(gppgraph.__file__).parent


def imports(path: Path) -> set[str]:
    """Return the modules of the package that a file imports at its top, not inside functions."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                parts = path.relative_to(PACKAGE).parts[:-1]
                base = parts[: len(parts) - node.level + 1]
                names = [module] if module else [alias.name for alias in node.names]
                found |= {".".join([*base, name]) for name in names}
            elif module.startswith("gppgraph"):
                found.add(module.removeprefix("gppgraph").removeprefix("."))
    return found - {""}


def modules() -> dict[str, set[str]]:
    """Return what each module imports."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): imports(path)
        for path in sorted(PACKAGE.rglob("*.py"))
        if "_shipped" not in path.parts
    }


def test_no_import_runs_in_a_circle() -> None:
    """A module's imports can be put in an order in which each comes after what it needs."""
    waiting = modules()
    done: set[str] = set()
    while waiting:
        ready = {name for name, needs in waiting.items() if not (needs & set(waiting)) - {name}}
        assert ready, f"circle among {sorted(waiting)}"
        done |= ready
        waiting = {name: needs for name, needs in waiting.items() if name not in ready}


def test_only_the_command_line_knows_the_commands() -> None:
    """Nothing below imports a command."""
    users = {
        name
        for name, needs in modules().items()
        if any(need.startswith("commands") for need in needs) and not name.startswith(("commands", "cli"))
    }
    assert users == set()


def test_every_command_has_a_module() -> None:
    """The list that --help shows is the list of modules."""
    present = {path.stem for path in (PACKAGE / "commands").glob("*.py")} - {"__init__", "common"}
    assert {name.replace("-", "_") for name in COMMANDS} == present


def test_base_iri_is_written_once() -> None:
    """The base can be changed in one place of the code."""
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "_shipped" not in path.parts and '"https://w3id.org/gppgraph' in path.read_text(encoding="utf-8")
    }
    assert users == {"terms.py"}


def test_the_public_names_can_be_imported() -> None:
    """``__all__`` is sorted and true."""
    assert sorted(gppgraph.__all__) == gppgraph.__all__
    assert all(getattr(gppgraph, name) for name in gppgraph.__all__)
