"""The beginning of an answer says the same as the engine's own writing of it, and how much there is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from citynet_kg.errors import AnswerTooLargeError, QueryFailedError
from citynet_kg.query import QueryRequest, answer
from citynet_kg.settings import Settings

if TYPE_CHECKING:
    from citynet_kg.store import EmbeddedStore

TERMS = """SELECT ?v ?none { VALUES ?v {
  <https://example.org/ä> "plain" "tagged"@de-AT "2000"^^xsd:gYear 7 1.5 true "quote \\" and \\n line" UNDEF } }"""
MANY = "SELECT ?a ?b { VALUES ?a { 1 2 3 4 5 6 7 8 9 10 } VALUES ?b { 1 2 3 4 5 6 7 8 9 10 } }"


def rows(store: EmbeddedStore, query: str, excerpt: int | None, **settings: Any) -> Any:
    return json.loads(answer(store, QueryRequest(query, excerpt=excerpt), Settings(**settings)).body)


def test_rows_are_written_as_the_engine_writes_them(small: EmbeddedStore) -> None:
    whole, beginning = rows(small, TERMS, None), rows(small, TERMS, 100)
    assert beginning.pop("total") == 9
    assert beginning == whole


def test_the_rest_is_counted(small: EmbeddedStore) -> None:
    beginning = rows(small, MANY, 3)
    assert (len(beginning["results"]["bindings"]), beginning["total"]) == (3, 100)


def test_blank_nodes_keep_apart(small: EmbeddedStore) -> None:
    bindings = rows(small, "SELECT ?v { VALUES ?n { 1 2 } BIND(BNODE() AS ?v) }", 5)["results"]["bindings"]
    assert {b["v"]["type"] for b in bindings} == {"bnode"}
    assert len({b["v"]["value"] for b in bindings}) == 2


def test_large_values_do_not_make_a_large_page(small: EmbeddedStore) -> None:
    long = "x" * 300_000
    beginning = rows(small, f'SELECT ?v {{ VALUES ?n {{ {"1 " * 20} }} BIND("{long}" AS ?v) }}', 1000)
    assert (len(beginning["results"]["bindings"]), beginning["total"]) == (6, 20)


def test_no_more_is_counted_than_an_answer_may_have(small: EmbeddedStore) -> None:
    with pytest.raises(AnswerTooLargeError):
        rows(small, MANY, 3, answer_rows=99)
    assert rows(small, MANY, 3, answer_rows=100)["total"] == 100


def test_triples_are_turtle_that_says_how_many_are_left_out(small: EmbeddedStore) -> None:
    asked = QueryRequest("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    whole = list(ox.parse(answer(small, asked, Settings()).body, format=ox.RdfFormat.TURTLE))
    told = answer(small, replace(asked, excerpt=4), Settings())
    assert told.format.name == "turtle"
    assert len(list(ox.parse(told.body, format=ox.RdfFormat.TURTLE))) == 4
    assert told.body.endswith(f"# … 4 / {len(whole)}\n".encode())
    everything = answer(small, replace(asked, excerpt=1000), Settings())
    assert set(ox.parse(everything.body, format=ox.RdfFormat.TURTLE)) == set(whole)


def test_yes_and_no_need_no_excerpt(small: EmbeddedStore) -> None:
    assert rows(small, "ASK {}", 1) == {"head": {}, "boolean": True}


def test_what_fails_on_the_way_is_told(small: EmbeddedStore) -> None:
    with pytest.raises(QueryFailedError):
        rows(small, "SELECT (<urn:unknown>(?s) AS ?v) { ?s ?p ?o }", 3)
