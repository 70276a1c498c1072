"""A validation report as an HTML page without scripts.

Findings are grouped by text and kind, with their passages, and each has an address to cite.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..output.html import render
from .finding import Finding
from .report import TITLES, by_section, grouped, passages, place, summary
from .run import Report


@dataclass(frozen=True, slots=True)
class _Kind:
    """The findings of one kind in one text; the first has the texts of the kind."""

    anchor: str
    first: Finding
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class _Text:
    """The findings on one edition or file."""

    name: str
    anchor: str
    findings: list[Finding]
    kinds: list[_Kind]


@dataclass(frozen=True, slots=True)
class _Section:
    """Faults of the graph, or inconsistencies of the sources."""

    name: str
    title: str
    findings: list[Finding]
    texts: list[_Text]


def as_html(report: Report) -> str:
    """Return the report as one page.

    It has contents, then texts, kinds and findings, each with an anchor.
    """
    sections = [
        _Section(name, TITLES[name], findings, _texts(name, findings))
        for name, findings in by_section(report)
    ]
    return render(
        "validation.html", summary=summary(report), sections=sections, passages=passages, place=place
    )


def _texts(section: str, findings: Iterable[Finding]) -> list[_Text]:
    by_name: dict[str, list[Finding]] = {}
    for finding in findings:
        by_name.setdefault(finding.text or finding.file or "Elsewhere", []).append(finding)
    return [
        _Text(name, _anchor(section, name), members, _kinds(section, name, members))
        for name, members in sorted(by_name.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _kinds(section: str, text: str, findings: Iterable[Finding]) -> list[_Kind]:
    return [_Kind(_anchor(section, text, first.code), first, members) for first, members in grouped(findings)]


def _anchor(*words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-")
