"""`citynet export` in the forms that programs for graphs and maps read."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from citynet_kg.describe.edges import EDGE_COLUMNS, edge_table, graphml
from citynet_kg.describe.exports import EXPORTS, export
from citynet_kg.store import EmbeddedStore, select
from citynet_kg.vocab import PREFIXES

if TYPE_CHECKING:
    from citynet_kg.release import Release

ID = "https://w3id.org/citynet/id/"
SPACE = "{http://graphml.graphdrawing.org/xmlns}"
WORLD = """
@prefix cnet: <https://w3id.org/citynet/ns#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix id: <https://w3id.org/citynet/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/citynet/id/municipality/a> a cnet:Municipality ; skos:prefLabel "=A & <B>\\u0001"@en .
<https://w3id.org/citynet/id/municipality/b> a cnet:Municipality .
<https://w3id.org/citynet/id/municipality/c> a cnet:Municipality ; cnet:country <http://publications.europa.eu/resource/authority/country/FRA> .
<https://w3id.org/citynet/id/partnership/a--b--c--1> a cnet:Partnership ; cnet:startedOn "1983"^^xsd:gYear ;
  cnet:partner <https://w3id.org/citynet/id/municipality/a> , <https://w3id.org/citynet/id/municipality/b> ,
    <https://w3id.org/citynet/id/municipality/c> ;
  cnet:partnershipType <https://w3id.org/citynet/id/concept/partnership-type/=1> .
<https://w3id.org/citynet/id/membership/a--net--1> org:member <https://w3id.org/citynet/id/municipality/a> ;
  org:organization <https://w3id.org/citynet/id/network/net> .
"""


@pytest.fixture(scope="module")
def world() -> EmbeddedStore:
    """Three partners in one partnership, a network that nothing is known of, and a name that is markup."""
    store = ox.Store()
    store.load(WORLD.encode(), format=ox.RdfFormat.TURTLE)
    return EmbeddedStore(store, PREFIXES)


def table(store: EmbeddedStore) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(edge_table(store)).decode(), newline="")))


def drawing(store: EmbeddedStore) -> ET.Element:
    return ET.fromstring(b"".join(graphml(store)))  # noqa: S314 - we wrote it


def values(element: ET.Element) -> dict[str, str]:
    return {(d.get("key") or "").partition("-")[2]: d.text or "" for d in element.findall(f"{SPACE}data")}


def test_every_two_partners_are_an_edge(world: EmbeddedStore) -> None:
    rows = [row for row in table(world) if row["kind"] == "partnership"]
    assert [(r["one"][-1], r["other"][-1]) for r in rows] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert {(r["start"], r["relation"]) for r in rows} == {("1983", f"{ID}partnership/a--b--c--1")}


def test_no_cell_of_the_edges_is_a_formula(world: EmbeddedStore) -> None:
    assert {row["type"] for row in table(world)} == {"", "'=1"}


def test_edges_of_one_relation_have_different_ids(world: EmbeddedStore) -> None:
    ids = [e.get("id") for e in drawing(world).iter(f"{SPACE}edge")]
    assert ids == [f"{ID}membership/a--net--1", *(f"{ID}partnership/a--b--c--1#{n}" for n in (1, 2, 3))]


def test_markup_in_names_stays_text(world: EmbeddedStore) -> None:
    nodes = {n.get("id"): values(n) for n in drawing(world).iter(f"{SPACE}node")}
    assert nodes[f"{ID}municipality/a"]["label"] == "=A & <B> "
    assert nodes[f"{ID}municipality/c"]["country"] == "FRA"
    assert nodes[f"{ID}network/net"] == {"label": "net", "kind": "network"}


def test_only_memberships_and_their_like_have_a_direction(world: EmbeddedStore) -> None:
    directed = {e.get("id"): e.get("directed") for e in drawing(world).iter(f"{SPACE}edge")}
    assert directed.pop(f"{ID}membership/a--net--1") == "true"
    assert set(directed.values()) == {None}


def test_graphml_of_the_release_is_valid(store: EmbeddedStore) -> None:
    root = drawing(store)
    keys = {k.get("id"): (k.get("for"), k.get("attr.type")) for k in root.findall(f"{SPACE}key")}
    nodes, edges = list(root.iter(f"{SPACE}node")), list(root.iter(f"{SPACE}edge"))
    known = {n.get("id") for n in nodes}
    assert len(known) == len(nodes)
    assert all((name or "").startswith(ID) for name in known)
    assert len({e.get("id") for e in edges}) == len(edges)
    assert all({e.get("source"), e.get("target")} <= known for e in edges)
    for kind, elements in (("node", nodes), ("edge", edges)):
        for data in (d for element in elements for d in element.findall(f"{SPACE}data")):
            meant, datatype = keys[data.get("key")]
            assert meant == kind
            assert data.text
            if datatype == "double":
                float(data.text)


def test_edges_hold_every_relation_of_two_parties_once(store: EmbeddedStore) -> None:
    rows = table(store)
    assert tuple(rows[0]) == EDGE_COLUMNS
    assert len({(r["one"], r["other"], r["relation"]) for r in rows}) == len(rows)
    counted = select(
        store, "SELECT DISTINCT ?r { ?r a cnet:Partnership ; cnet:partner ?a , ?b FILTER(STR(?a) < STR(?b)) }"
    )
    assert {r["relation"] for r in rows if r["kind"] == "partnership"} == {row["r"].value for row in counted}
    memberships = select(store, "SELECT ?r { ?r a cnet:NetworkMembership }")
    assert {r["relation"] for r in rows if r["kind"] == "membership"} == {row["r"].value for row in memberships}
    (since,) = [r for r in rows if r["relation"].endswith("partnership/bonn-de--tel-aviv-il--1")]
    assert (since["start"], since["type"], since["assessment"]) == ("1983", "friendship", "accepted")


def test_rejected_relations_are_no_edges(store: EmbeddedStore) -> None:
    assert not [r for r in table(store) if r["relation"].endswith("c40--energy-cities--1")]


def test_places_tell_how_many_networks_and_partners(release: Release, store: EmbeddedStore) -> None:
    document = json.loads(b"".join(export(release, store, "geojson")))
    bonn = next(f for f in document["features"] if f["id"] == f"{ID}municipality/bonn-de")
    assert bonn["geometry"] == {"type": "Point", "coordinates": [7.09549, 50.73438]}
    networks = "SELECT DISTINCT ?n { ?m a cnet:NetworkMembership ; org:member <%s> ; org:organization ?n . ?n a cnet:CityNetwork }"
    partners = "SELECT DISTINCT ?p { ?r a cnet:Partnership ; cnet:partner <%s> , ?p FILTER(?p != <%s>) }"
    assert bonn["properties"]["networks"] == len(select(store, networks % bonn["id"]))
    assert bonn["properties"]["partners"] == len(select(store, partners % (bonn["id"], bonn["id"])))
    assert (bonn["properties"]["name_uk"], bonn["properties"]["country"]) == ("Бонн", "DEU")


@pytest.mark.parametrize("form", sorted({*EXPORTS} - {"nquads", "turtle", "jsonld"}))
def test_the_same_release_gives_the_same_bytes(release: Release, store: EmbeddedStore, form: str) -> None:
    assert b"".join(export(release, store, form)) == b"".join(export(release, store, form))


def test_an_empty_world_has_empty_exports(release: Release) -> None:
    nothing = EmbeddedStore(ox.Store(), PREFIXES)
    assert b"".join(edge_table(nothing)).decode() == ",".join(EDGE_COLUMNS) + "\r\n"
    assert list(drawing(nothing).iter(f"{SPACE}node")) == []
    assert json.loads(b"".join(export(release, nothing, "geojson")))["features"] == []
