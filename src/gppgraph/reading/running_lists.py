"""Parts of lists in running sentences, and provisions named before their act."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .signals import Signals

_BRACKETS = re.compile(r"\([^)]*\)")
_NUMBERS = r"[IVXLC\d]+[a-z]?(?![\w/])"
# Characters between the last provision and its act, such as "in (the recast of)".
_GAP = 40


def enumerations(text: str, signals: Signals) -> Iterator[list[str]]:
    """Yield the parts listed behind the word of demand, and those before it.

    "The manual shall contain safety measures, a diagram, which shows the parts, and the tools" gives "contain safety
    measures", "a diagram" and "the tools", then "The manual" alone: what is in brackets and a clause after a comma
    that begins with a relative word are left out. A side with an alternative ("reused or recycled goods") is not
    given, as it may name one thing or two.
    """
    plain = _BRACKETS.sub(" ", text)
    demand = signals.bindingness["mandatory"].search(plain)
    if demand:
        for side in (plain[demand.end() :], plain[: demand.start()]):
            if not signals.pattern("alternative").search(side):
                yield _parts(side, signals)


def _parts(side: str, signals: Signals) -> list[str]:
    parts: list[str] = []
    for piece in re.split(r"[,;]", side):
        said = piece.strip(" .")
        if said and not signals.pattern("relative").match(said):
            parts += [part.strip() for part in signals.pattern("conjunction").split(said) if part.strip()]
    return parts


def provisions_before(text: str, act: str, signals: Signals) -> Iterator[str]:
    """Yield phrases of one provision and the act at the end of a text.

    "article 8 and annexes VII and VIII to Directive 2012/19/EU" gives "article 8 to Directive 2012/19/EU" and so on.
    ``text`` ends where the words ``act`` begin. A list that does not lead up to the act gives nothing.
    """
    words = [word for name in ("article", "annex") for word in signals.words("sections", name)]
    word = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    joined = "|".join(map(re.escape, signals.words("conjunction")))
    between = rf"(?:\s*,\s*|\s+(?:{joined})\s+)"
    group = rf"(?:{word})\w{{0,2}}\s+{_NUMBERS}(?:{between}{_NUMBERS})*"
    whole = re.compile(
        rf"(?<!\w)(?P<list>{group}(?:{between}{group})*)(?P<gap>\s+(?P<to>\w+)\s[^.,;\d]{{0,{_GAP}}})\Z",
        re.IGNORECASE,
    )
    found = whole.search(text)
    if not found:
        return
    for part in re.finditer(
        rf"(?P<word>{word})\w{{0,2}}\s+(?P<numbers>{_NUMBERS}(?:{between}{_NUMBERS})*)",
        found["list"],
        re.IGNORECASE,
    ):
        for number in re.findall(_NUMBERS, part["numbers"]):
            yield f"{part['word']} {number} {found['to']} {act}"
