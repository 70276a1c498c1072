"""``gppgraph data diff``."""

from __future__ import annotations

import argparse
from collections import Counter

from ...output.tables import render
from ..common import as_json, emit

COLUMNS = ("kind", "subject", "edition", "product", "before", "after")


def run(options: argparse.Namespace) -> int:
    """Print the differences between two versions.

    The exit code is 0; with ``--exit-code`` it is 1 if there is a difference.
    """
    from ...verdicts.diff import VERDICT, compare
    from ...workspace import find

    changes = [
        change
        for change in compare(options.old, options.new, find(options.workspace))
        if change.word_changed or not options.words
    ]
    if options.format == "json":
        records = [
            {
                "kind": change.kind,
                "subject": change.subject,
                "edition": change.edition,
                "product": change.product,
                "before": _named(change.kind, change.before, VERDICT),
                "after": _named(change.kind, change.after, VERDICT),
            }
            for change in changes
        ]
        emit(as_json(records), options.output)
    else:
        rows = []
        for change in changes:
            before, after = _words(change.before, change.after)
            rows.append(
                {
                    "kind": change.kind,
                    "subject": change.subject,
                    "edition": change.edition,
                    "product": change.product,
                    "before": before,
                    "after": after,
                }
            )
        summary = ""
        if options.format == "table":
            counts = Counter((change.kind, *_words(change.before, change.after)) for change in changes)
            summary = "".join(
                f"{number:6} {kind}s: {before} -> {after}\n"
                for (kind, before, after), number in sorted(
                    counts.items(), key=lambda item: (-item[1], item[0])
                )
            )
            summary = summary or "no verdict and no outcome differs\n"
        emit((render(COLUMNS, rows, options.format) if rows else "") + summary, options.output)
    return 1 if changes and options.exit_code else 0


def _named(kind: str, values: tuple[str, ...] | None, names: tuple[str, ...]) -> dict[str, str] | None:
    if values is None:
        return None
    return dict(zip(names if kind == "verdict" else ("outcome",), values, strict=True))


def _words(before: tuple[str, ...] | None, after: tuple[str, ...] | None) -> tuple[str, str]:
    """Return the words of both sides, with other fields that differ.

    For example ``("below, verified", "satisfies, inferred")``.
    """
    if before is None or after is None:
        return (before[0] if before else "none"), (after[0] if after else "none")
    differing = [0, *(place for place in range(1, len(before)) if before[place] != after[place])]
    return ", ".join(before[place] for place in differing), ", ".join(after[place] for place in differing)
