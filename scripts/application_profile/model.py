"""The application profile as it follows from ontology, shapes and `ontology/profile.ttl`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from gppgraph.authoring.context import Term, terminology
from gppgraph.authoring.data_files import load_files
from gppgraph.terms import BASE, PREFIXES, curie, expand
from gppgraph.workspace import vocabulary

PROFILE = BASE + "profile"
MANDATORY, RECOMMENDED, OPTIONAL = OBLIGATIONS = "mandatory", "recommended", "optional"
_SUBJECT = re.compile(r"(?:^An?| of an?) (.+?) (?:has|is) ")
# What a message of a shape calls the values: `A facet has at most one operator, a code of ...`.
_COUNTED = re.compile(r" has (?:exactly one|at most one|at least \w+|no) (.+?)(?:, | per language|\.)")
_EACH = re.compile(r"^Each (.+?) of (?:a|an|the) ")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a class, as a property shape says it.

    ``most`` is ``None`` without an upper bound; ``key`` is the name in JSON-LD and YAML. At most one of
    ``code_list`` (such as ``topic``), ``of_class`` (an IRI), ``datatype`` (an IRI) and ``is_iri`` is set.
    ``bounds`` holds the parameters of SHACL for numbers, such as ``{"minExclusive": "0.0"}``.
    """

    shape: str
    path: str
    key: str
    form: str
    noun: str
    definition: str | None
    obligation: str
    least: int
    most: int | None
    per_language: bool
    code_list: str | None
    of_class: str | None
    datatype: str | None
    is_iri: bool
    pattern: str | None
    bounds: dict[str, str]

    @property
    def cardinality(self) -> str:
        """The number of values, such as ``0..1``."""
        most = self.most if self.most is not None else "n"
        return f"{self.least}..{most}" + (", one per language" if self.per_language else "")


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape of the profile.

    ``target`` is the class of its nodes, or ``None`` if they are those that have one of the properties
    ``subjects_of``; ``rules`` are the messages of its queries; ``above`` are superclasses of the class.
    """

    name: str
    target: str | None
    subjects_of: tuple[str, ...]
    obligation: str
    definition: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    properties: tuple[Property, ...]
    rules: tuple[str, ...]


class Model:
    """The profile and the ontology that it stands on."""

    def __init__(self) -> None:
        """Read the ontology, the shapes and the code lists of the repository."""
        self.store = load_files(vocabulary())
        self.words = terminology()

    def values(self, subject: str, name: str) -> list[ox.NamedNode | ox.Literal]:
        """Return the values of a property, sorted."""
        quads = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(expand(name)), None)
        terms = {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)}
        return sorted(terms, key=str)

    def texts(self, subject: str, name: str) -> list[str]:
        """Return the values of a property as strings."""
        return [term.value for term in self.values(subject, name)]

    def one(self, subject: str, name: str) -> str | None:
        """Return the only value of a property."""
        return next(iter(self.texts(subject, name)), None)

    def english(self, subject: str, name: str) -> str | None:
        """Return the English text of a property."""
        terms = self.values(subject, name)
        return next((t.value for t in terms if isinstance(t, ox.Literal) and t.language == "en"), None)

    @cached_property
    def recommended(self) -> frozenset[str]:
        """The shapes that the profile recommends."""
        return frozenset(self.texts(f"{PROFILE}#recommended", "dcterms:hasPart"))

    @cached_property
    def shapes(self) -> list[Shape]:
        """The node shapes of the profile: mandatory, recommended, optional, each by name."""
        found = [self._shape(name) for name in self.texts(f"{PROFILE}#shapes", "dcterms:hasPart")]
        return sorted(found, key=lambda shape: (OBLIGATIONS.index(shape.obligation), shape.name))

    @cached_property
    def code_lists(self) -> list[str]:
        """The names of the code lists that the profile publishes."""
        lists = self.texts(f"{PROFILE}#codes", "prof:hasArtifact")
        return [name.removeprefix(PREFIXES["codes"]) for name in lists]

    def codes(self, code_list: str) -> dict[str, str]:
        """Return the IRIs of the codes of a list, by local name."""
        scheme = ox.NamedNode(PREFIXES["codes"] + code_list)
        quads = self.store.quads_for_pattern(None, ox.NamedNode(expand("skos:inScheme")), scheme)
        iris = sorted(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))
        return {iri.rsplit("/", 1)[1]: iri for iri in iris}

    def _shape(self, name: str) -> Shape:
        target = self.one(name, "sh:targetClass")
        below = self.store.quads_for_pattern(
            None, ox.NamedNode(expand("rdfs:subClassOf")), ox.NamedNode(target) if target else None
        )
        properties = [self._property(shape) for shape in self.texts(name, "sh:property")]
        required = self.texts(PROFILE, "dcterms:requires")
        return Shape(
            name=curie(name).partition(":")[2],
            target=target,
            subjects_of=tuple(self.texts(name, "sh:targetSubjectsOf")),
            obligation=self._obligation(name, name in required),
            definition=self._meaning(name, target),
            above=tuple(self.texts(target, "rdfs:subClassOf")) if target else (),
            below=tuple(sorted(quad.subject.value for quad in below)) if target else (),  # type: ignore[union-attr]
            properties=tuple(sorted(properties, key=lambda p: (OBLIGATIONS.index(p.obligation), p.key))),
            rules=tuple(
                filter(None, (self.english(query, "sh:message") for query in self.texts(name, "sh:sparql")))
            ),
        )

    def _meaning(self, name: str, target: str | None) -> str:
        """Return the definition of a class, or what the messages of its shape call its nodes."""
        definition = self.english(target, "skos:definition") if target else None
        properties = self.texts(name, "sh:property")
        message = self.english(properties[0], "sh:message") if properties else None
        found = _SUBJECT.search(message) if message else None
        return definition or (f"{found[1].capitalize()}." if found else "")

    def _obligation(self, shape: str, required: bool) -> str:
        return MANDATORY if required else RECOMMENDED if shape in self.recommended else OPTIONAL

    def _property(self, shape: str) -> Property:
        path = self.one(shape, "sh:path") or ""
        term = self.words.by_iri.get(path) or Term(curie(path), path, "iri")
        least, most = int(self.one(shape, "sh:minCount") or 0), self.one(shape, "sh:maxCount")
        node = self.one(shape, "sh:node")
        bounds = {name: self.one(shape, f"sh:{name}") for name in _BOUNDS}
        return Property(
            shape=shape,
            path=path,
            key=term.name,
            form=term.form,
            noun=_noun(self.english(shape, "sh:message") or ""),
            definition=self.english(path, "skos:definition"),
            obligation=self._obligation(shape, least > 0),
            least=least,
            most=int(most) if most else None,
            per_language=self.one(shape, "sh:uniqueLang") == "true",
            code_list=curie(node).partition(":in-")[2] if node else None,
            of_class=self.one(shape, "sh:class"),
            datatype=self.one(shape, "sh:datatype") or term.datatype,
            is_iri=self.one(shape, "sh:nodeKind") == expand("sh:IRI"),
            pattern=self.one(shape, "sh:pattern"),
            bounds={name: value for name, value in bounds.items() if value is not None},
        )


_BOUNDS = ("minExclusive", "minInclusive", "maxInclusive", "lessThan", "lessThanOrEquals")


def _noun(message: str) -> str:
    found = _COUNTED.search(message) or _EACH.search(message)
    assert found, message
    return found[1]
