"""The description of the dataset for catalogues: DCAT-AP, VoID, SPARQL service, citation."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..terms import BASE, PREFIXES, iri, slug
from ..workspace import DERIVED, ENTAILED, root
from .dumps import MEDIA, Dump
from .rdf_formats import serialize

if TYPE_CHECKING:
    from .site import Site

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

    def say(self, subject: str, **properties: str | int | list[str] | ox.Literal | list[ox.Literal]) -> None:
        """Add statements; ``dcterms_title`` stands for ``dcterms:title``; strings with ``://`` are IRIs."""
        for name, given in properties.items():
            prefix, _, local = name.partition("_")
            predicate = (
                _SPDX + local if prefix == "spdx" else _SD + local if prefix == "sd" else iri(prefix, local)
            )
            for value in given if isinstance(given, list) else [given]:
                self.triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), _term(value)))


def _term(value: str | int | ox.Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(value, ox.Literal):
        return value
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=ox.NamedNode(iri("xsd", "integer")))
    return ox.NamedNode(value) if value.startswith(("http://", "https://")) else ox.Literal(value)


def _said(words: str, language: str = "en") -> ox.Literal:
    return ox.Literal(words, language=language)


def write(site: Site, dumps: list[Dump]) -> None:
    """Write ``catalog.ttl`` and what stands beside it."""
    site.write("catalog.ttl", serialize(catalogue(site, dumps), "ttl"))
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


def catalogue(site: Site, dumps: list[Dump]) -> list[ox.Triple]:
    """Return the description in DCAT-AP, VoID and SPARQL 1.1 Service Description."""
    about, base = _Describer(), site.base
    from .site_words import Words

    publisher, dataset, service = (
        f"{BASE}catalog#publisher",
        f"{BASE}catalog#dataset",
        f"{BASE}catalog#sparql",
    )
    titles = [_said(Words(language)["home-title"], language) for language in site.languages]
    leads = [_said(Words(language)["lead"], language) for language in site.languages]
    languages = [f"{_AUTHORITY}language/{_LANGUAGES[language]}" for language in site.languages]
    about.say(
        publisher,
        rdf_type=iri("foaf", "Agent"),
        foaf_name=_said("The gppgraph maintainers"),
        dcterms_type="http://purl.org/adms/publishertype/NonProfitOrganisation",
    )
    about.say(
        "http://purl.org/adms/publishertype/NonProfitOrganisation",
        rdf_type=iri("skos", "Concept"),
        skos_prefLabel=_said("Non-profit organisation"),
    )
    about.say(
        _LICENCE,
        rdf_type=iri("dcterms", "LicenseDocument"),
        dcterms_title=_said("Creative Commons Attribution 4.0 International"),
    )
    about.say(
        f"{BASE}catalog",
        rdf_type=iri("dcat", "Catalog"),
        dcterms_title=[_said(f"gppgraph: {title.value}", title.language or "en") for title in titles],
        dcterms_description=leads,
        dcterms_publisher=publisher,
        dcterms_license=_LICENCE,
        dcterms_language=languages,
        dcat_themeTaxonomy=f"{_AUTHORITY}data-theme",
        foaf_homepage=base,
        dcat_dataset=dataset,
        dcat_service=service,
    )
    about.say(base, rdf_type=iri("foaf", "Document"))
    about.say(
        f"{_AUTHORITY}data-theme", rdf_type=iri("skos", "ConceptScheme"), dcterms_title=_said("Data theme")
    )
    themes = {"ENVI": "Environment", "GOVE": "Government and public sector"}
    for code, name in themes.items():
        about.say(
            f"{_AUTHORITY}data-theme/{code}", rdf_type=iri("skos", "Concept"), skos_prefLabel=_said(name)
        )
    for name in languages:
        about.say(name, rdf_type=iri("dcterms", "LinguisticSystem"))
    countries = sorted(
        {
            country
            for thing in site.world.instances("CriteriaSetEdition")
            for country in site.world.values(thing, "gpp:country")
        }
    )
    places = [
        _AUTHORITY + ("continent/" if code == "EU" else "country/") + _COUNTRIES[code]
        for code in countries
        if code in _COUNTRIES
    ]
    for place in places:
        about.say(place, rdf_type=iri("dcterms", "Location"))
    graphs = sorted(site.world.instances("DataFile"))
    properties: dict[str, list[str]] = {"dcterms_hasPart": graphs} if graphs else {}
    about.say(
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
            _said(word)
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
    about.say(
        f"{_AUTHORITY}access-right/PUBLIC",
        rdf_type=[iri("dcterms", "RightsStatement"), iri("skos", "Concept")],
        skos_prefLabel=_said("public"),
    )
    about.say(
        f"{_AUTHORITY}frequency/IRREG",
        rdf_type=[iri("dcterms", "Frequency"), iri("skos", "Concept")],
        skos_prefLabel=_said("irregular"),
    )
    _distributions(about, base, dumps)
    _service(about, site, service, dataset, publisher)
    for graph in graphs:
        _part(about, site, graph, publisher)
    _partitions(about, site, dataset)
    return about.triples


def _figures(site: Site) -> dict[str, int]:
    out = site.world.out
    return {
        "void_triples": sum(len(values) for found in out.values() for values in found.values()),
        "void_distinctSubjects": len(out),
        "void_documents": len(site.world.triples),
        "void_properties": len({name for found in out.values() for name in found}),
    }


def _distributions(about: _Describer, base: str, dumps: list[Dump]) -> None:
    for dump in dumps:
        name = f"{BASE}catalog#{dump.name}"
        packed: dict[str, str] = (
            {"dcat_compressFormat": _IANA + "application/gzip"} if dump.compressed else {}
        )
        about.say(
            name,
            rdf_type=iri("dcat", "Distribution"),
            dcterms_title=_said(dump.name),
            dcterms_description=_said(f"{dump.part} as {dump.media}"),
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
        about.say(
            f"{name}.sha256",
            rdf_type=_SPDX + "Checksum",
            spdx_algorithm=_SPDX + "checksumAlgorithm_sha256",
            spdx_checksumValue=ox.Literal(dump.digest, datatype=ox.NamedNode(iri("xsd", "hexBinary"))),
        )
    for form in sorted({"ttl", *(dump.form for dump in dumps)}):
        about.say(_IANA + MEDIA[form], rdf_type=iri("dcterms", "MediaType"))
        about.say(
            f"{_AUTHORITY}file-type/{_FILE_TYPES[form]}",
            rdf_type=[iri("dcterms", "MediaTypeOrExtent"), iri("skos", "Concept")],
            skos_prefLabel=_said(_FILE_TYPES[form]),
        )
    about.say(_IANA + "application/gzip", rdf_type=iri("dcterms", "MediaType"))
    about.say(_SPDX + "checksumAlgorithm_sha256", rdf_type=_SPDX + "ChecksumAlgorithm")


def _service(about: _Describer, site: Site, service: str, dataset: str, publisher: str) -> None:
    endpoint = f"{site.base}sparql"
    about.say(
        f"{BASE}catalog#sparql-access",
        rdf_type=iri("dcat", "Distribution"),
        dcterms_title=_said("SPARQL endpoint"),
        dcterms_license=_LICENCE,
        dcat_accessURL=endpoint,
        dcat_accessService=service,
    )
    about.say(
        service,
        rdf_type=[iri("dcat", "DataService"), _SD + "Service"],
        dcterms_title=_said("SPARQL endpoint of gppgraph"),
        dcterms_description=_said("SPARQL 1.1 queries over the union of all graphs; read-only."),
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
    names = [*sorted(site.world.graphs), ENTAILED, DERIVED]
    about.say(dataset, sd_namedGraph=[f"{BASE}catalog#graph-{slug(name)}" for name in names])
    for name in names:
        about.say(f"{BASE}catalog#graph-{slug(name)}", rdf_type=_SD + "NamedGraph", sd_name=name)


def _part(about: _Describer, site: Site, graph: str, publisher: str) -> None:
    """Describe the facts of one file with their own sources and licence."""
    world = site.world
    path = slug(graph)
    about.say(
        graph,
        rdf_type=[iri("dcat", "Dataset"), iri("void", "Dataset")],
        dcterms_title=_said(world.label(graph, "en")[0]),
        dcterms_description=_said(
            (world.text(graph, "dcterms:description", "en") or ("Facts of one file.", ""))[0]
        ),
        dcterms_publisher=publisher,
        dcterms_license=world.values(graph, "dcterms:license")[:1] or _LICENCE,
        dcterms_isPartOf=f"{BASE}catalog#dataset",
        void_triples=len(world.graphs.get(graph, ())),
        dcat_distribution=f"{BASE}catalog#graph-{path}-ttl",
    )
    if sources := [name for name in world.values(graph, "dcterms:source") if name.startswith("http")]:
        about.say(graph, prov_wasDerivedFrom=sources)
    about.say(
        f"{BASE}catalog#graph-{path}-ttl",
        rdf_type=iri("dcat", "Distribution"),
        dcterms_title=_said(f"{path}.ttl"),
        dcterms_license=world.values(graph, "dcterms:license")[:1] or _LICENCE,
        dcterms_format=f"{_AUTHORITY}file-type/RDF_TURTLE",
        dcat_mediaType=_IANA + "text/turtle",
        dcat_accessURL=f"{site.base}graph/{path}.ttl",
        dcat_downloadURL=f"{site.base}graph/{path}.ttl",
    )


def _partitions(about: _Describer, site: Site, dataset: str) -> None:
    """Count the instances of each class of ours."""
    counts = Counter(
        {
            name: len(site.world.sources(name, "rdf:type"))
            for name in sorted(site.world.out)
            if name.startswith(PREFIXES["gpp"])
        }
    )
    for name, count in sorted(counts.items()):
        if count:
            part = f"{BASE}catalog#class-{slug(name)}"
            about.say(dataset, void_classPartition=part)
            about.say(part, void_class=name, void_entities=count)
