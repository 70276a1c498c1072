"""A review and its forms: Markdown, JSON, and HTML with the text highlighted."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .climate import Climate
from .coverage import Covered
from .findings import SEVERITIES, Finding
from .marked import page
from .render import Linked, flat, line_of
from .report_html import fragment

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
    things: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name: IRI and title


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
        asked = climate.questions
        out += [f'- told: {asked[name]} {answer} ("{words}")' for name, answer, words in climate.told]
        out += [f"- assumed: {asked[name]} {answer}" for name, answer in climate.assumed]
        out.append(f"- route: {climate.route}" if climate.route else f"- open: {climate.open}")
        out += [f"- {entry}" for entry in climate.duty]
        out += [f"- grounds to give: {entry}" for entry in climate.grounds]
        out += [f"- rests on: {entry}" for entry in climate.rests]
        for branch in climate.branches:
            out.append(f"- if {branch.answer}: {branch.leads}")
            out += [f"  - grounds to give: {entry}" for entry in branch.grounds]
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def as_html(result: Review, language: str = "en") -> str:
    """Return a review as a page of its own; things are linked by their IRIs."""
    from ..publish.words import Words

    words = Words(language)
    title = words.fill("review-of", name=result.linked.source.name)
    body = f"<h1>{html.escape(title)}</h1>{fragment(result, words, lambda address: address)}"
    return page(title, body, language)


def _ended(message: str) -> str:
    return message if message.endswith("?") else message + "."


WRITERS = {"md": as_markdown, "json": as_json, "html": as_html}
