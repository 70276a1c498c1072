"""Explanations of headings, shown as comments of their cells."""

from __future__ import annotations

from .cells import NAME, TYPE, Cells
from .edition_tables import AS, OF_REQUIREMENT, UNDER

_TEXTS = {
    NAME: "The name of the row, without the name of the edition. It is part of published names: a new row gets a new "
    "name, and no name is used again for something else.",
    UNDER: "The name of the requirement, or of the constraint, to which this row belongs.",
    AS: "shall: all of these must hold. should: advised or only reported. any-of: one of these suffices. "
    "with: another figure of the same measurement.",
    TYPE: "What the row is, such as Constraint or TechnicalSpecification.",
    "concept": "What is measured or demanded.",
    "operator": "How the value compares: at-least, more-than, at-most, less-than, holds (yes), or a list.",
    "value": "The figure, with a decimal point. The unit stands in its own column.",
    "unit": "The unit of the value, by its short name, such as YR or PERCENT.",
    "from": "From when a period counts.",
    "products": "The product types for which it holds, divided by commas.",
    "reaches": "The parts or substances that it is about, divided by commas.",
    "exempts": "The parts that are exempted, divided by commas.",
    "conditions": "The condition under which it holds, in words.",
    "binds": "Who has to fulfil it, divided by commas.",
    "at": "The passages where it was read; each has a row in the sheet Passages.",
    "confidence": "How well it was read: verified, secondary and so on.",
}


def explanation(heading: str, cells: Cells) -> str:
    """Return the explanation of a heading, or an empty text."""
    if heading.startswith(OF_REQUIREMENT):
        return "Repeated from the sheet Requirements. Change it there."
    column = cells.column(heading)
    if heading in (NAME, UNDER, AS):
        return _TEXTS[heading]
    if column is None:
        return ""
    text = _TEXTS.get(column.key, "")
    if column.language:
        language = "without a language" if column.language == "none" else f"in the language {column.language}"
        return f"{text} A text {language}.".strip()
    return text
