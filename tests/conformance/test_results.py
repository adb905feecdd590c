"""The comparison that the W3C's tests hang on: what it lets pass, and what not."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from tests.conformance.judge import schema_faults
from tests.conformance.results import is_same, parse_result

SD = "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> ."
HEAD = "?a\t?b\n"
PEOPLE = HEAD + '_:x\t"Ann"\n_:y\t"Bob"\n'


def _same(one: str, other: str, *, is_lax: bool = False, is_ordered: bool = False) -> bool:
    left, right = (parse_result(text.encode(), "text/tab-separated-values", "") for text in (one, other))
    return is_same(left, right, is_lax=is_lax, is_ordered=is_ordered)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PEOPLE, HEAD + '_:n\t"Bob"\n_:m\t"Ann"\n'),
        (HEAD + "1.0e6\t01\n", HEAD + "1000000.0e0\t1\n"),
        (HEAD + '"2.50"^^<http://www.w3.org/2001/XMLSchema#decimal>\t\n', HEAD + "2.5\t\n"),
        (HEAD + '"1"^^<http://www.w3.org/2001/XMLSchema#byte>\t\n', HEAD + "1\t\n"),
        (
            HEAD + '"2020-01-01T00:00:00.50+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>\t\n',
            HEAD + '"2020-01-01T00:00:00.5Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>\t\n',
        ),
        (
            HEAD + '"P1DT1H"^^<http://www.w3.org/2001/XMLSchema#duration>\t\n',
            HEAD + '"PT25H"^^<http://www.w3.org/2001/XMLSchema#duration>\t\n',
        ),
    ],
)
def test_the_same_in_other_words_is_the_same(one: str, other: str) -> None:
    assert _same(one, other)


@pytest.mark.parametrize(
    "other",
    [
        HEAD + '_:x\t"Ann"\n_:x\t"Bob"\n',  # one node instead of two
        HEAD + '_:x\t"Ann"\n',
        PEOPLE + '_:x\t"Ann"\n',
        HEAD + '_:x\t"Ann"@en\n_:y\t"Bob"\n',
        HEAD + '_:x\t\n_:y\t"Bob"\n',
        "?a\t?c\n" + '_:x\t"Ann"\n_:y\t"Bob"\n',
        "?a\t?b\t?c\n" + '_:x\t"Ann"\t\n_:y\t"Bob"\t\n',
    ],
)
def test_something_else_is_not_the_same(other: str) -> None:
    assert not _same(PEOPLE, other)


def test_types_of_numbers_are_told_apart() -> None:
    assert not _same(HEAD + "1\t\n", HEAD + "1.0\t\n")
    assert not _same(HEAD + "1.0\t\n", HEAD + "1.0e0\t\n")


def test_order_counts_only_where_it_is_asked_for() -> None:
    one, other = HEAD + "1\t\n2\t\n", HEAD + "2\t\n1\t\n"
    assert _same(one, other)
    assert not _same(one, other, is_ordered=True)


def test_repeats_count_but_for_reduced() -> None:
    twice, once = HEAD + "1\t\n1\t\n", HEAD + "1\t\n"
    assert not _same(twice, once)
    assert _same(twice, once, is_lax=True)
    assert not _same(once, twice, is_lax=True)


def test_yes_is_neither_no_nor_a_table() -> None:
    yes, no = (
        parse_result(f'{{"head":{{}},"boolean":{word}}}'.encode(), "application/sparql-results+json", "")
        for word in ("true", "false")
    )
    assert is_same(yes, yes)
    assert not is_same(yes, no)
    assert not is_same(yes, parse_result(HEAD.encode(), "text/tab-separated-values", ""))


def test_graphs_are_compared_by_what_nodes_connect() -> None:
    one, other, third = (
        parse_result(text.encode(), "text/turtle", "http://example.org/")
        for text in ("_:a <p> _:b . _:b <p> 01 .", "_:b <p> _:c . _:c <p> 1 .", "_:a <p> _:a, 1 .")
    )
    assert isinstance(one, ox.Dataset)
    assert is_same(one, other)
    assert not is_same(one, third)


@pytest.mark.parametrize(
    "wrong",
    [
        "<s> a sd:Service ; sd:endPoint <e> .",
        "<s> sd:endpoint <e> .",
        "<s> a sd:Service ; sd:endpoint <e>, <f> .",
        '<s> a sd:Service ; sd:endpoint "e" .',
        "<s> a sd:Service ; sd:supportedLanguage sd:SPARQL12Query .",
        "<s> a sd:Service ; sd:defaultDataset <d> .",
        "<d> a sd:Dataset ; sd:namedGraph [ sd:name <g> ] .",
    ],
)
def test_a_description_against_the_vocabulary_is_told(wrong: str) -> None:
    assert list(schema_faults(f"{SD} {wrong}".encode(), "http://example.org/"))


def test_a_description_in_the_vocabulary_passes() -> None:
    right = (
        "<s> a sd:Service ; sd:endpoint <e> ; sd:supportedLanguage sd:SPARQL11Query ; sd:defaultDataset <d> ."
        "<d> a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ; sd:namedGraph [ a sd:NamedGraph ; sd:name <g> ] ."
    )
    assert list(schema_faults(f"{SD} {right}".encode(), "http://example.org/")) == []
