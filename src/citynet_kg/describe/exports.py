"""Write a whole release in the forms that other tools read."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from citynet_kg.describe.edges import edge_table, graphml
from citynet_kg.describe.records import read_names, read_organizations, read_relations, ties
from citynet_kg.describe.spreadsheets import harmless
from citynet_kg.identifiers import AUTHORITY_TYPES
from citynet_kg.languages import DEFAULT, LANGUAGES, pick
from citynet_kg.query.formats import GRAPH_FORMATS, format_named
from citynet_kg.query.serialize import write_triples
from citynet_kg.store import construct, select
from citynet_kg.vocab import ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citynet_kg.release import Release
    from citynet_kg.store import Store

EXPORTS = ("nquads", "turtle", "jsonld", "csv", "edges", "geojson", "graphml")
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_RELATIONS = """
SELECT ?relation ?class ?label ?type ?started ?ended ?status ?assessment WHERE {
  VALUES ?class { cnet:NetworkMembership cnet:RoleTenure cnet:Partnership
                  cnet:Cooperation cnet:CooperationProject cnet:Commitment }
  GRAPH <https://w3id.org/citynet/graph/curated> { ?relation a ?class }
  ?relation cnet:temporalStatus/skos:notation ?status ; cnet:assessment/skos:notation ?assessment .
  OPTIONAL { ?relation rdfs:label ?label FILTER(lang(?label) = "en") }
  OPTIONAL { ?relation cnet:partnershipType|cnet:membershipKind|org:role ?concept . ?concept skos:notation ?type }
  OPTIONAL { ?relation cnet:startedOn ?started }
  OPTIONAL { ?relation cnet:endedOn ?ended }
} ORDER BY ?class ?relation ?type
"""


def export(release: Release, store: Store, form: str) -> Iterator[bytes]:
    """Yield an export, piece by piece.

    Args:
        release: where `nquads` is read from.
        store: the same release, loaded.
        form: one of `EXPORTS`.
    """
    if form == "nquads":
        with release.dataset.open("rb") as file:
            while piece := file.read(1 << 16):
                yield piece
    elif form in ("turtle", "jsonld"):
        yield write_triples(construct(store, _EVERYTHING), format_named(form, GRAPH_FORMATS))
    elif form == "csv":
        yield from _csv(store)
    elif form == "edges":
        yield from edge_table(store)
    elif form == "geojson":
        yield from _geojson(store)
    else:
        yield from graphml(store)


def _rows(store: Store, text: str) -> Iterator[dict[str, str]]:
    for row in select(store, text):
        yield {name: term.value for name, term in row.items()}


def _csv(store: Store) -> Iterator[bytes]:
    columns = ("relation", "class", "label", "type", "started", "ended", "status", "assessment")
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(store, _RELATIONS):
        writer.writerow({name: harmless(value) for name, value in row.items()})
    yield out.getvalue().encode()


def _geojson(store: Store) -> Iterator[bytes]:
    """The local authorities that have a place; how many networks and partners each has or had."""
    networks, partners = ties(read_relations(store))
    names = read_names(store, AUTHORITY_TYPES)
    separator = ""
    yield b'{"type": "FeatureCollection", "features": [\n'
    for record in read_organizations(store):
        if record.type not in AUTHORITY_TYPES or record.coordinates is None:
            continue
        told = names.get(record.path, {})
        shown = pick(told, DEFAULT)
        properties = {
            "name": shown[0] if shown else record.path.split("/", 1)[1],
            **{f"name_{tag}": told[tag] for tag in LANGUAGES if tag in told},
            "kind": record.type,
            "country": record.country,
            "wikidata": record.wikidata,
            "networks": len(networks.get(record.path, ())),
            "partners": len(partners.get(record.path, ())),
        }
        feature = {
            "type": "Feature",
            "id": ID + record.path,
            "geometry": {"type": "Point", "coordinates": record.coordinates},
            "properties": {key: value for key, value in properties.items() if value != ""},
        }
        yield (separator + json.dumps(feature, ensure_ascii=False)).encode()
        separator = ",\n"
    yield b"\n]}\n"
