"""Measure drafts read from documents against the facts that people entered from them.

Run: python benchmarks/bench_reading.py [SOURCES]   (default: $GPPGRAPH_SOURCES, else ../shared/sources)

It prints precision and recall of criteria, of each field and of whole constraints, the share of passages that stand
in the text as recorded, and the time per 100 pages of 3,000 characters.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import gppgraph
from gppgraph.authoring.measures import OPERATORS
from gppgraph.reading.drafts import Draft
from gppgraph.reading.opening_documents import open_document
from gppgraph.reading.proposing import DraftSubject, propose
from gppgraph.reading.structure import SourceDocument, span_of
from gppgraph.texts.linker import Linker
from gppgraph.workspace import root

_PAGE = 3000


class Case(NamedTuple):
    """A document, its span that an edition was entered from, and the file of that edition."""

    document: str
    kind: str
    edition: str
    section: str


CASES = (
    Case("004_0a5f3144a39de946.txt", "set", "criteria/dk-desktop-2023.yaml", "requirements"),
    Case("004_0a5f3144a39de946.txt", "set", "criteria/dk-csr-annex-2023.yaml", "requirements"),
    Case("002_3a9bd5dcaf1b18d6.txt", "set", "criteria/no-dfo-examples-2024.yaml", "requirements"),
    Case(
        "eu/32023R1542-2024-07-18.en.html",
        "act",
        "legislation/eu-chargers-and-batteries.yaml",
        "legal-requirements",
    ),
)


@dataclass(frozen=True)
class Atom:
    """A constraint without its part of a split: property, operator, value with unit, product types."""

    criterion: str
    concept: str
    operator: str
    value: str
    products: frozenset[str]


def atoms(criterion: str, products: Any, form: Mapping[str, Any]) -> Iterator[Atom]:
    """Yield the constraints of a form, those of alternatives one by one."""
    for alternative in form.get("any-of", {}).values():
        yield from atoms(criterion, products, alternative)
    about = frozenset(_listed(form.get("products") or products))
    if form.get("state") == "buyer-sets" and "concept" in form:
        yield Atom(criterion, form["concept"], form["operator"], f"? {form.get('unit', '')}", about)
        return
    concept = next(iter(form), "")
    said = form.get(concept)
    if said == "holds":
        yield Atom(criterion, concept, "holds", "", about)
    elif isinstance(said, dict):
        for operator in OPERATORS:
            if operator in said:
                yield Atom(criterion, concept, operator, _value(said[operator]), about)


def _value(said: Any) -> str:
    if isinstance(said, list):
        return " ".join(sorted(map(str, said)))
    figure, _, unit = str(said).partition(" ")
    try:
        return f"{float(figure):g} {unit}"
    except ValueError:
        return str(said)


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


class Counted(NamedTuple):
    """Numbers of right, proposed and wanted things."""

    right: int
    proposed: int
    wanted: int

    def __str__(self) -> str:
        precision = self.right / self.proposed if self.proposed else 0.0
        recall = self.right / self.wanted if self.wanted else 0.0
        return f"precision {precision:.2f}, recall {recall:.2f} ({self.right} of {self.proposed}, {self.wanted} wanted)"


def wanted_atoms(criteria: Mapping[str, Any]) -> list[Atom]:
    """Return the constraints of an edition; those that a row of the source was split into are one."""
    by_row: dict[tuple[Any, ...], list[Atom]] = {}
    for name, criterion in criteria.items():
        for part in criterion.get("shall", {}).values():
            for atom in atoms(name, criterion.get("products"), part):
                row = (str(part.get("row")), atom.criterion, atom.concept, atom.operator, atom.value)
                by_row.setdefault(row, []).append(atom)
    return [
        replace(entries[0], products=frozenset().union(*(entry.products for entry in entries)))
        for entries in by_row.values()
    ]


def proposed_atoms(draft: Draft, within: tuple[int, int]) -> list[Atom]:
    """Return the constraints of a draft that lie in a span."""
    joined: dict[tuple[str, str, str, str, str], set[str]] = {}
    for proposal in draft.proposals:
        if proposal.kind != "constraint" or not within[0] <= span_of(proposal.at)[0] < within[1]:
            continue
        above = draft.by_id[proposal.parent].form.get("products")
        for atom in atoms(proposal.parent, above, proposal.form):
            key = (proposal.at, atom.criterion, atom.concept, atom.operator, atom.value)
            joined.setdefault(key, set()).update(atom.products)
    return [Atom(*key[1:], frozenset(products)) for key, products in joined.items()]


def matched(proposed: Iterable[Atom], wanted: Iterable[Atom], fields: tuple[str, ...]) -> Counted:
    """Return how many constraints agree in some fields; none is counted twice."""

    def key(atom: Atom) -> tuple[Any, ...]:
        return tuple(getattr(atom, name) for name in fields)

    left = [key(atom) for atom in wanted]
    total, right, count = len(left), 0, 0
    for atom in proposed:
        count += 1
        if key(atom) in left:
            left.remove(key(atom))
            right += 1
    return Counted(right, count, total)


def report(case: Case, document: SourceDocument, draft: Draft, verbose: bool) -> None:
    """Print the figures of one edition."""
    gold = yaml.safe_load((root() / "data" / case.edition).read_text(encoding="utf-8"))[case.section]
    spans = [span_of(str(_offsets(entry.get("at")))) for entry in gold.values() if _offsets(entry.get("at"))]
    within = (
        (min(first for first, _ in spans), max(last for _, last in spans))
        if spans
        else (0, len(document.text))
    )
    criteria = {
        proposal.id: proposal
        for proposal in draft.proposals
        if proposal.kind == "criterion" and within[0] <= span_of(proposal.at)[0] < within[1]
    }
    by_start = {
        span_of(str(_offsets(entry["at"])))[0]: name
        for name, entry in gold.items()
        if _offsets(entry.get("at"))
    }
    name_of = {name: by_start.get(span_of(entry.at)[0], name) for name, entry in criteria.items()}
    right = sum(name in gold for name in name_of.values())
    print(f"{case.edition}")
    print(f"  criteria              {Counted(right, len(criteria), len(gold))}")
    if case.kind == "act":  # entered by article, and by product types that an act does not name
        gold = {name: entry for name, entry in gold.items() if name.startswith(f"{document.name[:10]}.")}
        found = [replace(atom, criterion=_article(atom.criterion)) for atom in proposed_atoms(draft, within)]
        wished = [replace(atom, criterion=_article(atom.criterion)) for atom in wanted_atoms(gold)]
        for fields in (("concept",), ("concept", "operator", "value")):
            print(f"  {fields[-1]:<21} {matched(found, wished, ('criterion', *fields))}")
        if verbose:
            for atom in found:
                print("    found ", atom.criterion, atom.concept, atom.operator, atom.value)
            for atom in wished:
                print("    wanted", atom.criterion, atom.concept, atom.operator, atom.value)
        return
    wanted = wanted_atoms(gold)
    proposed = [
        Atom(
            name_of.get(atom.criterion, atom.criterion),
            atom.concept,
            atom.operator,
            atom.value,
            atom.products,
        )
        for atom in proposed_atoms(draft, within)
    ]
    for fields in (
        ("concept",),
        ("concept", "operator"),
        ("concept", "operator", "value"),
        ("concept", "operator", "value", "products"),
    ):
        print(f"  {fields[-1]:<21} {matched(proposed, wanted, ('criterion', *fields))}")
    verbatim = sum(document.passage(*span_of(entry.at)) == entry.at for entry in draft.proposals)
    print(f"  passages verbatim     {verbatim} of {len(draft.proposals)}")
    for field in ("title", "code", "type", "level", "topic", "status", "products"):
        both = [
            (criteria[name].form.get(field), gold[known].get(field))
            for name, known in name_of.items()
            if known in gold and gold[known].get(field) is not None
        ]
        same = sum(_plain(one) == _plain(other) for one, other in both)
        if both:
            print(f"  {field:<21} {same} of {len(both)}")
    if verbose:
        for atom in proposed:
            if atom not in wanted:
                print(
                    "    wrong ", atom.criterion, atom.concept, atom.operator, atom.value, len(atom.products)
                )
        for atom in wanted:
            if atom not in proposed:
                print(
                    "    missed", atom.criterion, atom.concept, atom.operator, atom.value, len(atom.products)
                )


def _article(name: str) -> str:
    """Return the article or annex of a provision, such as ``art-11`` for ``32023R1542.art-11-7``."""
    return "-".join(name.rpartition(".")[2].split("-")[:2])


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return " ".join(str(next(iter(value.values()))).split())
    return sorted(map(str, value)) if isinstance(value, list) else str(value)


def _offsets(at: Any) -> str:
    for entry in _listed(at):
        if isinstance(entry, str):
            for word in entry.split():
                if word.count("-") == 1 and word.replace("-", "").isdigit():
                    return word
    return ""


def main(arguments: list[str]) -> int:
    """Print the figures of every document at hand."""
    verbose = "-v" in arguments
    named = [argument for argument in arguments if argument != "-v"]
    sources = Path(named[0] if named else os.environ.get("GPPGRAPH_SOURCES", "../shared/sources"))
    only = named[1] if len(named) > 1 else ""
    linker = Linker(gppgraph.load())
    read: dict[str, tuple[SourceDocument, Draft]] = {}
    for case in CASES:
        path = sources / case.document
        if not path.is_file() or only not in case.edition:
            continue
        if case.document not in read:
            begin = time.process_time()
            document = open_document(str(path))
            draft = propose(document, DraftSubject("measured", case.kind, "2026-12-01"), linker)
            pages = len(document.text) / _PAGE
            used = time.process_time() - begin
            print(f"{case.document}: {pages:.0f} pages, {100 * used / pages:.0f} s per 100 pages")
            read[case.document] = document, draft
        report(case, *read[case.document], verbose)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
