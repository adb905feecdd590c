"""Bound the time of a relation by days.

Every bound follows from a stated date, from the day at which a source still calls the relation current, or from a
limit that the editor sets for a reason of its own (a council decided on 9 February 2023, so nothing began before).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from citynet_kg.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Bounds:
    """Inclusive days; None where nothing is known."""

    start_earliest: dt.date | None
    start_latest: dt.date | None
    end_earliest: dt.date | None
    end_latest: dt.date | None


def bounds(
    started: PartialDate | None,
    ended: PartialDate | None,
    *,
    start_not_before: PartialDate | None = None,
    end_not_after: PartialDate | None = None,
    current_as_of: PartialDate | None = None,
) -> Bounds:
    """Compute the four bounds.

    A relation that a source still calls current on a day has not ended before that day and, however little is known of
    its start, had begun by then.

    >>> from citynet_kg.dates import PartialDate as D
    >>> bounds(D(2021, 3), None, end_not_after=D(2024)).end_latest
    datetime.date(2024, 12, 31)
    """
    start_latest = started.latest if started else current_as_of.latest if current_as_of else None
    return Bounds(
        start_earliest=max((d.earliest for d in (started, start_not_before) if d), default=None),
        start_latest=start_latest,
        end_earliest=max((d.earliest for d in (ended, current_as_of) if d), default=None),
        end_latest=min((d.latest for d in (ended, end_not_after) if d), default=None),
    )
