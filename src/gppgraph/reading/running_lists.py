"""Parts of lists that stand in a running sentence, and provisions that are named before their act."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .signals import Signals

_BRACKETS = re.compile(r"\([^)]*\)")
_NUMBERS = r"[IVXLC\d]+[a-z]?(?![\w/])"
# Characters between the last provision and its act, such as "in (the recast of)".
_GAP = 40


def enumerated(text: str, signals: Signals) -> list[str]:
    """Return the parts that a sentence lists after its word of demand.

    "The manual shall contain safety measures, a diagram, which shows the parts, and the tools" gives "contain safety
    measures", "a diagram" and "the tools": what is in brackets and a clause after a comma that begins with a relative
    word are left out. A part with an alternative ("reused or recycled goods") may be one thing or two: then nothing
    is returned.
    """
    plain = _BRACKETS.sub(" ", text)
    demand = signals.bindingness["mandatory"].search(plain)
    if not demand or signals.pattern("alternative").search(plain, demand.end()):
        return []
    conjunction = signals.pattern("conjunction")
    relative = signals.pattern("relative")
    parts: list[str] = []
    for piece in re.split(r"[,;]", plain[demand.end() :]):
        said = piece.strip(" .")
        if said and not relative.match(said):
            parts += [part.strip() for part in conjunction.split(said) if part.strip()]
    return parts


def provisions_before(text: str, act: str, signals: Signals) -> Iterator[str]:
    """Yield phrases that each name one provision and the act that stands at the end of a text.

    "article 8 and annexes VII and VIII to Directive 2012/19/EU" gives "article 8 to Directive 2012/19/EU" and so on.
    ``text`` ends where the words ``act`` begin. A list that does not lead up to the act gives nothing.
    """
    words = [word for name in ("article", "annex") for word in signals.words("sections", name)]
    word = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    joined = "|".join(map(re.escape, signals.words("conjunction")))
    between = rf"(?:\s*,\s*|\s+(?:{joined})\s+)"
    group = rf"(?:{word})\w{{0,2}}\s+{_NUMBERS}(?:{between}{_NUMBERS})*"
    whole = re.compile(
        rf"(?<!\w)(?P<list>{group}(?:{between}{group})*)(?P<gap>\s+(?P<to>\w+)\s[^.,;\d]{{0,{_GAP}}})\Z", re.IGNORECASE
    )
    found = whole.search(text)
    if not found:
        return
    for part in re.finditer(rf"(?P<word>{word})\w{{0,2}}\s+(?P<numbers>{_NUMBERS}(?:{between}{_NUMBERS})*)", found["list"], re.IGNORECASE):
        for number in re.findall(_NUMBERS, part["numbers"]):
            yield f"{part['word']} {number} {found['to']} {act}"
