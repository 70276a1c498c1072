"""The parts of a document that are about one criterion each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .outline import CODE
from .signals import Signals, words_pattern
from .structure import Block, SourceDocument

_PARAGRAPH = re.compile(r"(\d{1,3}[a-z]?)\.\s")
_CODED = re.compile(CODE)
# The parts of a criterion, by what their sentences are for.
DEMAND, PROOF, NOTE, SCOPE = "demand", "proof", "note", "scope"


@dataclass(frozen=True, slots=True)
class CriterionPart:
    """A block of a criterion, and whether it demands, proves, explains or bounds."""

    block: Block
    role: str


@dataclass(frozen=True)
class CriterionText:
    """A criterion of a document: its heading and the blocks below it.

    ``kind`` is a class such as ``TechnicalSpecification`` or empty; ``level`` is a code or empty. ``kind_at`` and
    ``level_at`` are the headings that say so, and ``name`` is that of a paragraph of an act. ``specified`` is false where the text says that there is nothing.
    """

    heading: Block
    parts: tuple[CriterionPart, ...]
    kind: str = ""
    level: str = ""
    kind_at: Block | None = None
    level_at: Block | None = None
    specified: bool = True
    name: str = ""

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.parts[-1].block.end if self.parts else self.heading.end

    def of_role(self, *roles: str) -> list[Block]:
        """Return the blocks of some roles."""
        return [part.block for part in self.parts if part.role in roles]


def criteria_of(
    document: SourceDocument, signals: Signals, levels: Mapping[str, str]
) -> Iterator[CriterionText]:
    """Yield the criteria of a document; ``levels`` are codes by their names."""
    blocks = document.blocks
    heads = [place for place, block in enumerate(blocks) if block.kind == "heading"]
    level_names = words_pattern(levels) if levels else None
    kind = level = ""
    kind_at: Block | None = None
    level_at: Block | None = None
    before = -2
    skipped = 0  # the depth of a heading above definitions
    for place, following in pairwise([*heads, len(blocks)]):
        heading = blocks[place]
        body = blocks[place + 1 : following]
        if not heading.number:
            if found := _kind(heading, signals):
                kind, kind_at, before = found, heading, place
                continue
            if level_names and (named := level_names.search(heading.title)):
                level, level_at = levels[named[0].lower()], heading
        if signals.pattern("notes").match(heading.title) or signals.pattern("contents").match(heading.title):
            continue
        if skipped and heading.depth > skipped:
            continue
        skipped = heading.depth if signals.pattern("definitions").match(heading.title) else 0
        if skipped:
            continue
        below_kind = place == before + 1
        if _is_criterion(document, heading, body, signals, below_kind):
            specified = not any(
                signals.pattern("not-specified").match(document.text, block.start + skip)
                for block in body
                for skip in (0, 1, 2)
                if block.end - block.start < 80
            )
            parts = tuple(_parts(document, body, signals))
            yield CriterionText(heading, parts, kind, level, kind_at, level_at, specified)


def paragraphs_of(document: SourceDocument, signals: Signals) -> Iterator[CriterionText]:
    """Yield the paragraphs of the articles and annexes of an act, in its order."""
    blocks = document.blocks
    heads = [place for place, block in enumerate(blocks) if block.kind == "heading"]
    words = {name: words_pattern(signals.words("sections", name)) for name in ("article", "annex")}
    section = ""
    for place, following in pairwise([*heads, len(blocks)]):
        heading = blocks[place]
        kind = next((name for name, pattern in words.items() if pattern.match(heading.number)), "")
        if kind:
            number = heading.number.split()[-1].lower()
            section = f"{'art' if kind == 'article' else 'annex'}-{number}"
        elif not section or (heading.number.split()[0:1] and not heading.number[0].isdigit()):
            section = ""
            continue
        body = blocks[place + 1 : following]
        if signals.pattern("definitions").match(heading.title) or not body:
            continue
        groups: list[tuple[str, list[Block]]] = [("", [])]
        for block in body:
            found = _PARAGRAPH.match(document.text, block.start, block.end)
            if found and kind == "article":
                groups.append((found[1], []))
            groups[-1][1].append(block)
        for number, group in groups:
            if group:
                parts = tuple(_parts(document, group, signals))
                name = f"{section}-{number}" if number else section
                yield CriterionText(
                    replace(heading, start=group[0].start, end=group[0].start), parts, name=name
                )


def _kind(heading: Block, signals: Signals) -> str:
    """Return the kind of the criteria below a heading that names one."""
    if len(heading.title) > 60:
        return ""
    return next((kind for kind, pattern in signals.kinds.items() if pattern.match(heading.title)), "")


def _is_criterion(
    document: SourceDocument, heading: Block, body: Sequence[Block], signals: Signals, below_kind: bool
) -> bool:
    if _CODED.fullmatch(heading.number):
        return True
    text = document.text[body[0].start : body[-1].end] if body else ""
    if below_kind and signals.pattern("not-specified").search(text[:80]):
        return True
    demands = any(signals.bindingness[name].search(text) for name in ("mandatory", "recommended"))
    return demands and (below_kind or heading.number[:1].isdigit())


def _parts(document: SourceDocument, body: Sequence[Block], signals: Signals) -> Iterator[CriterionPart]:
    """Yield the blocks of a criterion; a label holds for those below as well."""
    role = DEMAND
    for block in body:
        text = document.text[block.start : block.end]
        label, colon, _ = text.partition(":")
        label = label.strip("*_ ")
        if (colon and len(label) < 60 and signals.pattern("verification").match(label)) or signals.pattern(
            "verification"
        ).fullmatch(text.strip("*_. ")):
            role = PROOF
            yield CriterionPart(block, role)
        elif colon and len(label) < 60 and signals.pattern("notes").match(label):
            yield CriterionPart(block, NOTE)
        elif role == DEMAND and _says_scope(text, signals):
            yield CriterionPart(block, SCOPE)
        else:
            yield CriterionPart(block, role)


def _says_scope(text: str, signals: Signals) -> bool:
    """Return whether a paragraph only says to which products a criterion applies."""
    found = signals.pattern("applies-to").search(text)
    return found is not None and found.start() < 30 and not signals.bindingness["mandatory"].search(text)
