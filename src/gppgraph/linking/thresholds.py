"""Figures that a text asks for: value, unit, comparison and what they bound; then what the rules make of them.

A figure becomes a constraint like those of the graph, in a small store with every constraint on the same property,
and ``ontology/rules/`` decide what entails what. Nothing is compared here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..store import select, text
from ..terms import PREFIXES, iri, slug, sparql_prologue
from .mentions import Finder
from .plain import Plain, even

if TYPE_CHECKING:
    from ..graph import Graph


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure in a text. ``operator`` is that of the text, or that of the property where the text only names a value."""

    start: int
    end: int
    text: str
    concept: str
    operator: str
    value: Decimal
    unit: str
    stated: bool
    score: float
    why: str
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """What the rules say about a figure of a text and a constraint of the graph.

    ``relation`` says what the text asks for against the constraint: stricter, equal, weaker, no-stricter (not more than
    it, for all that is compared), differs (one figure more, another less) or unknown.
    ``outcome`` says of a label or law what it gives for the text: satisfies, figure-only, below or unknown.
    """

    threshold: int
    constraint: str
    requirement: str
    edition: str
    kind: str
    level: str
    code: str
    value: str
    relation: str
    outcome: str


_NUMBER = r"(?P<sign>(?<![\w\d])[-+])?(?<![\w.,])(?P<digits>\d{1,3}(?:[ .]\d{3}){1,4}(?![\d])|\d{1,9}(?:[.,]\d{1,6})?)"


class Reader:
    """Reads figures by one vocabulary and the facts on units and properties of a store."""

    def __init__(self, finder: Finder, folder: Path) -> None:
        self.finder = finder
        self.vocabulary = finder.vocabulary
        self.folder = folder

    @cached_property
    def _facts(self) -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]:
        """Units and what they convert to; properties with unit, direction and measurement."""
        store = _codes(self.folder)
        units = {
            text(row["unit"]) or "": text(row["to"]) or ""
            for row in select(
                store, sparql_prologue() + "SELECT ?unit ?to WHERE { ?unit gpp:convertsTo ?to }"
            )
        }
        rows = select(
            store,
            sparql_prologue()
            + "SELECT ?concept ?unit ?way ?measurement WHERE { ?concept gpp:canonicalUnit ?unit . OPTIONAL { ?concept gpp:stricter ?way } OPTIONAL { ?concept gpp:measurement ?measurement } }",
        )
        canonical = {text(row["concept"]) or "": text(row["unit"]) or "" for row in rows}
        ways = {text(row["concept"]) or "": slug(text(row["way"]) or "") for row in rows}
        measurements = {text(row["concept"]) or "": text(row["measurement"]) or "" for row in rows}
        return units, canonical, ways, measurements

    @cached_property
    def _value(self) -> re.Pattern[str]:
        numerals = "|".join(dict.fromkeys(re.escape(form) for form, _, _ in self.vocabulary.role("numeral")))
        units = []
        for form, _, _ in self.vocabulary.role("unit"):
            units.append(re.escape(form).replace(r"\ ", r"\s") + (r"(?![\w/])" if form[-1].isalnum() else ""))
        joined = "|".join(dict.fromkeys(units))
        return re.compile(
            rf"(?:{_NUMBER}|(?<![\w])(?P<word>{numerals})(?![\wæøå]*[a-zæøå]{{4}}))(?P<bracket>\s?\(\d+\))?(?P<gap>[\s\-]{{0,2}}|\s\w{{3,12}}\s|\s(?:full|fulle|hele|kalender)\s)(?P<unit>{joined})",
            re.IGNORECASE,
        )

    @cached_property
    def _units(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for form, _, thing in self.vocabulary.role("unit"):
            found.setdefault(form.lower(), [])
            if thing not in found[form.lower()]:
                found[form.lower()].append(thing)
        return found

    @cached_property
    def _numerals(self) -> dict[str, Decimal]:
        return {form.lower(): Decimal(value) for form, _, value in self.vocabulary.role("numeral")}

    @cached_property
    def _comparisons(self) -> tuple[list[tuple[re.Pattern[str], str]], list[tuple[re.Pattern[str], str]]]:
        before = [
            (
                re.compile(
                    _bounded(form)
                    + r"(?:\s(?:en|et|ein|eit|a|an|på|til|of|være|være på|utgjøre|tåle|ca\.?))?[\s:]{0,2}$",
                    re.IGNORECASE,
                ),
                value,
            )
            for form, _, value in self.vocabulary.role("before")
        ]
        after = [
            (re.compile(r"\s?" + _bounded(form), re.IGNORECASE), value)
            for form, _, value in self.vocabulary.role("after")
        ]
        return before, after

    def read(self, source: str) -> list[Threshold]:
        """Return the figures in a text that are about a property of the graph."""
        plain = even(source)
        cues = sorted(
            {(start, end, form) for start, end, form in self.finder.forms(plain, frozenset({"concept"}))},
            key=lambda cue: (cue[0], cue[1], cue[2].iri, cue[2].text),
        )
        found = []
        for match in self._value.finditer(plain.text):
            if match["gap"].strip(" -\n") and not self._adjective(match["gap"]):
                continue
            threshold = self._one(plain, match, cues)
            if threshold:
                found.append(threshold)
        return found

    def _adjective(self, gap: str) -> bool:
        return gap.strip().lower() in ("full", "fulle", "hele", "kalender", "whole", "complete", "calendar")

    def _one(
        self, plain: Plain, match: re.Match[str], cues: Sequence[tuple[int, int, object]]
    ) -> Threshold | None:
        if re.match(r"\s?[-–]\s?\d", plain.text[match.end() : match.end() + 4]) and match["unit"] == "":
            return None
        value = self._number(match)
        if value is None or re.search(r"\d\s?-\s?$", plain.text[max(0, match.start() - 4) : match.start()]):
            return None
        units = self._units.get(re.sub(r"\s", " ", match["unit"].lower()), [])
        operator, stated = self._operator(plain, match)
        concept, unit, score, why = self._concept(plain, match, cues, units, value)
        if not concept:
            return None
        _, _, ways, _ = self._facts
        operator = operator or (
            iri("op", "at-most") if ways.get(concept) == "lower" else iri("op", "at-least")
        )
        start, end = plain.back(match.start(), match.end())
        return Threshold(
            start,
            end,
            plain.original[start:end],
            concept,
            operator,
            value,
            unit,
            stated,
            score,
            why,
            plain.places[plain.sentence(match.start())[0]],
        )

    def _number(self, match: re.Match[str]) -> Decimal | None:
        if match["word"]:
            return self._numerals.get(match["word"].lower())
        digits = match["digits"]
        if re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+", digits):
            digits = re.sub(r"[ .]", "", digits)
        value = Decimal(digits.replace(",", "."))
        return -value if match["sign"] == "-" else value

    def _operator(self, plain: Plain, match: re.Match[str]) -> tuple[str, bool]:
        before, after = self._comparisons
        head = plain.text[max(0, match.start() - 40) : match.start()]
        for pattern, value in before:
            if pattern.search(head):
                return value, True
        for pattern, value in after:
            if pattern.match(plain.text, match.end()):
                return value, True
        return "", False

    def _concept(
        self,
        plain: Plain,
        match: re.Match[str],
        cues: Sequence[tuple[int, int, object]],
        units: list[str],
        value: Decimal,
    ) -> tuple[str, str, float, str]:
        from .vocabulary import Form

        conversions, canonical, _, _ = self._facts
        first, last = plain.sentence(match.start())
        sentence = plain.text[first:last]
        options: list[tuple[tuple[float, ...], str, str, str]] = []
        for start, end, form in cues:
            assert isinstance(form, Form)
            if (
                start < first
                or end > last
                or (start < match.end() and end > match.start() and end - start <= 4)
            ):
                continue
            unit = next((unit for unit in units if conversions.get(unit) == canonical.get(form.iri)), "")
            if not unit or (form.together and not any(_has(sentence, word) for word in form.together)):
                continue
            compared = float(value) * (12 if form.high and slug(unit) == "unit:YR" else 1)
            if (form.low is not None and compared < form.low) or (
                form.high is not None and compared > form.high
            ):
                continue
            gap = start - match.end() if start >= match.end() else match.start() - end
            other = self._between(plain, match, start, end)
            options.append(
                (
                    (other, max(gap, 0) / 10 - 3 * bool(form.together) - min(end - start, 30) / 10, start),
                    form.iri,
                    unit,
                    plain.text[start:end],
                )
            )
        if not options:
            return "", "", 0.0, ""
        options.sort()
        best = options[0]
        rivals = {option[1] for option in options if option[0][0] == best[0][0]} - {best[1]}
        score = 0.9 if not rivals else 0.7
        return best[1], best[2], score, f'"{best[3].strip()}" in the same sentence'

    @cached_property
    def _conjunction(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("conjunction") + r"|,", re.IGNORECASE)

    def _between(self, plain: Plain, match: re.Match[str], start: int, end: int) -> float:
        """Return how many other figures stand between a figure and a word: the word is about the nearer one."""
        between = plain.text[match.end() : start] if start >= match.end() else plain.text[end : match.start()]
        apart = start >= match.end() and self._conjunction.search(between) is not None
        return len(self._value.findall(between)) + 0.5 * between.count(";") + (0.5 if apart else 0.0)


def _bounded(form: str) -> str:
    pattern = re.escape(form).replace(r"\ ", r"\s")
    return (r"(?<!\w)" if form[0].isalnum() else "") + pattern


def _has(sentence: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", sentence, re.IGNORECASE) is not None


def _codes(folder: Path) -> ox.Store:
    """Return a store with the code lists of a snapshot."""
    from ..snapshot import open_parts

    return open_parts(
        folder, [f"asserted/{path.stem}" for path in sorted((folder / "asserted").glob("codes-*.nq"))]
    )


TEXT = iri("req", "text")
LAST_RULE = "44"  # later rules are about verdicts on requirements, which a text has none of
_GRAPH = ox.NamedNode(iri("graph", "text"))


def compare(graph: Graph, thresholds: Sequence[Threshold], products: Iterable[str] = ()) -> list[Compared]:
    """Return how figures stand to the criteria, labels and laws that bound the same property, by the rules.

    A figure of a text is taken as it stands, without exemptions or conditions: what satisfies it then satisfies it
    in any narrower reading, and where scope is not shown to suffice the outcome is "figure-only".
    Figures of one measurement in one sentence become one constraint.
    """
    return _read(compared_store(graph, thresholds, products), thresholds) if thresholds else []


def compared_store(graph: Graph, thresholds: Sequence[Threshold], products: Iterable[str] = ()) -> ox.Store:
    """Return a store with figures of a text, every constraint on the same properties, and what the rules conclude."""
    from ..derive import derive
    from ..sources import rules

    concepts = sorted({entry.concept for entry in thresholds})
    store = _codes(graph.folder)
    store.extend(_constraints_on(graph.folder, concepts))
    leaves = sorted(set(products))
    pairs = {
        (text(row["main"]), text(row["further"]))
        for row in select(
            store,
            sparql_prologue()
            + "SELECT DISTINCT ?main ?further { ?any cccev:constrains ?main ; gpp:hasFacet ?facet . ?facet cccev:constrains ?further }",
        )
    }
    for number, entry in enumerate(thresholds):
        beside = [other for other in thresholds if other.sentence == entry.sentence]
        if any((other.concept, entry.concept) in pairs for other in beside):
            continue  # it belongs to another figure of the sentence
        further = [other for other in beside if (entry.concept, other.concept) in pairs]
        nearest = sorted(further, key=lambda other: abs(other.start - entry.start))[:1]
        store.extend(_as_constraint(number, entry, nearest, leaves, store))
    derive(store, [path for path in rules() if path.name < LAST_RULE])
    return store


def _constraints_on(folder: Path, concepts: Sequence[str]) -> Iterator[ox.Quad]:
    """Yield what the asserted parts say about constraints on some properties, their requirements and editions."""
    wanted = re.compile(b"|".join(re.escape(f"constrains> <{concept}>".encode()) for concept in concepts))
    edition = re.compile(
        rb"ns#(?:covers|certifiesState|validUntil|validFrom|issuesFrom|issuesUntil|certificatesEnd)>|#type> <[^>]*(?:LabelEdition|CriteriaSetEdition|LegalAct)>"
    )
    for path in sorted((folder / "asserted").glob("*.nq")):
        if path.stem.startswith(("codes-", "words-")):
            continue
        data = path.read_bytes()
        if not wanted.search(data):
            continue
        lines = data.splitlines(keepends=True)
        facets = {line[: line.index(b" ")] for line in lines if wanted.search(line)}
        holders = set(facets)
        parents: dict[bytes, set[bytes]] = {}
        children: dict[bytes, set[bytes]] = {}
        for line in lines:
            for name in (b"hasRequirement> ", b"hasAlternative> ", b"hasFacet> "):
                if name in line:
                    subject, _, thing = line.split(b" ", 3)[:3]
                    parents.setdefault(thing, set()).add(subject)
                    children.setdefault(subject, set()).add(thing)
        for _ in range(2):  # facet -> alternative -> constraint
            holders |= {
                parent
                for entry in list(holders)
                for parent in parents.get(entry, ())
                if any(parent in kids for kids in children.values())
            }
        constraints = set(holders)
        for _ in range(2):
            constraints |= {child for entry in list(constraints) for child in children.get(entry, ())}
        tops = {parent for entry in constraints for parent in parents.get(entry, ())} - constraints
        for line in lines:
            subject = line[: line.index(b" ")]
            kept = subject in constraints or edition.search(line) is not None
            if subject in tops:
                kept = b"hasRequirement> " not in line or line.split(b" ", 3)[2] in constraints
            if kept:
                yield from ox.parse(line, format=ox.RdfFormat.N_QUADS)


def _as_constraint(
    number: int, entry: Threshold, further: Sequence[Threshold], products: Sequence[str], store: ox.Store
) -> list[ox.Quad]:
    requirement, constraint = ox.NamedNode(f"{TEXT}.{number}"), ox.NamedNode(f"{TEXT}.{number}.c1")

    def quad(subject: ox.NamedNode, prefix: str, name: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(subject, ox.NamedNode(iri(prefix, name)), value, _GRAPH)

    def figure(node: ox.NamedNode, of: Threshold) -> list[ox.Quad]:
        decimal = ox.Literal(f"{of.value:f}", datatype=ox.NamedNode(iri("xsd", "decimal")))
        return [
            quad(node, "cccev", "constrains", ox.NamedNode(of.concept)),
            quad(node, "gpp", "operator", ox.NamedNode(of.operator)),
            quad(node, "gpp", "printedValue", decimal),
            quad(node, "gpp", "printedUnit", ox.NamedNode(of.unit)),
        ]

    facets = [ox.NamedNode(f"{TEXT}.{number}.c1.f{place}") for place in range(1, len(further) + 1)]
    bound = [
        quad.object
        for quad in store.quads_for_pattern(
            ox.NamedNode(entry.concept), ox.NamedNode(iri("gpp", "binds")), None
        )
    ]
    return [
        quad(requirement, "rdf", "type", ox.NamedNode(iri("gpp", "TechnicalSpecification"))),
        quad(requirement, "cccev", "hasRequirement", constraint),
        *(quad(requirement, "gpp", "appliesToProduct", ox.NamedNode(product)) for product in products),
        quad(constraint, "rdf", "type", ox.NamedNode(iri("gpp", "Constraint"))),
        *figure(constraint, entry),
        *(quad(constraint, "gpp", "hasFacet", facet) for facet in facets),
        *(line for facet, of in zip(facets, further, strict=True) for line in figure(facet, of)),
        quad(constraint, "gpp", "confidence", ox.NamedNode(iri("confidence", "inferred"))),
        *(quad(constraint, "gpp", "binds", party) for party in bound if isinstance(party, ox.NamedNode)),
    ]


def _read(store: ox.Store, thresholds: Sequence[Threshold]) -> list[Compared]:
    from ..queries import text_of

    result = []
    for row in select(store, text_of("figures-compared")):
        values = {name: text(term) or "" for name, term in row.items()}
        if not values["mine"].startswith(TEXT + "."):
            continue
        forward, back = values["forward"] == "true", values["back"] == "true"
        weaker, stronger = values["weaker"] == "true", values["stronger"] == "true"
        relation = (
            "equal" if forward and back else "differs" if weaker and stronger else "stricter" if forward else "weaker" if weaker
            else "no-stricter" if back else "differs" if stronger else "unknown"
        )  # fmt: skip
        kind = (
            "law"
            if values["requirement"].startswith(PREFIXES["law"])
            else "label"
            if values["requirement"].startswith(PREFIXES["crit"])
            else "set"
        )
        outcome = (
            "satisfies"
            if values["entails"] == "true"
            else "figure-only"
            if back
            else "below"
            if stronger
            else "unknown"
        )
        result.append(
            Compared(
                int(values["mine"][len(TEXT) + 1 :].split(".")[0]), slug(values["constraint"]), slug(values["requirement"]), slug(values["edition"]),
                kind, slug(values["level"]) if values["level"] else "", values["code"], _figure(values["value"], values["unit"]), relation, outcome,
            )
        )  # fmt: skip
    return sorted(
        result,
        key=lambda entry: (
            entry.threshold,
            ("set", "law", "label").index(entry.kind),
            entry.edition,
            entry.constraint,
        ),
    )


def _figure(value: str, unit: str) -> str:
    if not value:
        return ""
    number = f"{Decimal(value).normalize():f}"
    return f"{number} {slug(unit).removeprefix('unit:').replace('-', ' ')}".strip()
