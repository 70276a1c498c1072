"""Evidence on products as linked data in the words of schema.org, on demand.

Products have names of the form ``urn:uuid:``, which the same file gives again. They name product types, label
editions and properties of the graph, so that they can be asked beside it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Generator, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..errors import InputError
from ..terms import PREFIXES, expand, iri
from .evidence import Evidence
from .mapping_vocabulary import ORDINAL, MappingVocabulary

if TYPE_CHECKING:
    from ..build.register import Register

MOST = 50_000  # items; more are asked as tables
FORMATS = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}
_CONDITIONS = {"new": "NewCondition", "refurbished": "RefurbishedCondition"}
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_ADDRESS = re.compile(r"(?:https?|did|urn):[^\s<>\"{}|\\^`]+")
_USED = ("schema", "gpp", "rdfs", "xsd", "product", "label", "concept", "unit", "uom", "member")
_FIGURE = re.compile(r"(?P<concept>[a-z0-9-]+)(?:__measured)?__low")


def as_rdf(evidence: Evidence, register: Register, words: MappingVocabulary, form: str) -> bytes:
    """Return products with certificates and values as RDF.

    ``form`` is "ttl" or "jsonld".

    Raises:
        InputError: there are too many items.
    """
    if evidence.products.num_rows > MOST:
        raise InputError(
            f"{evidence.products.num_rows} items are too many for linked data, at most {MOST} are written; "
            "choose parquet or csv."
        )
    triples = sorted(set(_statements(evidence, register, words)), key=str)
    prefixes = {name: PREFIXES[name] for name in _USED}
    text = ox.serialize(triples, format=FORMATS[form], prefixes=prefixes)
    assert isinstance(text, bytes)
    return text


def _statements(evidence: Evidence, register: Register, words: MappingVocabulary) -> Iterator[ox.Triple]:
    for row in evidence.products.to_pylist():
        yield from _Node(row["item"], register, words).product(row)
    for row in evidence.certificates.to_pylist():
        yield from _Node(row["item"], register, words).certificate(row)


def _schema(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["schema"] + name)


def _name(*parts: str) -> ox.NamedNode:
    return ox.NamedNode(f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(parts))}")


def _day(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))


class _Node:
    """The statements on one item."""

    def __init__(self, item: str, register: Register, words: MappingVocabulary) -> None:
        self.item, self.node, self.register, self.words = item, _name(item), register, words

    def say(self, predicate: str, value: Any, subject: ox.NamedNode | None = None) -> Iterator[ox.Triple]:
        """Yield a statement, none for a value that is not known."""
        if value is not None and value != "":
            term = value if isinstance(value, ox.NamedNode | ox.Literal) else ox.Literal(value)
            yield ox.Triple(subject or self.node, _schema(predicate), term)

    def product(self, row: Mapping[str, Any]) -> Iterator[ox.Triple]:
        yield ox.Triple(self.node, _TYPE, _schema("Product"))
        yield from self.say("name", row["model"])
        yield from self.say("productID", self.item)
        if row["brand"]:
            brand = _name("brand", row["brand"])
            yield from self.say("brand", brand)
            yield ox.Triple(brand, _TYPE, _schema("Brand"))
            yield from self.say("name", row["brand"], brand)
        if row["product_type"]:
            yield from self.say("category", ox.NamedNode(self.register.names["product"][row["product_type"]]))
        if row["state"] in _CONDITIONS:
            yield from self.say("itemCondition", _schema(_CONDITIONS[row["state"]]))
        if row["placed_on_market"]:
            yield from self.say("releaseDate", _day(row["placed_on_market"]))
        passport = self.item.partition(":")[2]
        if _ADDRESS.fullmatch(passport):
            yield ox.Triple(self.node, ox.NamedNode(expand("rdfs:seeAlso")), ox.NamedNode(passport))
        for column in row:
            yield from self._value(column, row)

    def certificate(self, row: Mapping[str, Any]) -> Iterator[ox.Triple]:
        node = _name(self.item, "certificate", row["edition"], row["number"] or "")
        yield from self.say("hasCertification", node)
        yield ox.Triple(node, _TYPE, _schema("Certification"))
        yield from self.say("about", ox.NamedNode(self.register.names["edition"][row["edition"]]), node)
        yield from self.say("certificationIdentification", row["number"], node)
        yield from self.say("certificationRating", row["tier"], node)
        if row["valid_from"]:
            yield from self.say("validFrom", _day(row["valid_from"]), node)
        if row["valid_until"]:
            yield from self.say("expires", _day(row["valid_until"]), node)

    def _value(self, column: str, row: Mapping[str, Any]) -> Iterator[ox.Triple]:
        """Yield the value that begins at a column, as a property of the product."""
        if found := _FIGURE.fullmatch(column):
            name = column.removesuffix("low")
            low, high = row[column], row[f"{name}high"]
            if low is None and high is None:
                return
            concept = found["concept"]
            if self.words.kinds.get(concept) == ORDINAL:  # a rank is no figure for others
                return
            node = yield from self._property(concept)
            if low is not None and low == high:
                yield from self.say("value", low, node)
            else:
                yield from self.say("minValue", low, node)
                yield from self.say("maxValue", high, node)
                for end, marked in (("lowerInclusive", "low_open"), ("upperInclusive", "high_open")):
                    if row[f"{name}{marked}"]:
                        yield ox.Triple(node, ox.NamedNode(iri("gpp", end)), ox.Literal(False))
            if unit := self.words.units.get(concept):
                yield from self.say("unitCode", ox.NamedNode(expand(unit)), node)
        elif column.endswith("__holds") and row[column] is not None:
            node = yield from self._property(column.removesuffix("__holds"))
            yield from self.say("value", row[column], node)
        elif column.endswith("__members"):
            for member in row[column] or ():
                node = yield from self._property(column.removesuffix("__members"))
                yield from self.say("value", member, node)

    def _property(self, concept: str) -> Generator[ox.Triple, None, ox.NamedNode]:
        """Yield the head of a property, and return its node."""
        node = _name(self.item, concept)
        yield from self.say("additionalProperty", node)
        yield ox.Triple(node, _TYPE, _schema("PropertyValue"))
        yield from self.say("propertyID", ox.NamedNode(self.register.iri("concept", concept)), node)
        return node
