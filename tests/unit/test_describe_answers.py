from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from citynet_kg.describe import ask_question, read_results
from citynet_kg.describe.columns import word_key
from citynet_kg.query import QueryRequest, answer, load_questions
from citynet_kg.query.questions import Question
from citynet_kg.settings import Settings
from citynet_kg.web.i18n import messages

if TYPE_CHECKING:
    from citynet_kg.describe import AnswerView
    from citynet_kg.store import EmbeddedStore


def answered(small: EmbeddedStore, query: str, language: str = "en") -> AnswerView:
    return read_results(small, answer(small, QueryRequest(query), Settings()).body, language)


def test_things_become_names_that_lead_to_them(small: EmbeddedStore) -> None:
    view = answered(small, "SELECT ?n { ?n a cnet:CityNetwork }", "uk")
    (cell,) = view.rows[0][0]
    assert (cell.text, cell.path) == ("Мережа", "network/net")


def test_unbound_variables_stay_empty(small: EmbeddedStore) -> None:
    assert answered(small, "SELECT ?a ?b { BIND(1 AS ?a) }").rows[0][1] == ()


def test_dates_keep_their_precision(small: EmbeddedStore) -> None:
    cell = answered(small, "SELECT ?d { ?m cnet:startedOn ?d }").rows[0][0][0]
    assert (cell.text, cell.datatype, cell.is_date) == ("1990-05", "gYearMonth", True)


def test_yes_and_no_are_told_as_such(small: EmbeddedStore) -> None:
    assert answered(small, "ASK { ?s ?p ?o }").boolean is True


def asked(small: EmbeddedStore, body: str, language: str) -> dict[str, list[tuple[str, str]]]:
    """The columns of a question that people see: text and message key of each value."""
    question = Question("q", 0, "editor", {}, (), body)
    view = ask_question(small, question, {}, language)
    return {
        name: [(one.text, one.key) for row in view.rows for one in row[number]]
        for number, name in enumerate(view.variables)
    }


def test_notations_become_labels_of_the_language(small: EmbeddedStore) -> None:
    columns = asked(small, 'SELECT * { VALUES (?role ?scope) { ("chair" "global") } }', "de")
    assert columns == {"role": [("Vorsitz", "")], "scope": [("weltweit", "")]}


def test_fixed_words_have_the_key_of_their_message(small: EmbeddedStore) -> None:
    columns = asked(small, 'SELECT * { VALUES (?scope ?kind) { ("not stated" "membership") } }', "uk")
    assert columns == {"scope": [("not stated", "word.not-stated")], "kind": [("membership", "type.membership")]}


def test_rejected_relation_is_named_like_any_other(small: EmbeddedStore) -> None:
    query = "SELECT ?subject { BIND(<https://w3id.org/citynet/id/membership/aachen-de--net--2> AS ?subject) }"
    assert asked(small, query, "en")["subject"] == [("Aachen – The <Net> & Co", "")]


def test_notation_of_two_schemes_is_a_word(small: EmbeddedStore) -> None:
    """An unspecified membership is no unspecified partnership."""
    assert asked(small, 'SELECT ?type { BIND("full" AS ?type) }', "en")["type"] == [("full member", "")]
    assert asked(small, 'SELECT ?type { BIND("both" AS ?type) }', "en")["type"] == [("both", "word.both")]


def test_name_beside_its_thing_is_not_shown_twice(small: EmbeddedStore) -> None:
    columns = asked(
        small, 'SELECT ?network ?name ?said { ?network a cnet:CityNetwork BIND("x" AS ?name) BIND("y" AS ?said) }', "uk"
    )
    assert list(columns) == ["network", "said"]
    assert columns["network"] == [("Мережа", "")]


def test_name_alone_stays(small: EmbeddedStore) -> None:
    assert list(asked(small, 'SELECT ?name { BIND("x" AS ?name) }', "en")) == ["name"]


@pytest.mark.parametrize(
    ("held", "other", "origin"), [(1, 0, "documents"), (2, 1, "both"), (0, 1, "elsewhere"), (0, 0, "elsewhere")]
)
def test_row_says_whether_it_comes_from_other_sources(small: EmbeddedStore, held: int, other: int, origin: str) -> None:
    columns = asked(
        small,
        f"SELECT ?a ?b ?inDocuments ?inOtherSources {{ VALUES (?inDocuments ?inOtherSources) {{ ({held} {other}) }} }}",
        "en",
    )
    assert list(columns) == ["a", "b", "origin", "inDocuments", "inOtherSources"]
    assert [key for _, key in columns["origin"]] == [f"origin.{origin}"]


def test_every_column_and_word_of_the_questions_has_a_message() -> None:
    """What a question answers in English words is said in every language."""
    lacking = set()
    for question in load_questions().values():
        text = "\n".join(line for line in question.text.splitlines() if not line.startswith("#"))
        head = re.search(r"SELECT(.*?)WHERE", text, re.DOTALL)
        assert head is not None
        shown = re.findall(r"AS \?(\w+)\)", head[1]) or []
        shown += re.findall(r"(?<!\w)\?(\w+)", re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", head[1]))
        lacking |= {f"column.{name}" for name in shown}
        said = re.findall(r'"([a-z][^"]*)"', " ".join(re.findall(r"BIND\((?:IF|\s|\")[^\n]*\n?[^\n]*\n?[^\n]*", text)))
        lacking |= {word_key(word) for word in said if " " in word and "against the chosen" not in word}
    for language in ("en", "de", "uk"):
        assert sorted(lacking - set(messages(language))) == []
