"""Rows of a SELECT, with an accessor for each kind of value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from ..terms import slug

Term = ox.NamedNode | ox.BlankNode | ox.Literal


class Row(dict[str, "Term | None"]):
    """One solution of a SELECT: the term of each variable, ``None`` if it is unbound.

    An accessor refuses an unbound variable; its variant ``..._or_none`` returns ``None`` for it.

    >>> from gppgraph.terms import iri
    >>> row = Row(label=ox.NamedNode(iri("label", "tco-certified-8")), end=None)
    >>> row.slug("label"), row.day_or_none("end")
    ('tco-certified-8', None)
    """

    __slots__ = ()

    def term(self, name: str) -> Term:
        """Return the term of a variable.

        Raises:
            KeyError: the variable is unbound, or the query has none of this name.
        """
        term = self[name]
        if term is None:
            raise KeyError(f"?{name} is unbound in {dict(self)}")
        return term

    def text(self, name: str) -> str:
        """Return the IRI or the lexical form of a term."""
        return self.term(name).value

    def text_or_none(self, name: str) -> str | None:
        """Return the IRI or the lexical form of a term, ``None`` if unbound."""
        term = self[name]
        return None if term is None else term.value

    def iri(self, name: str) -> str:
        """Return an IRI.

        Raises:
            TypeError: the term is a literal or a blank node.
        """
        term = self.term(name)
        if not isinstance(term, ox.NamedNode):
            raise TypeError(f"?{name} is no IRI: {term}")
        return term.value

    def iri_or_none(self, name: str) -> str | None:
        """Return an IRI, ``None`` if unbound."""
        return None if self[name] is None else self.iri(name)

    def slug(self, name: str) -> str:
        """Return the local name of an IRI of this graph, the CURIE of a foreign one."""
        return slug(self.iri(name))

    def slug_or_none(self, name: str) -> str | None:
        """Return a name as ``slug`` does, ``None`` if unbound."""
        return None if self[name] is None else self.slug(name)

    def number(self, name: str) -> Decimal:
        """Return a number."""
        return Decimal(self.text(name))

    def number_or_none(self, name: str) -> Decimal | None:
        """Return a number, ``None`` if unbound."""
        return None if self[name] is None else self.number(name)

    def day(self, name: str) -> date:
        """Return a day."""
        return date.fromisoformat(self.text(name))

    def day_or_none(self, name: str) -> date | None:
        """Return a day, ``None`` if unbound."""
        return None if self[name] is None else self.day(name)

    def flag(self, name: str) -> bool:
        """Return an ``xsd:boolean``."""
        return self.text(name) in ("true", "1")

    def language(self, name: str) -> str:
        """Return the language of a literal, empty if it has none."""
        term = self[name]
        return (term.language or "") if isinstance(term, ox.Literal) else ""
