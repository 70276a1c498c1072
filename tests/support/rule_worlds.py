"""Small worlds for the rules: their parts as Turtle, and both engines over them."""

from __future__ import annotations

import functools

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from gppgraph.build.rules import DERIVING, TRANSIENT, derive, read_rules
from gppgraph.catalogue.query import text_of
from gppgraph.rdf.engines import Rdflib
from gppgraph.rdf.rdflib_copy import as_rdflib
from gppgraph.rdf.store import select
from gppgraph.terms import PREFIXES, expand, slug
from gppgraph.workspace import DERIVED
from places import TESTS

WORLDS = TESTS / "worlds"


PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())


UNFORMALISED = "{} a gpp:Alternative ; gpp:valueState state:unformalised .\n"


CODES = (WORLDS / "codes.ttl").read_text(encoding="utf-8")


def built(world: str) -> ox.Store:
    """Return a world with what follows from it, by the engine that ships."""
    store = ox.Store()
    store.load(PROLOGUE + CODES + world, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x-world"))
    derive(store)
    return store


def on_oxigraph(world: str) -> set[tuple[str, str, str]]:
    """Return the derived triples of a world, by the engine that ships."""
    store = built(world)
    return {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(DERIVED))
    }


@functools.cache
def prepared() -> list[tuple[Query, bool]]:
    """Return the rules parsed by rdflib, and whether their triples are conclusions."""
    return [(prepareQuery(rule.text), rule.stage not in TRANSIENT) for rule in read_rules(DERIVING)]


def on_rdflib(world: str) -> set[tuple[str, str, str]]:
    """Return the derived triples of a world, by rdflib."""
    graph = rdflib.Graph()
    graph.parse(data=PROLOGUE + CODES + world, format="turtle")
    derived = set()
    for rule, concludes in prepared():
        new = list(graph.query(rule))
        for triple in new:
            graph.add(triple)
        if concludes:
            derived.update(new)
    return {(str(s), str(p), str(o)) for s, p, o in derived}


def canonical(triples: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Write decimals in one way: engines differ in ``24`` and ``24.0``."""

    def plain(text: str) -> str:
        try:
            return str(float(text))
        except ValueError:
            return text

    return {(s, p, plain(o)) for s, p, o in triples}


def pairs(triples: set[tuple[str, str, str]], predicate: str) -> set[tuple[str, str]]:
    """Return the slugs that a predicate links."""
    return {(slug(s), slug(o)) for s, p, o in triples if p == expand(predicate)}


def verdicts(world: str, column: str = "verdict") -> dict[tuple[str, str, str], str]:
    """Return verdict words, or another column, by requirement, edition and product.

    Both engines find the same ones.
    """
    store = built(world)
    rows = select(store, text_of("verdicts-bare"))
    assert sorted(map(str, rows)) == sorted(
        map(str, Rdflib(as_rdflib(store)).select(text_of("verdicts-bare")))
    )
    found = {(row.slug("requirement"), row.slug("edition"), row.slug("product")): row for row in rows}
    assert len(found) == len(rows)
    return {key: row.slug(column) for key, row in found.items()}


def requirement(name: str, *constraints: str, products: str = "product:notebook", extra: str = "") -> str:
    """Return Turtle for a requirement of ``set:s`` with the given constraints."""
    text = "set:s a gpp:CriteriaSetEdition .\n"
    text += (
        f"req:{name} a gpp:TechnicalSpecification ; cccev:isDerivedFrom set:s ; gpp:status status:specified ;"
        f" gpp:fullyFormalised true ; gpp:confidence confidence:verified ; gpp:appliesToProduct {products} {extra} .\n"
    )
    return text + _constraints(f"req:{name}", constraints)


def criterion(edition: str, name: str, *constraints: str, binding: str = "mandatory") -> str:
    """Return Turtle for a criterion of a label edition that certifies notebooks."""
    text = f"label:{edition} a gpp:LabelEdition ; gpp:covers product:notebook ; gpp:confidence confidence:verified .\n"
    text += (
        f"crit:{edition}.{name} a gpp:LabelCriterion ; cccev:isDerivedFrom label:{edition} ;"
        f" gpp:bindingness binding:{binding} ; gpp:confidence confidence:verified ; gpp:appliesToProduct product:notebook .\n"
    )
    return text + _constraints(f"crit:{edition}.{name}", constraints)


def _constraints(owner: str, constraints: tuple[str, ...]) -> str:
    text = ""
    for number, body in enumerate(constraints, 1):
        confidence = "" if "gpp:confidence" in body else " ; gpp:confidence confidence:verified"
        text += f"{owner} cccev:hasRequirement {owner}.c{number} .\n{owner}.c{number} a gpp:Constraint ; {body}{confidence} .\n"
    return text


def months(operator: str, value: int, rest: str = "") -> str:
    """Return a bound on the spare-part period in months."""
    return (
        f"cccev:constrains concept:spare-parts ; gpp:operator op:{operator} ; gpp:printedValue {value} ;"
        f" gpp:printedUnit uom:calendar-month {rest}"
    )


def ppm(operator: str, value: int, rest: str = "") -> str:
    """Return a bound on bromine in parts per million."""
    return (
        f"cccev:constrains concept:bromine ; gpp:operator op:{operator} ; gpp:printedValue {value} ;"
        f" gpp:printedUnit unit:PPM {rest}"
    )


def battery(owner: str, operator: str, cycles: int, capacity: int) -> tuple[str, str]:
    """Return a cycle test as a constraint body and the Turtle of its facet."""
    body = (
        f"cccev:constrains concept:cycles ; gpp:operator op:{operator} ; gpp:printedValue {cycles} ;"
        f" gpp:printedUnit uom:cycle ; gpp:hasFacet {owner}.f1"
    )
    facet = (
        f"{owner}.f1 a gpp:Facet ; cccev:constrains concept:capacity ; gpp:operator op:at-least ;"
        f" gpp:printedValue {capacity} ; gpp:printedUnit unit:PERCENT .\n"
    )
    return body, facet


def battery_world(demand: tuple[str, int, int], offer: tuple[str, int, int]) -> str:
    """Return a world with one battery demand and one battery criterion."""
    wanted, wanted_facet = battery("req:r.c1", *demand)
    given, given_facet = battery("crit:e.k.c1", *offer)
    return requirement("r", wanted) + criterion("e", "k", given) + wanted_facet + given_facet


def about_refurbished(text: str) -> str:
    """Return the Turtle of a criterion as one about refurbished goods alone."""
    return text.replace("gpp:bindingness", "gpp:appliesToState goods:refurbished ; gpp:bindingness")


NEW_AND_REFURBISHED = "; gpp:appliesToState goods:new , goods:refurbished"


FROM_PURCHASE = "; gpp:periodStart start:purchase"


FROM_END = "; gpp:periodStart start:end-of-production"


TO_REPAIRERS = "; gpp:availableTo member:professional-repairer"


FANS = "; gpp:partMassOver 25 ; gpp:exempts component:fan"


WORDS = {
    "a longer period from the end of production covers one from purchase": (
        requirement("r", months("at-least", 24, FROM_PURCHASE))
        + criterion("e", "k", months("at-least", 36, FROM_END)),
        "satisfies",
    ),
    "a period from purchase does not cover one from the end of production": (
        requirement("r", months("at-least", 24, FROM_END))
        + criterion("e", "k", months("at-least", 36, FROM_PURCHASE)),
        "below",
    ),
    "an unstated start leaves it open": (
        requirement("r", months("at-least", 24, FROM_PURCHASE)) + criterion("e", "k", months("at-least", 36)),
        "undetermined",
    ),
    "a period that ends with the certificate covers none": (
        requirement("r", months("at-least", 24, FROM_PURCHASE))
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:spare-parts ; gpp:operator op:at-least ;"
            " gpp:valueState state:no-number ; gpp:periodStart start:certificate-validity",
        ),
        "below",
    ),
    "an unknown value never gives below": (
        requirement("r", months("at-least", 24, FROM_PURCHASE))
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:valueState state:unknown",
        ),
        "undetermined",
    ),
    "a shorter period is below whatever its start": (
        requirement("r", months("at-least", 24, FROM_PURCHASE)) + criterion("e", "k", months("at-least", 12)),
        "below",
    ),
    "parts for repairers by trade are none for the buyer": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", months("at-least", 84, TO_REPAIRERS)),
        "below",
    ),
    "parts for end users are parts for the buyer": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 84, "; gpp:availableTo member:end-user")),
        "satisfies",
    ),
    "parts for repairers do where repairers are meant": (
        requirement("r", months("at-least", 24, TO_REPAIRERS))
        + criterion("e", "k", months("at-least", 84, TO_REPAIRERS)),
        "satisfies",
    ),
    "parts for anybody are parts for each": (
        requirement("r", months("at-least", 24, TO_REPAIRERS + " , member:end-user"))
        + criterion("e", "k", months("at-least", 84, "; gpp:availableTo member:anybody"))
        + "member:anybody gpp:implies member:end-user , member:professional-repairer .\n",
        "satisfies",
    ),
    "parts for one group are none for another": (
        requirement("r", months("at-least", 24, TO_REPAIRERS + " , member:end-user"))
        + criterion("e", "k", months("at-least", 84, TO_REPAIRERS)),
        "below",
    ),
    "years and months compare after normalisation": (
        requirement("r", months("at-least", 24))
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:printedValue 2 ; gpp:printedUnit unit:YR",
        ),
        "satisfies",
    ),
    "a unit that does not convert proves nothing and refutes nothing": (
        requirement("r", months("at-least", 24))
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:printedValue 99 ; gpp:printedUnit uom:cycle",
        ),
        "undetermined",
    ),
    "at most 1000 does not give less than 1000": (
        requirement("r", ppm("less-than", 1000, FANS)) + criterion("e", "k", ppm("at-most", 1000, FANS)),
        "below",
    ),
    "a lower limit on lighter parts without exemptions gives more": (
        requirement("r", ppm("less-than", 1000, FANS))
        + criterion("e", "k", ppm("at-most", 900, "; gpp:partMassOver 0.5")),
        "satisfies",
    ),
    "an exemption of its own spoils a stricter limit": (
        requirement("r", ppm("less-than", 1000, FANS))
        + criterion(
            "e", "k", ppm("less-than", 900, "; gpp:partMassOver 25 ; gpp:exempts component:recyclate-part")
        ),
        "below",
    ),
    "heavier parts only spoil a stricter limit": (
        requirement("r", ppm("less-than", 1000, FANS))
        + criterion("e", "k", ppm("less-than", 900, "; gpp:partMassOver 50")),
        "below",
    ),
    "exemptions that are not known leave it open": (
        requirement("r", ppm("less-than", 1000, FANS))
        + criterion("e", "k", ppm("less-than", 900, "; gpp:scopeUnknown dimension:exemption")),
        "undetermined",
    ),
    "exactly 300 cycles are not more than 300": (
        battery_world(("more-than", 300, 80), ("at-least", 300, 80)),
        "below",
    ),
    "500 cycles at 80 percent give more than 300 at 80": (
        battery_world(("more-than", 300, 80), ("at-least", 500, 80)),
        "satisfies",
    ),
    "more cycles at less capacity are another measurement": (
        battery_world(("at-least", 300, 80), ("at-least", 500, 60)),
        "below",
    ),
    "a missing figure of a measurement leaves it open": (
        requirement("r", battery("req:r.c1", "at-least", 300, 80)[0])
        + battery("req:r.c1", "at-least", 300, 80)[1]
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:cycles ; gpp:operator op:at-least ; gpp:printedValue 500 ; gpp:printedUnit uom:cycle",
        ),
        "undetermined",
    ),
    "an easier tool class gives a harder one": (
        requirement(
            "r",
            "cccev:constrains concept:tools ; gpp:operator op:at-most ; gpp:printedRank scale:tool-class-c",
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:tools ; gpp:operator op:at-most ; gpp:printedRank scale:tool-class-a",
        ),
        "satisfies",
    ),
    "a harder tool class does not give an easier one": (
        requirement(
            "r",
            "cccev:constrains concept:tools ; gpp:operator op:at-most ; gpp:printedRank scale:tool-class-a",
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:tools ; gpp:operator op:at-most ; gpp:printedRank scale:tool-class-c",
        ),
        "below",
    ),
    "a demand implies a convention where that is stated": (
        requirement(
            "r", "cccev:constrains concept:conventions ; gpp:operator op:all-of ; gpp:member member:ilo-29"
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:conventions ; gpp:operator op:all-of ; gpp:member member:sa8000",
        ),
        "satisfies",
    ),
    "conformity to something else is not known to be weaker": (
        requirement(
            "r",
            "cccev:constrains concept:conventions ; gpp:operator op:conforms-to ; gpp:member member:sa8000",
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:conventions ; gpp:operator op:conforms-to ; gpp:member member:ilo-29",
        ),
        "undetermined",
    ),
    "different formulas are never compared": (
        requirement(
            "r", "cccev:constrains concept:conventions ; gpp:operator op:within ; gpp:member formula:a"
        )
        + criterion(
            "e", "k", "cccev:constrains concept:conventions ; gpp:operator op:within ; gpp:member formula:b"
        ),
        "undetermined",
    ),
    "a list that lacks a member is below": (
        requirement(
            "r",
            "cccev:constrains concept:conventions ; gpp:operator op:all-of ; gpp:member member:ilo-29 , member:ilo-87",
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:conventions ; gpp:operator op:all-of ; gpp:member member:ilo-29",
        ),
        "below",
    ),
    "fewer options left are stricter": (
        requirement(
            "r",
            "cccev:constrains concept:route ; gpp:operator op:one-of ; gpp:member member:shop , member:network",
        )
        + criterion(
            "e", "k", "cccev:constrains concept:route ; gpp:operator op:one-of ; gpp:member member:shop"
        ),
        "satisfies",
    ),
    "an option that is not accepted is below": (
        requirement("r", "cccev:constrains concept:route ; gpp:operator op:one-of ; gpp:member member:shop")
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:route ; gpp:operator op:one-of ; gpp:member member:shop , member:network",
        ),
        "below",
    ),
    "components of the demand must be looked at": (
        requirement(
            "r",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:battery , component:ssd",
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:battery",
        ),
        "below",
    ),
    "a broader component includes the narrower": (
        requirement(
            "r", "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:ssd"
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:storage",
        ),
        "satisfies",
    ),
    "a demand on the whole is not met by one on a part": (
        requirement("r", "cccev:constrains concept:joining ; gpp:operator op:holds")
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:battery",
        ),
        "below",
    ),
    "a list of components that may be longer than recorded leaves it open": (
        requirement(
            "r",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:battery , component:ssd",
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:battery ;"
            " gpp:scopeUnknown dimension:component",
        ),
        "undetermined",
    ),
    "a list of components is known to be short whatever else is not known": (
        requirement(
            "r",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:battery , component:ssd",
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:battery ;"
            " gpp:scopeUnknown dimension:substance",
        ),
        "below",
    ),
    "a reach that is not known is not known to be short": (
        requirement("r", "cccev:constrains concept:joining ; gpp:operator op:holds")
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:battery ;"
            " gpp:scopeUnknown dimension:reach",
        ),
        "undetermined",
    ),
    "a label for new goods is enough for new goods where others are meant too": (
        requirement("r", months("at-least", 24), extra="; gpp:appliesToState goods:new , goods:refurbished")
        + criterion("e", "k", months("at-least", 36)).replace(
            "gpp:bindingness", "gpp:appliesToState goods:new ; gpp:bindingness"
        ),
        "satisfies",
    ),
    "a label that states no goods is about new ones, which are meant too": (
        requirement("r", months("at-least", 24), extra="; gpp:appliesToState goods:new , goods:refurbished")
        + criterion("e", "k", months("at-least", 36)),
        "satisfies",
    ),
    "a label for new goods is not enough where two other states are meant": (
        requirement(
            "r", months("at-least", 24), extra="; gpp:appliesToState goods:remanufactured , goods:refurbished"
        )
        + criterion("e", "k", months("at-least", 36)).replace(
            "gpp:bindingness", "gpp:appliesToState goods:new ; gpp:bindingness"
        ),
        "below",
    ),
    "an alternative without a word leaves the choice open": (
        requirement("r", "gpp:hasAlternative req:r.c1.a1 , req:r.c1.a2")
        + f"req:r.c1.a1 a gpp:Alternative ; {ppm('at-most', 900)} . req:r.c1.a2 a gpp:Alternative ; {months('at-least', 24)} .\n"
        + criterion("e", "k", months("at-least", 12)),
        "undetermined",
    ),
    "an alternative that only the tenderer can meet leaves nothing open": (
        requirement("r", "gpp:hasAlternative req:r.c1.a1 , req:r.c1.a2")
        + f"req:r.c1.a1 a gpp:Alternative ; {ppm('at-most', 900, '; gpp:binds party:tenderer')} ."
        + f" req:r.c1.a2 a gpp:Alternative ; {months('at-least', 24)} .\n"
        + criterion("e", "k", months("at-least", 12)),
        "below",
    ),
    "alternatives that are all too weak are below": (
        requirement("r", "gpp:hasAlternative req:r.c1.a1 , req:r.c1.a2")
        + f"req:r.c1.a1 a gpp:Alternative ; {ppm('at-most', 900)} . req:r.c1.a2 a gpp:Alternative ; {months('at-least', 24)} .\n"
        + criterion("e", "k", months("at-least", 12), ppm("at-most", 1000)),
        "below",
    ),
    "a record that is complete on one alternative only is not silent": (
        requirement("r", "gpp:hasAlternative req:r.c1.a1 , req:r.c1.a2")
        + f"req:r.c1.a1 a gpp:Alternative ; {ppm('at-most', 900)} . req:r.c1.a2 a gpp:Alternative ; {months('at-least', 24)} .\n"
        + criterion("e", "k", "cccev:constrains concept:joining ; gpp:operator op:holds")
        + "statement:c a gpp:Completeness ; gpp:aboutEdition label:e ; gpp:topic topic:halogens .",
        "undetermined",
    ),
    "a record that is complete on every alternative is silent": (
        requirement("r", "gpp:hasAlternative req:r.c1.a1 , req:r.c1.a2")
        + f"req:r.c1.a1 a gpp:Alternative ; {ppm('at-most', 900)} . req:r.c1.a2 a gpp:Alternative ; {months('at-least', 24)} .\n"
        + criterion("e", "k", "cccev:constrains concept:joining ; gpp:operator op:holds")
        + "statement:c a gpp:Completeness ; gpp:aboutEdition label:e ; gpp:topic topic:halogens , topic:spare-parts .",
        "silent",
    ),
    "an optional criterion does not hide that another part is too weak": (
        requirement("r", ppm("at-most", 900), months("at-least", 24))
        + criterion("e", "k", ppm("at-most", 100), binding="optional")
        + criterion("e", "m", months("at-least", 12)),
        "below",
    ),
    "an unknown part beside one that is too weak leaves it open": (
        requirement("r", ppm("at-most", 900), months("at-least", 24))
        + criterion("e", "m", months("at-least", 12)),
        "undetermined",
    ),
    "a draft tells nothing for sure": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 12, "; gpp:scopeUnknown dimension:adopted-wording")),
        "undetermined",
    ),
    "a draft does not hide that the adopted text asks for less": (
        requirement("r", months("at-least", 24))
        + criterion(
            "e",
            "k",
            months("at-least", 36, "; gpp:scopeUnknown dimension:adopted-wording"),
            months("at-least", 12),
        ),
        "below",
    ),
    "it does not where the adopted text tells no figure": (
        requirement("r", months("at-least", 24))
        + criterion(
            "e",
            "k",
            months("at-least", 36, "; gpp:scopeUnknown dimension:adopted-wording"),
            "cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:valueState state:unknown",
        ),
        "undetermined",
    ),
    "nor where the adopted text is of another edition": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 36, "; gpp:scopeUnknown dimension:adopted-wording"))
        + criterion("f", "k", months("at-least", 12)),
        "undetermined",
    ),
    "nor where the adopted criterion is optional": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 36, "; gpp:scopeUnknown dimension:adopted-wording"))
        + criterion("e", "m", months("at-least", 12), binding="optional"),
        "undetermined",
    ),
    "a draft of the demand is met by nothing for sure": (
        requirement("r", months("at-least", 24, "; gpp:scopeUnknown dimension:adopted-wording"))
        + criterion("e", "k", months("at-least", 36)),
        "undetermined",
    ),
    "nor is anything known to be less than a draft of the demand": (
        requirement("r", months("at-least", 24, "; gpp:scopeUnknown dimension:adopted-wording"))
        + criterion("e", "k", months("at-least", 12)),
        "undetermined",
    ),
    "less than a demand of which only the start of the period is open is below": (
        requirement("r", months("at-least", 24, "; gpp:scopeUnknown dimension:period-start"))
        + criterion("e", "k", months("at-least", 12)),
        "below",
    ),
    "a condition of its own spoils it": (
        requirement("r", "cccev:constrains concept:joining ; gpp:operator op:holds")
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:onlyIf condition:on-request",
        ),
        "below",
    ),
    "a condition of its own leaves it open where the demand may make it too": (
        requirement(
            "r",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:scopeUnknown dimension:condition",
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:onlyIf condition:on-request",
        ),
        "undetermined",
    ),
    "a condition of its own spoils it whatever else is not known of the demand": (
        requirement(
            "r",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:scopeUnknown dimension:exemption",
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:onlyIf condition:on-request",
        ),
        "below",
    ),
    "a condition that follows from one of the demand is none of its own": (
        requirement(
            "r", "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:onlyIf condition:in-writing"
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:onlyIf condition:on-request",
        )
        + "condition:in-writing gpp:implies condition:on-request .\n",
        "satisfies",
    ),
    "a condition from which one of the demand follows is one of its own": (
        requirement(
            "r", "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:onlyIf condition:on-request"
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:onlyIf condition:in-writing",
        )
        + "condition:in-writing gpp:implies condition:on-request .\n",
        "below",
    ),
    "what binds the tenderer stays to be proved": (
        requirement(
            "r", "cccev:constrains concept:price-list ; gpp:operator op:holds ; gpp:binds party:tenderer"
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:price-list ; gpp:operator op:holds ; gpp:binds party:manufacturer",
        ),
        "out-of-reach",
    ),
    "refurbished goods are not what a certificate describes": (
        requirement("r", months("at-least", 24), extra="; gpp:appliesToState goods:refurbished")
        + criterion("e", "k", months("at-least", 36)),
        "below",
    ),
    "goods in an unstated state are not refurbished goods": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 36)).replace(
            "gpp:bindingness", "gpp:appliesToState goods:refurbished ; gpp:bindingness"
        ),
        "below",
    ),
    "a criterion about refurbished goods says nothing of new ones that its edition certifies": (
        requirement("r", months("at-least", 24), extra=NEW_AND_REFURBISHED)
        + about_refurbished(criterion("e", "k", months("at-least", 36))),
        "below",
    ),
    "nor where the edition certifies both": (
        requirement("r", months("at-least", 24), extra="; gpp:appliesToState goods:new")
        + about_refurbished(criterion("e", "k", months("at-least", 36)))
        + "label:e gpp:certifiesState goods:new , goods:refurbished .\n",
        "below",
    ),
    "a criterion about every state that its edition certifies meets a demand for both": (
        requirement("r", months("at-least", 24), extra=NEW_AND_REFURBISHED)
        + criterion("e", "k", months("at-least", 36))
        + "label:e gpp:certifiesState goods:new , goods:refurbished .\n",
        "satisfies",
    ),
    "a criterion about refurbished goods is enough where its edition certifies no others": (
        requirement("r", months("at-least", 24), extra=NEW_AND_REFURBISHED)
        + about_refurbished(criterion("e", "k", months("at-least", 36)))
        + "label:e gpp:certifiesState goods:refurbished .\n",
        "satisfies",
    ),
    "a state of goods that the record leaves open is not known to be another": (
        requirement("r", months("at-least", 24), extra="; gpp:appliesToState goods:refurbished")
        + criterion("e", "k", months("at-least", 36, "; gpp:scopeUnknown dimension:state-of-goods")),
        "undetermined",
    ),
    "a state of goods that the demand leaves open is not known to be another": (
        requirement(
            "r",
            months("at-least", 24, "; gpp:scopeUnknown dimension:state-of-goods"),
            extra="; gpp:appliesToState goods:refurbished",
        )
        + criterion("e", "k", months("at-least", 36)),
        "undetermined",
    ),
    "another accepted test method is needed": (
        requirement("r", ppm("at-most", 900, "; gpp:testMethod std:one"))
        + criterion("e", "k", ppm("at-most", 900, "; gpp:testMethod std:two")),
        "undetermined",
    ),
    "every method that the offer allows must be accepted": (
        requirement("r", ppm("at-most", 900, "; gpp:testMethod std:one"))
        + criterion("e", "k", ppm("at-most", 900, "; gpp:testMethod std:one , std:two")),
        "undetermined",
    ),
    "an offer that allows equivalents of the method leaves it open": (
        requirement("r", ppm("at-most", 900, "; gpp:testMethod std:one"))
        + criterion("e", "k", ppm("at-most", 900, "; gpp:testMethod std:one ; gpp:orEquivalent true")),
        "undetermined",
    ),
    "an accepted test method is enough": (
        requirement("r", ppm("at-most", 900, "; gpp:testMethod std:one , std:two"))
        + criterion("e", "k", ppm("at-most", 900, "; gpp:testMethod std:one")),
        "satisfies",
    ),
    "or equivalent opens the test method": (
        requirement("r", ppm("at-most", 900, "; gpp:testMethod std:one ; gpp:orEquivalent true"))
        + criterion("e", "k", ppm("at-most", 900)),
        "satisfies",
    ),
    "one of two constraints gives partly": (
        requirement("r", ppm("at-most", 900), months("at-least", 24))
        + criterion("e", "k", ppm("at-most", 900)),
        "partly",
    ),
    "without a word on the topic it stays open": (
        requirement("r", ppm("at-most", 900)) + criterion("e", "k", months("at-least", 24)),
        "undetermined",
    ),
    "a complete record without a word is silent": (
        requirement("r", ppm("at-most", 900))
        + criterion("e", "k", months("at-least", 24))
        + "statement:c a gpp:Completeness ; gpp:aboutEdition label:e ; gpp:topic topic:halogens .",
        "silent",
    ),
    "a complete record on another topic leaves it open": (
        requirement("r", ppm("at-most", 900))
        + criterion("e", "k", months("at-least", 24))
        + "statement:c a gpp:Completeness ; gpp:aboutEdition label:e ; gpp:topic topic:battery .",
        "undetermined",
    ),
    "an optional criterion proves nothing by itself": (
        requirement("r", ppm("at-most", 900)) + criterion("e", "k", ppm("at-most", 100), binding="optional"),
        "optional",
    ),
    "unformalised text is never satisfied": (
        requirement("r", ppm("at-most", 900), "gpp:valueState state:unformalised")
        + criterion("e", "k", ppm("at-most", 100)),
        "partly",
    ),
    "unformalised text on what the tenderer does is nothing that a label could say": (
        requirement("r", "gpp:valueState state:unformalised ; gpp:binds party:tenderer")
        + criterion("e", "k", ppm("at-most", 100)),
        "out-of-reach",
    ),
    "unformalised text on what the manufacturer does too is left open": (
        requirement("r", "gpp:valueState state:unformalised ; gpp:binds party:tenderer , party:manufacturer")
        + criterion("e", "k", ppm("at-most", 100)),
        "undetermined",
    ),
    "every alternative offered must entail one that is demanded": (
        requirement("r", "gpp:hasAlternative req:r.c1.a1 , req:r.c1.a2")
        + f"req:r.c1.a1 a gpp:Alternative ; {ppm('at-most', 900)} . req:r.c1.a2 a gpp:Alternative ; {months('at-least', 24)} .\n"
        + criterion("e", "k", months("at-least", 30)),
        "satisfies",
    ),
    "an offered choice that includes a weak alternative is below": (
        requirement("r", ppm("at-most", 900))
        + criterion("e", "k", "gpp:hasAlternative crit:e.k.c1.a1 , crit:e.k.c1.a2")
        + f"crit:e.k.c1.a1 a gpp:Alternative ; {ppm('at-most', 800)} . crit:e.k.c1.a2 a gpp:Alternative ; {ppm('at-most', 1000)} .\n",
        "below",
    ),
    "an offered choice with an unformalised alternative is left open": (
        requirement("r", ppm("at-most", 900))
        + criterion("e", "k", "gpp:hasAlternative crit:e.k.c1.a1 , crit:e.k.c1.a2")
        + f"crit:e.k.c1.a1 a gpp:Alternative ; {ppm('at-most', 800)} . {UNFORMALISED.format('crit:e.k.c1.a2')}",
        "undetermined",
    ),
    "an offered choice with a weak and an unformalised alternative is below": (
        requirement("r", ppm("at-most", 900))
        + criterion("e", "k", "gpp:hasAlternative crit:e.k.c1.a1 , crit:e.k.c1.a2")
        + f"crit:e.k.c1.a1 a gpp:Alternative ; {ppm('at-most', 1000)} . {UNFORMALISED.format('crit:e.k.c1.a2')}",
        "below",
    ),
    "a demanded choice is met by its formalised alternative": (
        requirement("r", "gpp:hasAlternative req:r.c1.a1 , req:r.c1.a2")
        + f"req:r.c1.a1 a gpp:Alternative ; {ppm('at-most', 900)} . {UNFORMALISED.format('req:r.c1.a2')}"
        + criterion("e", "k", ppm("at-most", 800)),
        "satisfies",
    ),
    "an unformalised alternative leaves a demanded choice open": (
        requirement("r", "gpp:hasAlternative req:r.c1.a1 , req:r.c1.a2")
        + f"req:r.c1.a1 a gpp:Alternative ; {ppm('at-most', 900)} . {UNFORMALISED.format('req:r.c1.a2')}"
        + criterion("e", "k", ppm("at-most", 1000)),
        "undetermined",
    ),
    "a record is not silent on an unformalised alternative": (
        requirement("r", "gpp:hasAlternative req:r.c1.a1 , req:r.c1.a2")
        + f"req:r.c1.a1 a gpp:Alternative ; {ppm('at-most', 900)} . {UNFORMALISED.format('req:r.c1.a2')}"
        + criterion("e", "k", "cccev:constrains concept:joining ; gpp:operator op:holds")
        + "statement:c a gpp:Completeness ; gpp:aboutEdition label:e ; gpp:topic topic:halogens .",
        "undetermined",
    ),
    "an implied property counts": (
        requirement(
            "r", "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:battery"
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:tools ; gpp:operator op:at-most ; gpp:printedRank scale:tool-class-a ; gpp:reaches component:battery",
        )
        + "<urn:x:bridge/b> a gpp:Implication ; gpp:fromConcept concept:tools ; gpp:fromOperator op:at-most ; gpp:fromRank scale:tool-class-c ;"
        " gpp:toConcept concept:joining ; gpp:toOperator op:holds ; gpp:confidence confidence:inferred .",
        "satisfies",
    ),
    "a step beyond the bridge implies nothing": (
        requirement(
            "r", "cccev:constrains concept:joining ; gpp:operator op:holds ; gpp:reaches component:battery"
        )
        + criterion(
            "e",
            "k",
            "cccev:constrains concept:tools ; gpp:operator op:at-most ; gpp:printedRank scale:tool-class-d ; gpp:reaches component:battery",
        )
        + "<urn:x:bridge/b> a gpp:Implication ; gpp:fromConcept concept:tools ; gpp:fromOperator op:at-most ; gpp:fromRank scale:tool-class-c ;"
        " gpp:toConcept concept:joining ; gpp:toOperator op:holds ; gpp:confidence confidence:inferred .",
        "undetermined",
    ),
}


TWO_WAYS = (
    "gpp:hasAlternative {0}.a1 , {0}.a2",
    "{0}.a1 a gpp:Alternative ; " + months("at-least", 24) + " .\n{0}.a2 a gpp:Alternative ; {1} .\n",
)


def either(owner: str, other: str) -> tuple[str, str]:
    """Return a constraint that 24 months of spare parts or something else meets, and the Turtle of its alternatives."""
    return TWO_WAYS[0].format(owner), TWO_WAYS[1].format(owner, other)


def _either_demanded(other: str, *offers: str) -> str:
    body, alternatives = either("req:r.c1", other)
    return requirement("r", body) + alternatives + criterion("e", "k", *offers)


def _bridged(operator: str, step: str, own: str) -> str:
    """Return a world in which joining follows from tools of a step, and a label with tools of its own step."""
    return (
        requirement("r", JOINING)
        + criterion(
            "e",
            "k",
            f"cccev:constrains concept:tools ; gpp:operator op:{operator} ; gpp:printedRank scale:tool-class-{own}",
        )
        + f"<urn:x:bridge/b> a gpp:Implication ; gpp:fromConcept concept:tools ; gpp:fromOperator op:{operator} ;"
        f" gpp:fromRank scale:tool-class-{step} ; gpp:toConcept concept:joining ; gpp:toOperator op:holds ;"
        " gpp:confidence confidence:inferred .\n"
    )


def _between(demand: tuple[int, int], offer: tuple[int, int]) -> str:
    """Return a world with a period between two bounds that is demanded and one that is offered."""
    world = requirement("r", months("at-least", demand[0], "; gpp:hasFacet req:r.c1.f1"))
    world += criterion("e", "k", months("at-least", offer[0], "; gpp:hasFacet crit:e.k.c1.f1"))
    return (
        world
        + f"req:r.c1.f1 {months('at-most', demand[1])} . crit:e.k.c1.f1 {months('at-most', offer[1])} .\n"
    )


ANYTHING = "gpp:valueState state:unformalised"


COMPLETE = "<urn:x:complete/{0}> a gpp:Completeness ; gpp:aboutEdition label:e ; gpp:topic topic:{0} .\n"


ROUTE = "cccev:constrains concept:route ; gpp:operator op:holds"


JOINING = "cccev:constrains concept:joining ; gpp:operator op:holds"


WORDS |= {
    "one of two ways is enough": (_either_demanded(ROUTE, ROUTE), "satisfies"),
    "too little of one way leaves open the other, of which nothing is recorded": (
        _either_demanded(ppm("at-most", 900), months("at-least", 12)),
        "undetermined",
    ),
    "too little of one way leaves open the other, which is not formalised": (
        _either_demanded(ANYTHING, months("at-least", 12)),
        "undetermined",
    ),
    "too little of both ways is below": (
        _either_demanded(ppm("at-most", 900), months("at-least", 12), ppm("at-most", 1500)),
        "below",
    ),
    "a complete record on the topic of one way is not silent on the other": (
        _either_demanded(ppm("at-most", 900)) + COMPLETE.format("halogens"),
        "undetermined",
    ),
    "a complete record on the topics of both ways is silent": (
        _either_demanded(ppm("at-most", 900)) + COMPLETE.format("halogens") + COMPLETE.format("spare-parts"),
        "silent",
    ),
    "nothing need be known of the topic of a way that no label speaks of": (
        _either_demanded(ppm("at-most", 900, "; gpp:binds party:tenderer")) + COMPLETE.format("spare-parts"),
        "silent",
    ),
    "nor of one without a topic": (
        _either_demanded(
            "cccev:constrains concept:adapter-cost ; gpp:operator op:holds ; gpp:binds party:tenderer"
        )
        + COMPLETE.format("spare-parts"),
        "silent",
    ),
    "but of one that binds the manufacturer as well": (
        _either_demanded(ppm("at-most", 900, "; gpp:binds party:tenderer , party:manufacturer"))
        + COMPLETE.format("spare-parts"),
        "undetermined",
    ),
    "an upper bound says nothing of a lower one": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", months("at-most", 12)),
        "undetermined",
    ),
    "nor a lower bound of an upper one": (
        requirement("r", ppm("less-than", 900)) + criterion("e", "k", ppm("more-than", 1000)),
        "undetermined",
    ),
    "a range gives itself": (_between((24, 48), (24, 48)), "satisfies"),
    "a range gives a wider one": (_between((24, 48), (30, 36)), "satisfies"),
    "a range that ends later is below": (_between((24, 48), (30, 60)), "below"),
    "a range that starts earlier is below": (_between((24, 48), (12, 36)), "below"),
    "a bridge from a greatest step starts at the steps below": (_bridged("at-most", "c", "a"), "satisfies"),
    "and not at those above": (_bridged("at-most", "c", "d"), "undetermined"),
    "a bridge from a least step starts at the steps above": (_bridged("at-least", "c", "d"), "satisfies"),
    "at the step itself": (_bridged("at-least", "c", "c"), "satisfies"),
    "and not at those below": (_bridged("at-least", "c", "a"), "undetermined"),
    "a bridge from a step without a rank starts nowhere": (_bridged("at-least", "x", "d"), "undetermined"),
    "a complete record on one of two topics of a property is not silent on it": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", JOINING)
        + "concept:spare-parts gpp:topic topic:repair .\n"
        + COMPLETE.format("repair"),
        "undetermined",
    ),
    "a complete record on both topics of a property is silent on it": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", JOINING)
        + "concept:spare-parts gpp:topic topic:repair .\n"
        + COMPLETE.format("repair")
        + COMPLETE.format("spare-parts"),
        "silent",
    ),
    "a choice that leaves a way to the manufacturer is open, whomever its constraint binds": (
        _either_demanded(ppm("at-most", 900, "; gpp:binds party:manufacturer"), JOINING)
        + "req:r.c1 gpp:binds party:tenderer .\n",
        "undetermined",
    ),
    "a choice between ways for the tenderer is nothing that a label could say": (
        _either_demanded(ppm("at-most", 900, "; gpp:binds party:tenderer"), JOINING)
        + "req:r.c1.a1 gpp:binds party:tenderer .\n",
        "out-of-reach",
    ),
    "a choice with a way that binds nobody in particular is open": (
        _either_demanded(ppm("at-most", 900, "; gpp:binds party:tenderer"), JOINING),
        "undetermined",
    ),
    "a way that binds the manufacturer is open where the label binds nobody in particular": (
        _either_demanded(
            ppm("at-most", 900, "; gpp:binds party:manufacturer"),
            months("at-least", 12),
            ppm("at-most", 1500),
        ),
        "undetermined",
    ),
    "and is not where the label binds the manufacturer to less": (
        _either_demanded(
            ppm("at-most", 900, "; gpp:binds party:manufacturer"),
            months("at-least", 12),
            ppm("at-most", 1500, "; gpp:binds party:manufacturer"),
        ),
        "below",
    ),
    "a way that binds the manufacturer beside the tenderer is open": (
        _either_demanded(ppm("at-most", 900, "; gpp:binds party:tenderer , party:manufacturer"), JOINING)
        + "req:r.c1.a1 gpp:binds party:tenderer .\n",
        "undetermined",
    ),
    "a criterion that can also be met in a way not formalised proves nothing": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", either("crit:e.k.c1", ANYTHING)[0])
        + either("crit:e.k.c1", ANYTHING)[1],
        "undetermined",
    ),
    "a criterion that excludes the product type says nothing of it": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 36)).replace(
            "gpp:appliesToProduct product:notebook", "gpp:excludesProduct product:notebook"
        ),
        "undetermined",
    ),
    "a criterion that excludes a broader type says nothing of the narrower": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 36)).replace(
            "gpp:appliesToProduct product:notebook",
            "gpp:appliesToProduct product:notebook ; gpp:excludesProduct product:computers",
        ),
        "undetermined",
    ),
    "a requirement that excludes the product type is not for it": (
        requirement(
            "r",
            months("at-least", 24),
            products="product:computers",
            extra="; gpp:excludesProduct product:notebook",
        )
        + criterion("e", "k", months("at-least", 36)),
        "not-applicable",
    ),
    "a constraint that excludes the product type leaves nothing formal for it": (
        requirement(
            "r",
            months("at-least", 24, "; gpp:excludesProduct product:notebook"),
            products="product:computers",
        )
        + criterion("e", "k", months("at-least", 36)),
        "undetermined",
    ),
    "a requirement that is not formalised and names no types is not said to be for others": (
        requirement("r").replace("; gpp:appliesToProduct product:notebook", "")
        + criterion("e", "k", months("at-least", 36)),
        "undetermined",
    ),
}


UNNAMED = "; gpp:appliesToProduct product:notebook"


# Nothing is said of halogens, and the record is complete; a statement on another topic is less sure or surer.
SURE_SILENCE = (
    requirement("r", ppm("at-most", 900))
    + criterion("e", "k", months("at-least", 24))
    + "statement:c a gpp:Completeness ; gpp:aboutEdition label:e ; gpp:topic topic:halogens ;"
    " gpp:confidence confidence:HALOGENS .\n"
    + "statement:d a gpp:Completeness ; gpp:aboutEdition label:e ; gpp:topic topic:spare-parts ;"
    " gpp:confidence confidence:OTHER .\n"
)

NO_TYPES = (
    requirement("r", months("at-least", 24))
    + requirement("group", products="product:computers").replace("set:s", "set:group")
    + requirement("of-two").replace(UNNAMED, "").replace("set:s", "set:group")
    + requirement("tablet", products="product:tablet")
    + requirement("none", months("at-least", 24)).replace(UNNAMED, "")
    + requirement("less").replace(UNNAMED, "; gpp:excludesProduct product:computers")
    + requirement("nothing").replace(UNNAMED, "").replace("status:specified", "status:not-specified")
    + requirement("alone").replace(UNNAMED, "").replace("set:s", "set:alone")
    + requirement("law")
    .replace(UNNAMED, "")
    .replace("TechnicalSpecification", "LegalRequirement")
    .replace("set:s", "act:a")
    .replace("act:a a gpp:CriteriaSetEdition .", "")
    + "law:named a gpp:LegalRequirement ; cccev:isDerivedFrom act:a ; gpp:appliesToProduct product:tablet .\n"
)


COVERAGE = (
    requirement("r", products="product:computers")
    + "label:f a gpp:LabelEdition ; gpp:covers product:notebook ; gpp:coverageUnclear product:desktop .\n"
    + "label:g a gpp:LabelEdition ; gpp:covers product:tablet .\n"
)


IN_WORDS = "gpp:hasAlternative req:r.c1.a1 , req:r.c1.a2"


FREE = "req:r.c1 gpp:hasFacet req:r.c1.f1 . req:r.c1.f1 a gpp:Facet ; cccev:constrains concept:route ; gpp:operator op:holds .\n"


FREE_TOO = FREE.replace("req:r", "crit:e.k")


ONE_OF_TWO_ASKED = requirement("r", either("req:r.c1", ROUTE)[0]) + (
    either("req:r.c1", ROUTE)[1] + 'req:r.c1.a1 gpp:parameterName "X" .\n'
)


ONE_OF_TWO_OFFERED = criterion("e", "k", either("crit:e.k.c1", ROUTE)[0]) + either("crit:e.k.c1", ROUTE)[1]


TWO_TYPES = (
    requirement("r", months("at-least", 24), products="product:computers")
    + criterion("e", "strong", months("at-least", 36))
    + criterion("e", "weak", months("at-least", 12))
    + criterion("e", "desktop", months("at-least", 6)).replace("product:notebook", "product:desktop")
)


TYPES = requirement(
    "r",
    months("at-least", 24, "; gpp:appliesToProduct product:tablet , product:notebook"),
    months("at-least", 36, "; gpp:appliesToProduct product:computers ; gpp:excludesProduct product:notebook"),
    months("at-least", 48, "; gpp:excludesProduct product:desktop"),
    months("at-least", 60, "; gpp:appliesToProduct product:tablet"),
    products="product:computers",
)


def demanding(name: str, proof: str = "") -> str:
    """Return Turtle for a specified requirement of ``set:s`` with what its source says of proofs."""
    owner = f"req:{name} a gpp:TechnicalSpecification ; cccev:isDerivedFrom set:s ; gpp:status status:specified .\n"
    listed = f"req:{name} cccev:hasEvidenceTypeList proof:{name} . proof:{name} {proof} .\n" if proof else ""
    return owner + listed


def certified(scheme: str, *type_i: bool) -> str:
    """Return Turtle for an edition of a scheme and what statements say of its being of type I."""
    text = f"label:{scheme} a gpp:LabelEdition ; dcat:isVersionOf scheme:{scheme} .\n"
    for number, answer in enumerate(type_i):
        text += (
            f"statement:{scheme}{number} a gpp:TypeIStatement ; gpp:aboutScheme scheme:{scheme} ;"
            f" gpp:isTypeI {str(answer).lower()} .\n"
        )
    return text


ADMISSION = (
    "set:s a gpp:CriteriaSetEdition .\n"
    + certified("agreed", True, True)
    + certified("contested", True, False)
    + certified("refused", False)
    + certified("unsaid")
    + demanding("type-i", "gpp:admitsAs admission:type-i-label")
    + demanding("any", "gpp:admitsAs admission:other-scheme")
    + demanding("scheme", "gpp:admitsAs admission:other-scheme ; gpp:admitsScheme scheme:refused")
    + demanding("edition", "gpp:admitsAs admission:type-i-label ; gpp:admitsEdition label:contested")
    + demanding("value", "gpp:admitsAs admission:value-only ; gpp:admitsScheme scheme:agreed")
    + demanding("none", "gpp:admitsAs admission:not-admitted")
    + demanding("not-this", "gpp:admitsAs admission:not-admitted ; gpp:admitsScheme scheme:agreed")
    + demanding("test", "cccev:specifiesEvidenceType evidence:test-report")
    + demanding("unread", "cccev:specifiesEvidenceType evidence:test-report")
    + "req:unread gpp:admissionUnknown true .\n"
    + demanding("unstated")
    + "statement:edition a gpp:StatedAcceptance ; gpp:aboutRequirement req:test ;"
    " gpp:aboutEdition label:contested ; gpp:aboutScheme scheme:agreed .\n"
    "statement:scheme a gpp:StatedAcceptance ; gpp:aboutRequirement req:none ; gpp:aboutScheme scheme:refused .\n"
    "statement:topic a gpp:StatedAcceptance ; gpp:topic topic:warranty ; gpp:aboutEdition label:unsaid .\n"
    "statement:other a gpp:Statement ; gpp:aboutRequirement req:any ; gpp:aboutEdition label:agreed .\n"
)


EVERY = ("agreed", "contested", "refused", "unsaid")
