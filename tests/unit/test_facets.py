"""Sets of rows as numbers: the same as counting row by row."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from citynet_kg.describe.facets import Facets, numbers_in, row_set

ROWS = st.lists(
    st.fixed_dictionaries(
        {"country": st.sets(st.sampled_from("DUF"), max_size=2), "type": st.sets(st.sampled_from("xy"))}
    ),
    max_size=40,
)
CHOICE = st.fixed_dictionaries({}, optional={"country": st.sampled_from("DUFZ"), "type": st.sampled_from("xy")})


def facets_of(rows: list[dict[str, set[str]]]) -> Facets:
    return Facets(len(rows), {name: [row[name] for row in rows] for name in ("country", "type")})


def fits(row: dict[str, set[str]], choice: dict[str, str]) -> bool:
    return all(value in row[name] for name, value in choice.items())


@given(ROWS, CHOICE)
def test_chosen_rows_are_those_that_have_the_values(rows: list[dict[str, set[str]]], choice: dict[str, str]) -> None:
    facets = facets_of(rows)
    chosen = facets.chosen(choice, facets.everything)
    assert numbers_in(chosen, 0, len(rows)) == [n for n, row in enumerate(rows) if fits(row, choice)]


@given(ROWS, CHOICE, st.data())
def test_a_count_is_what_choosing_the_value_would_leave(
    rows: list[dict[str, set[str]]], choice: dict[str, str], data: st.DataObject
) -> None:
    within = data.draw(st.sets(st.integers(0, max(0, len(rows) - 1)))) if rows else set()
    counts = facets_of(rows).counts("type", choice, row_set(within, len(rows)))
    others = {name: value for name, value in choice.items() if name != "type"}
    expected = Counter(v for n, row in enumerate(rows) if n in within and fits(row, others) for v in row["type"])
    assert counts == dict(expected)


@given(st.sets(st.integers(0, 300)), st.integers(0, 50), st.integers(1, 50))
def test_pages_cut_the_rows_in_order(numbers: set[int], first: int, most: int) -> None:
    assert numbers_in(row_set(numbers, 301), first, most) == sorted(numbers)[first : first + most]


def test_a_value_that_no_row_has_chooses_none() -> None:
    facets = facets_of([{"country": {"D"}, "type": set()}])
    assert facets.chosen({"country": "Z"}, facets.everything) == 0
    assert facets.chosen({"colour": "green"}, facets.everything) == 0
    assert list(facets.values("colour")) == []
