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
from gppgraph.workspace import DERIVED
from rule_worlds import (
    ADMISSION,
    ANYTHING,
    CODES,
    COVERAGE,
    EVERY,
    FREE,
    FREE_TOO,
    IN_WORDS,
    JOINING,
    NEW_AND_REFURBISHED,
    NO_TYPES,
    ONE_OF_TWO_ASKED,
    ONE_OF_TWO_OFFERED,
    PROLOGUE,
    ROUTE,
    SURE_SILENCE,
    TWO_TYPES,
    TYPES,
    WORDS,
    _between,
    about_refurbished,
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
    """A verdict on a type that the requirement is not for stands beside "not-applicable"; the check names both."""
    store = built(requirement("r", months("at-least", 24)) + criterion("e", "k", months("at-least", 36)))
    assert select(store, text_of("verdict-twice")) == []
    stored = (
        "<urn:x-verdict> gpp:ofRequirement req:r ; gpp:ofEdition label:e ; gpp:forProduct product:tablet ; "
        "gpp:verdict verdict:undetermined ."
    )
    store.load(PROLOGUE + stored, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(DERIVED))
    rows = select(store, text_of("verdict-twice"))
    assert [(row.slug("product"), {row.slug("value"), row.slug("other")}) for row in rows] == [
        ("tablet", {"undetermined", "not-applicable"})
    ]


@pytest.mark.parametrize(("halogens", "other"), [("secondary", "verified"), ("verified", "recalled")])
def test_silence_is_as_sure_as_the_statement_on_its_topic(halogens: str, other: str) -> None:
    """Surety of a statement on another topic does not count."""
    world = SURE_SILENCE.replace("HALOGENS", halogens).replace("OTHER", other)
    triples = on_oxigraph(world)
    assert {
        slug(o) for s, p, o in triples if p == expand("gpp:confidence") and "/verdict/r--e--silent" in s
    } == {halogens}


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
    ("rest", "outcome"),
    [
        (f"req:r.c1.a1 {ANYTHING} .", "unformalised"),
        (f"req:r.c1.a1 {ANYTHING} ; gpp:binds party:tenderer .", "unformalised"),
        (f"req:r.c1 gpp:binds party:tenderer . req:r.c1.a1 {ANYTHING} .", "out-of-reach"),
        (f"req:r.c1.a1 {months('at-least', 24)} .", "unknown"),
        (f"req:r.c1.a1 {ROUTE} ; {ANYTHING} .", "unformalised"),
    ],
)
def test_a_choice_between_words_is_not_formalised(rest: str, outcome: str) -> None:
    """Unless one way is more than words, or each is left to the tenderer."""
    world = requirement("r", IN_WORDS) + f"req:r.c1.a2 {ANYTHING} .\n{rest}\n" + criterion("e", "k", JOINING)
    triples = canonical(on_oxigraph(world))
    assert triples == canonical(on_rdflib(world))
    assert {slug(o) for s, p, o in triples if p == expand("gpp:outcome") and "/r.c1--e--" in s} == {outcome}


@pytest.mark.parametrize(
    ("text", "record", "least"),
    [("recalled", "verified", "recalled"), ("verified", "secondary", "secondary"), ("inferred",) * 3],
)
def test_a_verdict_on_coverage_is_as_sure_as_the_text_and_the_record(
    text: str, record: str, least: str
) -> None:
    """Both are used, but where the requirement is for other types its text alone."""
    world = COVERAGE.replace("confidence:verified", f"confidence:{text}")
    world += f"label:f gpp:confidence confidence:{record} . label:g gpp:confidence confidence:{record} .\n"
    assert verdicts(world) == {
        ("r", "f", "notebook"): "undetermined",
        ("r", "f", "desktop"): "undetermined",
        ("r", "f", "tablet"): "not-applicable",
        ("r", "g", "notebook"): "not-covered",
        ("r", "g", "desktop"): "not-covered",
        ("r", "g", "tablet"): "not-applicable",
    }
    assert verdicts(world, "confidence") == {
        key: text if key[2] == "tablet" else least for key in verdicts(world)
    }


def test_a_verdict_on_the_state_of_goods_is_as_sure_as_what_it_rests_on() -> None:
    """What the label asks counts only for goods that it certifies; for others the requirement, or both texts."""
    world = requirement("r", months("at-least", 24), extra=NEW_AND_REFURBISHED)
    world += criterion("e", "k", months("at-least", 36, "; gpp:confidence confidence:recalled")).replace(
        "gpp:covers product:notebook ; gpp:confidence confidence:verified",
        "gpp:covers product:notebook ; gpp:confidence confidence:secondary",
    )
    for name in ("new", "refurbished", "end-of-life"):
        world += f"goods:{name} skos:inScheme codes:goods .\n"
    rows = select(built(world), text_of("verdicts"), {"product": ox.NamedNode(expand("product:notebook"))})
    assert {row.slug("state"): (row.slug("verdict"), row.slug("confidence")) for row in rows} == {
        "new": ("satisfies", "recalled"),
        "refurbished": ("not-covered", "secondary"),
        "end-of-life": ("not-applicable", "verified"),
    }


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


@pytest.mark.parametrize(
    ("offer", "weaker"), [((24, 48), False), ((30, 36), False), ((12, 36), True), ((30, 60), True)]
)
def test_a_range_is_weaker_only_where_one_of_its_bounds_is(offer: tuple[int, int], weaker: bool) -> None:
    """Each bound is held against the one from its own side."""
    found = pairs(on_oxigraph(_between((24, 48), offer)), "gpp:valueWeakerThan")
    assert (("e.k.c1", "r.c1") in found) == weaker


@pytest.mark.parametrize("run", [on_oxigraph, on_rdflib])
def test_one_way_of_a_choice_reaches_no_value(run: Callable[[str], set[tuple[str, str, str]]]) -> None:
    """Neither where the label leaves the choice nor where the requirement does; the constraint itself reaches it."""
    asked, offered = months("at-least", 24, '; gpp:parameterName "X"'), months("at-least", 36)
    assert not pairs(run(requirement("r", asked) + ONE_OF_TWO_OFFERED), "gpp:reachesScopeOf")
    assert not pairs(run(ONE_OF_TWO_ASKED + criterion("e", "k", offered)), "gpp:reachesScopeOf")
    assert pairs(run(requirement("r", asked) + criterion("e", "k", offered)), "gpp:reachesScopeOf")


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


@pytest.mark.parametrize(("line", "kept"), [("into: derived", True), ("into: staging", False)])
def test_rules_of_revisions_without_stages_are_read(tmp_path: Path, line: str, kept: bool) -> None:
    """``data diff`` builds them with this version, and drops what they staged."""
    path = tmp_path / "ontology" / "rules" / "10-old.rq"
    path.parent.mkdir(parents=True)
    path.write_text(f"#+ summary: old\n#+ {line}\n\nCONSTRUCT {{ <urn:a> <urn:b> <urn:c> }} WHERE {{ }}\n")
    store = ox.Store()
    derive(store, base=tmp_path)
    assert len(store) == kept


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
def test_a_label_asks_for_goods_in_the_states_that_it_certifies(
    run: Callable[[str], set[tuple[str, str, str]]],
) -> None:
    """Where its criterion names none: a text on new goods gives what a label for new goods asks, and no more."""
    world = requirement("new", JOINING) + requirement("both", JOINING, extra=NEW_AND_REFURBISHED)
    world += "".join(criterion(edition, "k", JOINING) for edition in "nbru")
    world += about_refurbished(criterion("b", "own", JOINING))
    world += (
        "label:n gpp:certifiesState goods:new . label:b gpp:certifiesState goods:new , goods:refurbished .\n"
    )
    world += "label:r gpp:certifiesState goods:refurbished .\n"
    triples = run(world)
    assert pairs(triples, "gpp:concernsState") == {
        *(("new", "new"), ("both", "new"), ("both", "refurbished")),
        *(("n.k", "new"), ("b.k", "new"), ("b.k", "refurbished"), ("b.own", "refurbished")),
        *(("r.k", "refurbished"), ("u.k", "new")),
    }
    given = {pair for pair in pairs(triples, "gpp:entails") if pair[0] in ("new.c1", "both.c1")}
    assert given - {("both.c1", "new.c1")} == {
        *(("new.c1", "n.k.c1"), ("new.c1", "u.k.c1")),
        *(("both.c1", f"{name}.c1") for name in ("n.k", "b.k", "b.own", "r.k", "u.k")),
    }


@pytest.mark.parametrize("run", [on_oxigraph, on_rdflib])
def test_a_constraint_concerns_types_of_its_requirement(
    run: Callable[[str], set[tuple[str, str, str]]],
) -> None:
    """It narrows them, by a name above or below theirs, and adds none."""
    assert pairs(run(TYPES), "gpp:concernsProduct") == {
        *(("r", "notebook"), ("r", "desktop")),
        *(("r.c1", "notebook"), ("r.c2", "desktop"), ("r.c3", "notebook")),
    }


@pytest.mark.parametrize("run", [on_oxigraph, on_rdflib])
def test_an_entry_that_names_no_type_concerns_those_of_its_set(
    run: Callable[[str], set[tuple[str, str, str]]],
) -> None:
    """A set for computers asks nothing of furniture; a law, and a set that names no type at all, limit nothing."""
    found: dict[str, set[str]] = {}
    for entry, product in pairs(run(NO_TYPES), "gpp:concernsProduct"):
        found.setdefault(entry, set()).add(product)
    every = {"notebook", "desktop", "tablet"}
    computers = {"notebook", "desktop"}
    assert found == {
        "r": {"notebook"},
        "r.c1": {"notebook"},
        "tablet": {"tablet"},
        "named": {"tablet"},
        "none": {"notebook", "tablet"},
        "none.c1": {"notebook", "tablet"},
        "less": {"tablet"},
        "group": computers,
        "of-two": computers,
        "alone": every,
        "law": every,
    }


@pytest.mark.parametrize("run", [on_oxigraph, on_rdflib])
def test_an_outcome_rests_on_what_concerns_its_types(run: Callable[[str], set[tuple[str, str, str]]]) -> None:
    """A weak criterion for notebooks, which another one outdoes, is no reason for desktops to be below."""
    triples = run(TWO_TYPES)
    rests = {(slug(s), slug(o)) for s, p, o in triples if p == expand("gpp:restsOn")}
    assert rests == {("r.c1--e--met", "e.strong.c1"), ("r.c1--e--below", "e.desktop.c1")}


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
    # A statement with an edition is about no other edition of its scheme; one without a requirement is about none.
    assert pairs(triples, "gpp:statedToAccept") == {("test", "contested"), ("none", "refused")}
