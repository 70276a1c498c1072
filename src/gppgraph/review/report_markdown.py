"""A review as Markdown: findings by severity, coverage by level, the climate rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..languages import Words
from ..output.html import one_line
from ..texts.linked import counts, line_of, notes
from .climate import Climate
from .coverage import Covered
from .findings import SEVERITIES, ReviewFinding
from .result import Review


def as_markdown(result: Review) -> str:
    """Return a review as Markdown."""
    words = Words(result.language, "gppgraph.review")
    linked, source = result.linked, result.linked.source
    mentions, figures = counts(linked, result.language)
    findings = words.fill("findings-counted", count=len(result.findings))
    lines = [
        f"# {words.fill('title', name=source.name)}",
        "",
        words.fill("basis", country=result.country.upper(), day=result.day),
        "",
        *(words.fill("note", note=note) + "\n" for note in notes(source, result.language)),
        words.fill("counts", mentions=mentions, figures=figures, findings=findings),
        "",
        *_findings(result, words),
        *_coverage(result.coverage, words),
        *(_climate(result.climate, words) if result.climate else ()),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _findings(result: Review, words: Words) -> Iterator[str]:
    for severity in SEVERITIES:
        entries = [entry for entry in result.findings if entry.severity == severity]
        if entries:
            yield from (f"## {words[f'severity-{severity}']}", "")
            yield from (_finding(entry, result.linked.source.text, words) for entry in entries)
            yield ""


def _finding(entry: ReviewFinding, text: str, words: Words) -> str:
    place = words.fill("place", line=line_of(text, entry.start), quote=one_line(entry.quote))
    end = "" if entry.message.endswith("?") else "."
    advice = f" {entry.advice}" if entry.advice else ""
    sources = f": {', '.join(entry.sources)}" if entry.sources else ""
    return f"- {place}: {entry.message}{end}{advice} [{entry.code}{sources}]"


def _coverage(covered: Iterable[Covered], words: Words) -> Iterator[str]:
    yield from (f"## {words['coverage']}", "")
    levels: dict[str, list[Covered]] = {}
    for entry in covered:
        levels.setdefault(entry.level, []).append(entry)
    for level, entries in levels.items():
        have = sum(entry.how != "nothing" for entry in entries)
        yield f"- {words.fill('share', level=level, have=have, count=len(entries))}"
        for how in ("figure", "code", "topic", "nothing"):
            codes = [_code(entry, words) for entry in entries if entry.how == how]
            if codes:
                yield f"  - {words[f'how-{how}']}: {', '.join(codes)}"
    yield ""


def _code(entry: Covered, words: Words) -> str:
    return f"{entry.code} ({words[f'relation-{entry.relation}']})" if entry.relation else entry.code


def _climate(climate: Climate, words: Words) -> Iterator[str]:
    yield from (f"## {words['climate']}", "", climate.table, "")
    for text_answer in climate.told:
        question, answer = climate.questions[text_answer.step], words[text_answer.answer]
        yield f"- {words.fill('told', question=question, answer=answer, quote=text_answer.words)}"
    for assumed in climate.assumed:
        question, answer = climate.questions[assumed.step], words[assumed.answer]
        yield f"- {words.fill('assumed', question=question, answer=answer)}"
    if climate.route:
        yield f"- {words.fill('route', route=climate.route)}"
    else:
        yield f"- {words.fill('open', question=climate.open)}"
    yield from (f"- {entry}" for entry in climate.duty)
    yield from (f"- {words.fill('grounds', entry=entry)}" for entry in climate.grounds)
    yield from (f"- {words.fill('rests', entry=entry)}" for entry in climate.rests)
    for branch in climate.branches:
        yield f"- {words.fill('branch', answer=words[branch.answer], leads=branch.leads)}"
        yield from (f"  - {words.fill('grounds', entry=entry)}" for entry in branch.grounds)
    yield ""
