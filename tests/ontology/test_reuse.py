"""Terms of other vocabularies exist: each was looked up once and stands in reused-terms.txt."""

from pathlib import Path

import pytest
import rdflib.namespace
from rdflib import URIRef

from .files import ROOT, parsed

LIST = Path(__file__).with_name("reused-terms.txt")
LISTED = [line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#")]

VOCABULARIES = (
    "http://purl.org/dc/terms/", "http://purl.org/vocab/vann/", "http://purl.org/vocommons/voaf#",
    "http://schema.org/", "https://schema.org/", "http://www.opengis.net/ont/geosparql#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/2003/01/geo/wgs84_pos#", "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/2006/time#", "http://www.w3.org/ns/dcat#",
    "http://www.w3.org/ns/locn#", "http://www.w3.org/ns/opengov#", "http://www.w3.org/ns/org#", "http://www.w3.org/ns/prov#",
    "http://www.w3.org/ns/shacl#", "http://xmlns.com/foaf/0.1/",
)  # fmt: skip

# What rdflib knows by heart, as a second witness for the list.
KNOWN_TO_RDFLIB = {
    "http://purl.org/dc/terms/": rdflib.namespace.DCTERMS,
    "http://purl.org/vocab/vann/": rdflib.namespace.VANN,
    "http://schema.org/": rdflib.namespace.SDO,
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": rdflib.namespace.RDF,
    "http://www.w3.org/2000/01/rdf-schema#": rdflib.namespace.RDFS,
    "http://www.w3.org/2001/XMLSchema#": rdflib.namespace.XSD,
    "http://www.w3.org/2002/07/owl#": rdflib.namespace.OWL,
    "http://www.w3.org/2004/02/skos/core#": rdflib.namespace.SKOS,
    "http://www.w3.org/ns/org#": rdflib.namespace.ORG,
    "http://www.w3.org/ns/prov#": rdflib.namespace.PROV,
    "http://www.w3.org/ns/shacl#": rdflib.namespace.SH,
    "http://xmlns.com/foaf/0.1/": rdflib.namespace.FOAF,
}

# Namespaces themselves, named as such in headers.
NAMESPACES = set(VOCABULARIES)


def vocabulary_of(iri: str) -> str | None:
    return next((namespace for namespace in VOCABULARIES if iri.startswith(namespace)), None)


def reused() -> set[str]:
    folders = (ROOT / name for name in ("ontology", "shapes", "data"))
    paths = (path for folder in folders if folder.exists() for path in folder.rglob("*.ttl"))
    nodes = {str(node) for path in paths for triple in parsed(path) for node in triple if isinstance(node, URIRef)}
    return {iri for iri in nodes if vocabulary_of(iri) and iri not in NAMESPACES}


def test_every_reused_term_is_on_the_list() -> None:
    unknown = sorted(reused() - set(LISTED))
    assert unknown == [], f"look these up in their vocabulary; if they exist, add them to {LIST.name}"


def test_list_is_sorted_and_has_no_doubles() -> None:
    assert sorted(set(LISTED)) == LISTED


def exists(iri: str) -> bool:
    namespace = vocabulary_of(iri)
    assert namespace, f"{iri} belongs to no vocabulary we reuse"
    known = KNOWN_TO_RDFLIB.get(namespace)
    return known is None or iri.removeprefix(namespace) in set(dir(known)) | set(known.__annotations__) | set(
        getattr(known, "_extras", [])
    )


def test_second_witness_knows_the_listed_terms() -> None:
    assert [iri for iri in LISTED if not exists(iri)] == []


@pytest.mark.parametrize("iri", ["http://www.w3.org/ns/org#isMemberOf", "http://www.w3.org/2004/02/skos/core#label"])
def test_second_witness_can_object(iri: str) -> None:
    assert not exists(iri)
