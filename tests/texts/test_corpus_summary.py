"""The summary of a folder of texts: what is named, what has ended, which flags disagree."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import pytest

from gppgraph.rdf.store import select
from gppgraph.terms import expand
from gppgraph.texts.corpus_formats import render_summary
from gppgraph.texts.corpus_summary import (
    CorpusSummary,
    FileNames,
    FlagDisagreement,
    summarise,
    summary_of,
)
from gppgraph.texts.read.readers import from_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from gppgraph.dataset import Dataset

DAY = date(2026, 6, 1)
WORLD = (
    "".join(f"PREFIX {name}: <{expand(name + ':')}>\n" for name in ("label", "act", "std"))
    + """
PREFIX gpp: <https://w3id.org/gppgraph/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
label:today a gpp:LabelEdition ; gpp:certificatesEnd "2026-06-01"^^xsd:date .
label:tomorrow a gpp:LabelEdition ; gpp:certificatesEnd "2026-06-02"^^xsd:date .
label:open a gpp:LabelEdition .
act:repealed a gpp:LegalAct .
act:repealing a gpp:LegalAct ; gpp:repeals act:repealed ; gpp:validFrom "2026-01-01"^^xsd:date .
act:kept a gpp:LegalAct ; gpp:validUntil "2030-01-01"^^xsd:date .
act:late a gpp:LegalAct ; gpp:repeals act:kept ; gpp:validFrom "2020-01-01"^^xsd:date .
std:current a gpp:StandardEdition ; gpp:editionStatus "current" .
std:undated a gpp:StandardEdition ; gpp:editionStatus "withdrawn" .
std:old a gpp:StandardEdition ; gpp:editionStatus "superseded" ; gpp:supersededBy std:current .
std:current gpp:publishedOn "2025-05-05"^^xsd:date .
"""
)


@pytest.fixture(scope="module")
def world() -> Dataset:
    store = ox.Store()
    store.load(WORLD.encode(), format=ox.RdfFormat.TURTLE)
    return cast("Dataset", SimpleNamespace(select=lambda query: select(store, query)))


def entry(file: str, *things: str, flags: tuple[tuple[str, str], ...] = ()) -> FileNames:
    """Return what a file names, of texts such as ``label label:open``."""
    pairs = (thing.split() for thing in things)
    return FileNames(file, frozenset((kind, expand(name)) for kind, name in pairs), flags)


def named(summary: CorpusSummary) -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    return [tuple(row) for row in summary.named]  # type: ignore[misc]


def test_an_edition_is_dead_from_the_day_on_which_its_certificates_end_and_comes_first(
    world: Dataset,
) -> None:
    found = [
        entry("b.txt", "label label:open", "label label:today"),
        entry("a.txt", "label label:open", "label label:tomorrow", "label label:today"),
        entry("c.txt", "label label:open"),
    ]
    assert named(summary_of(world, found, DAY)) == [
        ("label", "today", "ended", "2026-06-01", ("a.txt", "b.txt")),
        ("label", "open", "", "", ("a.txt", "b.txt", "c.txt")),
        ("label", "tomorrow", "ends", "2026-06-02", ("a.txt",)),
    ]


def test_a_repealed_act_and_a_superseded_standard_are_marked_and_others_are_not(world: Dataset) -> None:
    found = [
        entry("a.txt", "act act:repealed", "act act:repealing", "act act:kept"),
        entry("b.txt", "standard std:old", "standard std:current", "standard std:undated"),
    ]
    assert [row[:4] for row in named(summary_of(world, found, DAY))] == [
        ("standard", "old", "ended", "2025-05-05"),
        ("standard", "undated", "ended", ""),
        ("standard", "current", "", ""),
        ("act", "repealed", "ended", "2026-01-01"),
        ("act", "kept", "ends", "2030-01-01"),
        ("act", "repealing", "", ""),
    ]


def test_a_flag_disagrees_only_with_a_text_that_says_otherwise(world: Dataset) -> None:
    none, eu = ("gpp-criteria", "none"), ("gpp-criteria", "eu")
    found = [
        entry("denies-and-names.xml", "label label:open", flags=(none,)),
        entry("denies.xml", "act act:kept", flags=(none,)),
        entry("lots-differ.xml", "label label:open", flags=(none, eu)),
        entry("affirms-and-names.xml", "label label:open", flags=(eu,)),
        entry("affirms.xml", "act act:kept", flags=(eu,)),
        entry("another-aim.xml", flags=(("strategic-procurement", "inn-pur"),)),
        entry("no-aim.xml", "label label:open", flags=(("strategic-procurement", "none"),)),
        entry("silent.xml", "label label:open"),
    ]
    assert summary_of(world, found, DAY).disagreements == (
        FlagDisagreement("gpp-criteria=eu", "no label, set or criterion", ("affirms.xml",)),
        FlagDisagreement("gpp-criteria=none", "label", ("denies-and-names.xml",)),
        FlagDisagreement("strategic-procurement=none", "label", ("no-aim.xml",)),
    )


def test_all_forms_tell_the_same_and_list_files_that_could_not_be_read(world: Dataset) -> None:
    flagged = entry("b.xml", "label label:today", flags=(("gpp-criteria", "none"),))
    summary = summary_of(
        world, ["z.bin: holds binary data.", entry("a.txt", "label label:today"), flagged], DAY
    )
    assert list(csv.reader(io.StringIO(render_summary(summary, "csv")))) == [
        ["kind", "thing", "state", "day", "documents", "files"],
        ["label", "today", "ended", "2026-06-01", "2", "a.txt; b.xml"],
        ["flag", "gpp-criteria=none", "text names label", "", "1", "b.xml"],
        ["failure", "z.bin: holds binary data.", "", "", "", ""],
    ]
    record = json.loads(render_summary(summary, "json"))
    assert (record["as_of"], record["read"], record["failures"]) == (
        "2026-06-01",
        2,
        ["z.bin: holds binary data."],
    )
    assert record["named"] == [
        {
            "kind": "label",
            "thing": "today",
            "state": "ended",
            "day": "2026-06-01",
            "files": ["a.txt", "b.xml"],
            "documents": 2,
        }
    ]
    assert record["disagreements"][0]["flag"] == "gpp-criteria=none"


def test_the_flags_of_a_notice_are_those_on_green_procurement() -> None:
    notice = b"""<ContractNotice xmlns:cbc="urn:x"><cbc:ProcurementTypeCode listName="gpp-criteria">none
      </cbc:ProcurementTypeCode><cbc:ProcurementTypeCode listName="gpp-criteria">none</cbc:ProcurementTypeCode>
      <cbc:ProcurementTypeCode listName="contract-nature">supplies</cbc:ProcurementTypeCode>
      <cbc:ProcurementTypeCode>eu</cbc:ProcurementTypeCode><cbc:Name>Desktop computers</cbc:Name></ContractNotice>"""
    assert from_bytes("n.xml", notice).flags == (("gpp-criteria", "none"),)


@pytest.mark.slow
def test_a_folder_is_summarised_whole_although_a_file_cannot_be_read(tmp_path: Path) -> None:
    """Below the folder too; nothing is written beside the texts."""
    from gppgraph.graph import load

    (tmp_path / "below").mkdir()
    (tmp_path / "a.bin").write_bytes(b"\0\1\2")
    (tmp_path / "b.txt").write_text("TCO Certified generasjon 9 eller generasjon 8", encoding="utf-8")
    (tmp_path / "below" / "c.txt").write_text("TCO Certified generasjon 8, datamaskiner", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    summary = summarise(load(), tmp_path, None, date(2026, 11, 24), lambda *step: None, jobs=1)
    assert [(row.thing, row.state, row.files) for row in summary.named] == [
        ("tco-certified-8", "ended", ("b.txt", "below/c.txt")),
        ("tco-certified-9", "", ("b.txt",)),
    ]
    assert (summary.read, len(summary.failures), sorted(tmp_path.rglob("*"))) == (2, 1, before)
    assert "a.bin" in summary.failures[0]
