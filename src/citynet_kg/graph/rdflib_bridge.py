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
        graph.add((to_term(triple.subject), to_term(triple.predicate), to_term(triple.object)))
    return graph


def from_rdflib(graph: rdflib.Graph) -> Iterator[ox.Triple]:
    """Yield the triples of an rdflib graph; those that RDF does not allow (a literal as subject) are left out."""
    for subject, predicate, value in graph:
        if isinstance(subject, URIRef | BNode) and isinstance(predicate, URIRef):
            yield ox.Triple(from_term(subject), ox.NamedNode(str(predicate)), from_term(value))  # type: ignore[arg-type]


def to_term(term: object) -> Node:
    """The term as rdflib has it.

    Raises:
        TypeError: rdflib has none like it.
    """
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


def from_term(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The term as the store has it.

    Raises:
        TypeError: it is none of RDF's.
    """
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
