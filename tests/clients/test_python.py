"""SPARQLWrapper and rdflib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore

if TYPE_CHECKING:
    from tests.clients.serving import Server

pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("clients")]

NETWORK = URIRef("https://w3id.org/citynet/ns#CityNetwork")
ICLEI = URIRef("https://w3id.org/citynet/id/network/iclei")
CURATED = URIRef("https://w3id.org/citynet/graph/curated")
ROWS = f"SELECT ?n {{ ?n a <{NETWORK}> }}"
TRIPLES = f"CONSTRUCT {{ ?n a <{NETWORK}> }} WHERE {{ ?n a <{NETWORK}> }}"
COUNT = 44
# A query that a GET could carry no more, and that is decoded wrongly if it is decoded twice.
LONG = "SELECT ?x { VALUES ?x { " + " ".join(f'"{i} 100%25 + ü & = 🏙"' for i in range(400)) + " } }"


@pytest.fixture
def wrapper(server: Server) -> Any:
    module = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    made = module.SPARQLWrapper(server.sparql)
    made.setTimeout(60)
    return made


METHODS = [("GET", "urlencoded"), ("POST", "urlencoded"), ("POST", "postdirectly")]


@pytest.mark.parametrize(("method", "requesting"), METHODS)
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_reads_rows(wrapper: Any, method: str, requesting: str, form: str) -> None:
    wrapper.setMethod(method)
    wrapper.setRequestMethod(requesting)
    wrapper.setReturnFormat(form)
    wrapper.setQuery(ROWS)
    answer = wrapper.query().convert()
    if form == "json":
        count = len(answer["results"]["bindings"])
    elif form == "xml":
        count = len(answer.getElementsByTagName("result"))
    else:
        count = len(answer.decode().splitlines()) - 1
    assert count == COUNT


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # SPARQLWrapper reads JSON-LD into one
@pytest.mark.parametrize("form", ["turtle", "rdf+xml", "n3", "json-ld"])
def test_sparqlwrapper_reads_triples(wrapper: Any, form: str) -> None:
    wrapper.setReturnFormat(form)
    wrapper.setQuery(TRIPLES)
    answer = wrapper.query().convert()
    graph = answer if isinstance(answer, Graph) else Graph().parse(data=answer, format="turtle")
    assert len(graph) == COUNT


def test_sparqlwrapper_reads_a_truth_value(wrapper: Any) -> None:
    wrapper.setReturnFormat("json")
    wrapper.setQuery(f"ASK {{ <{ICLEI}> a <{NETWORK}> }}")
    assert wrapper.query().convert()["boolean"] is True


def test_sparqlwrapper_sends_a_long_query_by_post(wrapper: Any) -> None:
    wrapper.setMethod("POST")
    wrapper.setReturnFormat("json")
    wrapper.setQuery(LONG)
    rows = wrapper.query().convert()["results"]["bindings"]
    assert [row["x"]["value"] for row in rows[:2]] == ["0 100%25 + ü & = 🏙", "1 100%25 + ü & = 🏙"]


def test_sparqlwrapper_knows_a_bad_query_when_it_is_told(wrapper: Any) -> None:
    module = pytest.importorskip("SPARQLWrapper")
    wrapper.setQuery("SELECT * {")
    with pytest.raises(module.SPARQLExceptions.QueryBadFormed):
        wrapper.query()


def test_sparqlwrapper_is_refused_an_update(wrapper: Any) -> None:
    wrapper.setMethod("POST")
    wrapper.setQuery("CLEAR ALL")
    with pytest.raises(Exception, match="403"):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
def test_rdflib_uses_us_as_a_store(server: Server, method: str, form: str) -> None:
    graph = Graph(SPARQLStore(server.sparql, method=method, returnFormat=form))
    assert len(set(graph.subjects(RDF.type, NETWORK))) == COUNT
    assert len(list(graph.query(ROWS))) == COUNT
    if form in ("xml", "json"):
        assert (ICLEI, RDF.type, NETWORK) in graph
        assert graph.query(f"ASK {{ <{ICLEI}> a <{NETWORK}> }}").askAnswer is True


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_one_named_graph(server: Server, method: str) -> None:
    everything = Graph(SPARQLStore(server.sparql, method=method, returnFormat="json"))
    curated = Graph(SPARQLStore(server.sparql, method=method, returnFormat="json"), identifier=CURATED)
    assert 0 < len(set(curated.predicates(ICLEI))) < len(set(everything.predicates(ICLEI)))


def test_rdflib_constructs(server: Server) -> None:
    store = Graph(SPARQLStore(server.sparql, method="POST"))
    assert len(store.query(TRIPLES).graph or ()) == COUNT


def test_rdflib_calls_us_as_a_service(server: Server) -> None:
    here = Graph()
    for slug in ("iclei", "eurocities", "nothing"):
        here.add((URIRef(f"https://w3id.org/citynet/id/network/{slug}"), RDFS.comment, Literal(slug)))
    rows = here.query(
        f"""PREFIX cnet: <https://w3id.org/citynet/ns#>
        SELECT ?slug ?n {{
          ?n <{RDFS.comment}> ?slug .
          SERVICE <{server.sparql}> {{ ?n a cnet:CityNetwork }} }}"""
    )
    assert {str(row[0]) for row in rows} == {"iclei", "eurocities"}  # type: ignore[index]


def test_rdflib_sends_its_bindings_as_values(server: Server) -> None:
    rows = Graph().query(
        f"""SELECT ?n ?t {{
          VALUES ?n {{ {" ".join(f"<https://w3id.org/citynet/id/network/{i}>" for i in ["iclei", *range(60)])} }}
          SERVICE <{server.sparql}> {{ ?n a ?t }} }}"""
    )
    assert {str(row[0]) for row in rows} == {str(ICLEI)}  # type: ignore[index]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize("form", [None, "turtle", "xml", "json-ld", "nt"])
def test_rdflib_dereferences_a_thing(server: Server, form: str | None) -> None:
    graph = Graph().parse(f"{server.url}/id/network/iclei", format=form)
    assert (ICLEI, RDF.type, NETWORK) in graph
