"""Findings for translations of English texts that have changed since."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..authoring.context import terminology
from ..authoring.data_files import naming
from ..authoring.read import read_file
from ..terms import slug
from ..workspace import YAML
from .finding import GRAPH, Finding, Severity

STALE = "translation-stale"


def stale(paths: Iterable[Path], base: Path | None = None) -> list[Finding]:
    """Return a finding for each stale translation of the YAML files among ``paths``.

    ``base`` is the folder of their workspace.
    """
    findings = []
    words, names = terminology(base), naming(base)
    for path in paths:
        if path.suffix in YAML:
            for text in read_file(path, words).stale:
                inside = base is not None and text.path.is_relative_to(base)
                file = text.path.relative_to(base) if base and inside else text.path
                findings.append(
                    Finding(
                        GRAPH,
                        Severity.WARNING,
                        STALE,
                        names.placed(text.node),
                        f"{text.term} of {slug(text.node)}: the English text has changed since it was translated",
                        value=text.digest,
                        path=words.terms[text.term].iri,
                        summary="A translation is older than its original.",
                        problem="The languages no longer say the same; where they differ, the English holds.",
                        solution=f"Translate the text again and write of: {text.expected}.",
                        file=file.as_posix(),
                        line=text.line,
                    )
                )
    return findings
