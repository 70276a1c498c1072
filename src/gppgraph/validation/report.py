"""A validation report as text, JSON, SARIF, JUnit or Turtle.

Faults of the graph and inconsistencies of the sources stay apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any
from xml.sax.saxutils import quoteattr

import pyoxigraph as ox

from ..output.shown import shown
from ..terms import BASE, PREFIXES, iri, short_name
from .finding import GRAPH, SOURCE, Finding, Severity
from .run import Report

TITLES = {GRAPH: "Faults of the graph", SOURCE: "Inconsistencies of the sources"}
_SARIF_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def by_section(report: Report) -> Iterable[tuple[str, list[Finding]]]:
    """Yield each section with its findings, faults of the graph first."""
    for section in (GRAPH, SOURCE):
        yield section, [finding for finding in report.findings if finding.section == section]


def summary(report: Report) -> str:
    """Return one line with the result and the number of shapes, nodes and checks."""
    checked = (
        f"{report.shapes} shapes on {report.focus_nodes} nodes and {report.checks} checks"
        f" ({report.engine} SHACL engine)"
    )
    subject = shown(report.subject)
    if report.unchecked:
        return f"could not check {subject}: {shown('; '.join(report.unchecked))}"
    if not report.findings:
        return f"{subject} conforms: {checked}"
    counts = ", ".join(
        f"{len(findings)} {TITLES[section].lower()}" for section, findings in by_section(report)
    )
    return f"{subject}: {counts}; checked by {checked}"


def place(finding: Finding) -> str:
    """Return ``file:line``, the file alone, or an empty text."""
    if not finding.file:
        return ""
    file = shown(finding.file)
    return f"{file}:{finding.line}" if finding.line else file


def grouped(findings: Iterable[Finding]) -> list[tuple[Finding, list[Finding]]]:
    """Return findings grouped by code: the first of a group, and all of the group.

    The first has the texts of the code. For example ``[(one, [one, two]), (three, [three])]``.
    """
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    return [(members[0], members) for members in groups.values()]


def passages(finding: Finding) -> list[tuple[str, str]]:
    """Return the passages of a finding, each with the description of its node.

    For example ``[("tco-9, clause 5.1", "a battery keeps 80 %")]``; a description that the message has
    already is empty.
    """
    both = ((finding.passage_place, finding.said), (finding.other_passage_place, finding.other_said))
    described = [
        (place, description if description and description not in finding.message else "")
        for place, description in both
        if place
    ]
    return list(dict.fromkeys(described))


def as_text(report: Report) -> str:
    """Return the report as text: a block per kind of finding, and a closing line.

    A block has the reason, the solution and the findings.
    """
    lines: list[str] = []
    for section, findings in by_section(report):
        if not findings:
            continue
        lines += [f"{TITLES[section]} ({len(findings)})", ""]
        for first, members in grouped(findings):
            lines.append(f"{first.severity.name.lower()} {first.code} ({len(members)}): {first.title}")
            if first.problem and first.problem != first.title:
                lines.append(f"  why: {first.problem}")
            if first.solution:
                lines.append(f"  do: {first.solution}")
            for finding in members:
                where = " ".join(filter(None, (short_name(finding.focus), place(finding))))
                lines.append(f"  - {where}")
                lines.append(f"    {finding.message}" + _surety(finding))
                lines += [f"    read in {passage}" for passage, _ in passages(finding)]
            lines.append("")
    if report.idle:
        lines.append(
            f"shapes that matched nothing: {', '.join(short_name(shape.strip('<>')) for shape in report.idle)}"
        )
    lines.append(summary(report))
    return "\n".join(lines) + "\n"


def _surety(finding: Finding) -> str:
    doubtful = finding.confidence and finding.confidence != "verified"
    return f" (confidence: {finding.confidence})" if doubtful else ""


def _record(finding: Finding) -> dict[str, Any]:
    record = {
        "id": finding.id,
        "section": finding.section,
        "severity": finding.severity.name.lower(),
        "code": finding.code,
        "focus": finding.focus,
        "message": finding.message,
        "value": finding.value,
        "path": finding.path,
        "other": finding.other,
        "text": finding.text,
        "confidence": finding.confidence,
        "file": finding.file,
        "line": finding.line,
        "passage": finding.passage,
        "passagePlace": finding.passage_place,
        "said": finding.said,
        "otherPassage": finding.other_passage,
        "otherPassagePlace": finding.other_passage_place,
        "otherSaid": finding.other_said,
        "summary": finding.summary,
        "problem": finding.problem,
        "solution": finding.solution,
    }
    return {key: value for key, value in record.items() if value not in (None, "")}


def as_json(report: Report) -> str:
    """Return the report as one JSON object."""
    return (
        json.dumps(
            {
                "subject": report.subject,
                "outcome": report.outcome,
                "engine": report.engine,
                "shapes": report.shapes,
                "focusNodes": report.focus_nodes,
                "checks": report.checks,
                "idleShapes": [short_name(shape.strip("<>")) for shape in report.idle],
                "unchecked": list(report.unchecked),
                "findings": [_record(finding) for finding in report.findings],
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def as_sarif(report: Report) -> str:
    """Return the report as SARIF 2.1.0, which code-hosting sites show in the file."""
    rules = {
        finding.code: {
            "id": finding.code,
            "shortDescription": {"text": finding.title},
            "fullDescription": {"text": finding.problem or finding.title},
            "help": {"text": finding.solution or finding.problem or finding.code},
            "properties": {"section": finding.section},
        }
        for finding in reversed(report.findings)
    }
    results = []
    order = {code: number for number, code in enumerate(sorted(rules))}
    for finding in report.findings:
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": order[finding.code],
            "level": _SARIF_LEVELS[finding.severity],
            "message": {"text": finding.message},
            "partialFingerprints": {"gppgraph/v1": finding.id},
            "properties": {"section": finding.section, "focus": finding.focus},
            "locations": [{"logicalLocations": [{"fullyQualifiedName": finding.focus}]}],
        }
        if finding.file:
            physical: dict[str, Any] = {"artifactLocation": {"uri": finding.file}}
            if finding.line:
                physical["region"] = {"startLine": finding.line}
            result["locations"][0]["physicalLocation"] = physical
        related = [
            {"id": number, "message": {"text": ": ".join(filter(None, passage))}}
            for number, passage in enumerate(passages(finding), start=1)
        ]
        if related:
            result["relatedLocations"] = related
        results.append(result)
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "gppgraph", "rules": [rules[code] for code in sorted(rules)]}},
        "invocations": [
            {
                "executionSuccessful": not report.unchecked,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": text}} for text in report.unchecked
                ],
            }
        ],
        "results": results,
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_junit(report: Report) -> str:
    """Return the report as JUnit XML: a failing case per finding, or one that passes."""
    cases = []
    for finding in report.findings:
        name = quoteattr(_printable(f"{finding.code} {short_name(finding.focus)}"))
        failure = (
            f"<failure type={quoteattr(finding.severity.name.lower())} message={quoteattr(_printable(finding.message))}/>"
            if finding.section == GRAPH and finding.severity is Severity.VIOLATION
            else f"<system-out>{escape(_printable(finding.message))}</system-out>"
        )
        cases.append(f'  <testcase classname="{finding.section}" name={name}>{failure}</testcase>')
    cases += [
        f'  <testcase classname="validate" name="run"><error message={quoteattr(_printable(text))}/></testcase>'
        for text in report.unchecked
    ]
    if not cases:
        cases = [f'  <testcase classname="validate" name={quoteattr(summary(report))}/>']
    failures = sum("<failure" in case for case in cases)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuite name="gppgraph validate" tests="{len(cases)}" failures="{failures}"'
        f' errors="{len(report.unchecked)}">\n' + "\n".join(cases) + "\n</testsuite>\n"
    )


def _printable(text: str) -> str:
    """Return ``text`` without the characters that XML does not allow."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def as_turtle(report: Report) -> str:
    """Return the report as a SHACL validation report."""
    sh, gpp = PREFIXES["sh"], PREFIXES["gpp"]
    kind = ox.NamedNode(iri("rdf", "type"))
    node = ox.NamedNode(BASE + "report")

    def term(value: str) -> ox.NamedNode | ox.Literal:
        if value.startswith(("http://", "https://")):
            try:
                return ox.NamedNode(value)
            except ValueError:
                pass
        return ox.Literal(value)

    triples: list[ox.Triple] = [
        ox.Triple(node, kind, ox.NamedNode(sh + "ValidationReport")),
        ox.Triple(node, ox.NamedNode(sh + "conforms"), ox.Literal(report.outcome == "conforms")),
        ox.Triple(
            node, ox.NamedNode(iri("dcterms", "description")), ox.Literal(summary(report), language="en")
        ),
    ]
    for number, finding in enumerate(report.findings, start=1):
        result = ox.NamedNode(f"{BASE}report/{number}")
        triples.append(ox.Triple(node, ox.NamedNode(sh + "result"), result))
        triples.append(ox.Triple(result, kind, ox.NamedNode(sh + "ValidationResult")))
        severity = finding.severity.name.capitalize()
        shape = ox.NamedNode(iri("gsh", finding.code.removeprefix("gsh:")))
        values: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (sh + "focusNode", term(finding.focus)),
            (sh + "resultSeverity", ox.NamedNode(sh + severity)),
            (sh + "sourceShape", shape),
            (sh + "resultMessage", ox.Literal(finding.message, language="en")),
            (gpp + "section", ox.Literal(finding.section)),
        ]
        if finding.path and finding.path.startswith("http"):
            values.append((sh + "resultPath", ox.NamedNode(finding.path)))
        if finding.value:
            values.append((sh + "value", term(finding.value)))
        for passage in filter(None, (finding.passage, finding.other_passage)):
            values.append((iri("prov", "wasDerivedFrom"), term(passage)))
        triples += [ox.Triple(result, ox.NamedNode(predicate), value) for predicate, value in values]
    used = ("sh", "gsh", "gpp", "prov", "dcterms", "req", "crit", "passage", "label", "concept")
    data = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={name: PREFIXES[name] for name in used})
    return data.decode() if data is not None else ""
