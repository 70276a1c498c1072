"""Linked texts as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..output.html import one_line
from ..terms import slug
from .figures.comparison import Compared
from .figures.thresholds import Threshold
from .linked import Linked, counts, line_of, notes, question
from .mentions.mention import Mention

# The relations of a figure to criteria sets that are named, in this order.
_RELATIONS = {
    "stricter": "stricter than",
    "equal": "equal to",
    "no-stricter": "not stricter than",
    "weaker": "weaker than",
}


def as_text(texts: Sequence[Linked]) -> str:
    """Return one line for each mention and figure, with its line and its meaning."""
    out = []
    for linked in texts:
        out.append(f"{linked.source.name}: {', '.join(counts(linked))}")
        out += [f"  note: {note}" for note in notes(linked.source)]
        entries = sorted(
            [
                *((mention.start, _mention_line(mention)) for mention in linked.mentions),
                *(
                    (entry.start, _figure_line(entry, comparisons_in_words(linked.compared, number)))
                    for number, entry in enumerate(linked.thresholds)
                ),
            ]
        )
        out += [f"  {line_of(linked.source.text, place):4} {line}" for place, line in entries]
        out += [f"       product    {code} -> {slug(product)}" for code, product in linked.codes]
    return "\n".join(out) + "\n"


def _mention_line(mention: Mention) -> str:
    meaning = slug(mention.edition or mention.iri) if mention.iri else "?"
    if mention.kind in ("label", "standard") and mention.iri and not mention.edition:
        meaning += " (edition not stated)"
    if mention.candidates and not mention.edition:
        meaning += f" [could be: {', '.join(slug(entry) for entry in mention.candidates)}]"
    if mention.doubt:
        meaning += f"; {question(mention)}"
    return f'{mention.kind:11}"{one_line(mention.text)}" -> {meaning}'


def _figure_line(entry: Threshold, comparisons: Iterable[str]) -> str:
    unit = slug(entry.unit).removeprefix("unit:")
    meaning = f"{slug(entry.concept)} {slug(entry.operator)} {entry.value:f} {unit}"
    if entry.until is not None:
        meaning += f" (a range to {entry.until:f})"
    if entry.scope:
        meaning += f" [{'; '.join(f'{scope.property} {slug(scope.value)}' for scope in entry.scope)}]"
    if not entry.stated:
        meaning += " (comparison not stated)"
    lines = "".join(f"\n{'':22}{part}" for part in comparisons)
    return f'{"figure":11}"{one_line(entry.text)}" -> {meaning}{lines}'


def bound_in_words(entry: Threshold) -> str:
    """Return operator, value and unit of a figure, such as "at least 3 YR"."""
    unit = slug(entry.unit).removeprefix("unit:")
    return f"{slug(entry.operator).replace('-', ' ')} {entry.value:f} {unit}"


def comparisons_in_words(compared: Iterable[Compared], number: int) -> Iterator[str]:
    """Yield phrases that compare the figure of a number with criteria sets and labels."""
    rows = [entry for entry in compared if entry.threshold == number]
    for relation, words in _RELATIONS.items():
        names = dict.fromkeys(
            entry.requirement
            for entry in rows
            if entry.kind == "set" and entry.relation == relation and not entry.about_less
        )
        if names:
            yield f"{words} {', '.join(names)}"
    labels = [entry for entry in rows if entry.kind == "label"]
    satisfying = dict.fromkeys(_with_products(entry) for entry in labels if entry.outcome == "satisfies")
    if satisfying:
        yield f"satisfied by {', '.join(satisfying)}"
    reasons: dict[str, set[str]] = {}
    for entry in labels:
        if entry.outcome == "figure-only":
            reasons.setdefault(entry.edition, set()).update(entry.open)
    for edition, dimensions in reasons.items():
        yield f"figure met by {edition}; {_reasons(dimensions)}"


def _with_products(entry: Compared) -> str:
    """Return a label edition, with the product types of the comparison if not all."""
    names = [name.replace("-", " ") for name in entry.products]
    products = ", ".join(names) if len(names) < 4 else f"{len(names)} product types"
    return f"{entry.edition} (for {products})" if names else entry.edition


def _reasons(dimensions: Iterable[str]) -> str:
    """Return the reasons why a figure proves nothing, by dimensions of its scope."""
    names = sorted(dimensions)
    narrower = [name.replace("-", " ") for name in names if not name.endswith("?")]
    unknown = [name[:-1].replace("-", " ") for name in names if name.endswith("?")]
    parts = [f"narrower in {', '.join(narrower)}"] if narrower else []
    parts += [f"not known: {', '.join(unknown)}"] if unknown else []
    return "; ".join(parts) or "not all of it"
