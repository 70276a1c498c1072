"""The tables of docs/profile.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from model import MANDATORY, Model, Property, Shape

from gppgraph.terms import curie
from gppgraph.workspace import root

PAGE = Path("docs") / "profile.md"
_BLOCK = re.compile(r"<!-- table: (\w+) -->\n.*?<!-- end -->", re.DOTALL)
# Vocabularies whose terms are reused, by prefix.
_REUSED = {
    "cccev": "CCCEV 2.1.0",
    "epo": "ePO 4.2.0",
    "dcterms": "DCMI Metadata Terms",
    "skos": "SKOS",
    "prov": "PROV-O",
    "dcat": "DCAT 3",
    "oa": "Web Annotation",
    "rdfs": "RDF Schema",
}


def filled(model: Model, text: str) -> str:
    """Return the page with every marked block filled in.

    Raises:
        KeyError: a block has no table.
    """
    blocks: dict[str, Callable[[Model], str]] = {
        "classes": _classes,
        "properties": _properties,
        "codes": _codes,
        "reuse": _reuse,
    }
    return _BLOCK.sub(lambda found: f"<!-- table: {found[1]} -->\n{blocks[found[1]](model)}<!-- end -->", text)


def page(model: Model) -> str:
    """Return docs/profile.md with current tables."""
    return filled(model, (root() / PAGE).read_text(encoding="utf-8"))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = [list(head), *map(list, rows)]
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in cells]
    return "".join([lines[0], f"|{' --- |' * len(cells[0])}\n", *lines[1:]])


def _listed(iris: Iterable[str]) -> str:
    return ", ".join(f"`{curie(iri)}`" for iri in iris)


def _classes(model: Model) -> str:
    rows = [
        (f"[`{curie(shape.target)}`](#{shape.name.lower()})", shape.obligation, shape.definition or "", _listed(shape.above))
        for shape in model.shapes
        if shape.target and shape.properties
    ]  # fmt: skip
    return _table(("Class", "Obligation", "What it is", "Subclass of"), rows)


def _properties(model: Model) -> str:
    return "\n".join(_section(model, shape) for shape in model.shapes if shape.properties)


def _section(model: Model, shape: Shape) -> str:
    parts = [f"### {shape.name}\n", f"{_scope(model, shape)}\n"]
    head = ("Key", "Property", "Obligation", "Values", "Kind of value", "Meaning")
    parts.append(_table(head, [_row(entry) for entry in shape.properties]))
    rules = [
        rule
        for other in model.shapes
        if other.target == shape.target and shape.target
        for rule in other.rules
    ]
    if rules:
        parts.append("\n".join(f"- {rule}" for rule in rules) + "\n")
    return "\n".join(parts)


def _scope(model: Model, shape: Shape) -> str:
    if not shape.target:
        return f"Every node that has {' or '.join(f'`{curie(name)}`' for name in shape.subjects_of)}."
    shown = {other.target for other in model.shapes if other.target}
    words = [f"`{curie(shape.target)}`: {shape.definition}"]
    above = [name for name in shape.above if name in shown]
    if above:
        words.append(f"It has what {_listed(above)} has, and:")
    below = [name for name in shape.below if name not in shown]
    if below:
        words.append(f"Subclasses: {_listed(below)}.")
    return "\n".join(words)


def _row(entry: Property) -> tuple[str, ...]:
    obligation = f"**{entry.obligation}**" if entry.obligation == MANDATORY else entry.obligation
    meaning = entry.definition or f"{entry.noun[0].upper()}{entry.noun[1:]}."
    return f"`{entry.key}`", f"`{curie(entry.path)}`", obligation, entry.cardinality, _kind(entry), meaning


def _kind(entry: Property) -> str:
    if entry.most == 0:
        return "none"
    if entry.code_list:
        return f"code of `{entry.code_list}`"
    if entry.of_class:
        return f"`{curie(entry.of_class)}`"
    if entry.per_language or entry.form == "text":
        return "text with its language"
    if entry.datatype or entry.bounds or entry.form == "any":
        kind = f"`{curie(entry.datatype)}`" if entry.datatype else "number"
        return " ".join(filter(None, (kind, _range(entry))))
    if entry.is_iri or entry.form == "iri":
        return "IRI"
    return f"text like `{entry.pattern}`" if entry.pattern else "text"


def _range(entry: Property) -> str:
    words = {
        "minExclusive": "more than {}",
        "minInclusive": "{} or more",
        "maxInclusive": "{} or less",
        "lessThan": "before `{}`",
        "lessThanOrEquals": "not after `{}`",
    }
    said = [words[name].format(_short(value)) for name, value in entry.bounds.items()]
    return f"({', '.join(said)})" if said else ""


def _short(value: str) -> str:
    return curie(value) if "://" in value else value.removesuffix(".0")


def _codes(model: Model) -> str:
    used = {entry.code_list for shape in model.shapes for entry in shape.properties}
    rows = [
        (
            f"`codes:{name}`",
            model.english(f"https://w3id.org/gppgraph/code/{name}", "skos:definition") or "",
            "yes" if name in used else "no",
        )
        for name in model.code_lists
    ]
    return _table(("List", "What it holds", "Shapes demand a code of it"), rows)


def _reuse(model: Model) -> str:
    iris = {entry.path for shape in model.shapes for entry in shape.properties}
    iris |= {name for shape in model.shapes for name in shape.above}
    iris |= {name for shape in model.shapes for below in shape.below for name in model.texts(below, "rdfs:subClassOf")}
    iris |= {shape.target for shape in model.shapes if shape.target}
    names = sorted(map(curie, iris))
    rows = [
        (title, ", ".join(f"`{name}`" for name in names if name.startswith(f"{prefix}:")))
        for prefix, title in _REUSED.items()
    ]
    return _table(("Vocabulary", "Terms"), rows)
