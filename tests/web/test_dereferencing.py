"""Every identifier of ours that occurs in the data leads to a document, in every form, and all RDF forms agree."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from citynet_kg.identifiers import THING_TYPES, path_of
from citynet_kg.settings import Settings
from citynet_kg.store import select
from citynet_kg.web import create_app

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flask.testing import FlaskClient

    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

RDF_SUFFIXES = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
# There are more than a thousand passages and they are all alike; every twentieth is looked at in every form.
EVERY = {"evidence": 20}


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, release: Release) -> FlaskClient:
    return create_app(store, release, Settings()).test_client()


@pytest.fixture(scope="module")
def occurring(store: EmbeddedStore) -> Mapping[str, list[str]]:
    """The paths of all our IRIs that stand anywhere in the data, by type."""
    query = """SELECT DISTINCT ?iri WHERE {
      { ?iri ?p ?o } UNION { ?s ?p ?iri } UNION { GRAPH ?g { ?iri ?p ?o } } UNION { GRAPH ?g { ?s ?p ?iri } }
      FILTER(isIRI(?iri) && STRSTARTS(STR(?iri), "https://w3id.org/citynet/id/")) } ORDER BY ?iri"""
    found: dict[str, list[str]] = {kind: [] for kind in THING_TYPES}
    strange = []
    for row in select(store, query):
        iri = row["iri"].value
        path = path_of(iri)
        if path is None:
            strange.append(iri)
        else:
            found[path.split("/")[0]].append(path)
    assert not [iri for iri in strange if not iri.startswith("https://w3id.org/citynet/id/concept/")], strange
    found["concept"] += [iri.removeprefix("https://w3id.org/citynet/id/") for iri in strange]
    return found


@pytest.mark.parametrize("kind", THING_TYPES)
def test_every_identifier_leads_to_its_document(
    kind: str, client: FlaskClient, occurring: Mapping[str, list[str]]
) -> None:
    for path in occurring[kind]:
        answer = client.get(f"/id/{path}", headers={"Accept": "text/turtle"})
        assert answer.status_code == 303, f"{path}: {answer.status_code}"
        assert answer.headers["Location"] == f"/doc/{path}"


@pytest.mark.parametrize("kind", THING_TYPES)
def test_all_forms_are_there_and_all_rdf_forms_agree(
    kind: str, client: FlaskClient, occurring: Mapping[str, list[str]]
) -> None:
    for path in occurring[kind][:: EVERY.get(kind, 1)]:
        graphs = {}
        for suffix, form in RDF_SUFFIXES.items():
            answer = client.get(f"/doc/{path}.{suffix}")
            assert answer.status_code == 200, f"{path}.{suffix}: {answer.status_code}"
            graphs[suffix] = frozenset(q.triple for q in ox.parse(answer.get_data(), format=form))
        assert graphs["ttl"], f"{path} has no triples"
        assert len(set(graphs.values())) == 1, f"the RDF forms of {path} differ"
        assert client.get(f"/doc/{path}.csv").status_code == 200
        assert json.loads(client.get(f"/doc/{path}.json").get_data())["path"] == path
        assert client.get(f"/doc/{path}.html").status_code == 200, path


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
def test_the_forms_agree_for_another_parser_as_well(client: FlaskClient) -> None:
    forms = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
    graphs = [
        Graph().parse(data=client.get(f"/doc/partnership/bonn-de--kherson-ua--1.{s}").get_data(), format=f)
        for s, f in forms.items()
    ]
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def test_named_graphs_are_served(client: FlaskClient, store: EmbeddedStore) -> None:
    for iri in sorted(store.graph_names):
        local = iri.removeprefix("https://w3id.org/citynet")
        answer = client.get(local, headers={"Accept": "application/n-triples"})
        assert answer.status_code == 200, local
        count = select(store, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")[0]["n"].value
        assert len(answer.get_data().splitlines()) == int(count)


def test_every_iri_of_ours_in_the_dump_leads_somewhere(client: FlaskClient, release: Release) -> None:
    own = "https://w3id.org/citynet"
    terms: set[str] = set()
    for quad in ox.parse(path=str(release.dataset), format=ox.RdfFormat.N_QUADS):
        parts = (quad.subject, quad.predicate, quad.object, quad.graph_name, getattr(quad.object, "datatype", None))
        terms.update(t.value for t in parts if isinstance(t, ox.NamedNode) and t.value.startswith(own))
    assert len(terms) > 2000
    lost = {}
    for address in sorted({iri.partition("#")[0].removeprefix(own) for iri in terms}):
        answer = client.get(address, headers={"Accept": "text/turtle"})
        if answer.status_code == 303:
            answer = client.get(answer.headers["Location"], headers={"Accept": "text/turtle"})
        if answer.status_code != 200:
            lost[address] = answer.status_code
    assert not lost
    pages = {
        local: client.get(local, headers={"Accept": "text/html"}).get_data(as_text=True) for local in ("/ns", "/shapes")
    }
    for iri in terms:
        local, _, fragment = iri.removeprefix(own).partition("#")
        if fragment:
            assert f'id="{fragment}"' in pages[local], f"{iri} has no anchor"


def test_parts_of_the_data_set_lead_to_its_description(client: FlaskClient) -> None:
    for path in ("/dataset", "/dataset/", "/dataset/class/void-Dataset", "/dataset/links/wikidata"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/.well-known/void")


def test_parts_of_the_ontology_are_served(client: FlaskClient, root: Path) -> None:
    for part in ("modules", "imports", "align"):
        for file in (root / "ontology" / part).glob("*.ttl"):
            answer = client.get(f"/ns/{part}/{file.stem}", headers={"Accept": "application/n-triples"})
            assert len(list(ox.parse(answer.get_data(), format=ox.RdfFormat.N_TRIPLES))) == len(
                list(ox.parse(path=str(file), format=ox.RdfFormat.TURTLE))
            ), file.name


def test_the_ontology_answers_for_its_terms(client: FlaskClient) -> None:
    page = client.get("/ns", headers={"Accept": "text/html"}).get_data(as_text=True)
    turtle = client.get("/ns", headers={"Accept": "text/turtle"}).get_data()
    own = "https://w3id.org/citynet/ns#"
    terms = {
        q.subject.value.removeprefix(own)
        for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)
        if getattr(q.subject, "value", "").startswith(own)
    }
    assert len(terms) > 90
    for term in terms:
        assert f'id="{term}"' in page, f"{term} has no anchor"
        assert client.get(f"/ns/examples/{term}").status_code == 200
