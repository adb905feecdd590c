"""Headers and statuses of documents and metadata."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from citynet_kg.describe import document
from citynet_kg.settings import Settings
from citynet_kg.store import select
from citynet_kg.web import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.wrappers import Response

    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, release: Release) -> FlaskClient:
    return create_app(store, release, Settings(public_url="https://example.org/citynet")).test_client()


def varied(answer: Response) -> set[str]:
    return set(answer.headers["Vary"].replace(" ", "").split(","))


def linked(answer: Response) -> dict[str, list[str]]:
    """The Link header: relation to targets."""
    found: dict[str, list[str]] = {}
    for target, relation in re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers.get("Link", "")):
        found.setdefault(relation, []).append(target)
    return found


def test_documents_negotiate(client: FlaskClient) -> None:
    for accept, media_type in (
        (BROWSER, "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
    ):
        assert client.get("/doc/network/iclei", headers={"Accept": accept}).mimetype == media_type
    assert client.get("/doc/network/iclei", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/doc/network/iclei?format=ttl", headers={"Accept": BROWSER}).mimetype == "text/turtle"


def test_documents_say_what_they_are(client: FlaskClient) -> None:
    answer = client.get("/doc/municipality/bonn-de", headers={"Accept": "text/turtle"})
    links = answer.headers["Link"]
    for relation in ("canonical", "alternate", "describedby", "license", "cite-as", "type"):
        assert f'rel="{relation}"' in links
    assert '<https://w3id.org/citynet/id/municipality/bonn-de>; rel="cite-as"' in links
    assert "https://example.org/citynet/doc/municipality/bonn-de.jsonld" in links
    assert {"Accept", "Accept-Language"} <= varied(answer)


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
        ("/doc/network/iclei.ttl?offset=%C2%B2", 400),
        (f"/doc/network/iclei.ttl?offset={'9' * 5000}", 400),
        ("/doc/network/iclei.ttl?offset=999999", 404),
        ("/doc/network/iclei?format=docx", 400),
        ("/doc/network/iclei.ttl?format=docx", 400),
        ("/graph/curated?format=docx", 400),
        ("/graph/curated.csv", 404),
        ("/ns?format=docx", 400),
        ("/ns.ttl?format=docx", 400),
        ("/ns/examples/textHeld?format=docx", 400),
        ("/ns/examples/textHeld.csv", 404),
        ("/shapes?format=docx", 400),
        ("/shapes/9.9.9", 404),
        ("/dcat?format=docx", 400),
        ("/.well-known/void?format=docx", 400),
        ("/graph-store?default&format=docx", 400),
        ("/sitemap.xml?part=%C2%B2", 400),
        ("/sitemap.xml?part=-1", 400),
        ("/sitemap.xml?part=", 400),
        (f"/sitemap.xml?part={'9' * 5000}", 400),
        ("/sitemap.xml?part=1", 404),
        (f"/doc/network?page={'9' * 5000}", 404),
        (f"/search?page={'9' * 5000}", 400),
    ],
)
def test_what_is_not_there_is_said_so(client: FlaskClient, path: str, status: int) -> None:
    for accept in (BROWSER, "application/json"):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == status, accept
        assert {"Accept", "Accept-Language"} <= varied(answer)


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


@pytest.mark.parametrize(
    "path",
    [
        "/doc/network/iclei",
        "/doc/network/iclei.ttl",
        "/doc/network/iclei.html",
        "/graph/curated",
        "/graph/curated.nt",
        "/ns",
        "/ns.ttl",
        "/ns/1.0.0",
        "/ns/1.0.0.html",
        "/ns/modules/time",
        "/ns/examples/textHeld.rdf",
        "/shapes",
        "/shapes.rdf",
        "/shapes/1.0.0.ttl",
        "/dcat",
        "/.well-known/void",
        "/graph-store?default",
    ],
)
def test_the_parameter_beats_suffix_and_header(client: FlaskClient, path: str) -> None:
    for accept in (BROWSER, "text/turtle", "image/png"):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}format=jsonld", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, "application/ld+json"), accept


@pytest.mark.parametrize(
    ("asked", "accept", "location"),
    [
        ("/doc/network/iclei", "text/turtle", "/doc/network/iclei.ttl"),
        ("/doc/network/iclei/", BROWSER, "/doc/network/iclei.html"),
        ("/doc/network/iclei?lang=de&format=json", BROWSER, "/doc/network/iclei.json?lang=de"),
        ("/doc/network/iclei.nt?format=ttl", BROWSER, "/doc/network/iclei.ttl"),
        ("/graph/curated", "application/rdf+xml", "/graph/curated.rdf"),
        ("/ns", "text/turtle", "/ns.ttl"),
        ("/ns/1.0.0", "text/turtle", "/ns/1.0.0.ttl"),
        ("/ns/modules/time", "text/turtle", "/ns/modules/time.ttl"),
        ("/shapes", "application/ld+json", "/shapes.jsonld"),
        ("/doc/network/iclei.ttl", BROWSER, None),
    ],
)
def test_what_was_negotiated_names_the_form_that_was_sent(
    client: FlaskClient, asked: str, accept: str, location: str | None
) -> None:
    answer = client.get(asked, headers={"Accept": accept})
    assert answer.headers.get("Content-Location") == location
    if location:
        direct = client.get(location, headers={"Accept": "*/*"})
        assert direct.mimetype == answer.mimetype
        assert direct.get_data() == answer.get_data() or answer.mimetype == "text/html", "a page links to itself"


@pytest.mark.parametrize("language", ["en", "de", "uk"])
@pytest.mark.parametrize("path", ["/", "/doc/network/iclei", "/questions", "/search", "/ns", "/sparql", "/nothing"])
def test_pages_say_in_which_language_they_are(client: FlaskClient, path: str, language: str) -> None:
    by_header = client.get(path, headers={"Accept": BROWSER, "Accept-Language": language})
    assert by_header.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in by_header.get_data(as_text=True)
    by_parameter = client.get(f"{path}?lang={language}", headers={"Accept": BROWSER})
    assert by_parameter.headers["Content-Language"] == language


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/", "/"),
        ("/questions/", "/questions"),
        ("/questions/networks-of-city?city=bonn-de", "/questions/networks-of-city"),
        ("/validation", "/validation"),
        ("/ns/1.0.0", "/ns/1.0.0"),
        ("/shapes/1.0.0.ttl", "/shapes/1.0.0"),
        ("/dcat", "/.well-known/void"),
        ("/download/dataset.nq.gz", "/download/dataset.nq.gz"),
        ("/doc/network/iclei/?at=2020-01-01", "/doc/network/iclei"),
        ("/search?q=bonn", None),
    ],
)
def test_every_page_says_where_it_belongs(client: FlaskClient, path: str, canonical: str | None) -> None:
    with client.get(path, headers={"Accept": "*/*"}) as answer:
        links = linked(answer)
    assert links["describedby"] == ["https://example.org/citynet/.well-known/void"]
    assert links["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert links.get("canonical") == (None if canonical is None else [f"https://example.org/citynet{canonical}"])


def test_a_version_announces_its_own_forms(client: FlaskClient) -> None:
    for local in ("ns/1.0.0", "shapes/1.0.0"):
        answer = client.get(f"/{local}", headers={"Accept": BROWSER})
        links = linked(answer)
        assert links["cite-as"] == [f"https://w3id.org/citynet/{local}"]
        assert f"https://example.org/citynet/{local}.ttl" in links["alternate"]
        assert f'<link rel="canonical" href="https://example.org/citynet/{local}">' in answer.get_data(as_text=True)
        for address in links["alternate"]:
            assert client.get(urlsplit(address).path.removeprefix("/citynet")).status_code == 200, address


def test_the_licence_is_one_iri_everywhere(client: FlaskClient, store: EmbeddedStore) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    whole = "<https://w3id.org/citynet/dataset>, <https://w3id.org/citynet/ns>"
    rows = select(store, f"SELECT DISTINCT ?l {{ ?s dct:license ?l FILTER(?s IN ({whole})) }}")
    assert [row["l"].value for row in rows] == [licence]
    for path in ("/ns.nt", "/shapes.nt", "/dcat?format=nt"):
        text = client.get(path).get_data(as_text=True)
        assert f"<{licence}>" in text, path
        assert "<http://creativecommons.org/licenses/by/4.0/>" not in text, path


def test_long_documents_come_in_pages_that_together_are_whole(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/doc/network/iclei"
    whole = {form: parsed(client, f"{address}.{form}") for form in FORMS}
    size = len(whole["nt"])
    monkeypatch.setattr(document, "MOST_TRIPLES", size)
    assert "next" not in linked(client.get(f"{address}.nt")), "a document that fills its page exactly has no next one"
    monkeypatch.setattr(document, "MOST_TRIPLES", size // 3)
    for form in FORMS:
        found: set[ox.Triple] = set()
        path, pages = f"{address}?format={form}", 0
        while path:
            answer = client.get(path, headers={"Accept": BROWSER})
            links = linked(answer)
            assert links["cite-as"], "a page has the links of the document"
            found |= parsed(client, path)
            pages += 1
            (following,) = links.get("next", [""])
            assert not following or following.startswith(f"https://example.org/citynet{address}.{form}?offset=")
            path = following.removeprefix("https://example.org/citynet")
        assert pages == 4
        assert found == whole[form] == whole["nt"]
    assert client.get(f"{address}.nt?offset={size - 1}").status_code == 200
    assert client.get(f"{address}.nt?offset={size}").status_code == 404


FORMS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def parsed(client: FlaskClient, path: str) -> set[ox.Triple]:
    answer = client.get(path)
    form = next(form for name, form in FORMS.items() if f".{name}" in path or f"format={name}" in path)
    return {q.triple for q in ox.parse(answer.get_data(), format=form)}


def test_no_host_of_the_client_gets_into_a_redirect(client: FlaskClient) -> None:
    for path in ("//evil.example/doc/network/iclei", "/doc//network/iclei", "//", "/ns//1.0.0", "/id/network/iclei/"):
        answer = client.get("/", base_url="http://evil.example", environ_overrides={"PATH_INFO": path})
        assert "evil" not in answer.headers.get("Location", ""), path
        assert answer.status_code in (200, 303, 404), path


def test_a_slash_at_the_end_makes_no_difference(client: FlaskClient) -> None:
    for path in ("/doc/network/iclei", "/doc/network/iclei.ttl", "/graph/curated", "/ns", "/ns/1.0.0", "/shapes/1.0.0"):
        one, other = (client.get(p, headers={"Accept": "application/n-triples"}) for p in (path, f"{path}/"))
        assert (one.status_code, one.get_data()) == (200, other.get_data()), path
    assert client.get("/id/network/iclei/").headers["Location"] == "/doc/network/iclei"


@pytest.mark.parametrize("name", ["dataset.nq", "dataset.nq.gz"])
def test_downloads_come_in_parts(client: FlaskClient, release: Release, name: str) -> None:
    whole = (release.folder / name).read_bytes()
    size = len(whole)
    for asked, part in (
        ("bytes=0-9", (0, 10)),
        ("bytes=5-", (5, size)),
        ("bytes=-7", (size - 7, size)),
        (f"bytes=3-{size + 5}", (3, size)),
    ):
        with client.get(f"/download/{name}", headers={"Range": asked}) as answer:
            assert answer.status_code == 206, asked
            assert answer.get_data() == whole[slice(*part)], asked
            assert answer.headers["Content-Range"] == f"bytes {part[0]}-{part[1] - 1}/{size}"
    with client.get(f"/download/{name}", headers={"Range": f"bytes={size}-"}) as answer:
        assert answer.status_code == 416
        assert answer.headers["Content-Range"] == f"bytes */{size}"


@pytest.mark.parametrize(
    "asked",
    ["lines=1-2", "bytes", "bytes=", "bytes=a-b", "bytes=5-2", "bytes=0-1,3-4", f"bytes={'9' * 5000}-", "bytes=-99999999999", "²=²-"],
)  # fmt: skip
def test_what_is_no_range_of_ours_is_ignored(client: FlaskClient, release: Release, asked: str) -> None:
    with client.get("/download/dataset.nq.gz", headers={"Range": asked}) as answer:
        assert answer.status_code == 200
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert gzip.decompress(answer.get_data()) == release.dataset.read_bytes()


def test_a_changed_file_is_not_mixed_with_the_old_one(client: FlaskClient) -> None:
    address = "/download/dataset.nq.gz"
    with client.get(address) as answer:
        tag = answer.headers["ETag"]
    for headers, status in (
        ({"If-Range": tag}, 206),
        ({"If-Range": '"another"'}, 200),
        ({"If-None-Match": tag}, 304),
    ):
        with client.get(address, headers={"Range": "bytes=0-9", **headers}) as answer:
            assert answer.status_code == status, headers


def test_the_figures_of_void_are_those_of_the_default_graph(store: EmbeddedStore) -> None:
    for figure, counted in (
        ("triples", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        ("classes", "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
        ("properties", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
        ("distinctSubjects", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        ("distinctObjects", "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
    ):
        said = select(store, f"SELECT ?n {{ <https://w3id.org/citynet/dataset> void:{figure} ?n }}")
        assert [row["n"].value for row in said] == [select(store, counted)[0]["n"].value], figure


def test_the_parts_of_void_are_those_of_the_default_graph(store: EmbeddedStore) -> None:
    for said, counted in (
        (
            "SELECT ?term ?n { <https://w3id.org/citynet/dataset> void:classPartition [ void:class ?term ; void:entities ?n ] }",
            "SELECT ?term (COUNT(DISTINCT ?s) AS ?n) { ?s a ?term FILTER(isIRI(?term)) } GROUP BY ?term",
        ),
        (
            "SELECT ?term ?n { <https://w3id.org/citynet/dataset> void:propertyPartition [ void:property ?term ; void:triples ?n ] }",
            "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term",
        ),
    ):
        one, other = ({row["term"].value: row["n"].value for row in select(store, q)} for q in (said, counted))
        assert one == other


def test_every_graph_has_its_size_in_void(store: EmbeddedStore) -> None:
    rows = select(store, "SELECT ?g { <https://w3id.org/citynet/dataset> void:subset ?g . ?g void:triples ?n }")
    assert store.graph_names <= {row["g"].value for row in rows}
