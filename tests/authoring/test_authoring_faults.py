"""Faults of authoring files: one line that says where, what was found and what is near; nothing half read."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

from facts import copy_facts, copy_vocabulary
from gppgraph.authoring.layout import formatted
from gppgraph.authoring.read import triples
from gppgraph.authoring.translations import digest
from gppgraph.cli import main
from gppgraph.errors import GppGraphError, SourceError
from gppgraph.validation.run import validate
from gppgraph.workspace import root, sources

pytestmark = pytest.mark.slow

CONSTRAINT = "requirements:\n  a:\n    shall:\n      c1:\n        "


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("requirements:\n  a: {row: r\n  b: {}\n", 3, ("is not YAML",)),
        ("requirements:\n\ta: 1\n", 2, ("is not YAML",)),
        ("requirements:\n  a: {row: r}\n  b: {row: \x01}\n", 3, ("is not YAML",)),
        ("- a\n", None, ("is no mapping",)),
        ("", None, ("is empty",)),
        ("# only a comment\n", None, ("is empty",)),
        ("notes: {}\n---\nnotes: {}\n", 2, ("second document",)),
        ("requirement:\n  a: {}\n", 1, ('section "requirement"', "requirements")),
        ("requirements:\n  a:\n    topc: warranty\n", 3, ('key "topc"', "topic")),
        ("requirements:\n  a: {topic: waranty}\n", 2, ('topic "waranty"', "warranty")),
        ("requirements:\n  a: {topic: 'topic:waranty'}\n", 2, ('"waranty"', "warranty")),
        (
            "requirements:\n  a: {type: TechnicalSpec}\n",
            2,
            ('type "TechnicalSpec"', "TechnicalSpecification"),
        ),
        ("requirements:\n  a: {edition: dk-desktop-2023}\n", 2, ("needs a prefix",)),
        ("requirements:\n  a: {edition: 'sett:dk'}\n", 2, ('prefix "sett"', "set")),
        ("requirements:\n  a b: {}\n", 2, ("makes no name",)),
        ("requirements:\n  a: text\n", 2, ("holds a text",)),
        ("requirements:\n  a: {row: {b: c}}\n", 2, ("a value is expected",)),
        ("requirements:\n  a: {title: {norsk: Tittel}}\n", 2, ('"norsk" is no language',)),
        ("requirements:\n  a: {row: r}\n  a: {row: s}\n", 3, ('"a" stands here twice', "line 2")),
        ("requirements:\n  a: {}\nproofs:\n  'req:x.a': {}\n", 4, ('"x.a" is used twice', "line 2")),
        ("requirements:\n  a: {at: 1-2 abc}\n", 2, ("is no passage",)),
        ("passages:\n  a: 1-2 abc\n", 2, ("is no passage", "9833-10036")),
        ("defaults:\n  shal: {}\n", 2, ('place of defaults "shal"', "shall")),
        (
            CONSTRAINT + "manufacturer-waranty-duration: {at-least: 2 YR}\n",
            5,
            ("manufacturer-warranty-duration",),
        ),
        (CONSTRAINT + "manufacturer-warranty-duration: 2 YR\n", 5, ("needs an operator",)),
        (CONSTRAINT + "manufacturer-warranty-duration: {at-last: 2 YR}\n", 5, ('key "at-last"', "at-least")),
        (
            CONSTRAINT + "manufacturer-warranty-duration: {at-least: 2 YEAR}\n",
            5,
            ('unit "YEAR"', "no conversion", "YR"),
        ),
        (
            CONSTRAINT + "manufacturer-warranty-duration: {at-least: two YR}\n",
            5,
            ('"two YR"', "neither a figure"),
        ),
        (CONSTRAINT + "manufacturer-warranty-duration: {at-least: [2, 3]}\n", 5, ("one figure",)),
        (
            CONSTRAINT + "manufacturer-warranty-duration: {at-least: 2 YR}\n        operator: at-least\n",
            6,
            ("said twice",),
        ),
        (CONSTRAINT + "spare-part-access-route: {one-of: [on-sal]}\n", 5, ('"on-sal"', "on-sale")),
        ("notes:\n  a:\n    titel: null\n", 3, ('key "titel"', "title")),
        ("notes:\n  a: {row: r, remrk: }\n", 2, ('key "remrk"', "remark")),
        ("notes:\n  a: {xyz:b: ~}\n", 2, ('prefix "xyz"',)),
        ("defaults:\n  notes:\n    remrk: null\nnotes:\n  a: {row: r}\n", 3, ('key "remrk"', "remark")),
        (
            CONSTRAINT + "manufacturer-warranty-duration: {at-least: 2 YR, at-lest: null}\n",
            5,
            ('key "at-lest"',),
        ),
        ("notes:\n  a: &x {row: r}\n  b: *x\n", 2, ("&x", "anchors and aliases")),
        ("notes:\n  a: !!python/object:os.system {}\n", 2, ("tags are not read",)),
        ("notes:\n  <<: {a: {}}\n", 2, ("makes no name",)),
        ("notes:\n  ? [a]\n  : b\n", 2, ("no single word",)),
        ("notes:\n  a: " + "[" * 40 + "]" * 40 + "\n", 2, ("nested too deeply",)),
        ("notes:\n  a: {row: " + "x" * 1_100_000 + "}\n", 2, ("at most 1048576",)),
        ("notes:\n  a: {" + "k" * 90_000 + ": 1}\n", 2, ("is not YAML",)),
    ],
)
def test_a_fault_is_told_in_one_line(
    tmp_path: Path, text: str, line: int | None, words: tuple[str, ...]
) -> None:
    """Also for a formatter or a validator, which read the same way."""
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    start = time.process_time()
    with pytest.raises(SourceError) as error:
        triples(path)
    assert time.process_time() - start < 5
    told = str(error.value)
    assert error.value.line == line, told
    assert all(word in told for word in words), told
    assert len(told.splitlines()) == 1
    assert len(told) < 500


def test_a_key_that_takes_a_default_back_says_nothing(tmp_path: Path) -> None:
    """``null`` is no value of any known key, be it short, nested or a full name."""
    path = tmp_path / "x.yaml"
    path.write_text(
        "defaults:\n  notes: {row: r}\n"
        "notes:\n  a: {row: null, remark: null, gpp:row: null, any-of: null, unit: null, battery-capacity-retention: null, at: null}\n",
        encoding="utf-8",
    )
    (only,) = triples(path)
    assert only.predicate.value.endswith("#type")


def test_aliases_cannot_grow_a_file_in_memory(tmp_path: Path) -> None:
    """A billion laughs end at the first anchor."""
    path = tmp_path / "x.yaml"
    levels = [
        f"  {b}: &{b} [{', '.join(f'*{a}' for _ in range(10))}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    path.write_text("notes:\n  a: &a [lol]\n" + "\n".join(levels) + "\n")
    start = time.process_time()
    with pytest.raises(SourceError, match="anchors and aliases"):
        triples(path)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"notes:\n  a: {row: \xe6}\n"])
def test_other_encodings_are_named(tmp_path: Path, content: bytes) -> None:
    """Latin-1 is what old editors write."""
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="is not UTF-8"):
        triples(path)


def test_what_cannot_be_read_is_not_laid_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file stays as it is."""
    path = tmp_path / "x.yaml"
    path.write_text("notes: {a: [}\n")
    assert main(["data", "format", str(path)]) == 2
    assert f"{path}:1: is not YAML" in capsys.readouterr().err
    assert path.read_text() == "notes: {a: [}\n"
    with pytest.raises(GppGraphError):
        formatted(path)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a folder with the ontology and one label with its translations."""
    copy_vocabulary(tmp_path)
    copy_facts("nordic-swan-7", tmp_path)
    return tmp_path


def nb(small: Path) -> Path:
    return small / "data" / "translations" / "nb" / "nordic-swan-7.yaml"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  description:\n    of:", "  descripton:\n    of:", ('text "descripton"', "description")),
        ("file:\n", "fil:\n", ('section "fil"', "file")),
        ("    of: ", "    off: ", ('needs "of"',)),
        (
            "file:\n",
            "labels:\n  no-such-label:\n    description: {of: 1, text: a}\nfile:\n",
            ('"no-such-label" is not known',),
        ),
        ("\nlabel:\n", "\nlabel:\n  full-title: {of: 1, text: a}\n", ("no English original",)),
    ],
)
def test_a_translation_needs_its_original(small: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    """A text of something that is not there would come up in one language only."""
    text = nb(small).read_text(encoding="utf-8")
    assert old in text
    nb(small).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError) as error:
        triples(small / "data" / "labels" / "nordic-swan-7.yaml")
    assert str(error.value).startswith(f"{nb(small)}:")
    assert all(word in str(error.value) for word in words), str(error.value)


def test_a_file_of_translations_needs_its_file(small: Path) -> None:
    """It was renamed, or the original was."""
    nb(small).rename(nb(small).with_name("nordic-swam-7.yaml"))
    with pytest.raises(SourceError, match=r'translates "nordic-swam-7".*Close matches: nordic-swan-7'):
        sources(small)


def test_a_stale_translation_is_a_finding(small: Path) -> None:
    """The English was changed after it was translated: the finding says where, and what to write when it is done."""
    path = small / "data" / "labels" / "nordic-swan-7.yaml"
    text = path.read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.strip().startswith("description:")][:1]
    said = line.partition(": ")[2]
    changed = text.replace(said, "Another text", 1)
    path.write_text(changed, encoding="utf-8")
    from gppgraph.validation.translated import stale

    found = stale([path], small)
    assert {finding.code for finding in found} == {"translation-stale"}
    assert {finding.file for finding in found} == {
        f"data/translations/{language}/nordic-swan-7.yaml" for language in ("nb", "da")
    }
    assert all(finding.line and finding.line > 1 for finding in found)
    assert found[0].solution.endswith(f"of: {digest([found_english(path)])}.")


def found_english(path: Path) -> str:
    """Return the first English description of a file."""
    from gppgraph.authoring.read import read_file

    english = read_file(path).expanded.english
    return next(texts[0] for (_, name), texts in english.items() if name == "description")


def test_the_shipped_translations_are_of_the_shipped_texts() -> None:
    """None is stale."""
    from gppgraph.validation.translated import stale

    assert stale(source.path for source in sources()) == []


def test_a_link_out_of_the_folder_is_not_followed(
    small: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A contributed folder must not bring in other files of the machine; a link inside of it may stay."""
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text("notes:\n  a: {row: secret}\n")
    (small / "data" / "labels" / "mine.yaml").symlink_to(outside)
    with pytest.raises(SourceError, match="leads out of the folder"):
        sources(small)
    (small / "data" / "labels" / "mine.yaml").unlink()
    (small / "data" / "mine.yaml").symlink_to(small / "data" / "labels" / "nordic-swan-7.yaml")
    assert "mine" in {source.path.stem for source in sources(small)}


def test_two_files_of_one_name_are_refused(small: Path) -> None:
    """They would share a graph, and an old Turtle file beside its YAML would count twice."""
    (small / "data" / "nordic-swan-7.ttl").write_text("")
    with pytest.raises(SourceError, match="has the name of"):
        sources(small)


def test_jsonld_of_a_data_folder_fetches_nothing(small: Path) -> None:
    """A context by its address would have to be fetched."""
    from gppgraph.authoring.data_files import load_files

    (small / "data" / "x.jsonld").write_text('{"@context": "https://example.org/c.jsonld", "@id": "urn:a"}')
    with pytest.raises(SourceError, match="remote contexts are disabled"):
        load_files(sources(small))


PUBLISHED = "https://w3id.org/gppgraph/context.jsonld"


def test_the_published_context_is_read_from_the_ontology(small: Path) -> None:
    """Files for exchange name it by its address, and mean what they mean with the context inside."""
    from gppgraph.authoring.context import terminology
    from gppgraph.authoring.data_files import parse_file
    from gppgraph.workspace import Source

    path = small / "data" / "x.jsonld"
    node = {
        "id": "https://example.org/a",
        "type": "LabelCriterion",
        "topic": "warranty",
        "title": {"en": "A"},
    }
    read = []
    for context in (PUBLISHED, terminology().context):
        path.write_text(json.dumps({"@context": context, **node}), encoding="utf-8")
        read.append({str(quad.triple) for quad in parse_file(Source(path, "urn:x"))})
    assert read[0] == read[1]
    assert any("<https://w3id.org/gppgraph/code/topic/warranty>" in line for line in read[0])


@pytest.mark.parametrize(
    "document",
    [
        {"@context": [PUBLISHED, "https://example.org/c.jsonld"], "id": "urn:a"},
        {"@context": PUBLISHED, "id": "urn:a", "source": {"@context": PUBLISHED, "id": "urn:b"}},
        {"@context": {"@import": PUBLISHED}, "id": "urn:a"},
        {"@context": PUBLISHED + "#", "id": "urn:a"},
    ],
)
def test_only_the_published_context_may_be_named_and_only_at_the_top(small: Path, document: object) -> None:
    """Named again at every node, it would make a small file a large one."""
    from gppgraph.authoring.data_files import load_files

    (small / "data" / "x.jsonld").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SourceError, match="remote contexts are disabled"):
        load_files(sources(small))


def test_a_contributed_file_may_be_yaml(small: Path) -> None:
    """Its findings name the line of the node inside the nesting."""
    shutil.copytree(root() / "queries", small / "queries")
    path = small / "mine.yaml"
    path.write_text(
        "label: {title: Mine, code: '1', scheme: nordic-swan, certifies: new, confidence: verified, at: 'doc:background-knowledge'}\n"
        "criteria:\n"
        "  warranty:\n"
        "    title: Warranty\n"
        "    shall:\n"
        "      c1:\n"
        "        manufacturer-warranty-duration: {at-least: 2 YR}\n"
    )
    report = validate([path], base=small)
    assert report.unchecked == ()
    lines = {
        (finding.focus.rsplit("/", 1)[1], finding.line)
        for finding in report.findings
        if finding.file == path.name
    }
    assert ("mine.warranty.c1", 6) in lines
    assert ("mine.warranty", 3) in lines
