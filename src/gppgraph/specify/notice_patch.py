"""The part of an eForms notice that says how green a tender is, for one lot.

It holds strategic procurement with its description (BT-06, BT-777), environmental impact (BT-774), green criteria
(BT-805), codes of the product types (BT-262, BT-263) and, where a country has codes of its own, the award
criterion type (BT-539) with its grounds (BT-540). What the Energy Efficiency Directive asks the buyer (BT-810 and
following) is the buyer's own statement and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import InputError, UnknownNameError
from ..output import html
from ..rdf.store import select
from ..terms import iri, slug
from ..verdicts.names_of_things import StoredNames
from .specification import Specification
from .specification_words import SpecificationWords

if TYPE_CHECKING:
    from ..dataset import Dataset

# Codes of languages as notices write them.
_LANGUAGES = {"en": "ENG", "nb": "NOB", "nn": "NNO", "da": "DAN"}
_ENVIRONMENT, _NO_CODE, _OTHER_IMPACT = "env-imp", "none", "other"
_UNION = "eu"


class NationalCode(NamedTuple):
    """A code of a country for notices; ``justified`` says that it needs grounds."""

    code: str
    justified: bool


def national_codes(graph: Dataset, country: str, day: date) -> tuple[NationalCode, ...]:
    """Return the codes of a country that are valid on a day."""
    try:
        place = graph.register.resolve("jurisdiction", country)
    except UnknownNameError:
        return ()
    when = ox.Literal(day.isoformat(), datatype=ox.NamedNode(iri("xsd", "date")))
    rows = select(graph.engine, text_of("notice-codes-on-day"), {"day": when, "place": ox.NamedNode(place)})
    return tuple(NationalCode(row.text("identifier"), row.flag("justified")) for row in rows)


def notice_patch(
    graph: Dataset,
    specification: Specification,
    *,
    code: str | None = None,
    grounds: str = "",
    lot: str = "LOT-0001",
) -> str:
    """Return the part of a notice as XML.

    ``code`` is the national one of the route that the buyer takes, with its ``grounds`` where it needs them.

    Raises:
        InputError: the code is not valid on the day, or needs grounds that are not given.
    """
    words = SpecificationWords(specification)
    valid = national_codes(graph, specification.country, date.fromisoformat(specification.day))
    if code is not None:
        _refuse(code, grounds, valid, specification)
    note = words["notice-eed"]
    if valid and code is None:
        note += " " + words.fill("notice-codes", codes=", ".join(entry.code for entry in valid))
    return html.render(
        "notice.xml",
        draft=words["draft"],
        note=note.replace("--", "-"),
        lot=lot,
        code=code,
        grounds=grounds,
        language=_LANGUAGES[specification.language],
        strategic=_ENVIRONMENT if specification.requirements else _NO_CODE,
        described=" ".join(filter(None, (words.heading, specification.source))),
        impacts=_impacts(graph, specification),
        criteria=_criteria(graph, specification),
        cpvs=_cpvs(graph, specification.products),
    )


def _refuse(code: str, grounds: str, valid: Sequence[NationalCode], specification: Specification) -> None:
    """Refuse a code that does not stand on the day, or lacks its grounds."""
    found = next((entry for entry in valid if entry.code == code), None)
    if found is None:
        codes = ", ".join(entry.code for entry in valid) or "none"
        raise InputError(
            f'--notice-code "{code}" is not valid in {specification.country.upper()} on {specification.day}; '
            f"there are: {codes}."
        )
    if found.justified and not grounds.strip():
        raise InputError(f"--notice-code {code} needs grounds; write them with --grounds.")


def _impacts(graph: Dataset, specification: Specification) -> list[str]:
    """Return the codes of environmental impact of the requirements."""
    import yaml

    text = files("gppgraph.specify").joinpath("environmental_impacts.yaml").read_text(encoding="utf-8")
    names = StoredNames(graph.engine, graph.register, specification.language)
    topics = {
        slug(topic)
        for entry in specification.requirements
        for topic in names.values(graph.register.iri("req", entry.requirement), "gpp:topic")
    }
    found = [code for code, served in yaml.safe_load(text).items() if topics & set(served)]
    return sorted(found) or [_OTHER_IMPACT]


def _criteria(graph: Dataset, specification: Specification) -> str:
    """Return the code for criteria of the Union or national ones.

    A country that renders those of the Union uses them."""
    names = StoredNames(graph.engine, graph.register, specification.language)
    publisher = names.text(graph.register.iri("set", specification.set), "gpp:country").lower()
    rendered = all(
        names.values(graph.register.iri("req", entry.requirement), "gpp:renders")
        for entry in specification.requirements
    )
    return "eu" if publisher in ("", _UNION) or rendered else "national"


def _cpvs(graph: Dataset, products: Sequence[str]) -> list[str]:
    """Return the code that comes closest to each product type."""
    found: dict[str, str] = {}
    for product in products:
        named = {"product": ox.NamedNode(graph.register.resolve("product", product))}
        rows = select(graph.engine, text_of("cpv-of-products"), named)
        if rows:
            found[product] = slug(rows[0].iri("cpv")).rsplit(":")[-1]
    return list(dict.fromkeys(found.values()))
