"""A specification as a Word file, in the shipped template or in that of an agency."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError
from ..output import word_file
from .specification import Specification
from .specification_words import SpecificationWords

# Bytes of an agency's template that are read at most.
LARGEST = 20 * 1024 * 1024


def as_docx(specification: Specification, template: str | None = None) -> bytes:
    """Return the draft as a Word file.

    ``template`` is the path of an agency's own one.

    A template gets ``specification`` and ``words``; the shipped one, specification.docx, shows how they are used.

    Raises:
        InputError: the template cannot be read or filled.
    """
    words = SpecificationWords(specification)
    values = {"specification": specification, "words": words}
    own = _read(template) if template else None
    return word_file.render("specification.docx", words.heading, specification.language, values, own)


def _read(template: str) -> bytes:
    try:
        with Path(template).open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"--template {template}: cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST:
        raise InputError(f"--template {template}: is larger than {LARGEST // 2**20} MB.")
    if not data.startswith(b"PK"):
        raise InputError(f"--template {template}: is no Word file (.docx).")
    return data
