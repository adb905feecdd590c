"""The ontology passes every lint, and every lint can fail."""

import pytest
from rdflib import Graph
from rdflib.namespace import OWL, RDF, RDFS

from . import lints
from .files import CNET, own_ontology, own_properties, whole_ontology

PREFIXES = """
@prefix cnet: <https://w3id.org/citynet/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

# Others' terms may be described in imports/, so this one looks at our own files only.
OWN_FILES_ONLY = {lints.p40_foreign_subject}

ALL = pytest.mark.parametrize("lint", list(lints.BROKEN), ids=lambda lint: lint.__name__)


@ALL
def test_ontology_passes(lint: lints.Lint) -> None:
    graph = own_ontology() if lint in OWN_FILES_ONLY else whole_ontology()
    assert lint(graph) == []


@ALL
def test_lint_can_fail(lint: lints.Lint) -> None:
    broken = Graph().parse(data=PREFIXES + lints.BROKEN[lint], format="turtle")
    assert lint(broken), f"{lint.__name__} lets this pass: {lints.BROKEN[lint]}"


@pytest.mark.parametrize(
    "snippet",
    [
        "org:Organization owl:hasKey ( cnet:a ) .",
        "cnet:A owl:disjointUnionOf ( cnet:B cnet:C ) .",
        "cnet:A rdfs:subClassOf [ owl:complementOf cnet:B ] .",
        "cnet:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cnet:p ; owl:hasSelf true ] .",
        "cnet:p a owl:ReflexiveProperty .",
        "cnet:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cnet:p ; owl:cardinality 1 ] .",
    ],
)
def test_every_forbidden_construct_is_seen(snippet: str) -> None:
    assert lints.forbidden_anywhere(Graph().parse(data=PREFIXES + snippet, format="turtle"))


@pytest.mark.parametrize(
    "snippet",
    [
        "cnet:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cnet:p ; owl:someValuesFrom cnet:B ] .",
        "cnet:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cnet:p ; owl:minCardinality 1 ] .",
        "cnet:p rdfs:range [ owl:oneOf ( cnet:a cnet:b ) ] .",
        "cnet:A owl:equivalentClass [ owl:intersectionOf ( cnet:B [ owl:unionOf ( cnet:C cnet:D ) ] ) ] .",
    ],
)
def test_every_forbidden_superclass_is_seen(snippet: str) -> None:
    assert lints.forbidden_on_the_superclass_side(Graph().parse(data=PREFIXES + snippet, format="turtle"))


def test_lists_of_exceptions_hold_no_dead_names() -> None:
    graph = whole_ontology()
    names = {term.removeprefix(str(CNET)) for term in own_properties(graph)}
    assert names >= lints.ONE_WAY
    assert names >= lints.NEITHER_DOMAIN_NOR_RANGE
    described = {name for name in lints.NEITHER_DOMAIN_NOR_RANGE if (CNET[name], RDFS.range, None) in graph}
    assert described == set(), "these have a range by now: take them off the list"
    inverse = {name for name in lints.ONE_WAY if (CNET[name], OWL.inverseOf, None) in graph}
    symmetric = {name for name in lints.ONE_WAY if (CNET[name], RDF.type, OWL.SymmetricProperty) in graph}
    assert inverse | symmetric == set(), "these have an inverse by now: take them off the list"
