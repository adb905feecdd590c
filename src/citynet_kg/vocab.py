"""Namespaces, prefixes and the IRIs of our own graphs. Every prefix means the same in every file."""

from __future__ import annotations

from pyoxigraph import NamedNode

BASE = "https://w3id.org/citynet/"
ID = BASE + "id/"
GRAPH = BASE + "graph/"
CONCEPT = ID + "concept/"
# What relative IRIs in queries are resolved against, wherever the endpoint is reached.
QUERY_BASE = BASE + "sparql"

PREFIXES: dict[str, str] = {
    "cnet": BASE + "ns#",
    "cnsh": BASE + "shapes#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "voaf": "http://purl.org/vocommons/voaf#",
    "void": "http://rdfs.org/ns/void#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

COUNTRY = "http://publications.europa.eu/resource/authority/country/"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
WIKIDATA = PREFIXES["wd"]
GEONAMES = "https://sws.geonames.org/"


class Namespace:
    """Mint terms of one namespace: `CNET.partner` or `CNET["partner"]`. Each is made once: they are asked for often."""

    def __init__(self, prefix: str) -> None:
        self._base = PREFIXES[prefix]

    def __getattr__(self, name: str) -> NamedNode:
        # found as an attribute from now on, without a call of this
        term = self.__dict__[name] = NamedNode(self._base + name)
        return term

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self._base + name)


CNET = Namespace("cnet")
CNSH = Namespace("cnsh")
DCAT = Namespace("dcat")
DCT = Namespace("dct")
FOAF = Namespace("foaf")
LOCN = Namespace("locn")
ORG = Namespace("org")
OWL = Namespace("owl")
PROV = Namespace("prov")
RDF = Namespace("rdf")
RDFS = Namespace("rdfs")
SCHEMA = Namespace("schema")
SH = Namespace("sh")
SKOS = Namespace("skos")
VOID = Namespace("void")
WGS = Namespace("wgs")
XSD = Namespace("xsd")

CURATED = NamedNode(GRAPH + "curated")
QUARANTINE = NamedNode(GRAPH + "quarantine")
INFERRED = NamedNode(GRAPH + "inferred")
VOCABULARY = NamedNode(GRAPH + "vocabulary")
METADATA = NamedNode(GRAPH + "metadata")
WIKIDATA_SNAPSHOT = NamedNode(GRAPH + "wikidata")
SOURCE_GRAPH = GRAPH + "source/"


def expand(curie: str) -> NamedNode:
    """Turn `cnet:foundedOn` into its IRI.

    Raises:
        KeyError: the prefix is unknown.
    """
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def compact(iri: str) -> str:
    """Turn an IRI into `prefix:local` where a prefix fits, else leave it as it is."""
    best = max(((p, ns) for p, ns in PREFIXES.items() if iri.startswith(ns)), key=lambda pn: len(pn[1]), default=None)
    return iri if best is None else f"{best[0]}:{iri[len(best[1]) :]}"
