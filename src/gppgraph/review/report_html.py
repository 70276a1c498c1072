"""A review as HTML: the text with its places marked, the findings beside it, what is covered below."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Protocol

from ..texts.forms import flat, line_of, notes, spans_of
from ..texts.marked import Link, Span, marked
from .climate import Branch
from .findings import SEVERITIES, Finding

if TYPE_CHECKING:
    from .report import Review

SIGNS = {"error": "✕", "warning": "!", "info": "i"}


class Phrases(Protocol):
    """Words of one language by key."""

    def __getitem__(self, key: str) -> str: ...

    def fill(self, key: str, **values: object) -> str: ...


def fragment(result: Review, words: Phrases, link: Link) -> str:
    """Return the review as HTML without a page around it; ``link`` gives the address of a thing's IRI."""
    source = result.linked.source
    counts = {
        severity: sum(entry.severity == severity for entry in result.findings) for severity in SEVERITIES
    }
    chips = "".join(
        f'<li class="{severity}">{_sign(severity)}<strong>{counts[severity]}</strong> {escape(words[f"review-{severity}"])}</li>'
        for severity in SEVERITIES
    )
    head = words.fill("review-basis", country=words[f"review-country-{result.country}"], day=result.day)
    remarks = "".join(f'<p class="note">{escape(note)}</p>' for note in notes(source, result.language))
    return (
        f'<section class="review"><p class="basis">{escape(head)}</p><ul class="chips">{chips}</ul>{remarks}'
        f'<div class="beside"><section class="findings"><h2>{escape(words["review-findings"])}</h2>{_findings(result, words, link)}</section>'
        f'<section class="reviewed"><h2>{escape(words["review-text"])}</h2>{_key(words)}<pre dir="auto" tabindex="0">{marked(source.text, spans(result), link)}</pre></section></div>'
        f"{_coverage(result, words, link)}{_climate(result, words)}</section>"
    )


def spans(result: Review) -> list[Span]:
    """Return the marked stretches: the places of findings first, then what else was found beside them."""
    taken: list[Span] = []
    for number, entry in sorted(
        enumerate(result.findings, 1), key=lambda item: (item[1].start, -item[1].end)
    ):
        if taken and entry.start < taken[-1].end:
            taken[-1].end = max(taken[-1].end, entry.end)
            taken[-1].numbers.append(number)
        else:
            taken.append(Span(entry.start, entry.end, "", "", "", [number]))
    for span in taken:
        severities = [result.findings[number - 1].severity for number in span.numbers]
        span.title = min(severities, key=SEVERITIES.index)
    for found in spans_of(result.linked):
        holder = next((span for span in taken if found.start < span.end and span.start < found.end), None)
        if holder is None:
            taken.append(found)
        elif not holder.kind and holder.start <= found.start and found.end <= holder.end:
            holder.kind, holder.address = found.kind, found.address
    return sorted(taken, key=lambda span: span.start)


def _findings(result: Review, words: Phrases, link: Link) -> str:
    if not result.findings:
        return f"<p>{escape(words['review-none'])}</p>"
    anchors = {number: span.start for span in spans(result) for number in span.numbers}
    parts = []
    for severity in SEVERITIES:
        own = [(n, entry) for n, entry in enumerate(result.findings, 1) if entry.severity == severity]
        if own:
            items = "".join(_finding(n, entry, anchors[n], result, words, link) for n, entry in own)
            parts.append(
                f'<h3>{escape(words[f"review-{severity}"])}</h3><ol start="{own[0][0]}">{items}</ol>'
            )
    return "".join(parts)


def _finding(number: int, entry: Finding, anchor: int, result: Review, words: Phrases, link: Link) -> str:
    line = words.fill("review-line", line=line_of(result.linked.source.text, entry.start))
    message = entry.message if entry.message.endswith("?") else f"{entry.message}."
    sources = "".join(f"<li>{_thing(name, result, link)}</li>" for name in entry.sources)
    rests = (
        f'<ul class="sources" aria-label="{escape(words["review-rests"])}">{sources}</ul>' if sources else ""
    )
    return (
        f'<li id="f{number}" class="remark {entry.severity}" value="{number}"><p class="where">{_sign(entry.severity)}'
        f'<a href="#p{anchor}"><q><bdi>{escape(_short(entry.quote))}</bdi></q></a> <small>{escape(line)}</small></p>'
        f'<p lang="{result.language}">{escape(message)} <span class="advice">{escape(entry.advice)}</span></p>'
        f'{rests}<p class="rule"><small><code>{escape(entry.code)}</code></small></p></li>'
    )


def _coverage(result: Review, words: Phrases, link: Link) -> str:
    parts = [f'<section class="covered"><h2>{escape(words["review-covered"])}</h2>']
    for level in dict.fromkeys(entry.level for entry in result.coverage):
        own = [entry for entry in result.coverage if entry.level == level]
        have = [entry for entry in own if entry.how != "nothing"]
        lacking = [entry for entry in own if entry.how == "nothing"]
        count = words.fill("review-share", have=len(have), all=len(own))
        rows = "".join(
            f'<tr class="{entry.how}"><th scope="row">{_thing(entry.requirement, result, link, entry.code)}</th>'
            f'<td lang="{result.language}">{escape(entry.title)}</td><td>{escape(words[f"review-how-{entry.how}"])}'
            f"{': ' + escape(words['review-relation-' + entry.relation]) if entry.relation else ''}</td></tr>"
            for entry in [*have, *lacking]
        )
        columns = "".join(
            f'<th scope="col">{escape(words[f"review-column-{name}"])}</th>'
            for name in ("code", "title", "how")
        )
        parts.append(
            f"<details{' open' if have else ''}><summary><strong>{escape(level)}</strong>: {escape(count)}</summary>"
            f'<div class="scroll"><table><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table></div></details>'
        )
    return "".join([*parts, "</section>"])


def _climate(result: Review, words: Phrases) -> str:
    climate = result.climate
    if climate is None:
        return ""

    def shown(text: str) -> str:
        return f'<span lang="en">{escape(text)}</span>' if text in climate.foreign else escape(text)

    def listed(name: str, entries: Iterable[str]) -> str:
        items = "".join(f"<li>{entry}</li>" for entry in entries)
        return f'<h3>{escape(words[name])}</h3><ul lang="{result.language}">{items}</ul>' if items else ""

    def step(name: str, answer: str, said: str = "") -> str:
        quote = f" <q><bdi>{escape(_short(said))}</bdi></q>" if said else ""
        return f"{shown(climate.questions[name])} <strong>{escape(words[f'review-{answer}'])}</strong>{quote}"

    def branch(entry: Branch) -> str:
        grounds = "".join(f"<li>{shown(ground)}</li>" for ground in entry.grounds)
        return f"<strong>{escape(words[f'review-{entry.answer}'])}</strong>: {shown(entry.leads)}" + (
            f"<ul>{grounds}</ul>" if grounds else ""
        )

    head, way = ("review-route", climate.route) if climate.route else ("review-open", climate.open)
    return (
        f'<section class="climate"><h2>{escape(words["review-climate"])}</h2><p lang="{result.language}">{shown(climate.table)}</p>'
        f'<p class="route"><strong>{escape(words[head])}:</strong> <span lang="{result.language}">{" ".join(map(shown, (way, *climate.duty)))}</span></p>'
        + listed("review-branches", map(branch, climate.branches))
        + listed("review-grounds", map(shown, climate.grounds))
        + listed("review-rests", map(shown, climate.rests))
        + listed("review-told", (step(*entry) for entry in climate.told))
        + listed("review-assumed", (step(*entry) for entry in climate.assumed))
        + "</section>"
    )


def _key(words: Phrases) -> str:
    kinds = "".join(
        f'<li><mark class="{kind}">{escape(words[f"review-kind-{kind}"])}</mark></li>'
        for kind in ("label", "standard", "act", "figure")
    )
    return f'<ul class="marks">{kinds}</ul>'


def _thing(name: str, result: Review, link: Link, words: str = "") -> str:
    address, title = result.things.get(name, ("", ""))
    target = link(address) if address else None
    shown = escape(words or title or name)
    return f'<a href="{escape(target)}">{shown}</a>' if target else shown


def _sign(severity: str) -> str:
    return f'<span class="sign" aria-hidden="true">{SIGNS[severity]}</span>'


def _short(quote: str) -> str:
    shown = flat(quote)
    return shown if len(shown) <= 120 else f"{shown[:119]}…"
