"""Places that a buyer fills: "X years [at least 2, to be specified]"."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..texts.vocabulary.vocabulary import Vocabulary
from .signals import Signals

_UNIT = r"(?P<unit>[^\W\d_]{2,20})"
_BRACKET = r"\s*\[(?P<inside>[^\]]{1,120})\]"
_PLACE = re.compile(rf"(?<![\w-])(?P<name>[A-ZÆØÅ]|\[[A-Za-z]\]|_{{2,}}|\.{{3,}})\s+{_UNIT}(?:{_BRACKET})?")


class Filled(NamedTuple):
    """A sentence in which the bound stands in place of the buyer's figure.

    ``name`` is the letter of the text, ``start`` and ``end`` the span of the place in the sentence. ``bounded`` is
    false where the text states no bound; 1 stands in its place then.
    """

    text: str
    name: str
    start: int
    end: int
    bounded: bool


def fill(sentence: str, vocabulary: Vocabulary, signals: Signals) -> Filled | None:
    """Return a sentence with its first place filled, ``None`` if it has none.

    "i X år [mindst 2, skal fastlægges nærmere]" becomes "i mindst 2 år".
    """
    units = re.compile(rf"(?:{vocabulary.spellings('unit', 'unit-word')})\Z", re.IGNORECASE)
    compared = re.compile(
        rf"(?:{vocabulary.alternation('before')}\s+)?(?:\d+(?:[.,]\d+)?|{vocabulary.alternation('numeral')})",
        re.IGNORECASE,
    )
    for place in _PLACE.finditer(sentence):
        inside = place["inside"] or ""
        if not units.match(place["unit"]) or not (
            inside and (compared.search(inside) or signals.pattern("buyer-sets").search(inside))
        ):
            continue
        bound = compared.search(inside)
        figure = f"{bound[0] if bound else '1'} {place['unit']}"
        text = sentence[: place.start()] + figure + sentence[place.end() :]
        return Filled(text, place["name"].strip("[]_.") or "X", place.start(), place.end(), bound is not None)
    return None
