"""What this server offers, in the words of DCAT-AP, VoID and SHACL: endpoint, dumps, prefixes, example queries.

The release describes itself without any address; here stand the addresses at which this server gives it.
"""

from __future__ import annotations

import pyoxigraph as ox

from citynet_kg.query import load_questions
from citynet_kg.release.metadata import CATALOG, DATASET, LICENCE
from citynet_kg.vocab import BASE, DCAT, DCT, PREFIXES, RDF, RDFS, SCHEMA, SH, SKOS, VOID, XSD

_MEDIA = "http://www.iana.org/assignments/media-types/"
_EU = "http://publications.europa.eu/resource/authority/"
_PREFIXES = ox.NamedNode(BASE + "dataset/prefixes")
# What the things named in DCAT are: validators of DCAT-AP look for the types and follow no link to find them.
_TYPES = {
    ox.NamedNode(_EU + "language/ENG"): DCT.LinguisticSystem,
    ox.NamedNode(_EU + "language/DEU"): DCT.LinguisticSystem,
    ox.NamedNode(_EU + "language/UKR"): DCT.LinguisticSystem,
    ox.NamedNode(_EU + "frequency/IRREG"): DCT.Frequency,
    ox.NamedNode(_MEDIA + "application/n-quads"): DCT.MediaType,
    ox.NamedNode(_MEDIA + "application/gzip"): DCT.MediaType,
    LICENCE: DCT.LicenseDocument,
}


def offers(public: str) -> list[ox.Triple]:
    """The triples that a server adds to the metadata of its release.

    Args:
        public: the address under which the server is known.
    """
    return [*_types(), *_service(public), *_dumps(public), *_declared(), *_examples(public)]


def _types() -> list[ox.Triple]:
    theme = ox.NamedNode(_EU + "data-theme/GOVE")
    return [
        *(ox.Triple(thing, RDF.type, kind) for thing, kind in _TYPES.items()),
        ox.Triple(theme, RDF.type, SKOS.Concept),
        ox.Triple(theme, SKOS.prefLabel, ox.Literal("Government and public sector", language="en")),
    ]


def _service(public: str) -> list[ox.Triple]:
    endpoint, service = ox.NamedNode(f"{public}/sparql"), ox.NamedNode(f"{public}/sparql#service")
    titles = {
        "en": "SPARQL endpoint of citynet-kg",
        "de": "SPARQL-Endpunkt von citynet-kg",
        "uk": "SPARQL-точка citynet-kg",
    }
    return [
        ox.Triple(DATASET, VOID.sparqlEndpoint, endpoint),
        ox.Triple(CATALOG, DCAT.service, service),
        ox.Triple(service, RDF.type, DCAT.DataService),
        *(ox.Triple(service, DCT.title, ox.Literal(title, language=tag)) for tag, title in titles.items()),
        ox.Triple(service, DCAT.endpointURL, endpoint),
        ox.Triple(service, DCAT.endpointDescription, endpoint),
        ox.Triple(service, DCAT.servesDataset, DATASET),
        ox.Triple(service, DCT.license, LICENCE),
        ox.Triple(endpoint, RDF.type, RDFS.Resource),
    ]


def _dumps(public: str) -> list[ox.Triple]:
    out = []
    for name in ("dataset.nq", "dataset.nq.gz"):
        address = ox.NamedNode(f"{public}/download/{name}")
        part = ox.NamedNode(f"{address.value}#distribution")
        out += [
            ox.Triple(DATASET, VOID.dataDump, address),
            ox.Triple(DATASET, DCAT.distribution, part),
            ox.Triple(part, RDF.type, DCAT.Distribution),
            ox.Triple(part, DCT.title, ox.Literal(f"All graphs as N-Quads ({name})", language="en")),
            ox.Triple(part, DCAT.accessURL, address),
            ox.Triple(part, DCAT.downloadURL, address),
            ox.Triple(part, DCAT.mediaType, ox.NamedNode(_MEDIA + "application/n-quads")),
            ox.Triple(part, DCT.license, LICENCE),
        ]
        if name.endswith(".gz"):
            out.append(ox.Triple(part, DCAT.compressFormat, ox.NamedNode(_MEDIA + "application/gzip")))
    return out


def _declared() -> list[ox.Triple]:
    """The prefixes that queries need not declare."""
    out = []
    for prefix, space in PREFIXES.items():
        node = ox.NamedNode(f"{_PREFIXES.value}/{prefix}")
        out += [
            ox.Triple(_PREFIXES, SH.declare, node),
            ox.Triple(node, SH.prefix, ox.Literal(prefix)),
            ox.Triple(node, SH.namespace, ox.Literal(space, datatype=XSD.anyURI)),
        ]
    return out


def _examples(public: str) -> list[ox.Triple]:
    """The named questions, with their defaults, as queries that can be run."""
    out = []
    for question in load_questions().values():
        node = ox.NamedNode(f"{public}/questions/{question.name}")
        out += [
            ox.Triple(node, RDF.type, SH.SPARQLExecutable),
            ox.Triple(node, RDF.type, SH.SPARQLSelectExecutable),
            *(ox.Triple(node, RDFS.label, ox.Literal(title, language=tag)) for tag, title in question.titles.items()),
            ox.Triple(node, SH.prefixes, _PREFIXES),
            ox.Triple(node, SH.select, ox.Literal(question.sparql({}))),
            ox.Triple(node, SCHEMA.target, ox.NamedNode(f"{public}/sparql")),
        ]
    return out
