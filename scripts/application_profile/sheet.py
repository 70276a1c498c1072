"""The sheet of constraints as CSV on the Web (https://www.w3.org/TR/tabular-metadata/)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from model import Model

from gppgraph.sheets.cells import Cells
from gppgraph.sheets.edition_tables import AS, CONSTRAINTS, LINKS, NAME, UNDER, tables

DESCRIPTION = Path("ontology") / "constraints.csv-metadata.json"
_PLACES = {
    NAME: "Name of the part; a name without a prefix is one of the edition.",
    UNDER: "Name of the requirement or part that it belongs to.",
    AS: f"How it belongs to it: {', '.join(LINKS)}.",
}


def text(model: Model) -> str:
    """Return the text of the description."""
    return json.dumps(description(model), ensure_ascii=False, indent=1) + "\n"


def description(model: Model) -> dict[str, Any]:
    """Return the description of `constraints.csv` of an export: the columns that it always has."""
    sheet = next(table for table in tables([], "edition", model.words) if table.name == CONSTRAINTS)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "constraints.csv",
        "dc:title": "Parts of the requirements of one edition",
        "dc:conformsTo": {"@id": "https://w3id.org/gppgraph/profile"},
        "dialect": {"encoding": "utf-8", "header": True},
        "tableSchema": {
            "columns": [_column(model, heading) for heading in sheet.headings],
            "primaryKey": NAME,
        },
    }


def _column(model: Model, heading: str) -> dict[str, Any]:
    about: dict[str, Any] = {"name": heading.replace(" ", "_").replace("(", "").replace(")", ""), "titles": heading}
    if heading in _PLACES:
        required = {"required": True} if heading == NAME else {}
        return {**about, "dc:description": _PLACES[heading], "datatype": "string", **required}
    column = Cells(model.words, "edition").column(heading)
    assert column, heading
    term = model.words.terms.get(column.key)
    iri = term.iri if term else "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    about["propertyUrl"] = iri
    if definition := model.english(iri, "skos:definition"):
        about["dc:description"] = definition
    if column.language:
        about["lang"] = column.language
    if term and term.form == "any":
        return {**about, "datatype": "decimal"}
    return {**about, "datatype": "string", **({} if column.language else {"separator": ", "})}
