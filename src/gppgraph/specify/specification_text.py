"""A specification as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..output.records import plain
from .level_changes import LevelChange
from .specification import Specification
from .specification_words import SpecificationWords
from .ticked_properties import RankedLabel


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


def ranked_markdown(specification: Specification, ranked: Sequence[RankedLabel]) -> str:
    """Return labels by the number of wishes that they prove, as Markdown."""
    words = SpecificationWords(specification)
    lines = [f"# {words['ranked']}", "", words["draft"]]
    for label in ranked:
        lines += ["", f"## {_md(label.title)} ({len(label.proves)})", ""]
        lines += [f"- {words['proved-part']}: `{name}`" for name in label.proves]
        lines += [f"- {words['uncertain-part']}: `{name}`" for name in label.uncertain]
        lines += [f"- {words['remaining-part']}: {_md(text)}" for text in label.remaining]
    return "\n".join([*lines, *([] if ranked else ["", words["ranked-none"]])]) + "\n"


def ranked_json(specification: Specification, ranked: Sequence[RankedLabel]) -> str:
    """Return labels by the number of wishes that they prove, as JSON."""
    record = {"note": SpecificationWords(specification)["draft"], "labels": plain(tuple(ranked))}
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def changes_markdown(here: Specification, there: Specification, changes: Sequence[LevelChange]) -> str:
    """Return the requirements that differ between two levels, as Markdown."""
    words = SpecificationWords(here)
    lines = [f"# {words['changes']}: {_md(here.title)}", "", words["draft"]]
    for change in changes:
        lines += ["", f"## {_md(f'{change.code} {change.title}')}"]
        for made, side in ((here, change.here), (there, change.there)):
            level = ", ".join(made.things[name] for name in made.levels)
            lines += ["", f"{level}:", ""]
            lines += [f"- {_md(text)}" for text in side.demands] or [f"- {words['asks-nothing']}"]
            lines += [f"- {words['labels']}: {_md(', '.join(side.labels))}"] if side.labels else []
            lines += [f"- {words['law']}: {_md(', '.join(side.law))}"] if side.law else []
    return "\n".join(lines) + "\n"


def changes_json(specification: Specification, changes: Sequence[LevelChange]) -> str:
    """Return the requirements that differ between two levels, as JSON."""
    record = {"note": SpecificationWords(specification)["draft"], "changes": plain(tuple(changes))}
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _md(words: str) -> str:
    return words.replace("\n", " ").replace("<", "&lt;")
