"""One value is chosen where sources state several, and never one that nobody states."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from citynet_kg.dates import PartialDate
from citynet_kg.graph.choose import choose

YEAR, MONTH, OTHER = PartialDate(2008), PartialDate(2008, 9), PartialDate(2009)


def test_the_more_precise_statement_is_chosen() -> None:
    assert choose([YEAR, MONTH, YEAR]).value == MONTH


def test_contradicting_statements_leave_the_value_open() -> None:
    result = choose([YEAR, OTHER])
    assert result.value is None
    assert result.contradictory


def test_the_editor_may_choose_among_contradicting_statements() -> None:
    result = choose([YEAR, OTHER], OTHER)
    assert result.value == OTHER
    assert result.contradictory


def test_the_editor_cannot_choose_what_nobody_states() -> None:
    result = choose([YEAR], PartialDate(1999))
    assert result.value is None
    assert result.unsupported


def test_nothing_stated_is_nothing_chosen() -> None:
    result = choose(list[PartialDate]())
    assert result.value is None
    assert not result.contradictory


@given(st.lists(st.integers(1, 3).map(PartialDate)), st.none() | st.integers(1, 5).map(PartialDate))
def test_a_chosen_value_is_a_stated_one(stated: list[PartialDate], editors: PartialDate | None) -> None:
    value = choose(stated, editors).value
    assert value is None or value in stated


@given(st.lists(st.sampled_from([YEAR, MONTH, OTHER])))
def test_the_order_of_sources_does_not_matter(stated: list[PartialDate]) -> None:
    assert choose(stated) == choose(list(reversed(stated)))
