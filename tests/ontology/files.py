"""Where the ontology lies and how its parts are put together.

Nothing here needs the package: the ontology has to stand on its own.
"""

from functools import cache
from pathlib import Path

from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import OWL, RDF

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
MODEL = ROOT / "docs" / "model.md"

CNET = Namespace("https://w3id.org/citynet/ns#")
ORG = Namespace("http://www.w3.org/ns/org#")
HEADER = URIRef("https://w3id.org/citynet/ns")
CONCEPTS = "https://w3id.org/citynet/id/concept/"
LANGUAGES = {"en", "de", "uk"}

TERM_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)


def turtle_files(*folders: str) -> list[Path]:
    """Every Turtle file below the named folders of `ontology/`; no folder means the root alone."""
    if not folders:
        return sorted(ONTOLOGY.glob("*.ttl"))
    return sorted(path for folder in folders for path in (ONTOLOGY / folder).rglob("*.ttl"))


@cache
def parsed(path: Path) -> Graph:
    return Graph().parse(path, format="turtle")


def union(paths: list[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        for triple in parsed(path):
            graph.add(triple)
    return graph


@cache
def own_ontology() -> Graph:
    """Header and modules: what we say about our own terms."""
    return union(turtle_files() + turtle_files("modules"))


@cache
def whole_ontology() -> Graph:
    """The same with the imported subsets: what the reasoner is given."""
    return union(turtle_files() + turtle_files("modules", "imports"))


@cache
def vocabulary() -> Graph:
    return union(turtle_files("vocab"))


def is_own(node: object) -> bool:
    return isinstance(node, URIRef) and str(node).startswith(str(CNET))


def local_name(term: object) -> str:
    return str(term).rsplit("#", 1)[-1]


def own_terms(graph: Graph) -> set[URIRef]:
    return {
        term
        for kind in TERM_KINDS
        for term in graph.subjects(RDF.type, kind)
        if isinstance(term, URIRef) and is_own(term)
    }


def own_classes(graph: Graph) -> set[URIRef]:
    return {term for term in own_terms(graph) if (term, RDF.type, OWL.Class) in graph}


def own_properties(graph: Graph) -> set[URIRef]:
    return own_terms(graph) - own_classes(graph)
