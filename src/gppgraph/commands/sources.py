"""``gppgraph sources``: passages held against source texts, and shown beside what was modelled from them."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from gppgraph.output.tables import render
from gppgraph.terms import slug

from .common import command, emit

SHOWN = 12


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "sources",
        "hold the passages of the graph against source texts, or show a passage beside its facts",
        "gppgraph sources show dk-desktop-2023.basis.TS3",
        run,
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="say which passages are the same, moved, changed or missing")
    check.add_argument("folder", metavar="DIR", help="folder with the source texts")
    check.add_argument("--against", metavar="OLD", help="folder with the texts as they were recorded")
    check.add_argument("--format", choices=("text", "json"), default="text", help="form of the result")
    check.add_argument("--output", metavar="FILE", help="write the result to FILE, not to stdout")
    show = actions.add_parser("show", help="print the passages of a requirement or constraint and its facts")
    show.add_argument("id", metavar="ID", help="requirement, constraint or passage")
    show.add_argument(
        "--dir", metavar="DIR", help="folder with the source texts (default: $GPPGRAPH_SOURCES)"
    )
    record = actions.add_parser("record", help="write the imprints by which changed passages are found again")
    record.add_argument("folder", metavar="DIR", help="folder with the source texts as they were read")
    record.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if an imprint is out of date"
    )


def run(options: argparse.Namespace) -> int:
    """Run the action; ``check`` ends with 1 where a passage is not the same."""
    actions = {"check": _check, "show": _show, "record": _record}
    return actions[options.action](options)


def _check(options: argparse.Namespace) -> int:
    from gppgraph.graph import load
    from gppgraph.passages import check as passages_

    graph = load()
    against = Path(options.against) if options.against else None
    reports = passages_.check(passages_.passages(graph), Path(options.folder), against)
    differing = [report for report in reports if report.status != passages_.SAME]
    touched = [
        report.passage.iri for report in differing if report.status in (passages_.CHANGED, passages_.MISSING)
    ]
    facts = passages_.facts(graph, touched)
    verdicts = passages_.resting(graph, touched)
    writer = _as_json if options.format == "json" else _as_text
    emit(writer(reports, facts, verdicts), options.output)
    return 1 if differing else 0


def _as_json(reports: list[Any], facts: list[Any], verdicts: list[Any]) -> str:
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
    return json.dumps({"passages": rows}, ensure_ascii=False, indent=2) + "\n"


def _as_text(reports: list[Any], facts: list[Any], verdicts: list[Any]) -> str:
    from gppgraph.passages.check import STATUSES

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


def _show(options: argparse.Namespace) -> int:
    from gppgraph.graph import load
    from gppgraph.passages.with_facts import beside

    folder = options.dir or os.environ.get("GPPGRAPH_SOURCES")
    emit(beside(load(), options.id, Path(folder) if folder else None), None)
    return 0


def _record(options: argparse.Namespace) -> int:
    from gppgraph.files import write_file
    from gppgraph.graph import load
    from gppgraph.passages.check import IMPRINTS, imprints, passages
    from gppgraph.workspace import root

    stale = []
    for name, content in imprints(passages(load()), Path(options.folder)).items():
        path = root() / IMPRINTS / f"{name}.json"
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            stale.append(path)
            if not options.check:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_file(path, content)
    verb = "is out of date" if options.check else "written"
    emit("".join(f"{path.relative_to(root())} {verb}\n" for path in stale), None)
    return 1 if stale and options.check else 0
