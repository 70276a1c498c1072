"""Two versions of a small graph are compared by what they conclude."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gppgraph.build.snapshot import write_snapshot
from gppgraph.cli import main
from gppgraph.errors import InputError
from gppgraph.terms import PREFIXES
from gppgraph.verdicts.diff import Change, compare

pytestmark = pytest.mark.slow

PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
SET = """
set:s a gpp:CriteriaSetEdition .
req:r a gpp:TechnicalSpecification ; cccev:isDerivedFrom set:s ; gpp:status status:specified ; gpp:fullyFormalised true ;
    gpp:confidence confidence:verified ; gpp:appliesToProduct product:notebook ; cccev:hasRequirement req:r.c1 .
req:r.c1 a gpp:Constraint ; cccev:constrains concept:warranty ; gpp:operator op:at-least ; gpp:printedValue 2 ;
    gpp:printedUnit unit:YR ; gpp:binds party:product ; gpp:confidence confidence:verified .
"""
LABEL = """
label:l a gpp:LabelEdition ; gpp:covers product:notebook ; gpp:confidence confidence:verified .
crit:w a gpp:LabelCriterion ; cccev:isDerivedFrom label:l ; gpp:bindingness binding:mandatory ;
    gpp:confidence confidence:verified ; gpp:appliesToProduct product:notebook ; cccev:hasRequirement crit:w.c1 .
crit:w.c1 a gpp:Constraint ; cccev:constrains concept:warranty ; gpp:operator op:at-least ; VALUE ;
    gpp:binds party:product ; gpp:confidence confidence:CONFIDENCE .
"""


def label(value: str, confidence: str = "verified") -> str:
    """Return the label with a value."""
    return PROLOGUE + LABEL.replace("VALUE", value).replace("CONFIDENCE", confidence)


UNKNOWN = label("gpp:valueState state:unknown")
THREE_YEARS = label("gpp:printedValue 3 ; gpp:printedUnit unit:YR")
NOT_SURE = label("gpp:printedValue 3 ; gpp:printedUnit unit:YR", "recalled")


@pytest.fixture
def version(tmp_path: Path, root: Path):
    """Return a function that writes a version of the graph with a given label."""

    def write(name: str, content: str) -> str:
        folder = tmp_path / name
        shutil.copytree(root / "ontology" / "rules", folder / "ontology" / "rules")
        codes = (root / "tests" / "worlds" / "codes.ttl").read_text(encoding="utf-8")
        (folder / "ontology" / "codes.ttl").write_text(PROLOGUE + codes, encoding="utf-8")
        (folder / "data").mkdir()
        (folder / "data" / "s.ttl").write_text(PROLOGUE + SET, encoding="utf-8")
        (folder / "data" / "l.ttl").write_text(content, encoding="utf-8")
        return str(folder)

    return write


CHANGED = [
    Change(
        "verdict",
        "r",
        "l",
        "notebook",
        ("undetermined", "undetermined", "possibly", "verified"),
        ("satisfies", "true", "possibly", "verified"),
    ),
    Change("outcome", "r.c1", "l", "notebook", ("unknown",), ("met",)),
]


def test_folders(version) -> None:
    """A value that was found shows as before and after."""
    assert compare(version("old", UNKNOWN), version("new", THREE_YEARS)) == CHANGED


def test_file_replaces_its_namesake(version, tmp_path: Path) -> None:
    """A contributor compares one file before it is put into the data folder."""
    file = tmp_path / "l.ttl"
    file.write_text(THREE_YEARS, encoding="utf-8")
    assert compare(version("old", UNKNOWN), str(file)) == CHANGED


def test_file_is_added(version, tmp_path: Path) -> None:
    """A new edition has no conclusions before."""
    file = tmp_path / "m.ttl"
    file.write_text(THREE_YEARS.replace("label:l", "label:m").replace("crit:w", "crit:m.w"), encoding="utf-8")
    found = compare(version("old", UNKNOWN), str(file))
    assert {change.edition for change in found} == {"m"}
    assert all(change.before is None for change in found)


def test_snapshots(version, tmp_path: Path) -> None:
    """What was published is compared without its sources."""
    old, new = version("old", UNKNOWN), version("new", THREE_YEARS)
    write_snapshot(Path(old), tmp_path / "snapshot")
    assert compare(str(tmp_path / "snapshot"), new) == CHANGED


def test_same_version(version) -> None:
    """Nothing is made up."""
    same = version("old", UNKNOWN)
    assert compare(same, same) == []


def test_confidence_is_a_difference_but_no_other_word(version) -> None:
    """A verdict that rests on less is told, unless only words are asked for."""
    found = compare(version("old", THREE_YEARS), version("new", NOT_SURE))
    assert [(change.before, change.word_changed) for change in found] == [(CHANGED[0].after, False)]


@pytest.mark.parametrize(
    ("name", "reason"), [("no-such-revision", "git revision"), ("--output=x", "git revision")]
)
def test_unknown_version(name: str, reason: str, version) -> None:
    """A name that looks like an option of git is none."""
    with pytest.raises(InputError, match=reason):
        compare(name, version("new", UNKNOWN))


def test_folder_without_graph(tmp_path: Path) -> None:
    """A wrong folder is refused by name."""
    with pytest.raises(InputError, match="neither a snapshot nor"):
        compare(str(tmp_path), str(tmp_path))


def test_missing_file(version) -> None:
    """A file that is not there is refused by name."""
    with pytest.raises(InputError, match=r"none\.ttl: there is no such file"):
        compare(version("old", UNKNOWN), "none.ttl")


def test_command(version, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts are told after the rows; the exit code tells only when asked."""
    old, new = version("old", UNKNOWN), version("new", THREE_YEARS)
    assert main(["diff", old, new]) == 0
    assert "1 verdicts: undetermined, undetermined -> satisfies, true" in capsys.readouterr().out
    assert main(["diff", old, new, "--exit-code", "--format", "json"]) == 1
    records = json.loads(capsys.readouterr().out)
    assert records[1]["after"] == {"outcome": "met"}
    assert main(["diff", old, old, "--exit-code"]) == 0
    assert capsys.readouterr().out == "no verdict and no outcome differs\n"
