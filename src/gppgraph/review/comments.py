"""A review as comments in a copy of the Word document that was reviewed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import InputError, MissingExtraError
from ..languages import Words
from ..output.html import one_line
from ..processes import run_limited
from ..texts.read.source_text import LARGEST, MEGABYTES, SECONDS
from ..texts.read.word import WORD, TextNode, joined, paragraphs
from .findings import ReviewFinding
from .result import Review

AUTHOR, INITIALS = "gppgraph", "gpp"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Comment(NamedTuple):
    """A comment on a span of a text."""

    start: int
    end: int
    words: str


class _Placed(NamedTuple):
    """A text node of a document and its place in the text of the document."""

    place: int
    node: TextNode


def as_docx(result: Review, file: str) -> bytes:
    """Return a copy of the reviewed document with the findings as comments.

    Raises:
        InputError: the text did not come from a Word document, or it changed since.
        MissingExtraError: the library for Word documents is not installed.
    """
    source = result.linked.source
    if source.kind != "docx":
        raise InputError(f"{source.name}: comments need a docx; for a text use --format html.")
    try:
        data = Path(file).read_bytes()[: LARGEST + 1]
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}.") from error
    comments = [
        Comment(entry.start, entry.end, _in_words(entry, result))
        for entry in sorted(result.findings, key=lambda entry: (entry.start, entry.end))
    ]
    in_note = Words(result.language, "gppgraph.review")["in-note"]
    return run_limited(
        commented, source.name, data, source.text, comments, in_note, seconds=SECONDS, megabytes=MEGABYTES
    )


def commented(name: str, data: bytes, text: str, comments: Sequence[Comment], in_note: str) -> bytes:
    """Return a document with comments on spans of its text.

    A comment on a footnote, where Word takes none, goes to the end of the document; ``in_note`` is its pattern.

    Raises:
        InputError: the library cannot open the document, or reads another text.
    """
    try:
        import docx
        from docx.text.run import Run
    except ImportError as error:
        raise MissingExtraError("comments in Word documents", "link") from error
    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as error:  # macro documents and broken packages, in the library's own words
        raise InputError(f"{name}: no comments can be written into it: {str(error)[:200]}.") from error
    body = document.element
    nodes, skipped = _text_nodes(body)
    if not text.startswith(joined(list(paragraphs(body))).strip()):
        raise InputError(f"{name}: is not what was reviewed.")
    _cut(nodes, {place + skipped for start, end, _ in comments for place in (start, end)})
    nodes, _ = _text_nodes(body)
    for start, end, words in comments:
        inside = [
            node
            for place, node in nodes
            if place < end + skipped and start + skipped < place + len(node.text)
        ]
        if not inside:
            inside = [nodes[-1].node]
            words = in_note.format(quote=one_line(text[start:end]), remark=words)
        runs = [Run(_run(node.node), document) for node in (inside[0], inside[-1])]
        document.add_comment(runs, words, AUTHOR, INITIALS)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _text_nodes(body: Any) -> tuple[list[_Placed], int]:
    """Return the text nodes of a document, and the length of blank space before them."""
    placed, place = [], 0
    parts = list(paragraphs(body))
    for nodes in parts:
        for node in nodes:
            if node.node is not None:
                placed.append(_Placed(place, node))
            place += len(node.text)
        place += 1
    whole = joined(parts)
    return placed, len(whole) - len(whole.lstrip())


def _cut(nodes: Iterable[_Placed], places: Iterable[int]) -> None:
    """Divide runs at places, so that a comment can begin and end inside them."""
    descending = sorted(places, reverse=True)
    for start, node in nodes:
        element = node.node
        run = element.getparent()
        if element.tag != f"{WORD}t" or _run(element) is not run:
            continue
        if [child for child in run if child.tag != f"{WORD}rPr"] != [element]:
            continue
        for place in descending:
            offset = place - start - node.lead
            words = element.text or ""
            if 0 < offset < len(words):
                rest = deepcopy(run)
                run.addnext(rest)
                for half, part in ((element, words[:offset]), (rest.find(f"{WORD}t"), words[offset:])):
                    half.text = part
                    half.set(_SPACE, "preserve")


def _run(node: Any) -> Any:
    """Return the run around an element, or the run that holds the text box around it."""
    run = next(node.iterancestors(f"{WORD}r"))
    boxes = list(run.iterancestors(f"{WORD}txbxContent"))
    return next(boxes[-1].iterancestors(f"{WORD}r"), run) if boxes else run


def _in_words(entry: ReviewFinding, result: Review) -> str:
    """Return message, advice and sources of a finding, separated by spaces."""
    message = entry.message[:1].upper() + entry.message[1:] + ("" if entry.message.endswith("?") else ".")
    sources = "; ".join(
        f"{result.things[name].title} ({name})" if name in result.things else name for name in entry.sources
    )
    return " ".join(filter(None, (message, entry.advice, f"[{sources}]" if sources else "")))
