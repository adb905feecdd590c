"""Queries that could harm are refused before the engine sees them, and no others."""

from __future__ import annotations

import pytest

from citynet_kg.errors import QueryRefusedError, QuerySyntaxError
from citynet_kg.query.guard import MOST_NESTED, inspect_query

LONGEST = 100_000


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE<http://127.0.0.1/>{ ?s ?p ?o } }",
        "select * { service silent ?where { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { S\\U00000045RVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { FILTER EXISTS { SERVICE <http://127.0.0.1/> { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { OPTIONAL { SeRvIcE ex:here { ?s ?p ?o } } } } }",
        "SELECT * { ?s ?p '''it's''' . SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { ?s ?p 'a' # '\n SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { ?s ?p <http://x/#> . SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { ?s ?p ?o FILTER(?s<?o) SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { OPTIONAL { ?s ?p 1e0SERVICE<http://127.0.0.1/s>{} } }",
        "SELECT * { OPTIONAL { ?s ?p 1SERVICE<http://127.0.0.1/s>{} } }",
        "ASK { # \\u000A '''\n SERVICE <http://127.0.0.1/> {} # ''' \n }",
    ],
)
def test_every_spelling_of_service_is_refused(query: str) -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE"):
        inspect_query(query, longest=LONGEST)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1/s>{} }",
        "SELECT * { FILTER(1<2)SERVICE#>\n<http://127.0.0.1/>{?a ?b ?c} }",
        "SELECT * { FILTER(1<2)#>'''\n SERVICE <http://127.0.0.1/> {} #'''\n }",
        "SELECT * { FILTER(?x<2#>'''\n) SERVICE <http://127.0.0.1/> {} #'''\n }",
        "SELECT * { SERVICEex:here { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT <http://127.0.0.1/> { ?s ?p ?o } }",
    ],
)
def test_what_could_be_read_as_service_is_refused(query: str) -> None:
    with pytest.raises(QueryRefusedError):
        inspect_query(query, longest=LONGEST)


CROWDS = [
    ("UNION {} ", 13_000),
    ("|| true ", 12_000),
    ("! ", 40_000),
    ("!#\n", 30_000),
    ("-1 ", 30_000),
    (",?o", 30_000),
]


@pytest.mark.parametrize(("piece", "times"), CROWDS)
def test_a_crowd_of_operators_is_refused(piece: str, times: int) -> None:
    with pytest.raises(QueryRefusedError, match="times"):
        inspect_query(f"ASK {{ {piece * times} }}", longest=1_000_000)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?p ?o }",
        "SELECT * { ?s ex:service 'SERVICE' }",
        "SELECT * { ?s ?p <http://x/SERVICE> } # SERVICE",
        'SELECT * { ?s ?p """SERVICE "here" """@en }',
        "SELECT * { ?s service:of ?o }",
        "SELECT * { ?s ?p 'it\\'s SERVICE' }",
        "PREFIX service: <http://x/> SELECT * { service:a ?p $SERVICE }",
    ],
)
def test_the_word_in_other_places_is_not(query: str) -> None:
    inspect_query(query, longest=LONGEST)


@pytest.mark.parametrize(("opening", "closing"), [("{", "}"), ("(", ")"), ("[", "]")])
def test_deep_nesting_is_refused(opening: str, closing: str) -> None:
    deep = MOST_NESTED + 1
    with pytest.raises(QueryRefusedError, match="nests"):
        inspect_query(f"ASK {opening * deep}{closing * deep}", longest=LONGEST)
    inspect_query(f"ASK {opening * MOST_NESTED}{closing * MOST_NESTED}", longest=LONGEST)


def test_brackets_in_strings_do_not_count() -> None:
    inspect_query(f"ASK {{ ?s ?p '{'{' * 500}' }}", longest=LONGEST)


def test_a_row_of_negations_is_refused() -> None:
    with pytest.raises(QueryRefusedError, match="times"):
        inspect_query(f"ASK {{ FILTER({'!' * 10_000}true) }}", longest=LONGEST)


def test_a_long_query_is_refused() -> None:
    with pytest.raises(QueryRefusedError, match="characters"):
        inspect_query("#" * 11, longest=10)


def test_an_escape_that_stands_for_nothing_is_told() -> None:
    with pytest.raises(QuerySyntaxError):
        inspect_query("ASK { \\uD800 }", longest=LONGEST)
