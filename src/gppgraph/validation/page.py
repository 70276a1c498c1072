"""A report as one page to read and to cite: by text and kind, with the passages side by side. No scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from ..terms import slug
from .finding import Finding
from .report import TITLES, by_section, grouped, passages, place, summary
from .run import Report

_STYLE = """
:root{color-scheme:light dark;--line:#c9ced6;--soft:#f4f6f8;--ink:#1b1f24;--dim:#59636e;--paper:#fff;
--violation:#b3261e;--warning:#8a5a00;--info:#0b5cad}
@media(prefers-color-scheme:dark){:root{--line:#3b434c;--soft:#1d2329;--ink:#e6edf3;--dim:#9aa4af;--paper:#12161b;
--violation:#ff8a80;--warning:#f0b95b;--info:#7cb7ff}}
body{font:16px/1.5 system-ui,sans-serif;max-width:68rem;margin:2rem auto;padding:0 1rem;color:var(--ink);background:var(--paper)}
h1{line-height:1.2}h2{margin-top:2.5rem;border-bottom:2px solid var(--line)}h3{margin:2rem 0 .5rem}h4{margin:1.5rem 0 .2rem}
p{margin:.3rem 0;max-width:48rem}a{color:var(--info)}code{overflow-wrap:anywhere}
nav ul{list-style:none;padding:0;columns:22rem}nav li{break-inside:avoid;margin:.1rem 0}nav li li{margin-left:1rem}
nav>ul ul{columns:auto}
.dim,small{color:var(--dim)}.count{font-variant-numeric:tabular-nums;color:var(--dim)}
.badge{font-size:.8rem;font-weight:600;border:1px solid;border-radius:1rem;padding:0 .5em}
.violation{color:var(--violation)}.warning{color:var(--warning)}.info{color:var(--info)}
article{border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem;margin:.6rem 0;break-inside:avoid}
article:target{outline:2px solid var(--info)}
article>p:first-child{font-weight:600;max-width:none}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:.6rem;margin:.5rem 0}
blockquote{margin:0;padding:.4rem .7rem;background:var(--soft);border-left:.2rem solid var(--line);overflow-wrap:anywhere}
@media print{nav{display:none}body{max-width:none}}
"""


def as_html(report: Report) -> str:
    """Return the report as one page: contents, then texts, kinds and findings, each with an anchor."""
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Validation report</title><style>{_STYLE}</style></head><body><h1>Validation report</h1>",
        f"<p>{escape(summary(report)[:1].upper() + summary(report)[1:])}.</p>",
        "<p>Words beside a passage are those of the graph, not quotations;"
        " the passage itself is at the place named. Cite a finding by the name at its end.</p>",
        _contents(report),
    ]
    for section, found in by_section(report):
        parts.append(f'<h2 id="{section}">{TITLES[section]} <span class="count">{len(found)}</span></h2>')
        if not found:
            parts.append("<p>None.</p>")
        for text, members in _by_text(found):
            parts.append(f'<h3 id="{_anchor(section, text)}">{escape(text)}</h3>')
            for first, same in grouped(members):
                parts += _kind(section, text, first, same)
    parts.append("</body></html>\n")
    return "\n".join(parts)


def _by_text(found: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    texts: dict[str, list[Finding]] = {}
    for finding in found:
        texts.setdefault(finding.text or finding.file or "Elsewhere", []).append(finding)
    return sorted(texts.items(), key=lambda item: (-len(item[1]), item[0]))


def _contents(report: Report) -> str:
    lines = ['<nav aria-label="Contents">']
    for section, found in by_section(report):
        if not found:
            continue
        lines.append(f'<p><a href="#{section}">{TITLES[section]}</a></p><ul>')
        for text, members in _by_text(found):
            lines.append(f'<li><a href="#{_anchor(section, text)}">{escape(text)}</a> {_count(members)}<ul>')
            lines += [
                f'<li><a href="#{_anchor(section, text, first.code)}">'
                f"{escape(first.title)}</a> {_count(same)}</li>"
                for first, same in grouped(members)
            ]
            lines.append("</ul></li>")
        lines.append("</ul>")
    return "\n".join([*lines, "</nav>"])


def _count(found: list[Finding]) -> str:
    return f'<span class="count">{len(found)}</span>'


def _anchor(*words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-")


def _kind(section: str, text: str, first: Finding, same: list[Finding]) -> Iterable[str]:
    level = first.severity.name.lower()
    yield (
        f'<h4 id="{_anchor(section, text, first.code)}">{escape(first.title)}'
        f' <span class="badge {level}">{level}</span></h4>'
    )
    if first.problem and first.problem != first.title:
        yield f"<p>Why it matters: {escape(first.problem)}</p>"
    if first.solution:
        yield f"<p>What to do: {escape(first.solution)}</p>"
    for finding in same:
        yield _finding(finding)


def _finding(finding: Finding) -> str:
    quotes = "".join(
        "<blockquote>"
        + (f"<p>{escape(said)}</p>" if said else "")
        + f"<small>{_linked(where)}</small></blockquote>"
        for where, said in passages(finding)
    )
    details = [f"<code>{escape(slug(finding.focus))}</code>", escape(place(finding))]
    if finding.confidence and finding.confidence != "verified":
        details.append(f"confidence: {escape(finding.confidence)}")
    details.append(f'<a href="#{escape(finding.id)}">{escape(finding.id)}</a>')
    return (
        f'<article id="{escape(finding.id)}"><p>{escape(finding.message)}</p>'
        + (f'<div class="pair">{quotes}</div>' if quotes else "")
        + f"<small>{' · '.join(filter(None, details))}</small></article>"
    )


def _linked(text: str) -> str:
    """Return text with its web addresses as links; nothing else becomes one."""
    return re.sub(
        r"https?://[^\s<>\"']+", lambda url: f'<a href="{url.group()}">{url.group()}</a>', escape(text)
    )
