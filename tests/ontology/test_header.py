"""The header answers what FOOPS! and a newcomer ask of an ontology."""

import re

import pytest
from rdflib import Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SH, VANN, XSD

from .files import HEADER, LANGUAGES, ONTOLOGY, own_ontology, parsed, turtle_files

VOAF = Namespace("http://purl.org/vocommons/voaf#")
SCHEMA = Namespace("http://schema.org/")


@pytest.mark.parametrize(
    "predicate",
    [
        DCTERMS.creator, DCTERMS.contributor, DCTERMS.publisher, DCTERMS.created, DCTERMS.issued, DCTERMS.modified,
        DCTERMS.license, DCTERMS.bibliographicCitation, OWL.versionIRI, OWL.versionInfo, VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri, VOAF.reliesOn, SH.suggestedShapesGraph, SCHEMA.includedInDataCatalog,
    ],
)  # fmt: skip
def test_header_has(predicate: URIRef) -> None:
    assert list(own_ontology().objects(HEADER, predicate)), f"the header lacks {predicate}"


@pytest.mark.parametrize("predicate", [DCTERMS.title, DCTERMS.description])
def test_header_speaks_three_languages(predicate: URIRef) -> None:
    languages = {text.language for text in own_ontology().objects(HEADER, predicate) if isinstance(text, Literal)}
    assert languages == LANGUAGES


def test_header_is_an_ontology_and_a_vocabulary() -> None:
    types = set(own_ontology().objects(HEADER, RDF.type))
    assert {OWL.Ontology, VOAF.Vocabulary} <= types


def test_version_iri_is_the_ontology_iri_with_the_version() -> None:
    version = str(own_ontology().value(HEADER, OWL.versionInfo))
    assert str(own_ontology().value(HEADER, OWL.versionIRI)) == f"{HEADER}/{version}"
    assert f"## {version}" in (ONTOLOGY / "CHANGELOG.md").read_text("utf-8")


def test_parts_carry_the_version_of_the_whole() -> None:
    version = own_ontology().value(HEADER, OWL.versionInfo)
    for path in turtle_files("modules", "imports", "align", "vocab"):
        stated = set(parsed(path).objects(None, OWL.versionInfo))
        assert stated == {version}, f"{path.name}: write owl:versionInfo {version}"


def test_every_import_has_its_file() -> None:
    """An import IRI is the path of its file: `…/ns/modules/time` is `modules/time.ttl`."""
    wanted = {str(iri).removeprefix(f"{HEADER}/") for iri in own_ontology().objects(HEADER, OWL.imports)}
    present = {path.relative_to(ONTOLOGY).with_suffix("").as_posix() for path in turtle_files("modules", "imports")}
    assert wanted == present


def test_every_part_is_an_ontology_named_after_its_file() -> None:
    for path in turtle_files("modules", "imports", "align"):
        name = URIRef(f"{HEADER}/{path.relative_to(ONTOLOGY).with_suffix('').as_posix()}")
        assert (name, RDF.type, OWL.Ontology) in parsed(path), f"{path.name} should declare {name}"


def test_declared_prefixes_match_those_of_the_files() -> None:
    graph = own_ontology()
    declared = {
        str(graph.value(node, SH.prefix)): graph.value(node, SH.namespace) for node in graph.objects(HEADER, SH.declare)
    }
    assert {"cnet", "cnsh", "org", "skos", "prov", "dct", "xsd"} <= set(declared)
    assert all(isinstance(iri, Literal) and iri.datatype == XSD.anyURI for iri in declared.values())
    for path in turtle_files() + turtle_files("modules", "imports", "align", "vocab", "examples"):
        for prefix, iri in re.findall(r"^@prefix (\w+): <([^>]+)>", path.read_text("utf-8"), re.MULTILINE):
            assert iri == str(declared.get(prefix, iri)), f"{path.name}: {prefix}: means something else here"
