"""The schema by which editors complete authoring files: current, right about our files, and strict about faults."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from gppgraph.authoring.loader import Mapping, Sequence, Value, load, read_text
from gppgraph.authoring.schema import SCHEMA, text
from gppgraph.cli import main
from gppgraph.workspace import root, sources

pytestmark = pytest.mark.slow

jsonschema = pytest.importorskip("jsonschema")
YAML = [source.path for source in sources() if source.path.suffix == ".yaml"]
TEMPLATE = root() / "docs" / "templates" / "label-edition.yaml"


@pytest.fixture(scope="module")
def validator() -> Any:
    kept = json.loads((root() / SCHEMA).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(kept)
    return jsonschema.Draft7Validator(kept)


def plain(value: Value) -> Any:
    """Return YAML as an editor sees it: numbers, booleans and null told from texts, dates as texts."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.values.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value.values]
    if not value.plain:
        return value.text
    if value.is_null:
        return None
    if value.text in ("true", "false"):
        return value.text == "true"
    if re.fullmatch(r"[+-]?[0-9]+", value.text):
        return int(value.text)
    return float(value.text) if re.fullmatch(r"[+-]?[0-9]*\.[0-9]+", value.text) else value.text


def test_the_schema_is_that_of_the_ontology() -> None:
    """`gppgraph format` writes it anew after a code was added."""
    assert (root() / SCHEMA).read_text(encoding="utf-8") == text()


@pytest.mark.parametrize("path", [*YAML, TEMPLATE], ids=lambda path: path.stem)
def test_our_files_fit_the_schema(validator: Any, path: Path) -> None:
    """An author sees no red line where nothing is wrong."""
    errors = validator.iter_errors(plain(load(path, read_text(path))))
    assert [f"{list(error.absolute_path)}: {error.message[:200]}" for error in errors] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("topic: warranty", "topic: waranty"),
        ("topic: warranty", "topc: warranty"),
        ("topic: warranty", "topic: [warranty, {a: b}]"),
        ("manufacturer-warranty-duration", "manufacturer-waranty-duration"),
        ("at-least: 3 YR", "at-least: 3 YEAR"),
        ("at-least: 3 YR", "at-last: 3 YR"),
        ("at-least: unknown", "at-least: unknwon"),
        ("products: notebook-computer", "products: notebok"),
        ("confidence: secondary", "confidence: [secondary, verified]"),
        ("fully-formalised: true", "fully-formalised: perhaps"),
        ("issued: 2026-11-24", "issued: yesterday"),
        ("\ncriteria:", "\ncriterions:"),
        ("  shall: {conf", "  shal: {conf"),
    ],
)
def test_an_editor_marks_what_is_wrong(validator: Any, old: str, new: str) -> None:
    """Each fault is one that reading or the shapes would tell later."""
    content = TEMPLATE.read_text(encoding="utf-8")
    assert old in content
    assert validator.is_valid(plain(load(TEMPLATE, content)))
    assert not validator.is_valid(plain(load(TEMPLATE, content.replace(old, new))))


def test_commands_of_the_guide_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An author types what the page says, and whoever starts from the template starts without findings.

    `diff` and `--watch`, which does not end, have tests of their own.
    """
    monkeypatch.chdir(root())
    page = (root() / "docs" / "authoring.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ gppgraph (.*)$", page, re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        if not command.startswith("data diff") and "--watch" not in command:
            code, told = main(shlex.split(command)), capsys.readouterr()
            assert code == 0, (command, told)
            if command.startswith("data validate docs/templates/"):  # no findings, not only none that fail
                assert "conforms" in told.out


def test_examples_of_the_guide_can_be_read(tmp_path: Path) -> None:
    """Each is a file of its own, apart from that of a translation, whose original stands elsewhere."""
    page = (root() / "docs" / "authoring.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(examples) == 3
    from gppgraph.authoring.read import triples

    for example in examples[:2]:
        path = tmp_path / "dk-desktop-2023.yaml"
        path.write_text(example, encoding="utf-8")
        triples(path)
