"""Dates that are as precise as their source, and the inclusive days they bound.

A source says "since 1983", "since March 2021" or "on 9 February 2023". Neither SPARQL engine compares those with each
other reliably (measured: `"2021"^^xsd:gYear < "2022"^^xsd:gYear` is false in rdflib), so every stated date is kept as
it is and gets an earliest and a latest day beside it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year, or a day.

    >>> PartialDate.parse("2024-02").latest
    datetime.date(2024, 2, 29)
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `1983`, `2021-03` or `2023-02-09`.

        Raises:
            ValueError: the text is of no such form, or names a day that does not exist.
        """
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not a date")
        year, month, day = (None if part is None else int(part) for part in match.groups())
        if year is None or year == 0:
            raise ValueError("there is no year 0000")
        dt.date(year, month or 1, day or 1)
        return cls(year, month, day)

    def __str__(self) -> str:
        text = f"{self.year:04}"
        if self.month is not None:
            text += f"-{self.month:02}"
        if self.day is not None:
            text += f"-{self.day:02}"
        return text

    @property
    def datatype(self) -> str:
        """The local name of the XML Schema datatype of this precision."""
        if self.month is None:
            return "gYear"
        return "gYearMonth" if self.day is None else "date"

    @property
    def earliest(self) -> dt.date:
        """The first day that the date may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that the date may mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def refines(self, other: PartialDate) -> bool:
        """Tell whether this date says the same as `other`, or the same more precisely."""
        return other.earliest <= self.earliest and self.latest <= other.latest
