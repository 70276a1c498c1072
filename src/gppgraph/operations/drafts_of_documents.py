"""Tasks on source documents: proposals read from them, and accepted ones written."""

from __future__ import annotations

from .declaration import FILE, FLAG, FOLDER, Operation, Parameter
from .review_of_drafts import REVIEW_OF_DRAFTS
from .text_questions import TEXT_FILE

DRAFTS_OF_DOCUMENTS = (
    Operation(
        ("read",),
        "propose the criteria of a source document, review them, and write the accepted ones into the workspace",
        'echo "4.2 Spare parts" | gppgraph read - --as chairs-2026 --set --output chairs',
        (
            Parameter("file", TEXT_FILE, FILE, positional=True, placeholder="FILE"),
            Parameter("name", "name of the edition, such as chairs-2026", option="as", placeholder="NAME"),
            Parameter("scheme", "read as an edition of this label scheme", placeholder="SCHEME"),
            Parameter("set", "read as a set of criteria", FLAG),
            Parameter("act", "read as an act of law", FLAG),
            Parameter("title", "title of the edition (default: its name)", placeholder="TEXT"),
            Parameter(
                "lang",
                "language of the text: da, de, en, nb, nn or sv (default: found by its words); with --html: en, nb or da",
                placeholder="L",
            ),
            Parameter(
                "previous",
                "edition of the graph, or folder of a draft, to compare the proposals with",
                placeholder="EDITION",
            ),
            Parameter("output", "folder of the draft (default: NAME.draft)", FOLDER, placeholder="DIR"),
            Parameter("accept", "write the accepted proposals of this folder", FOLDER, placeholder="DIR"),
            Parameter("replace", "with --accept: write an edition file that exists anew", FLAG),
            Parameter("check", "with --accept: only show the verdicts that would change", FLAG),
            *REVIEW_OF_DRAFTS,
        ),
        empty="two reviewers differ, with --compare",
        extra="link",
    ),
)
