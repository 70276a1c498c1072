"""What the shipped data must hold: the counts of the pages, and a source for every fact."""

from __future__ import annotations

import pytest

import gppgraph
from gppgraph.graph import Graph
from gppgraph.terms import slug, sparql_prologue
from gppgraph.workspace import sources


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Return the shipped graph."""
    return gppgraph.load()


def rows(graph: Graph, query: str) -> list[tuple[str | None, ...]]:
    """Return the answer to SPARQL without its prefixes."""
    answer = graph.query(sparql_prologue() + query)
    return [tuple(row.values()) for row in answer.rows]


def test_entries_of_the_danish_page(graph: Graph) -> None:
    """27 entries at basis of which 15 are specified, 26 at udvidet, all specified."""
    found = rows(
        graph,
        """SELECT ?level ?status (COUNT(DISTINCT ?requirement) AS ?count) WHERE {
          ?requirement cccev:isDerivedFrom set:dk-desktop-2023 ; gpp:ambitionLevel ?level ; gpp:status ?status .
        } GROUP BY ?level ?status ORDER BY ?level ?status""",
    )
    counted = [
        (str(level).rsplit("/", 1)[1], str(status).rsplit("/", 1)[1], count) for level, status, count in found
    ]
    assert counted == [
        ("dk-basis", "not-specified", "12"),
        ("dk-basis", "specified", "15"),
        ("dk-udvidet", "specified", "26"),
    ]


def test_atomic_requirements_of_the_danish_page(graph: Graph) -> None:
    """90 rows, each on a constraint, an alternative or a recommendation of its own entry."""
    found = rows(
        graph,
        """SELECT DISTINCT ?row WHERE {
          ?requirement cccev:isDerivedFrom set:dk-desktop-2023 .
          ?requirement cccev:hasRequirement|gpp:hasRecommendation ?part .
          ?part gpp:hasAlternative? ?node .
          ?node gpp:row ?row .
        }""",
    )
    assert len(found) == 90


def test_every_constraint_has_source_and_confidence(graph: Graph) -> None:
    """Nothing without a passage and a mark of how sure it is."""
    found = rows(
        graph,
        """SELECT DISTINCT ?constraint WHERE {
          ?requirement cccev:hasRequirement ?constraint .
          FILTER(NOT EXISTS { ?constraint prov:wasDerivedFrom ?passage } || NOT EXISTS { ?constraint gpp:confidence ?word })
        } ORDER BY ?constraint""",
    )
    assert found == []


def test_recalled_facts_never_satisfy_as_if_sure(graph: Graph) -> None:
    """A verdict is no surer than any fact that it used."""
    found = rows(
        graph,
        """SELECT DISTINCT ?verdict WHERE {
          ?verdict a gpp:Verdict ; gpp:verdict verdict:satisfies ; gpp:ofRequirement ?requirement ;
            gpp:ofEdition ?edition ; gpp:forProduct ?product ; gpp:confidence ?stated .
          ?requirement cccev:hasRequirement ?constraint .
          ?outcome gpp:ofConstraint ?constraint ; gpp:ofEdition ?edition ; gpp:forProduct ?product ; gpp:restsOn ?criterion .
          ?criterion gpp:concernsProduct ?product ; gpp:confidence ?used .
          ?stated gpp:rank ?statedRank . ?used gpp:rank ?usedRank .
          FILTER(?usedRank < ?statedRank)
        }""",
    )
    assert found == []


def test_no_optional_criterion_decides(graph: Graph) -> None:
    """Whatever is met is met by a mandatory criterion."""
    found = rows(
        graph,
        """SELECT DISTINCT ?outcome WHERE {
          ?outcome gpp:outcome outcome:met ; gpp:restsOn ?criterion .
          ?stating gpp:states ?criterion ; gpp:bindingness binding:optional .
        }""",
    )
    assert found == []


def test_an_edition_has_the_file_of_its_name(graph: Graph) -> None:
    """A question about one set or label reads only the files of that name."""
    found = rows(
        graph,
        """SELECT DISTINCT ?edition WHERE {
          { ?edition a gpp:LabelEdition } UNION { ?edition a gpp:CriteriaSetEdition . ?requirement cccev:isDerivedFrom ?edition }
        }""",
    )
    files = {source.path.stem for source in sources() if source.path.parent.name in ("criteria", "labels")}
    assert {slug(edition or "") for (edition,) in found} - files == set()
