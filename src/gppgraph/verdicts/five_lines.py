"""A case in a heading and the lines asked, known, missing, settled, proof.

The queries ``reasons`` and ``grounds`` say what is open and what an outcome rests on; this module puts it into
sentences, for the command, the site and the checklist alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..languages import Words
from ..rdf.rows import Row
from ..rdf.store import Queried, select
from ..terms import slug
from .names_of_things import Names, title
from .question import Question
from .satisfy import Outcome, Verdict

LINES = ("asked", "known", "missing", "settled_by", "as_proof")


@dataclass(frozen=True, slots=True)
class FiveLines:
    """One case in sentences of one language.

    ``because`` are the codes of its open constraints, such as ``("value-not-read",)``, the first to be settled
    first. ``as_proof`` also names what the bidder has to show alone.
    """

    heading: str
    asked: tuple[str, ...]
    known: tuple[str, ...]
    missing: tuple[str, ...]
    settled_by: tuple[str, ...]
    as_proof: tuple[str, ...]
    because: tuple[str, ...] = ()


class CaseRows(NamedTuple):
    """The rows of ``reasons`` and ``grounds`` of one case, in their order."""

    reasons: tuple[Row, ...] = ()
    grounds: tuple[Row, ...] = ()


# By slugs of requirement, label edition and product type.
CasesRead = Mapping[tuple[str, str, str], CaseRows]


def read_cases(store: Queried, ask: Question | None = None) -> CasesRead:
    """Return the rows behind the cases of a question, for ``None`` of every case."""
    bindings: list[dict[str, ox.NamedNode]] = [{}]
    for name, values in (
        ("requirement", ask.requirements if ask else ()),
        ("edition", ask.editions if ask else ()),
        ("product", ask.products if ask else ()),
    ):
        if values and len(values) * len(bindings) <= _FEW:
            bindings = [{**entry, name: ox.NamedNode(value)} for entry in bindings for value in values]
    read: dict[tuple[str, str, str], tuple[list[Row], list[Row]]] = {}
    for place, query in enumerate(("reasons", "grounds")):
        for row in (row for bound in bindings for row in select(store, text_of(query), bound)):
            key = (row.slug("requirement"), row.slug("edition"), row.slug("product"))
            read.setdefault(key, ([], []))[place].append(row)
    return {key: CaseRows(tuple(reasons), tuple(grounds)) for key, (reasons, grounds) in read.items()}


_FEW = 8


def rows_of(read: CasesRead, verdict: Verdict) -> CaseRows:
    """Return the rows behind a verdict; a case that nothing is read for has none."""
    return read.get((verdict.requirement, verdict.edition, verdict.product), CaseRows())


class Teller:
    """Tells cases in one language.

    ``day`` is that on which a certificate has to be valid, ``None`` on pages for no particular day.
    """

    def __init__(self, names: Names, language: str, day: date | None) -> None:
        self.names, self.day = names, day
        self.words = Words(language, "gppgraph.verdicts")

    def tell(self, verdict: Verdict, read: CaseRows, products: Sequence[str] = ()) -> FiveLines:
        """Return a case in sentences, with the slugs of its product types."""
        unread = _unread(read)
        open_first = sorted(
            read.reasons, key=lambda row: (int(row.text("rank")), row.iri_or_none("criterion") not in unread)
        )
        return FiveLines(
            heading=self.heading(verdict, read),
            asked=_once(self._asked(verdict, outcome) for outcome in verdict.constraints) or (verdict.title,),
            known=_once(self._known(verdict, read)) or self._nothing(read),
            missing=_once(
                sentence for row in read.reasons for sentence in self._missing(row, read, products)
            ),
            settled_by=_once(self._settled(row, read) for row in open_first),
            as_proof=_once(self._as_proof(verdict)),
            because=tuple(dict.fromkeys(row.slug("reason") for row in open_first)),
        )

    def _nothing(self, read: CaseRows) -> tuple[str, ...]:
        """Return the words of the line on known facts where it has no sentence."""
        return (self.words["known-nothing"],) if read.reasons else ()

    def heading(self, verdict: Verdict, read: CaseRows) -> str:
        """Return the answer as one line, such as "open: proves nothing to all of it"."""
        ends = f"{verdict.at_least}-{verdict.at_most}"
        words = self.words.get(f"heading-{verdict.verdict}-{ends}") or self.words[f"heading-{ends}"]
        line = words.format(bound=self._bound(verdict))
        reported = verdict.verdict == "satisfies" and any(row.flag("reported") for row in read.grounds)
        return f"{line}, {self.words['as-reported']}" if reported else line

    def _bound(self, verdict: Verdict) -> str:
        """Return whom a requirement binds that no label speaks for."""
        requirement = self.names.find("req", verdict.requirement)
        for kind in self.names.values(requirement, "rdf:type"):
            if words := self.words.get(f"bound-{slug(kind).removeprefix('gpp:')}"):
                return words
        parties = {
            party
            for outcome in verdict.constraints
            for party in self._ways(self.names.find("req", outcome.constraint), "gpp:binds")
        }
        joined = f" {self.words['and']} ".join(title(self.names, party) for party in sorted(parties))
        return self.words.fill("bound", parties=joined)

    def _ways(self, constraint: str, name: str) -> list[str]:
        """Return the values that a constraint has, or its alternatives."""
        ways = self.names.values(constraint, "gpp:hasAlternative") or [constraint]
        return sorted({value for way in ways for value in self.names.values(way, name)})

    def _said(self, fact: str) -> str:
        return self.names.text(fact, "dcterms:description")

    def _asked(self, verdict: Verdict, outcome: Outcome) -> str:
        if outcome.constraint == verdict.requirement:
            return self.words["asked-rest"]
        return self._said(self.names.find("req", outcome.constraint)) or outcome.required

    def _known(self, verdict: Verdict, read: CaseRows) -> Iterable[str]:
        for outcome in verdict.constraints:
            rows = [row for row in read.grounds if row.slug("constraint") == outcome.constraint]
            if outcome.outcome == "silent":
                yield self.words.fill(
                    "known-silent", property=self._property(self.names.find("req", outcome.constraint))
                )
            for row in rows:
                if outcome.outcome in ("met", "below") and row.slug("criterion") != outcome.label_criterion:
                    continue  # of several criteria that decide, the one that reaches furthest is told
                yield from self._ground(row)

    def _ground(self, row: Row) -> Iterable[str]:
        """Yield sentences on a criterion of the label and on its terms."""
        criterion, stating = row.iri("criterion"), row.iri("stating")
        if row.flag("unread"):
            for sibling in self.names.values(stating, "cccev:hasRequirement"):
                about = row.iri("product") in self.names.values(sibling, "gpp:concernsProduct")
                if about and sibling != criterion and not self._ways(sibling, "gpp:valueState"):
                    yield self._stated(self._said(sibling), stating, row)
            return
        yield self._stated(self._said(criterion), stating, row)

    def _stated(self, said: str, stating: str, row: Row) -> str:
        terms = [self._clause(stating)]
        terms += [self.words[name] for name in ("draft", "reported") if row.flag(name)]
        if row.slug("outcome") == "met" and row.flag("production"):
            terms.append(self.words["production"])
        if row.slug("outcome") == "below":
            terms.append(self.words["weaker"])
        line = f"{said.removesuffix('.')} ({'; '.join(terms)})."
        if row.text("as") == "neighbour":
            return self.words.fill(
                "known-neighbour", said=line, property=self._property(row.iri("constraint"))
            )
        return line

    def _clause(self, stating: str) -> str:
        """Return the printed number of a criterion, or its title without one."""
        printed = self.names.text(stating, "dcterms:identifier")
        return self.words.fill("clause", clause=printed) if printed else f"“{title(self.names, stating)}”"

    def _property(self, constraint: str) -> str:
        concepts = self._ways(constraint, "cccev:constrains")
        return f" {self.words['or']} ".join(_inside(title(self.names, concept)) for concept in concepts)

    def _missing(self, row: Row, read: CaseRows, products: Sequence[str]) -> Iterable[str]:
        constraint, criterion = row.iri("constraint"), row.iri_or_none("criterion")
        unread = _unread(read)
        if criterion in unread and (said := self._said(criterion)):
            yield said
            return
        reason, dimension = row.slug("reason"), row.iri_or_none("dimension")
        if reason == "value-not-read" and unread & {
            entry.iri("criterion") for entry in read.grounds if entry.iri("constraint") == constraint
        }:
            return  # the criterion with the value that was not read says what is missing
        name = f"missing-{reason}-dimension" if dimension else f"missing-{reason}"
        yield self.words.fill(
            name,
            label=title(self.names, row.iri("edition")),
            product=", ".join(
                _inside(title(self.names, product))
                for product in (
                    [self.names.find("product", name) for name in products] or [row.iri("product")]
                )
            ),
            property=self._property(constraint),
            dimension=_inside(title(self.names, dimension)) if dimension else "",
        )

    def _settled(self, row: Row, read: CaseRows) -> str:
        criterion = row.iri_or_none("criterion")
        draft = any(
            entry.flag("draft") for entry in read.grounds if entry.iri("constraint") == row.iri("constraint")
        )
        stating = {entry.iri("criterion"): entry.iri("stating") for entry in read.grounds}
        clause = row.text_or_none("clause")
        if clause:
            place = self.words.fill("clause", clause=clause)
        elif criterion in stating:
            place = self._clause(stating[criterion])
        else:
            place = ""
        name = (
            self.words.get(f"settled-{row.slug('reason')}")
            or self.words[("settled-adopted" if draft else "settled") + ("-clause" if place else "")]
        )
        line = name.format(document=title(self.names, row.iri("document")), clause=place)
        return line[0].upper() + line[1:]

    def _as_proof(self, verdict: Verdict) -> Iterable[str]:
        if verdict.verdict in ("not-applicable", "not-specified", "not-covered", "out-of-reach"):
            yield self.words["proof-none"]
        else:
            yield self.words[f"admission-{verdict.admission}"]
            if self.day:
                yield self.words.fill(f"currency-{verdict.currency}", day=self.day.isoformat())
        for outcome in verdict.constraints:
            if outcome.outcome == "out-of-reach" and verdict.verdict != "out-of-reach":
                yield self.words.fill("bidders-own", part=self._asked(verdict, outcome))


def _unread(read: CaseRows) -> set[str]:
    """Return the statements of the label with a value that was not read."""
    return {row.iri("criterion") for row in read.grounds if row.flag("unread")}


def _inside(name: str) -> str:
    """Return a name as inside a sentence; an abbreviation keeps its capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] == " " else name


def _once(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, sentences)))


def as_text(lines: FiveLines, words: Words) -> list[str]:
    """Return the five lines for the terminal, several sentences one under the other."""
    width = max(len(words[name]) for name in LINES) + 2
    result = []
    for name in LINES:
        sentences: Sequence[str] = getattr(lines, name)
        for place, sentence in enumerate(sentences or ("–",)):
            head = f"{words[name]}:" if place == 0 else ""
            result.append(f"  {head:<{width}}{sentence}")
    return result
