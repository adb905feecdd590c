"""Random SPARQL never gets a 500 nor ends the server."""

from __future__ import annotations

import urllib.parse
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.grammar import QUERY
from tests.fuzz.verdict import CASES, QUERY_STATUSES, RANDOM, check

if TYPE_CHECKING:
    from tests.clients.serving import Answer, Server

pytestmark = pytest.mark.xdist_group("fuzz")

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_DIRECT = {"Content-Type": "application/sparql-query"}
_LONGEST_TARGET = 60_000
_ACCEPTS = (
    "*/*",
    "application/sparql-results+json",
    "application/sparql-results+xml, text/turtle;q=0.5",
    "text/csv, application/n-triples",
    "text/tab-separated-values, application/ld+json",
    "application/rdf+xml",
    "text/html",
)


def send(server: Server, query: str, way: str, accept: str = "*/*") -> Answer:
    """Send a query in one of the three ways; what UTF-8 cannot say is sent as the bytes that it would be."""
    raw = query.encode("utf-8", "surrogatepass")
    headers = {"Accept": accept}
    if way == "get" and len(raw) < _LONGEST_TARGET:
        return server.ask("GET", f"/sparql?query={urllib.parse.quote_from_bytes(raw, safe='')}", headers=headers)
    if way == "direct":
        return server.ask("POST", "/sparql", raw, headers | _DIRECT)
    return server.ask("POST", "/sparql", b"query=" + urllib.parse.quote_from_bytes(raw).encode(), headers | _FORM)


@settings(
    max_examples=CASES,
    deadline=None,
    derandomize=not RANDOM,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(query=QUERY, way=st.sampled_from(["get", "form", "direct"]), accept=st.sampled_from(_ACCEPTS))
def test_a_random_query_gets_a_documented_answer(small: Server, query: str, way: str, accept: str) -> None:
    check(send(small, query, way, accept), QUERY_STATUSES, sent_path=b"file:///etc/passwd")


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_server_is_alive_afterwards(small: Server, way: str) -> None:
    assert small.alive()
    assert send(small, "ASK { ?s ?p ?o }", way).status == 200
