"""From what a user types to the IRI it stands for, with near matches where it stands for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .errors import UnknownNameError
from .terms import BASE, expand, slug

# What the snapshot's register of names distinguishes, and how an error calls it.
KINDS = {
    "requirement": "requirement",
    "edition": "label edition",
    "set": "criteria set",
    "product": "product type",
    "level": "level",
    "state": "state of goods",
    "verdict": "verdict",
}

Register = Mapping[str, Mapping[str, str]]


def natural(name: str) -> list[tuple[int, int, str]]:
    """Return a key by which ``c2`` comes before ``c15``."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name)]


def near(name: str, known: Iterable[str], count: int = 5) -> list[str]:
    """Return the known names most like ``name``, best first: like the whole name, or like its beginning."""
    from difflib import SequenceMatcher

    typed = name.lower()
    matcher = SequenceMatcher(b=typed, autojunk=False)

    def likeness(entry: str) -> float:
        best = 1.0 if typed in entry else 0.0
        for candidate in (entry, entry[: len(typed) + 1]):
            matcher.set_seq1(candidate)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
                best = max(best, matcher.ratio())
        return best

    scored = sorted((-likeness(entry.lower()), entry) for entry in set(known))
    return [entry for score, entry in scored if -score >= 0.7][:count]


def resolve(register: Register, kind: str, name: str) -> str:
    """Return the IRI of a slug, CURIE or IRI of the given kind.

    Raises:
        UnknownNameError: with near matches.
    """
    entries = register[kind]
    if name in entries:
        return entries[name]
    known = set(entries.values())
    for candidate in (expand(name), name):
        if candidate in known:
            return candidate
    typed = slug(name) if name.startswith(BASE) else name
    folded = {entry.lower(): iri for entry, iri in entries.items()}
    if typed.lower() in folded:
        return folded[typed.lower()]
    raise UnknownNameError(KINDS[kind], name, near(typed, entries))


def resolve_level(register: Register, name: str, sets: Iterable[str]) -> list[str]:
    """Return the levels that ``name`` stands for: a slug (``dk-basis``), or its last part within ``sets``.

    Raises:
        UnknownNameError: with near matches.
    """
    levels = register["level"]
    if name in levels:
        return [levels[name]]
    allowed = {register["set-levels"].get(entry, "") for entry in sets}
    ends = [
        iri
        for entry, iri in sorted(levels.items())
        if entry.split("-", 1)[-1] == name and (not allowed or any(iri in group.split() for group in allowed))
    ]
    if ends:
        return ends
    if expand(name) in levels.values():
        return [expand(name)]
    raise UnknownNameError(
        "level", name, near(name, [*levels, *(entry.split("-", 1)[-1] for entry in levels)])
    )
