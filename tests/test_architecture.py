"""Imports run one way, names stand once, and the package offers what it says."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

import gppgraph
from gppgraph import terms
from gppgraph.operations import OPERATIONS
from places import TESTS

PACKAGE = Path(gppgraph.__file__).parent
BASE_MODULE = Path(terms.__file__).relative_to(PACKAGE).as_posix()
# A module imports from its own folder and from those before it; late imports inside functions count too.
LAYERS = (
    ("errors", "terms", "values", "spelling", "languages", "files", "archives", "processes"),
    ("configuration", "workspace"),
    ("rdf",),
    ("output",),
    ("catalogue",),
    ("authoring",),
    ("sheets",),
    ("build",),
    ("dataset",),
    ("verdicts",),
    ("explore", "passages", "decisions"),
    ("texts",),
    ("review",),
    ("validation",),
    ("graph",),
    ("products",),
    ("specify",),
    ("reading",),
    ("operations",),
    ("publish",),
    ("server",),
    ("commands",),
    ("cli",),
    ("__init__", "__main__"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
LONGEST = 400


def files() -> list[Path]:
    """Return the Python files of the package."""
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "_shipped" not in path.parts]


def module_of(path: Path) -> str:
    """Return the dotted name of a file inside the package, such as ``rdf.store`` or ``rdf``."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in files()}


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each module of the package that a file imports anywhere, also inside functions, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                assert not alias.name.startswith("gppgraph"), f"{path}:{node.lineno}"
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            folder = path.relative_to(PACKAGE).parts[:-1]
            base = [*folder[: len(folder) - node.level + 1], *([node.module] if node.module else [])]
        elif (node.module or "").split(".")[0] == "gppgraph":
            base = (node.module or "").split(".")[1:]
        else:
            continue
        for alias in node.names:
            name = ".".join([*base, alias.name])
            yield name if name in MODULES else ".".join(base) or "__init__", node.lineno


def graph() -> dict[str, set[str]]:
    """Return the modules that each module imports."""
    return {name: {used for used, _ in imports(path)} - {name} for name, path in MODULES.items()}


def test_imports_run_downwards_only() -> None:
    """A folder uses what stands before it in the list, so that a reader can begin at the first."""
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {used}"
        for name, path in MODULES.items()
        for used, line in imports(path)
        if used != "__init__" and RANK[used.split(".")[0]] > RANK[name.split(".")[0]]
    ]
    assert wrong == []


def test_no_import_runs_in_a_circle() -> None:
    """The modules can be put in an order in which each comes after those that it needs."""
    waiting = {name: needs - {"__init__"} for name, needs in graph().items()}
    while waiting:
        ready = {name for name, needs in waiting.items() if not needs & set(waiting)}
        assert ready, f"circle among {sorted(waiting)}"
        waiting = {name: needs for name, needs in waiting.items() if name not in ready}


def test_no_module_is_named_in_a_string() -> None:
    """An import by a string would hide from the tests above."""
    users = {
        module_of(path)
        for path in files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module")
    }
    assert users <= {"__init__", "cli"}


def test_no_file_has_the_name_of_another() -> None:
    """A name leads to one place; commands are called like the questions that they ask."""
    names = Counter(
        path.stem
        for path in files()
        if path.stem != "__init__" and path.relative_to(PACKAGE).parts[0] != "commands"
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_no_class_has_the_name_of_another() -> None:
    """A name stands for one thing."""
    names = Counter(
        node.name
        for path in files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("path", files(), ids=module_of)
def test_no_module_is_too_long_to_read(path: Path) -> None:
    """A longer one has more than one reason to exist."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def strings(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the strings of a file that are no docstrings, with their lines; a gap stands as ``{}``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield "".join(map(str, parts)), node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value, node.lineno


def test_no_sparql_stands_in_a_string_of_python() -> None:
    """Queries are files: they can be read, run and tested by themselves."""
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in files()
        for text, line in strings(path)
        if any(f"{word} " in text or f"{word}\n" in text for word in ("SELECT", "CONSTRUCT", "ASK {"))
        and ("WHERE" in text or "{" in text)
        and "?" in text
    ]
    assert wrong == []


ELEMENTS = (
    "a|article|aside|b|bdi|blockquote|body|br|button|circle|code|dd|details|div|dl|dt|em|figure|footer|form|g|h[1-6]|"
    "head|header|hr|html|i|img|input|label|legend|li|line|link|main|mark|meta|nav|ol|option|p|path|pre|q|rect|script|"
    "section|select|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|text|textarea|th|thead|title|tr|tspan|ul"
)
TAG = re.compile(rf"(?<![?P])</?(?:{ELEMENTS})(?=[\s/>{{]|$)|<!doctype", re.IGNORECASE)


def test_no_html_is_glued_from_strings() -> None:
    """Pages are templates, which escape what they are given; a piece of a tag is glue as well as a whole one."""
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in files()
        for text, line in strings(path)
        if TAG.search(text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "glue", ["<p>{}</p>", '<td class="', "</span>", "<svg", '<a href="{}">', "<!DOCTYPE html>"]
)
def test_a_piece_of_a_tag_is_seen(glue: str) -> None:
    """The pattern above finds each way to glue, and no group of a regular expression."""
    assert TAG.search(glue)
    assert not TAG.search("(?P<section>§) a < b <http://example.org/> <FILE>")


def test_nothing_passes_as_markup_but_what_a_template_wrote() -> None:
    """Whoever calls a string markup takes it past the escaping."""
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Markup"
        if node.args and ast.unparse(node.args[0]) != "''"
    ]
    templates = PACKAGE / "output" / "templates"
    past = {
        (path.relative_to(templates).as_posix(), words)
        for path in templates.rglob("*")
        if path.suffix != ".docx" and path.is_file()
        for words in re.findall(r"[\w.]+\s*\|\s*safe|autoescape false", path.read_text(encoding="utf-8"))
    }
    assert wrong == []
    assert past == {
        ("questions.md", "autoescape false"),  # Markdown
        ("site/home.html", "jsonld|safe"),  # JSON without "<", see publish.schema_org.inside_html
        ("site/thing.html", "jsonld|safe"),
    }


def first_lines(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the first line of each docstring of a file, with the line of its definition."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node)
            if docstring is not None:
                yield (docstring.splitlines() or [""])[0], getattr(node, "lineno", 1)


def is_short_and_plain(line: str) -> bool:
    """Return whether a line is a short sentence that names the things it speaks of."""
    riddle = re.search(r"\b(what|who|whatever|so many)\b", line, re.IGNORECASE)
    return len(line) <= 80 and line.endswith(".") and riddle is None


def test_docstrings_begin_with_a_short_plain_line() -> None:
    """At most 80 characters, a full stop at the end, and a noun for each thing."""
    wrong = [
        f"{path.relative_to(PACKAGE).as_posix()}:{number}: {line}"
        for path in files()
        for line, number in first_lines(path)
        if not is_short_and_plain(line)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    [
        "Return what the rules conclude.",
        "Who hears of what workers do.",
        "Return whatever the shapes say.",
        "So many workers of one kind.",
        "Return the conclusions of the rules",
        f"Return {'very ' * 14}long lines.",
        "",
    ],
)
def test_a_riddle_is_seen(line: str) -> None:
    """The check above finds each kind of fault."""
    assert not is_short_and_plain(line)
    assert is_short_and_plain("Return whether the rules of the whole graph conclude a verdict.")


def test_only_the_command_line_knows_the_commands() -> None:
    """Nothing below imports a command."""
    users = {
        name
        for name, needs in graph().items()
        if any(need.startswith("commands") for need in needs) and not name.startswith(("commands", "cli"))
    }
    assert users == set()


def test_every_command_has_a_module() -> None:
    """The words of a command are the path of its module, which means the same."""
    folder = PACKAGE / "commands"
    present = {path.relative_to(folder).with_suffix("").parts for path in folder.rglob("*.py")}
    helpers = {("common",), ("arguments",)}
    assert {operation.path for operation in OPERATIONS} == {
        path for path in present - helpers if path[-1] != "__init__"
    }


def test_only_the_build_knows_the_files_of_a_snapshot() -> None:
    """Others name parts and statements; ``build`` counts what it wrote, ``upload`` sends all of it."""
    users = {
        module_of(path) for path in files() for text, _ in strings(path) if text.endswith(("*.nq", "*.trig"))
    }
    assert users <= {"build.parts", "commands.data.build", "rdf.upload"}


def test_base_iri_is_written_once() -> None:
    """The base can be changed in one place of the code."""
    written = re.compile(r"w3id\\?\.org/gppgraph")  # in regular expressions too
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in [*files(), *PACKAGE.glob("*/templates/*.html")]
        if written.search(path.read_text(encoding="utf-8"))
    }
    assert users == {BASE_MODULE}
    source = (PACKAGE / BASE_MODULE).read_text(encoding="utf-8")
    assert len(written.findall(source)) == 1


def test_every_file_of_tests_is_collected(pytestconfig: pytest.Config) -> None:
    """pytest passes over folders with some names, `build` among them, unless it is told otherwise."""
    left_out = pytestconfig.getini("norecursedirs")
    passed_over = [
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("test_*.py")
        if any(fnmatch(part, pattern) for part in path.relative_to(TESTS).parts for pattern in left_out)
    ]
    assert passed_over == []


def test_the_public_names_can_be_imported() -> None:
    """``__all__`` is sorted and true."""
    assert sorted(gppgraph.__all__) == gppgraph.__all__
    assert all(getattr(gppgraph, name) for name in gppgraph.__all__)


def test_the_folders_of_the_server_import_one_way() -> None:
    """HTTP knows no workers, workers know no routes, and only the application knows all."""
    order = ("settings", "documents", "http", "workers", "routes", "app")
    wrong = [
        f"{name} imports {used}"
        for name, needs in graph().items()
        for used in needs
        if name.startswith("server.") and used.startswith("server.")
        if order.index(used.split(".")[1]) > order.index(name.split(".")[1])
    ]
    assert wrong == []


def test_the_page_on_the_house_lists_the_folders_in_their_order() -> None:
    """A newcomer reads the page; a folder that is added, moved or gone changes it."""
    page = (PACKAGE.parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("## The folders of")[2].partition("\n## ")[0]
    present = {name.split(".")[0] for name in MODULES} - {""} | {"__init__"}
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [
        name for names in LAYERS for name in names if name in present
    ]


def test_the_page_on_the_house_names_files_that_exist() -> None:
    """Who opens the first file of a change finds it."""
    root = PACKAGE.parents[1]
    page = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|\w+\.md)`| (build/\w+\.py):", page))
    bases = (
        root,
        PACKAGE,
        *(root / name for name in ("ontology", "codes", "data", "queries", "tests", "scripts")),
    )
    assert len(named) > 20
    assert [
        name for name in sorted(map("".join, named)) if not any((base / name).exists() for base in bases)
    ] == []
    changes = page.partition("## Where to change what")[2]
    assert len(re.findall(r"^\| (?!---|You)", changes, re.MULTILINE)) == 10
