"""What a reader of a tender text should know: outdated, unprovable, doubtful, stricter, missing.

Which mentions make a finding is said by the queries of ``queries/review/``, what a figure means by the rules;
this module hands them the text and writes their answers down.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..errors import InputError
from ..sources import root
from ..store import select, text
from ..terms import expand, iri, slug, sparql_prologue
from .link import Linker
from .mentions import Mention, even
from .readers import Text
from .render import Linked, as_annotations, highlighted, line_of, page, places_of

if TYPE_CHECKING:
    from ..graph import Graph

FORMATS = ("md", "json", "html")
COUNTRIES = ("no", "dk", "eu")
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a place in a text, by which rule, and what it rests on."""

    code: str
    severity: str
    start: int
    end: int
    quote: str
    message: str
    advice: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A requirement of a set and what the text has of it: figure, code, topic or nothing."""

    requirement: str
    code: str
    title: str
    level: str
    how: str
    relation: str


@dataclass(frozen=True, slots=True)
class Climate:
    """The way of the Norwegian climate rule that a text takes, as far as it tells."""

    table: str
    told: tuple[tuple[str, str, str], ...]  # step, answer, words
    assumed: tuple[tuple[str, str], ...]
    route: str
    open: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A text with what was found in it and what is to be known about it."""

    linked: Linked
    country: str
    day: str
    findings: tuple[Finding, ...]
    coverage: tuple[Covered, ...]
    climate: Climate | None


def review(graph: Graph, source: Text, country: str, day: date, linker: Linker | None = None) -> Review:
    """Return the review of a text for a country and a day."""
    linker = linker or Linker(graph)
    linked = linker.link(source, country)
    findings = [
        *_by_queries(linker, linked, country, day),
        *_questions(linked),
        *_figures(linker, linked, country, day),
        *_unprovable(linker, linked, country, day),
    ]
    findings.sort(
        key=lambda entry: (SEVERITIES.index(entry.severity), entry.start, entry.code, entry.message)
    )
    coverage = _coverage(linker, linked, country)
    climate = _climate(linker, linked, day) if country == "no" else None
    return Review(linked, country, day.isoformat(), tuple(dict.fromkeys(findings)), tuple(coverage), climate)


def _header(path: Path) -> dict[str, str]:
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, colon, value = line.removeprefix("#+ ").partition(": ")
        if line.startswith("#+ ") and colon:
            found[name] = value.strip().strip('"')
    return found


def _flags(linker: Linker, linked: Linked, mention: Mention) -> set[str]:
    """Return whether the text demands what it mentions, and whether it allows equivalents nearby."""
    plain = linked.source.text
    vocabulary = linker.finder.vocabulary
    even_text = even(plain)
    at = _forward(even_text.places, mention.start)
    first, last = even_text.sentence(at)
    sentence = even_text.text[first:last]
    following = (
        even_text.text[last : even_text.sentence(min(last, len(even_text.text) - 1))[1]]
        if last < len(even_text.text)
        else ""
    )
    flags = set()

    def has(role: str, part: str) -> bool:
        return re.search(vocabulary.alternation(role), part, re.IGNORECASE) is not None

    if has("demand", sentence) and not has("no-demand", sentence):
        flags.add("demanded")
    others = any(
        other.kind == "label" and last <= _forward(even_text.places, other.start) < last + len(following)
        for other in linked.mentions
    )
    if has("or-equivalent", sentence) or (not others and has("or-equivalent", following)):
        flags.add("equivalent")
    if mention.candidates:
        flags.add("edition-in-doubt")
    return flags


def _forward(places: Sequence[int], place: int) -> int:
    from bisect import bisect_left

    return min(bisect_left(places, place), len(places) - 1)


def _by_queries(linker: Linker, linked: Linked, country: str, day: date) -> Iterator[Finding]:
    from ..snapshot import open_parts

    folder = linker.graph.folder
    kept = [path for path in (folder / "asserted").glob("*.nq") if _states_editions(path)]
    store = open_parts(folder, [f"asserted/{path.stem}" for path in sorted(kept)])
    base = iri("doc", "text")
    store.extend(as_annotations(linked, base))
    places = {}
    for count, mention in enumerate(linked.mentions, 1):
        node = f"{base}.m{count}"
        places[node] = mention
        if mention.kind == "label":
            for flag in sorted(_flags(linker, linked, mention)):
                store.add(
                    ox.Quad(
                        ox.NamedNode(node),
                        ox.NamedNode(expand("gpp:mentionFlag")),
                        ox.Literal(flag),
                        ox.NamedNode(base),
                    )
                )
    bindings: dict[str, ox.NamedNode | ox.BlankNode | ox.Literal] = {
        "day": ox.Literal(day.isoformat(), datatype=ox.NamedNode(iri("xsd", "date"))),
        "country": ox.Literal(country.upper()),
    }
    labels = linker.finder.vocabulary.labels
    for path in sorted((root() / "queries" / "review").glob("*.rq")):
        header = _header(path)
        grouped: dict[tuple[str, str], set[str]] = {}
        for row in select(store, path.read_text(encoding="utf-8"), bindings):
            values = {name: text(term) or "" for name, term in row.items()}
            shown = {name: _named(value, labels) for name, value in values.items()}
            shown["newer"] = f"; see {shown['newer']}" if values.get("newer") else ""
            message = _filled(header["message"], shown)
            grouped.setdefault((values["mention"], message), set()).add(slug(values["source"]))
        for (node, message), sources in sorted(grouped.items()):
            mention = places[node]
            yield Finding(
                path.stem,
                header["severity"],
                mention.start,
                mention.end,
                mention.text,
                message,
                header.get("advice", ""),
                tuple(sorted(sources)),
            )


def _filled(message: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], ""), message)


def _states_editions(path: Path) -> bool:
    """Return whether a part is about labels, standards or acts, or a code list of them."""
    data = path.read_bytes()
    return any(
        name in data
        for name in (
            b"ns#LabelEdition>",
            b"ns#LabelScheme>",
            b"ns#StandardEdition>",
            b"ns#LegalAct>",
            b"ns#TypeIStatement>",
        )
    )


def _named(value: str, labels: dict[str, str]) -> str:
    if len(labels.get(value, "")) in range(1, 60) and "/standard/" not in value:
        return labels[value]
    return slug(value) if value.startswith("http") else value


def _questions(linked: Linked) -> Iterator[Finding]:
    for mention in linked.mentions:
        if mention.question:
            yield Finding(
                "number-not-known",
                "warning",
                mention.start,
                mention.end,
                mention.text,
                mention.question,
                "Check the number.",
                tuple(slug(entry) for entry in mention.candidates),
            )


def _figures(linker: Linker, linked: Linked, country: str, day: date) -> Iterator[Finding]:
    own = _sets(linker.graph, country)
    for number, threshold in enumerate(linked.thresholds):
        rows = [entry for entry in linked.compared if entry.threshold == number]
        place = (threshold.start, threshold.end, threshold.text)
        concept = slug(threshold.concept).replace("-", " ")
        laws = [entry for entry in rows if entry.kind == "law" and entry.relation == "weaker"]
        if laws:
            yield Finding(
                "figure-below-law",
                "warning",
                *place,
                f"asks for less on {concept} than the law sets for some products: {_joined(laws)}",
                "Check whether the law covers these products and this case.",
                _requirements(laws),
            )
        for relation, code, severity, words in (
            ("weaker", "figure-below-set", "warning", "asks for less on {} than"),
            ("stricter", "figure-above-set", "info", "asks for more on {} than"),
            ("equal", "figure-equals-set", "info", "asks for as much on {} as"),
        ):
            found = [
                entry
                for entry in rows
                if entry.kind == "set" and entry.relation == relation and entry.edition in own
            ]
            if found:
                yield Finding(
                    code,
                    severity,
                    *place,
                    f"{words.format(concept)} {_joined(found)}",
                    "",
                    _requirements(found),
                )
        labels: dict[str, set[str]] = {}
        for entry in rows:
            if entry.kind == "label":
                labels.setdefault(entry.edition, set()).add(entry.outcome)
        proving = sorted(edition for edition, outcomes in labels.items() if "satisfies" in outcomes)
        if proving:
            yield Finding(
                "figure-proved-by",
                "info",
                *place,
                f"a criterion of these label editions satisfies the figure on {concept}: {', '.join(proving)}",
                "A certificate must also be valid on the day and be admitted as proof.",
                tuple(proving),
            )
    for one, other in conflicts(linker, linked):
        first, second = linked.thresholds[one], linked.thresholds[other]
        yield Finding(
            "figures-differ",
            "warning",
            first.start,
            first.end,
            first.text,
            f'bounds {slug(first.concept).replace("-", " ")} less strictly than "{_flat(second.text)}" in line {line_of(linked.source.text, second.start)}',
            "Say which one holds, or for which products.",
            (),
        )


def conflicts(linker: Linker, linked: Linked) -> list[tuple[int, int]]:
    """Return pairs of figures of a text of which the first does not meet the second, by the rules."""
    from .thresholds import TEXT, compared_store

    if len({entry.concept for entry in linked.thresholds}) == len(linked.thresholds):
        return []
    store = compared_store(linker.graph, linked.thresholds, linker.products(linked.mentions, linked.codes))
    from ..queries import text_of

    def number(term: object) -> int:
        return int(str(getattr(term, "value", ""))[len(TEXT) + 1 :].split(".")[0])

    return [
        (number(row["one"]), number(row["other"])) for row in select(store, text_of("figures-in-conflict"))
    ]


def _joined(entries: Iterable[Any]) -> str:
    return ", ".join(
        dict.fromkeys(
            f"{entry.requirement} ({entry.value})" if entry.value else entry.requirement for entry in entries
        )
    )


def _requirements(entries: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.requirement for entry in entries))


def _flat(words: str) -> str:
    return " ".join(words.split())


def _unprovable(linker: Linker, linked: Linked, country: str, day: date) -> Iterator[Finding]:
    """Yield labels that cannot prove the figure or the criterion that stands in the same sentence."""
    plain = even(linked.source.text)
    labels = [mention for mention in linked.mentions if mention.kind == "label" and mention.edition]
    own = _sets(linker.graph, country) if labels else set()
    about = {slug(product) for product in linker.products(linked.mentions, linked.codes)}

    def sentence(place: int) -> tuple[int, int]:
        return plain.sentence(_forward(plain.places, place))

    for mention in labels:
        here = sentence(mention.start)
        for number, threshold in enumerate(linked.thresholds):
            if sentence(threshold.start) != here:
                continue
            rows = [
                entry
                for entry in linked.compared
                if entry.threshold == number
                and entry.kind == "label"
                and entry.edition == slug(mention.edition)
            ]
            if rows and all(entry.outcome == "below" for entry in rows):
                yield Finding(
                    "label-below-figure",
                    "error",
                    mention.start,
                    mention.end,
                    mention.text,
                    f'{slug(mention.edition)} asks for less than "{_flat(threshold.text)}" ({_joined(rows)}), so it does not prove it',
                    "Ask for other proof of the figure.",
                    _requirements(rows),
                )
            elif not rows:
                yield Finding(
                    "label-silent-on-figure",
                    "warning",
                    mention.start,
                    mention.end,
                    mention.text,
                    f'no criterion of {slug(mention.edition)} in the graph bounds what "{_flat(threshold.text)}" bounds',
                    "Ask for other proof of the figure, or check the label.",
                    (slug(mention.edition),),
                )
        for criterion in linked.mentions:
            if (
                criterion.kind != "criterion"
                or sentence(criterion.start) != here
                or not (criterion.iri or criterion.candidates)
            ):
                continue
            asked = (criterion.iri,) if criterion.iri else criterion.candidates
            inside = tuple(
                entry for entry in asked if any(slug(entry).startswith(name + ".") for name in own)
            )
            for requirement in inside or asked:
                verdicts = linker.graph.satisfy(
                    requirement=slug(requirement), label=slug(mention.edition), as_of=day
                )
                failing = sorted(
                    f"{entry.product} ({entry.verdict})"
                    for entry in verdicts
                    if entry.verdict in ("below", "silent") and (not about or entry.product in about)
                )
                if failing:
                    yield Finding(
                        "label-does-not-prove",
                        "error",
                        mention.start,
                        mention.end,
                        mention.text,
                        f"{slug(mention.edition)} does not prove {slug(requirement)} for {', '.join(failing)}",
                        "See gppgraph explain for the proof.",
                        (slug(requirement),),
                    )


def _sets(graph: Graph, country: str) -> set[str]:
    from ..snapshot import open_parts

    store = open_parts(graph.folder, [f"asserted/{name}" for name in sorted(graph.register["set"])])
    rows = select(
        store,
        sparql_prologue()
        + "SELECT DISTINCT ?set ?country WHERE { ?set a gpp:CriteriaSetEdition ; gpp:country ?country . ?requirement cccev:isDerivedFrom ?set ; gpp:ambitionLevel ?level }",
        {"country": ox.Literal(country.upper())},
    )
    return {slug(text(row["set"]) or "") for row in rows}


_REQUIREMENTS = """
SELECT DISTINCT ?requirement ?code ?level ?topic ?set ?country WHERE {
  ?requirement cccev:isDerivedFrom ?set ;
    gpp:ambitionLevel ?level ;
    gpp:status status:specified .
  ?set gpp:country ?country .
  OPTIONAL { ?requirement dcterms:identifier ?code }
  OPTIONAL { ?requirement gpp:topic ?topic }
} ORDER BY ?requirement"""


def _coverage(linker: Linker, linked: Linked, country: str) -> list[Covered]:
    from ..satisfy import read_titles
    from ..snapshot import open_parts

    sets = _sets(linker.graph, country)
    store = open_parts(linker.graph.folder, [f"asserted/{name}" for name in sorted(sets)])
    titles = read_titles(store, "en")
    rows = select(store, sparql_prologue() + _REQUIREMENTS, {"country": ox.Literal(country.upper())})
    topics: dict[str, set[str]] = {}
    heads: dict[str, tuple[str, str]] = {}
    for row in rows:
        requirement = text(row["requirement"]) or ""
        topics.setdefault(requirement, set()).add(text(row["topic"]) or "")
        heads[requirement] = (text(row["code"]) or "", slug(text(row["level"]) or ""))
    named = {
        thing
        for mention in linked.mentions
        if mention.kind == "criterion"
        for thing in ([mention.iri] if mention.iri else mention.candidates)
    }
    mentioned = {mention.iri for mention in linked.mentions if mention.kind == "topic"}
    figures: dict[str, str] = {}
    order = ("weaker", "differs", "unknown", "no-stricter", "equal", "stricter")
    for entry in linked.compared:
        if entry.kind == "set" and (
            entry.requirement not in figures
            or order.index(entry.relation) > order.index(figures[entry.requirement])
        ):
            figures[entry.requirement] = entry.relation
    result = []
    for requirement, (code, level) in sorted(heads.items()):
        name = slug(requirement)
        how = (
            "figure"
            if name in figures
            else "code"
            if requirement in named
            else "topic"
            if topics[requirement] & mentioned
            else "nothing"
        )
        result.append(
            Covered(
                name,
                code or name.split(".", 2)[-1],
                titles.get(requirement, ""),
                level,
                how,
                figures.get(name, ""),
            )
        )
    return result


def _climate(linker: Linker, linked: Linked, day: date) -> Climate | None:
    from ..decide import decision_routes, decision_steps, follow

    vocabulary = linker.finder.vocabulary
    plain = even(linked.source.text)
    answers: dict[str, tuple[bool, str]] = {}
    for role in sorted(vocabulary.roles):
        for prefix, answer in (("answers-yes:", True), ("answers-no:", False)):
            if role.startswith(prefix) and (
                match := re.search(vocabulary.alternation(role), plain.text, re.IGNORECASE)
            ):
                for step in role[len(prefix) :].split():
                    answers[step] = (answer, match[0])
    weight = _weight(linker, linked)
    if weight is not None:
        share, words = weight
        answers["award-criteria"] = answers["weighted"] = (True, words)
        answers["thirty-percent"] = (share >= 30, words)
    try:
        table = decision_steps(linker.graph, "NO", day)
    except InputError:
        return None
    assumed = {
        form: role == "assumed-yes"
        for role in ("assumed-yes", "assumed-no")
        for form, _, _ in vocabulary.role(role)
    }
    steps = {step.name for step in table.steps}
    given = {
        **{name: value for name, value in assumed.items() if name in steps},
        **{name: value for name, (value, _) in answers.items() if name in steps},
    }
    reached = follow(table, decision_routes(linker.graph, table), given)
    path = dict(reached.path)
    told = tuple(
        (name, "yes" if path[name] else "no", _flat(answers[name][1])) for name in path if name in answers
    )
    supposed = tuple((name, "yes" if path[name] else "no") for name in path if name not in answers)
    return Climate(
        table.title, told, supposed, reached.route.title if reached.route else "", reached.pending.question if reached.pending else "",
        tuple(item.text for item in reached.route.grounds) if reached.route else (),
    )  # fmt: skip


def _weight(linker: Linker, linked: Linked) -> tuple[float, str] | None:
    """Return the share that climate and environment weigh, with the words that say so."""
    vocabulary = linker.finder.vocabulary
    plain = even(linked.source.text)
    climate, weigh = (
        re.compile(vocabulary.alternation(role), re.IGNORECASE) for role in ("climate", "weight")
    )
    for match in re.finditer(r"(?<![\d.,])(\d{1,2}(?:,\d+)?)\s?(?:%|prosent)", plain.text):
        first, last = plain.sentence(match.start())
        near = plain.text[max(first, match.start() - 80) : min(last, match.end() + 60)]
        if climate.search(near) and weigh.search(plain.text[max(0, first - 200) : last]):
            return float(match[1].replace(",", ".")), near
    return None


def _ended(message: str) -> str:
    return message if message.endswith("?") else message + "."


def as_record(result: Review) -> dict[str, Any]:
    """Return a review as plain objects."""
    return {
        "file": result.linked.source.name,
        "country": result.country,
        "asOf": result.day,
        "notes": list(result.linked.source.notes),
        "findings": [
            {
                **asdict(entry),
                "line": line_of(result.linked.source.text, entry.start),
                "sources": list(entry.sources),
            }
            for entry in result.findings
        ],
        "coverage": [asdict(entry) for entry in result.coverage],
        "climate": asdict(result.climate) if result.climate else None,
    }


def as_json(result: Review) -> str:
    """Return a review as JSON."""
    return json.dumps(as_record(result), ensure_ascii=False, indent=2) + "\n"


_HEADINGS = {"error": "To correct", "warning": "To check", "info": "To know"}


def as_markdown(result: Review) -> str:
    """Return a review as Markdown: findings by severity, coverage by level, the climate rule."""
    source = result.linked.source
    out = [f"# Review of {source.name}", "", f"Country: {result.country.upper()}; day: {result.day}.", ""]
    out += [f"Note: {note}.\n" for note in source.notes]
    counts = f"{len(result.linked.mentions)} mentions, {len(result.linked.thresholds)} figures, {len(result.findings)} findings."
    out += [counts, ""]
    for severity in SEVERITIES:
        entries = [entry for entry in result.findings if entry.severity == severity]
        if entries:
            out += [f"## {_HEADINGS[severity]}", ""]
        for entry in entries:
            advice = f" {entry.advice}" if entry.advice else ""
            sources = f" [{entry.code}: {', '.join(entry.sources)}]" if entry.sources else f" [{entry.code}]"
            out.append(
                f'- line {line_of(source.text, entry.start)}, "{_flat(entry.quote)}": {_ended(entry.message)}{advice}{sources}'
            )
        if entries:
            out.append("")
    out += ["## What the text covers", ""]
    for level in dict.fromkeys(entry.level for entry in result.coverage):
        own = [entry for entry in result.coverage if entry.level == level]
        by = {
            how: [entry for entry in own if entry.how == how]
            for how in ("figure", "code", "topic", "nothing")
        }
        out.append(f"- {level}: {len(own) - len(by['nothing'])} of {len(own)} requirements")
        for how, words in (
            ("figure", "with a figure"),
            ("code", "by code or title"),
            ("topic", "by topic only"),
            ("nothing", "not mentioned"),
        ):
            if by[how]:
                out.append(
                    f"  - {words}: "
                    + ", ".join(
                        f"{entry.code} ({entry.relation})" if entry.relation else entry.code
                        for entry in by[how]
                    )
                )
    out.append("")
    if result.climate:
        climate = result.climate
        out += ["## Climate and environment rule", "", climate.table, ""]
        out += [f'- told: {name} = {answer} ("{words}")' for name, answer, words in climate.told]
        out += [f"- assumed: {name} = {answer}" for name, answer in climate.assumed]
        out.append(f"- route: {climate.route}" if climate.route else f"- open: {climate.open}")
        out += [f"- grounds to give: {entry}" for entry in climate.grounds]
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def as_html(result: Review) -> str:
    """Return a review as a page: the report, then the text with its places highlighted."""
    source = result.linked.source
    places = places_of(result.linked)
    marked = {(entry.start, entry.end): entry for entry in reversed(result.findings)}
    shown = [
        (start, end, f"{name} finding", f"{title}; {marked[start, end].message}")
        if (start, end) in marked and marked[start, end].severity != "info"
        else (start, end, name, title)
        for start, end, name, title in places
    ]
    rows = "".join(
        f'<tr><td>{html.escape(entry.severity)}</td><td><a href="#p{entry.start}">{html.escape(_flat(entry.quote))}</a></td>'
        f"<td>{html.escape(_ended(entry.message))} {html.escape(entry.advice)}</td><td>{html.escape(', '.join(entry.sources))}</td></tr>"
        for entry in result.findings
    )
    table = f"<table><thead><tr><th>severity</th><th>place</th><th>finding</th><th>rests on</th></tr></thead><tbody>{rows}</tbody></table>"
    tail = as_markdown(result).partition("## What the text covers")[2]
    body = (
        f"<h1>Review of {html.escape(source.name)}</h1><p>{html.escape(result.country.upper())}, {html.escape(result.day)}</p>{table}"
        f"<h2>What the text covers</h2><pre>{html.escape(tail.strip())}</pre><h2>The text</h2><pre>{highlighted(source.text, shown)}</pre>"
    )
    return page(f"Review of {source.name}", body)


WRITERS = {"md": as_markdown, "json": as_json, "html": as_html}
