"""Things without links, things with similar names, and mappings as SSSOM."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalogue.query import text_of
from ..rdf.rows import Row
from ..terms import PREFIXES, curie, short_name

if TYPE_CHECKING:
    from ..dataset import Dataset

ALIKE = 0.88
SSSOM_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "subject_source",
    "object_source",
)
# Code lists with similar names on purpose: only figures and codes in them differ.
_NUMBERED = {"unit", "formula", "level", "scale"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case for a person to check."""

    kind: str
    thing: str
    other: str = ""
    note: str = ""


def proposals(graph: Dataset) -> list[Proposal]:
    """Return things without topic, things without relatives, and similar names."""
    result = [
        Proposal("no-topic", row.slug("thing"), note=row.slug("kind"))
        for row in _rows(graph, "things-without-topic")
    ]
    result += [
        Proposal("alone", row.slug("thing"), note="bounds only properties that no other source bounds")
        for row in _rows(graph, "things-alone")
    ]
    labels: dict[str, list[tuple[str, str]]] = {}
    for row in _rows(graph, "code-labels"):
        labels.setdefault(row.slug("list"), []).append((row.iri("code"), row.text("label")))
    for name, entries in sorted(labels.items()):
        if name not in _NUMBERED:
            result += [
                Proposal(
                    "alike",
                    short_name(one),
                    short_name(other),
                    f'"{first}" and "{second}", {ratio:.0%} alike',
                )
                for (one, first), (other, second), ratio in alike(entries)
            ]
    return result


Named = tuple[str, str]


def alike(entries: Iterable[Named], least: float = ALIKE) -> list[tuple[Named, Named, float]]:
    """Return pairs of entries with nearly the same label, the most similar first.

    An entry is an IRI and a label; a result is for example ``(("urn:a", "screen"), ("urn:b", "screens"),
    0.92)``. Labels with different figures are not similar. The order of words does not count.
    """
    keyed = [(entry, _key(entry[1])) for entry in entries]
    pairs = []
    for place, (one, first) in enumerate(keyed):
        matcher = difflib.SequenceMatcher(None, "", first, autojunk=False)
        for other, second in keyed[place + 1 :]:
            if one[0] == other[0] or _figures(one[1]) != _figures(other[1]):
                continue
            matcher.set_seq1(second)
            if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                continue
            ratio = matcher.ratio()
            if ratio >= least:
                pairs.append((one, other, ratio))
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))


def _key(label: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", label.casefold())))


def _figures(label: str) -> list[str]:
    return re.findall(r"\d+", label)


def sssom(graph: Dataset) -> str:
    """Return the accepted mappings as SSSOM TSV.

    Metadata are in comments, followed by one row per mapping. A person accepted every mapping of the graph,
    so each is justified as curated by hand.
    """
    prefixes: dict[str, str] = {}
    about = graph.configuration
    lines = []
    for row in _rows(graph, "mappings"):
        if not row.iri("subject").startswith(tuple(graph.register.bases)):
            continue
        cells = (
            _compact(row.iri("subject"), prefixes),
            (row.text_or_none("subjectLabel") or ""),
            _compact(row.iri("predicate"), prefixes),
            _compact(row.iri("object"), prefixes),
            (row.text_or_none("objectLabel") or ""),
            "semapv:ManualMappingCuration",
            _source(row.iri("subject"), prefixes),
            _source(row.iri("object"), prefixes),
        )
        lines.append("\t".join(re.sub(r"\s+", " ", cell) for cell in cells))
    prefixes |= {"semapv": "https://w3id.org/semapv/vocab/", "sssom": "https://w3id.org/sssom/"}
    head = [
        "#curie_map:",
        *(f"#  {name}: {json.dumps(namespace)}" for name, namespace in sorted(prefixes.items())),
        f"#mapping_set_id: {about.base}mappings",
        f"#mapping_set_title: Mappings of {about.name}",
        f"#license: {about.licence}",
        "\t".join(SSSOM_COLUMNS),
    ]
    return "\n".join([*head, *sorted(lines)]) + "\n"


def _compact(iri: str, prefixes: dict[str, str]) -> str:
    """Return a CURIE; a foreign namespace without prefix gets a new one."""
    short = curie(iri)
    if short != iri:
        prefix = short.partition(":")[0]
        prefixes[prefix] = PREFIXES[prefix]
        return short
    namespace = _namespace(iri)
    by_namespace = {namespace_: name for name, namespace_ in prefixes.items()}
    if namespace not in by_namespace:
        words = [
            word for word in re.split(r"[/#:.]+", namespace) if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", word)
        ]
        name = words[-1].lower() if words else "x"
        number = 2
        while name in prefixes or name in PREFIXES:
            name = f"{name.rstrip('0123456789')}{number}"
            number += 1
        prefixes[name] = namespace
        by_namespace[namespace] = name
    return f"{by_namespace[namespace]}:{iri[len(namespace) :]}"


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _source(iri: str, prefixes: dict[str, str]) -> str:
    """Return the vocabulary of a thing as a CURIE, without its last sign."""
    namespace = _namespace(iri).rstrip("/#")
    return _compact(namespace, prefixes) if namespace.count("/") > 2 else ""


def _rows(graph: Dataset, query: str) -> list[Row]:
    return graph.select(text_of(query))
