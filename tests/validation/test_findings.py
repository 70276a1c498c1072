"""What validation says of the shipped graph, held against what a person read in the sources."""

from __future__ import annotations

import pytest

from gppgraph.terms import slug
from gppgraph.validation.finding import GRAPH, SOURCE
from gppgraph.validation.run import Report, validate

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def report() -> Report:
    """The report on the shipped graph."""
    return validate()


# What model.md, section 6, looks for and the sources contain.
KINDS = {
    "a cross-reference that leads nowhere": ["reference-dangles", "reference-to-nothing-specified"],
    "a cross-reference with two targets": ["reference-changes-target"],
    "a note announced and absent": ["note-announced-and-absent"],
    "a note without its criterion": ["note-without-criterion"],
    "two codes that look the same": ["same-title", "code-means-different-things"],
    "a higher level that gives less": ["higher-level-weaker"],
    "component lists that do not nest": ["component-lists-do-not-nest"],
    "scoring bands with gaps": ["bands-leave-a-gap"],
    "a parameter without a floor": ["parameter-without-floor"],
    "one property bounded with two operators": ["bounded-twice"],
    "a method that does not measure": ["method-does-not-measure"],
    "a standard superseded before publication": ["standard-superseded"],
    "an act repealed": ["act-repealed", "legal-basis-ended"],
    "law that asks for more": ["law-may-ask-more"],
    "law that asks for the same": ["made-redundant-by-law"],
    "a proof that cannot exist any more": ["proof-cannot-exist"],
    "language versions that differ": ["language-versions-differ"],
    "a figure that the set does not bear out": ["stated-figure-not-borne-out"],
}
# Read in the texts: the Danish page for the first three, the Norwegian set for the others.
READ = {
    "note-announced-and-absent": "basis.TS5 udvidet.AC7 udvidet.TS1 udvidet.TS28",
    "note-without-criterion": "basis.TS6 basis.TS8 udvidet.TS8 udvidet.TS19",
    "reference-dangles": "basis.TS18.annex-iii udvidet.TS16.AC13 udvidet.TS18.annex-iii udvidet.TS20.annex-ii",
    "reference-changes-target": "udvidet.TS3.TS24",
    "proof-cannot-exist": "avansert.NO-KV-02 avansert.NO-KV-03 avansert.NO-KV-04 basis.NO-KV-09 basis.NO-KV-09.tablet",
    "act-repealed": "basis.NO-KV-08 basis.NO-KV-08.tablet",
    "legal-basis-ended": "basis.NO-KV-13",
}


def test_shipped_graph_has_no_fault(report: Report) -> None:
    """Neither a violation nor a hint: what is ours to correct is corrected."""
    assert [f.message for f in report.findings if f.section == GRAPH] == []
    assert report.unchecked == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_the_sources_contain_is_found(report: Report, kind: str) -> None:
    """A check that never bites proves nothing."""
    found = {finding.code for finding in report.findings if finding.section == SOURCE}
    assert set(KINDS[kind]) <= found


@pytest.mark.parametrize("code", READ)
def test_exactly_what_was_read_is_found(report: Report, code: str) -> None:
    """One more is a false alarm, one less a miss."""
    editions = ("dk-desktop-2023.", "no-it-2019.")
    found = {slug(f.focus) for f in report.findings if f.code == code}
    assert {name.removeprefix(editions[0]).removeprefix(editions[1]) for name in found} == set(
        READ[code].split()
    )


def test_every_finding_can_be_acted_on(report: Report) -> None:
    """Which text, where, why it matters and what to do; each once, under a name of its own."""
    for finding in report.findings:
        assert all((finding.summary, finding.problem, finding.solution, finding.text)), finding
        assert finding.file is not None
        assert finding.line is not None
        assert finding.passage_place is not None
    assert len({finding.id for finding in report.findings}) == len(report.findings)
