"""What was found in a text as lines, JSON, Turtle (Web Annotation) and HTML with the places highlighted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from ..languages import Words
from ..output.html import render
from ..terms import PREFIXES, expand, iri, slug
from .figures.comparison import Compared
from .figures.thresholds import Threshold
from .marked import Span, pieces
from .mentions.mention import Mention
from .read.readers import Text

FORMATS = ("text", "json", "ttl", "html")


@dataclass(frozen=True, slots=True)
class Linked:
    """A text with what was found in it."""

    source: Text
    mentions: tuple[Mention, ...]
    thresholds: tuple[Threshold, ...]
    compared: tuple[Compared, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()  # product code of a notice, product type


def plain(value: Any) -> Any:
    """Return decimals as numbers, whole ones without a point."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {name: plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value


def as_record(linked: Linked) -> dict[str, Any]:
    """Return a text's findings as plain objects; things are named by CURIEs of ours or slugs."""
    mentions = []
    for mention in linked.mentions:
        record = asdict(mention)
        record["iri"] = record["iri"] or None
        record["edition"] = record["edition"] or (
            "not stated" if mention.kind in ("label", "standard") and mention.iri else None
        )
        del record["doubt"]
        record["question"] = question(mention) or None
        mentions.append(record)
    thresholds = []
    for number, threshold in enumerate(linked.thresholds):
        record = asdict(threshold)
        del record["sentence"]
        record["operator"], record["unit"] = slug(threshold.operator), slug(threshold.unit)
        record["until"] = threshold.until
        record["scope"] = [{**asdict(scope), "value": slug(scope.value)} for scope in threshold.scope]
        record["products"] = [slug(product) for product in threshold.products]
        rows = [
            {name: value for name, value in asdict(entry).items() if name != "threshold"}
            for entry in linked.compared
            if entry.threshold == number
        ]
        thresholds.append({**record, "compared": rows})
    result = {
        "file": linked.source.name,
        "kind": linked.source.kind,
        "language": linked.source.language,
        "notes": notes(linked.source),
        "mentions": mentions,
        "thresholds": thresholds,
        "codes": [{"code": code, "product": product} for code, product in linked.codes],
    }
    shown: dict[str, Any] = plain(result)
    return shown


def as_json(all_linked: Sequence[Linked]) -> str:
    """Return JSON: an object for one text, a list for several."""
    records = [as_record(linked) for linked in all_linked]
    return json.dumps(records[0] if len(records) == 1 else records, ensure_ascii=False, indent=2) + "\n"


def question(mention: Mention) -> str:
    """Return what is asked about a number that the graph does not have, or nothing; a link is in English."""
    return mention.doubt.said(Words("en", "gppgraph.texts")) if mention.doubt else ""


def notes(source: Text, language: str = "en") -> list[str]:
    """Return what was left out of a text."""
    words = Words(language, "gppgraph.texts")
    return [note.said(words) for note in source.notes]


def counts(linked: Linked) -> str:
    """Return how many mentions and figures a text has, in English."""
    words = Words("en", "gppgraph.texts")
    mentions = words.fill("mentions-counted", count=len(linked.mentions))
    return f"{mentions}, {words.fill('figures-counted', count=len(linked.thresholds))}"


def line_of(text: str, place: int) -> int:
    """Return the number of the line at a place."""
    return text.count("\n", 0, place) + 1


def as_text(all_linked: Sequence[Linked]) -> str:
    """Return one line for each finding, with line number and what it stands for."""
    out = []
    for linked in all_linked:
        out.append(f"{linked.source.name}: {counts(linked)}")
        out += [f"  note: {note}" for note in notes(linked.source)]
        text = linked.source.text
        entries: list[tuple[int, str]] = []
        for mention in linked.mentions:
            what = slug(mention.edition or mention.iri) if mention.iri else "?"
            if mention.kind in ("label", "standard") and mention.iri and not mention.edition:
                what += " (edition not stated)"
            if mention.candidates and not mention.edition:
                what += f" [could be: {', '.join(slug(entry) for entry in mention.candidates)}]"
            what += f"; {question(mention)}" if mention.doubt else ""
            entries.append((mention.start, f"{mention.kind:11}{_one_line(mention.text)} -> {what}"))
        for number, threshold in enumerate(linked.thresholds):
            said = f"{slug(threshold.concept)} {slug(threshold.operator)} {threshold.value:f} {slug(threshold.unit).removeprefix('unit:')}"
            if threshold.until is not None:
                said += f" (a range to {threshold.until:f})"
            if threshold.scope:
                said += (
                    f" [{'; '.join(f'{scope.property} {slug(scope.value)}' for scope in threshold.scope)}]"
                )
            against = "".join(f"\n{'':22}{part}" for part in _summary(linked.compared, number))
            entries.append(
                (
                    threshold.start,
                    f"{'figure':11}{_one_line(threshold.text)} -> {said}{'' if threshold.stated else ' (comparison not stated)'}{against}",
                )
            )
        out += [f"  {line_of(text, place):4} {line}" for place, line in sorted(entries)]
        out += [f"       product    {code} -> {slug(product)}" for code, product in linked.codes]
    return "\n".join(out) + "\n"


def _summary(compared: Iterable[Compared], number: int) -> list[str]:
    """Return how a figure stands to sets and labels, in sentences."""
    rows = [entry for entry in compared if entry.threshold == number]
    parts = []
    for relation, words in (
        ("stricter", "stricter than"),
        ("equal", "equal to"),
        ("no-stricter", "not stricter than"),
        ("weaker", "weaker than"),
    ):
        names = dict.fromkeys(
            entry.requirement
            for entry in rows
            if entry.kind == "set" and entry.relation == relation and not entry.about_less
        )
        if names:
            parts.append(f"{words} {', '.join(names)}")
    labels = [entry for entry in rows if entry.kind == "label"]
    satisfied = [_for_products(entry) for entry in labels if entry.outcome == "satisfies"]
    if satisfied:
        parts.append(f"satisfied by {', '.join(dict.fromkeys(satisfied))}")
    reached: dict[str, set[str]] = {}
    for entry in labels:
        if entry.outcome == "figure-only":
            reached.setdefault(entry.edition, set()).update(entry.open)
    parts += [f"figure met by {edition}; {_reasons(reasons)}" for edition, reasons in reached.items()]
    return parts


def _for_products(entry: Compared) -> str:
    named = [name.replace("-", " ") for name in entry.products]
    which = ", ".join(named) if len(named) < 4 else f"{len(named)} product types"
    return f"{entry.edition} (for {which})" if named else entry.edition


def _reasons(reasons: Iterable[str]) -> str:
    """Return why a figure alone proves nothing: where the scope is narrower, and where it is not known."""
    names = sorted(reasons)
    short = [name.replace("-", " ") for name in names if not name.endswith("?")]
    unknown = [name[:-1].replace("-", " ") for name in names if name.endswith("?")]
    said = [f"narrower in {', '.join(short)}"] if short else []
    return "; ".join([*said, *([f"not known: {', '.join(unknown)}"] if unknown else [])]) or "not all of it"


def flat(words: str) -> str:
    """Return words on one line."""
    return " ".join(words.split())


def _one_line(text: str) -> str:
    return f'"{flat(text)}"'


def as_annotations(linked: Linked, base: str) -> list[ox.Quad]:
    """Return the findings as Web Annotations on the document ``base``, in a graph of the same name."""
    graph, source = ox.NamedNode(base), ox.NamedNode(base)
    quads: list[ox.Quad] = []

    def say(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> None:
        quads.append(ox.Quad(subject, ox.NamedNode(expand(name)), value, graph))

    def number(value: int | str, kind: str = "integer") -> ox.Literal:
        return ox.Literal(str(value), datatype=ox.NamedNode(iri("xsd", kind)))

    def place(node: ox.NamedNode, start: int, end: int) -> None:
        target, position, quote = (
            ox.NamedNode(f"{node.value}.{part}") for part in ("target", "position", "quote")
        )
        text = linked.source.text
        say(node, "oa:hasTarget", target)
        say(target, "rdf:type", ox.NamedNode(expand("oa:SpecificResource")))
        say(target, "oa:hasSource", source)
        say(target, "oa:hasSelector", position)
        say(target, "oa:hasSelector", quote)
        say(position, "rdf:type", ox.NamedNode(expand("oa:TextPositionSelector")))
        say(position, "oa:start", number(start, "nonNegativeInteger"))
        say(position, "oa:end", number(end, "nonNegativeInteger"))
        say(quote, "rdf:type", ox.NamedNode(expand("oa:TextQuoteSelector")))
        say(quote, "oa:exact", ox.Literal(text[start:end]))
        say(quote, "oa:prefix", ox.Literal(text[max(0, start - 32) : start]))
        say(quote, "oa:suffix", ox.Literal(text[end : end + 32]))

    activity = ox.NamedNode(f"{base}.linking")
    say(source, "rdf:type", ox.NamedNode(expand("prov:Entity")))
    say(source, "dcterms:title", ox.Literal(linked.source.name))
    say(activity, "rdf:type", ox.NamedNode(expand("prov:Activity")))
    say(activity, "prov:used", source)
    for _, product in linked.codes:
        say(source, "dcterms:subject", ox.NamedNode(product))
    for count, mention in enumerate(linked.mentions, 1):
        node = ox.NamedNode(f"{base}.m{count}")
        say(node, "rdf:type", ox.NamedNode(expand("oa:Annotation")))
        say(node, "oa:motivatedBy", ox.NamedNode(expand("oa:identifying")))
        say(node, "gpp:mentionKind", ox.Literal(mention.kind))
        say(node, "prov:wasGeneratedBy", activity)
        if mention.iri:
            say(node, "oa:hasBody", ox.NamedNode(mention.iri))
        if mention.edition:
            say(node, "gpp:mentionedEdition", ox.NamedNode(mention.edition))
        place(node, mention.start, mention.end)
    for count, threshold in enumerate(linked.thresholds, 1):
        node = ox.NamedNode(f"{base}.f{count}")
        say(node, "rdf:type", ox.NamedNode(expand("oa:Annotation")))
        say(node, "oa:motivatedBy", ox.NamedNode(expand("oa:describing")))
        say(node, "gpp:mentionKind", ox.Literal("threshold"))
        say(node, "oa:hasBody", ox.NamedNode(threshold.concept))
        say(node, "gpp:operator", ox.NamedNode(threshold.operator))
        say(node, "gpp:printedValue", number(f"{threshold.value:f}", "decimal"))
        say(node, "gpp:printedUnit", ox.NamedNode(threshold.unit))
        say(node, "prov:wasGeneratedBy", activity)
        place(node, threshold.start, threshold.end)
    return quads


def base_of(name: str, text: str) -> str:
    """Return the IRI of a text: its content decides, so that the same text is the same document everywhere."""
    import hashlib

    digest = hashlib.sha256(f"{name}\0{text}".encode()).hexdigest()[:16]
    return iri("doc", f"text-{digest}")


def as_turtle(all_linked: Sequence[Linked]) -> str:
    """Return Web Annotations with position and quote selectors, and where they come from."""
    triples = [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for linked in all_linked
        for quad in as_annotations(linked, base_of(linked.source.name, linked.source.text))
    ]
    used = (
        "codes",
        "concept",
        "dcterms",
        "doc",
        "gpp",
        "oa",
        "op",
        "product",
        "prov",
        "scheme",
        "label",
        "std",
        "act",
        "clause",
        "topic",
        "unit",
        "uom",
        "xsd",
        "rdf",
        "req",
        "member",
        "evidence",
        "set",
    )
    data = ox.serialize(
        sorted(triples, key=str), format=ox.RdfFormat.TURTLE, prefixes={name: PREFIXES[name] for name in used}
    )
    return (data or b"").decode("utf-8")


def spans_of(linked: Linked) -> list[Span]:
    """Return the places of mentions and figures, with what they stand for."""
    spans = [
        Span(
            mention.start,
            mention.end,
            mention.kind,
            f"{mention.kind}: {slug(mention.edition or mention.iri) if mention.iri else question(mention) or 'several candidates'}",
            mention.edition or mention.iri,
        )
        for mention in linked.mentions
    ]
    spans += [
        Span(
            entry.start,
            entry.end,
            "figure",
            f"{slug(entry.concept).replace('-', ' ')}: {_bound(entry)}",
            entry.concept,
        )
        for entry in linked.thresholds
    ]
    return sorted(spans, key=lambda span: (span.start, -span.end))


def _bound(entry: Threshold) -> str:
    unit = slug(entry.unit).removeprefix("unit:")
    return f"{slug(entry.operator).replace('-', ' ')} {entry.value:f} {unit}"


@dataclass(frozen=True, slots=True)
class _Found:
    """A row of the page: a place of the text, and the thing that it stands for."""

    start: int
    line: int
    quote: str
    kind: str
    address: str
    thing: str
    remarks: str


def as_html(all_linked: Sequence[Linked]) -> str:
    """Return a page with each text, its places highlighted, and a table of the things they stand for."""
    texts = [
        {
            "name": linked.source.name,
            "notes": notes(linked.source),
            "counts": counts(linked),
            "rows": _rows(linked),
            "codes": linked.codes,
            "pieces": pieces(linked.source.text, spans_of(linked), lambda address: address),
        }
        for linked in all_linked
    ]
    return render("linked.html", texts=texts)


def _rows(linked: Linked) -> list[_Found]:
    """Return a row for each mention and figure, in the order of the text."""
    text = linked.source.text
    rows = []
    for mention in linked.mentions:
        remarks = [question(mention)] if mention.doubt else []
        if mention.kind in ("label", "standard") and mention.iri and not mention.edition:
            remarks.append("edition not stated")
        if mention.candidates and not mention.edition:
            remarks.append(f"could be {', '.join(slug(entry) for entry in mention.candidates)}")
        address = mention.edition or mention.iri
        shown = f" ({'; '.join(remarks)})" if remarks and address else "; ".join(remarks)
        line, quote = line_of(text, mention.start), flat(mention.text)
        rows.append(_Found(mention.start, line, quote, mention.kind, address, slug(address), shown))
    for number, entry in enumerate(linked.thresholds):
        shown = f": {_bound(entry)}{''.join(f'; {part}' for part in _summary(linked.compared, number))}"
        line, quote = line_of(text, entry.start), flat(entry.text)
        concept = slug(entry.concept).replace("-", " ")
        rows.append(_Found(entry.start, line, quote, "figure", entry.concept, concept, shown))
    return sorted(rows, key=lambda row: (row.start, row.quote, row.kind))


WRITERS = {"text": as_text, "json": as_json, "ttl": as_turtle, "html": as_html}
