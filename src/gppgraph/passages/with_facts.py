"""Passages with the facts that were read from them, for a person to check."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..explore.show import show
from ..terms import slug
from ..verdicts.places import position
from .check import SAME, Passage, check, facts, passages, read_text

if TYPE_CHECKING:
    from ..dataset import Dataset

_SHOWN = {
    "description",
    "operator",
    "printedValue",
    "printedUnit",
    "printedRank",
    "member",
    "constrains",
    "valueState",
    "parameterName",
    "reaches",
    "exempts",
    "partMassOver",
    "periodStart",
    "onlyIf",
    "availableTo",
    "unitsThat",
    "testMethod",
    "binds",
    "scopeUnknown",
    "fullyFormalised",
    "ambitionLevel",
    "bindingness",
    "topic",
    "confidence",
    "row",
    "editorialNote",
}


def beside(graph: Dataset, name: str, folder: Path | None) -> str:
    """Return the passages of a thing and its parts, each with its facts, as text.

    Raises:
        UnknownNameError: the name stands for nothing; the message has near matches.
        SourceError: a text cannot be read.
    """
    thing, _ = show(graph, name)
    if slug(thing) == name and f"/passage/{name}" in thing:  # a fact comes before a passage of the same name
        thing = next((iri for iri in graph.things(name) if "/passage/" not in iri), thing)
    owned = [
        thing,
        *(
            row.text("part")
            for row in graph.select(text_of("parts-of-thing"), {"thing": ox.NamedNode(thing)})
        ),
    ]
    places: dict[str, list[str]] = {}
    for fact in owned:
        for row in graph.select(text_of("passages-of-fact"), {"fact": ox.NamedNode(fact)}):
            places.setdefault(row.text("place"), []).append(fact)
    if "/passage/" in thing:
        places = {thing: sorted({entry.fact for entry in facts(graph, [thing])})}
    by_iri = {entry.iri: entry for entry in passages(graph)}
    out = []
    for place, read in sorted(places.items(), key=lambda item: _order(by_iri.get(item[0]), item[0])):
        out += _place_lines(graph, place, by_iri.get(place), folder)
        for fact in dict.fromkeys(read):
            out.append(f"  {slug(fact)}")
            for line in show(graph, fact)[1]:
                if not line.incoming and line.graph != "derived" and slug_of(line.property) in _SHOWN:
                    out.append(f"    {slug_of(line.property)}: {line.value}")
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def slug_of(property_: str) -> str:
    """Return the local part of a CURIE."""
    return property_.rsplit(":", 1)[-1]


def _order(entry: Passage | None, place: str) -> tuple[int, int, str]:
    return (entry.start, -entry.end, place) if entry else (10**9, 0, place)


def _place_lines(graph: Dataset, place: str, entry: Passage | None, folder: Path | None) -> list[str]:
    """Return the place of a passage and, if its text is at hand, the text."""
    rows = graph.select(text_of("document-of-passage"), {"place": ox.NamedNode(place)})
    source = sorted({row.text_or_none("url") or row.text("source") for row in rows})
    clause = sorted({row.text("clause") for row in rows if row["clause"]})
    head = [slug(place), *source, *(at for number in clause for at in position(number))]
    if entry is None:
        return [", ".join(head)]
    head += [entry.file, *position(None, entry.start, entry.end)]
    lines = [", ".join(head)]
    if folder is None or not (folder / entry.file).is_file():
        return [*lines, "  | the text is not at hand; name its folder with --dir"]
    (report,) = check([entry], folder)
    start, end = report.new_start, report.new_end
    if report.status == SAME:
        start, end = entry.start, entry.end
    if start is None or end is None:
        return [*lines, f"  | missing: {report.note}"]
    if report.status != SAME:
        lines.append(
            f"  | {report.status}: now characters {start} to {end}{'; ' + report.note if report.note else ''}"
        )
    for paragraph in read_text(folder / entry.file)[start:end].splitlines():
        lines += textwrap.wrap(paragraph, 110, initial_indent="  | ", subsequent_indent="  | ") or []
    return lines
