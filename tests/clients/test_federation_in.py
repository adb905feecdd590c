"""Others use us as a SERVICE: Oxigraph's server, and a client with the manners of Wikidata's."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.live import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.clients.serving import Answer, Server

pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("clients")]

ID = "https://w3id.org/citynet/id"
ENTITY = "http://www.wikidata.org/entity/"
MANNERS = {
    "User-Agent": "CityNetworkBot/1.0 (https://example.org/bot; bot@example.org) Python-urllib/3.11",
    "Accept": "application/sparql-results+json",
    "Accept-Encoding": "identity",
    "Content-Type": "application/x-www-form-urlencoded",
}
SAME = "?city <http://schema.org/sameAs>|<http://www.w3.org/2002/07/owl#sameAs>|<http://www.w3.org/2004/02/skos/core#exactMatch> ?item"


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of Oxigraph's own server, which holds a comment on three networks."""
    beside = Path(sys.executable).with_name("oxigraph")
    program = str(beside) if beside.exists() else shutil.which("oxigraph")
    if program is None:
        pytest.skip("oxigraph (PyPI) is not installed")
    port = free_port()
    log = tmp_path_factory.mktemp("oxigraph") / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([program, "serve", "--bind", f"127.0.0.1:{port}"], stdout=out, stderr=out)
    lines = [f'<{ID}/network/{slug}> <urn:comment> "{slug}" .' for slug in ("iclei", "rcn", "nothing")]
    try:
        for _ in range(200):
            try:
                _send(port, "/store?default", "\n".join(lines), "application/n-triples")
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def _send(port: int, path: str, body: str, media_type: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body.encode(), {"Content-Type": media_type})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_oxigraphs_server_calls_us(server: Server, oxigraph: int) -> None:
    query = f"""PREFIX cnet: <https://w3id.org/citynet/ns#>
      SELECT ?comment {{ ?n <urn:comment> ?comment . SERVICE <{server.sparql}> {{ ?n a cnet:CityNetwork }} }}"""
    status, body = _send(oxigraph, "/query", query, "application/sparql-query")
    assert status == 200, body
    assert {row["comment"]["value"] for row in json.loads(body)["results"]["bindings"]} == {"iclei", "rcn"}


def test_oxigraphs_server_sends_us_aggregates_and_optionals(server: Server, oxigraph: int) -> None:
    query = f"""PREFIX cnet: <https://w3id.org/citynet/ns#> PREFIX org: <http://www.w3.org/ns/org#>
      SELECT ?comment ?members {{
        ?n <urn:comment> ?comment .
        OPTIONAL {{ SERVICE <{server.sparql}> {{
          SELECT ?n (COUNT(DISTINCT ?m) AS ?members) {{ ?m a cnet:NetworkMembership ; org:organization ?n }} GROUP BY ?n }} }} }}"""
    status, body = _send(oxigraph, "/query", query, "application/sparql-query")
    assert status == 200, body
    members = {r["comment"]["value"]: r.get("members") for r in json.loads(body)["results"]["bindings"]}
    assert members["nothing"] is None
    assert int((members["rcn"] or {})["value"]) > 10


def _values(count: int, *, prefixed: bool) -> str:
    items = " ".join(f"wd:Q{i}" if prefixed else f"<{ENTITY}Q{i}>" for i in range(1, count + 1))
    return f"PREFIX wd: <{ENTITY}> SELECT ?item ?city {{ VALUES ?item {{ {items} }} {SAME} }}"


def _as_wikidata_does(server: Server, query: str) -> Answer:
    return server.ask("POST", "/sparql", urllib.parse.urlencode({"query": query, "format": "json"}).encode(), MANNERS)


@pytest.mark.parametrize("prefixed", [True, False])
def test_a_block_of_5000_values(server: Server, prefixed: bool) -> None:
    answer = _as_wikidata_does(server, _values(5000, prefixed=prefixed))
    assert answer.status == 200, answer.body
    found = {row["item"]["value"] for row in json.loads(answer.body)["results"]["bindings"]}
    assert f"{ENTITY}Q586" in found  # Bonn


def test_twenty_requests_at_once(server: Server) -> None:
    queries = [_values(500 + i, prefixed=True) for i in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda q: _as_wikidata_does(server, q), queries))
    assert [a.status for a in answers] == [200] * 20
    assert all(not a.broken and json.loads(a.body)["head"]["vars"] == ["item", "city"] for a in answers)


def test_two_hundred_requests_of_twenty_clients(server: Server) -> None:
    """Each waits for its answer before it asks again, as federating engines do with their batches."""
    queries = [_values(50 + i, prefixed=True) for i in range(200)]
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda q: _as_wikidata_does(server, q).status, queries))
    assert set(statuses) == {200}
