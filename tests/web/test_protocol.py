"""Headers, statuses and the SPARQL Protocol, as clients meet them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from citynet_kg.settings import Settings
from citynet_kg.web import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ASK = "ASK { ?s a cnet:CityNetwork }"
ROWS = "SELECT ?n { ?n a cnet:CityNetwork } ORDER BY ?n LIMIT 2"
TRIPLES = "CONSTRUCT { ?n a cnet:CityNetwork } WHERE { ?n a cnet:CityNetwork }"


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, release: Release) -> FlaskClient:
    return create_app(store, release, Settings(public_url="https://example.org/citynet")).test_client()


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/json"),
        (
            "application/sparql-results+xml;q=0.3, application/sparql-results+json;q=0.8",
            "application/sparql-results+json",
        ),
    ],
)
@pytest.mark.parametrize("query", [ASK, ROWS])
def test_rows_come_in_the_form_that_is_liked_best(
    client: FlaskClient, query: str, accept: str | None, media_type: str
) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_triples_come_in_the_form_that_is_liked_best(client: FlaskClient, accept: str | None, media_type: str) -> None:
    answer = client.get("/sparql", query_string={"query": TRIPLES}, headers={"Accept": accept} if accept else {})
    assert answer.mimetype == media_type
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None
    assert len(list(ox.parse(answer.get_data(), format=form))) == 44


def test_a_query_can_be_sent_in_three_ways(client: FlaskClient) -> None:
    answers = [
        client.get("/sparql", query_string={"query": ROWS}),
        client.post("/sparql", data={"query": ROWS}),
        client.post("/sparql", data=ROWS.encode(), content_type="application/sparql-query"),
    ]
    assert {a.status_code for a in answers} == {200}
    assert len({a.get_data() for a in answers}) == 1


def test_form_fields_are_decoded_once(client: FlaskClient) -> None:
    query = "SELECT ?x { BIND(<http://example.org/a%20b+c> AS ?x) }"
    answer = client.post("/sparql", data={"query": query})
    assert json.loads(answer.get_data())["results"]["bindings"][0]["x"]["value"] == "http://example.org/a%20b+c"


@pytest.mark.parametrize(
    ("request_arguments", "status"),
    [
        ({"query_string": {"query": "SELECT * { ?s ?p"}}, 400),
        ({"query_string": [("query", ASK), ("query", ASK)]}, 400),
        ({"query_string": {"query": ASK, "default-graph-uri": "file:///etc/passwd"}}, 404),
        ({"query_string": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}}, 403),
        ({"query_string": {"query": ASK, "format": "rubbish"}}, 406),
        ({"query_string": {"query": ASK}, "headers": {"Accept": "image/png"}}, 406),
        ({"query_string": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "data": b"CLEAR ALL", "content_type": "application/sparql-update"}, 403),
        ({"method": "POST", "data": b"ASK {}", "content_type": "text/plain"}, 415),
        ({"method": "POST", "data": b"\xff", "content_type": "application/sparql-query"}, 400),
        ({"method": "POST", "data": {"nothing": "here"}}, 400),
        ({"method": "PUT"}, 405),
        ({"method": "POST", "data": b"x" * 2_000_000, "content_type": "application/sparql-query"}, 413),
    ],
)
def test_what_cannot_be_answered_is_explained(
    client: FlaskClient, request_arguments: dict[str, object], status: int
) -> None:
    answer = client.open("/sparql", **request_arguments)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    problem = json.loads(answer.get_data())
    assert problem["status"] == status
    assert problem["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_syntax_error_names_line_and_column(client: FlaskClient) -> None:
    problem = json.loads(client.get("/sparql", query_string={"query": "SELECT *\n{ ?s ?p"}).get_data())
    assert (problem["line"], problem["column"]) == (2, 8)


def test_a_bare_get_describes_the_service(client: FlaskClient) -> None:
    answer = client.get("/sparql")
    assert answer.mimetype == "text/turtle"
    assert b"SPARQL11Query" in answer.get_data()
    assert b"https://example.org/citynet/sparql" in answer.get_data()


def test_a_browser_gets_a_form_and_a_table(client: FlaskClient) -> None:
    assert b"<textarea" in client.get("/sparql", headers={"Accept": BROWSER}).get_data()
    page = client.get("/sparql", query_string={"query": ROWS}, headers={"Accept": BROWSER})
    assert page.mimetype == "text/html"
    assert b"<table" in page.get_data()
    wrong = client.get("/sparql", query_string={"query": "<script>alert(1)</script>"}, headers={"Accept": BROWSER})
    assert wrong.status_code == 400
    assert b"<script>alert" not in wrong.get_data()


def test_documents_negotiate(client: FlaskClient) -> None:
    for accept, media_type in (
        (BROWSER, "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
    ):
        assert client.get("/doc/network/iclei", headers={"Accept": accept}).mimetype == media_type
    assert client.get("/doc/network/iclei", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/doc/network/iclei?format=ttl", headers={"Accept": BROWSER}).mimetype == "text/turtle"
    assert client.get("/doc/network/iclei.nt?format=ttl").mimetype == "application/n-triples"


def test_documents_say_what_they_are(client: FlaskClient) -> None:
    answer = client.get("/doc/municipality/bonn-de", headers={"Accept": "text/turtle"})
    links = answer.headers["Link"]
    for relation in ("canonical", "alternate", "describedby", "license", "cite-as", "type"):
        assert f'rel="{relation}"' in links
    assert '<https://w3id.org/citynet/id/municipality/bonn-de>; rel="cite-as"' in links
    assert "https://example.org/citynet/doc/municipality/bonn-de.jsonld" in links
    assert {"Accept", "Accept-Language"} <= set(answer.headers["Vary"].replace(" ", "").split(","))


@pytest.mark.parametrize(
    "path", ["/", "/doc/municipality/bonn-de", "/sparql?query=ASK%20%7B%7D", "/questions", "/ns", "/nothing"]
)
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": BROWSER})
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/", "/doc/municipality/bonn-de.ttl", "/download/dataset.nq", "/static/style.css"])
def test_what_the_client_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    with client.get(path) as first:
        assert first.headers["ETag"]
        headers = {"If-None-Match": first.headers["ETag"]}
    with client.get(path, headers=headers) as again:
        assert again.status_code == 304
        assert not again.get_data()


def test_head_and_options(client: FlaskClient) -> None:
    head = client.head("/doc/network/iclei.ttl")
    assert head.status_code == 200
    assert not head.get_data()
    options = client.options("/sparql")
    assert "POST" in options.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/doc/network/nothing", 404),
        ("/doc/Network/iclei", 404),
        ("/doc/network/iclei.exe", 404),
        ("/doc/network/..%2f..%2fetc/passwd", 404),
        ("/doc/network/iclei%3E%20.%20%3Fs%20%3Fp%20%3Fo", 404),
        ("/id/network/nothing", 404),
        ("/graph/nothing", 404),
        ("/download/..%2Frelease.json", 404),
        ("/download/nothing", 404),
        ("/ns/9.9.9", 404),
        ("/ns/examples/..%2F..%2Frelease", 404),
        ("/questions/nothing", 404),
        ("/questions/networks-of-city?city=nothing", 404),
        ("/questions/networks-of-city?city=bonn-de%3E", 400),
        ("/questions/networks-of-city?town=bonn-de", 400),
        ("/doc/network/iclei?lang=ru", 400),
        ("/doc/network/iclei?at=2025-02-30", 400),
        ("/doc/network/iclei.ttl?offset=-1", 400),
        ("/doc/network/iclei?format=docx", 400),
    ],
)
def test_what_is_not_there_is_said_so(client: FlaskClient, path: str, status: int) -> None:
    for accept in (BROWSER, "application/json"):
        assert client.get(path, headers={"Accept": accept}).status_code == status, accept


def test_dcat_and_void_are_one_graph(client: FlaskClient) -> None:
    void = client.get("/.well-known/void", headers={"Accept": "application/n-triples"}).get_data()
    assert void == client.get("/dcat", headers={"Accept": "application/n-triples"}).get_data()
    assert b"https://example.org/citynet/sparql" in void


def test_the_size_that_void_tells_is_what_the_endpoint_counts(client: FlaskClient) -> None:
    query = """SELECT ?said ?counted {
      <https://w3id.org/citynet/graph/curated> void:triples ?said .
      { SELECT (COUNT(*) AS ?counted) { GRAPH <https://w3id.org/citynet/graph/curated> { ?s ?p ?o } } } }"""
    row = json.loads(client.get("/sparql", query_string={"query": query}).get_data())["results"]["bindings"][0]
    assert row["said"]["value"] == row["counted"]["value"]


def test_quarantine_is_not_in_the_default_graph(client: FlaskClient) -> None:
    relation = "<https://w3id.org/citynet/id/cooperation/c40--energy-cities--1>"
    for query, expected in ((f"ASK {{ {relation} a ?x }}", False), (f"ASK {{ GRAPH ?g {{ {relation} a ?x }} }}", True)):
        assert json.loads(client.get("/sparql", query_string={"query": query}).get_data())["boolean"] is expected


def test_sitemap_and_robots(client: FlaskClient) -> None:
    sitemap = client.get("/sitemap.xml").get_data(as_text=True)
    assert "<loc>https://example.org/citynet/doc/municipality/bonn-de</loc>" in sitemap
    assert "Sitemap: https://example.org/citynet/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)


def test_health_names_the_release(client: FlaskClient, release: Release) -> None:
    assert json.loads(client.get("/health").get_data())["release"] == release.digest
