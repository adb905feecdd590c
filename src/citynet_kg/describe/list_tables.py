"""All rows of all lists, and sets of them by facet: country, network, theme, type, decade.

Read once from the store and kept in memory beside the search index: facets are counted over all rows for each page, and
no query of a store is as fast. The order is that of the slugs, which is the same in every language and on every day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from citynet_kg.dates import PartialDate
from citynet_kg.describe.facets import Facets, row_set
from citynet_kg.describe.records import NETWORK_TYPES, OrganizationRecord, read_organizations, read_relations, ties
from citynet_kg.identifiers import AUTHORITY_TYPES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from citynet_kg.describe.records import Coordinates, RelationRecord
    from citynet_kg.store import Store

# The lists, and what each can be narrowed by.
LISTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(AUTHORITY_TYPES, ("country", "network", "theme")),
    **dict.fromkeys(NETWORK_TYPES, ("country", "theme", "type", "decade")),
    "membership": ("country", "network", "theme", "type", "decade"),
    "tenure": ("country", "network", "theme", "type", "decade"),
    "partnership": ("country", "theme", "type", "decade"),
    "cooperation": ("country", "theme", "decade"),
    "project": ("country", "theme", "decade"),
    "commitment": ("country", "theme", "decade"),
}
_DAYS_KEPT = 16


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a list on a day: those that stand are a set of their numbers; who belongs to what is by path."""

    records: Sequence[OrganizationRecord | RelationRecord]
    facets: Facets
    standing: int
    networks: Mapping[str, Collection[str]]
    partners: Mapping[str, Collection[str]]
    members: Mapping[str, Collection[str]]


class ListIndex:
    """The rows of all lists, and sets of them by facet."""

    def __init__(self, store: Store) -> None:
        self._organizations = {record.path: record for record in read_organizations(store)}
        self._relations = read_relations(store)
        self._by_type: dict[str, list[OrganizationRecord | RelationRecord]] = {kind: [] for kind in LISTS}
        everything: list[OrganizationRecord | RelationRecord] = [*self._organizations.values(), *self._relations]
        for record in everything:
            if record.type in self._by_type:
                self._by_type[record.type].append(record)
        self._relation_facets = {
            kind: self._facets_of([r for r in records if not isinstance(r, OrganizationRecord)])
            for kind, records in self._by_type.items()
            if kind not in (*AUTHORITY_TYPES, *NETWORK_TYPES)
        }
        self._ties = lru_cache(_DAYS_KEPT)(self._ties_on)
        self._tables = lru_cache(_DAYS_KEPT)(self._table_on)

    def table(self, kind: str, day: dt.date | None) -> Table:
        """The rows of one of `LISTS`.

        Args:
            kind: which list.
            day: one that the relations must not exclude; all count if it is None.
        """
        return self._tables(kind, day)

    def coordinates(self, paths: Collection[str]) -> tuple[Coordinates, ...]:
        """Longitude and latitude of those organisations whose place is known."""
        places = (self._organizations.get(path) for path in paths)
        return tuple(place.coordinates for place in places if place is not None and place.coordinates)

    def _standing(self, day: dt.date | None) -> Iterator[RelationRecord]:
        return (r for r in self._relations if day is None or r.bounds.state_on(day) != "excluded")

    def _ties_on(self, day: dt.date | None) -> tuple[Mapping[str, Collection[str]], Mapping[str, Collection[str]]]:
        return ties(self._standing(day))

    def _table_on(self, kind: str, day: dt.date | None) -> Table:
        records = self._by_type[kind]
        networks, partners = self._ties(day) if kind in AUTHORITY_TYPES else ({}, {})
        members: dict[str, set[str]] = {}
        if kind in NETWORK_TYPES:
            for relation in self._standing(day):
                if relation.type == "membership":
                    members.setdefault(relation.towards, set()).update(relation.parties)
        facets = self._relation_facets.get(kind)
        if facets is None:
            organizations = [record for record in records if isinstance(record, OrganizationRecord)]
            made = self._facets_of_networks if kind in NETWORK_TYPES else self._facets_of_authorities
            facets = made(organizations, members if kind in NETWORK_TYPES else networks)
        standing = facets.everything
        if day is not None:
            standing = row_set((n for n, record in enumerate(records) if not _is_excluded(record, day)), facets.size)
        return Table(records, facets, standing, networks, partners, members)

    def _facets_of(self, relations: Sequence[RelationRecord]) -> Facets:
        values: dict[str, Iterable[Iterable[str]]] = {
            "country": (self._countries(r.parties) for r in relations),
            "network": (_slugs((r.towards,)) for r in relations),
            "theme": ((*r.themes, *self._themes(r.towards)) for r in relations),
            "type": (r.kinds for r in relations),
            "decade": (_decade(r.started) for r in relations),
        }
        return Facets(len(relations), values)

    def _facets_of_networks(
        self, networks: Sequence[OrganizationRecord], members: Mapping[str, Collection[str]]
    ) -> Facets:
        values: dict[str, Iterable[Iterable[str]]] = {
            "country": (self._countries(members.get(n.path, ())) for n in networks),
            "theme": (n.themes for n in networks),
            "type": (n.forms for n in networks),
            "decade": (_decade(n.founded) for n in networks),
        }
        return Facets(len(networks), values)

    def _facets_of_authorities(
        self, authorities: Sequence[OrganizationRecord], networks: Mapping[str, Collection[str]]
    ) -> Facets:
        joined = [networks.get(a.path, ()) for a in authorities]
        themes = (
            (*a.themes, *(t for n in ns for t in self._themes(n))) for a, ns in zip(authorities, joined, strict=True)
        )
        values: dict[str, Iterable[Iterable[str]]] = {
            "country": ((a.country,) if a.country else () for a in authorities),
            "network": map(_slugs, joined),
            "theme": themes,
        }
        return Facets(len(authorities), values)

    def _themes(self, path: str) -> tuple[str, ...]:
        record = self._organizations.get(path)
        return () if record is None else record.themes

    def _countries(self, parties: Iterable[str]) -> list[str]:
        found = (self._organizations.get(party) for party in parties)
        return [record.country for record in found if record is not None and record.country]


def _slugs(paths: Collection[str]) -> list[str]:
    return [path.removeprefix("network/") for path in paths if path.startswith("network/")]


def _decade(stated: str) -> tuple[str, ...]:
    """The decade of a stated date, in which it certainly lies.

    >>> _decade("1983-05"), _decade("")
    (('1980',), ())
    """
    date = _parsed(stated)
    return () if date is None else (f"{date.year // 10 * 10:04}",)


def _parsed(stated: str) -> PartialDate | None:
    """A stated date; None for what is none, since given files are served as they are."""
    try:
        return PartialDate.parse(stated) if stated else None
    except ValueError:
        return None


def _is_excluded(record: OrganizationRecord | RelationRecord, day: dt.date) -> bool:
    """Tell whether dates rule a day out: of a relation, or of the founding and the end of an organisation."""
    if not isinstance(record, OrganizationRecord):
        return record.bounds.state_on(day) == "excluded"
    founded, dissolved = _parsed(record.founded), _parsed(record.dissolved)
    return (founded is not None and day < founded.earliest) or (dissolved is not None and dissolved.latest < day)
