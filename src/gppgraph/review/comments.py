"""A review as comments in a copy of the Word document that was reviewed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from ..errors import InputError, MissingExtraError
from ..languages import Words
from ..processes import run_limited
from ..terms import slug
from ..texts.forms import flat
from ..texts.read.readers import LARGEST, MEGABYTES, SECONDS
from ..texts.read.word import WORD, Piece, joined, paragraphs
from .result import Review

AUTHOR, INITIALS = "gppgraph", "gpp"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Note = tuple[int, int, str]


def as_docx(result: Review, file: str) -> bytes:
    """Return a copy of the reviewed document with each finding as a comment at its place.

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
    notes = [
        (entry.start, entry.end, " ".join(filter(None, (_sentence(entry.message), entry.advice, _rests(entry.sources, result)))))
        for entry in sorted(result.findings, key=lambda entry: (entry.start, entry.end))
    ]  # fmt: skip
    in_note = Words(result.language, "gppgraph.texts")["in-note"]
    return run_limited(
        commented, source.name, data, source.text, notes, in_note, seconds=SECONDS, megabytes=MEGABYTES
    )


def commented(name: str, data: bytes, text: str, notes: Sequence[Note], in_note: str) -> bytes:
    """Return a document with comments from ``start`` to ``end`` of its text; ``in_note`` is how one in a note begins.

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
    pieces, skipped = _placed(body)
    if not text.startswith(joined(list(paragraphs(body))).strip()):
        raise InputError(f"{name}: is not what was reviewed.")
    _cut(pieces, {place + skipped for start, end, _ in notes for place in (start, end)})
    pieces, _ = _placed(body)
    for start, end, words in notes:
        inside = [
            piece for at, piece in pieces if at < end + skipped and start + skipped < at + len(piece.text)
        ]
        if not inside:  # it stands in a footnote, where Word takes no comments
            inside = [pieces[-1][1]]
            words = in_note.format(quote=flat(text[start:end]), remark=words)
        runs = [Run(_run(piece.node), document) for piece in (inside[0], inside[-1])]
        document.add_comment(runs, words, AUTHOR, INITIALS)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _placed(body: Any) -> tuple[list[tuple[int, Piece]], int]:
    """Return every piece of the document with its place in the whole text, and how much blank the text begins with."""
    placed, at = [], 0
    parts = list(paragraphs(body))
    for pieces in parts:
        for piece in pieces:
            if piece.node is not None:
                placed.append((at, piece))
            at += len(piece.text)
        at += 1
    whole = joined(parts)
    return placed, len(whole) - len(whole.lstrip())


def _cut(pieces: Iterable[tuple[int, Piece]], places: Iterable[int]) -> None:
    """Divide runs at the places, so that a comment holds its words and no more."""
    wanted = sorted(places, reverse=True)
    for start, piece in pieces:
        run = piece.node.getparent()
        if piece.node.tag != f"{WORD}t" or _run(piece.node) is not run:
            continue
        if [child for child in run if child.tag != f"{WORD}rPr"] != [piece.node]:
            continue
        for place in wanted:
            offset = place - start - piece.lead
            words = piece.node.text or ""
            if 0 < offset < len(words):
                rest = deepcopy(run)
                run.addnext(rest)
                for node, part in ((piece.node, words[:offset]), (rest.find(f"{WORD}t"), words[offset:])):
                    node.text = part
                    node.set(_SPACE, "preserve")


def _run(node: Any) -> Any:
    """Return the run around a piece; for one in a text box the run that holds the box."""
    run = next(node.iterancestors(f"{WORD}r"))
    boxes = list(run.iterancestors(f"{WORD}txbxContent"))
    return next(boxes[-1].iterancestors(f"{WORD}r"), run) if boxes else run


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:] + ("" if message.endswith("?") else ".")


def _rests(sources: Sequence[str], result: Review) -> str:
    titles = [result.things.get(name, ("", ""))[1] for name in sources]
    shown = [
        f"{title} ({slug(name)})" if title else slug(name)
        for name, title in zip(sources, titles, strict=True)
    ]
    return f"[{'; '.join(shown)}]" if shown else ""
