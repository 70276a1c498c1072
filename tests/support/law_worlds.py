"""Small worlds of law: places, states of goods, and acts with duties, as Turtle."""

from __future__ import annotations

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
