"""``gppgraph data sources check``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ....output.tables import render
from ....terms import slug
from ...common import as_json, emit, opened

SHOWN = 12


def run(options: argparse.Namespace) -> int:
    """Print the state of each passage; exit code 1 if one is not the same."""
    from ....passages import check as passages_

    graph = opened(options)
    against = Path(options.against) if options.against else None
    reports = passages_.check(passages_.passages(graph), Path(options.folder), against, graph.root)
    differing = [report for report in reports if report.status != passages_.SAME]
    touched = [
        report.passage.iri for report in differing if report.status in (passages_.CHANGED, passages_.MISSING)
    ]
    facts = passages_.facts(graph, touched)
    verdicts = passages_.resting(graph, touched)
    writer = _json if options.format == "json" else _text
    emit(writer(reports, facts, verdicts), options.output)
    return 1 if differing else 0


def _json(reports: list[Any], facts: list[Any], verdicts: list[Any]) -> str:
    rows = [
        {
            "passage": slug(report.passage.iri),
            "document": slug(report.passage.document),
            "file": report.passage.file,
            "status": report.status,
            "note": report.note or None,
            "start": report.passage.start,
            "end": report.passage.end,
            "new_start": report.new_start,
            "new_end": report.new_end,
            "new_digest": report.new_digest,
            "similarity": report.similarity,
            "new_words": list(report.new_words),
            "lost_words": report.lost_words,
            "facts": sorted({slug(fact.fact) for fact in facts if fact.passage == report.passage.iri}),
            "verdicts": [
                {
                    "requirement": slug(entry.requirement),
                    "edition": slug(entry.edition),
                    "product": slug(entry.product),
                    "verdict": slug(entry.verdict),
                }
                for entry in verdicts
                if entry.passage == report.passage.iri
            ],
        }
        for report in reports
    ]
    return as_json({"passages": rows})


def _text(reports: list[Any], facts: list[Any], verdicts: list[Any]) -> str:
    from ....passages.check import STATUSES

    counts: dict[str, dict[str, Any]] = {}
    for report in reports:
        row = counts.setdefault(
            report.passage.file,
            {
                "document": slug(report.passage.document),
                "file": report.passage.file,
                **dict.fromkeys(STATUSES, 0),
            },
        )
        row[report.status] += 1
    out = [render(("document", "file", *STATUSES), list(counts.values()), "table")]
    for report in reports:
        if report.status == "same":
            continue
        place = ""
        if report.new_start is not None:
            place = f" -> {report.new_start} to {report.new_end}, digest {report.new_digest}"
        out.append(
            f"{report.status:8}{slug(report.passage.iri)}: {report.passage.start} to {report.passage.end}{place}"
        )
        if report.status == "changed":
            out.append(f"        alike {report.similarity:.1%}; {report.note}{_words(report)}")
        elif report.note:
            out.append(f"        {report.note}")
        own = sorted({slug(fact.fact) for fact in facts if fact.passage == report.passage.iri})
        if own:
            out.append(f"        facts: {_few(own)}")
        resting = [entry for entry in verdicts if entry.passage == report.passage.iri]
        if resting:
            requirements = sorted({slug(entry.requirement) for entry in resting})
            out.append(f"        verdicts: {len(resting)}, on {_few(requirements)}")
    return "\n".join(line.rstrip("\n") for line in out) + "\n"


def _words(report: Any) -> str:
    parts = []
    if report.new_words:
        parts.append(f"new: {_few(list(report.new_words))}")
    if report.lost_words:
        parts.append(f"gone: {report.lost_words}")
    return f" ({'; '.join(parts)})" if parts else ""


def _few(names: list[str]) -> str:
    rest = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + rest
