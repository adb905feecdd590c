"""Nothing that a stranger can write makes the server call anybody or read a file.

A canary listens on loopback: whoever connects is noted. Each spelling names its address. A query that must never be
evaluated has to be refused; one that cannot reach the call may be answered; in no case does the canary hear anything.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.clients.serving import Server, serving
from tests.conftest import ROOT
from tests.fuzz.verdict import check

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("silence")

_REFUSED = frozenset({400, 403, 404})
_HANGING = 8.0
"""Seconds after which a request counts as hanging; the canary never answers, so a call to it would take longer."""


class Canary:
    """Listens on both loopback addresses, answers nothing, and notes who comes."""

    def __init__(self) -> None:
        self.visits: list[str] = []
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port = int(self._sockets[0].getsockname()[1])
        with suppress(OSError):  # a machine without IPv6
            self._sockets.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        self._open: list[socket.socket] = []
        for listener in self._sockets:
            threading.Thread(target=self._listen, args=[listener], daemon=True).start()

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, peer = listener.accept()
            except OSError:
                return
            self.visits.append(str(peer))
            self._open.append(connection)  # kept open, silent: whoever called waits

    def close(self) -> None:
        for each in (*self._sockets, *self._open):
            each.close()

    def hears_nothing(self) -> None:
        """Fail if anybody came."""
        visits, self.visits = self.visits, []
        assert not visits, f"somebody called: {visits}"


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    made = Canary()
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may call nobody, on data that names the canary."""
    folder = tmp_path_factory.mktemp("silence")
    data = folder / "data.ttl"
    data.write_text(_DATA.replace("PORT", str(canary.port)), "utf-8")
    with serving(folder / "log", "--data", str(data), CITYNET_DEADLINE="4") as running:
        yield running


_DATA = """@prefix : <urn:> .
:endpoint :at <http://127.0.0.1:PORT/> . <http://127.0.0.1:PORT/> :is :address ; :text "http://127.0.0.1:PORT/" . :a :b :c , 1 , 1.0 , true , "a"@en , <urn:> , <urn:b> , "a\\"b" ; <http://example.org/a#b> :c .
"""


def _character(text: str, at: int, escape: str) -> str:
    return text[:at] + escape.format(ord(text[at])) + text[at + 1 :]


U, LONG = "\\u{0:04x}", "\\U{0:08X}"
# Everything in capitals is replaced: HERE by the canary's address.
_CALLS = {
    "plain": "SELECT * { SERVICE <HERE> { ?s ?p ?o } }",
    "lower case": "SELECT * { service <HERE> { ?s ?p ?o } }",
    "mixed case": "SELECT * { sErViCe <HERE> { ?s ?p ?o } }",
    "no space": "SELECT*{SERVICE<HERE>{?s?p?o}}",
    "silent": "SELECT * { SERVICE SILENT <HERE> { ?s ?p ?o } }",
    "silent, no space": "SELECT*{SERVICE silent<HERE>{}}",
    "tabs and lines": "SELECT * {\tSERVICE\r\n\t\n<HERE>\n{ ?s ?p ?o } }",
    "a comment between": "SELECT * { SERVICE # { a comment }\n # another\r <HERE> { ?s ?p ?o } }",
    "a comment right after": "SELECT * { SERVICE#\n<HERE>{ ?s ?p ?o } }",
    "after a comment that looks like a string": "SELECT * { # '\n SERVICE <HERE> { ?s ?p ?o } # '\n }",
    "after a comment that looks like a long string": 'SELECT * { # """\n SERVICE <HERE> { ?s ?p ?o } # """\n }',
    "after a string that looks like a comment": 'SELECT * { BIND("# " AS ?x) SERVICE <HERE> { ?s ?p ?o } }',
    "after an IRI that looks like a comment": "SELECT * { ?s <http://example.org/a#b> ?o . SERVICE <HERE> { ?s ?p ?o } }",
    "after an escaped quote": "SELECT * { BIND('\\'' AS ?x) SERVICE <HERE> { ?s ?p ?o } BIND('' AS ?y) }",
    "after an escaped backslash": 'SELECT * { BIND("\\\\" AS ?x) SERVICE <HERE> { ?s ?p ?o } BIND("" AS ?y) }',
    "after a quote in a long string": 'SELECT * { BIND("""a"""  AS ?x) SERVICE <HERE> { ?s ?p ?o } BIND("""""" AS ?y) }',
    "after smaller": "SELECT * { FILTER(1 <2) SERVICE <HERE> { ?s ?p ?o } FILTER(3> 2) }",
    "after smaller without space": "SELECT * { FILTER(?a<?b) SERVICE <HERE> { ?s ?p ?o } FILTER(?a>?b) }",
    "after a number": "SELECT * { ?s ?p 1 SERVICE <HERE> { ?s ?p ?o } }",
    "right after a number": "SELECT * { ?s ?p 1SERVICE <HERE> { ?s ?p ?o } }",
    "right after a decimal": "SELECT * { ?s ?p 1.SERVICE <HERE> { ?s ?p ?o } }",
    "right after a full stop": "SELECT * { ?s ?p ?o.SERVICE <HERE> { ?s ?p ?o } }",
    "right after a tag": 'SELECT * { ?s ?p "a"@en SERVICE <HERE> { ?s ?p ?o } }',
    "right after a prefixed name": "PREFIX a: <urn:> SELECT * { ?s ?p a: SERVICE <HERE> { ?s ?p ?o } }",
    "right after a dotted name": "PREFIX a: <urn:> SELECT * { ?s ?p a:b.SERVICE <HERE> { ?s ?p ?o } }",
    "right after true": "SELECT * { ?s ?p true SERVICE <HERE> { ?s ?p ?o } }",
    "first letter escaped": "SELECT * { " + _character("SERVICE", 0, U) + " <HERE> { ?s ?p ?o } }",
    "middle letter escaped long": "SELECT * { " + _character("SERVICE", 3, LONG) + " <HERE> { ?s ?p ?o } }",
    "all letters escaped": "SELECT * { " + "".join(U.format(ord(c)) for c in "SERVICE") + " <HERE> { ?s ?p ?o } }",
    "all letters of silent escaped": "SELECT * { SERVICE " + "".join(U.format(ord(c)) for c in "SILENT") + " <HERE> { } }",
    "escaped space": "SELECT * { SERVICE\\u0020<HERE>{ ?s ?p ?o } }",
    "escaped brackets": "SELECT * \\u007B SERVICE \\u003CHERE\\u003E \\u007B ?s ?p ?o \\u007D \\u007D",
    "escapes in the address": "SELECT * { SERVICE <\\u0068ttp://127.0.0.1:\\U00000030PORT/> { ?s ?p ?o } }",
    "an escape in an escape": "SELECT * { SERVICE <\\u005Cu0068ttp://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "an escaped end of a comment": "SELECT * { # \\u000A SERVICE <HERE> { ?s ?p ?o }\n }",
    "an escaped end of a string": "SELECT * { BIND('\\u0027 AS ?x) SERVICE <HERE> { ?s ?p ?o } BIND(' AS ?y) }",
    "an escaped quote in a string": "SELECT * { BIND('\\u005C' AS ?x) SERVICE <HERE> { ?s ?p ?o } BIND('' AS ?y) }",
    "an escaped line in a string": "SELECT * { BIND('\\u000A' AS ?x) SERVICE <HERE> { ?s ?p ?o } BIND('' AS ?y) }",
    "an escaped quote in a name after a joiner": "PREFIX : <urn:> SELECT * { OPTIONAL { ?s ?p :\u200c\\' } SERVICE <HERE> { ?s ?p ?o } BIND('' AS ?y) }",
    "an escaped quote in a name after an undertie": "PREFIX : <urn:> SELECT * { OPTIONAL { ?s ?p :a\u203f\\' } SERVICE <HERE> { ?s ?p ?o } BIND('' AS ?y) }",
    "an escaped sign in a name after a middle dot": "PREFIX : <urn:> SELECT * { OPTIONAL { ?s ?p :\u00b7\\# } SERVICE <HERE> { ?s ?p ?o } }",
    "behind a pattern without rows": "SELECT * { <urn:no> <urn:no> ?no SERVICE <HERE> { ?s ?p ?o } }",
    "behind an impossible filter": "SELECT * { { FILTER(false) } SERVICE <HERE> { ?s ?p ?o } }",
    "behind a limit of nothing": "SELECT * { SERVICE <HERE> { ?s ?p ?o } } LIMIT 0",
    "long s": "SELECT * { \u017fERVICE <HERE> { ?s ?p ?o } }",
    "dotless i": "SELECT * { SERV\u0131CE <HERE> { ?s ?p ?o } }",
    "a zero-width space": "SELECT * { SER\u200bVICE <HERE> { ?s ?p ?o } }",
    "a BOM": "\ufeffSELECT * { SERVICE <HERE> { ?s ?p ?o } }",
    "NUL": "SELECT * { SERVICE\x00 <HERE> { ?s ?p ?o } }",
    "next line": "SELECT * { SERVICE\u0085<HERE> { ?s ?p ?o } }",
    "a no-break space": "SELECT * { SERVICE\u00a0<HERE> { ?s ?p ?o } }",
    "a prefixed name": "PREFIX s: <HERE> SELECT * { SERVICE s: { ?s ?p ?o } }",
    "a prefixed name with a local part": "PREFIX s: <http://127.0.0.1:> SELECT * { SERVICE s:PORT { ?s ?p ?o } }",
    "a prefixed name with escapes": "PREFIX s: <http://127.0.0.1:PORT> SELECT * { SERVICE s:\\/sparql\\?a\\=b { ?s ?p ?o } }",
    "a prefix called service": "PREFIX SERVICE: <HERE> SELECT * { SERVICE SERVICE: { ?s ?p ?o } }",
    "an empty prefix": "PREFIX : <HERE> SELECT * { SERVICE : { ?s ?p ?o } }",
    "an empty relative IRI": "BASE <HERE> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "a relative IRI": "BASE <HERE> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
    "an IRI without scheme": "BASE <http://example.org/> SELECT * { SERVICE <//127.0.0.1:PORT/> { ?s ?p ?o } }",
    "a relative BASE": "BASE <HERE> BASE <a/> SELECT * { SERVICE <../b> { ?s ?p ?o } }",
    "a relative prefix": "BASE <HERE> PREFIX s: <x> SELECT * { SERVICE s: { ?s ?p ?o } }",
    "localhost": "SELECT * { SERVICE <http://localhost:PORT/> { ?s ?p ?o } }",
    "IPv6": "SELECT * { SERVICE <http://[::1]:PORT/> { ?s ?p ?o } }",
    "IPv4 in IPv6": "SELECT * { SERVICE <http://[::ffff:127.0.0.1]:PORT/> { ?s ?p ?o } }",
    "a short address": "SELECT * { SERVICE <http://127.1:PORT/> { ?s ?p ?o } }",
    "a number": "SELECT * { SERVICE <http://2130706433:PORT/> { ?s ?p ?o } }",
    "a hexadecimal number": "SELECT * { SERVICE <http://0x7f000001:PORT/> { ?s ?p ?o } }",
    "zero": "SELECT * { SERVICE <http://0:PORT/> { ?s ?p ?o } }",
    "a user": "SELECT * { SERVICE <http://query.wikidata.org@127.0.0.1:PORT/> { ?s ?p ?o } }",
    "a scheme in capitals": "SELECT * { SERVICE <HTTP://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "TLS": "SELECT * { SERVICE <https://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "a file": "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
    "our own address": "SELECT * { SERVICE <http://127.0.0.1:OURS/sparql> { ?s ?p ?o } }",
    "in ASK": "ASK { SERVICE <HERE> { ?s ?p ?o } }",
    "in ASK without WHERE, in a group": "ASK{{{SERVICE<HERE>{}}}}",
    "in CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <HERE> { ?s ?p ?o } }",
    "in DESCRIBE": "DESCRIBE ?s WHERE { SERVICE <HERE> { ?s ?p ?o } }",
    "in UNION": "SELECT * { { ?s ?p ?o } UNION { SERVICE <HERE> { ?s ?p ?o } } }",
    "in OPTIONAL": "SELECT * { ?s ?p ?o OPTIONAL { SERVICE <HERE> { ?s ?p ?o } } }",
    "in MINUS": "SELECT * { ?s ?p ?o MINUS { SERVICE <HERE> { ?s ?p ?o } } }",
    "in LATERAL": "SELECT * { ?s ?p ?o LATERAL { SERVICE <HERE> { ?s ?p ?o } } }",
    "in GRAPH": "SELECT * { GRAPH ?g { SERVICE <HERE> { ?s ?p ?o } } }",
    "in EXISTS": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <HERE> { ?s ?p ?o } } }",
    "in NOT EXISTS": "SELECT * { ?s ?p ?o FILTER(NOT EXISTS { SERVICE <HERE> { ?s ?p ?o } }) }",
    "in EXISTS in EXISTS": "ASK { ?s ?p ?o FILTER EXISTS { ?s ?p ?o FILTER EXISTS { SERVICE <HERE> { } } } }",
    "in EXISTS in BIND": "SELECT * { ?s ?p ?o BIND(EXISTS { SERVICE <HERE> { ?s ?p ?o } } AS ?x) }",
    "in EXISTS in IF": "SELECT (IF(EXISTS { SERVICE <HERE> { ?s ?p ?o } }, 1, 2) AS ?x) { ?s ?p ?o }",
    "in EXISTS in ORDER BY": "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <HERE> { ?s ?p ?o } })",
    "in EXISTS in HAVING": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE <HERE> { ?s ?p ?o } })",
    "in EXISTS in GROUP BY": "SELECT ?x { ?s ?p ?o } GROUP BY (EXISTS { SERVICE <HERE> { ?s ?p ?o } } AS ?x)",
    "in EXISTS in an aggregate": "SELECT (SUM(IF(EXISTS { SERVICE <HERE> { ?s ?p ?o } }, 1, 0)) AS ?x) { ?s ?p ?o }",
    "in EXISTS in the filter of OPTIONAL": "SELECT * { ?s ?p ?o OPTIONAL { ?a ?b ?c FILTER EXISTS { SERVICE <HERE> { } } } }",
    "in a subquery": "SELECT * { { SELECT ?s { SERVICE <HERE> { ?s ?p ?o } } LIMIT 1 } }",
    "in a subquery in EXISTS": "ASK { ?s ?p ?o FILTER EXISTS { SELECT * { SERVICE <HERE> { ?s ?p ?o } } } }",
    "around a SERVICE": "SELECT * { SERVICE <HERE> { SERVICE <HERE> { ?s ?p ?o } } }",
    "silent around a SERVICE": "SELECT * { SERVICE SILENT <HERE> { SERVICE <HERE> { ?s ?p ?o } } }",
    "around a subquery": "SELECT * { SERVICE <HERE> { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }",
    "a variable bound by VALUES": "SELECT * { VALUES ?e { <HERE> } SERVICE ?e { ?s ?p ?o } }",
    "a variable bound by VALUES at the end": "SELECT * { SERVICE ?e { ?s ?p ?o } } VALUES ?e { <HERE> }",
    "a variable bound by BIND": "SELECT * { BIND(<HERE> AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "a variable bound by IRI()": "SELECT * { BIND(IRI(CONCAT('http://127.0.0.1:', 'PORT', '/')) AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "a variable bound by the data": "SELECT * { <urn:endpoint> <urn:at> ?e . SERVICE ?e { ?s ?p ?o } }",
    "a variable bound by any data": "SELECT * { ?e ?x ?y . SERVICE SILENT ?e { ?s ?p ?o } }",
    "a variable bound by a text of the data": "SELECT * { ?x <urn:text> ?t BIND(IRI(?t) AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "a variable bound by a subquery": "SELECT * { { SELECT ?e { <urn:endpoint> <urn:at> ?e } } SERVICE ?e { ?s ?p ?o } }",
    "a variable bound by OPTIONAL": "SELECT * { OPTIONAL { <urn:endpoint> <urn:at> ?e } SERVICE ?e { ?s ?p ?o } }",
    "a variable bound outside of EXISTS": "SELECT * { ?x <urn:at> ?e FILTER EXISTS { SERVICE ?e { ?s ?p ?o } } }",
    "a variable bound outside of LATERAL": "SELECT * { ?x <urn:at> ?e LATERAL { SERVICE ?e { ?s ?p ?o } } }",
    "a variable called service": "SELECT * { BIND(<HERE> AS ?SERVICE) SERVICE ?SERVICE { ?s ?p ?o } }",
    "a variable with $": "SELECT*{VALUES$e{<HERE>}SERVICE$e{?s?p?o}}",
    "a variable that nobody binds": "SELECT * { SERVICE ?e { ?s ?p ?o } }",
    "LOAD": "LOAD <HERE>",
    "LOAD SILENT": "LOAD SILENT <HERE> INTO GRAPH <urn:g>",
    "INSERT with SERVICE": "INSERT { ?s ?p ?o } WHERE { SERVICE <HERE> { ?s ?p ?o } }",
    "FROM": "SELECT * FROM <HERE> { ?s ?p ?o }",
    "FROM NAMED": "SELECT * FROM NAMED <HERE> { GRAPH ?g { ?s ?p ?o } }",
    "FROM a relative IRI": "BASE <HERE> SELECT * FROM <x.ttl> { ?s ?p ?o }",
    "FROM a prefixed name": "PREFIX h: <HERE> SELECT * FROM h: { ?s ?p ?o }",
    "FROM in ASK": "ASK FROM <HERE> { ?s ?p ?o }",
    "FROM in CONSTRUCT": "CONSTRUCT FROM <HERE> WHERE { ?s ?p ?o }",
    "FROM in DESCRIBE": "DESCRIBE <urn:a> FROM <HERE>",
    "FROM a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "FROM NAMED a file": "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "FROM a path": "SELECT * FROM </etc/passwd> { ?s ?p ?o }",
    "FROM a relative path": "BASE <file:///etc/> SELECT * FROM <passwd> { ?s ?p ?o }",
}  # fmt: skip
# What looks like a call and is none: it is answered.
_HARMLESS = {
    "in a comment": "ASK { # SERVICE <HERE> { ?s ?p ?o }\n }",
    "in a string": 'ASK { BIND("SERVICE <HERE> { ?s ?p ?o }" AS ?x) }',
    "in a long string": "ASK { BIND('''\nSERVICE <HERE> { ?s ?p ?o } ''' AS ?x) }",
    "in an IRI": "ASK { ?s <http://127.0.0.1:PORT/SERVICE> ?o }",
    "in a prefix": "PREFIX SERVICE: <HERE> ASK { ?s SERVICE:SERVICE ?o }",
    "in a variable": "SELECT ?SERVICE $service { ?SERVICE $service ?o } LIMIT 1",
    "as a blank node": "ASK { _:SERVICE ?p ?o }",
    "an IRI of the data": "SELECT * { <HERE> ?p ?o . GRAPH ?g { ?s ?p ?o } }",
    "GRAPH": "SELECT * { GRAPH <HERE> { ?s ?p ?o } }",
    "DESCRIBE": "DESCRIBE <HERE>",
    "a function": "SELECT (IRI('HERE') AS ?x) { }",
}  # fmt: skip


def _allowed(spelling: str) -> frozenset[int]:
    """SILENT makes of a refused call a solution without bindings (SPARQL 1.1 Federated Query, section 3.1)."""
    return _REFUSED | {200} if "SILENT" in _CALLS[spelling].upper() else _REFUSED


def _written(query: str, canary: Canary, server: Server) -> str:
    return (
        query.replace("HERE", f"http://127.0.0.1:{canary.port}/")
        .replace("PORT", str(canary.port))
        .replace("OURS", str(server.port))
    )


def _post(server: Server, query: str, parameters: str = "") -> tuple[int, bytes]:
    began = time.monotonic()
    answer = server.ask(
        "POST",
        f"/sparql{parameters}",
        query.encode("utf-8", "surrogatepass"),
        {"Content-Type": "application/sparql-query"},
        timeout=_HANGING,
    )
    assert time.monotonic() - began < _HANGING
    if answer.status >= 400:
        check(answer, _REFUSED, sent_path=b"/etc/passwd")
    assert b"root:x:0" not in answer.body
    return answer.status, answer.body


@pytest.mark.parametrize("spelling", list(_CALLS))
def test_no_spelling_calls_anybody(server: Server, canary: Canary, spelling: str) -> None:
    status, body = _post(server, _written(_CALLS[spelling], canary, server))
    canary.hears_nothing()
    assert status in _allowed(spelling), body[:500]


@pytest.mark.parametrize("spelling", list(_HARMLESS))
def test_what_only_looks_like_a_call_is_answered(server: Server, canary: Canary, spelling: str) -> None:
    status, body = _post(server, _written(_HARMLESS[spelling], canary, server))
    canary.hears_nothing()
    assert status == 200, body[:500]


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize(
    "address",
    [
        "HERE",
        "HERE#a",
        "file:///etc/passwd",
        "/etc/passwd",
        "//127.0.0.1:PORT/",
        "http://localhost:PORT/x.ttl",
        "",
        "x",
    ],
)
def test_no_graph_is_fetched(server: Server, canary: Canary, name: str, address: str) -> None:
    written = urllib.parse.quote(_written(address, canary, server), safe="")
    status, body = _post(server, "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", f"?{name}={written}")
    canary.hears_nothing()
    assert status in _REFUSED, body[:500]


@pytest.mark.parametrize(
    "target",
    [
        "/graph?graph=HERE", "/rdf-graph-store?graph=HERE", "/graph/HERE", "/doc/HERE", "/id/HERE", "/search?q=HERE", "/suggest?q=HERE",
        "/questions/networks-of-city?city=HERE", "/list/network?theme=HERE", '/reconcile?queries={"a":{"query":"HERE"}}', "/download/HERE", "/validation?data=HERE",
        "/sparql?query-uri=HERE", "/sparql?endpoint=HERE&query=ASK{}", "/sparql?update=LOAD <HERE>", "/ns/examples/HERE", "/?url=HERE",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_no_address_in_a_request_is_visited(server: Server, canary: Canary, method: str, target: str) -> None:
    here = f"127.0.0.1:{canary.port}"
    headers = {
        "Host": here,
        "Referer": f"http://{here}/",
        "X-Forwarded-Host": here,
        "Origin": f"http://{here}",
        "Forwarded": f"host={here}",
    }
    path, _, query = _written(target, canary, server).partition("?")
    written = urllib.parse.quote(path) + (f"?{urllib.parse.quote(query, safe='=&')}" if query else "")
    body = f'{{"@context": "http://{here}/"}}'.encode() if method != "GET" else None
    answer = server.ask(method, written, body, headers | {"Content-Type": "application/ld+json"}, timeout=_HANGING)
    canary.hears_nothing()
    assert answer.status < 500


# --- with an allow-list ------------------------------------------------------------------------------------------------


class _Endpoint(ThreadingHTTPServer):
    """The one address that may be called; it answers as the path says."""

    daemon_threads = True
    elsewhere = 0
    requests = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        assert isinstance(self.server, _Endpoint)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.requests += 1
        found = re.match(r"/redirect/(\d+)", self.path)
        if found:
            self._send(int(found[1]), b"", Location=f"http://127.0.0.1:{self.server.elsewhere}/sparql")
        elif self.path == "/schema":
            entity = f'<!DOCTYPE a SYSTEM "http://127.0.0.1:{self.server.elsewhere}/a.dtd"><a/>'
            self._send(200, entity.encode(), **{"Content-Type": "application/sparql-results+xml"})
        elif self.path == "/link":
            link = f'<http://127.0.0.1:{self.server.elsewhere}/>; rel="alternate"'
            self._send(
                200, _NO_ROWS, Link=link, Refresh="0; " + link, **{"Content-Type": "application/sparql-results+json"}
            )
        else:
            self._send(200, _NO_ROWS, **{"Content-Type": "application/sparql-results+json"})

    do_GET = do_POST  # noqa: N815 - named by http.server

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by http.server
        pass


_NO_ROWS = json.dumps({"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": []}}).encode()


@contextmanager
def _endpoint(elsewhere: int) -> Iterator[_Endpoint]:
    with _Endpoint(("127.0.0.1", 0), _Handler) as made:
        made.elsewhere = elsewhere
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture(scope="module")
def listed(canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, _Endpoint]]:
    """A server that may call five paths of one endpoint, and the endpoint."""
    usage = subprocess.run(
        [sys.executable, "-m", "citynet_kg.cli", "serve", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if "--federate" not in usage.stdout:
        pytest.skip("citynet serve has no --federate")
    folder = tmp_path_factory.mktemp("listed")
    data = folder / "data.ttl"
    data.write_text(_DATA.replace("PORT", str(canary.port)), "utf-8")
    with _endpoint(canary.port) as endpoint:
        address = f"http://127.0.0.1:{endpoint.server_port}"
        paths = ("/sparql", "/schema", "/link", *(f"/redirect/{status}" for status in (301, 302, 303, 307, 308)))
        options = [part for path in paths for part in ("--federate", address + path)]
        with serving(folder / "log", "--data", str(data), *options, CITYNET_DEADLINE="4") as running:
            yield running, endpoint


def test_a_listed_endpoint_is_called(listed: tuple[Server, _Endpoint]) -> None:
    server, endpoint = listed
    before = endpoint.requests
    status, body = _post(
        server, f"SELECT * {{ SERVICE <http://127.0.0.1:{endpoint.server_port}/sparql> {{ ?s ?p ?o }} }}"
    )
    assert status == 200, body
    assert endpoint.requests > before


@pytest.mark.parametrize("path", ["/schema", "/link", *(f"/redirect/{status}" for status in (301, 302, 303, 307, 308))])
@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_a_listed_endpoint_cannot_send_us_elsewhere(
    listed: tuple[Server, _Endpoint], canary: Canary, path: str, silent: str
) -> None:
    server, endpoint = listed
    query = f"SELECT * {{ SERVICE {silent} <http://127.0.0.1:{endpoint.server_port}{path}> {{ ?s ?p ?o }} }}"
    answer = server.ask(
        "POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query"}, timeout=_HANGING
    )
    canary.hears_nothing()
    check(answer, frozenset({200, 403, 502, 503, 504}))
    if not silent and path != "/link":
        assert answer.status != 200


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:LIST/sparql@127.0.0.1:PORT/", "http://127.0.0.1:LIST@127.0.0.1:PORT/sparql", "http://127.0.0.1:PORT/sparql",
        "http://127.0.0.1:PORT\\u005C@127.0.0.1:LIST/sparql", "http://127.0.0.1:PORT#@127.0.0.1:LIST/sparql", "http://127.0.0.1:PORT?@127.0.0.1:LIST/sparql",
        "http://localhost:PORT/sparql", "http://[::1]:PORT/sparql", "https://127.0.0.1:PORT/sparql", "http://127.0.0.1:LIST/other", "http://127.0.0.1:LIST",
        "http://127.0.0.1:LIST/sparql/../other", "http://127.0.0.1:LIST/redirect/302/", "http://127.0.0.1:LIST/sparql%0d%0aHost:%20a",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["SERVICE <{}> {{ ?s ?p ?o }}", "VALUES ?e {{ <{}> }} SERVICE ?e {{ ?s ?p ?o }}"])
def test_what_resembles_a_listed_endpoint_is_not_called(
    listed: tuple[Server, _Endpoint], canary: Canary, address: str, form: str
) -> None:
    server, endpoint = listed
    written = address.replace("LIST", str(endpoint.server_port)).replace("PORT", str(canary.port))
    before = endpoint.requests
    status, body = _post(server, "SELECT * { " + form.format(written) + " }")
    canary.hears_nothing()
    assert endpoint.requests == before
    assert status in _REFUSED, body[:500]


@pytest.mark.parametrize("spelling", list(_CALLS))
def test_no_spelling_calls_what_is_not_listed(listed: tuple[Server, _Endpoint], canary: Canary, spelling: str) -> None:
    server, _ = listed
    status, body = _post(server, _written(_CALLS[spelling], canary, server))
    canary.hears_nothing()
    assert status in _allowed(spelling), body[:500]
