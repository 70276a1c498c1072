"""Names as users type them: look-up, near matches, natural order."""

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
    """Return the known names most like ``name`` or like its beginning, best first."""
    from difflib import SequenceMatcher

    typed = name.lower()
    matcher = SequenceMatcher(b=typed, autojunk=False)

    def likeness(entry: str) -> float:
        best = 1.0 if typed and typed in entry else 0.0
        for candidate, weight in ((entry, 1.0), (entry[: len(typed) + 1], 0.95)):
            matcher.set_seq1(candidate)
            if matcher.real_quick_ratio() * weight > best and matcher.quick_ratio() * weight > best:
                best = max(best, matcher.ratio() * weight)
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
    raise UnknownNameError(KINDS[kind], name, near(typed, entries), sorted(entries))


def resolve_level(register: Register, name: str, sets: Iterable[str]) -> list[str]:
    """Return the levels of ``sets`` that ``name`` stands for.

    ``name`` is a slug (``dk-basis``), its last part, a CURIE or an IRI.

    Raises:
        UnknownNameError: no such level, or none of these sets has it; near matches are given.
    """
    chosen = list(sets)
    levels = {
        slug(level): level for entry in chosen for level in register["set-levels"].get(entry, "").split()
    }
    wanted = expand(name)
    found = [
        level
        for entry, level in sorted(levels.items())
        if name in (entry, entry.split("-", 1)[-1]) or wanted == level
    ]
    if found:
        return found
    short = list(dict.fromkeys(entry.split("-", 1)[-1] for entry in sorted(levels)))
    kind = f"level of {slug(chosen[0])}" if len(chosen) == 1 else "level"
    raise UnknownNameError(kind, name, near(name, [*levels, *short]), short)
