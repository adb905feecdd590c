"""Write a whole release in the forms that other tools read."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from citynet_kg.describe.spreadsheets import harmless
from citynet_kg.query.formats import GRAPH_FORMATS, format_named
from citynet_kg.query.serialize import write_triples
from citynet_kg.store import construct, select

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citynet_kg.release import Release
    from citynet_kg.store import Store

EXPORTS = ("nquads", "turtle", "jsonld", "csv", "geojson", "graphml")
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
_PLACES = """
SELECT ?authority ?name ?lat ?long ?country ?wikidata WHERE {
  ?authority locn:location ?place . ?place wgs:lat ?lat ; wgs:long ?long .
  OPTIONAL { ?authority skos:prefLabel ?name FILTER(lang(?name) = "en") }
  OPTIONAL { ?authority cnet:country/skos:notation ?country }
  OPTIONAL { ?authority schema:sameAs ?wikidata }
} ORDER BY ?authority
"""
_NODES = """
SELECT DISTINCT ?node ?class (SAMPLE(?name) AS ?label) WHERE {
  VALUES ?class { cnet:Municipality cnet:District cnet:RegionalAuthority cnet:CityNetwork cnet:MunicipalAssociation }
  GRAPH <https://w3id.org/citynet/graph/curated> { ?node a ?class }
  OPTIONAL { ?node rdfs:label ?name FILTER(lang(?name) = "en") }
} GROUP BY ?node ?class ORDER BY ?node
"""
_EDGES = """
SELECT ?relation ?from ?to ?kind WHERE {
  { ?relation a cnet:NetworkMembership ; org:member ?from ; org:organization ?to ;
              cnet:membershipKind/skos:notation ?kind }
  UNION
  { ?relation a cnet:Partnership ; cnet:partner ?from , ?to ; cnet:partnershipType/skos:notation ?kind
    FILTER(STR(?from) < STR(?to)) }
} ORDER BY ?relation ?from ?to ?kind
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
    elif form == "geojson":
        yield _geojson(store)
    else:
        yield from _graphml(store)


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


def _geojson(store: Store) -> bytes:
    features = [
        {
            "type": "Feature",
            "id": row["authority"],
            "geometry": {"type": "Point", "coordinates": [float(row["long"]), float(row["lat"])]},
            "properties": {key: row[key] for key in ("name", "country", "wikidata") if key in row},
        }
        for row in _rows(store, _PLACES)
    ]
    return (
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"
    ).encode()


def _graphml(store: Store) -> Iterator[bytes]:
    yield (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        b'<key id="label" for="node" attr.name="label" attr.type="string"/>\n'
        b'<key id="class" for="node" attr.name="class" attr.type="string"/>\n'
        b'<key id="kind" for="edge" attr.name="kind" attr.type="string"/>\n<graph edgedefault="undirected">\n'
    )
    for row in _rows(store, _NODES):
        name = quoteattr(row.get("label", row["node"].rsplit("/", 1)[1]))[1:-1]
        kind = row["class"].rsplit("#", 1)[1]
        data = f'<data key="label">{name}</data><data key="class">{kind}</data>'
        yield f"<node id={quoteattr(row['node'])}>{data}</node>\n".encode()
    for number, row in enumerate(_rows(store, _EDGES)):
        ends = f"source={quoteattr(row['from'])} target={quoteattr(row['to'])}"
        yield f'<edge id="e{number}" {ends}><data key="kind">{row["kind"]}</data></edge>\n'.encode()
    yield b"</graph>\n</graphml>\n"
