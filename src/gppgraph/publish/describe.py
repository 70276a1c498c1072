"""The description of the dataset for catalogues.

It is in DCAT-AP, VoID and SPARQL 1.1 Service Description; a citation file belongs to it.
"""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox

from ..terms import BASE, PREFIXES, iri, slug
from ..workspace import DERIVED, ENTAILED, root
from .dumps import MEDIA, Dump
from .rdf_formats import serialize
from .site import Site
from .site_words import SiteWords

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
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
_COUNTRIES = {"NO": "NOR", "DK": "DNK", "EU": "EUROPE"}


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
            predicate = (
                _SPDX + local if prefix == "spdx" else _SD + local if prefix == "sd" else iri(prefix, local)
            )
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
    site.write("catalog.ttl", serialize(catalogue(site), "ttl"))
    citation = root() / "CITATION.cff"
    if not citation.is_file():
        citation = root().parent / "CITATION.cff"
    site.write("CITATION.cff", citation.read_bytes() if citation.is_file() else _citation().encode())


def _citation() -> str:
    return (
        "cff-version: 1.2.0\nmessage: If you use gppgraph or its data, please cite it as below.\n"
        'title: "gppgraph: a knowledge graph of green public procurement criteria for IT equipment"\n'
        f'type: dataset\nauthors:\n  - name: The gppgraph maintainers\nlicense: CC-BY-4.0\nurl: "{BASE}"\n'
    )


def catalogue(site: Site) -> list[ox.Triple]:
    """Return the description in DCAT-AP, VoID and SPARQL 1.1 Service Description."""
    about, base, dumps = _Describer(), site.base, site.dumps
    publisher, dataset, service = (
        f"{BASE}catalog#publisher",
        f"{BASE}catalog#dataset",
        f"{BASE}catalog#sparql",
    )
    titles = [_literal(SiteWords(language)["home-title"], language) for language in site.languages]
    leads = [_literal(SiteWords(language)["lead"], language) for language in site.languages]
    languages = [f"{_AUTHORITY}language/{_LANGUAGES[language]}" for language in site.languages]
    about.state(
        publisher,
        rdf_type=iri("foaf", "Agent"),
        foaf_name=_literal("The gppgraph maintainers"),
        dcterms_type="http://purl.org/adms/publishertype/NonProfitOrganisation",
    )
    about.state(
        "http://purl.org/adms/publishertype/NonProfitOrganisation",
        rdf_type=iri("skos", "Concept"),
        skos_prefLabel=_literal("Non-profit organisation"),
    )
    about.state(
        _LICENCE,
        rdf_type=iri("dcterms", "LicenseDocument"),
        dcterms_title=_literal("Creative Commons Attribution 4.0 International"),
    )
    about.state(
        f"{BASE}catalog",
        rdf_type=iri("dcat", "Catalog"),
        dcterms_title=[_literal(f"gppgraph: {title.value}", title.language or "en") for title in titles],
        dcterms_description=leads,
        dcterms_publisher=publisher,
        dcterms_license=_LICENCE,
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
    themes = {"ENVI": "Environment", "GOVE": "Government and public sector"}
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
    places = [
        _AUTHORITY + ("continent/" if code == "EU" else "country/") + _COUNTRIES[code]
        for code in countries
        if code in _COUNTRIES
    ]
    for place in places:
        about.state(place, rdf_type=iri("dcterms", "Location"))
    graphs = sorted(site.statements.instances("DataFile"))
    properties: dict[str, list[str]] = {"dcterms_hasPart": graphs} if graphs else {}
    about.state(
        dataset,
        rdf_type=[iri("dcat", "Dataset"), iri("void", "Dataset"), _SD + "Dataset"],
        dcterms_title=titles,
        dcterms_description=leads,
        dcterms_publisher=publisher,
        dcterms_creator=publisher,
        dcterms_license=_LICENCE,
        dcterms_language=languages,
        dcterms_identifier=f"{BASE}catalog#dataset".removeprefix("https://"),
        dcterms_accessRights=f"{_AUTHORITY}access-right/PUBLIC",
        dcterms_accrualPeriodicity=f"{_AUTHORITY}frequency/IRREG",
        dcterms_spatial=places,
        dcat_theme=[f"{_AUTHORITY}data-theme/{code}" for code in themes],
        dcat_keyword=[
            _literal(word)
            for word in ("green public procurement", "eco-labels", "IT equipment", "knowledge graph")
        ],
        dcat_landingPage=base,
        dcat_distribution=[f"{BASE}catalog#{dump.name}" for dump in dumps] + [f"{BASE}catalog#sparql-access"],
        void_uriSpace=ox.Literal(BASE),
        void_sparqlEndpoint=f"{base}sparql",
        void_dataDump=[f"{base}dumps/{dump.name}" for dump in dumps if dump.part == "all"],
        void_vocabulary=[PREFIXES[name] for name in ("skos", "dcterms", "prov", "cccev", "dcat")]
        + [f"{BASE}ns#"],
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
    _distributions(about, base, dumps)
    _service(about, site, service, dataset, publisher)
    for graph in graphs:
        _part(about, site, graph, publisher)
    _partitions(about, site, dataset)
    return about.triples


def _figures(site: Site) -> dict[str, int]:
    out = site.statements.out
    return {
        "void_triples": sum(len(values) for properties in out.values() for values in properties.values()),
        "void_distinctSubjects": len(out),
        "void_documents": len(site.statements.triples),
        "void_properties": len({name for properties in out.values() for name in properties}),
    }


def _distributions(about: _Describer, base: str, dumps: list[Dump]) -> None:
    for dump in dumps:
        name = f"{BASE}catalog#{dump.name}"
        packed: dict[str, str] = (
            {"dcat_compressFormat": _IANA + "application/gzip"} if dump.compressed else {}
        )
        about.state(
            name,
            rdf_type=iri("dcat", "Distribution"),
            dcterms_title=_literal(dump.name),
            dcterms_description=_literal(f"{dump.part} as {dump.media}"),
            dcterms_license=_LICENCE,
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
    endpoint = f"{site.base}sparql"
    about.state(
        f"{BASE}catalog#sparql-access",
        rdf_type=iri("dcat", "Distribution"),
        dcterms_title=_literal("SPARQL endpoint"),
        dcterms_license=_LICENCE,
        dcat_accessURL=endpoint,
        dcat_accessService=service,
    )
    about.state(
        service,
        rdf_type=[iri("dcat", "DataService"), _SD + "Service"],
        dcterms_title=_literal("SPARQL endpoint of gppgraph"),
        dcterms_description=_literal("SPARQL 1.1 queries over the union of all graphs; read-only."),
        dcterms_publisher=publisher,
        dcterms_license=_LICENCE,
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
    names = [*sorted(site.statements.graphs), ENTAILED, DERIVED]
    about.state(dataset, sd_namedGraph=[f"{BASE}catalog#graph-{slug(name)}" for name in names])
    for name in names:
        about.state(f"{BASE}catalog#graph-{slug(name)}", rdf_type=_SD + "NamedGraph", sd_name=name)


def _part(about: _Describer, site: Site, graph: str, publisher: str) -> None:
    """Describe the facts of one file with their own sources and licence."""
    statements = site.statements
    path = slug(graph)
    about.state(
        graph,
        rdf_type=[iri("dcat", "Dataset"), iri("void", "Dataset")],
        dcterms_title=_literal(statements.label(graph, "en")[0]),
        dcterms_description=_literal(
            (statements.text(graph, "dcterms:description", "en") or ("Facts of one file.", ""))[0]
        ),
        dcterms_publisher=publisher,
        dcterms_license=statements.values(graph, "dcterms:license")[:1] or _LICENCE,
        dcterms_isPartOf=f"{BASE}catalog#dataset",
        void_triples=len(statements.graphs.get(graph, ())),
        dcat_distribution=f"{BASE}catalog#graph-{path}-ttl",
    )
    if sources := [name for name in statements.values(graph, "dcterms:source") if name.startswith("http")]:
        about.state(graph, prov_wasDerivedFrom=sources)
    about.state(
        f"{BASE}catalog#graph-{path}-ttl",
        rdf_type=iri("dcat", "Distribution"),
        dcterms_title=_literal(f"{path}.ttl"),
        dcterms_license=statements.values(graph, "dcterms:license")[:1] or _LICENCE,
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
            part = f"{BASE}catalog#class-{slug(name)}"
            about.state(dataset, void_classPartition=part)
            about.state(part, void_class=name, void_entities=count)
