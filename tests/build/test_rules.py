"""The rules of entailment and verdict, on small frozen worlds with near misses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from gppgraph.build.rules import STAGES, STAGING, derive, read_rules
from gppgraph.catalogue.query import text_of
from gppgraph.errors import QueryError
from gppgraph.rdf.store import select
from gppgraph.terms import expand, slug
from rule_worlds import (
    ADMISSION,
    CODES,
    EVERY,
    FREE,
    FREE_TOO,
    PROLOGUE,
    WORDS,
    built,
    canonical,
    criterion,
    either,
    months,
    on_oxigraph,
    on_rdflib,
    pairs,
    ppm,
    requirement,
    verdicts,
)


@pytest.mark.parametrize("case", WORDS)
def test_verdict(case: str) -> None:
    """One near miss a world: the verdict of label e on requirement r for notebooks."""
    world, expected = WORDS[case]
    assert verdicts(world)[("r", "e", "notebook")] == expected


@pytest.mark.parametrize("case", WORDS)
def test_rdflib_derives_the_same(case: str) -> None:
    """The rules are plain SPARQL: a second engine draws the same conclusions."""
    world, _ = WORDS[case]
    assert canonical(on_oxigraph(world)) == canonical(on_rdflib(world))


def test_other_product_types() -> None:
    """Types outside the requirement, the edition or its clear coverage each have their own word."""
    world = (
        requirement("r", months("at-least", 24), products="product:computers")
        + criterion("e", "k", months("at-least", 36))
        + "label:e gpp:coverageUnclear product:desktop .\n"
        + requirement("n", products="product:computers").replace("status:specified", "status:not-specified")
        + "label:f a gpp:LabelEdition ; gpp:covers product:tablet ; gpp:confidence confidence:secondary .\n"
    )
    found = verdicts(world)
    assert {key: word for key, word in found.items() if key[0] == "r"} == {
        ("r", "e", "notebook"): "satisfies",
        ("r", "e", "desktop"): "undetermined",
        ("r", "e", "tablet"): "not-applicable",
        ("r", "f", "notebook"): "not-covered",
        ("r", "f", "desktop"): "not-covered",
        ("r", "f", "tablet"): "not-applicable",
    }
    assert {word for key, word in found.items() if key[0] == "n"} == {"not-specified"}


def test_only_verdicts_that_constraints_decide_are_stored() -> None:
    """The others follow from what a requirement asks and an edition certifies; each query says them."""
    world = (
        requirement("r", months("at-least", 24), products="product:computers")
        + criterion("e", "k", months("at-least", 36))
        + requirement("n", products="product:computers").replace("status:specified", "status:not-specified")
    )
    triples = on_oxigraph(world)
    assert {slug(o) for s, p, o in triples if p == expand("gpp:verdict")} == {"satisfies"}
    assert pairs(triples, "gpp:asksNothingOf") == {
        ("r", "tablet"), ("n", "tablet"), ("n", "notebook"), ("n", "desktop")
    }  # fmt: skip
    assert pairs(triples, "gpp:certifiesNone") == {("e", "tablet"), ("e", "desktop")}


def test_a_stored_verdict_beside_one_that_follows_is_found() -> None:
    """A constraint for a type that its requirement is not for gives two verdicts; the check names both."""
    world = (
        requirement("r", months("at-least", 24, "; gpp:appliesToProduct product:tablet"))
        + criterion("e", "k", months("at-least", 36))
        + "label:e gpp:covers product:tablet .\n"
    )
    rows = select(built(world), text_of("verdict-twice"))
    assert [(row.slug("product"), {row.slug("value"), row.slug("other")}) for row in rows] == [
        ("tablet", {"undetermined", "not-applicable"})
    ]


def test_confidence_is_that_of_the_least_sure_fact() -> None:
    """A recalled value marks the verdict that rests on it, and only that one."""
    world = requirement("r", months("at-least", 24)) + criterion(
        "e", "k", months("at-least", 36, "; gpp:confidence confidence:recalled")
    )
    triples = on_oxigraph(world)
    assert {
        slug(o) for s, p, o in triples if p == expand("gpp:confidence") and "/verdict/r--e--satisfies" in s
    } == {"recalled"}


@pytest.mark.parametrize("part", ["facet", "alternative", "criterion"])
def test_confidence_is_that_of_every_part(part: str) -> None:
    """A recalled figure, alternative or criterion makes the verdict no surer for the rest being verified."""
    facet = (
        "crit:e.k.c1 gpp:hasFacet crit:e.k.c1.f1 . crit:e.k.c1.f1 a gpp:Facet ; cccev:constrains concept:route ;"
        " gpp:operator op:holds ; gpp:confidence confidence:recalled .\n"
    )
    offer = criterion("e", "k", months("at-least", 36)) + facet
    if part == "alternative":
        body, alternatives = either("crit:e.k.c1", months("at-least", 36))
        offer = (
            criterion("e", "k", body) + alternatives + "crit:e.k.c1.a2 gpp:confidence confidence:recalled .\n"
        )
    if part == "criterion":
        offer = criterion("e", "k", months("at-least", 36)).replace(
            "gpp:bindingness binding:mandatory ; gpp:confidence confidence:verified",
            "gpp:bindingness binding:mandatory ; gpp:confidence confidence:recalled",
        )
    triples = on_oxigraph(requirement("r", months("at-least", 24)) + offer)
    assert {
        slug(o) for s, p, o in triples if p == expand("gpp:confidence") and "/verdict/r--e--satisfies" in s
    } == {"recalled"}


@pytest.mark.parametrize(
    ("operator", "world", "reaches"),
    [
        ("at-least", "", True),
        ("at-least", FREE + FREE_TOO, True),
        ("at-least", FREE, False),  # at no value is the rest of the constraint met
        ("at-most", "", False),  # more is no longer stricter
    ],
)
def test_a_largest_value_needs_the_rest_of_the_constraint(operator: str, world: str, reaches: bool) -> None:
    """The largest buyer value is claimed only where the constraint would be met at it."""
    demand = months(operator, 24, '; gpp:parameterName "X"')
    triples = on_oxigraph(requirement("r", demand) + criterion("e", "k", months(operator, 12)) + world)
    assert (("e.k.c1", "r.c1") in pairs(triples, "gpp:reachesScopeOf")) == reaches


def test_stages_are_applied_one_after_the_other() -> None:
    """The names of the rule files sort them by stage, so that a stage can be asked for by its name."""
    places = [STAGES.index(rule.stage) for rule in read_rules()]
    assert places == sorted(places)
    assert set(places) == set(range(len(STAGES)))


@pytest.mark.parametrize(("line", "said"), [("", "."), ("#+ stage: later\n", "; it says later.")])
def test_a_rule_without_a_stage_is_refused(tmp_path: Path, line: str, said: str) -> None:
    """One line names the file and the stages that there are."""
    path = tmp_path / "ontology" / "rules" / "10-mine.rq"
    path.parent.mkdir(parents=True)
    path.write_text(f"#+ summary: mine\n{line}\nCONSTRUCT {{ }} WHERE {{ }}\n")
    with pytest.raises(QueryError) as caught:
        read_rules(base=tmp_path)
    assert str(caught.value) == (
        f'{path}: the header needs a line "#+ stage: " with one of {", ".join(STAGES)}{said}'
    )


def test_staging_is_dropped() -> None:
    """Candidates that did not decide are no conclusions."""
    store = ox.Store()
    world, _ = WORDS["one of two constraints gives partly"]
    store.load(PROLOGUE + CODES + world, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x-world"))
    derive(store)
    assert ox.NamedNode(STAGING) not in set(store.named_graphs())


def test_an_outcome_for_one_type_is_none_for_another() -> None:
    """A criterion for notebooks alone decides for notebooks, and leaves desktops and the notebooks' verdict alone."""
    world = (
        requirement("r", ppm("at-most", 900), products="product:computers")
        + criterion("e", "k", ppm("at-most", 100))
        + "label:e gpp:covers product:desktop .\n"
    )
    found = verdicts(world)
    assert (found[("r", "e", "notebook")], found[("r", "e", "desktop")]) == ("satisfies", "undetermined")


@pytest.mark.parametrize("run", [on_oxigraph, on_rdflib])
def test_a_label_is_admitted_as_the_source_says(run: Callable[[str], set[tuple[str, str, str]]]) -> None:
    """What is contested, not read or not stated admits perhaps; only a list that names other proofs refuses."""
    triples = run(ADMISSION)
    assert pairs(triples, "gpp:typeI") == {
        ("agreed", "true"),
        ("contested", "undetermined"),
        ("refused", "false"),
        ("unsaid", "undetermined"),
    }
    assert pairs(triples, "gpp:admitsProof") == {
        ("type-i", "agreed"),
        *(("any", label) for label in EVERY),
        ("scheme", "refused"),
        ("edition", "contested"),
    }
    assert pairs(triples, "gpp:admitsValue") == {("value", "agreed")}
    assert pairs(triples, "gpp:mayAdmitProof") == {
        ("type-i", "contested"),
        ("type-i", "unsaid"),
        *(("unread", label) for label in EVERY),
        *(("unstated", label) for label in EVERY),
    }
