"""What a page of a list shows: rows, and what they can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.describe.facets import numbers_in
from citynet_kg.describe.list_rows import ListRow, Shown, facet_label, organization_row, relation_row
from citynet_kg.describe.list_tables import LISTS
from citynet_kg.describe.records import NETWORK_TYPES, OrganizationRecord
from citynet_kg.describe.search import fold
from citynet_kg.errors import BadParameterError, UnknownThingError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from citynet_kg.describe.cells import Cell
    from citynet_kg.describe.facets import Facets
    from citynet_kg.describe.list_tables import ListIndex, Table
    from citynet_kg.describe.search import SearchIndex

# A wrong value is answered with so many that would do.
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that the list can be narrowed to, and how many rows it would leave."""

    value: str
    label: Cell
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that a list can be narrowed by; `chosen` is empty if it is not."""

    name: str
    chosen: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """One page of a list. `total` counts what all pages together hold; facets without any value are left out."""

    type: str
    total: int
    page: int
    pages: int
    at: dt.date | None
    hidden: int
    """How many more there are that the day excludes."""
    facets: tuple[Facet, ...]
    rows: tuple[ListRow, ...]


@dataclass(frozen=True, slots=True)
class ListAsked:
    """Which page of which list: what is chosen in its facets, on which day, how many rows a page has."""

    type: str
    choice: Mapping[str, str]
    at: dt.date | None
    page: int
    per_page: int


def describe_list(index: ListIndex, search: SearchIndex, asked: ListAsked, language: str) -> ListView:
    """Describe a page of a list.

    Args:
        index: the rows.
        search: where things are named.
        asked: which page.
        language: of the names.

    Raises:
        UnknownThingError: there is no such list.
        BadParameterError: the list has no such facet, or the facet no such value.
    """
    kind, choice = asked.type, asked.choice
    if kind not in LISTS:
        raise UnknownThingError(f"There is no list {kind!r}; there are {', '.join(LISTS)}.")
    _check(kind, choice, index.table(kind, None).facets)
    table = index.table(kind, asked.at)
    rows = table.facets.chosen(choice, table.standing)
    total = rows.bit_count()
    shown = Shown(search, language)
    numbers = numbers_in(rows, (asked.page - 1) * asked.per_page, asked.per_page)
    return ListView(
        type=kind,
        total=total,
        page=asked.page,
        pages=max(1, -(-total // asked.per_page)),
        at=asked.at,
        hidden=table.facets.chosen(choice, table.facets.everything).bit_count() - total,
        facets=tuple(facet for name in LISTS[kind] if (facet := _facet(kind, name, choice, table, shown)).values),
        rows=tuple(_row(index, table, number, shown, asked.at) for number in numbers),
    )


def _row(index: ListIndex, table: Table, number: int, shown: Shown, at: dt.date | None) -> ListRow:
    record = table.records[number]
    if not isinstance(record, OrganizationRecord):
        return relation_row(record, shown, index.coordinates(record.parties), at)
    path, is_network = record.path, record.type in NETWORK_TYPES
    return organization_row(
        record,
        shown,
        networks=None if is_network else len(table.networks.get(path, ())),
        partners=None if is_network else len(table.partners.get(path, ())),
        members=len(table.members.get(path, ())) if is_network else None,
    )


def _check(kind: str, choice: Mapping[str, str], facets: Facets) -> None:
    for name, value in choice.items():
        if name not in LISTS[kind]:
            raise BadParameterError(name, f"this list has no such parameter; it has: {', '.join(LISTS[kind])}.")
        known = sorted(facets.values(name))
        if value not in known:
            more = ", …" if len(known) > _MOST_NAMED else ""
            there = f"there are {', '.join(known[:_MOST_NAMED])}{more}" if known else "there is none"
            raise BadParameterError(name, f"no row of this list has {value[:40]!r}; {there}.")


def _facet(kind: str, name: str, choice: Mapping[str, str], table: Table, shown: Shown) -> Facet:
    counts = table.facets.counts(name, choice, table.standing)
    chosen = choice.get(name, "")
    if chosen:
        counts.setdefault(chosen, 0)
    values = (FacetValue(value, facet_label(name, value, kind, shown), number) for value, number in counts.items())
    ordered = sorted(values, key=lambda v: (v.value if name == "decade" else fold(v.label.text), v.value))
    return Facet(name, chosen, tuple(ordered))
