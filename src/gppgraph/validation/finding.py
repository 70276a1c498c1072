"""A finding of validation: a node, a message, and how to correct it.

This module runs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """The severity of a finding."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    @classmethod
    def of(cls, name: str) -> Severity:
        """Return the severity of a name in any case; SHACL's local names count too."""
        return cls[name.upper()]


GRAPH = "graph"  # a fault of the graph or of a contributed file, to be corrected there
CHANGED = "contributed-changes-answer"  # the code of findings on answers that a contributed file changes
SOURCE = "source"  # an inconsistency in the texts of publishers, which the graph records as printed


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of the graph or an inconsistency of the sources.

    ``summary``, ``problem`` and ``solution`` are texts of the kind of finding; the rest is about this one.
    ``other`` is the node that disagrees with ``focus``. ``said`` and ``other_said`` are descriptions of the
    two in the graph, ``text`` is the edition or file that ``focus`` belongs to, and ``confidence`` is the
    lower one of the two.
    """

    section: str
    severity: Severity
    code: str
    focus: str
    message: str
    value: str | None = None
    path: str | None = None
    other: str | None = None
    passage: str | None = None
    other_passage: str | None = None
    summary: str = ""
    problem: str = ""
    solution: str = ""
    file: str | None = None
    line: int | None = None
    passage_place: str | None = None
    other_passage_place: str | None = None
    said: str | None = None
    other_said: str | None = None
    text: str | None = None
    confidence: str | None = None

    @property
    def title(self) -> str:
        """Return the name of the kind of finding."""
        return self.summary or self.problem or self.code

    @property
    def id(self) -> str:
        """Return a name to cite this finding by, such as ``reference-dangles-1a2b3c4d``.

        It stays the same as long as the identity of the finding does.
        """
        from hashlib import sha256

        digest = sha256("\n".join(self.identity()).encode()).hexdigest()
        return f"{self.code.replace(':', '-')}-{digest[:8]}"

    def key(self) -> tuple[str | int, ...]:
        """Return the sort key of findings: section, worst first, code, place."""
        return (
            self.section,
            -int(self.severity),
            self.code,
            self.focus,
            self.path or "",
            self.value or "",
            self.passage or "",
            self.other_passage or "",
            self.message,
        )

    def identity(self) -> tuple[str, ...]:
        """Return the fields by which two findings are the same one.

        Passages do not belong to them, and neither does the line in the file.
        """
        return (
            self.code,
            self.focus,
            self.path or "",
            self.value or "",
            self.message,
        )

    def __lt__(self, other: Finding) -> bool:
        return self.key() < other.key()


def fails(findings: Sequence[Finding], level: str) -> bool:
    """Return whether ``findings`` reach ``level``.

    ``violation``, ``warning`` and ``info`` count faults of the graph; with ``source-`` before it,
    inconsistencies of the sources count as well; ``changed`` counts violations and changed answers; ``never``
    is never reached.
    """
    if level == "never":
        return False
    if level == "changed":
        return fails(findings, "violation") or any(finding.code == CHANGED for finding in findings)
    sections = {GRAPH, SOURCE} if level.startswith("source-") else {GRAPH}
    least = Severity.of(level.removeprefix("source-"))
    return any(finding.section in sections and finding.severity >= least for finding in findings)


LEVELS = (
    "never",
    "violation",
    "changed",
    "warning",
    "info",
    "source-violation",
    "source-warning",
    "source-info",
)
