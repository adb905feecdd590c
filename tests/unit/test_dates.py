"""Dates keep the precision of their source, and bound the days that they may mean."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citynet_kg.dates import PartialDate
from citynet_kg.graph.bounds import bounds

DAYS = st.dates(min_value=dt.date(1000, 1, 1))
PARTIAL = st.builds(
    lambda day, precision: PartialDate(day.year, *(day.month, day.day)[:precision]), DAYS, st.integers(0, 2)
)


@pytest.mark.parametrize(
    ("text", "datatype", "earliest", "latest"),
    [
        ("1983", "gYear", "1983-01-01", "1983-12-31"),
        ("2021-03", "gYearMonth", "2021-03-01", "2021-03-31"),
        ("2024-02", "gYearMonth", "2024-02-01", "2024-02-29"),
        ("2023-02", "gYearMonth", "2023-02-01", "2023-02-28"),
        ("1900-02", "gYearMonth", "1900-02-01", "1900-02-28"),
        ("2023-02-09", "date", "2023-02-09", "2023-02-09"),
    ],
)
def test_a_date_means_the_days_of_its_precision(text: str, datatype: str, earliest: str, latest: str) -> None:
    date = PartialDate.parse(text)
    assert (date.datatype, str(date.earliest), str(date.latest)) == (datatype, earliest, latest)


@pytest.mark.parametrize("text", ["", "83", "1983-13", "2023-02-29", "2023-2-9", "0000", "1983 ", "seit 1983", "١٩٨٣"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the standard library's for some
        PartialDate.parse(text)


@given(PARTIAL)
def test_a_date_survives_being_written_and_read(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(PARTIAL)
def test_the_earliest_day_is_never_after_the_latest(date: PartialDate) -> None:
    assert date.earliest <= date.latest


@given(DAYS)
def test_a_day_refines_its_month_and_its_year(day: dt.date) -> None:
    exact = PartialDate(day.year, day.month, day.day)
    month, year = PartialDate(day.year, day.month), PartialDate(day.year)
    assert exact.refines(month)
    assert month.refines(year)
    assert exact.refines(year)
    assert not year.refines(month)


@given(PARTIAL, PARTIAL)
def test_two_dates_that_refine_each_other_mean_the_same_days(one: PartialDate, other: PartialDate) -> None:
    if one.refines(other) and other.refines(one):
        assert (one.earliest, one.latest) == (other.earliest, other.latest)


def test_a_decision_bounds_the_start_only_from_below() -> None:
    known = bounds(None, None, start_not_before=PartialDate(2023, 2, 9))
    assert known.start_earliest == dt.date(2023, 2, 9)
    assert (known.start_latest, known.end_earliest, known.end_latest) == (None, None, None)


def test_a_term_bounds_the_end_only_from_above() -> None:
    known = bounds(PartialDate(2021, 3), None, end_not_after=PartialDate(2024))
    assert (known.start_earliest, known.start_latest) == (dt.date(2021, 3, 1), dt.date(2021, 3, 31))
    assert (known.end_earliest, known.end_latest) == (None, dt.date(2024, 12, 31))


def test_what_is_still_current_has_begun_and_has_not_ended() -> None:
    known = bounds(None, None, current_as_of=PartialDate(2022))
    assert known.start_latest == dt.date(2022, 12, 31)
    assert known.end_earliest == dt.date(2022, 1, 1)
    assert known.end_latest is None


@given(st.none() | PARTIAL, st.none() | PARTIAL, st.none() | PARTIAL)
def test_bounds_never_contradict_what_is_stated(
    started: PartialDate | None, ended: PartialDate | None, as_of: PartialDate | None
) -> None:
    known = bounds(started, ended, current_as_of=as_of)
    if started is not None:
        assert (known.start_earliest, known.start_latest) == (started.earliest, started.latest)
    if ended is not None:
        assert known.end_latest == ended.latest
        assert known.end_earliest is not None
        assert known.end_earliest >= ended.earliest
