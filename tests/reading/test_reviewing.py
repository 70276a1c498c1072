"""A draft is reviewed in the terminal and by scripts; two reviewers are compared."""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from gppgraph.authoring.context import Terminology, terminology
from gppgraph.authoring.expand import expand_file
from gppgraph.authoring.loader import load
from gppgraph.cli import main
from gppgraph.errors import InputError, SourceError
from gppgraph.graph import Graph
from gppgraph.languages import LANGUAGES, Words
from gppgraph.reading.accepting import edition_of
from gppgraph.reading.decided import load_decisions
from gppgraph.reading.drafts import CHANGES
from gppgraph.reading.reviewing.agreement import as_lines, compared, kappa
from gppgraph.reading.reviewing.decision_record import Judge, counting, kept
from gppgraph.reading.reviewing.draft_page import as_page
from gppgraph.reading.reviewing.draft_record import ReviewDraft, opened_draft
from gppgraph.reading.reviewing.one_proposal import checked, following, plain
from gppgraph.reading.reviewing.page_decisions import read_decisions
from gppgraph.reading.reviewing.proposal_words import in_words
from gppgraph.reading.reviewing.review_order import (
    DOCUMENT,
    VERDICTS,
    cells_waiting,
    ordered,
    verdicts_settled,
)
from gppgraph.reading.reviewing.terminal_review import TerminalReview, in_editor, printable

PACKAGE = "gppgraph.reading.reviewing"
FROZEN = Path(__file__).parent / "drafts" / "lantern-label-2"
IN_DOCUMENT = ["4.1", "4.1.c1", "4.2", "4.2.c1", "4.2.c2", "4.3", "4.3.u1", "5.1", "5.1.c1"]


@pytest.fixture(scope="module")
def words() -> Terminology:
    return terminology()


@pytest.fixture
def draft(tmp_path: Path) -> ReviewDraft:
    """A copy of the frozen draft, into whose folder decisions are written."""
    return opened_draft(Path(shutil.copytree(FROZEN, tmp_path / "draft")))


def judged(draft: ReviewDraft, words: Terminology, reviewer: str = "Kari") -> Judge:
    return Judge(draft, words, reviewer, "2026-12-01")


def asked(draft: ReviewDraft, words: Terminology, lines: str, *edits: str) -> list[str]:
    """Review a draft by lines as a user types them, with the texts that the editor leaves; return what is shown."""
    answers, texts = iter(lines.split("\n")), iter(edits)
    shown: list[str] = []

    def ask(_: str) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    proposals = ordered(draft, DOCUMENT, {})
    TerminalReview(
        kept(draft, "Kari"), proposals, {"4.1": 11}, words, ask, shown.append, lambda _: next(texts)
    ).run()
    return shown


def states(draft: ReviewDraft, reviewer: str = "Kari") -> dict[str, str]:
    return {name: entry.state for name, entry in counting(load_decisions(draft.folder), reviewer).items()}


def test_a_review_in_the_terminal_keeps_each_decision(draft: ReviewDraft, words: Terminology) -> None:
    """Accept, reject with a reason, go back, take back, leave in the middle, and go on where it was left."""
    shown = "\n".join(asked(draft, words, "a\nx\n\nx\nread wrongly\ns\nb\na\nq"))
    assert ">>>4.1 Warranty\nThe manufacturer shall" in shown
    assert "manufacturer warranty duration: at least 3 YR, from purchase; binds: manufacturer" in shown
    assert 'why manufacturer-warranty-duration: "at least 3 years"' in shown
    assert "verdicts that wait for it: 11" in shown
    assert 'not kept: the rejection of "4.1.c1" needs a reason.' in shown
    assert states(draft) == {"4.1": "accepted", "4.1.c1": "rejected", "4.2": "accepted"}
    assert [entry.note for entry in load_decisions(draft.folder)] == ["", "read wrongly", ""]
    again = asked(draft, words, "b\nb\nu")
    assert "4/9 4.2.c1" in again[0]
    assert states(draft) == {"4.1": "accepted", "4.2": "accepted"}


def test_an_edit_is_checked_against_the_authoring_form(draft: ReviewDraft, words: Terminology) -> None:
    """A wrong key is told with its line and near matches, and the editor opens again."""
    wrong = "4.1.c1:\n  manufacturer-warranty-duration: {atleast: 4 YR}\n"
    shown = asked(draft, words, "s\ne\ny\nq", wrong, wrong.replace("atleast", "at-least"))
    assert 'proposal 4.1.c1:2: key "atleast" is not known. Close matches: at-least.' in shown
    (decision,) = load_decisions(draft.folder)
    assert (decision.state, decision.form) == (
        "edited",
        {"manufacturer-warranty-duration": {"at-least": "4 YR"}},
    )


def test_an_edit_that_changes_nothing_is_an_acceptance(draft: ReviewDraft, words: Terminology) -> None:
    """Order and quotes of the same words are no other fact."""
    text = '4.1.c1: {manufacturer-warranty-duration: {at-least: "3 YR", from: purchase}, binds: manufacturer}'
    (made,) = judged(draft, words).edit(draft.draft.by_id["4.1.c1"], text)
    assert (made.state, made.form) == ("accepted", None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("4.1.c1: {spare-parts: holds}", 'key "spare-parts" is not known.'),
        ("4.2.c1: {description: x}\n4.1.c1: {}", '"4.2.c1" is the id of another proposal'),
        ("4.1.c9: {description: x}", 'the line "4.1.c1:" is missing'),
        ("4.1.c1: text", '"4.1.c1" holds no keys'),
        ("4.1.c1: &a {}", "anchors and aliases are not read"),
        ("4.1.c1: {", "is not YAML"),
        ("", "is empty"),
    ],
)
def test_a_text_that_is_no_proposal_is_refused(
    draft: ReviewDraft, words: Terminology, text: str, problem: str
) -> None:
    with pytest.raises(SourceError, match=r"^proposal 4\.1\.c1") as error:
        checked(text, draft.draft.by_id["4.1.c1"], draft, words)
    assert problem in str(error.value)


def test_a_code_keeps_its_last_zero(draft: ReviewDraft, words: Terminology) -> None:
    """A clause 6.10 is not 6.1, and a figure that is written like a number is one."""
    forms = checked("'4.1': {code: 6.10, characters: 3}", draft.draft.by_id["4.1"], draft, words)
    assert forms == {"4.1": {"code": "6.10", "characters": 3}}


def test_a_split_makes_a_proposal_of_its_own(draft: ReviewDraft, words: Terminology) -> None:
    """The new one has the passage and criterion of the first; taking the split back takes it back, too."""
    both = (
        "4.2.c1: {spare-part-availability-period: {at-least: 5 YR}}\n"
        "4.2.c1-2: {spare-part-price-list: holds}\n"
    )
    asked(draft, words, "s\ns\ns\np\nq", both)
    first, second = load_decisions(draft.folder)
    assert (first.proposal, first.state, first.kind) == ("4.2.c1", "edited", "")
    assert (second.proposal, second.state, second.kind, second.parent, second.at) == (
        "4.2.c1-2",
        "edited",
        "constraint",
        "4.2",
        draft.draft.by_id["4.2.c1"].at,
    )
    asked(draft, words, "s\ns\ns\nu\nq")
    assert states(draft) == {}


def test_a_join_unites_passages_and_rejects_the_next(draft: ReviewDraft, words: Terminology) -> None:
    """The figure of another property becomes one of the same measurement; the digest is that of both passages."""
    found = following(draft.draft.by_id["4.2.c1"], draft, words)
    assert found is not None
    assert found[0].id == "4.2.c2"
    assert found[1] == {
        "spare-part-availability-period": {"at-least": "5 YR"},
        "with": {"f1": {"spare-part-price-list": "holds"}},
    }
    text = "4.2.c1: {spare-part-availability-period: {at-least: 5 YR}, description: With a price list.}"
    asked(draft, words, "s\ns\ns\nj\nq", text)
    one, other = load_decisions(draft.folder)
    start, end = draft.span(draft.draft.by_id["4.2.c1"])[0], draft.span(draft.draft.by_id["4.2.c2"])[1]
    assert (one.state, one.at) == ("edited", draft.document.passage(start, end))
    assert (other.proposal, other.state, other.note) == ("4.2.c2", "rejected", "joined into 4.2.c1")
    assert following(draft.draft.by_id["4.2.c2"], draft, words) is None


def test_what_a_review_makes_can_be_accepted(draft: ReviewDraft, words: Terminology, tmp_path: Path) -> None:
    """A split and a join stand in the edition file under their keys and passages; what was rejected does not."""
    by, judge, decisions = draft.draft.by_id, judged(draft, words), kept(draft, "Kari")
    split = "4.1.c1: {manufacturer-warranty-duration: {at-least: 3 YR}}\n4.1.c1-2: {warranty-included-in-price: holds}\n"
    joined = "4.2.c1: {spare-part-availability-period: {at-least: 5 YR}, description: With a price list.}"
    decisions.put(
        [
            *judge.accept(by["4.1"]),
            *judge.edit(by["4.1.c1"], split),
            *judge.accept(by["4.2"]),
            *judge.join(by["4.2.c1"], joined),
            *judge.reject(by["4.3"], "no demand"),
        ]
    )
    edition = edition_of(draft.folder, tmp_path)
    assert edition.left == ("4.3.u1", "5.1", "5.1.c1")
    tree = plain(load(edition.path, edition.text))
    criteria = tree["criteria"]
    assert list(criteria) == ["4.1", "4.2"]
    assert list(criteria["4.1"]["shall"]) == ["c1", "c1-2"]
    assert list(criteria["4.2"]["shall"]) == ["c1"]
    assert criteria["4.2"]["shall"]["c1"]["at"].startswith("269-354 ")
    expand_file(edition.path, load(edition.path, edition.text), words)


def test_the_text_cannot_command_the_terminal() -> None:
    """Escape sequences, carriage returns and turned directions are left out."""
    assert printable("a\x1b[2Jb\rc\u202ed\u00a0e\n\tf") == "a[2Jb cd e\n\tf"


def test_an_editor_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without one the message says how to name it; one that fails changes nothing."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    with pytest.raises(InputError, match="set EDITOR"):
        in_editor("text")
    monkeypatch.setenv("EDITOR", "false")
    with pytest.raises(InputError, match="ended with code 1"):
        in_editor("text")
    script = tmp_path / "my editor.py"
    script.write_text("import sys; p = sys.argv[1]; s = open(p).read(); open(p, 'w').write(s + 'more')")
    monkeypatch.setenv("EDITOR", f"{sys.executable} '{script}'")
    assert in_editor("text, ") == "text, more"


def test_facts_come_first_for_which_most_verdicts_wait(
    small_graph: Graph, draft: ReviewDraft, words: Terminology
) -> None:
    """Open cells of the scheme are counted by property and product type; a criterion comes before its parts."""
    cells = cells_waiting(small_graph, draft, words)
    # Generation 9 has no figure for spare parts of notebooks and tablets; the warranty of notebooks is decided.
    assert {name: len(found) for name, found in cells.items() if found} == {"4.2.c1": 2, "4.2.c2": 2}
    settles = verdicts_settled(draft, cells)
    assert settles == dict.fromkeys(IN_DOCUMENT, 0) | {"4.2": 2, "4.2.c1": 2, "4.2.c2": 2}
    assert [entry.id for entry in ordered(draft, DOCUMENT, cells)] == IN_DOCUMENT
    assert [entry.id for entry in ordered(draft, VERDICTS, cells)] == [
        *IN_DOCUMENT[2:5],
        *IN_DOCUMENT[:2],
        *IN_DOCUMENT[5:],
    ]


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        ({}, []),
        ({"5.1.c1": "a", "4.2.c1": "bc"}, ["4.2", "4.2.c1", "5.1", "5.1.c1"]),
        # What c1 has already counts for c2 only after all others.
        ({"4.2.c1": "abc", "4.2.c2": "ab", "5.1.c1": "d"}, ["4.2", "4.2.c1", "5.1", "5.1.c1", "4.2.c2"]),
        # A criterion that is reviewed makes its other part cheaper than a fact of another criterion.
        ({"4.2.c1": "abc", "4.2.c2": "d", "5.1.c1": "e"}, ["4.2", "4.2.c1", "4.2.c2", "5.1", "5.1.c1"]),
        ({"4.1.c1": "ab", "4.1": "x", "5.1.c1": "cd"}, ["4.1", "4.1.c1", "5.1", "5.1.c1"]),
    ],
)
def test_the_next_fact_settles_most_that_is_still_open(
    draft: ReviewDraft, cells: dict[str, str], first: list[str]
) -> None:
    """Every proposal is reviewed once, and those without waiting verdicts follow as the document has them."""
    found = {name: {("r", sign, "p") for sign in signs} for name, signs in cells.items()}
    names = [entry.id for entry in ordered(draft, VERDICTS, found)]
    assert names == [*first, *(name for name in IN_DOCUMENT if name not in first)]


def test_a_new_label_settles_all_that_asks_for_its_properties(
    small_graph: Graph, draft: ReviewDraft, words: Terminology
) -> None:
    """A scheme without verdicts counts requirements and product types; a criterion without types counts all."""
    new = dataclasses.replace(draft, draft=dataclasses.replace(draft.draft, scheme="lantern"))
    settles = verdicts_settled(new, cells_waiting(small_graph, new, words))
    assert settles == dict.fromkeys(IN_DOCUMENT, 2) | {"4.3": 0, "4.3.u1": 0, "5.1": 0, "5.1.c1": 0}
    first, *others = new.draft.proposals
    for products, count in ((None, 22), ("product:tablet", 2), ("battery", 0)):
        form = {"title": "Warranty", "products": products}
        proposals = (dataclasses.replace(first, form=form), *others)
        changed = dataclasses.replace(new, draft=dataclasses.replace(new.draft, proposals=proposals))
        assert len(cells_waiting(small_graph, changed, words)["4.1.c1"]) == count


def test_kappa_is_agreement_beyond_chance() -> None:
    """The example of a textbook, full agreement, none beyond chance, and no choice at all."""
    assert kappa({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}) == 0.4
    assert kappa({("y", "y"): 3, ("n", "n"): 2}) == 1.0
    assert kappa({("y", "n"): 2, ("n", "y"): 2}) == -1.0
    assert kappa({("y", "y"): 5}) is None
    assert kappa({}) is None


def test_two_reviewers_are_compared(draft: ReviewDraft, words: Terminology) -> None:
    """Equal states with different texts differ, and a proposal of one alone is no disagreement."""
    by = draft.draft.by_id
    kari, ola = judged(draft, words), judged(draft, words, "Ola")
    text = "5.1.c1: {{battery-capacity-retention: {{at-least: {} PERCENT}}}}"
    first = [
        *kari.accept(by["4.1"]),
        *kari.reject(by["4.3"], "advice"),
        *kari.edit(by["5.1.c1"], text.format(70)),
    ]
    second = [
        *ola.accept(by["4.1"]),
        *ola.accept(by["4.3"]),
        *ola.edit(by["5.1.c1"], text.format(75)),
        *ola.accept(by["5.1"]),
    ]
    result = compared(draft, counting(first), counting(second))
    assert (result.both, result.same, result.identical, result.share, result.kappa) == (3, 2, 1, 0.667, 0.5)
    assert [case.name for case in result.differences] == ["4.3", "5.1.c1"]
    assert [case.name for case in result.undecided] == ["5.1"]
    assert as_lines(result).splitlines()[2:] == [
        "  4.3 Advice: rejected (advice) / accepted",
        "  5.1.c1 Battery: edited / edited",
        "  5.1 Battery: open / accepted",
    ]


def offered(draft: ReviewDraft, /, *entries: dict[str, str], **more: str) -> Path:
    """Write a file as the page offers it."""
    path = draft.folder.parent / "a.json"
    decisions = [{"day": "2026-11-30", **entry} for entry in entries]
    path.write_text(json.dumps({"draft": draft.digest, "reviewer": "Ola", "decisions": decisions, **more}))
    return path


def test_decisions_of_the_page_are_taken_in_once(
    draft: ReviewDraft, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reviewer and day of the file stay; the same file again adds nothing."""
    path = offered(
        draft,
        {"id": "4.1", "state": "accepted"},
        {
            "id": "4.2.c1",
            "state": "edited",
            "joined": "4.2.c2",
            "yaml": "4.2.c1: {spare-part-price-list: holds}",
        },
        {"id": "4.2.c2", "state": "rejected", "reason": "joined into 4.2.c1"},
    )
    command = ["read", "--review", str(draft.folder), "--decisions", str(path)]
    assert main(command) == 0
    assert capsys.readouterr().out == "1 accepted, 1 edited, 1 rejected, 6 open\n"
    before = (draft.folder / "decisions.jsonl").read_text()
    assert main([*command, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["open"] == [*IN_DOCUMENT[1:3], *IN_DOCUMENT[5:]]
    assert (draft.folder / "decisions.jsonl").read_text() == before
    assert {(entry.reviewer, entry.day) for entry in load_decisions(draft.folder)} == {("Ola", "2026-11-30")}


@pytest.mark.parametrize(
    ("entry", "more", "problem"),
    [
        ({"id": "4.1", "state": "accepted"}, {"draft": "another"}, "is about another draft"),
        (
            {"id": "4.1.c3", "state": "accepted"},
            {},
            'proposal "4.1.c3" is not in the draft. Close matches: 4.1.c1',
        ),
        ({"id": "4.1", "state": "perhaps"}, {}, 'state "perhaps" is not one of accepted, edited, rejected'),
        ({"id": "4.1", "state": "rejected"}, {}, "needs a reason"),
        ({"id": "4.1", "state": "accepted", "day": "today"}, {}, "today"),
        ({"id": "4.1", "state": "edited", "yaml": "'4.1': {titel: x}"}, {}, 'key "titel" is not known'),
        ({"id": "4.1", "state": "accepted"}, {"reviewer": " "}, "name yourself with --reviewer"),
        ({"id": 4, "state": "accepted"}, {}, "is no object of texts"),
    ],
)
def test_a_wrong_decision_is_refused_with_all_others(
    draft: ReviewDraft,
    entry: dict[str, str],
    more: dict[str, str],
    problem: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line says which one and why, and nothing is kept."""
    path = offered(draft, {"id": "4.2", "state": "accepted"}, entry, **more)
    assert main(["read", "--review", str(draft.folder), "--decisions", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"gppgraph: {path}: ")
    assert problem in error
    assert not (draft.folder / "decisions.jsonl").exists()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"draft": 1}', "[" * 100_000, "\udcff"])
def test_a_file_that_holds_no_decisions_is_refused(
    draft: ReviewDraft, words: Terminology, content: str
) -> None:
    path = draft.folder.parent / "a.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(SourceError, match=r"a\.json"):
        read_decisions(path, draft, words)


def test_scripts_decide_and_compare(
    draft: ReviewDraft, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Options and lines on stdin do without a terminal; two names of one draft are compared."""
    folder = str(draft.folder)
    edit = draft.folder.parent / "edit.yaml"
    edit.write_text("5.1.c1: {battery-capacity-retention: {at-least: 70 PERCENT}}")
    assert main(["read", "--review", folder, "--decide", "4.1=accept"]) == 2
    assert "--reviewer" in capsys.readouterr().err
    decide = [
        "--decide",
        "4.1=accept",
        "--decide",
        "4.3=reject:advice = no demand",
        "--decide",
        f"5.1.c1=edit:{edit}",
    ]
    assert main(["read", "--review", folder, "--reviewer", "Kari", *decide]) == 0
    assert main(["read", "--review", folder, "--reviewer", "Kari", "--decide", "4.1=perhaps"]) == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO("a\nq\n"))
    assert main(["read", "--review", folder, "--reviewer", "Ola", "--order", "document"]) == 0
    capsys.readouterr()
    assert states(draft) == {"4.1": "accepted", "4.3": "rejected", "5.1.c1": "edited"}
    assert states(draft, "Ola") == {"4.1": "accepted"}
    compare = ["read", "--review", folder, "--compare", "Kari", "--compare", "Ola", "--format", "json"]
    assert main(compare) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["both"], found["agreement"], found["kappa"]) == (1, 1.0, None)
    assert [entry["id"] for entry in found["undecided"]] == ["4.3", "5.1.c1"]
    assert main([*compare[:5], "--compare", "Per"]) == 2
    assert '"Per" is no file, and no reviewer' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--decide", "4.1=accept"], "need the folder of a draft: --review DIR"),
        (["--review", "DIR", "--html", "a.html", "--decide", "4.1=accept"], "give one of them"),
        (["--review", "DIR", "--compare", "Kari"], "--compare needs two reviewers"),
        (["--review", "DIR", "--reviewer", "Kari", "--decide", "4.1=yes"], "is not of the form ID=accept"),
        (
            ["--review", "DIR", "--reviewer", "Kari", "--decide", "4.1=edit:none.yaml"],
            "none.yaml: cannot be read",
        ),
    ],
)
def test_a_task_that_cannot_be_done_says_why(
    draft: ReviewDraft, options: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written, and one line names the option."""
    before = sorted(draft.folder.iterdir())
    assert main(["read", *(str(draft.folder) if word == "DIR" else word for word in options)]) == 2
    assert problem in capsys.readouterr().err
    assert sorted(draft.folder.iterdir()) == before


def test_the_command_writes_the_page(draft: ReviewDraft, tmp_path: Path) -> None:
    """In the order of the document no graph is opened; the name of the reviewer is filled in."""
    command = [
        "read",
        "--review",
        str(draft.folder),
        "--order",
        "document",
        "--reviewer",
        "Kari",
        "--lang",
        "da",
    ]
    assert main([*command, "--html", str(tmp_path / "review.html")]) == 0
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert '<html lang="da">' in page
    assert 'value="Kari"' in page


def test_a_decision_on_a_proposal_that_changed_counts_no_longer(
    draft: ReviewDraft, words: Terminology
) -> None:
    """A document that was read again is reviewed again where it says something else."""
    kept(draft, "Kari").put(
        [
            *judged(draft, words).accept(draft.draft.by_id["4.1.c1"]),
            *judged(draft, words).accept(draft.draft.by_id["4.1"]),
        ]
    )
    path = draft.folder / "draft.yaml"
    path.write_text(path.read_text().replace("at-least: 3 YR", "at-least: 4 YR"))
    assert list(kept(opened_draft(draft.folder), "Kari").made) == ["4.1"]


def test_what_is_no_draft_is_refused(
    draft: ReviewDraft, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder without one, and a passage behind the end of the text."""
    assert main(["read", "--review", str(tmp_path), "--reviewer", "Kari", "--order", "document"]) == 2
    assert "draft.yaml: cannot be read" in capsys.readouterr().err
    path = draft.folder / "draft.yaml"
    path.write_text(path.read_text().replace("at: 117-251", "at: 117-99999"))
    with pytest.raises(SourceError, match=r'"4\.1" ends at 99999, but the text has'):
        opened_draft(draft.folder)
    path.write_text(path.read_text().replace(f"sha256: {draft.draft.sha256}", f"sha256: {'0' * 64}"))
    with pytest.raises(SourceError, match="of another text than the document"):
        opened_draft(draft.folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_escapes_a_hostile_text_and_needs_nothing_else(
    draft: ReviewDraft, words: Terminology, language: str
) -> None:
    """No text of the document is markup, and no address is asked for anything."""
    page = as_page(draft, draft.draft.proposals, {}, words, language, '"><script>')
    assert f'<html lang="{language}">' in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("<script") == 1
    assert "http://" not in page
    assert "https://" not in page


def test_the_page_has_the_same_words_in_each_language() -> None:
    """A button that lacks a word in one language would stop the page."""
    entries = [Words(language, PACKAGE).entries for language in LANGUAGES]
    assert entries[0].keys() == entries[1].keys() == entries[2].keys()
    assert all(isinstance(text, str) and text for words in entries for text in words.values())


def test_a_form_is_said_in_words(words: Terminology) -> None:
    """Demands, lists and prose; a part of a form with an own level is said, too."""
    form = {
        "products": ["tablet", "notebook-computer"],
        "any-of": {"a1": {"spare-part-price-list": "holds"}, "a2": {"state": "unformalised"}},
        "description": "A well-known text.",
    }
    assert in_words(form, words) == (
        "products: tablet, notebook computer; any of spare part price list holds / state unformalised; "
        "description: A well-known text."
    )


def test_a_proposal_says_how_it_compares_with_the_edition_before(
    draft: ReviewDraft, words: Terminology
) -> None:
    """A changed fact is shown with its value of before, in the terminal and on the page."""
    before = {"manufacturer-warranty-duration": {"at-least": "2 YR"}}
    fact = dataclasses.replace(draft.draft.by_id["4.1.c1"], change="changed", before=before)
    compared_draft = dataclasses.replace(draft, draft=dataclasses.replace(draft.draft, proposals=(fact,)))
    expected = "changed since the edition before. Before: manufacturer warranty duration: at least 2 YR"
    assert expected in asked(compared_draft, words, "q")
    assert expected in as_page(compared_draft, [fact], {}, words)
    gone = dataclasses.replace(fact, change="gone", at="")
    assert draft.span(gone) == (0, 0)
    without = dataclasses.replace(draft, draft=dataclasses.replace(draft.draft, proposals=(gone,)))
    assert "gone since the edition before" in as_page(without, [gone], {}, words)
    for change in CHANGES:
        assert all(f"change-{change}" in Words(language, PACKAGE).entries for language in LANGUAGES)
