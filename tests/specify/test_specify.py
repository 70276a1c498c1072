"""Drafts of tenders say what their constraints demand, and are read back as the same."""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gppgraph.cli import main
from gppgraph.errors import InputError, UnknownNameError
from gppgraph.graph import Graph
from gppgraph.languages import WRITTEN, Words, interface_language
from gppgraph.rdf.store import select
from gppgraph.review.review import review
from gppgraph.specify.draft import PACKAGE, specify
from gppgraph.specify.level_changes import level_changes
from gppgraph.specify.requirement_sentences import RequirementSentence, SaidFigure, SentenceWriter
from gppgraph.specify.specification import Specification
from gppgraph.specify.specification_file import as_docx
from gppgraph.specify.specification_text import as_json, as_markdown
from gppgraph.specify.ticked_properties import ranked_labels
from gppgraph.terms import slug
from gppgraph.texts.linker import Linker
from gppgraph.texts.read.source_text import Text
from gppgraph.verdicts.names_of_things import StoredNames
from gppgraph.verdicts.wording import Bounds, read_bounds

DAY = "2026-07-01"
ASK = {"set": "dk-desktop-2023", "level": "basis", "product": "notebook-computer", "as_of": DAY}
COMMAND = [
    "specify",
    "--set",
    "dk-desktop-2023",
    "--level",
    "basis",
    "--product",
    "notebook-computer",
    "--as-of",
    DAY,
]


@pytest.fixture(scope="module")
def bounds(graph: Graph) -> Bounds:
    return read_bounds(graph.engine)


@pytest.fixture(scope="module")
def draft(graph: Graph, linker: Linker) -> Specification:
    return specify(graph, language="nb", finder=linker.finder, **ASK)


def read(linker: Linker, text: str) -> set[tuple[str, str, Decimal, str]]:
    """Return the figures that are read in a text, by property, operator, value and unit."""
    found = linker.reader.read(text, linker.finder.find(text))
    return {(slug(entry.concept), slug(entry.operator), entry.value, slug(entry.unit)) for entry in found}


def stated(figures: Iterable[SaidFigure]) -> set[tuple[str, str, Decimal, str]]:
    """Return the figures of sentences in the form in which those of a text are read."""
    return {(said.property, said.operator, Decimal(said.value), said.unit) for said in figures}


CONSTRAINTS = """
PREFIX cccev: <http://data.europa.eu/m8g/>
PREFIX gpp: <https://w3id.org/gppgraph/ns#>
SELECT DISTINCT ?set ?level ?requirement ?constraint ?award WHERE {
  ?set a gpp:CriteriaSetEdition .
  ?requirement cccev:isDerivedFrom ?set ; cccev:hasRequirement ?constraint .
  OPTIONAL { ?requirement gpp:ambitionLevel ?level }
  BIND(EXISTS { ?requirement a gpp:AwardCriterion } AS ?award)
}
ORDER BY ?set ?level ?requirement ?constraint
"""


@pytest.mark.slow
@pytest.mark.parametrize("language", WRITTEN)
def test_every_constraint_of_every_set_and_level_is_read_back_as_it_was_written(
    graph: Graph, linker: Linker, bounds: Bounds, language: str
) -> None:
    """Property, operator, value and unit; nothing is missed, and nothing is read that is not demanded."""
    writer = SentenceWriter(
        Words(language, PACKAGE, WRITTEN), bounds.units, StoredNames(graph.engine, graph.register, language)
    )
    levels: dict[tuple[str, str], list[RequirementSentence]] = defaultdict(list)
    for row in select(graph.engine, CONSTRAINTS):
        name = row.iri("constraint")
        sentence = writer.write(name, bounds.figures[name], row.flag("award"), "", ())
        levels[row.slug("set"), row.slug_or_none("level") or ""].append(sentence)
    assert len(levels) > 8
    wrong, count = [], 0
    for level, sentences in levels.items():
        text = "\n\n".join("\n".join((one.text, *one.alternatives, *one.scope)) for one in sentences)
        asked = stated(said for one in sentences for said in one.figures)
        count += len(asked)
        if asked != read(linker, text):
            wrong.append((level, asked ^ read(linker, text)))
    assert wrong == []
    assert count >= 60


def test_another_value_gives_another_sentence(graph: Graph, linker: Linker) -> None:
    """The sentence is made of the value, so that it cannot say another one."""
    made = specify(graph, choose=["TS3"], values={"X": 4}, finder=linker.finder, **ASK)
    (requirement,) = made.requirements
    assert [one.text for one in requirement.sentences] == [
        "The manufacturer must give a warranty of at least 4 years."
    ]
    assert ("manufacturer-warranty-duration", "at-least", Decimal(4), "unit:YR") in read(
        linker, as_markdown(made)
    )
    assert not any("X" in check for check in requirement.checks)


def test_a_draft_tells_proof_law_checks_and_source(draft: Specification) -> None:
    """A part that is not in figures is said to stand in the source, and no text of it is made up."""
    by_code = {entry.code: entry for entry in draft.requirements}
    assert "TS16" not in by_code  # the level asks nothing there
    assert by_code["TS3"].proofs[0].startswith("skriftlig dokumentasjon")
    assert by_code["TS3"].source == "https://denansvarligeindkober.dk/stationaere-computere"
    assert by_code["TS1"].formal is False
    assert "hentes fra kilden" in by_code["TS1"].checks[0]
    assert by_code["AC5"].sentences[0].text.startswith("Det typiske energiforbruket skal for full uttelling")
    assert [band.share for band in by_code["AC5"].bands] == [1.0, 0.75, 0.5, 0.25]


def test_a_value_that_was_not_read_is_left_to_the_source(graph: Graph, linker: Linker) -> None:
    """The graph knows that the advanced level has a warranty, and not how long."""
    made = specify(
        graph,
        set="no-it-2019",
        level="avansert",
        product="notebook-computer",
        language="nb",
        finder=linker.finder,
        choose=["no-it-2019.avansert.NO-KV-05"],
        as_of=DAY,
    )
    said = {one.constraint: one for one in made.requirements[0].sentences}
    warranty = said["no-it-2019.avansert.NO-KV-05.c1"]
    assert warranty.open == "unknown"
    assert "ta den fra kilden" in warranty.text
    assert warranty.figures == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("criteria_set", "level", "product", "country", "language", "choose"),
    [
        ("eu-gpp-2021", "comprehensive", "smartphone", "eu", "en", ["TS2", "TS3", "TS5", "TS6", "AC1"]),
        ("no-it-2019", "avansert", "notebook-computer", "no", "nn", []),
    ],
)
def test_a_review_of_a_draft_finds_nothing_to_correct(
    graph: Graph,
    linker: Linker,
    criteria_set: str,
    level: str,
    product: str,
    country: str,
    language: str,
    choose: list[str],
) -> None:
    """Superseded standards, alternatives, acts that ask for more: the draft says itself what a review would."""
    made = specify(
        graph,
        set=criteria_set,
        level=level,
        product=product,
        choose=choose,
        language=language,
        as_of=DAY,
        finder=linker.finder,
    )
    text = as_markdown(made)
    result = review(
        graph, Text("draft", "txt", text), country, date(2026, 7, 1), linker, interface_language(language)
    )
    assert [entry for entry in result.findings if entry.severity != "info"] == []
    assert stated(said for entry in made.requirements for one in entry.sentences for said in one.figures) == {
        (slug(entry.concept), slug(entry.operator), entry.value, slug(entry.unit))
        for entry in result.linked.thresholds
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": None}, "choose one by --level: dk-basis, dk-udvidet"),
        ({"choose": ["TS16"]}, "basis.TS16 asks nothing of notebook-computer"),
        (
            {"choose": ["TS3", "dk-desktop-2023.udvidet.TS3"]},
            "basis.TS3 and dk-desktop-2023.udvidet.TS3 both bound manufacturer-warranty-duration",
        ),
        ({"choose": ["no-it-2019.basis.NO-KV-01"]}, "no requirement of dk-desktop-2023"),
        ({"values": {"X": 1}}, "below the least value"),
        ({"values": {"Q": 4}}, 'no requirement asked about has a buyer value "Q"; there are: .*X'),
        ({"language": "sv"}, 'language "sv" is not one of'),
    ],
)
def test_a_choice_that_cannot_be_is_refused_with_what_to_do(
    graph: Graph, linker: Linker, options: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        specify(graph, finder=linker.finder, **{**ASK, **options})


def test_an_unknown_requirement_gets_near_matches(graph: Graph, linker: Linker) -> None:
    with pytest.raises(UnknownNameError, match=r"Close matches: .*TS3"):
        specify(graph, finder=linker.finder, choose=["TS33"], **ASK)


def test_two_levels_stand_side_by_side(graph: Graph, linker: Linker) -> None:
    """Requirements that both levels state alike are left out; one that a level lacks has an empty side."""
    basis, udvidet = (
        specify(graph, finder=linker.finder, **{**ASK, "level": level, "choose": choose})
        for level, choose in (("basis", ["TS3", "TS5"]), ("udvidet", ["TS3", "TS5", "TS16"]))
    )
    changes = {change.code: change for change in level_changes(basis, udvidet)}
    assert [changes["TS3"].here.demands, changes["TS3"].there.demands] == [
        (f"The manufacturer must give a warranty of at least {years} years.",) for years in (2, 3)
    ]
    assert changes["TS16"].here.demands == ()
    assert changes["TS16"].there.demands != ()
    assert "TS5" not in changes
    with pytest.raises(InputError, match="another level"):
        level_changes(basis, basis)


def test_labels_are_ranked_by_the_wishes_that_they_prove(graph: Graph, linker: Linker) -> None:
    """On a day of its certificates TCO Certified 8 proved spare parts; two years later nobody can show it."""
    wishes = ["spare-part-availability-period", "manufacturer-warranty-duration"]
    asked = {**ASK, "level": "udvidet", "choose": ["TS2", "TS3"]}
    part, warranty = (
        "dk-desktop-2023.udvidet.TS2.c1",
        "The manufacturer must give a warranty of at least 3 years.",
    )
    then = specify(graph, finder=linker.finder, **{**asked, "as_of": "2023-06-01"})
    ranked = ranked_labels(graph, then, wishes)
    assert (ranked[0].edition, ranked[0].proves, ranked[0].remaining) == (
        "tco-certified-8",
        (part,),
        (warranty,),
    )
    counts = [(len(label.proves), len(label.uncertain)) for label in ranked]
    assert counts == sorted(counts, reverse=True)
    now = specify(graph, finder=linker.finder, **asked)
    assert "tco-certified-8" not in {label.edition for label in ranked_labels(graph, now, wishes)}
    with pytest.raises(UnknownNameError, match="Close matches: manufacturer-warranty-duration"):
        ranked_labels(graph, now, ["warranty-duration"])


NOTES = {"en": "Draft, no legal advice", "nb": "Utkast, ikke juridisk", "nn": "Utkast, ikkje juridisk", "da": "Udkast, ikke juridisk"}  # fmt: skip


def test_each_output_says_once_that_it_is_a_draft(draft: Specification) -> None:
    for output in (as_markdown(draft), as_json(draft), body(as_docx(draft))):
        assert output.count(NOTES["nb"]) == 1


def test_json_has_the_figures_of_each_sentence(draft: Specification) -> None:
    record = json.loads(as_json(draft))
    (warranty,) = [entry for entry in record["requirements"] if entry["code"] == "TS3"]
    assert warranty["sentences"][0]["figures"] == [
        {
            "property": "manufacturer-warranty-duration",
            "operator": "at-least",
            "value": "2",
            "unit": "unit:YR",
        }
    ]
    assert warranty["award"] is False


def body(data: bytes) -> str:
    """Return the XML of the body of a Word file."""
    return zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()


def test_the_word_file_has_styles_numbers_contents_and_pages(draft: Specification) -> None:
    docx = pytest.importorskip("docx")
    data = as_docx(draft)
    document = docx.Document(io.BytesIO(data))
    headings = [entry.text for entry in document.paragraphs if entry.style.name == "Heading 1"]
    assert headings == [
        f"{kind} (bærbar datamaskin)"
        for kind in ("Tekniske spesifikasjoner", "Tildelingskriterier", "Kontraktsvilkår")
    ]
    assert any(entry.text == "TS3 Fabrikantens garanti" for entry in document.paragraphs)
    assert document.styles["Heading 1"].element.pPr.numPr is not None
    assert "TOC \\o" in body(data)
    section = document.sections[0]
    assert (round(section.page_width.cm), round(section.page_height.cm, 1)) == (21, 29.7)
    assert section.header.paragraphs[0].text.startswith("Kravspesifikasjon")
    assert "NUMPAGES" in zipfile.ZipFile(io.BytesIO(data)).read("word/footer1.xml").decode()
    assert as_docx(draft) == data


def test_an_agency_has_a_template_of_its_own(draft: Specification, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    own = docx.Document()
    own.add_paragraph("Etaten: {{ words.heading }} ({{ specification.day }})")
    own.save(tmp_path / "own.docx")
    made = docx.Document(io.BytesIO(as_docx(draft, str(tmp_path / "own.docx"))))
    assert made.paragraphs[0].text.startswith("Etaten: Kravspesifikasjon")
    (tmp_path / "text.docx").write_text("no Word file", encoding="utf-8")
    own.add_paragraph("{{ nothing.of.this }}")
    own.save(tmp_path / "wrong.docx")
    for name, message in (
        ("text.docx", "is no Word file"),
        ("wrong.docx", "cannot be filled"),
        ("none.docx", "No such file"),
    ):
        with pytest.raises(InputError, match=message):
            as_docx(draft, str(tmp_path / name))


def test_a_draft_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A person may have changed it; nothing else is written either."""
    changed = tmp_path / "spec.docx"
    changed.write_text("changed by hand", encoding="utf-8")
    assert main([*COMMAND, "--output", str(changed), "--evaluation", str(tmp_path / "eval.xlsx")]) == 2
    assert "exists already" in capsys.readouterr().err
    assert changed.read_text(encoding="utf-8") == "changed by hand"
    assert list(tmp_path.iterdir()) == [changed]


def test_word_files_need_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*COMMAND, "--format", "docx"]) == 2
    assert "--output" in capsys.readouterr().err
