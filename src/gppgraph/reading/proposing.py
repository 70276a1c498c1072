"""A draft proposed from a document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..terms import slug
from ..texts.linker import Linker
from .code_names import CodeNames
from .constraints_of_criteria import ConstraintReader
from .drafts import Draft, ProposedFact, Why
from .passages_of_criteria import DEMAND, PROOF, SCOPE, CriterionText, criteria_of, paragraphs_of
from .read_constraints import ReadConstraint
from .signals import signals
from .structure import Block, SourceDocument

_NAME = re.compile(r"[^\w.]+")
_LEAST_LIKE_TOPIC = 0.2


@dataclass(frozen=True, slots=True)
class DraftSubject:
    """The edition that a document is read as."""

    name: str
    kind: str
    read: str
    scheme: str = ""
    title: str = ""


def propose(document: SourceDocument, subject: DraftSubject, linker: Linker) -> Draft:
    """Return the draft of a document."""
    proposer = _Proposer(document, subject, linker)
    proposals = tuple(proposer.proposals())
    notes = list(document.notes)
    if not proposals:
        notes.append(
            "No criterion was found: no heading has a code or a number above a sentence that demands."
        )
    return Draft(
        name=subject.name,
        kind=subject.kind,
        source=document.name,
        sha256=document.sha256,
        read=subject.read,
        language=document.language,
        scheme=subject.scheme,
        title=subject.title,
        proposals=proposals,
        notes=tuple(notes),
    )


class _Proposer:
    """Makes the proposals of one document."""

    def __init__(self, document: SourceDocument, subject: DraftSubject, linker: Linker) -> None:
        self.document = document
        self.subject = subject
        self.linker = linker
        self.signals = signals(document.language)
        self.codes = CodeNames(linker.graph.folder)
        self.reader = ConstraintReader(
            linker, self.codes, document, self.signals, strict=subject.kind == "act"
        )
        levels = self.codes.levels(document.language) if subject.kind == "set" else {}
        if subject.kind == "act":
            self.criteria = [entry for entry in paragraphs_of(document, self.signals) if self._demands(entry)]
        else:
            self.criteria = list(criteria_of(document, self.signals, levels))
        self.topics = self.codes.likeness_of("topic", document.language)
        self.names: Counter[str] = Counter()

    def proposals(self) -> Iterator[ProposedFact]:
        """Yield each criterion, followed by its parts."""
        for criterion in self.criteria:
            name = self._name(criterion)
            yield self._criterion(name, criterion)
            for number, read in enumerate(self.reader.read(criterion), 1):
                yield self._part(name, f"c{number}", read)
            yield from self._proofs(name, criterion)

    def _demands(self, criterion: CriterionText) -> bool:
        """Return whether a paragraph of an act demands anything."""
        return any(self.reader.modality(sentence) for sentence in self.reader.sentences(criterion))

    def _name(self, criterion: CriterionText) -> str:
        """Return the name of a criterion: its level, if one is stated, and its code."""
        code = (
            criterion.name
            or _NAME.sub("-", criterion.heading.number).strip("-.")
            or "n" + criterion.heading.id[1:]
        )
        level = slug(criterion.level).rpartition("-")[2] if criterion.level else ""
        name = f"{level}.{code}" if level else code
        self.names[name] += 1
        return name if self.names[name] == 1 else f"{name}-{self.names[name]}"

    def _criterion(self, name: str, criterion: CriterionText) -> ProposedFact:
        heading = criterion.heading
        language = self.document.language or "en"
        title = heading.title or heading.number
        form: dict[str, Any] = {"title": title if language == "en" else {language: title}}
        why = {"title": Why("the heading", f"{heading.start}-{heading.end}")}
        doubts: list[str] = []
        if heading.number:
            form["code"] = heading.number
            why["code"] = Why(
                "the number of the heading", f"{heading.start}-{heading.start + len(heading.number)}"
            )
        else:
            doubts.append("the heading has no code")
        if criterion.kind and self.subject.kind == "set":
            form["type"] = criterion.kind
            why["type"] = _said_by(criterion.kind_at, "the heading of the group")
        elif self.subject.kind == "set":
            form["type"] = "TechnicalSpecification"
            doubts.append("no heading says the kind of the requirement")
        if criterion.level:
            form["level"] = slug(criterion.level)
            why["level"] = _said_by(criterion.level_at, "the heading of the level")
        if topic := self.topics.nearest(heading.title):
            form["topic"] = slug(topic.concept) if topic.likeness >= _LEAST_LIKE_TOPIC else "other"
            why["topic"] = Why(f"the title is like the topic ({topic.likeness:.2f})")
        else:
            form["topic"] = "other"
        if not criterion.specified:
            form["status"] = "not-specified"
            why["status"] = Why("the text says that nothing is specified")
        else:
            self._scope(criterion, form, why, doubts)
            form["bindingness"] = self._bindingness(criterion)
        return ProposedFact(
            name,
            "criterion",
            form,
            self.document.passage(heading.start, criterion.end),
            why=why,
            doubts=tuple(doubts),
        )

    def _bindingness(self, criterion: CriterionText) -> str:
        """Return ``mandatory``, or ``optional`` where every demand is only recommended."""
        found = {self.reader.modality(sentence) for sentence in self.reader.sentences(criterion)} - {""}
        return "mandatory" if found - {"recommended", "optional"} or not found else "optional"

    def _scope(
        self, criterion: CriterionText, form: dict[str, Any], why: dict[str, Why], doubts: list[str]
    ) -> None:
        """Add the product types and the state of the goods that a criterion names."""
        blocks = criterion.of_role(SCOPE) or criterion.of_role(DEMAND)[:1]
        for block in blocks:
            named = self._products(block)
            if named:
                form["products"] = named if len(named) > 1 else named[0]
                why["products"] = Why("the product types that the text names", f"{block.start}-{block.end}")
                return
        if criterion.of_role(SCOPE):
            doubts.append("the text bounds the product types in words that are not known")
        everything = self._all_products
        if everything:
            form["products"] = everything if len(everything) > 1 else everything[0]
            why["products"] = Why("no narrower product types are named; those of the whole document")
        else:
            form["unknown"] = "product-type"
            doubts.append("no product types are named")

    def _products(self, block: Block) -> list[str]:
        """Return the narrowest product types of a block, without exempted ones."""
        text = self.document.text[block.start : block.end]
        exempt = self.signals.pattern("exempts").search(text)
        applies = self.signals.pattern("applies-to").search(text)
        if applies is None and not self.signals.pattern("all-products").search(text):
            return []
        stop = block.start + exempt.start() if exempt else block.end
        everything = self.signals.pattern("all-products").search(text, 0, stop - block.start)
        chosen = set(self._all_products) if everything else self._named(block.start, stop)
        return sorted(chosen - (self._named(stop, block.end) if exempt else set()))

    def _named(self, start: int, end: int) -> set[str]:
        inside = [mention for mention in self.reader.mentions if start <= mention.start < end]
        return {slug(product) for product in self.linker.products(inside)}

    @property
    def _all_products(self) -> list[str]:
        """The product types that the text before the first criterion names."""
        first = self.criteria[0].heading.start if self.criteria else 0
        for block in self.document.blocks:
            if block.start >= first:
                break
            if self.signals.pattern("applies-to").search(self.document.text, block.start, block.end):
                until = next(
                    (
                        other.start
                        for other in self.document.blocks
                        if other.kind == "heading" and other.start > block.start
                    ),
                    block.end,
                )
                if named := self._named(block.start, min(until, first)):
                    return sorted(named)
        return sorted(self._named(0, first))

    def _part(self, criterion: str, key: str, read: ReadConstraint) -> ProposedFact:
        form = dict(read.form)
        if read.modality != "mandatory":
            form["modality"] = {"recommended": "should", "optional": "may"}.get(read.modality, read.modality)
        return ProposedFact(
            f"{criterion}.{key}",
            read.kind,
            form,
            self.document.passage(read.start, read.end),
            criterion,
            read.why,
            tuple(read.doubts),
        )

    def _proofs(self, name: str, criterion: CriterionText) -> Iterator[ProposedFact]:
        """Yield the labels of type I that a criterion accepts as proof."""
        blocks = criterion.of_role(PROOF)
        for number, block in enumerate(blocks, 1):
            labels = [
                mention
                for mention in self.reader.mentions
                if mention.kind == "type-i" and block.start <= mention.start < block.end
            ]
            passage = self.document.passage(block.start, block.end)
            if labels:
                place = f"{labels[0].start}-{labels[0].end}"
                form = {"evidence": "type-i-ecolabel", "admits": "type-i-label"}
                why = {"evidence": Why("a label of type I is named", place)}
                doubts = ("whether the label must hold for the whole criterion is to be read",)
                yield ProposedFact(f"{name}.e{number}", "proof", form, passage, name, why, doubts)


def _said_by(block: Block | None, says: str) -> Why:
    return Why(says, f"{block.start}-{block.end}") if block else Why(says)
