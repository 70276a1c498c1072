"""The words of the site."""

from __future__ import annotations

from ..languages import Words


class SiteWords(Words):
    """The words of the site in one language.

    Raises:
        InputError: the site is not written in the language.
    """

    def __init__(self, language: str) -> None:
        super().__init__(language, "gppgraph.publish")
