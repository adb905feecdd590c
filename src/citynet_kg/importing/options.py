"""What an import is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MEMBERSHIPS, PARTNERSHIPS, CITIES = "memberships", "partnerships", "cities"


@dataclass(frozen=True, slots=True)
class Options:
    """How to read a list.

    Args:
        what: `MEMBERSHIPS`, `PARTNERSHIPS` or `CITIES`.
        source: id of the source card.
        network: slug of the network, for memberships.
        city: slug of the one city whose partners the list names.
        country: alpha-2 code for rows that name no country.
        form: membership kind or partnership type for rows that state none; a notation.
        columns: field to heading, for headings that are not recognised.
        day_first: how to read 03/04/2021; None refuses it.
        is_current: whether the list says that what it lists holds on its day.
        sheet: name of the worksheet; the first one if empty.
        encoding: of a CSV file, where it is not recognised.
        unresolved: take what has a name and an unknown QID as an authority of which nothing else is known.
        compare: id of the source card of an older edition, to tell what changed; empty for none.
        names_in: language of names whose heading tells none; empty if it is not known. New places are called by them.
        municipalities: whether the list names municipalities only.
        decisions: a review file that a person has filled in.
        skip_bad: write the sound rows and leave the others.
        ledger: write the rows that are left into the ledger of the card.
        dry_run: write nothing.
    """

    what: str
    source: str
    network: str = ""
    city: str = ""
    country: str = ""
    form: str = "unspecified"
    columns: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    is_current: bool = True
    sheet: str = ""
    encoding: str = ""
    unresolved: bool = False
    compare: str = ""
    names_in: str = ""
    municipalities: bool = False
    decisions: Path | None = None
    skip_bad: bool = False
    ledger: bool = False
    dry_run: bool = False
