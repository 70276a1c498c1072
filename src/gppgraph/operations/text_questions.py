"""Questions about a text: a tender, a notice, a requirement in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .declaration import COMMAND, FILE, FOLDER, WHOLE, Operation, Parameter, Values
from .parameters import AS_OF, LANGUAGE

if TYPE_CHECKING:
    from ..graph import Graph
    from ..review.result import Review
    from ..texts.linked import Linked
    from ..texts.read.source_text import Text

TEXT_FILE = "txt, Markdown, HTML, docx, odt, PDF or XML notice; - for stdin"


def link(graph: Graph, values: Values) -> list[Linked]:
    """Return the texts of files with their mentions and figures."""
    from dataclasses import replace

    from ..texts.limited import with_text
    from ..texts.linker import Linker

    linker = Linker(graph)
    assert linker.reader  # once for all files, before a process for each of them
    country = graph.configuration.country(values["country"]).code.lower() if values["country"] else None

    def linked(source: Text) -> Linked:
        if values["lang"]:
            source = replace(source, language=values["lang"])
        return linker.link(source, country, comparing=values["format"] != "ttl")

    return [with_text(name, linked) for name in values["files"]]


def review(graph: Graph, values: Values) -> Review:
    """Return the review of a file."""
    from ..review.review import review
    from ..texts.limited import with_text
    from ..values import parse_day

    day = parse_day(values["as_of"])
    country = graph.configuration.country(values["country"]).code.lower()
    return with_text(
        values["file"], lambda source: review(graph, source, country, day, language=values["lang"])
    )


TEXT_QUESTIONS = (
    Operation(
        ("link",),
        "mark the labels, standards and figures that a text names, and link them to the graph",
        'echo "TCO Certified generasjon 9 og minst tre års garanti" | gppgraph link -',
        (
            Parameter("files", TEXT_FILE, FILE, repeated=True, positional=True, placeholder="FILE"),
            Parameter(
                "lang",
                "language of the text, for the record (words of all languages are known)",
                placeholder="L",
            ),
            Parameter(
                "country",
                "country of the workspace whose criteria a printed code means",
                placeholder="CODE",
                example="dk",
            ),
            Parameter(
                "batch",
                "link every file below DIR to Turtle files (with --output DIR, default DIR.ttl)",
                FOLDER,
                placeholder="DIR",
            ),
            Parameter(
                "summary",
                "with --batch: write no Turtle, but which label editions, acts and criteria the texts name",
                choices=("table", "json", "csv"),
                placeholder="FORM",
                example="table",
            ),
            AS_OF._replace(help="day on which a summary tells what has ended (default: today)"),
            Parameter("jobs", "processes of a batch (default: one a processor)", WHOLE, placeholder="N"),
        ),
        forms=("text", "json", "ttl", "html"),
        output="write the result to FILE, not to stdout; with --batch a folder",
        call=link,
        empty="a file of a batch could not be read",
        extra="link",
    ),
    Operation(
        ("review",),
        "find the outdated, unprovable, doubtful and missing requirements of a tender text",
        "gppgraph review tender.docx --country no --format docx --output reviewed.docx",
        (
            Parameter(
                "file", TEXT_FILE, FILE, required=True, positional=True, placeholder="FILE", only=COMMAND
            ),
            Parameter(
                "country",
                "country whose criteria and law count (default: that of the workspace)",
                placeholder="CODE",
                example="no",
            ),
            AS_OF._replace(help="day on which the text is to hold (default: today)"),
            LANGUAGE._replace(help="language of the review", choices=("en", "nb", "da")),
        ),
        forms=("md", "json", "html", "docx"),
        call=review,
        empty="something in the text is to be corrected",
        extra="link",
    ),
)
