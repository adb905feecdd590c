"""The triples of an RDF document about a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.describe import lookup
from citynet_kg.errors import UnknownThingError
from citynet_kg.identifiers import RELATION_TYPES, split_path, thing
from citynet_kg.vocab import QUARANTINE

if TYPE_CHECKING:
    import pyoxigraph as ox

    from citynet_kg.store import Store

MOST_TRIPLES = 10_000
_PARTS = (
    "(org:member|org:organization|cnet:partner|cnet:committedParty|cnet:instrument|cnet:viaPost|cnet:onBehalfOf|"
    "cnet:viaAssociation)"
)
_NAMES = "skos:prefLabel, rdfs:label, foaf:name"
_CARD = "dct:title, rdfs:label, schema:url, dct:publisher, rdf:type"


def document_triples(store: Store, path: str, offset: int = 0) -> list[ox.Triple]:
    """The triples of one page of a document, see `document_page`."""
    return document_page(store, path, offset)[0]


def document_page(store: Store, path: str, offset: int = 0) -> tuple[list[ox.Triple], int | None]:
    """What the document about a thing holds, in a fixed order: its own triples first.

    Of a relation: its passages, the cards of their sources, its decision, the names of its parties. Of a party: the
    relations it takes part in, what evidence they have, the names of the others. Of anything else but a concept: the
    triples that point to it. Rejected relations stand in their own documents only.

    Args:
        store: the release.
        path: such as `network/iclei`.
        offset: how many triples to pass over; a page holds `MOST_TRIPLES`.

    Returns:
        The triples, and the offset of the page that follows if there is one.

    Raises:
        UnknownThingError: there is no such thing, or it has no triples from the offset on.
    """
    try:
        kind, _ = split_path(path)
    except ValueError:
        raise UnknownThingError(f"There is nothing called {path}.") from None
    node = thing(path)
    own = lookup.triples(store, f"CONSTRUCT {{ {node} ?p ?o }} WHERE {{ {node} ?p ?o }}")
    if kind in RELATION_TYPES and lookup.is_so(store, f"ASK {{ GRAPH {QUARANTINE} {{ {node} ?p ?o }} }}"):
        own += lookup.triples(store, f"CONSTRUCT {{ {node} ?p ?o }} WHERE {{ GRAPH {QUARANTINE} {{ {node} ?p ?o }} }}")
    around: set[ox.Triple] = set()
    for query in _queries(str(node), kind):
        around.update(lookup.triples(store, query))
    if not own and not around:
        raise UnknownThingError(f"There is nothing called {path}.")
    ordered = [*sorted(set(own), key=str), *sorted(around.difference(own), key=str)]
    if offset >= len(ordered):
        raise UnknownThingError(f"The document about {path} has {len(ordered)} triples; none from {offset} on.")
    following = offset + MOST_TRIPLES
    return ordered[offset:following], following if following < len(ordered) else None


def _queries(node: str, kind: str) -> list[str]:
    card = f"?s ?p ?o FILTER(?p IN ({_CARD}))"
    if kind in RELATION_TYPES:
        parts = f"{{ {node} {_PARTS} ?t }} UNION {{ GRAPH {QUARANTINE} {{ {node} {_PARTS} ?t }} }}"
        return [
            f"CONSTRUCT {{ ?e ?p ?o }} WHERE {{ {node} cnet:evidence ?e . ?e ?p ?o }}",
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {node} cnet:evidence/dct:source ?s . {card} }}",
            f"CONSTRUCT {{ ?d ?p ?o }} WHERE {{ {node} cnet:decidedBy ?d . ?d ?p ?o }}",
            f"CONSTRUCT {{ ?t ?p ?l }} WHERE {{ {parts} ?t ?p ?l FILTER(?p IN ({_NAMES})) }}",
            f"CONSTRUCT {{ ?s cnet:succeeds {node} }} WHERE {{ ?s cnet:succeeds {node} }}",
        ]
    if kind == "evidence":
        return [
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {node} dct:source ?s . {card} }}",
            f"CONSTRUCT {{ ?s ?p {node} }} WHERE {{ ?s ?p {node} }}",
        ]
    if kind == "concept":
        skos = "skos:inScheme, skos:topConceptOf, skos:hasTopConcept, skos:broader, skos:narrower"
        return [f"CONSTRUCT {{ ?s ?p {node} }} WHERE {{ ?s ?p {node} FILTER(?p IN ({skos})) }}"]
    return [
        f"CONSTRUCT {{ ?s ?p {node} }} WHERE {{ ?s ?p {node} }}",
        f"CONSTRUCT {{ ?r ?p ?o }} WHERE {{ ?r {_PARTS} {node} ; cnet:assessment ?a ; ?p ?o }}",
        (
            f"CONSTRUCT {{ ?t ?p ?l }} WHERE {{ ?r {_PARTS} {node} ; cnet:assessment ?a ; {_PARTS} ?t . "
            f"?t ?p ?l FILTER(?p IN ({_NAMES})) }}"
        ),
        f"CONSTRUCT {{ ?a ?p ?o }} WHERE {{ ?a cnet:aboutParty {node} ; ?p ?o }}",
    ]
