"""Names as users type them: look-up, near matches, natural order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .errors import UnknownNameError
from .terms import BASE, expand, slug

# Kinds in the snapshot's register of names, with their words for error messages.
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
    """Return a sort key by which ``c2`` comes before ``c15``."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name)]


def near(name: str, names: Iterable[str], count: int = 5) -> list[str]:
    """Return the names most like ``name`` or like its beginning, best first."""
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

    scored = sorted((-likeness(entry.lower()), entry) for entry in set(names))
    return [entry for score, entry in scored if -score >= 0.7][:count]


def resolve(register: Register, kind: str, name: str) -> str:
    """Return the IRI of a slug, CURIE or IRI of a kind.

    Raises:
        UnknownNameError: the name stands for nothing of the kind; the message has near matches.
    """
    entries = register[kind]
    if name in entries:
        return entries[name]
    iris = set(entries.values())
    for candidate in (expand(name), name):
        if candidate in iris:
            return candidate
    typed = slug(name) if name.startswith(BASE) else name
    folded = {entry.lower(): iri for entry, iri in entries.items()}
    if typed.lower() in folded:
        return folded[typed.lower()]
    raise UnknownNameError(KINDS[kind], name, near(typed, entries), sorted(entries))


def resolve_level(register: Register, name: str, sets: Iterable[str]) -> list[str]:
    """Return the levels of ``sets`` with a name.

    ``name`` is a slug (``dk-basis``), its last part, a CURIE or an IRI.

    Raises:
        UnknownNameError: there is no such level, or none of these sets has it; the message has near matches.
    """
    owners = list(sets)
    levels = {
        slug(level): level for entry in owners for level in register["set-levels"].get(entry, "").split()
    }
    expanded = expand(name)
    matches = [
        level
        for entry, level in sorted(levels.items())
        if name in (entry, entry.split("-", 1)[-1]) or expanded == level
    ]
    if matches:
        return matches
    short = list(dict.fromkeys(entry.split("-", 1)[-1] for entry in sorted(levels)))
    kind = f"level of {slug(owners[0])}" if len(owners) == 1 else "level"
    raise UnknownNameError(kind, name, near(name, [*levels, *short]), short)
