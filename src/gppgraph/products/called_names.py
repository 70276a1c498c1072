"""Things of the graph by the names that people give them in cells."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..build.parts import statements
from ..errors import InputError, UnknownNameError
from ..terms import expand, slug

if TYPE_CHECKING:
    from ..dataset import Dataset
    from ..texts.mentions.finder import Finder


class CalledNames:
    """Finds product types and label editions by names in the languages of the graph."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def find(self, kind: str, text: str) -> tuple[str, ...]:
        """Return the things of a kind that a text may name, in slugs.

        "ENERGY STAR 8" names the editions for computers and for displays; a text with more than a name names nothing.
        """
        try:
            return (slug(self.dataset.register.resolve(kind, text)),)
        except (InputError, UnknownNameError):
            pass
        found: list[str] = []
        for mention in self._finder.find(text):
            if (mention.start, mention.end) != (0, len(text)) or mention.doubt is not None:
                continue
            if kind == "product" and mention.kind == "product" and mention.iri:
                found.append(mention.iri)
            elif kind == "edition" and mention.kind == "label":
                found += [mention.edition] if mention.edition else mention.candidates
        names = self.dataset.register.names[kind]
        return tuple(name for name in dict.fromkeys(map(slug, found)) if name in names)

    def covers(self, edition: str) -> frozenset[str]:
        """Return the product types that a label edition certifies."""
        return self._covered.get(edition, frozenset())

    @cached_property
    def _finder(self) -> Finder:
        from ..texts.mentions.finder import Finder
        from ..texts.vocabulary.assembly import load_vocabulary

        return Finder(load_vocabulary(self.dataset.folder))

    @cached_property
    def _covered(self) -> dict[str, frozenset[str]]:
        covered: dict[str, set[str]] = {}
        for quad in statements(self.dataset.folder, [expand("gpp:covers")]):
            edition, product = quad.subject, quad.object
            if isinstance(edition, ox.NamedNode) and isinstance(product, ox.NamedNode):
                covered.setdefault(slug(edition.value), set()).add(slug(product.value))
        return {edition: frozenset(products) for edition, products in covered.items()}
