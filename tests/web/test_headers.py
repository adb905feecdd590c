"""Headers and statuses of documents and metadata."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from citynet_kg.settings import Settings
from citynet_kg.store import select
from citynet_kg.web import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, release: Release) -> FlaskClient:
    return create_app(store, release, Settings(public_url="https://example.org/citynet")).test_client()


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


@pytest.mark.parametrize("path", ["/", "/doc/municipality/bonn-de", "/questions", "/ns", "/nothing"])
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


def test_head_has_no_body(client: FlaskClient) -> None:
    head = client.head("/doc/network/iclei.ttl")
    assert head.status_code == 200
    assert not head.get_data()


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


def test_the_size_that_void_tells_is_what_is_counted(store: EmbeddedStore) -> None:
    rows = select(
        store, "SELECT ?g ?said { ?g void:triples ?said FILTER(STRSTARTS(STR(?g), 'https://w3id.org/citynet/graph/')) }"
    )
    assert len(rows) > 50
    for row in rows:
        counted = select(store, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{row['g'].value}> {{ ?s ?p ?o }} }}")[0]["n"].value
        assert row["said"].value == counted, row["g"].value


def test_quarantine_is_not_in_the_default_graph(store: EmbeddedStore) -> None:
    relation = "<https://w3id.org/citynet/id/cooperation/c40--energy-cities--1>"
    assert not bool(store.query(f"ASK {{ {relation} a ?x }}"))
    assert bool(store.query(f"ASK {{ GRAPH ?g {{ {relation} a ?x }} }}"))


def test_sitemap_and_robots(client: FlaskClient) -> None:
    sitemap = client.get("/sitemap.xml").get_data(as_text=True)
    assert "<loc>https://example.org/citynet/doc/municipality/bonn-de</loc>" in sitemap
    assert "Sitemap: https://example.org/citynet/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)


def test_health_names_the_release(client: FlaskClient, release: Release) -> None:
    assert json.loads(client.get("/health").get_data())["release"] == release.digest
