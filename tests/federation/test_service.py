"""SERVICE, against stand-ins on loopback: right rows, few requests, and nothing that a remote does can harm."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from citynet_kg.errors import FederationError, QueryRefusedError
from citynet_kg.federation.policy import Policy, resolve
from citynet_kg.settings import Settings
from tests.live import Reply, ask, free_port, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WIKIDATA = "https://query.wikidata.org/sparql"
OTHER = "http://other.example/sparql"
LOCAL = """
@prefix ex: <http://example.org/> .
ex:a ex:same ex:wa . ex:b ex:same ex:wb . ex:c ex:same ex:wc .
ex:list ex:endpoint <https://query.wikidata.org/sparql> .
"""
REMOTE = """
@prefix ex: <http://example.org/> .
ex:wa ex:population 10 ; ex:name "A"@en . ex:wb ex:population 20 ; ex:name "B"@en . ex:wz ex:population 99 .
ex:wa ex:twin ex:wb .
"""
PREFIX = "PREFIX ex: <http://example.org/> PREFIX wdqs: <https://query.wikidata.org/> "


class StandIn:
    """A SPARQL endpoint that remembers what it was asked."""

    def __init__(self, turtle: str) -> None:
        self.store = ox.Store()
        self.store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
        self.queries: list[str] = []
        self.agents: list[str] = []

    def answer(self, query: str) -> bytes:
        self.queries.append(query)
        results = self.store.query(query)
        assert isinstance(results, ox.QuerySolutions)
        return results.serialize(format=ox.QueryResultsFormat.JSON) or b""


@contextmanager
def listening(act: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server on loopback that does `act` with each POST."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            act(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
    finally:
        server.shutdown()
        server.server_close()


def query_of(handler: BaseHTTPRequestHandler) -> str:
    return parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode())["query"][0]


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {
        "Content-Type": "application/sparql-results+json",
        "Content-Length": str(len(body)),
        **headers,
    }.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture(scope="module")
def stand_in() -> Iterator[tuple[StandIn, str]]:
    endpoint = StandIn(REMOTE)

    def act(handler: BaseHTTPRequestHandler) -> None:
        endpoint.agents.append(handler.headers["User-Agent"])
        send(handler, 200, endpoint.answer(query_of(handler)))

    with listening(act) as url:
        yield endpoint, url


@pytest.fixture(scope="module")
def federated(stand_in: tuple[StandIn, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("local") / "local.ttl"
    data.write_text(LOCAL, "utf-8")
    with serving(
        "--data",
        str(data),
        "--mirror",
        WIKIDATA,
        stand_in[1],
        "--contact",
        "https://example.org/us",
        CITYNET_DEADLINE="4",
    ) as base:
        yield base


def rows(reply: Reply) -> list[tuple[str, ...]]:
    assert reply.status == 200, reply.body
    results = reply.json()
    names = results["head"]["vars"]
    return sorted(
        tuple(b[n]["value"].rsplit("/", 1)[-1] if n in b else "" for n in names) for b in results["results"]["bindings"]
    )


def run(base: str, query: str) -> Reply:
    return ask(f"{base}/sparql", "POST", form={"query": PREFIX + query})


W = f"<{WIKIDATA}>"
CASES = [
    (f"SELECT ?x ?n {{ ?x ex:same ?w . SERVICE {W} {{ ?w ex:population ?n }} }}", [("a", "10"), ("b", "20")]),
    (f"SELECT ?x ?n {{ SERVICE {W} {{ ?w ex:population ?n }} ?x ex:same ?w }}", [("a", "10"), ("b", "20")]),
    ("SELECT ?x ?n { ?x ex:same ?w . SERVICE wdqs:sparql { ?w ex:population ?n } }", [("a", "10"), ("b", "20")]),
    ("BASE <https://query.wikidata.org/x/> SELECT ?x ?n { ?x ex:same ?w . service silent <../sparql> { ?w ex:population ?n } }", [("a", "10"), ("b", "20")]),
    (f"SELECT ?x ?n {{ ?x ex:same ?w OPTIONAL {{ SERVICE {W} {{ ?w ex:population ?n }} }} }}", [("a", "10"), ("b", "20"), ("c", "")]),
    (f"SELECT ?x {{ ?x ex:same ?w FILTER NOT EXISTS {{ SERVICE {W} {{ ?w ex:population ?n }} }} }}", [("c",)]),
    (f"SELECT ?x {{ ?x ex:same ?w FILTER(?x != ex:a && EXISTS {{ SERVICE {W} {{ ?w ex:population ?n }} }}) }}", [("b",)]),
    (f"SELECT ?x {{ ?x ex:same ?w MINUS {{ SERVICE {W} {{ ?w ex:population ?n }} }} }}", [("c",)]),
    (f"SELECT ?x ?n {{ ?x ex:same ?w {{ SELECT ?w ?n {{ SERVICE {W} {{ ?w ex:population ?n }} }} }} }}", [("a", "10"), ("b", "20")]),
    (f"SELECT ?x ?n {{ ?x ex:same ?w {{ SERVICE {W} {{ ?w ex:population ?n }} }} UNION {{ SERVICE {W} {{ ?w ex:name ?n }} }} }}", [("a", "10"), ("a", "A"), ("b", "20"), ("b", "B")]),
    (f"SELECT ?x ?n {{ ?x ex:same ?w . SERVICE {W} {{ ?w ex:population ?n }} SERVICE {W} {{ ?w ex:twin ?t }} }}", [("a", "10")]),
    (f"SELECT ?x ?n {{ ?x ex:same ?w . SERVICE {W} {{ ?w ex:population ?p OPTIONAL {{ ?w ex:twin ?n }} }} }}", [("a", "wb"), ("b", "")]),
    (f"SELECT (COUNT(*) AS ?n) {{ SERVICE {W} {{ ?s ?p ?o }} }}", [("6",)]),
    (f"SELECT ?w {{ SERVICE {W} {{ SELECT ?w {{ ?w ex:population ?n }} ORDER BY DESC(?n) LIMIT 1 }} }}", [("wz",)]),
    ("SELECT ?n { ?l ex:endpoint ?e . SERVICE ?e { ex:wa ex:population ?n } }", [("10",)]),
    (f"SELECT ?n {{ VALUES ?e {{ {W} }} SERVICE ?e {{ ex:wb ex:population ?n }} }}", [("20",)]),
    (f"SELECT ?n {{ ?x ex:nothing ?w . SERVICE {W} {{ ?w ex:population ?n }} }}", []),
    ("SELECT ?x { ?x ex:same ?w . SERVICE SILENT <http://nowhere.example/sparql> { ?w ex:population ?n } }", [("a",), ("b",), ("c",)]),
    ("SELECT ?s { ?s ex:same ?o FILTER(STR(?s) != 'SERVICE <http://x/> {}') } # SERVICE <http://x/> {}", [("a",), ("b",), ("c",)]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), CASES, ids=[c[0][:90] for c in CASES])
def test_rows_are_right(query: str, expected: list[tuple[str, ...]], federated: str) -> None:
    assert rows(run(federated, query)) == sorted(expected)


def test_it_can_be_asked_and_constructed(federated: str) -> None:
    assert run(federated, f"ASK {{ SERVICE {W} {{ ex:wa ex:population 10 }} }}").json()["boolean"] is True
    answer = run(
        federated, f"CONSTRUCT {{ ?x ex:size ?n }} WHERE {{ ?x ex:same ?w . SERVICE {W} {{ ?w ex:population ?n }} }}"
    )
    assert len(list(ox.parse(answer.body, format=ox.RdfFormat.TURTLE))) == 2


def test_only_what_is_bound_is_asked_for_and_the_asker_says_who_it_is(
    federated: str, stand_in: tuple[StandIn, str]
) -> None:
    endpoint, _ = stand_in
    endpoint.queries.clear()
    run(
        federated,
        f"SELECT ?x ?n {{ ?x ex:same ?w FILTER(?w = ex:wa) SERVICE {W} {{ ?w ex:population ?n . FILTER(?n > 3) }} }}",
    )
    assert len(endpoint.queries) == 1
    assert "http://example.org/wa" in endpoint.queries[0]
    assert "http://example.org/wb" not in endpoint.queries[0]
    assert endpoint.agents[-1].startswith("citynet-kg/")
    assert "https://example.org/us" in endpoint.agents[-1]


def test_a_hundred_bindings_go_in_one_request(federated: str, stand_in: tuple[StandIn, str]) -> None:
    endpoint, _ = stand_in
    endpoint.queries.clear()
    many = " ".join(f"ex:x{i}" for i in range(249))
    answer = run(federated, f"SELECT ?w ?n {{ VALUES ?w {{ ex:wa {many} }} SERVICE {W} {{ ?w ex:population ?n }} }}")
    assert rows(answer) == [("wa", "10")]
    assert len(endpoint.queries) == 3


def test_an_answer_is_not_asked_for_twice(federated: str, stand_in: tuple[StandIn, str]) -> None:
    endpoint, _ = stand_in
    query = f"SELECT ?n {{ SERVICE {W} {{ ex:wz ex:population ?n }} }}"
    run(federated, query)
    endpoint.queries.clear()
    assert rows(run(federated, query)) == [("99",)]
    assert not endpoint.queries


def test_wikidatas_own_services_are_forwarded_as_they_are(tmp_path: Path) -> None:
    seen = []

    def act(handler: BaseHTTPRequestHandler) -> None:
        seen.append(query_of(handler))
        send(handler, 200, b'{"head":{"vars":["w","wLabel"]},"results":{"bindings":[]}}')

    data = tmp_path / "local.ttl"
    data.write_text(LOCAL, "utf-8")
    with listening(act) as url, serving("--data", str(data), "--mirror", WIKIDATA, url) as base:
        service = "SERVICE wikibase:label { bd:serviceParam wikibase:language 'en' }"
        declared = "PREFIX wikibase: <http://wikiba.se/ontology#> PREFIX bd: <http://www.bigdata.com/rdf#> "
        answer = run(
            base,
            f"{declared} SELECT ?w ?wLabel {{ ?x ex:same ?w . SERVICE {W} {{ ?w ex:population ?n . {service} }} }}",
        )
        assert answer.status == 200, answer.body
        assert service in seen[0]
        assert "?wLabel" in seen[0].split("WHERE")[0]
        inner = run(base, f"SELECT * {{ SERVICE {W} {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }} }}")
        assert inner.status == 403
        run(base, f"SELECT * {{ SERVICE {W} {{ ?s ?p ?o SERVICE SILENT <http://127.0.0.1:9/> {{ ?s ?p ?o }} }} }}")
        assert "127.0.0.1" not in seen[-1]


@pytest.mark.parametrize(
    "endpoint",
    [
        "<http://127.0.0.1:1/sparql>",
        "<https://query.wikidata.org/other>",
        "<https://query.wikidata.org:8443/sparql>",
        "<http://query.wikidata.org/sparql>",
        "<https://user@query.wikidata.org/sparql>",
        "<https://query.wikidata.org/sparql#x>",
        "<https://query.wikidata.org.evil.example/sparql>",
        "<file:///etc/passwd>",
        "<//evil.example/sparql>",
        "ex:sparql",
        "?nowhere",
    ],
)
def test_what_is_not_on_the_list_is_refused_by_name(federated: str, endpoint: str) -> None:
    answer = run(federated, f"SELECT * {{ ?x ex:same ?nowhere . SERVICE {endpoint} {{ ?s ?p ?o }} }}")
    assert answer.status == 403, answer.body
    assert answer.media_type == "application/problem+json"


def test_the_refusal_names_the_list(federated: str) -> None:
    detail = run(federated, "SELECT * { SERVICE <http://evil.example/> { ?s ?p ?o } }").json()["detail"]
    assert "<http://evil.example/>" in detail
    assert f"Allowed services: <{WIKIDATA}>" in detail


def test_a_query_has_so_many_clauses_and_no_more(federated: str) -> None:
    clause = "SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } "
    assert run(federated, f"SELECT * {{ {clause * 50} }}").status == 200
    refused = run(federated, f"SELECT * {{ {clause * 51} }}")
    assert refused.status == 403
    assert "51 SERVICE clauses; 50 are allowed" in refused.json()["detail"]


def test_what_a_query_takes_is_counted_over_all_its_requests(tmp_path: Path) -> None:
    bindings = [{"n": {"type": "literal", "value": "x" * 1000}}] * 300
    body = json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": bindings}}).encode()
    data = tmp_path / "local.ttl"
    data.write_text(LOCAL, "utf-8")
    with (
        listening(lambda h: send(h, 200, body)) as url,
        serving("--data", str(data), "--mirror", OTHER, url, CITYNET_FEDERATION_BYTES="1000000") as base,
    ):

        def of(services: int) -> Reply:
            groups = (f"{{ SERVICE <{OTHER}> {{ ?s{i} ?p{i} ?n }} }}" for i in range(services))
            return run(base, f"SELECT (COUNT(*) AS ?c) {{ {' UNION '.join(groups)} }}")

        assert rows(of(3)) == [("900",)]
        refused = of(4)
        assert refused.status == 502
        assert "that are left for this query" in refused.json()["detail"]


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/sparql-results+json")
    handler.end_headers()
    try:
        for _ in range(100_000):
            handler.wfile.write(b" " * 65536)
    except OSError:
        pass
    handler.close_connection = True


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            time.sleep(0.1)
    except OSError:
        pass
    handler.close_connection = True


def hanging_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


SECRET = b"internal-secret-of-the-remote"
NASTY: dict[str, tuple[Callable[[BaseHTTPRequestHandler], None], str]] = {
    "an error": (lambda h: send(h, 500, SECRET), "answered 500"),
    "a redirect": (lambda h: send(h, 302, SECRET, Location="http://127.0.0.1:9/"), "redirects are not followed"),
    "rubbish": (lambda h: send(h, 200, SECRET), "not SPARQL results in JSON"),
    "half of it": (
        lambda h: send(h, 200, b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"uri"'),
        "not SPARQL results",
    ),
    "deep JSON": (lambda h: send(h, 200, b"[" * 200_000), "not SPARQL results"),
    "yes": (lambda h: send(h, 200, b'{"head":{},"boolean":true}'), "yes or no"),
    "too much": (endless, "answered more than"),
    "too slowly": (dripping, "too long"),
    "nothing": (hanging_up, "cannot be reached, or broke off"),
    "a hundred years": (lambda h: send(h, 429, SECRET, Retry_After="3153600000"), "asks not to be asked"),
}


@pytest.mark.parametrize("kind", NASTY)
def test_a_nasty_remote_is_told_of_and_harms_nobody(kind: str, tmp_path: Path) -> None:
    act, says = NASTY[kind]
    data = tmp_path / "local.ttl"
    data.write_text(LOCAL, "utf-8")
    settings = {"CITYNET_FEDERATION_TIMEOUT": "1.5", "CITYNET_FEDERATION_BYTES": "1000000", "CITYNET_DEADLINE": "4"}
    with listening(act) as url, serving("--data", str(data), "--mirror", OTHER, url, **settings) as base:
        answer = run(base, f"SELECT * {{ SERVICE <{OTHER}> {{ ?s ?p ?n }} }}")
        assert answer.status == 502, answer.body
        problem = answer.json()
        assert OTHER in problem["detail"]
        assert says in problem["detail"]
        assert SECRET not in answer.body
        silent = run(base, f"SELECT ?x {{ ?x ex:same ?w . SERVICE SILENT <{OTHER}> {{ ?w ?p ?n }} }}")
        assert len(rows(silent)) == 3
        assert ask(f"{base}/health").status == 200


def test_a_remote_that_asks_for_a_moment_gets_it(tmp_path: Path) -> None:
    calls = []

    def act(handler: BaseHTTPRequestHandler) -> None:
        calls.append(time.monotonic())
        query_of(handler)
        if len(calls) == 1:
            send(handler, 429, b"", Retry_After="1")
        else:
            send(handler, 200, json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": []}}).encode())

    data = tmp_path / "local.ttl"
    data.write_text(LOCAL, "utf-8")
    with listening(act) as url, serving("--data", str(data), "--mirror", OTHER, url) as base:
        assert run(base, f"SELECT ?n {{ SERVICE <{OTHER}> {{ ?s ?p ?n }} }}").status == 200
    assert len(calls) == 2
    assert calls[1] - calls[0] >= 0.9


def test_a_remote_that_is_down_is_told_of(tmp_path: Path) -> None:
    data = tmp_path / "local.ttl"
    data.write_text(LOCAL, "utf-8")
    with serving("--data", str(data), "--mirror", OTHER, f"http://127.0.0.1:{free_port()}/") as base:
        answer = run(base, f"SELECT * {{ SERVICE <{OTHER}> {{ ?s ?p ?n }} }}")
        assert answer.status == 502
        assert "cannot be reached" in answer.json()["detail"]


def test_a_listed_name_must_not_lead_into_the_private_network(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(FederationError, match="private network"):
        resolve(WIKIDATA, WIKIDATA)
    assert resolve(OTHER, "http://10.0.0.7/sparql").ip == "10.0.0.7"


def test_nothing_is_allowed_by_default() -> None:
    with pytest.raises(QueryRefusedError, match="Allowed services: none"):
        Policy(Settings()).allow(WIKIDATA)


def test_two_spellings_of_an_address_are_one() -> None:
    policy = Policy(Settings(federate="https://Query.Wikidata.org:443/sparql"))
    assert policy.allow("HTTPS://query.wikidata.ORG/sparql")
