"""A review and its forms: Markdown, JSON, and HTML with the text highlighted."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass
from typing import Any

from .climate import Climate
from .coverage import Covered
from .findings import SEVERITIES, Finding
from .render import Linked, flat, highlighted, line_of, page, places_of

FORMATS = ("md", "json", "html")


@dataclass(frozen=True, slots=True)
class Review:
    """A text with what was found in it and what is to be known about it."""

    linked: Linked
    country: str
    day: str
    findings: tuple[Finding, ...]
    coverage: tuple[Covered, ...]
    climate: Climate | None


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
                f'- line {line_of(source.text, entry.start)}, "{flat(entry.quote)}": {_ended(entry.message)}{advice}{sources}'
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
        f'<tr><td>{html.escape(entry.severity)}</td><td><a href="#p{entry.start}">{html.escape(flat(entry.quote))}</a></td>'
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


def _ended(message: str) -> str:
    return message if message.endswith("?") else message + "."


WRITERS = {"md": as_markdown, "json": as_json, "html": as_html}
