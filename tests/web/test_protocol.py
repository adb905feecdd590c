"""The SPARQL Protocol and the endpoint's bounds, as clients meet them: over HTTP, from a real server."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest

from tests.live import ask, serving

if TYPE_CHECKING:
    from citynet_kg.release import Release

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ASK = "ASK { ?s a cnet:CityNetwork }"
ROWS = "SELECT ?n { ?n a cnet:CityNetwork } ORDER BY ?n LIMIT 2"
TRIPLES = "CONSTRUCT { ?n a cnet:CityNetwork } WHERE { ?n a cnet:CityNetwork }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


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
def test_rows_come_in_the_form_that_is_liked_best(server: str, query: str, accept: str | None, media_type: str) -> None:
    answer = ask(f"{server}/sparql", query={"query": query}, headers={"Accept": accept})
    assert answer.status == 200
    assert answer.media_type == media_type
    assert "charset=utf-8" in answer.headers["content-type"]
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_triples_come_in_the_form_that_is_liked_best(server: str, accept: str | None, media_type: str) -> None:
    answer = ask(f"{server}/sparql", query={"query": TRIPLES}, headers={"Accept": accept})
    assert answer.media_type == media_type
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None
    assert len(list(ox.parse(answer.body, format=form))) == 44


def test_a_query_can_be_sent_in_three_ways(server: str) -> None:
    direct = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    answers = [
        ask(f"{server}/sparql", query={"query": ROWS}),
        ask(f"{server}/sparql", "POST", form={"query": ROWS}),
        ask(f"{server}/sparql", "POST", body=ROWS.encode(), headers=direct),
        ask(
            f"{server}/sparql",
            "POST",
            body=gzip.compress(ROWS.encode()),
            headers={**direct, "Content-Encoding": "gzip"},
        ),
    ]
    assert {a.status for a in answers} == {200}
    assert len({a.body for a in answers}) == 1


def test_form_fields_are_decoded_once(server: str) -> None:
    query = "SELECT ?x { BIND(<http://example.org/a%20b+c> AS ?x) }"
    for answer in (
        ask(f"{server}/sparql", "POST", form={"query": query}),
        ask(f"{server}/sparql", query={"query": query}),
    ):
        assert answer.json()["results"]["bindings"][0]["x"]["value"] == "http://example.org/a%20b+c"


def test_graphs_are_chosen_by_parameters(server: str) -> None:
    curated = "https://w3id.org/citynet/graph/curated"
    count = "SELECT (COUNT(*) AS ?n) { ?s a cnet:Evidence }"
    answer = ask(f"{server}/sparql", query=[("query", count), ("default-graph-uri", curated)])
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "0"
    graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    answer = ask(f"{server}/sparql", query=[("query", graphs), ("named-graph-uri", curated), ("format", "csv")])
    assert answer.body.decode().split() == ["g", curated]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"query": {"query": "SELECT * { ?s ?p"}}, 400),
        ({"query": [("query", ASK), ("query", ASK)]}, 400),
        ({"query": {"query": ASK, "default-graph-uri": "file:///etc/passwd"}}, 400),
        ({"query": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}}, 403),
        ({"query": {"query": ASK, "format": "rubbish"}}, 406),
        ({"query": {"query": ASK, "timeout": "soon"}}, 400),
        ({"query": {"query": ASK}, "headers": {"Accept": "image/png"}}, 406),
        ({"query": {"query": "ASK { " + "{" * 200 + "}" * 200 + " }"}}, 403),
        ({"query": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "form": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "body": b"CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403),
        ({"method": "POST", "body": b"ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),
        ({"method": "POST", "body": b"ASK {}", "headers": {"Content-Type": "application/sparql-query; charset=latin-1"}}, 415),
        ({"method": "POST", "body": b"\xff", "headers": {"Content-Type": "application/sparql-query"}}, 400),
        ({"method": "POST", "body": b"rubbish", "headers": {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}}, 400),
        ({"method": "POST", "body": gzip.compress(b" " * 10_000_000), "headers": {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}}, 413),
        ({"method": "POST", "form": {"nothing": "here"}}, 400),
        ({"method": "PUT"}, 405),
        ({"method": "DELETE"}, 405),
        ({"method": "POST", "body": b"x" * 2_000_000, "headers": {"Content-Type": "application/sparql-query"}}, 413),
        ({"query": {"query": RUNAWAY, "timeout": "0.5"}}, 504),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_explained(server: str, arguments: dict[str, object], status: int) -> None:
    answer = ask(f"{server}/sparql", **arguments)  # type: ignore[arg-type]
    assert answer.status == status, answer.body
    assert answer.media_type == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Traceback" not in problem["detail"]


def test_answers_without_anything_in_them_leave_the_next_ones_alone(release: Release) -> None:
    options = ("--root", ".", "--build-dir", str(release.folder.parents[1]))
    nothing = {"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s <urn:nothing> ?o . ?s ?p ?o }"}
    with serving(before=options, CITYNET_QUERY_WORKERS="1", CITYNET_QUERY_SHARE="1") as base:
        for _ in range(2):
            for accept in ("text/html", "text/turtle", "application/n-triples", "application/ld+json", "text/csv"):
                assert ask(f"{base}/sparql", query=nothing, headers={"Accept": accept}).status in (200, 406)
                assert ask(f"{base}/sparql", query={"query": ASK}, headers={"Cache-Control": "no-cache"}).status == 200
                anew = {"query": f"SELECT ?n {{ ?n a cnet:CityNetwork }} LIMIT 2 #{accept}"}
                assert len(ask(f"{base}/sparql", query=anew).json()["results"]["bindings"]) == 2


def test_whoever_asks_wrongly_is_told_what_to_do(server: str) -> None:
    for query, hint in (("SELECT", "examples"), ("SELECT (<urn:f>(1) AS ?x) { ?s ?p ?o }", "functions")):
        assert hint in ask(f"{server}/sparql", query={"query": query}).json()["hint"]


@pytest.mark.parametrize(
    ("query", "column"),
    [("SELECT * { ?s foo:bar ?o }", 15), ("SELECT * {\n ?s ?p ?o ; foo:bar ?x }", 13), ("ASK { foo:a ?p _:b }", 7)],
)
def test_an_undeclared_prefix_is_named(server: str, query: str, column: int) -> None:
    problem = ask(f"{server}/sparql", query={"query": query}).json()
    assert problem["detail"].endswith("The prefix foo: is not declared.")
    assert (problem["line"], problem["column"]) == (query.count("\n") + 1, column)


def test_a_syntax_error_names_line_and_column(server: str) -> None:
    problem = ask(f"{server}/sparql", query={"query": "SELECT *\n{ ?s ?p"}).json()
    assert (problem["line"], problem["column"]) == (2, 8)


def test_a_bare_get_describes_the_service(server: str) -> None:
    answer = ask(f"{server}/sparql")
    assert answer.media_type == "text/turtle"
    assert b"SPARQL11Query" in answer.body
    assert b"https://example.org/citynet/sparql" in answer.body
    assert b"<https://w3id.org/citynet/graph/curated>" in answer.body


def test_a_browser_gets_a_form_and_a_table(server: str) -> None:
    accept = {"Accept": BROWSER}
    assert b"<textarea" in ask(f"{server}/sparql", headers=accept).body
    page = ask(f"{server}/sparql", query={"query": ROWS}, headers=accept)
    assert page.media_type == "text/html"
    assert b"<table" in page.body
    wrong = ask(f"{server}/sparql", query={"query": "<script>alert(1)</script>"}, headers=accept)
    assert wrong.status == 400
    assert b"<script>alert" not in wrong.body
    assert ask(f"{server}/sparql", query={"query": ROWS, "format": "csv"}, headers=accept).media_type == "text/csv"


def test_head_and_options(server: str) -> None:
    head = ask(f"{server}/sparql", "HEAD", query={"query": ROWS})
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) > 100
    options = ask(f"{server}/sparql", "OPTIONS", headers={"Origin": "https://example.com"})
    assert "POST" in options.headers["access-control-allow-methods"]


def test_an_answer_that_the_client_has_is_not_sent_again(server: str) -> None:
    first = ask(f"{server}/sparql", query={"query": ROWS})
    again = ask(f"{server}/sparql", query={"query": ROWS}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    changing = ask(f"{server}/sparql", query={"query": "SELECT (RAND() AS ?r) {}"})
    assert "etag" not in changing.headers
    assert changing.body != ask(f"{server}/sparql", query={"query": "SELECT (RAND() AS ?r) {}"}).body


def test_answers_are_compressed_for_those_who_want_it(server: str) -> None:
    query = {"query": "SELECT * { ?s a ?o }"}
    plain = ask(f"{server}/sparql", query=query)
    packed = ask(f"{server}/sparql", query=query, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept, Accept-Encoding"
    page, packed_page = (
        ask(f"{server}/doc/network/iclei", headers={"Accept": BROWSER, "Accept-Encoding": coding})
        for coding in ("identity", "gzip")
    )
    assert gzip.decompress(packed_page.body) == page.body
    assert page.headers["vary"].count("Accept-Encoding") == packed_page.headers["vary"].count("Accept-Encoding") == 1
    head = ask(f"{server}/sparql", "HEAD", query=query, headers={"Accept-Encoding": "gzip"})
    assert (head.headers["content-encoding"], head.body) == ("gzip", b"")
    assert (
        "content-encoding" not in ask(f"{server}/sparql", query=query, headers={"Accept-Encoding": "gzip;q=0"}).headers
    )


def test_a_large_answer_is_streamed_whole(server: str) -> None:
    query = {"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }", "format": "csv"}
    answer = ask(f"{server}/sparql", query=query)
    assert answer.headers.get("transfer-encoding") == "chunked"
    counted = ask(f"{server}/sparql", query={"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"}).json()
    assert answer.body.count(b"\n") == int(counted["results"]["bindings"][0]["n"]["value"]) + 1


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_a_cut_answer_is_never_taken_for_a_whole_one(server: str, form: str) -> None:
    import http.client  # noqa: PLC0415

    query = {"query": "SELECT * { ?s ?p ?o . ?a ?b ?c }", "format": form}
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        ask(f"{server}/sparql", query=query)


def test_a_client_that_leaves_frees_its_worker(release: Release) -> None:
    options = ("--root", ".", "--build-dir", str(release.folder.parents[1]))
    with serving(before=options, CITYNET_QUERY_WORKERS="1", CITYNET_QUERY_SHARE="1", CITYNET_DEADLINE="30") as base:
        port = urlsplit(base).port
        with socket.create_connection(("127.0.0.1", port)) as leaving:
            leaving.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.5)
        began = time.monotonic()
        assert ask(f"{base}/sparql", query={"query": ASK}).status == 200
        assert time.monotonic() - began < 3


def test_those_who_wait_too_long_are_told_when_to_come_again(release: Release) -> None:
    options = ("--root", ".", "--build-dir", str(release.folder.parents[1]))
    settings = {
        "CITYNET_QUERY_WORKERS": "1",
        "CITYNET_QUERY_SHARE": "1",
        "CITYNET_QUERY_WAIT": "0.5",
        "CITYNET_DEADLINE": "3",
        "CITYNET_QUERY_QUEUE": "2",
    }
    with serving(before=options, **settings) as base:
        statuses = []
        threads = [
            threading.Thread(target=lambda: statuses.append(ask(f"{base}/sparql", query={"query": RUNAWAY})))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        assert ask(f"{base}/doc/municipality/bonn-de").status == 200
        for thread in threads:
            thread.join()
        assert sorted(r.status for r in statuses) == [429, 429, 503, 504]
        assert all("retry-after" in r.headers for r in statuses if r.status != 504)
        assert ask(f"{base}/sparql", query={"query": ASK}).status == 200


def test_metrics_count_what_was_answered(server: str) -> None:
    ask(f"{server}/doc/network/iclei")
    time.sleep(0.2)
    metrics = ask(f"{server}/metrics").body.decode()
    assert 'citynet_requests_total{kind="doc",status="200"}' in metrics
    assert "citynet_queries_running" in metrics
