"""Comunica, fetch-sparql-endpoint and sparql-http-client, from npm."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.clients.conftest import Run
    from tests.clients.serving import Server

pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("clients")]

ID = "https://w3id.org/citynet/id"
NETWORK = "<https://w3id.org/citynet/ns#CityNetwork>"
ROWS = f"SELECT ?n {{ ?n a {NETWORK} }}"
TRIPLES = f"CONSTRUCT {{ ?n a {NETWORK} }} WHERE {{ ?n a {NETWORK} }}"
ASK = f"ASK {{ <{ID}/network/iclei> a {NETWORK} }}"
BONNS_NETWORKS = f"""SELECT DISTINCT ?n {{
  ?m <http://www.w3.org/ns/org#member> <{ID}/municipality/bonn-de> ; <http://www.w3.org/ns/org#organization> ?n .
  ?n a {NETWORK} }}"""
COUNT = 44


def _names(answer: str) -> set[str]:
    return {row["n"]["value"] for row in json.loads(answer)["results"]["bindings"]}


def test_comunica_selects(server: Server, node: Run) -> None:
    assert len(_names(node("@comunica/query-sparql", "comunica.mjs", ROWS, f"sparql@{server.sparql}"))) == COUNT


def test_comunica_finds_out_by_itself_that_we_are_an_endpoint(server: Server, node: Run) -> None:
    assert len(_names(node("@comunica/query-sparql", "comunica.mjs", ROWS, server.sparql))) == COUNT


def test_comunica_constructs_and_asks(server: Server, node: Run) -> None:
    triples = node("@comunica/query-sparql", "comunica.mjs", TRIPLES, f"sparql@{server.sparql}")
    assert len(triples.splitlines()) == COUNT
    assert json.loads(node("@comunica/query-sparql", "comunica.mjs", ASK, f"sparql@{server.sparql}"))["boolean"] is True


def test_comunica_dereferences(server: Server, node: Run) -> None:
    query = f"SELECT ?n {{ ?n a {NETWORK} }}"
    assert _names(node("@comunica/query-sparql", "comunica.mjs", query, f"{server.url}/id/network/iclei")) == {
        f"{ID}/network/iclei"
    }


def test_comunica_joins_us_with_other_sources(server: Server, node: Run) -> None:
    """Two endpoints (both are ours), and an endpoint with a document: joined by Comunica, with blocks of VALUES."""
    whole = _names(node("@comunica/query-sparql", "comunica.mjs", BONNS_NETWORKS, f"sparql@{server.sparql}"))
    other = server.sparql.replace("127.0.0.1", "localhost")
    both = (f"sparql@{server.sparql}", f"sparql@{other}")
    assert _names(node("@comunica/query-sparql", "comunica.mjs", BONNS_NETWORKS, *both)) == whole
    mixed = (f"sparql@{server.sparql}", f"{server.url}/doc/municipality/bonn-de.ttl")
    assert _names(node("@comunica/query-sparql", "comunica.mjs", BONNS_NETWORKS, *mixed)) == whole
    assert len(whole) > 5


def test_comunica_calls_us_as_a_service(server: Server, node: Run) -> None:
    query = f"SELECT ?n {{ ?n a ?t . SERVICE <{server.sparql}> {{ ?n a {NETWORK} }} }}"
    found = _names(node("@comunica/query-sparql", "comunica.mjs", query, f"{server.url}/doc/network/iclei.ttl"))
    assert found == {f"{ID}/network/iclei"}


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_fetch_sparql_endpoint(server: Server, node: Run, method: str) -> None:
    printed = node("fetch-sparql-endpoint", "fetch-sparql-endpoint.mjs", server.sparql, method, ROWS, TRIPLES, ASK)
    answer = json.loads(printed)
    assert len(answer["rows"]) == COUNT
    assert answer["triples"] == COUNT
    assert answer["ask"] is True
    assert "400" in answer["error"]


@pytest.mark.parametrize("operation", ["get", "postUrlencoded", "postDirect"])
def test_sparql_http_client(server: Server, node: Run, operation: str) -> None:
    printed = node("sparql-http-client", "sparql-http-client.mjs", server.sparql, operation, ROWS, TRIPLES, ASK)
    answer = json.loads(printed)
    assert len(answer["rows"]) == answer["streamed"] == COUNT
    assert answer["triples"] == COUNT
    assert answer["ask"] is True
    assert "400" in answer["error"]
