"""A proposal in words, and the figures in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...authoring.context import Terminology
from ...authoring.form import NESTED
from ...languages import Words
from ..drafts import ProposedFact

FACETS = ("with", "any-of", "shall", "should")


def figures(form: Mapping[str, Any], words: Terminology) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    """Yield property, demand and part for each figure of a form.

    Alternatives and facets have figures, too.

    For example ``("battery-charge-cycles", {"at-least": "300 cycle"}, form)``.
    """
    concepts = words.codes_of("concept")
    for key, value in form.items():
        if key in concepts and key not in words.terms:
            yield key, value, form
        elif key == "concept" and isinstance(value, str):
            yield value.rpartition(":")[2], _beside(form), form
        elif key in NESTED and isinstance(value, Mapping):
            for part in value.values():
                if isinstance(part, Mapping):
                    yield from figures(part, words)


def in_words(form: Mapping[str, Any], words: Terminology) -> str:
    """Return a form as one line.

    For example ``manufacturer warranty duration: at least 3 YR; products: notebook computer``.
    """
    concepts = words.codes_of("concept").keys()
    lines = [_line(key, value, key in concepts and key not in words.terms) for key, value in form.items()]
    return "; ".join(filter(None, lines))


def changed(proposal: ProposedFact, words: Terminology, said: Words) -> str:
    """Return how a proposal compares with the edition before; empty without one.

    For example ``changed since the edition before. Before: at least: 3 YR``.
    """
    if not proposal.change:
        return ""
    change = said[f"change-{proposal.change}"]
    before = in_words(proposal.before, words)
    return f"{change}. {said['before']}: {before}" if before else change


def _line(key: str, value: Any, is_demand: bool) -> str:
    if key in FACETS and isinstance(value, Mapping):
        return f"{key.replace('-', ' ')} " + " / ".join(_said(part) for part in value.values())
    if is_demand and value == "holds":
        return _spaced(key)
    return f"{_spaced(key)}: {_said(value)}"


def _said(value: Any) -> str:
    """Return a value in words; a text with a blank is prose and stays as it is."""
    if isinstance(value, Mapping):
        return ", ".join(f"{_spaced(str(key))} {_said(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value))
    text = str(value)
    return text if " " in text or text[:1].isdigit() else _spaced(text)


def _spaced(code: str) -> str:
    return code.rpartition(":")[2].replace("-", " ")


def _beside(form: Mapping[str, Any]) -> Any:
    return {key: value for key, value in form.items() if key != "concept"}
