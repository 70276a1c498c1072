"""Generated worlds for the two reasoners: requirements, label criteria and records in combinations that no source states."""

from __future__ import annotations

from hypothesis import strategies as st

Text = st.SearchStrategy[str]

CODES = """
goods:new skos:inScheme codes:goods . goods:refurbished skos:inScheme codes:goods .
component:whole skos:inScheme codes:component .
component:part skos:inScheme codes:component ; skos:broader component:whole .
component:rest skos:inScheme codes:component ; skos:broader component:whole .
substance:s skos:inScheme codes:substance .
member:strong gpp:implies member:weak .
condition:c gpp:implies condition:d .
concept:route gpp:topic topic:labour .
start:last-unit-placed-on-market gpp:reachesAtLeastAsFarAs start:last-unit-placed-on-market , start:end-of-production , start:purchase .
set:s a gpp:CriteriaSetEdition .
label:e a gpp:LabelEdition ; gpp:covers product:notebook , product:tablet ; gpp:confidence confidence:secondary .
label:g a gpp:LabelEdition ; gpp:covers product:notebook ; gpp:certifiesState goods:refurbished ; gpp:confidence confidence:verified .
label:f a gpp:LabelEdition ; gpp:covers product:desktop ; gpp:coverageUnclear product:notebook ;
    gpp:certifiesState goods:new , goods:refurbished ; gpp:confidence confidence:verified .
statement:tools-give-joining a gpp:Implication ; gpp:fromConcept concept:tools ; gpp:fromOperator op:at-most ;
    gpp:fromRank scale:tool-class-c ; gpp:toConcept concept:joining ; gpp:toOperator op:holds ; gpp:confidence confidence:inferred .
statement:hard-tools-give-joining a gpp:Implication ; gpp:fromConcept concept:tools ; gpp:fromOperator op:at-least ;
    gpp:fromRank scale:tool-class-c ; gpp:toConcept concept:joining ; gpp:toOperator op:holds ; gpp:confidence confidence:inferred .
statement:sa8000-gives-route a gpp:Implication ; gpp:fromConcept concept:conventions ; gpp:fromOperator op:all-of ;
    gpp:fromMember member:strong ; gpp:toConcept concept:route ; gpp:toOperator op:one-of ; gpp:toMember member:weak ;
    gpp:confidence confidence:verified .
"""


def some(prefix: str, *names: str) -> Text:
    """One or two codes."""
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(
        lambda found: " , ".join(f"{prefix}:{name}" for name in found)
    )


def one(prefix: str, *names: str) -> Text:
    """One code."""
    return st.sampled_from(names).map(lambda name: f"{prefix}:{name}")


def rarely(strategy: Text, usual: Text | None = None) -> Text:
    """Something in one case of four, and the usual, or nothing, in the others."""
    usual = st.just("") if usual is None else usual
    return st.one_of(usual, usual, usual, strategy)


FIGURE = st.one_of(
    st.builds(
        "cccev:constrains concept:spare-parts ; gpp:operator op:{} ; gpp:printedValue {} ; gpp:printedUnit {}".format,
        st.sampled_from(["at-least", "at-least", "more-than", "at-most", "less-than"]),
        st.sampled_from(["1", "12", "24", "2", "0.1"]),
        st.sampled_from(["unit:YR", "uom:calendar-month", "uom:calendar-month", "uom:cycle"]),
    ),
    st.builds(
        "cccev:constrains concept:tools ; gpp:operator op:{} ; gpp:printedRank scale:tool-class-{}".format,
        st.sampled_from(["at-most", "less-than", "at-least"]),
        st.sampled_from("acd"),
    ),
    st.builds(
        "cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:valueState {}".format,
        one("state", "unknown", "no-number"),
    ),
    st.just("cccev:constrains concept:joining ; gpp:operator op:holds"),
    st.builds(
        "cccev:constrains concept:{} ; gpp:operator op:{} ; gpp:member {}".format,
        st.sampled_from(["conventions", "route"]),
        st.sampled_from(["all-of", "one-of", "conforms-to", "within"]),
        st.one_of(some("member", "strong", "weak"), some("component", "whole", "part")),
    ),
)
FURTHER = st.one_of(
    st.just(
        "cccev:constrains concept:spare-parts ; gpp:operator op:at-most ; gpp:printedValue 24 ;"
        " gpp:printedUnit uom:calendar-month"
    ),
    st.builds(
        "cccev:constrains concept:capacity ; gpp:operator op:{} ; gpp:printedValue {} ; gpp:printedUnit unit:PERCENT".format,
        st.sampled_from(["at-least", "more-than"]),
        st.sampled_from(["60", "80"]),
    ),
    st.just("cccev:constrains concept:capacity ; gpp:operator op:at-least ; gpp:valueState state:unknown"),
)
WORDS = st.just("gpp:valueState state:unformalised")
_STARTS = ("purchase", "end-of-production", "last-unit-placed-on-market", "certificate-validity")
_DIMENSIONS = (
    "component",
    "reach",
    "exemption",
    "part-mass",
    "condition",
    "state-of-goods",
    "adopted-wording",
)
SCOPE = st.one_of(
    st.just(""),
    st.fixed_dictionaries(
        {
            "gpp:reaches": rarely(
                st.one_of(some("component", "whole", "part", "rest"), st.just("substance:s"))
            ),
            "gpp:exempts": rarely(some("component", "whole", "part")),
            "gpp:partMassOver": rarely(st.sampled_from(["0.5", "25"])),
            "gpp:periodStart": rarely(one("start", *_STARTS)),
            "gpp:onlyIf": rarely(some("condition", "c", "d")),
            "gpp:testMethod": rarely(some("std", "one", "two")),
            "gpp:orEquivalent": rarely(st.just("true")),
            "gpp:binds": rarely(some("party", "manufacturer", "product", "tenderer")),
            "gpp:availableTo": rarely(some("member", "end-user", "professional-repairer", "anybody")),
            "gpp:scopeUnknown": rarely(rarely(some("dimension", *_DIMENSIONS))),
        }
    ).map(lambda scope: "".join(f" ; {name} {value}" for name, value in scope.items() if value)),
)
CONFIDENCE = st.sampled_from(["verified", "verified", "secondary", "recalled"]).map(
    " ; gpp:confidence confidence:{}".format
)
NOTEBOOK = " ; gpp:appliesToProduct product:notebook"
TABLET = " ; gpp:appliesToProduct product:tablet"
NO_DESKTOP = " ; gpp:appliesToProduct product:computers ; gpp:excludesProduct product:desktop"


@st.composite
def constraints(draw: st.DrawFn) -> str:
    """A constraint `NODE` with its alternatives and further figures."""
    products = draw(rarely(st.sampled_from([NOTEBOOK, TABLET, " ; gpp:excludesProduct product:tablet"])))
    about = products + draw(CONFIDENCE)
    if draw(rarely(st.just("choice"))):
        measured = "NODE.a1"
        text = f"NODE gpp:hasAlternative NODE.a1 , NODE.a2{draw(SCOPE)}{about} .\n"
        text += f"NODE.a1 {draw(rarely(WORDS, FIGURE))}{draw(SCOPE)} .\n"
        text += f"NODE.a2 {draw(rarely(WORDS, FIGURE))}{draw(SCOPE)}{draw(CONFIDENCE)} .\n"
    else:
        measured = "NODE"
        parameter = draw(rarely(st.just(' ; gpp:parameterName "X"')))
        text = f"NODE {draw(rarely(WORDS, FIGURE))}{draw(SCOPE)}{parameter}{about} .\n"
    further = draw(rarely(FURTHER))
    return text + (f"{measured} gpp:hasFacet {measured}.f1 .\n{measured}.f1 {further} .\n" if further else "")


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A requirement `req:NODE` of a set, or a criterion `crit:NODE` of a label, with one or two constraints."""
    owner = draw(st.sampled_from(["s", "s", "e", "e", "f", "g"]))
    products = st.sampled_from([NOTEBOOK, NO_DESKTOP] if owner == "f" else ["", NOTEBOOK, NO_DESKTOP])
    about = draw(products) + draw(CONFIDENCE)
    about += draw(rarely(some("goods", "new", "refurbished").map(" ; gpp:appliesToState {}".format)))
    if owner == "s":
        node = "req:NODE"
        head = f"{node} a gpp:TechnicalSpecification ; cccev:isDerivedFrom set:s ; gpp:status status:"
        if draw(rarely(st.just("nothing"))):
            return f"{head}not-specified{draw(CONFIDENCE)} .\n"
        formal = st.sampled_from(["", " ; gpp:fullyFormalised true", " ; gpp:fullyFormalised false"])
        text = f"{head}specified{draw(formal)}{about} .\n"
    else:
        node = "crit:NODE"
        binding = draw(rarely(st.just("optional"), st.just("mandatory")))
        text = (
            f"{node} a gpp:LabelCriterion ; cccev:isDerivedFrom label:{owner} ;"
            f" gpp:bindingness binding:{binding}{about} .\n"
        )
    least = 0 if owner == "s" else 1
    for number, constraint in enumerate(draw(st.lists(constraints(), min_size=least, max_size=2)), 1):
        name = f"{node}.c{number}"
        text += f"{node} cccev:hasRequirement {name} .\n" + constraint.replace("NODE", name)
    return text


@st.composite
def worlds(draw: st.DrawFn) -> str:
    """Several texts, and records that are complete on some topics."""
    drawn = draw(st.lists(texts(), min_size=4, max_size=10))
    topics = draw(rarely(some("topic", "repair", "spare-parts", "labour")))
    complete = (
        f"statement:c a gpp:Completeness ; gpp:aboutEdition label:e ; gpp:topic {topics} .\n"
        if topics
        else ""
    )
    numbered = (text.replace("NODE", f"n{number}") for number, text in enumerate(drawn))
    return CODES + complete + "".join(numbered)
