"""A review and its forms: Markdown, JSON, and HTML with the text highlighted."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ..languages import Words
from ..texts.forms import flat, line_of, notes
from .findings import SEVERITIES
from .report_html import as_html
from .result import Review

FORMATS = ("md", "json", "html")


def as_record(result: Review) -> dict[str, Any]:
    """Return a review as plain objects."""
    climate = asdict(result.climate) if result.climate else None
    if climate:
        del climate["foreign"]  # which language a text is in is for pages, that say so in their markup
    return {
        "file": result.linked.source.name,
        "country": result.country,
        "asOf": result.day,
        "notes": notes(result.linked.source, result.language),
        "findings": [
            {
                **asdict(entry),
                "line": line_of(result.linked.source.text, entry.start),
                "sources": list(entry.sources),
            }
            for entry in result.findings
        ],
        "coverage": [asdict(entry) for entry in result.coverage],
        "climate": climate,
    }


def as_json(result: Review) -> str:
    """Return a review as JSON."""
    return json.dumps(as_record(result), ensure_ascii=False, indent=2) + "\n"


def as_markdown(result: Review) -> str:
    """Return a review as Markdown: findings by severity, coverage by level, the climate rule."""
    words = Words(result.language, "gppgraph.texts")
    linked, source = result.linked, result.linked.source
    basis = words.fill("basis", country=result.country.upper(), day=result.day)
    out = [f"# {words.fill('title', name=source.name)}", "", basis, ""]
    out += [words.fill("note", note=note) + "\n" for note in notes(source, result.language)]
    numbers = {"mentions": linked.mentions, "figures": linked.thresholds, "findings": result.findings}
    out += [
        words.fill("counts", **{n: words.fill(f"{n}-counted", count=len(e)) for n, e in numbers.items()}),
        "",
    ]
    for severity in SEVERITIES:
        entries = [entry for entry in result.findings if entry.severity == severity]
        if entries:
            out += [f"## {words[f'severity-{severity}']}", ""]
        for entry in entries:
            advice = f" {entry.advice}" if entry.advice else ""
            sources = f" [{entry.code}: {', '.join(entry.sources)}]" if entry.sources else f" [{entry.code}]"
            place = words.fill("place", line=line_of(source.text, entry.start), quote=flat(entry.quote))
            out.append(f"- {place}: {_ended(entry.message)}{advice}{sources}")
        if entries:
            out.append("")
    out += [f"## {words['coverage']}", ""]
    for level in dict.fromkeys(entry.level for entry in result.coverage):
        own = [entry for entry in result.coverage if entry.level == level]
        by = {
            how: [entry for entry in own if entry.how == how]
            for how in ("figure", "code", "topic", "nothing")
        }
        have = len(own) - len(by["nothing"])
        out.append(f"- {words.fill('share', level=level, have=have, count=len(own))}")
        for how, covered in by.items():
            codes = ", ".join(
                f"{entry.code} ({words[f'relation-{entry.relation}']})" if entry.relation else entry.code
                for entry in covered
            )
            if covered:
                out.append(f"  - {words[f'how-{how}']}: {codes}")
    out.append("")
    if result.climate:
        climate = result.climate
        out += [f"## {words['climate']}", "", climate.table, ""]

        def say(key: str, **values: str) -> str:
            return f"- {words.fill(key, **values)}"

        out += [
            say("told", question=climate.questions[name], answer=words[answer], quote=quote)
            for name, answer, quote in climate.told
        ]
        out += [
            say("assumed", question=climate.questions[name], answer=words[answer])
            for name, answer in climate.assumed
        ]
        out.append(say("route", route=climate.route) if climate.route else say("open", question=climate.open))
        out += [f"- {entry}" for entry in climate.duty]
        out += [say("grounds", entry=entry) for entry in climate.grounds]
        out += [say("rests", entry=entry) for entry in climate.rests]
        for branch in climate.branches:
            out.append(say("branch", answer=words[branch.answer], leads=branch.leads))
            out += [f"  {say('grounds', entry=entry)}" for entry in branch.grounds]
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def _ended(message: str) -> str:
    return message if message.endswith("?") else message + "."


WRITERS = {"md": as_markdown, "json": as_json, "html": as_html}
