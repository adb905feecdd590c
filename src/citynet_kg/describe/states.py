"""Where a relation stands on a day (docs/model.md, Time)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from citynet_kg.describe.facts import Description

State: TypeAlias = Literal["certain", "possible", "not-dated", "excluded"]
STATES: tuple[State, ...] = ("certain", "possible", "not-dated", "excluded")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The four inclusive days of a relation, None where nothing is known."""

    start_earliest: dt.date | None = None
    start_latest: dt.date | None = None
    end_earliest: dt.date | None = None
    end_latest: dt.date | None = None

    @classmethod
    def of(cls, description: Description) -> Bounds:
        """Read the bounds of a relation."""
        days = (
            description.literal(f"cnet:{name}") for name in ("startEarliest", "startLatest", "endEarliest", "endLatest")
        )
        return cls(*(None if day is None else dt.date.fromisoformat(day.value) for day in days))

    def __bool__(self) -> bool:
        return any((self.start_earliest, self.start_latest, self.end_earliest, self.end_latest))

    def state_on(self, day: dt.date) -> State:
        """Tell where the relation stands on a day.

        >>> Bounds(start_latest=dt.date(1983, 12, 31), end_earliest=dt.date(2020, 1, 1)).state_on(dt.date(2000, 1, 1))
        'certain'
        """
        if not self:
            return "not-dated"
        begun_for_sure = self.start_latest is not None and self.start_latest <= day
        not_over_for_sure = self.end_earliest is not None and day <= self.end_earliest
        if begun_for_sure and not_over_for_sure:
            return "certain"
        too_early = self.start_earliest is not None and day < self.start_earliest
        too_late = self.end_latest is not None and self.end_latest < day
        return "excluded" if too_early or too_late else "possible"
