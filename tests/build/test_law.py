"""Law as the offering side: small worlds with near misses, by the day, the unit, the party and the place."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from gppgraph.catalogue.query import text_of
from gppgraph.rdf.engines import Rdflib
from gppgraph.rdf.rdflib_copy import as_rdflib
from gppgraph.rdf.rows import Row, Term
from gppgraph.rdf.store import select
from gppgraph.terms import iri
from reasoning import difference, second, shipped
from rule_worlds import FROM_END, FROM_PURCHASE, TO_REPAIRERS, battery, built, months, ppm, requirement

CODES = """
product:tablet skos:broader product:computers ; skos:inScheme codes:product .
jurisdiction:eea skos:inScheme codes:jurisdiction .
jurisdiction:eu skos:inScheme codes:jurisdiction ; skos:broader jurisdiction:eea ; skos:notation "EU" .
jurisdiction:no skos:inScheme codes:jurisdiction ; skos:broader jurisdiction:eea ; skos:notation "NO" .
goods:new skos:inScheme codes:goods .
goods:refurbished skos:inScheme codes:goods .
condition:ordinary gpp:ordinaryFor product:notebook .
set:s gpp:country "EU" .
"""
IN_FORCE = "; gpp:validFrom '2025-06-20'^^xsd:date"


def law(
    name: str, *constraints: str, days: str = IN_FORCE, act: str = "x", place: str = "eu", extra: str = ""
) -> str:
    """Return Turtle for a legal requirement of an act with duties."""
    text = (
        f"act:{act} a gpp:LegalAct ; gpp:jurisdiction jurisdiction:{place} .\n"
        f"law:{name} a gpp:LegalRequirement ; cccev:isDerivedFrom act:{act} ; gpp:bindingness binding:mandatory ;"
        f" gpp:confidence confidence:verified ; gpp:appliesToProduct product:notebook {days} {extra} .\n"
    )
    for number, body in enumerate(constraints, 1):
        text += (
            f"law:{name} cccev:hasRequirement law:{name}.c{number} .\n"
            f"law:{name}.c{number} a gpp:Constraint ; gpp:confidence confidence:verified ; {body} .\n"
        )
    return text


def verdict(world: str, day: str = "2026-12-01", goods: str = "new", **narrowed: str) -> Row:
    """Return what law gives of ``req:r`` for notebooks; both engines and the outcomes say the same."""
    store = built(CODES + world)
    bound: dict[str, Term] = {
        "day": ox.Literal(day, datatype=ox.NamedNode(iri("xsd", "date"))),
        "requirement": ox.NamedNode(iri("req", "r")),
        "product": ox.NamedNode(iri("product", "notebook")),
        **{name: ox.NamedNode(value) for name, value in narrowed.items()},
    }
    state: dict[str, Term] = {"state": ox.NamedNode(iri("goods", goods))}
    rows = select(store, text_of("law-verdicts"), {**bound, **state})
    again = Rdflib(as_rdflib(store)).select(text_of("law-verdicts"), {**bound, **state})
    assert [plain(row) for row in rows] == [plain(row) for row in again]
    conclusion = second(store)
    assert difference(conclusion, shipped(store)) == []
    (row,) = rows
    outcomes = select(store, text_of("law-outcomes"), {**bound, **state})
    best: dict[str, tuple[int, str]] = {}
    for entry in outcomes:
        step = (int(entry.number("step")), entry.slug("outcome"))
        best[entry.iri("constraint")] = min(step, best.get(entry.iri("constraint"), step))
    assert counted([word for _, word in best.values()]) == (row.slug("at_least"), row.slug("at_most"))
    return row


def plain(row: Row) -> list[str | None]:
    """Return the ends and the word of a row as text."""
    return [
        row.text_or_none(name)
        for name in ("requirement", "product", "verdict", "at_least", "at_most", "place")
    ]


def counted(words: list[str]) -> tuple[str, str]:
    """Return the two ends of a requirement of which everything is formalised, the naive way."""
    refused = [word for word in words if word in ("below", "silent", "out-of-reach")]
    some = [word for word in words if word in ("met", "in-part")]
    if words and all(word == "met" for word in words):
        return "all", "all"
    most = "none" if len(refused) == len(words) else "part" if refused or "in-part" in words else "all"
    return ("part" if some else "none"), most


def endurance(asked: int, given: int, **options: str) -> str:
    """Return a world with a battery demand and a duty, at 80 % each."""
    wanted, wanted_facet = battery("req:r.c1", "at-least", asked, 80)
    duty, duty_facet = battery("law:x.1.c1", "at-least", given, 80)
    return requirement("r", wanted) + law("x.1", duty, **options) + wanted_facet + duty_facet


ASKED = requirement("r", months("at-least", 24, FROM_PURCHASE))
SEVEN_YEARS = months("at-least", 84, FROM_END)
BATTERY, SCREEN = "; gpp:reaches component:battery", "; gpp:reaches component:screen"
PARTS = "component:battery skos:inScheme codes:component . component:screen skos:inScheme codes:component .\n"
BOTH = requirement("r", months("at-least", 24, "; gpp:reaches component:battery , component:screen"))


@pytest.mark.parametrize(
    ("day", "word", "ends"),
    [
        ("2025-06-19", "undetermined", ("none", "all")),
        ("2025-06-20", "satisfies", ("all", "all")),
        ("2026-12-01", "satisfies", ("all", "all")),
    ],
)
def test_law_gives_from_its_first_day(day: str, word: str, ends: tuple[str, str]) -> None:
    """A unit placed on the market the day before proves nothing."""
    row = verdict(endurance(500, 800), day)
    assert (row.slug("verdict"), (row.slug("at_least"), row.slug("at_most"))) == (word, ends)


def test_law_gives_until_its_last_day() -> None:
    """The end of a span is outside of it."""
    ending = IN_FORCE + "; gpp:validUntil '2027-01-01'^^xsd:date"
    assert verdict(endurance(500, 800, days=ending), "2026-12-31").slug("verdict") == "satisfies"
    assert verdict(endurance(500, 800, days=ending), "2027-01-01").slug("verdict") == "undetermined"


def test_a_weaker_figure_in_law_is_below() -> None:
    """Four hundred cycles are not five hundred."""
    assert verdict(endurance(500, 400)).slug("verdict") == "below"


WORDS = {
    "law that binds ordinary units gives it": (
        ASKED + law("x.1", SEVEN_YEARS, extra="; gpp:unitsThat condition:ordinary"),
        "satisfies all all",
    ),
    "law that binds some units of the type leaves it open": (
        ASKED + law("x.1", SEVEN_YEARS, extra="; gpp:unitsThat condition:slate"),
        "undetermined none all",
    ),
    "a weaker duty on some units says nothing of the others": (
        ASKED + law("x.1", months("at-least", 12, FROM_END), extra="; gpp:unitsThat condition:slate"),
        "undetermined none all",
    ),
    "a duty towards repairers is none towards end users": (
        ASKED + law("x.1", SEVEN_YEARS + TO_REPAIRERS),
        "below none none",
    ),
    "a duty towards end users is one": (
        ASKED + law("x.1", SEVEN_YEARS + "; gpp:availableTo member:end-user"),
        "satisfies all all",
    ),
    "parts over 50 g are fewer than those over 25 g": (
        requirement("r", ppm("at-most", 900, "; gpp:partMassOver 25"))
        + law("x.1", ppm("at-most", 900, "; gpp:partMassOver 50")),
        "below none none",
    ),
    "parts over 25 g are all of those over 50 g": (
        requirement("r", ppm("at-most", 900, "; gpp:partMassOver 50"))
        + law("x.1", ppm("at-most", 900, "; gpp:partMassOver 25")),
        "satisfies all all",
    ),
    "a condition in the duty is one that the demand does not make": (
        ASKED + law("x.1", SEVEN_YEARS + "; gpp:onlyIf condition:updates-are-provided"),
        "below none none",
    ),
    "two acts give a requirement together": (
        requirement("r", months("at-least", 24), ppm("at-most", 900))
        + law("x.1", SEVEN_YEARS)
        + law("y.1", ppm("at-most", 900), act="y"),
        "satisfies all all",
    ),
    "one act of two gives a part": (
        requirement("r", months("at-least", 24), ppm("at-most", 900)) + law("x.1", SEVEN_YEARS),
        "partly part all",
    ),
    "two duties give a list of components together": (
        PARTS + BOTH + law("x.1", SEVEN_YEARS + BATTERY) + law("y.1", SEVEN_YEARS + SCREEN, act="y"),
        "satisfies all all",
    ),
    "one duty gives some of the components": (
        PARTS + BOTH + law("x.1", SEVEN_YEARS + BATTERY),
        "partly part part",
    ),
    "a duty not yet in force adds no component": (
        PARTS
        + BOTH
        + law("x.1", SEVEN_YEARS + BATTERY)
        + law("y.1", SEVEN_YEARS + SCREEN, act="y", days="; gpp:validFrom '2027-02-18'^^xsd:date"),
        "partly part part",
    ),
    "a recalled duty decides nothing": (
        ASKED + law("x.1", SEVEN_YEARS).replace("confidence:verified", "confidence:recalled"),
        "undetermined none all",
    ),
    "a recalled first day decides nothing": (
        ASKED + law("x.1", SEVEN_YEARS, extra="; gpp:validFromConfidence confidence:recalled"),
        "undetermined none all",
    ),
    "a first day that is not known leaves it open": (
        ASKED + law("x.1", SEVEN_YEARS, days="; gpp:validFromUnknown true"),
        "undetermined none all",
    ),
    "law of Norway does not hold in the Union": (
        ASKED + law("x.1", SEVEN_YEARS, place="no"),
        "undetermined none all",
    ),
    "law of the Economic Area holds in the Union": (
        ASKED + law("x.1", SEVEN_YEARS, place="eea"),
        "satisfies all all",
    ),
    "an announcement is no law": (
        ASKED + "statement:a a gpp:LegalStatement ; gpp:legalStatus 'announced' .\n",
        "undetermined none all",
    ),
    "a demand to obey law is met by law": (
        requirement("r", months("at-least", 24, "; gpp:asksToObeyLaw true")),
        "satisfies all all",
    ),
    "law is silent where its record is stated to be complete": (
        ASKED
        + "statement:whole a gpp:LegalCompleteness ; gpp:jurisdiction jurisdiction:eu ; gpp:topic topic:spare-parts ;"
        " gpp:appliesToProduct product:notebook ; gpp:confidence confidence:inferred ;"
        " gpp:validFrom '2024-06-01'^^xsd:date ; gpp:validUntil '2027-06-02'^^xsd:date .\n",
        "silent none none",
    ),
    "a record that is complete for another type says nothing": (
        ASKED
        + "statement:whole a gpp:LegalCompleteness ; gpp:jurisdiction jurisdiction:eu ; gpp:topic topic:spare-parts ;"
        " gpp:appliesToProduct product:tablet ; gpp:confidence confidence:inferred ;"
        " gpp:validFrom '2024-06-01'^^xsd:date ; gpp:validUntil '2027-06-02'^^xsd:date .\n",
        "undetermined none all",
    ),
    "what binds the tenderer is out of reach of law on products": (
        requirement("r", months("at-least", 24, "; gpp:binds party:tenderer")),
        "out-of-reach none none",
    ),
    "law on what the tenderer does gives it": (
        requirement("r", months("at-least", 24, "; gpp:binds party:tenderer"))
        + law("x.1", SEVEN_YEARS + "; gpp:binds party:tenderer"),
        "satisfies all all",
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_what_law_gives_of_a_requirement(name: str) -> None:
    """The word and both ends, in both engines, and as the second reasoner has it."""
    world, expected = WORDS[name]
    row = verdict(world)
    assert " ".join(row.slug(column) for column in ("verdict", "at_least", "at_most")) == expected


def test_the_units_may_be_named() -> None:
    """Slate tablets are bound; the question about them has an answer."""
    world = ASKED + law("x.1", SEVEN_YEARS, extra="; gpp:unitsThat condition:slate")
    assert verdict(world, units=iri("condition", "slate")).slug("verdict") == "satisfies"
    assert verdict(world, units=iri("condition", "other")).slug("verdict") == "undetermined"


def test_the_place_may_be_named() -> None:
    """Law of the Union does not hold in Norway, and may where its incorporation is not known."""
    there = {"jurisdiction": iri("jurisdiction", "no")}
    known = ASKED + law("x.1", SEVEN_YEARS)
    assert verdict(known, **there).slug("verdict") == "undetermined"
    doubtful = ASKED + law("x.1", SEVEN_YEARS, extra="; gpp:jurisdictionUnknown jurisdiction:no")
    assert verdict(doubtful, **there).slug("verdict") == "undetermined"
    assert verdict(doubtful).slug("verdict") == "satisfies"


def test_law_on_placing_on_the_market_says_nothing_of_refurbished_goods() -> None:
    """The unit was placed on the market once; law on what is done with it binds every unit."""
    placed = ASKED + law("x.1", SEVEN_YEARS, extra="; gpp:decisiveDay day:placed-on-market")
    done = ASKED + law("x.1", SEVEN_YEARS, extra="; gpp:decisiveDay day:conduct")
    assert verdict(placed).slug("verdict") == "satisfies"
    assert verdict(placed, goods="refurbished").slug("verdict") == "undetermined"
    assert verdict(done, goods="refurbished").slug("verdict") == "satisfies"
