"""Hand triples over to rdflib, for the libraries that work on its graphs. Lexical forms are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib
from rdflib.term import BNode, Literal, Node, URIRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def to_rdflib(triples: Iterable[ox.Triple | ox.Quad]) -> rdflib.Graph:
    """Copy triples into an rdflib graph."""
    graph = rdflib.Graph(bind_namespaces="none")
    for triple in triples:
        graph.add((_to(triple.subject), _to(triple.predicate), _to(triple.object)))
    return graph


def from_rdflib(graph: rdflib.Graph) -> Iterator[ox.Triple]:
    """Yield the triples of an rdflib graph; those that RDF does not allow (a literal as subject) are left out."""
    for subject, predicate, value in graph:
        if isinstance(subject, URIRef | BNode) and isinstance(predicate, URIRef):
            yield ox.Triple(_from(subject), ox.NamedNode(str(predicate)), _from(value))  # type: ignore[arg-type]


def _to(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = None if term.datatype.value.endswith("#string") else URIRef(term.datatype.value)
        return Literal(term.value, datatype=datatype, normalize=False)
    raise TypeError(f"{term!r} cannot be handed to rdflib")


def _from(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return (
            ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
        )
    raise TypeError(f"{term!r} cannot be handed to the store")
