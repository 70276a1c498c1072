"""Parameters of the review of a draft."""

from __future__ import annotations

from .declaration import FILE, FOLDER, Parameter

REVIEW_OF_DRAFTS = (
    Parameter(
        "review",
        "review the proposals of the draft in DIR, one after the other",
        FOLDER,
        placeholder="DIR",
    ),
    Parameter("reviewer", "with --review: name of the reviewer, for the record", placeholder="NAME"),
    Parameter(
        "order",
        "with --review: proposals first that would settle most verdicts, or as the document has them",
        choices=("verdicts", "document"),
        default="verdicts",
    ),
    Parameter("html", "with --review: write the review as one page to FILE", FILE, placeholder="FILE"),
    Parameter(
        "decide",
        "with --review: decide on one proposal: ID=accept, ID=reject:REASON or ID=edit:FILE",
        repeated=True,
        placeholder="ID=DECISION",
        example="4.2.c1=accept",
        pattern="=",
    ),
    Parameter(
        "decisions",
        "with --review: take in the decisions of FILE, as the page offers them",
        FILE,
        placeholder="FILE",
    ),
    Parameter(
        "compare",
        "with --review: compare two reviewers, each a file of the page or a name in the decisions of DIR",
        FILE,
        repeated=True,
        placeholder="REVIEWER",
    ),
    Parameter("format", "with --review: form of the result", choices=("text", "json"), default="text"),
)
