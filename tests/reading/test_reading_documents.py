"""Documents read into drafts, drafts accepted into workspaces, and editions compared."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import gppgraph
from gppgraph.authoring.new_files import init, new
from gppgraph.errors import InputError, OutputError
from gppgraph.reading.accepting import edition_of, verdicts_changed, write_edition
from gppgraph.reading.decided import ReviewDecision, add_decision
from gppgraph.reading.drafts import Draft, ProposedFact, draft_file, load_draft
from gppgraph.reading.opening_documents import open_document
from gppgraph.reading.previous_edition import compared, earlier_facts
from gppgraph.reading.proposing import DraftSubject, propose
from gppgraph.reading.running_lists import provisions_before
from gppgraph.reading.signals import FOLDER, language_of, languages, signals
from gppgraph.reading.structure import SourceDocument, document_files, load_document, span_of
from gppgraph.texts.linker import Linker
from printed_pages import pdf, printed

HARBOUR = Path(__file__).parent / "harbour"
LABEL = DraftSubject(
    "harbour-light-2", "label", "2026-12-01", scheme="harbour-light", title="Harbour Light mark 2"
)


@pytest.fixture(scope="module")
def linker() -> Linker:
    """The reader of texts over the shipped graph."""
    return Linker(gppgraph.load())


@pytest.fixture(scope="module")
def document() -> SourceDocument:
    """The invented label document of ten pages."""
    return open_document(str(HARBOUR / "criteria.html"))


@pytest.fixture(scope="module")
def draft(linker: Linker, document: SourceDocument) -> Draft:
    """Its draft."""
    return propose(document, LABEL, linker)


def read(tmp_path: Path, linker: Linker, text: str, kind: str = "label", name: str = "text.md") -> Draft:
    """Return the draft of a text."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    return propose(open_document(str(tmp_path / name)), replace(LABEL, kind=kind), linker)


def forms(draft: Draft) -> dict[str, object]:
    """Return the forms of the constraints of a draft by their names."""
    return {entry.id: dict(entry.form) for entry in draft.proposals if entry.kind == "constraint"}


def write(folder: Path, document: SourceDocument, draft: Draft) -> None:
    """Write a draft into a folder."""
    folder.mkdir(exist_ok=True)
    for path, text in {**document_files(folder, document), **draft_file(folder, draft)}.items():
        path.write_text(text, encoding="utf-8")


def test_the_document_gives_the_expected_draft(draft: Draft) -> None:
    """Every proposal, field, reason and doubt is that of the committed draft."""
    assert draft == load_draft(HARBOUR)


def test_the_pdf_gives_the_criteria_of_the_page(
    tmp_path: Path, linker: Linker, document: SourceDocument, draft: Draft
) -> None:
    """Running heads and page numbers are dropped, broken lines joined; figures are those of the HTML."""
    html = (HARBOUR / "criteria.html").read_text(encoding="utf-8")
    (tmp_path / "criteria.pdf").write_bytes(pdf(printed(html, "Harbour Light mark 2")))
    paged = open_document(str(tmp_path / "criteria.pdf"))
    assert "page 3" not in paged.text
    assert paged.text.count("Harbour Light mark") == 1
    found = propose(paged, LABEL, linker)
    assert [entry.id for entry in found.proposals if entry.kind == "criterion"] == [
        entry.id for entry in draft.proposals if entry.kind == "criterion"
    ]
    table = {"6.1.c1", "6.1.c2"}
    wanted = forms(draft)
    assert {name: form for name, form in forms(found).items() if name not in table} == {
        name: form for name, form in wanted.items() if name not in table
    }
    heading = next(block for block in paged.blocks if block.number == "3.3")
    assert heading.page == 4


def test_every_passage_stands_in_the_text(document: SourceDocument, draft: Draft) -> None:
    """Offsets and digests are those of the words."""
    assert [entry.at for entry in draft.proposals] == [
        document.passage(*span_of(entry.at)) for entry in draft.proposals
    ]


def test_hidden_text_and_scripts_are_not_read(document: SourceDocument) -> None:
    """Nobody accepts a demand that no reader of the page sees."""
    assert "red for at least" not in document.text
    assert "document.write" not in document.text


def test_a_sentence_without_a_property_is_a_place_only(draft: Draft) -> None:
    """It is neither dropped nor guessed."""
    [colours] = draft.parts("6.2")
    assert (colours.kind, colours.form) == ("unformalised", {"state": "unformalised"})


def test_a_workspace_without_substances_reads_the_document(tmp_path: Path, document: SourceDocument) -> None:
    """A new workspace has a property and no substance; its figures stay places."""
    init(tmp_path / "own", title="Chairs", publisher="Chair Office", base="https://data.example.org/chairs/")
    draft = propose(document, LABEL, Linker(gppgraph.load(workspace=tmp_path / "own")))
    assert {entry.kind for entry in draft.proposals} == {"criterion", "unformalised"}


def test_a_figure_that_the_buyer_sets_has_its_bound(tmp_path: Path, linker: Linker) -> None:
    """A place to fill with a bound gives both; one without a bound gives no figure."""
    text = "# Krav til skærme - basis\n\n## Tekniske specifikationer (TS)\n\n"
    text += "### TS1 Fabrikantens garanti\n\nGælder for computerskærme.\n\n"
    text += "Tilbudsgiveren skal levere produkter med X år [mindst 4, fastsættes nærmere] af fabrikantens garanti.\n\n"
    text += "### TS2 Reservedele\n\nIngen specifikation under basis\n"
    draft = read(tmp_path, linker, text, "set")
    first, part, second = draft.proposals
    assert (first.form["code"], first.form["type"], first.form["level"], first.form["products"]) == (
        "TS1",
        "TechnicalSpecification",
        "dk-basis",
        "computer-display",
    )
    assert part.form["manufacturer-warranty-duration"] == {"at-least": "4 YR", "buyer-sets": "X"}
    assert second.form["status"] == "not-specified"
    assert draft.parts(second.id) == []


def test_a_condition_of_another_demand_is_no_limit(tmp_path: Path, linker: Linker) -> None:
    """Batteries above a share bear a symbol; nobody may read it as a least share."""
    text = "# Rules\n\n## 1.1 Symbols\n\nBatteries with more than 0.002 % of cadmium shall bear a symbol.\n\n"
    text += "## 1.2 Shares\n\nBatteries shall not contain more than 0.002 % of cadmium by weight.\n"
    draft = read(tmp_path, linker, text)
    assert forms(draft) == {
        "1.2.c1": {
            "restricted-substance-concentration": {"at-most": "0.002 PERCENT"},
            "reaches": "substance:cadmium",
            "binds": "product",
        }
    }


def test_paragraphs_of_an_act_are_proposed_by_article(tmp_path: Path, linker: Linker) -> None:
    """Numbers in elements of their own begin a paragraph; an authority that is bound is no product."""
    text = """<html lang="en"><body><p class="title-article-norm">Article 7</p>
    <p class="stitle-article-norm">Spare parts</p>
    <div><span>1. </span><div>Spare parts shall be available for at least six years.</div></div>
    <div><span>2. </span><div>The Commission shall keep records for at least six years.</div></div>
    </body></html>"""
    draft = read(tmp_path, linker, text, "act", "act.html")
    assert [(entry.id, entry.kind) for entry in draft.proposals if entry.parent] == [
        ("art-7-1.c1", "constraint"),
        ("art-7-2.c1", "unformalised"),
    ]
    assert draft.by_id["art-7-1"].form["title"] == "Spare parts"


def test_a_new_edition_says_value_by_value_what_changed(
    tmp_path: Path, linker: Linker, document: SourceDocument, draft: Draft
) -> None:
    """Same, moved, changed, new and gone, each where it belongs."""
    write(tmp_path / "old", document, draft)
    html = (HARBOUR / "criteria.html").read_text(encoding="utf-8")
    html = html.replace("at least 4 years", "at least 5 years").replace(
        "<h3>7.1 Visits</h3>", "<h3>7.2 Visits</h3>"
    )
    html = html.replace("<h3>5.1 Erasing data</h3>", "<h3>5.3 Erasing data</h3>").replace("calm", "loud")
    (tmp_path / "new.html").write_text(html, encoding="utf-8")
    now = open_document(str(tmp_path / "new.html"))
    found = compared(propose(now, LABEL, linker), now, "old", earlier_facts(str(tmp_path / "old"), tmp_path))
    by_id = found.by_id
    assert (by_id["3.1.c1"].change, by_id["3.1.c1"].before) == (
        "changed",
        {"manufacturer-warranty-duration": {"at-least": "4 YR", "from": "purchase"}},
    )
    assert by_id["3.2.c1"].change == "same"
    assert by_id["5.3.c1"].change == "moved"
    assert by_id["4.1"].change == "same"
    assert {entry.change for entry in found.proposals} <= {"same", "moved", "changed", "new", "gone"}


def test_accepted_proposals_become_a_file_and_change_verdicts(tmp_path: Path) -> None:
    """What is written is what was accepted, with reviewer and day, and the verdict is shown before."""
    base = tmp_path / "own"
    init(
        base,
        title="Chairs",
        publisher="Chair Office",
        base="https://data.example.org/chairs/",
        countries=["SE"],
    )
    new(base, "set", "chairs")
    new(base, "scheme", "mark")
    text = "4.1 Guarantee\nThe guarantee lasts at least 3 years from purchase.\n"
    document = SourceDocument("mark.txt", "txt", text, "en")
    criterion = ProposedFact(
        "4.1",
        "criterion",
        {"title": "Guarantee", "code": "4.1", "topic": "warranty", "products": "example-product"},
        document.passage(0, len(text)),
    )
    part = ProposedFact(
        "4.1.c1",
        "constraint",
        {"guarantee-duration": {"at-least": "3 YR", "from": "purchase"}, "binds": "manufacturer"},
        document.passage(14, len(text) - 1),
        "4.1",
    )
    draft = Draft(
        "mark-1",
        "label",
        "mark.txt",
        document.sha256,
        "2026-12-01",
        "en",
        "mark",
        proposals=(criterion, part),
    )
    folder = tmp_path / "draft"
    write(folder, document, draft)
    with pytest.raises(InputError, match="no proposal is accepted yet"):
        edition_of(folder, base)
    add_decision(folder, ReviewDecision("4.1.c1", part.digest, "accepted", "Kari", "2026-12-02"))
    with pytest.raises(InputError, match=r"4\.1\.c1 is accepted, but its criterion 4\.1 is not"):
        edition_of(folder, base)
    add_decision(folder, ReviewDecision("4.1", criterion.digest, "accepted", "Kari", "2026-12-02"))
    edition = edition_of(folder, base)
    assert "Accepted by Kari on 2026-12-02." in edition.text
    graph = gppgraph.load(workspace=base)
    changed = [
        (change.subject, change.edition, (change.before or ("none",))[0], (change.after or ("none",))[0])
        for change in verdicts_changed(edition, graph)
        if change.kind == "verdict"
    ]
    assert changed == [("chairs.core.R1", "mark-1", "none", "satisfies")]
    assert not edition.path.exists()
    write_edition(edition)
    written = yaml.safe_load(edition.path.read_text(encoding="utf-8"))
    assert written["criteria"]["4.1"]["shall"]["c1"]["guarantee-duration"] == {
        "at-least": "3 YR",
        "from": "purchase",
    }
    with pytest.raises(OutputError, match="exists already"):
        edition_of(folder, base)


def test_a_changed_proposal_is_left_out_until_it_is_reviewed_again(
    tmp_path: Path, document: SourceDocument, draft: Draft
) -> None:
    """A decision holds for the words that the reviewer saw."""
    write(tmp_path / "draft", document, draft)
    for name in ("3.1", "3.1.c1", "3.2"):
        digest = draft.by_id[name].digest if name != "3.1.c1" else "another"
        add_decision(tmp_path / "draft", ReviewDecision(name, digest, "accepted", "Kari", "2026-12-02"))
    edition = edition_of(tmp_path / "draft", tmp_path)
    assert edition.outdated == ("3.1.c1",)
    assert [fact.proposal.id for fact in edition.facts] == ["3.1", "3.2"]
    assert "3.2.c1" in edition.left


def test_a_draft_with_another_text_is_refused(tmp_path: Path, document: SourceDocument, draft: Draft) -> None:
    """Offsets of one text mean nothing in another."""
    write(tmp_path / "draft", document, draft)
    (tmp_path / "draft" / "document.txt").write_text("another text", encoding="utf-8")
    with pytest.raises(gppgraph.errors.SourceError, match="is not the text that was read"):
        load_document(tmp_path / "draft")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("scan.pdf", pdf([[], []]), "text recognition"),
        ("deep.html", b"<html>" + b"<div>" * 3_000 + b"shall", "nested too deeply"),
        ("broken.pdf", b"%PDF-1.4 nothing", "broken PDF"),
        ("menu.html", b"<html><body><nav>shall</nav></body></html>", "holds no text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    """Nothing is read in part without a word."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=problem):
        open_document(str(tmp_path / name))


def test_the_words_of_all_languages_have_the_same_keys() -> None:
    """A language more is a file more."""
    keys = {
        name: json.dumps(
            {key: sorted(value) if isinstance(value, dict) else "" for key, value in said.items()}
        )
        for name in languages()
        for said in [yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))]
    }
    assert set(keys) == {"da", "de", "en", "nb", "nn", "sv"}
    assert len(set(keys.values())) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Produktet skal holde i to år. Det kræves.", "da"),
        ("Die Geräte müssen leise sein.", "de"),
        ("Produkten ska hålla i två år och krävs.", "sv"),
        ("The device shall be quiet.", "en"),
        ("12 34", ""),
    ],
)
def test_the_language_is_that_of_most_words(text: str, language: str) -> None:
    """Without a word of any language none is named."""
    assert language_of(text) == language


def test_a_short_item_is_read_by_the_topic_of_its_neighbours(tmp_path: Path, linker: Linker) -> None:
    """Two items about treatment make the third one plain; alone, it stays a place."""
    head = "# Krav\n\n## 4.1 Brugt udstyr\n\nTjenesten skal omfatte:\n\n"
    item = "- fornyet markedsføring af produkter til genbrug\n"
    others = "- reparation og opgradering for at forberede produkter til genbrug\n"
    others += "- demontering med henblik på genanvendelse eller bortskaffelse af komponenter i udstyret\n"
    beside = forms(read(tmp_path, linker, head + item + others))
    assert {"remarketing-for-reuse", "preparation-for-reuse", "recycling-of-equipment"} <= {
        next(iter(form)) for form in beside.values()
    }
    assert forms(read(tmp_path, linker, head + item + "- venlig betjening\n")) == {}


@pytest.mark.parametrize(
    ("contents", "members"),
    [
        (
            "sikkerhedsforanstaltninger, et eksploderet diagram, der viser delene, og det nødvendige værktøj",
            ["exploded-view", "safety-measures", "tools-needed"],
        ),
        ("sikkerhedsforanstaltninger, et eksploderet diagram og et digt", None),
        ("sikkerhedsforanstaltninger eller et eksploderet diagram", None),
    ],
)
def test_a_running_list_is_read_whole_or_not_at_all(
    tmp_path: Path, linker: Linker, contents: str, members: list[str] | None
) -> None:
    """An unknown part or an alternative leaves the sentence a place."""
    text = f"# Krav\n\n## 4.1 Reparation\n\nReparationsvejledningens indhold skal omfatte {contents}.\n"
    found = [
        form.get("repair-instructions-contents") for form in forms(read(tmp_path, linker, text)).values()
    ]
    assert found == ([{"all-of": members}] if members else [])


def test_items_with_short_words_are_told_apart(tmp_path: Path, linker: Linker) -> None:
    """Names of three letters count; a plug that the graph does not know leaves the list open."""
    text = "# Krav\n\n## 4.1 Adaptere\n\nFølgende adaptere skal kunne købes separat:\n\n- USB-C til VGA\n- USB-C til HDMI\n"
    assert [
        form["adapters-available-separately"] for form in forms(read(tmp_path, linker, text)).values()
    ] == [{"all-of": ["usb-c-to-hdmi", "usb-c-to-vga"]}]
    assert forms(read(tmp_path, linker, text + "- USB-C til SCSI\n")) == {}


def test_an_or_at_the_end_of_an_item_makes_a_choice(tmp_path: Path, linker: Linker) -> None:
    """The items are not all demanded then."""
    text = "# Krav\n\n## 4.1 Adaptere\n\nFølgende adaptere skal kunne købes separat:\n\n"
    text += "- USB-C til VGA, eller\n- USB-C til HDMI\n"
    assert [
        form["adapters-available-separately"] for form in forms(read(tmp_path, linker, text)).values()
    ] == [{"one-of": ["usb-c-to-hdmi", "usb-c-to-vga"]}]


def test_provisions_before_an_act_are_those_of_the_act() -> None:
    """A list leads up to the act; the provision of another sentence does not."""
    danish = signals("da")
    act = "direktiv 2012/19/EU"
    assert list(provisions_before("følger artikel 8 og bilag VII og VIII i (det nye) ", act, danish)) == [
        f"artikel 8 i {act}",
        f"bilag VII i {act}",
        f"bilag VIII i {act}",
    ]
    assert list(provisions_before("følger artikel 8. Se også ", act, danish)) == []
