"""roqet, rapper, RDF::Query::Client (Perl), SPARQL (R) and curl, as Debian has them.

roqet asks remote endpoints for XML results only and reads rows only: ASK and CONSTRUCT are not for it.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

if TYPE_CHECKING:
    from tests.clients.conftest import Run
    from tests.clients.serving import Server

pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("clients")]

ICLEI = "https://w3id.org/citynet/id/network/iclei"
ROWS = "SELECT ?n { ?n a <https://w3id.org/citynet/ns#CityNetwork> }"
LABELS = f"SELECT ?l {{ <{ICLEI}> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}"
COUNT = 44
FORMS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


def test_roqet_asks_an_endpoint(server: Server, run: Run) -> None:
    assert run("roqet", "-q", "-p", server.sparql, "-e", ROWS).count("row:") == COUNT


def test_roqet_reads_documents_named_in_from(server: Server, run: Run) -> None:
    query = f"SELECT ?t FROM <{server.url}/id/network/iclei> WHERE {{ <{ICLEI}> a ?t }}"  # noqa: S608 - SPARQL of our own
    assert "ns#CityNetwork" in run("roqet", "-q", "-e", query)


@pytest.mark.parametrize(
    "path", ["/id/network/iclei", "/doc/network/iclei.ttl", "/doc/network/iclei.nt", "/doc/network/iclei.rdf"]
)
def test_rapper_reads_documents(server: Server, run: Run, path: str) -> None:
    triples = run("rapper", "-q", "-g", "-o", "ntriples", server.url + path)
    assert len(triples.splitlines()) > 20


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void", "/ns", "/shapes", "/graph/curated"])
def test_rapper_reads_descriptions_and_graphs(server: Server, run: Run, path: str) -> None:
    assert run("rapper", "-q", "-g", "-o", "ntriples", server.url + path)


def test_perls_client(server: Server, run: Run) -> None:
    program = """
        eval { require RDF::Query::Client } or do { print "missing"; exit };
        my $rows = RDF::Query::Client->new($ARGV[1])->execute($ARGV[0]) or die "no rows";
        while (my $row = $rows->next) { print $row->{n}->uri_value, "\\n" }
        print RDF::Query::Client->new($ARGV[2])->get($ARGV[0]) ? "true" : "false", "\\n";
        my $graph = RDF::Query::Client->new($ARGV[3])->execute($ARGV[0]) or die "no graph";
        while (my $triple = $graph->next) { print "triple\\n" }
    """
    construct = "CONSTRUCT { ?n a <urn:x> } WHERE { ?n a <https://w3id.org/citynet/ns#CityNetwork> }"
    printed = run("perl", "-e", program, server.sparql, ROWS, f"ASK {{ <{ICLEI}> ?p ?o }}", construct)
    if printed == "missing":
        pytest.skip("RDF::Query::Client is not installed")
    assert ICLEI in printed
    assert "true" in printed
    assert printed.count("triple\n") == COUNT


def test_rs_client(server: Server, run: Run) -> None:
    program = """
        if (!suppressWarnings(suppressMessages(require(SPARQL, quietly = TRUE)))) { cat("missing"); quit() }
        arguments <- commandArgs(TRUE)
        cat(nrow(SPARQL(arguments[1], arguments[2])$results))
    """
    printed = run("Rscript", "-e", program, server.sparql, ROWS.replace("?n {", "?n ?t {").replace("a <", "a ?t ; a <"))
    if printed == "missing":
        pytest.skip("R's package SPARQL is not installed")
    assert int(printed) >= COUNT


@pytest.mark.parametrize(
    "options",
    [
        ("-G", "--data-urlencode", f"query={ROWS}"),
        ("--data-urlencode", f"query={ROWS}"),
        ("-H", "Content-Type: application/sparql-query", "--data-binary", ROWS),
        ("--compressed", "--data-urlencode", f"query={ROWS}"),
        ("--http1.0", "--data-urlencode", f"query={ROWS}"),
        ("-H", "Transfer-Encoding: chunked", "-H", "Content-Type: application/sparql-query", "--data-binary", ROWS),
        ("-H", "Expect: 100-continue", "--data-urlencode", f"query={ROWS}"),
    ],
)
def test_curl_asks_in_every_way(server: Server, run: Run, options: tuple[str, ...]) -> None:
    answer = json.loads(run("curl", "-sS", "--fail-with-body", *options, server.sparql))
    assert len(answer["results"]["bindings"]) == COUNT


@pytest.mark.parametrize("accept", list(FORMS))
def test_curl_follows_from_thing_to_document(server: Server, run: Run, accept: str) -> None:
    body = run("curl", "-sSL", "--fail", "--compressed", "-H", f"Accept: {accept}", f"{server.url}/id/network/iclei")
    triples = ox.parse(body.encode(), format=FORMS[accept])
    assert any(str(t.subject) == f"<{ICLEI}>" for t in triples)


def test_curl_sees_head_options_and_304(server: Server, run: Run) -> None:
    head = run("curl", "-sSI", f"{server.url}/doc/network/iclei.ttl")
    assert " 200 " in head.splitlines()[0]
    etag = next(line.split(":", 1)[1].strip() for line in head.splitlines() if line.lower().startswith("etag:"))
    status = ("-o", "/dev/null", "-w", "%{http_code}")
    assert run("curl", "-sS", *status, "-H", f"If-None-Match: {etag}", f"{server.url}/doc/network/iclei.ttl") == "304"
    preflight = ("-X", "OPTIONS", "-H", "Origin: http://a.example", "-H", "Access-Control-Request-Method: POST")
    told = run("curl", "-sSi", *preflight, server.sparql).lower()
    assert "access-control-allow-origin: *" in told
    assert "post" in told.split("access-control-allow-methods:")[1].splitlines()[0]


def test_curl_is_told_by_its_exit_code_that_a_query_is_bad(server: Server, run: Run) -> None:
    done = subprocess.run(
        ["curl", "-sS", "--fail-with-body", "-G", "--data-urlencode", "query=SELECT * {", server.sparql],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 22
    assert json.loads(done.stdout)["line"] == 1
