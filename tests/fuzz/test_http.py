"""Random requests to every route never get a 500 nor end the server."""

from __future__ import annotations

import gzip
import socket
import urllib.parse
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.grammar import ODD
from tests.fuzz.verdict import CASES, HTTP_STATUSES, RANDOM, check

if TYPE_CHECKING:
    from tests.clients.serving import Server

pytestmark = pytest.mark.xdist_group("fuzz")

_ROUTES = (
    "/", "/sparql", "/id/network/iclei", "/doc/network/iclei", "/doc/municipality/bonn-de", "/doc/source/wikidata", "/ns", "/shapes",
    "/ns/1.0.0", "/ns/examples/CityNetwork", "/graph/curated", "/graph/quarantine", "/graph/metadata", "/graph", "/rdf-graph-store",
    "/search", "/suggest", "/opensearch.xml", "/questions", "/questions/networks-of-city", "/questions/contradictions", "/list/municipality", "/list/partnership.csv", "/list/membership.geojson", "/reconcile",
    "/validation", "/validation.json", "/download/dataset.nq", "/download/", "/.well-known/void", "/dcat", "/robots.txt", "/sitemap.xml",
    "/openapi.json", "/health", "/metrics", "/static/style.css", "/favicon.ico", "/id/", "/doc/", "/id/concept/role/chair",
)  # fmt: skip
_SUFFIXES = (
    "",
    "",
    "",
    ".ttl",
    ".nt",
    ".rdf",
    ".jsonld",
    ".json",
    ".csv",
    ".html",
    ".exe",
    ".",
    "/",
    "//",
    "/..",
    "/%2e%2e/%2e%2e/etc/passwd",
    "%00",
    "%ff",
    ";a=b",
)
_NAMES = (
    "query", "default-graph-uri", "named-graph-uri", "format", "output", "timeout", "at", "lang", "page", "offset", "q", "type", "country", "decade", "limit",
    "city", "network", "date", "language", "graph", "default", "update", "queries", "extend", "prefix", "",
)  # fmt: skip
_VALUES = (
    "", "0", "1", "-1", "1e3", "NaN", "inf", "9" * 30, "٣", "²", "2025-01-01", "2025-02-30", "0000-00-00", "9999-12-31", "en", "de", "ru", "*",
    "json", "turtle", "csv", "xml", "html", "text/html", "bonn-de", "iclei", "municipality/bonn-de", "Bonn", "ASK {}", "SELECT * { ?s ?p ?o } LIMIT 5",
    "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5", "SELECT * {", "https://w3id.org/citynet/graph/curated", "file:///etc/passwd", "http://127.0.0.1:9/",
    "<script>", "'\"><", "../../etc/passwd", "%", "%zz", "\x00", "\r\nX: y", "\ud800", "a" * 3000, "{}", '{"q0": {"query": "Bonn"}}', "[]", "null",
)  # fmt: skip
_HEADERS = {
    "Accept": (
        "*/*", "text/html", "text/turtle", "application/ld+json", "application/json", "image/png", "", ",", ";q", "text/turtle;q=NaN",
        "text/turtle;q=1e999", "text/turtle;q=-1", "*", "a/b/c", "*/*;q=0", "text/*", 'text/html;level=1;q="0.5"', "x" * 3000, "text/html,*/*;q=ü",
        'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
    ),
    "Accept-Language": ("de", "uk,en;q=0.5", "*", "x-y-z", ";;;", "de;q=abc", "-", "de-" * 300),
    "Accept-Encoding": ("gzip", "br", "zstd", "identity;q=0", "*;q=0", "deflate, gzip;q=NaN", "gzip;q=0.0", ""),
    "Accept-Charset": ("utf-8", "iso-8859-1", "x"),
    "If-None-Match": ("*", '"x"', 'W/"x"', "x", '"', ",,,", '"' + "x" * 2000 + '"'),
    "If-Modified-Since": ("Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", "Thu, 99 Jan 99999 00:00:00 GMT", "0"),
    "If-Match": ('"x"', "*"),
    "If-Range": ('"x"', "yesterday"),
    "Range": ("bytes=0-0", "bytes=5-2", "bytes=-1", "bytes=99999999999-", "bytes=0-1,3-4", "lines=1-2", "bytes=", "bytes=a-b"),
    "Content-Type": (
        "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-query; charset=utf-16", "application/sparql-update",
        "multipart/form-data", "multipart/form-data; boundary=x", 'multipart/form-data; boundary="', "application/json", "text/plain", ";", "ü",
        "application/x-www-form-urlencoded; charset=nothing",
    ),
    "Content-Encoding": ("gzip", "br", "identity", "deflate", "x"),
    "Host": ("example.org", "[", "a:b", "127.0.0.1:99999", "a b", "..", "<script>"),
    "Origin": ("null", "http://a.example", "<script>"),
    "Access-Control-Request-Method": ("POST", "DELETE"),
    "Cookie": ("a=b", "=", ";;;=;", 'a="\\777"'),
    "Authorization": ("Basic x", "Basic ====", "Bearer", "Digest"),
    "X-Forwarded-For": ("1.2.3.4", "x", "1.2.3.4, ::1"),
    "X-Forwarded-Host": ("evil.example", "["),
    "X-Forwarded-Proto": ("https", "x"),
    "Forwarded": ('for="[::1]"', ";"),
    "X-Request-Id": ("x", "x" * 2000, "\t"),
    "X-HTTP-Method-Override": ("PUT", "DELETE"),
    "User-Agent": ("", "x" * 4000, "Mozilla/5.0"),
    "Prefer": ("return=minimal", "wait=0"),
    "Cache-Control": ("no-cache", "max-age=-1", "only-if-cached"),
}  # fmt: skip
_METHODS = (
    *["GET"] * 8,
    *["POST"] * 4,
    *("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "get", "FOO-BAR", "TRACE"),
)

_value = st.one_of(st.sampled_from(_VALUES), st.text(max_size=20), st.sampled_from(ODD))
_parameters = st.lists(st.tuples(st.sampled_from(_NAMES), _value), max_size=4)
_path = st.one_of(
    st.sampled_from(_ROUTES),
    st.sampled_from(_ROUTES),
    st.tuples(st.sampled_from(_ROUTES), st.sampled_from(_SUFFIXES)).map("".join),
    st.tuples(st.sampled_from(_ROUTES), st.text(max_size=12).map(lambda t: "/" + _quoted(t))).map("".join),
)
_headers = st.dictionaries(st.sampled_from(list(_HEADERS)), st.integers(0, 50), max_size=5).map(
    lambda chosen: {name: _HEADERS[name][number % len(_HEADERS[name])] for name, number in chosen.items()}
)
_body = st.one_of(
    st.just(b""),
    _parameters.map(lambda p: _encoded(p).encode()),
    st.binary(max_size=60),
    st.sampled_from(
        [b"ASK {}", gzip.compress(b"ASK {}"), gzip.compress(b"query=ASK+%7B%7D"), b"--x\r\n\r\n\r\n--x--", b"{}"]
    ),
)


def _quoted(text: str) -> str:
    return urllib.parse.quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def _encoded(parameters: list[tuple[str, str]]) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in parameters)


@settings(
    max_examples=CASES, deadline=None, derandomize=not RANDOM, database=None, suppress_health_check=list(HealthCheck)
)
@given(method=st.sampled_from(_METHODS), path=_path, parameters=_parameters, headers=_headers, body=_body)
def test_a_random_request_gets_a_documented_answer(
    whole: Server, method: str, path: str, parameters: list[tuple[str, str]], headers: dict[str, str], body: bytes
) -> None:
    target = path + ("?" + _encoded(parameters) if parameters else "")
    raw = {name: value.encode("utf-8").decode("latin-1") for name, value in headers.items()}
    answer = whole.ask(method, target, body if method not in ("GET", "HEAD", "TRACE") else None, raw)
    if method == "HEAD":
        assert answer.status in HTTP_STATUSES
        assert not answer.body
    else:
        check(answer, HTTP_STATUSES, sent_path=b"/etc/passwd")


_RAW = {
    "nothing": b"",
    "a blank line": b"\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "HTTP/0.9 to HTTP/9": b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(30),
    "NUL in the path": b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    "bytes in the path": b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
    "absolute target": b"GET http://other.example/sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n",
    "CONNECT": b"CONNECT other.example:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    "OPTIONS *": b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "two lengths": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "negative length": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "endless length": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "huge length": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 999999999999\r\n\r\n",
    "length and chunks": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a broken chunk": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nASK{}\r\n",
    "a chunk too few": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n",
    "a body too short": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 50\r\n\r\nASK {}",
    "no length": b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n\r\nASK {}",
    "a long header": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 500_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X%d: x\r\n" % i for i in range(5000)) + b"\r\n",
    "a long target": b"GET /?" + b"x" * 500_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "a folded header": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
    "a header without colon": b"GET / HTTP/1.1\r\nHost: a\r\nrubbish\r\n\r\n",
    "bytes in a header": b"GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: \xff\xfe\r\nCookie: \xff\r\n\r\n",
    "many requests at once": b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n" * 200,
    "an upgrade": b"GET /sparql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n",
    "Expect": b"POST /sparql HTTP/1.1\r\nHost: a\r\nExpect: something\r\nContent-Length: 0\r\n\r\n",
}

# What ends before it is complete: the client stops sending, and still listens.
_UNFINISHED = (
    "nothing",
    "a blank line",
    "TLS",
    "length and chunks",
    "a broken chunk",
    "a chunk too few",
    "a body too short",
)


@pytest.mark.parametrize("name", list(_RAW))
def test_what_is_hardly_http_does_no_harm(whole: Server, name: str) -> None:
    with socket.create_connection(("127.0.0.1", whole.port), timeout=10) as connection:
        try:
            connection.sendall(_RAW[name])
            if name in _UNFINISHED:
                connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
        except TimeoutError:
            pytest.fail("no answer, and the connection stays open")
        except OSError:
            answer = b""  # refusing to read on is an answer too
    if answer.startswith(b"HTTP/1"):
        assert int(answer.split(b" ", 2)[1]) in HTTP_STATUSES | {100, 408, 426, 501, 505}, answer[:500]
    assert whole.alive()


@pytest.mark.parametrize(
    ("content_type", "start"), [("application/sparql-query", b"#"), ("application/x-www-form-urlencoded", b"query=")]
)
def test_a_small_body_that_unpacks_to_a_large_one_is_refused(whole: Server, content_type: str, start: bytes) -> None:
    bomb = gzip.compress(start + b" " * 200_000_000)
    answer = whole.ask("POST", "/sparql", bomb, {"Content-Type": content_type, "Content-Encoding": "gzip"})
    check(answer, frozenset({400, 413, 415}))
    assert whole.alive()
