"""Verdicts by law on the day of the graph, and on the later days of change."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..graph import Graph
from ..verdicts.law import LawVerdict
from ..verdicts.law_timeline import LawSpan, read_spans
from .statements import Statements

# Verdicts by the slugs of a requirement and a product type.
OfDay = dict[tuple[str, str], LawVerdict]


@dataclass(frozen=True, slots=True)
class LawDays:
    """Verdicts by law and day, and the spans behind them by requirement.

    The first day is that on which the newest data file was written. A graph without law that gives anything
    has no day.
    """

    verdicts: dict[str, OfDay] = field(default_factory=dict)
    spans: dict[str, list[LawSpan]] = field(default_factory=dict)

    @property
    def requirements(self) -> list[str]:
        """Slugs of the requirements that law says something of, sorted."""
        return sorted({requirement for found in self.verdicts.values() for requirement, _ in found})

    def of(self, requirement: str) -> dict[str, dict[str, LawVerdict]]:
        """Return the verdicts on a requirement by day and product type."""
        return {
            day: {product: entry for (name, product), entry in found.items() if name == requirement}
            for day, found in self.verdicts.items()
        }


def read_law(graph: Graph, statements: Statements) -> LawDays:
    """Return the verdicts by law on each requirement of a graph."""
    spans = read_spans(graph.engine, {})
    files = statements.instances("DataFile")
    written = [day for file in files for day in statements.values(file, "dcterms:issued")]
    if not spans or not written:
        return LawDays()
    today = max(written)
    findings = statements.instances("LegalFinding")
    ends = {day for name in findings for day in statements.values(name, "gpp:validFrom", "gpp:validUntil")}
    return LawDays(
        {
            day: {
                (entry.requirement, entry.product): entry
                for entry in graph.law(as_of=day, constraints=False)
                if entry.verdict not in ("not-applicable", "not-specified")
            }
            for day in (today, *sorted(day for day in ends if day > today))
        },
        spans,
    )
