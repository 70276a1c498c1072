"""The structure of a source document: its plain text and the blocks of it.

Two files of the folder of a draft hold it: ``document.txt`` the text, ``document.json`` the blocks::

    {"name": "criteria.html", "kind": "html", "language": "da", "sha256": "9bf7...", "notes": [],
     "blocks": [
       {"id": "b1", "kind": "heading", "start": 0, "end": 21, "number": "4.2", "title": "Spare parts",
        "depth": 2, "path": ["4 Repair"], "page": 3},
       {"id": "b2", "kind": "item", "start": 22, "end": 61, "lead": "b1", "path": ["4 Repair", "4.2 Spare parts"]}]}

Offsets count characters of ``document.txt`` from 0; ``end`` is the offset after the last character.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import SourceError

TEXT, STRUCTURE = "document.txt", "document.json"
# Kinds of blocks; a row is one of a table, a lead is the sentence before the items of a list.
BLOCK_KINDS = ("heading", "paragraph", "lead", "item", "row", "head-row", "note", "footnote")


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document: heading, paragraph, item of a list or row of a table.

    ``number`` and ``title`` are those of a heading, ``path`` the headings above from the outermost on. ``lead`` is
    the id of the sentence that introduces an item, or of the head of a table. ``cells`` are the spans of the cells
    of a row, ``page`` counts from 1 and is ``None`` where a document has no pages.
    """

    id: str
    kind: str
    start: int
    end: int
    number: str = ""
    title: str = ""
    depth: int = 0
    path: tuple[str, ...] = ()
    lead: str = ""
    cells: tuple[tuple[int, int], ...] = ()
    page: int | None = None


@dataclass(frozen=True)
class SourceDocument:
    """The text of a document with its blocks, in the order of the text."""

    name: str
    kind: str
    text: str
    language: str = ""
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def by_id(self) -> dict[str, Block]:
        """The blocks by their ids."""
        return {block.id: block for block in self.blocks}

    def passage(self, start: int, end: int) -> str:
        """Return offsets and digest of a passage, such as ``9599-10953 9bf76b5b1a2c3d4e``."""
        digest = hashlib.sha256(self.text[start:end].encode()).hexdigest()[:16]
        return f"{start}-{end} {digest}"


def span_of(passage: str) -> tuple[int, int]:
    """Return the offsets of a passage such as ``9599-10953 9bf76b5b1a2c3d4e``."""
    start, _, end = passage.split()[0].partition("-")
    return int(start), int(end)


def document_files(folder: Path, document: SourceDocument) -> dict[Path, str]:
    """Return the files of a document by path, not yet written."""
    said = {
        "name": document.name,
        "kind": document.kind,
        "language": document.language,
        "sha256": document.sha256,
        "notes": list(document.notes),
        "blocks": [_plain(block) for block in document.blocks],
    }
    text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
    return {folder / TEXT: document.text, folder / STRUCTURE: text}


def load_document(folder: Path) -> SourceDocument:
    """Return the document of a folder.

    Raises:
        SourceError: a file is missing or not of its form, or the text is not the one that was read.
    """
    path = folder / STRUCTURE
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        text = (folder / TEXT).read_bytes().decode()
        blocks = tuple(_block(entry) for entry in said["blocks"])
        document = SourceDocument(
            said["name"], said["kind"], text, said["language"], blocks, tuple(said["notes"])
        )
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}; gppgraph read writes it") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(path, f"is not of the form that gppgraph read writes: {error}") from error
    if document.sha256 != said["sha256"]:
        raise SourceError(
            folder / TEXT, "is not the text that was read; read the document again into this folder"
        )
    return document


def _plain(block: Block) -> dict[str, Any]:
    values = {name: getattr(block, name) for name in Block.__slots__}
    return {name: value for name, value in values.items() if value not in ("", (), None) or name == "id"}


def _block(said: Mapping[str, Any]) -> Block:
    values = dict(said)
    values["path"] = tuple(said.get("path", ()))
    values["cells"] = tuple((int(start), int(end)) for start, end in said.get("cells", ()))
    return Block(**values)
