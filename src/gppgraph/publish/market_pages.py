"""The page on the strictness of requirements over a sample of products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..dataset import Dataset
from ..languages import Words

if TYPE_CHECKING:
    from ..products.product_files import Opened
    from ..products.strictness import Strictness

PATH = "strictness"
WORDS = "gppgraph.products"  # the package whose words the page shares with the command


class StrictnessView(NamedTuple):
    """A requirement over a sample.

    ``share`` is in words, ``picture`` has the values from which its curve is drawn.
    """

    found: Strictness
    share: str
    picture: dict[str, Any]


def read_market(graph: Dataset, opened: Opened) -> tuple[Strictness, ...]:
    """Return the strictness of each requirement that some product meets or fails.

    They come in the order of sets and requirements.
    """
    from ..products.demands import ask_demands
    from ..products.evaluate import counted_wide
    from ..products.strictness import strictness

    counts = counted_wide(opened.products, ask_demands(graph))
    return tuple(
        strictness(graph, opened.products, count.requirement, sample=opened.sample)
        for count in counts
        if count.proved + count.failed
    )


def views(market: Sequence[Strictness], words: Words) -> list[StrictnessView]:
    """Return requirements with their shares and curves in a language."""
    from ..products.strictness import share_text
    from ..products.strictness_files import picture_values

    return [
        StrictnessView(found, share_text(words, found.whole), picture_values(found, words))
        for found in market
    ]


def words_of(language: str) -> Words:
    """Return the words of the page."""
    return Words(language, WORDS)
