"""A specification as Markdown and as JSON."""

from __future__ import annotations

import json
from typing import Any

from ..output.records import plain
from .specification import Specification
from .specification_words import SpecificationWords


def as_markdown(specification: Specification) -> str:
    """Return the draft as Markdown."""
    words = SpecificationWords(specification)
    lines = [f"# {_md(words.heading)}", "", words["draft"], ""]
    lines += [f"- {name}: {_md(value)}" for name, value in words.about()]
    for section in words.sections():
        lines += ["", f"## {section.heading}"]
        for entry in section.requirements:
            lines += ["", f"### {_md(entry.heading)}", ""]
            for demand in entry.demands:
                lines.append(f"- {_md(demand.text)}")
                lines += [f"  - {_md(text)}" for text in demand.below]
            for name, texts in entry.notes:
                lines += ["", f"{name}:", "", *(f"- {_md(text)}" for text in texts)]
            lines += ["", f"{words['source']}: {entry.source}"] if entry.source else []
    return "\n".join(lines) + "\n"


def as_record(specification: Specification) -> dict[str, Any]:
    """Return the draft as plain objects, with the note that it is no legal advice."""
    words = SpecificationWords(specification)
    record: dict[str, Any] = {"note": words["draft"], **plain(specification)}
    for entry, made in zip(record["requirements"], specification.requirements, strict=True):
        entry["award"] = made.award
    return record


def as_json(specification: Specification) -> str:
    """Return the draft as JSON."""
    return json.dumps(as_record(specification), ensure_ascii=False, indent=2) + "\n"


def _md(words: str) -> str:
    return words.replace("\n", " ").replace("<", "&lt;")
