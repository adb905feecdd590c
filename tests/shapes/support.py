"""Read shapes and cases, and tell which shapes found something."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyshacl
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF, RDFS, SH, SKOS
from rdflib.plugins.sparql import prepareQuery

from citynet_kg.graph.rdflib_bridge import from_rdflib
from citynet_kg.validate.compiled import find

if TYPE_CHECKING:
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result

ROOT = Path(__file__).resolve().parents[2]
SHAPES = ROOT / "shapes"
ONTOLOGY = ROOT / "ontology"
CASES = ROOT / "tests" / "data" / "shapes"
CONTEXT = CASES / "_context.ttl"

CNET = Namespace("https://w3id.org/citynet/ns#")
CNSH = Namespace("https://w3id.org/citynet/shapes#")
WHOLE = URIRef("https://w3id.org/citynet/")
SEVERITIES = frozenset({SH.Violation, SH.Warning, SH.Info})
TEXTS = (SH.name, SH.description, SH.message)
# What makes a node an anonymous part of a constraint rather than a shape that reports under its own name.
OPERANDS = (SH["or"], SH["and"], SH.xone, SH["not"], SH.qualifiedValueShape)


@lru_cache
def _prepared(text: str) -> Query:
    return prepareQuery(text)


class PreparingGraph(Graph):
    """A graph that parses each query once: several hundred cases ask the same few."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """Answer a query."""
        prepared = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **kwargs)


def read(*files: Path) -> Graph:
    """Parse Turtle files into one graph."""
    graph = Graph()
    for file in files:
        graph.parse(file)
    return graph


def read_shapes() -> Graph:
    """All shapes."""
    return read(*sorted(SHAPES.glob("*.ttl")))


def read_schema() -> Graph:
    """What shapes need beside the data: the subclass axioms, and the concepts with their schemes.

    Definitions and labels of concepts are left out, which no shape about data reads and every case would pay for.
    """
    terms = [ONTOLOGY / "citynet.ttl", *ONTOLOGY.glob("modules/*.ttl"), *ONTOLOGY.glob("imports/*.ttl")]
    schema = Graph()
    for triple in read(*sorted(terms)).triples((None, RDFS.subClassOf, None)):
        schema.add(triple)
    concepts = read(*sorted(ONTOLOGY.glob("vocab/*.ttl")))
    for predicate in (RDF.type, SKOS.inScheme, SKOS.broader):
        for triple in concepts.triples((None, predicate, None)):
            schema.add(triple)
    return schema


def findings(data: Graph, shapes: Graph) -> list[tuple[str, str, str]]:
    """Validate, and give shape, focus node and value of each result, with short names.

    Where a shape looks at the data as a whole, the thing it found is the value.
    """
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    assert isinstance(report, Graph)
    return sorted(
        (
            str(report.value(result, SH.sourceShape)).removeprefix(CNSH),
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.value)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )


def compiled_findings(data: Graph, shapes: Graph) -> list[tuple[str, str, str]]:
    """The same by the compiled validator, for comparison."""
    return sorted(
        (f.shape.removeprefix(CNSH), f.focus, f.value or "None") for f in find(list(from_rdflib(data)), shapes, {})
    )


def reporting_shapes(shapes: Graph) -> set[URIRef]:
    """The shapes that can be the source of a result: those with a severity of their own."""
    return {s for s in shapes.subjects(SH.severity, None) if isinstance(s, URIRef)}
