"""Dates as people write them keep their precision, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citynet_kg.dates import PartialDate
from citynet_kg.importing.dating import UnreadableDateError, read_date, read_period


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1983", "1983"), ("seit 1983", "1983"), ("since 1983", "1983"), ("з 1983 року", "1983"), ("depuis 1983", "1983"),
        ("Mitglied seit 1983", "1983"), ("1983 р.", "1983"), ("03/2021", "2021-03"), ("3.2021", "2021-03"), ("2021-03", "2021-03"),
        ("2021-3", "2021-03"), ("März 2021", "2021-03"), ("Mrz. 2021", "2021-03"), ("March 2021", "2021-03"), ("mars 2021", "2021-03"),
        ("березень 2021", "2021-03"), ("seit März 2021", "2021-03"), ("Sept. 2021", "2021-09"), ("9 Feb 2023", "2023-02-09"),
        ("9. Februar 2023", "2023-02-09"), ("09.02.2023", "2023-02-09"), ("9.2.2023", "2023-02-09"), ("Feb 9, 2023", "2023-02-09"),
        ("February 9th, 2023", "2023-02-09"), ("9th of February 2023", "2023-02-09"), ("9 février 2023", "2023-02-09"),
        ("1er mars 2021", "2021-03-01"), ("9 лютого 2023 р.", "2023-02-09"), ("2023-02-09", "2023-02-09"), ("2023/02/09", "2023-02-09"),
        ("2023-02-09T00:00:00", "2023-02-09"), ("2023-02-09 00:00:00", "2023-02-09"), ("44966", "2023-02-09"), ("44966.0", "2023-02-09"),
        ("25/12/2020", "2020-12-25"), ("12/25/2020", "2020-12-25"), ("04/04/2021", "2021-04-04"),
    ],
)  # fmt: skip
def test_a_date_is_read(written: str, meant: str) -> None:
    assert read_period(written) == (PartialDate.parse(meant), None)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("1983–1990", "1983", "1990"), ("1983-1990", "1983", "1990"), ("1983 bis 1990", "1983", "1990"), ("until 1990", None, "1990"),
        ("bis 1990", None, "1990"), ("до 1990", None, "1990"), ("1983 – heute", "1983", None), ("2008 - present", "2008", None),
        ("seit 2008 bis 2012", "2008", "2012"), ("01.03.2008 – 31.12.2012", "2008-03-01", "2012-12-31"), ("2008-", "2008", None),
    ],
)  # fmt: skip
def test_a_period_is_read(written: str, start: str | None, end: str | None) -> None:
    assert read_period(written) == tuple(PartialDate.parse(d) if d else None for d in (start, end))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("03/04/2021", "date-ambiguous"), ("ca. 1983", "date-approximate"), ("um 1983", "date-approximate"), ("1983?", "date-approximate"),
        ("близько 1983", "date-approximate"), ("around 1983", "date-approximate"), ("spring 1999", "date-unreadable"),
        ("83", "date-unreadable"), ("30.02.2023", "date-unreadable"), ("13/2021", "date-unreadable"), ("99999", "date-unreadable"),
        ("1.2.23", "date-unreadable"), ("0000", "date-unreadable"), ("Bonn", "date-unreadable"), ("9 Foo 2023", "date-unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_clear_date_is_told(written: str, code: str) -> None:
    with pytest.raises(UnreadableDateError) as caught:
        read_period(written)
    assert caught.value.code == code


def test_the_order_of_day_and_month_can_be_given() -> None:
    assert str(read_date("03/04/2021", day_first=True)) == "2021-04-03"
    assert str(read_date("03/04/2021", day_first=False)) == "2021-03-04"


@settings(deadline=None)
@given(st.dates(min_value=dt.date(1930, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_day_is_read_in_every_clear_form(day: dt.date) -> None:
    meant = PartialDate.parse(f"{day:%Y-%m-%d}")
    serial = (day - dt.date(1899, 12, 30)).days
    for form in (f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}", f"{day:%d %B %Y}", f"{day:%b %d, %Y}", str(serial)):
        assert read_date(form) == meant


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableDateError):
        start, end = read_period(text)
        assert start or end
