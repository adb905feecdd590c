"""What has an address here: things, named graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.describe import lookup
from citynet_kg.identifiers import PATH, path_of, thing
from citynet_kg.vocab import METADATA, QUARANTINE

if TYPE_CHECKING:
    import pyoxigraph as ox

    from citynet_kg.store import Store


def exists(store: Store, path: str) -> bool:
    """Tell whether there is a thing at a path such as `network/iclei`; rejected relations count."""
    if not PATH.fullmatch(path):
        return False
    node = thing(path)
    return lookup.is_so(store, f"ASK {{ {{ {node} ?p ?o }} UNION {{ GRAPH {QUARANTINE} {{ {node} ?p ?o }} }} }}")


def all_paths(store: Store) -> list[str]:
    """The paths of all things in the default graph, in order."""
    rows = lookup.rows(store, "SELECT DISTINCT ?s WHERE { ?s a ?class . FILTER(isIRI(?s)) } ORDER BY ?s")
    return [path for row in rows if (path := path_of(row["s"].value)) is not None]


def graph_triples(store: Store, iri: str) -> list[ox.Triple]:
    """The triples of a named graph that is there."""
    return lookup.triples(store, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")


def default_graph_triples(store: Store) -> list[ox.Triple]:
    """The triples of the default graph."""
    return lookup.triples(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def metadata_triples(store: Store) -> list[ox.Triple]:
    """The description of the release: VoID and DCAT."""
    return graph_triples(store, METADATA.value)
