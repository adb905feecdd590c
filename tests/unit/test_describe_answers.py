from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.describe import read_results
from citynet_kg.query import QueryRequest, answer
from citynet_kg.settings import Settings

if TYPE_CHECKING:
    from citynet_kg.describe import AnswerView
    from citynet_kg.store import EmbeddedStore


def answered(small: EmbeddedStore, query: str, language: str = "en") -> AnswerView:
    return read_results(small, answer(small, QueryRequest(query), Settings()).body, language)


def test_things_become_names_that_lead_to_them(small: EmbeddedStore) -> None:
    view = answered(small, "SELECT ?n { ?n a cnet:CityNetwork }", "uk")
    cell = view.rows[0][0]
    assert cell is not None
    assert (cell.text, cell.path) == ("Мережа", "network/net")


def test_unbound_variables_stay_empty(small: EmbeddedStore) -> None:
    assert answered(small, "SELECT ?a ?b { BIND(1 AS ?a) }").rows[0][1] is None


def test_dates_keep_their_precision(small: EmbeddedStore) -> None:
    cell = answered(small, "SELECT ?d { ?m cnet:startedOn ?d }").rows[0][0]
    assert cell is not None
    assert (cell.text, cell.datatype, cell.is_date) == ("1990-05", "gYearMonth", True)


def test_yes_and_no_are_told_as_such(small: EmbeddedStore) -> None:
    assert answered(small, "ASK { ?s ?p ?o }").boolean is True
