"""Word files from the templates of this package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from ..errors import InputError, MissingExtraError, OutputError

# The first day that a zip file can hold, so that the bytes depend on the content alone.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def render(
    template: str, title: str, language: str, values: Mapping[str, Any], own: bytes | None = None
) -> bytes:
    """Return a Word file made from a template.

    It is one of this package, or the bytes of ``own``.

    Title and language are among its properties.

    Raises:
        MissingExtraError: the library for Word templates is not installed.
        InputError: the own template is no Word file, or asks for what there is not.
        OutputError: a value cannot be written in XML.
    """
    try:
        from docxtpl import DocxTemplate
    except ImportError as error:
        raise MissingExtraError("--format docx", "office") from error
    from .html import environment

    made = environment().overlay(finalize=_writable)
    source = own if own is not None else files("gppgraph.output").joinpath("templates", template).read_bytes()
    stream = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(source))
        document.render(dict(values), made, autoescape=True)
        document.docx.core_properties.title = title
        document.docx.core_properties.language = language
        document.save(stream)
    except ValueError as error:
        if own is not None:
            raise InputError(f"the template cannot be filled: {error}.") from error
        raise OutputError(f"the document cannot be written: {error}") from error
    except Exception as error:  # of a template that is no Word file, or names what is not there
        if own is None:
            raise
        raise InputError(f"the template cannot be filled: {str(error)[:200]}.") from error
    return _without_times(stream.getvalue())


def _writable(value: Any) -> Any:
    """Return a text without the control characters that XML cannot hold."""
    if not isinstance(value, str):
        return value
    return "".join(character for character in value if character >= " " or character in "\t\n")


def _without_times(packed: bytes) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, _NO_TIME), old.read(entry), zipfile.ZIP_DEFLATED)
    return target.getvalue()
