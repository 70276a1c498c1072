"""Each operation is declared once, and the command line says and does what is declared."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from gppgraph.cli import defaults_of, main, module_of, resolve
from gppgraph.commands.arguments import options_of, parser
from gppgraph.operations import OPERATIONS, SPELLINGS, operation
from gppgraph.operations.declaration import COMMAND, FLAG, REST, Operation
from gppgraph.operations.parameters import TABLES
from places import ROOT

# Examples that need a server, a network, or minutes.
NOT_RUN = {"data build", "data diff", "data load", "data validate", "serve", "publish"}
# Those that print only what is to be mended.
SILENT = {"data format", "data sources record"}
BY_NAME = {" ".join(entry.path): entry for entry in OPERATIONS}
# What an interpreter without the graph has no need of.
HEAVY = {
    "rich",
    "rdflib",
    "fastapi",
    "pydantic",
    "starlette",
    "tantivy",
    "jinja2",
    "owlrl",
    "pyshacl",
    "httpx",
}


def words_of(example: str) -> list[str]:
    """Return the arguments of an example, without what is piped into it or out of it."""
    command = example[example.index("gppgraph ") :]
    return shlex.split(re.split(r" [|<>] ", command)[0])[1:]


@pytest.mark.parametrize("name", BY_NAME)
def test_help_ends_with_an_example_and_the_exit_codes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """``--help`` works for every command and every older spelling, and its example parses."""
    entry = BY_NAME[name]
    for spelling in (entry.path, *entry.aliases):
        with pytest.raises(SystemExit) as end:
            main([*spelling, "--help"])
        assert end.value.code == 0
        text = capsys.readouterr().out
        assert text.startswith(f"usage: gppgraph {' '.join(spelling)} ")
        assert entry.example in text
        assert "exit codes: 0 it is done" in text
        assert ("; 1 " in text.partition("exit codes:")[2]) == bool(entry.empty)
    typed, spelling_, rest = resolve(words_of(entry.example))
    assert typed is entry
    assert parser(entry, spelling_, defaults_of(module_of(entry))).parse_args(rest)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(BY_NAME) - NOT_RUN))
def test_examples_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the help shows gives an answer where it is typed."""
    entry = BY_NAME[name]
    (tmp_path / "texts").mkdir()
    if name == "review":
        tender = docx.Document()
        tender.add_paragraph("PC-ene skal ha TCO Certified generasjon 8.")
        tender.save(str(tmp_path / "tender.docx"))
    if name == "import":
        assert (
            main(["export", "--set", "dk-desktop-2023", "--output", str(tmp_path / "dk-desktop-2023.xlsx")])
            == 0
        )
    for path in (ROOT / "tests" / "products" / "files").glob("*.csv"):
        shutil.copy(path, tmp_path)
    if name == "new":
        assert main(["init", str(tmp_path)]) == 0
    monkeypatch.chdir(tmp_path)
    piped = re.match(r'echo "(.*)" \| ', entry.example)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((piped[1] if piped else "").encode())))
    code = main(words_of(entry.example))
    printed = capsys.readouterr()
    if name == "data sources check":
        assert "holds none of the source texts" in printed.err
    else:
        assert code == 0 or (code == 1 and entry.empty), printed.err
        assert printed.out or (tmp_path / "reviewed.docx").is_file() or name in SILENT


def test_older_spellings_name_the_same_operation() -> None:
    """Scripts that were written before the groups go on."""
    older = "build validate format diff gaps link-check load"
    assert {name: resolve([name])[0] for name in older.split()} == {
        name: operation("data", "links" if name == "link-check" else name) for name in older.split()
    }
    assert resolve(["sources", "show", "x"]) == (
        operation("data", "sources", "show"),
        "gppgraph sources show",
        ["x"],
    )
    assert len(SPELLINGS) == len(set(SPELLINGS))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("satsify", 'command "satsify" not found. Close matches: satisfy.'),
        ("data biuld", 'command of gppgraph data "biuld" not found. Close matches: build.'),
        ("data sources chek", 'command of gppgraph data sources "chek" not found. Close matches: check.'),
        (
            "sources",
            "gppgraph sources needs one of its commands: check, show, record; see gppgraph sources --help.",
        ),
        (
            "satisfy --engine rdflip",
            '--engine "rdflip" is not one of oxigraph, rdflib. Close matches: rdflib; see gppgraph satisfy --help.',
        ),
        (
            "satisfy --lable x",
            "unrecognized arguments: --lable x. Close matches: --label; see gppgraph satisfy --help.",
        ),
        ("satisfy --set-value X", '--set-value "X" is not of the form X=4; see gppgraph satisfy --help.'),
        (
            "satisfy --timeout 0",
            '--timeout "0" is not a number of seconds above 0; see gppgraph satisfy --help.',
        ),
        ("serve --port 0", '--port "0" is not a whole number from 1 to 65535; see gppgraph serve --help.'),
        ("gaps --limit x", '--limit "x" is not a whole number; see gppgraph gaps --help.'),
        ("explain x", "the following arguments are required: EDITION; see gppgraph explain --help."),
    ],
)
def test_a_wrong_word_is_answered_with_those_that_are_like_it(
    typed: str, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, exit code 2, the same for commands, options and choices."""
    assert main(typed.split()) == 2
    assert capsys.readouterr() == ("", f"gppgraph: {answer}\n")


def test_declared_forms_have_writers() -> None:
    """A form that help offers can be written."""
    from gppgraph.output.tables import FORMATS
    from gppgraph.rdf.results import RESULT_FORMATS
    from gppgraph.review.report_formats import WRITERS as REVIEWS
    from gppgraph.texts.linked_formats import WRITERS as LINKS
    from gppgraph.validation.forms import FORMATS as REPORTS

    assert TABLES == FORMATS
    assert set(operation("query").forms) == {*FORMATS, *RESULT_FORMATS}
    assert set(operation("review").forms) == {*REVIEWS, "docx"}
    assert set(operation("link").forms) == set(LINKS)
    assert set(operation("data", "validate").forms) == set(REPORTS)


def test_declared_choices_are_those_of_the_callables() -> None:
    """A choice that help offers is understood, and every one that is understood is offered."""
    from gppgraph.languages import LANGUAGES
    from gppgraph.validation.finding import LEVELS

    def choices(entry: Operation, name: str) -> tuple[str, ...]:
        return next(parameter.choices for parameter in entry.parameters if parameter.name == name)

    assert choices(operation("review"), "lang") == choices(operation("remaining"), "lang") == LANGUAGES
    assert choices(operation("data", "validate"), "fail_on") == LEVELS


def test_words_find_the_declared_kinds() -> None:
    """The kinds of ``gppgraph search --kind`` are those of the index."""
    from gppgraph.explore.search import index
    from gppgraph.graph import load
    from gppgraph.operations.questions import KINDS

    assert set(KINDS) == set(index(load()).kinds.values())


def test_declarations_hold_together() -> None:
    """No name twice on one interface; an example for each parameter of REST; only options are repeated flags."""
    for entry in OPERATIONS:
        for place in (COMMAND, REST):
            names = [parameter.name for parameter in entry.at(place)]
            assert len(set(names)) == len(names), entry.path
        for parameter in options_of(entry):
            assert parameter.help, (entry.path, parameter.name)
            assert not (parameter.kind == FLAG and (parameter.repeated or parameter.positional))
        if entry.rest:
            assert entry.call is not None
            needed = [parameter for parameter in entry.at(REST) if not parameter.choices]
            assert [parameter.name for parameter in needed if not parameter.example] == []
            assert set(entry.needs) <= {parameter.name for parameter in entry.at(REST)}


def test_the_server_has_its_defaults_in_one_place(capsys: pytest.CaptureFixture[str]) -> None:
    """Help shows the settings that the server runs with."""
    from gppgraph.server.settings import MEBIBYTE, Settings

    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    settings = Settings()
    for default in (
        settings.host,
        settings.port,
        f"{settings.query_seconds:g}",
        settings.query_memory // MEBIBYTE,
    ):
        assert f"(default: {default})" in text
    assert all(parameter.default is None for parameter in operation("serve").parameters)


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_a_shell_completes_commands_and_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The script names commands, groups, options and choices."""
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for word in ("satisfy", "validate", "record", "fail-on", "source-violation", "rdflib"):
        assert word in script, word


def test_bash_completes_a_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What bash offers after ``gppgraph data v``."""
    assert main(["completion", "bash"]) == 0
    script = tmp_path / "gppgraph.bash"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    ask = (
        f"source {script}; COMP_WORDS=(gppgraph data v); COMP_CWORD=2; COMP_LINE='gppgraph data v'; COMP_POINT=15; "
        "_shtab_gppgraph; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["validate"]


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["data", "--help"],
        [
            "satisfy",
            "--requirement",
            "dk-desktop-2023.basis.TS3",
            "--label",
            "tco-certified-8",
            "--format",
            "json",
        ],
    ],
)
def test_a_command_starts_without_libraries_that_it_does_not_use(words: list[str]) -> None:
    """Start-up is most of the time of a short answer."""
    program = (
        "import sys, contextlib, json\nfrom gppgraph.cli import main\n"
        "with contextlib.suppress(SystemExit):\n    main(sys.argv[1:])\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    assert HEAVY & set(json.loads(done.stderr.splitlines()[-1])) == set()


@pytest.mark.parametrize(
    "name", ["matrix", "data gaps", "search batteri", "show tco-certified-8", "query largest-values"]
)
def test_json_is_a_form_of_every_answer(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A program reads the answer of a command as it is."""
    assert main([*name.split(), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)
