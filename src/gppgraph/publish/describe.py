"""The description of the dataset for catalogues.

It is in DCAT-AP, VoID and SPARQL 1.1 Service Description; a citation file belongs to it.
"""

from __future__ import annotations

import json
import re
from collections import Counter

import pyoxigraph as ox

from ..configuration import LICENCE, Configuration
from ..languages import in_language
from ..terms import PREFIXES, iri, slug
from ..workspace import DERIVED, ENTAILED, root
from .dumps import MEDIA
from .rdf_formats import serialize
from .site import Site

_CITATION = "CITATION.cff"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_SPDX = "http://spdx.org/rdf/terms#"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_IANA = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES = {
    "ttl": "RDF_TURTLE",
    "nq": "RDF_N_QUADS",
    "jsonld": "JSON_LD",
    "rdf": "RDF_XML",
    "tsv": "TSV",
    "csv": "CSV",
}
_LANGUAGES = {"en": "ENG", "nb": "NOB", "da": "DAN"}
_VCARD = "http://www.w3.org/2006/vcard/ns#"
_FOREIGN = {"spdx": _SPDX, "sd": _SD, "vcard": _VCARD}


class _Describer:
    """Collects triples."""

    def __init__(self) -> None:
        self.triples: list[ox.Triple] = []

    def state(
        self, subject: str, **properties: str | int | list[str] | ox.Literal | list[ox.Literal]
    ) -> None:
        """Add statements about a subject.

        ``dcterms_title`` stands for ``dcterms:title``; strings with ``://`` are IRIs.
        """
        for name, values in properties.items():
            prefix, _, local = name.partition("_")
            predicate = _FOREIGN[prefix] + local if prefix in _FOREIGN else iri(prefix, local)
            for value in values if isinstance(values, list) else [values]:
                self.triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), _term(value)))


def _term(value: str | int | ox.Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(value, ox.Literal):
        return value
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=ox.NamedNode(iri("xsd", "integer")))
    return ox.NamedNode(value) if value.startswith(("http://", "https://")) else ox.Literal(value)


def _literal(words: str, language: str = "en") -> ox.Literal:
    return ox.Literal(words, language=language)


def write(site: Site) -> None:
    """Write ``catalog.ttl`` and the citation file."""
    site.write("catalog.ttl", serialize(catalogue(site), "ttl", site.base_iri))
    top = site.root or root()
    found = [path for path in (top / _CITATION, top.parent / _CITATION) if path.is_file()]
    is_own = found and found[0].parent in (top, root().parent)
    site.write(_CITATION, found[0].read_bytes() if is_own else citation(site.configuration).encode())


def citation(about: Configuration) -> str:
    """Return the citation file of a workspace that has none of its own."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this data, please cite it as below.",
        f"title: {json.dumps(_full_title(about, 'en'), ensure_ascii=False)}",
        "type: dataset",
        "authors:",
        f"  - name: {json.dumps(about.publisher.name or about.name, ensure_ascii=False)}",
        *(["license: CC-BY-4.0"] if about.licence == LICENCE else [f"license-url: {about.licence}"]),
        f'url: "{about.base}"',
    ]
    return "\n".join(lines) + "\n"


def _full_title(about: Configuration, language: str) -> str:
    """Return the name and the title of a workspace."""
    title = in_language(about.title, language)
    return title if about.name in ("", title) else f"{about.name}: {title}"


def catalogue(site: Site) -> list[ox.Triple]:
    """Return the description in DCAT-AP, VoID and SPARQL 1.1 Service Description."""
    about, base, dumps, said = _Describer(), site.base, site.dumps, site.configuration
    names = site.about("catalog")
    publisher, dataset, service = (
        f"{names}#publisher",
        f"{names}#dataset",
        f"{names}#sparql",
    )
    titles = [_literal(site.title(language), language) for language in site.languages]
    leads = [
        _literal(site.description(language) or site.title(language), language) for language in site.languages
    ]
    languages = [f"{_AUTHORITY}language/{_LANGUAGES[language]}" for language in site.languages]
    about.state(
        publisher,
        rdf_type=iri("foaf", "Agent"),
        foaf_name=_literal(said.publisher.name or said.name),
    )
    if said.publisher.homepage and said.publisher.homepage != said.base:
        about.state(publisher, foaf_homepage=said.publisher.homepage)
    if said.publisher.type:
        about.state(publisher, dcterms_type=said.publisher.type)
        about.state(
            said.publisher.type,
            rdf_type=iri("skos", "Concept"),
            skos_prefLabel=_literal(_spaced(said.publisher.type.rpartition("/")[2])),
        )
    about.state(
        said.licence,
        rdf_type=iri("dcterms", "LicenseDocument"),
        dcterms_title=_literal(said.licence_name or said.licence),
    )
    contact = _contact(about, said, f"{names}#contact")
    about.state(
        names,
        rdf_type=iri("dcat", "Catalog"),
        dcterms_title=[_literal(_full_title(said, language), language) for language in site.languages],
        dcterms_description=leads,
        dcterms_publisher=publisher,
        dcterms_license=said.licence,
        dcterms_language=languages,
        dcat_themeTaxonomy=f"{_AUTHORITY}data-theme",
        foaf_homepage=base,
        dcat_dataset=dataset,
        dcat_service=service,
    )
    about.state(base, rdf_type=iri("foaf", "Document"))
    about.state(
        f"{_AUTHORITY}data-theme", rdf_type=iri("skos", "ConceptScheme"), dcterms_title=_literal("Data theme")
    )
    themes = said.catalogue.themes
    for code, name in themes.items():
        about.state(
            f"{_AUTHORITY}data-theme/{code}", rdf_type=iri("skos", "Concept"), skos_prefLabel=_literal(name)
        )
    for name in languages:
        about.state(name, rdf_type=iri("dcterms", "LinguisticSystem"))
    countries = sorted(
        {
            country
            for thing in site.statements.instances("CriteriaSetEdition")
            for country in site.statements.values(thing, "gpp:country")
        }
    )
    places = [entry.authority for entry in said.countries if entry.code in countries and entry.authority]
    for place in places:
        about.state(place, rdf_type=iri("dcterms", "Location"))
    graphs = sorted(filter(site.statements.is_published, site.statements.instances("DataFile")))
    properties: dict[str, list[str]] = {"dcterms_hasPart": graphs} if graphs else {}
    if contact:
        properties["dcat_contactPoint"] = [contact]
    about.state(
        dataset,
        rdf_type=[iri("dcat", "Dataset"), iri("void", "Dataset"), _SD + "Dataset"],
        dcterms_title=titles,
        dcterms_description=leads,
        dcterms_publisher=publisher,
        dcterms_creator=publisher,
        dcterms_license=said.licence,
        dcterms_language=languages,
        dcterms_identifier=f"{names}#dataset".partition("://")[2],
        dcterms_accessRights=f"{_AUTHORITY}access-right/PUBLIC",
        dcterms_accrualPeriodicity=f"{_AUTHORITY}frequency/IRREG",
        dcterms_spatial=places,
        dcat_theme=[f"{_AUTHORITY}data-theme/{code}" for code in themes],
        dcat_keyword=[_literal(word) for word in said.catalogue.keywords],
        dcat_landingPage=base,
        dcat_distribution=[f"{names}#{dump.name}" for dump in dumps] + [f"{names}#sparql-access"],
        void_uriSpace=ox.Literal(site.base_iri),
        void_sparqlEndpoint=f"{base}sparql",
        void_dataDump=[f"{base}dumps/{dump.name}" for dump in dumps if dump.part == "all"],
        void_vocabulary=[PREFIXES[name] for name in ("skos", "dcterms", "prov", "cccev", "dcat")]
        + [PREFIXES["gpp"]],
        **_figures(site),
        **properties,
    )
    about.state(
        f"{_AUTHORITY}access-right/PUBLIC",
        rdf_type=[iri("dcterms", "RightsStatement"), iri("skos", "Concept")],
        skos_prefLabel=_literal("public"),
    )
    about.state(
        f"{_AUTHORITY}frequency/IRREG",
        rdf_type=[iri("dcterms", "Frequency"), iri("skos", "Concept")],
        skos_prefLabel=_literal("irregular"),
    )
    _distributions(about, site)
    _service(about, site, service, dataset, publisher)
    for graph in graphs:
        _part(about, site, graph, publisher, contact)
    _partitions(about, site, dataset)
    return about.triples


def _figures(site: Site) -> dict[str, int]:
    statements = site.statements
    out = {subject: values for subject, values in statements.out.items() if statements.has(subject)}
    return {
        "void_triples": sum(len(values) for properties in out.values() for values in properties.values()),
        "void_distinctSubjects": len(out),
        "void_documents": len(site.statements.triples),
        "void_properties": len({name for properties in out.values() for name in properties}),
    }


def _contact(about: _Describer, said: Configuration, name: str) -> str | None:
    """Describe the place for questions; return its IRI, ``None`` if there is none."""
    contact = said.contact
    if not (contact.email or contact.page):
        return None
    about.state(
        name, rdf_type=_VCARD + "Organization", vcard_fn=_literal(contact.name or said.publisher.name)
    )
    if contact.email:
        mail = ox.NamedNode(f"mailto:{contact.email}")
        about.triples.append(ox.Triple(ox.NamedNode(name), ox.NamedNode(_VCARD + "hasEmail"), mail))
    if contact.page:
        about.state(name, vcard_hasURL=contact.page)
    return name


def _spaced(name: str) -> str:
    """Return ``NonProfitOrganisation`` as "Non profit organisation"."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", name)


def _distributions(about: _Describer, site: Site) -> None:
    names, base, licence, dumps = site.about("catalog"), site.base, site.configuration.licence, site.dumps
    for dump in dumps:
        name = f"{names}#{dump.name}"
        packed: dict[str, str] = (
            {"dcat_compressFormat": _IANA + "application/gzip"} if dump.compressed else {}
        )
        about.state(
            name,
            rdf_type=iri("dcat", "Distribution"),
            dcterms_title=_literal(dump.name),
            dcterms_description=_literal(f"{dump.part} as {dump.media}"),
            dcterms_license=licence,
            dcterms_format=f"{_AUTHORITY}file-type/{_FILE_TYPES[dump.form]}",
            dcat_mediaType=_IANA + dump.media,
            dcat_accessURL=f"{base}data.html",
            dcat_downloadURL=f"{base}dumps/{dump.name}",
            dcat_byteSize=ox.Literal(
                str(len(dump.data)), datatype=ox.NamedNode(iri("xsd", "nonNegativeInteger"))
            ),
            spdx_checksum=f"{name}.sha256",
            **packed,
        )
        about.state(
            f"{name}.sha256",
            rdf_type=_SPDX + "Checksum",
            spdx_algorithm=_SPDX + "checksumAlgorithm_sha256",
            spdx_checksumValue=ox.Literal(dump.digest, datatype=ox.NamedNode(iri("xsd", "hexBinary"))),
        )
    for form in sorted({"ttl", *(dump.form for dump in dumps)}):
        about.state(_IANA + MEDIA[form], rdf_type=iri("dcterms", "MediaType"))
        about.state(
            f"{_AUTHORITY}file-type/{_FILE_TYPES[form]}",
            rdf_type=[iri("dcterms", "MediaTypeOrExtent"), iri("skos", "Concept")],
            skos_prefLabel=_literal(_FILE_TYPES[form]),
        )
    about.state(_IANA + "application/gzip", rdf_type=iri("dcterms", "MediaType"))
    about.state(_SPDX + "checksumAlgorithm_sha256", rdf_type=_SPDX + "ChecksumAlgorithm")


def _service(about: _Describer, site: Site, service: str, dataset: str, publisher: str) -> None:
    endpoint, names, licence = f"{site.base}sparql", site.about("catalog"), site.configuration.licence
    about.state(
        f"{names}#sparql-access",
        rdf_type=iri("dcat", "Distribution"),
        dcterms_title=_literal("SPARQL endpoint"),
        dcterms_license=licence,
        dcat_accessURL=endpoint,
        dcat_accessService=service,
    )
    about.state(
        service,
        rdf_type=[iri("dcat", "DataService"), _SD + "Service"],
        dcterms_title=_literal(f"SPARQL endpoint of {site.configuration.name}"),
        dcterms_description=_literal("SPARQL 1.1 queries over the union of all graphs; read-only."),
        dcterms_publisher=publisher,
        dcterms_license=licence,
        dcat_endpointURL=endpoint,
        dcat_endpointDescription=f"{site.base}catalog.ttl",
        dcat_servesDataset=dataset,
        sd_endpoint=endpoint,
        sd_supportedLanguage=_SD + "SPARQL11Query",
        sd_feature=_SD + "UnionDefaultGraph",
        sd_defaultDataset=dataset,
        sd_resultFormat=[
            f"http://www.w3.org/ns/formats/{name}"
            for name in (
                "SPARQL_Results_JSON",
                "SPARQL_Results_XML",
                "SPARQL_Results_CSV",
                "SPARQL_Results_TSV",
                "Turtle",
                "N-Triples",
            )
        ],
    )
    published = filter(site.statements.is_published, site.statements.graphs)
    graphs = [*sorted(published), ENTAILED, DERIVED]
    about.state(dataset, sd_namedGraph=[f"{names}#graph-{slug(name)}" for name in graphs])
    for name in graphs:
        about.state(f"{names}#graph-{slug(name)}", rdf_type=_SD + "NamedGraph", sd_name=name)


def _part(about: _Describer, site: Site, graph: str, publisher: str, contact: str | None) -> None:
    """Describe the facts of one file with their own sources and licence."""
    statements, names, licence = site.statements, site.about("catalog"), site.configuration.licence
    path = slug(graph)
    about.state(
        graph,
        rdf_type=[iri("dcat", "Dataset"), iri("void", "Dataset")],
        dcterms_title=_literal(statements.label(graph, "en")[0]),
        dcterms_description=_literal(
            (statements.text(graph, "dcterms:description", "en") or ("Facts of one file.", ""))[0]
        ),
        dcterms_publisher=publisher,
        dcterms_license=statements.values(graph, "dcterms:license")[:1] or licence,
        dcterms_isPartOf=f"{names}#dataset",
        dcat_theme=[f"{_AUTHORITY}data-theme/{code}" for code in site.configuration.catalogue.themes],
        void_triples=len(statements.graphs.get(graph, ())),
        dcat_distribution=f"{names}#graph-{path}-ttl",
    )
    if contact:
        about.state(graph, dcat_contactPoint=contact)
    if sources := [name for name in statements.values(graph, "dcterms:source") if name.startswith("http")]:
        about.state(graph, prov_wasDerivedFrom=sources)
    about.state(
        f"{names}#graph-{path}-ttl",
        rdf_type=iri("dcat", "Distribution"),
        dcterms_title=_literal(f"{path}.ttl"),
        dcterms_license=statements.values(graph, "dcterms:license")[:1] or licence,
        dcterms_format=f"{_AUTHORITY}file-type/RDF_TURTLE",
        dcat_mediaType=_IANA + "text/turtle",
        dcat_accessURL=f"{site.base}graph/{path}.ttl",
        dcat_downloadURL=f"{site.base}graph/{path}.ttl",
    )


def _partitions(about: _Describer, site: Site, dataset: str) -> None:
    """Count the instances of each class of this ontology."""
    counts = Counter(
        {
            name: len(site.statements.sources(name, "rdf:type"))
            for name in sorted(site.statements.out)
            if name.startswith(PREFIXES["gpp"])
        }
    )
    for name, count in sorted(counts.items()):
        if count:
            part = f"{site.about('catalog')}#class-{slug(name)}"
            about.state(dataset, void_classPartition=part)
            about.state(part, void_class=name, void_entities=count)
