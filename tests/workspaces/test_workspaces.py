"""A workspace of another publisher: its own products, names and countries, and nothing of ours."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from gppgraph import load
from gppgraph.authoring.data_files import naming, parse_file
from gppgraph.authoring.new_files import KINDS, init, new
from gppgraph.build.current import ensure
from gppgraph.cli import main
from gppgraph.errors import InputError, OutputError, SourceError
from gppgraph.graph import Graph
from gppgraph.operations.workspaces import KINDS as DECLARED
from gppgraph.publish.rdf_formats import context
from gppgraph.terms import BASE, expand, iri, slug
from gppgraph.workspace import HIDDEN, find, query_files, root, sources

pytestmark = pytest.mark.slow

OWN = "https://data.example.org/furniture/"
# What a workspace may say of ours: the common vocabulary, and the two graphs of conclusions.
COMMON = re.compile(rf"{re.escape(BASE)}(ns|shapes|code/|graph/(derived|entailed)\b)")


@pytest.fixture(autouse=True)
def anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of the caller choose a workspace or a snapshot."""
    for name in ("GPPGRAPH_WORKSPACE", "GPPGRAPH_SNAPSHOT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def furniture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a set of chairs and a label, as the commands write them."""
    folder = tmp_path_factory.mktemp("workspaces") / "furniture"
    init(folder, title="Office furniture", publisher="Agency", base=OWN, countries=["se"])
    new(folder, "set", "chairs")
    new(folder, "label", "swan")
    return folder


@pytest.fixture(scope="module")
def graph(furniture: Path) -> Graph:
    return load(workspace=furniture)


def test_the_kinds_that_are_declared_are_those_that_are_made() -> None:
    assert tuple(KINDS) == DECLARED


def test_the_verdict_is_one_of_its_own_products_under_its_own_base(graph: Graph) -> None:
    [verdict] = graph.satisfy()
    assert (verdict.requirement, verdict.edition, verdict.product, verdict.verdict, verdict.confidence) == (
        "chairs.core.R1", "swan", "example-product", "satisfies", "recalled",
    )  # fmt: skip
    conclusions = {
        quad.subject.value
        for quad in graph.store.quads_for_pattern(None, None, None, ox.NamedNode(f"{BASE}graph/derived"))
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value != expand("rdfs:label")
    }
    assert conclusions
    assert [name for name in conclusions if not name.startswith((OWN, f"{BASE}code/"))] == []
    start = f"{OWN}derived/verdict/chairs.core.R1--swan--satisfies--"
    assert [name for name in conclusions if name.startswith(start)]


def test_names_are_found_by_slug_curie_and_iri(graph: Graph) -> None:
    names = ("chairs.core.R1", "req:chairs.core.R1", f"{OWN}id/requirement/chairs.core.R1")
    for name in names:
        assert [verdict.requirement for verdict in graph.satisfy(requirement=name)] == ["chairs.core.R1"]
        rows = graph.query("verdicts", requirement=name).rows
        assert {row["requirement"] for row in rows} == {names[-1]}


def test_a_proof_leads_to_its_passages(graph: Graph) -> None:
    [proof] = graph.explain("chairs.core.R1", "swan")
    [step] = proof.steps
    assert [place.document for place in proof.requirement_at] == ["The text of Chairs"]
    assert [place.document for place in step.offered_at] == ["The criteria of Swan"]


def test_a_workspace_adds_a_unit_of_its_own(tmp_path: Path) -> None:
    """A decade in its code list converts to months, so that a figure in it compares with one in months."""
    folder = tmp_path / "w"
    init(folder, title="Chairs", publisher="Agency", base=OWN)
    new(folder, "set", "chairs")
    new(folder, "label", "swan")
    facts = folder / "data" / "chairs.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("2 YR", "30 decade"), encoding="utf-8")
    with pytest.raises(SourceError, match=r'chairs.yaml:\d+: .*unit "decade" .*in a file of codes/'):
        load(workspace=folder)
    (folder / "codes" / "own-units.ttl").write_text(
        f"""PREFIX codes: <{BASE}code/>
PREFIX gpp: <{BASE}ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<{OWN}code/unit/decade> a skos:Concept ; skos:inScheme codes:unit ; skos:prefLabel "decade"@en ;
    gpp:symbol "decades" ; gpp:convertsTo <{BASE}code/unit/calendar-month> ; gpp:conversionFactor 120.0 .
""",
        encoding="utf-8",
    )
    graph = load(workspace=folder)
    [verdict] = graph.satisfy()
    assert (verdict.verdict, verdict.margin) == ("below", -3564)  # months
    assert graph.satisfy(requirement=verdict.requirement) == [verdict]
    assert "≥ 30 decades" in verdict.constraints[0].required


def test_nothing_of_the_shipped_graph_is_in_it(furniture: Path, graph: Graph) -> None:
    assert set(graph.register.names["edition"]) == {"swan"}
    assert set(graph.register.names["product"]) == {"example-product"}
    stems = {source.path.stem for source in sources(furniture) if source.workspace == furniture}
    assert stems == {"chairs", "swan", "publisher", "product", "level", "guarantee-duration"}


@pytest.mark.parametrize(
    "command",
    [
        "satisfy --format json", "matrix", "matrix --format json", "explain chairs.core.R1 swan", "show chairs",
        "remaining --label swan --set chairs --product example-product", "compare chairs swan", "search guarantee",
        "query cq01-what-a-set-asks", "query --list", "data validate", "data gaps --format json",
        "export --set chairs --format ttl", "export --label swan --format yaml", "export --set chairs --format jsonld",
    ],
)  # fmt: skip
def test_commands_work_on_it(furniture: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """Also from another folder, by the option."""
    assert main([*shlex.split(command), "--workspace", str(furniture)]) == 0
    printed = capsys.readouterr().out
    assert printed
    assert not re.search("desktop|tco-certified|Difi", printed)


def test_a_table_goes_out_and_comes_back(furniture: Path, graph: Graph, tmp_path: Path) -> None:
    """The names of a workbook are those of the form, whatever the base."""
    book = tmp_path / "chairs.xlsx"
    folder = ["--workspace", str(furniture)]
    assert main(["export", "--set", "chairs", "--format", "xlsx", "--output", str(book), *folder]) == 0
    assert main(["import", str(book), "--into", str(tmp_path / "back"), *folder]) == 0
    text = (tmp_path / "back" / "chairs.yaml").read_text(encoding="utf-8")
    assert OWN not in text
    assert "guarantee-duration" in text
    assert (
        main(["data", "diff", str(furniture), str(tmp_path / "back" / "chairs.yaml"), "--exit-code", *folder])
        == 0
    )


def test_a_review_is_for_its_own_country(
    furniture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "tender.txt"
    text.write_text("R1: the guarantee lasts 5 years, as by Swan.", encoding="utf-8")
    command = ["review", str(text), "--format", "json", "-w", str(furniture)]
    assert main(command) in (0, 1)
    assert json.loads(capsys.readouterr().out)["country"] == "se"
    assert main([*command, "--country", "no"]) == 2
    assert 'country "no" not found. There are: se.' in capsys.readouterr().err


def test_words_of_a_workspace_find_its_figures(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file that the page on workspaces shows, in the layout of the project."""
    folder = tmp_path / "furniture"
    init(folder, base="https://data.example.org/furniture/", countries=["SE"])
    new(folder, "set", "chairs")
    page = (root / "docs" / "workspaces.md").read_text(encoding="utf-8")
    [words] = re.findall(r"^```turtle\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (folder / "lexicon").mkdir()
    (folder / "lexicon" / "words.ttl").write_text(words, encoding="utf-8")
    assert main(["data", "format", "--check", "-w", str(folder)]) == 0
    text = tmp_path / "tender.txt"
    text.write_text("The guarantee is at least 3 years from purchase.\n", encoding="utf-8")
    capsys.readouterr()
    main(["link", str(text), "--format", "json", "-w", str(folder)])
    [figure] = json.loads(capsys.readouterr().out)["thresholds"]
    assert slug(figure["concept"]) == "guarantee-duration"
    assert [row["constraint"] for row in figure["compared"]] == ["chairs.core.R1.c1"]


def published(folder: Path) -> dict[str, str]:
    """Return the texts of a site by name, without its assets and the queries of the common catalogue."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix in (".html", ".ttl", ".jsonld", ".nt", ".rdf", ".xml", ".cff", ".tsv", ".csv")
    }


def test_the_site_is_that_of_its_publisher(furniture: Path, tmp_path: Path) -> None:
    assert main(["publish", str(tmp_path / "site"), "-w", str(furniture)]) == 0
    texts = published(tmp_path / "site")
    assert "Office furniture" in texts["index.html"]
    assert "Published by Agency." in texts["index.html"]
    assert f"@prefix req: <{OWN}id/requirement/> ." in texts["id/requirement/chairs.core.R1.ttl"]
    assert '"@id":"req:chairs.core.R1"' in texts["id/requirement/chairs.core.R1.jsonld"]
    assert (
        f'<link rel="canonical" href="{OWN}id/requirement/chairs.core.R1.html">'
        in (texts["id/requirement/chairs.core.R1.html"])
    )
    assert '<option value="se">SE</option>' in texts["review.html"]
    assert f"<{OWN}catalog#dataset>" in texts["catalog.ttl"]
    assert "ns.html" not in texts  # the vocabulary is published elsewhere
    ours = {
        f"{name}: {found[0]}"
        for name, text in texts.items()
        for found in re.finditer(
            rf"{re.escape(BASE)}[\w./#-]*|Difi|[Dd]esktop|Norway|Which eco-label proves", text
        )
        if not COMMON.match(found[0]) and not name.startswith("queries/")
    }
    assert ours == set()
    assert [name for name, text in texts.items() if re.search("Difi|dk-desktop|Norway", text)] == []


def test_each_workspace_has_its_own_snapshot(furniture: Path, graph: Graph) -> None:
    assert graph.folder == furniture / HIDDEN / "snapshot"
    assert ensure(root()) != graph.folder


def test_the_nearest_folder_upwards_is_the_workspace(
    furniture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the option, else the environment, else the folder, else the shipped graph."""
    monkeypatch.chdir(tmp_path)
    assert find() == root()
    assert find(furniture) == furniture
    monkeypatch.chdir(furniture / "data")
    assert find() == furniture
    other = tmp_path / "other"
    init(other)
    monkeypatch.setenv("GPPGRAPH_WORKSPACE", str(other))
    assert find() == other
    assert find(furniture) == furniture
    with pytest.raises(InputError, match="there is no such folder; gppgraph init"):
        find(tmp_path / "nowhere")


def test_first_files_overwrite_nothing_and_need_a_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "set", "chairs"]) == 2
    assert "gppgraph init DIR makes one" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
    init(tmp_path)
    for kind in KINDS:
        new(tmp_path, kind, f"my-{kind}")
        with pytest.raises(OutputError, match="exists already, and nothing was written"):
            new(tmp_path, kind, f"my-{kind}")
    with pytest.raises(OutputError, match="exists already"):
        init(tmp_path)
    with pytest.raises(InputError, match="such as my-set"):
        new(tmp_path, "set", "My Set")
    assert main(["data", "validate"]) == 0
    assert capsys.readouterr().out.count("conforms") == 1


@pytest.mark.parametrize("words", [["--help"], ["satisfy", "--help"]])
def test_the_help_says_whose_names_the_examples_have(
    furniture: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """Nobody should look for dk-desktop-2023 among chairs."""
    line = "Names in examples are those of the shipped graph"
    for folder, is_said in ((furniture, True), (root(), False)):
        monkeypatch.chdir(folder)
        with pytest.raises(SystemExit):
            main(words)
        assert (line in capsys.readouterr().out) == is_said


def test_a_repository_of_a_workspace_holds_no_snapshot(tmp_path: Path) -> None:
    """A list of ignored files that is there stays as it is."""
    init(tmp_path / "w")
    assert f"{HIDDEN}/" in (tmp_path / "w" / ".gitignore").read_text(encoding="utf-8").splitlines()
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    init(tmp_path)
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"


def test_a_workspace_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    """A file stands where a folder is needed; what was written before is taken back."""
    (tmp_path / "codes").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        init(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "codes"]
    with pytest.raises(SourceError) as caught:
        init(tmp_path / "w", base="example.org/w/")
    assert str(caught.value).startswith(f"{tmp_path / 'w' / 'gppgraph.toml'}: base = 'example.org/w/'")
    assert not (tmp_path / "w").exists()


def test_templates_of_a_workspace_come_first(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "scheme.yaml").write_text("# Ours.\nscheme: {title: {{ label|json }}}\n")
    [path] = new(tmp_path, "scheme", "mark")
    assert path.read_text(encoding="utf-8") == "# Ours.\nscheme:\n  title: Mark\n"
    (tmp_path / "templates" / "scheme.yaml").write_text("{{ nothing }}")
    with pytest.raises(InputError, match=r"template scheme\.yaml"):
        new(tmp_path, "scheme", "other")


def test_a_link_out_of_the_workspace_is_refused(tmp_path: Path) -> None:
    folder, outside = tmp_path / "w", tmp_path / "outside"
    init(folder)
    outside.mkdir()
    (outside / "x.ttl").write_text("")
    (folder / "lexicon").symlink_to(outside)
    with pytest.raises(SourceError, match="leads out of the folder"):
        sources(folder)


def use(folder: Path) -> None:
    """Read the facts, questions and templates of a workspace."""
    sources(folder)
    list(query_files(folder))
    new(folder, "set", "desks")


@pytest.mark.parametrize("place", ["codes", "data/translations/nb", "queries", "templates", "data/more"])
def test_a_folder_elsewhere_is_no_folder_of_the_workspace(tmp_path: Path, place: str) -> None:
    """Neither facts nor translations, questions or templates come in by a link."""
    folder, outside = tmp_path / "w", tmp_path / "outside"
    init(folder, base=OWN)
    new(folder, "set", "chairs")
    outside.mkdir()
    for name in ("chairs.yaml", "set.yaml", "mine.rq"):
        (outside / name).write_text("")
    (folder / place).parent.mkdir(exist_ok=True)
    if place == "codes":
        (folder / "codes").rename(tmp_path / "codes")
    (folder / place).symlink_to(outside)
    with pytest.raises(SourceError, match="leads out of the folder; put a copy of the files here"):
        use(folder)
    assert not (folder / "data" / "desks.yaml").exists()


def test_the_base_of_the_shipped_graph_is_not_for_others(tmp_path: Path) -> None:
    """Names of two publishers would be one."""
    with pytest.raises(InputError, match="is that of the shipped graph"):
        init(tmp_path / "w", base=BASE)
    assert not (tmp_path / "w").exists()
    (tmp_path / "gppgraph.toml").write_text(f'title = "x"\nbase = "{BASE}"\n')
    with pytest.raises(SourceError, match=r"gppgraph\.toml: base = .* name your own"):
        sources(tmp_path)


@pytest.mark.parametrize(
    ("key", "close"), [("set", "chairs"), ("level", "core"), ("product", "example-product")]
)
def test_a_default_that_names_nothing_is_told_with_its_file(
    furniture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str, close: str
) -> None:
    """The user has typed no name, so the message says where it stands."""
    folder = tmp_path / "w"
    shutil.copytree(furniture, folder, ignore=shutil.ignore_patterns(HIDDEN))
    text = (folder / "gppgraph.toml").read_text(encoding="utf-8")
    for name, value in (("set", "chairs"), (key, "elsewhere")):
        text = re.sub(rf'^(# )?{name} = ".*"$', f'{name} = "{value}"', text, flags=re.MULTILINE)
    (folder / "gppgraph.toml").write_text(text, encoding="utf-8")
    assert main(["matrix", "-w", str(folder)]) == 2
    printed = capsys.readouterr().err
    assert f"gppgraph.toml: defaults.{key}: " in printed
    assert f'"elsewhere" not found. There are: {close}.' in printed
    assert main(["matrix", f"--{key}", close, "-w", str(folder)]) == 0


def test_an_empty_workspace_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, and no table that seems to be an answer."""
    (tmp_path / "gppgraph.toml").write_text('title = "Nothing"\nbase = "https://example.org/none#"\n')
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 0
    assert main(["satisfy", "--format", "json"]) == 1
    assert main([]) == 0
    assert "gppgraph new set NAME" in capsys.readouterr().out
    assert (
        main(["data", "validate", "--fail-on", "info"]) == 0
    )  # what it shares has no fault without our facts
    for command in (
        ["search", "x"],
        ["show", "x"],
        ["explain", "a", "b"],
        ["decide"],
        ["review", "gppgraph.toml"],
    ):
        assert main(command) in (1, 2)
    assert main(["publish", "site", "--no-validation"]) == 0
    assert "There are no verdicts yet" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


WITH_SHIPPED = """labels:
  {name}: {{title: x, scheme: {scheme}, covers: notebook-computer, confidence: recalled}}
"""


def test_names_of_the_graph_that_is_extended_stand_for_its_things(tmp_path: Path) -> None:
    """A name of its own stays its own, and one that both have is refused with file and line."""
    init(tmp_path, base=OWN, extends=True)
    (tmp_path / "data" / "mine.yaml").write_text(WITH_SHIPPED.format(name="mine", scheme="tco-certified"))
    names = naming(tmp_path)
    assert names.placed(f"{BASE}id/scheme/tco-certified") == f"{BASE}id/scheme/tco-certified"
    assert names.placed(f"{BASE}id/scheme/mine") == f"{OWN}id/scheme/mine"
    assert names.placed(f"{BASE}code/operator/at-least") == f"{BASE}code/operator/at-least"
    (tmp_path / "data" / "mine.yaml").write_text(
        WITH_SHIPPED.format(name="tco-certified-8", scheme="tco-certified")
    )
    with pytest.raises(SourceError, match=r'mine\.yaml:2: "tco-certified-8" exists already') as caught:
        parse_file(next(source for source in sources(tmp_path) if source.path.stem == "mine"))
    assert "\n" not in str(caught.value)


def test_short_names_of_json_ld_are_those_of_the_workspace(furniture: Path, tmp_path: Path) -> None:
    """The published context means the same to another processor as to the program."""
    folder = tmp_path / "w"
    shutil.copytree(furniture, folder, ignore=shutil.ignore_patterns(HIDDEN))
    part = {
        "id": "req:desks.R1.c1",
        "type": "Constraint",
        "concept": "guarantee-duration",
        "operator": "at-least",
        "unit": "YR",
        "products": ["example-product"],
    }
    document = {"@context": f"{OWN}context.jsonld", "@graph": [part]}
    path = folder / "data" / "desks.jsonld"
    path.write_text(json.dumps(document), encoding="utf-8")
    source = next(source for source in sources(folder) if source.path == path)
    subject = f"<{OWN}id/requirement/desks.R1.c1>"
    read = {str(quad.triple) for quad in parse_file(source)}
    assert read == {
        f"{subject} <{iri('rdf', 'type')}> <{iri('gpp', 'Constraint')}>",
        f"{subject} <{iri('cccev', 'constrains')}> <{OWN}code/concept/guarantee-duration>",
        f"{subject} <{iri('gpp', 'operator')}> <{iri('op', 'at-least')}>",
        f"{subject} <{iri('gpp', 'printedUnit')}> <{iri('unit', 'YR')}>",
        f"{subject} <{iri('gpp', 'appliesToProduct')}> <{OWN}code/product/example-product>",
    }
    inside = json.dumps({**document, **json.loads(context(folder))})
    graph = rdflib.Graph().parse(data=inside, format="json-ld")
    second = ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
    assert {str(quad.triple) for quad in second} == read
    path.write_text(json.dumps({**document, "@context": "https://example.com/context.jsonld"}))
    with pytest.raises(SourceError, match=rf"or name {re.escape(OWN)}context\.jsonld alone"):
        parse_file(source)


@pytest.mark.parametrize("base", [OWN, "https://example.org/a#", "https://example.org/id/label/"])
def test_a_name_is_told_from_its_path_under_any_base(base: str) -> None:
    assert slug(f"{base}id/requirement/a.b.R1") == "a.b.R1"
    assert slug(f"{base}code/product/chair") == "chair"


def test_a_foreign_address_is_no_name() -> None:
    for address in (
        "http://qudt.org/vocab/unit/YR",
        "https://example.org/code",
        "https://example.org/requirement/x",
    ):
        assert slug(address) != address.rpartition("/")[2]


def test_the_page_on_workspaces_shows_what_works(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command of the page runs, in the order of the page."""
    monkeypatch.chdir(tmp_path)
    text = (root / "docs" / "workspaces.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ (.*)$", text, re.MULTILINE)
    assert len(commands) > 12
    for command in commands:
        name, *words = shlex.split(command)
        if name == "cd":
            monkeypatch.chdir(words[0])
        else:
            assert (command, main(words)) == (command, 0)


def test_a_name_is_missed_in_the_languages_of_the_pages_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has to name a chair in Norwegian for a site in English, neither here nor in a contributed file."""
    folder = tmp_path / "chairs"
    init(folder, title="Chairs", publisher="Agency", base=OWN, countries=["se"])
    monkeypatch.chdir(folder)
    (own,) = (path for path in new(folder, "product-type", "office-chair") if path.suffix == ".ttl")
    contributed = tmp_path / "stool.ttl"
    contributed.write_text(own.read_text().replace("office-chair", "stool").replace("Office chair", "Stool"))
    settings = folder / "gppgraph.toml"
    english = settings.read_text()
    for languages, missed in (('["en"]', set()), ('["en", "nb"]', {"nb"})):
        settings.write_text(english.replace('languages = ["en"]', f"languages = {languages}"))
        for words in (["data", "validate"], ["data", "validate", str(contributed)]):
            main([*words, "--only", "label-without-language", "--format", "json"])
            found = json.loads(capsys.readouterr().out)["findings"]
            assert {entry["value"] for entry in found} == missed, (languages, words)
