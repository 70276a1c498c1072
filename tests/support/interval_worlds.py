"""Small worlds with the word of a verdict and how much is proved at least and at most."""

from __future__ import annotations

from rule_worlds import COMPLETE, JOINING, criterion, months, ppm, requirement

IN_PART = "; gpp:fullyFormalised false"
FOR_TENDERER = "; gpp:binds party:tenderer"
PRICE_LIST = "cccev:constrains concept:price-list ; gpp:operator op:holds" + FOR_TENDERER
NOT_FOUND = "cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:valueState state:unknown"
BEFORE_COVERAGE = "label:e a gpp:LabelEdition ; gpp:confidence confidence:verified ; gpp:{} product:{} .\n"
CONFORMS = "cccev:constrains concept:conventions ; gpp:operator op:conforms-to ; gpp:member member:{}"
VALUE_ONLY = (
    "label:e dcat:isVersionOf scheme:s . req:r cccev:hasEvidenceTypeList proof:r .\n"
    "proof:r gpp:admitsAs admission:value-only ; gpp:admitsScheme scheme:s .\n"
)


def in_part(text: str) -> str:
    """Return the Turtle of a requirement of whose text a rest is not formalised."""
    return text.replace("gpp:fullyFormalised true", "gpp:fullyFormalised false")


def unclear(text: str) -> str:
    """Return the Turtle of a criterion without types, of an edition that may certify notebooks."""
    text = text.replace(" ; gpp:appliesToProduct product:notebook", "")
    return text.replace("gpp:covers product:notebook", "gpp:coverageUnclear product:notebook")


# World, word, at least, at most: of label e on requirement r for notebooks.
INTERVALS = {
    "all is given": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", months("at-least", 24)),
        ("satisfies", "all", "all"),
    ),
    "too little is none": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", months("at-least", 12)),
        ("below", "none", "none"),
    ),
    "too little of what is formalised leaves the rest of the text": (
        in_part(requirement("r", months("at-least", 24))) + criterion("e", "k", months("at-least", 12)),
        ("below", "none", "part"),
    ),
    "a complete record that says nothing is none": (
        requirement("r", ppm("at-most", 900)) + criterion("e", "k", JOINING) + COMPLETE.format("halogens"),
        ("silent", "none", "none"),
    ),
    "a part given and a part too weak": (
        requirement("r", months("at-least", 24), ppm("at-most", 900))
        + criterion("e", "k", months("at-least", 24), ppm("at-most", 1000)),
        ("partly", "part", "part"),
    ),
    "a part given and a part open": (
        requirement("r", months("at-least", 24), ppm("at-most", 900))
        + criterion("e", "k", months("at-least", 24)),
        ("partly", "part", "all"),
    ),
    "a part given, a part too weak and a part open": (
        requirement("r", months("at-least", 24), ppm("at-most", 900), JOINING)
        + criterion("e", "k", months("at-least", 24), ppm("at-most", 1000)),
        ("partly", "part", "part"),
    ),
    "all given of what is formalised leaves the rest of the text": (
        in_part(requirement("r", months("at-least", 24))) + criterion("e", "k", months("at-least", 24)),
        ("partly", "part", "all"),
    ),
    "a value that was not found can be anything": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", NOT_FOUND),
        ("undetermined", "none", "all"),
    ),
    "one part for the tenderer keeps an open conjunction from being all": (
        requirement("r", months("at-least", 24), PRICE_LIST) + criterion("e", "k", NOT_FOUND),
        ("undetermined", "none", "part"),
    ),
    "one part for the tenderer beside one too weak is none": (
        requirement("r", months("at-least", 24), PRICE_LIST) + criterion("e", "k", months("at-least", 12)),
        ("below", "none", "none"),
    ),
    "nothing but parts for the tenderer is out of reach": (
        requirement("r", PRICE_LIST, JOINING + FOR_TENDERER) + criterion("e", "k", JOINING),
        ("out-of-reach", "none", "none"),
    ),
    "and is so whatever the label asks of the tenderer": (
        requirement("r", PRICE_LIST) + criterion("e", "k", PRICE_LIST),
        ("out-of-reach", "none", "none"),
    ),
    "and where coverage is not known": (
        requirement("r", PRICE_LIST) + BEFORE_COVERAGE.format("coverageUnclear", "notebook"),
        ("out-of-reach", "none", "none"),
    ),
    "and where the type is not covered": (
        requirement("r", PRICE_LIST) + BEFORE_COVERAGE.format("covers", "tablet"),
        ("out-of-reach", "none", "none"),
    ),
    "a type that is not covered is none": (
        requirement("r", PRICE_LIST, JOINING) + BEFORE_COVERAGE.format("covers", "tablet"),
        ("not-covered", "none", "none"),
    ),
    "coverage that is not known: at most what follows if it is covered": (
        requirement("r", months("at-least", 24)) + unclear(criterion("e", "k", months("at-least", 36))),
        ("undetermined", "none", "all"),
    ),
    "coverage that is not known, and too little if it is covered": (
        requirement("r", months("at-least", 24)) + unclear(criterion("e", "k", months("at-least", 12))),
        ("undetermined", "none", "none"),
    ),
    "coverage that is not known, and a part for the tenderer": (
        requirement("r", months("at-least", 24), PRICE_LIST)
        + unclear(criterion("e", "k", months("at-least", 36))),
        ("undetermined", "none", "part"),
    ),
    "an optional criterion: at best the point was taken": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 24), binding="optional"),
        ("optional", "none", "all"),
    ),
    "an optional criterion of unknown value: at best the point was taken too": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", NOT_FOUND, binding="optional"),
        ("optional", "none", "all"),
    ),
    "an optional criterion that is too weak is none of it": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 12), binding="optional"),
        ("undetermined", "none", "all"),
    ),
    "an optional criterion beside a part that is too weak": (
        requirement("r", months("at-least", 24), ppm("at-most", 900))
        + criterion("e", "k", months("at-least", 12))
        + criterion("e", "o", ppm("at-most", 900), binding="optional"),
        ("below", "none", "part"),
    ),
    "an optional criterion beside a part that is open": (
        requirement("r", months("at-least", 24), ppm("at-most", 900))
        + criterion("e", "o", ppm("at-most", 900), binding="optional"),
        ("undetermined", "none", "all"),
    ),
    "a label that is taken for its value proves no whole": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", JOINING) + VALUE_ONLY,
        ("gives-value", "none", "part"),
    ),
    "a label that is taken for its value and gives the content": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", months("at-least", 24)) + VALUE_ONLY,
        ("satisfies", "all", "all"),
    ),
    "a label that is taken for its value of a type that it may not cover": (
        requirement("r", months("at-least", 24)) + unclear(criterion("e", "k", JOINING)) + VALUE_ONLY,
        ("undetermined", "none", "part"),
    ),
    "nothing formal to compare": (
        requirement("r") + criterion("e", "k", JOINING),
        ("undetermined", "none", "all"),
    ),
    "nothing asked of the type": (
        requirement("r", months("at-least", 24), products="product:tablet") + criterion("e", "k", JOINING),
        ("not-applicable", "none", "none"),
    ),
    "exemptions of the demand that are not known can only narrow it": (
        requirement("r", ppm("at-most", 900, "; gpp:scopeUnknown dimension:exemption"))
        + criterion("e", "k", ppm("at-most", 900)),
        ("satisfies", "all", "all"),
    ),
    "and matter to a label that exempts something": (
        requirement("r", ppm("at-most", 900, "; gpp:scopeUnknown dimension:exemption"))
        + criterion("e", "k", ppm("at-most", 900, "; gpp:exempts component:fan")),
        ("undetermined", "none", "all"),
    ),
    "and leave a list of the label too short": (
        requirement("r", ppm("at-most", 900, "; gpp:scopeUnknown dimension:exemption"))
        + criterion("e", "k", ppm("at-most", 900, "; gpp:reaches component:battery")),
        ("below", "none", "none"),
    ),
    "parts of the demand that are not known are among all": (
        requirement("r", JOINING + "; gpp:scopeUnknown dimension:component") + criterion("e", "k", JOINING),
        ("satisfies", "all", "all"),
    ),
    "and matter to a label that looks at some": (
        requirement("r", JOINING + "; gpp:scopeUnknown dimension:component")
        + criterion("e", "k", JOINING + "; gpp:reaches component:battery"),
        ("undetermined", "none", "all"),
    ),
    "and leave a list of substances too short": (
        requirement("r", ppm("at-most", 900, "; gpp:scopeUnknown dimension:component"))
        + criterion("e", "k", ppm("at-most", 900, "; gpp:reaches substance:s"))
        + "substance:s skos:inScheme codes:substance .\n",
        ("below", "none", "none"),
    ),
    "a condition of the demand that is not known asks for no more": (
        requirement("r", JOINING + "; gpp:scopeUnknown dimension:condition") + criterion("e", "k", JOINING),
        ("satisfies", "all", "all"),
    ),
    "unless the offer makes one": (
        requirement("r", JOINING + "; gpp:scopeUnknown dimension:condition")
        + criterion("e", "k", JOINING + "; gpp:onlyIf condition:on-request"),
        ("undetermined", "none", "all"),
    ),
    "nor does it take away parts at which the demand looks": (
        requirement("r", JOINING + "; gpp:scopeUnknown dimension:condition")
        + criterion("e", "k", JOINING + "; gpp:reaches component:battery")
        + "component:battery skos:inScheme codes:component .\n",
        ("below", "none", "none"),
    ),
    "how hard a test of the demand is may ask for more": (
        requirement("r", JOINING + "; gpp:scopeUnknown dimension:test-condition")
        + criterion("e", "k", JOINING),
        ("undetermined", "none", "all"),
    ),
    "values that do not compare leave it open": (
        requirement("r", CONFORMS.format("sa8000")) + criterion("e", "k", CONFORMS.format("ilo-29")),
        ("undetermined", "none", "all"),
    ),
    "and not where heavier parts only are looked at": (
        requirement("r", CONFORMS.format("sa8000") + "; gpp:partMassOver 25")
        + criterion("e", "k", CONFORMS.format("ilo-29") + "; gpp:partMassOver 100"),
        ("below", "none", "none"),
    ),
    "an optional criterion that is too weak, in a complete record": (
        requirement("r", ppm("at-most", 900))
        + criterion("e", "k", ppm("at-most", 1000), binding="optional")
        + COMPLETE.format("halogens"),
        ("below", "none", "none"),
    ),
}

METHOD = "; gpp:testMethod std:{}"
DRAFT = "; gpp:scopeUnknown dimension:adopted-wording"

# World, and constraint, reason, dimension, neighbour and settling text of each open constraint of notebooks.
Reason = tuple[str, str, str | None, str | None, str]
REASONS: dict[str, tuple[str, set[Reason]]] = {
    "nothing is open": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", months("at-least", 24)),
        set(),
    ),
    "coverage": (
        requirement("r", months("at-least", 24)) + unclear(criterion("e", "k", months("at-least", 24))),
        {("r.c1", "coverage-not-known", None, None, "e")},
    ),
    "coverage, of what is within reach": (
        requirement("r", months("at-least", 24), PRICE_LIST) + unclear(criterion("e", "k", JOINING)),
        {("r.c1", "coverage-not-known", None, None, "e")},
    ),
    "an edition without a criterion": (
        requirement("r", months("at-least", 24)) + BEFORE_COVERAGE.format("covers", "notebook"),
        {("r.c1", "edition-not-read", None, None, "e")},
    ),
    "a demand in words": (
        requirement("r", "gpp:valueState state:unformalised") + criterion("e", "k", JOINING),
        {("r.c1", "demand-not-read", None, None, "s")},
    ),
    "a demand whose value was not found": (
        requirement("r", NOT_FOUND) + criterion("e", "k", months("at-least", 24)),
        {("r.c1", "demand-not-read", None, None, "s")},
    ),
    "the rest of a text": (
        in_part(requirement("r", months("at-least", 24))) + criterion("e", "k", months("at-least", 24)),
        {("r", "demand-not-read", None, None, "s")},
    ),
    "a value of the label": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", NOT_FOUND),
        {("r.c1", "value-not-read", None, None, "e")},
    ),
    "another formula": (
        requirement("r", CONFORMS.replace("conforms-to", "within").format("a"))
        + criterion("e", "k", CONFORMS.replace("conforms-to", "within").format("b")),
        {("r.c1", "formula-not-known", None, None, "e")},
    ),
    "another method": (
        requirement("r", months("at-least", 24, METHOD.format("one")))
        + criterion("e", "k", months("at-least", 24, METHOD.format("two"))),
        {("r.c1", "method-differs", None, None, "e")},
    ),
    "no method": (
        requirement("r", months("at-least", 24, METHOD.format("one")))
        + criterion("e", "k", months("at-least", 24)),
        {("r.c1", "scope-not-known", "test-method", None, "e")},
    ),
    "a bound from the other side": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", months("at-most", 24)),
        {("r.c1", "boundary", None, None, "e")},
    ),
    "a scope of the label": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 24, "; gpp:scopeUnknown dimension:exemption")),
        {("r.c1", "scope-not-known", "exemption", None, "e")},
    ),
    "a scope of the demand": (
        requirement("r", JOINING + "; gpp:scopeUnknown dimension:test-condition")
        + criterion("e", "k", JOINING),
        {("r.c1", "scope-not-known", "test-condition", None, "s")},
    ),
    "the start of a period": (
        requirement("r", months("at-least", 24, "; gpp:periodStart start:purchase"))
        + criterion("e", "k", months("at-least", 24)),
        {("r.c1", "scope-not-known", "period-start", None, "e")},
    ),
    "a draft that asks for less": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", months("at-least", 12, DRAFT)),
        {("r.c1", "draft-only", None, None, "e")},
    ),
    "a report": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", JOINING)
        + "crit:e.k gpp:hasRecommendation crit:e.k.r1 . crit:e.k.r1 cccev:constrains concept:spare-parts ;"
        " gpp:modality modality:reported .\n",
        {("r.c1", "reported-only", None, None, "e")},
    ),
    "another property of the topic": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", JOINING)
        + "concept:joining gpp:topic topic:spare-parts .\n",
        {("r.c1", "neighbour-only", None, "e.k.c1", "e")},
    ),
    "the property itself, for another party": (
        requirement("r", months("at-least", 24, "; gpp:binds party:manufacturer"))
        + criterion(
            "e",
            "k",
            months("at-least", 24, FOR_TENDERER),
            JOINING + FOR_TENDERER,
        ),
        {("r.c1", "neighbour-only", None, "e.k.c1", "e")},
    ),
    "another topic": (
        requirement("r", months("at-least", 24)) + criterion("e", "k", JOINING),
        {("r.c1", "topic-not-read", None, None, "e")},
    ),
    "an optional criterion": (
        requirement("r", months("at-least", 24))
        + criterion("e", "k", months("at-least", 24), binding="optional"),
        {("r.c1", "optional-only", None, None, "e")},
    ),
}
