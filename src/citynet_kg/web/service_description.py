"""What the endpoint can do, in the words of SPARQL 1.1 Service Description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.vocab import PREFIXES, RDF, VOID

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def describe_service(public_url: str, graph_names: Iterable[str]) -> list[ox.Triple]:
    """The triples that a bare GET of the endpoint answers.

    Args:
        public_url: the address under which the service is known.
        graph_names: of the named graphs of its data set.
    """
    base = f"{public_url}/sparql"
    service, dataset, default = (ox.NamedNode(f"{base}#{part}") for part in ("service", "dataset", "default-graph"))

    def term(name: str) -> ox.NamedNode:
        return ox.NamedNode(PREFIXES["sd"] + name)

    triples = [
        ox.Triple(service, RDF.type, term("Service")),
        ox.Triple(service, term("endpoint"), ox.NamedNode(base)),
        ox.Triple(service, term("supportedLanguage"), term("SPARQL11Query")),
        ox.Triple(service, term("feature"), term("BasicFederatedQuery")),
        *(
            ox.Triple(service, term("resultFormat"), ox.NamedNode(f"http://www.w3.org/ns/formats/{f}"))
            for f in _FORMATS
        ),
        ox.Triple(service, term("defaultDataset"), dataset),
        ox.Triple(dataset, RDF.type, term("Dataset")),
        ox.Triple(dataset, term("defaultGraph"), default),
        ox.Triple(default, RDF.type, term("Graph")),
        ox.Triple(default, RDF.type, VOID.Dataset),
    ]
    for number, name in enumerate(sorted(graph_names)):
        named = ox.NamedNode(f"{base}#graph-{number}")
        triples += [
            ox.Triple(dataset, term("namedGraph"), named),
            ox.Triple(named, RDF.type, term("NamedGraph")),
            ox.Triple(named, term("name"), ox.NamedNode(name)),
        ]
    return triples
