"""The stage of a procurement that the headings above a place name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .read.plain_text import PlainText
from .vocabulary.vocabulary import Vocabulary, word_pattern

_LINE = r"(?m)^[ ]{0,40}(?:#{1,6}[ ])?(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?[ ])?"


class Stages:
    """Finds the stage of a procurement, such as selection, that a heading names.

    A stage is the class of its requirements, an IRI such as that of ``gpp:SelectionCriterion``.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        words = vocabulary.role("stage")
        self._words = [(re.compile(word_pattern(word.form), re.IGNORECASE), word.value) for word in words]
        # A line of its own or the beginning of one, as in "Selection criteria: ..."
        self._announced = re.compile(
            rf"{_LINE}(?P<words>{vocabulary.alternation('stage')})[ ]{{0,9}}(?::|$)", re.IGNORECASE
        )

    def stage(self, plain: PlainText, place: int) -> str:
        """Return the stage that the nearest heading with such a word names, or nothing.

        A heading that names several stages names none.
        """
        headings = list(plain.headings(place))
        nearest = headings[0][0] if headings else 0
        announced = ""
        for match in self._announced.finditer(plain.text, nearest, place):
            announced = match["words"]
        named = [announced] if announced else [plain.text[start:end] for start, end in headings]
        return next((stage for heading in named for stage in self._named(heading)), "")

    def _named(self, heading: str) -> Iterator[str]:
        """Yield the stage that a heading names, if it is one."""
        found: dict[str, tuple[int, int]] = {}
        for pattern, stage in self._words:
            match = pattern.search(heading)
            if match and not any(
                first <= match.start() and match.end() <= last for first, last in found.values()
            ):
                found.setdefault(stage, match.span())
        if len(found) == 1:
            yield from found
