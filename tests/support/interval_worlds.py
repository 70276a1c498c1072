"""Small worlds with the word of a verdict and how much is proved at least and at most."""

from __future__ import annotations

from rule_worlds import COMPLETE, JOINING, criterion, months, ppm, requirement

IN_PART = "; gpp:fullyFormalised false"
FOR_TENDERER = "; gpp:binds party:tenderer"
PRICE_LIST = "cccev:constrains concept:price-list ; gpp:operator op:holds" + FOR_TENDERER
NOT_FOUND = "cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:valueState state:unknown"
BEFORE_COVERAGE = "label:e a gpp:LabelEdition ; gpp:confidence confidence:verified ; gpp:{} product:{} .\n"
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
}
