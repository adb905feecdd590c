"""Read all relations, authorities and networks of a release at once, for lists and exports.

One pass over the store for each property, joined here: single patterns are what Oxigraph answers fastest, and an
OPTIONAL for each property what it answers slowest (engine facts, A5). Time grows with the number of rows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.describe import lookup
from citynet_kg.identifiers import AUTHORITY_TYPES, RELATION_TYPES, path_of
from citynet_kg.vocab import CURATED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citynet_kg.store import Store
    from citynet_kg.store.interface import Term

NETWORK_TYPES = ("network", "association")
# Who takes part, and in what; the holder of a role may be known by the post alone.
_PARTIES = ("org:member", "cnet:viaPost", "cnet:committedParty", "cnet:partner")
_TOWARDS = ("org:organization", "cnet:instrument")
_KINDS = ("cnet:partnershipType", "cnet:membershipKind", "org:role")
_Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class RelationRecord:
    """A relation: paths of who takes part, and what is chosen about it. Dates are as precise as their source."""

    path: str
    parties: tuple[str, ...]
    towards: str
    """Path of the network, organisation or instrument that the parties are related to; empty among partners."""
    kinds: tuple[str, ...]
    """Notations of partnership types, membership kinds or roles."""
    themes: tuple[str, ...]
    started: str
    ended: str
    start_earliest: str
    end_latest: str
    status: str
    assessment: str

    @property
    def type(self) -> str:
        return self.path.split("/", 1)[0]

    def is_excluded_on(self, day: str) -> bool:
        """Tell whether its dates rule a day out; see `states.Bounds`.

        Args:
            day: such as `2022-06-15`; days in this form are in the order of their text.
        """
        return bool((self.start_earliest and day < self.start_earliest) or (self.end_latest and self.end_latest < day))


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    """An authority, a network or an association of municipalities."""

    path: str
    country: str
    """Code of the EU's table, such as `DEU`."""
    forms: tuple[str, ...]
    themes: tuple[str, ...]
    founded: str
    dissolved: str
    coordinates: tuple[float, float] | None
    """Longitude and latitude of the place, or of the seat."""
    wikidata: str

    @property
    def type(self) -> str:
        return self.path.split("/", 1)[0]


def read_relations(store: Store) -> list[RelationRecord]:
    """All relations of the default graph, in the order of their paths; rejected ones are not among them."""
    parties = [_links(store, curie, RELATION_TYPES) for curie in _PARTIES]
    towards = [_links(store, curie, RELATION_TYPES) for curie in _TOWARDS]
    kinds = [_notations(store, curie, RELATION_TYPES) for curie in _KINDS]
    themes = _notations(store, "cnet:theme", RELATION_TYPES)
    started, ended, earliest, latest = (
        _texts(store, f"cnet:{name}", RELATION_TYPES) for name in ("startedOn", "endedOn", "startEarliest", "endLatest")
    )
    status, assessment = (
        _notations(store, f"cnet:{name}", RELATION_TYPES) for name in ("temporalStatus", "assessment")
    )
    return [
        RelationRecord(
            path=path,
            parties=tuple(party for found in parties for party in found.get(path, ())),
            towards=_first(path, *towards),
            kinds=tuple(kind for found in kinds for kind in found.get(path, ())),
            themes=tuple(themes.get(path, ())),
            started=_first(path, started),
            ended=_first(path, ended),
            start_earliest=_first(path, earliest),
            end_latest=_first(path, latest),
            status=_first(path, status),
            assessment=_first(path, assessment),
        )
        for path in sorted({path for found in parties for path in found})
    ]


def read_organizations(store: Store) -> list[OrganizationRecord]:
    """All authorities, networks and associations, in the order of their paths."""
    types = (*AUTHORITY_TYPES, *NETWORK_TYPES)
    countries, forms, themes = (
        _notations(store, curie, types) for curie in ("cnet:country", "cnet:networkForm", "cnet:theme")
    )
    founded, dissolved = (
        _texts(store, curie, types, CURATED.value) for curie in ("cnet:foundedOn", "cnet:dissolvedOn")
    )
    places, seats = _links(store, "locn:location", types), _links(store, "cnet:seat", types)
    coordinates = read_coordinates(store)
    same = _texts(store, "schema:sameAs", types)
    return [
        OrganizationRecord(
            path=path,
            country=_first(path, countries),
            forms=tuple(forms.get(path, ())),
            themes=tuple(themes.get(path, ())),
            founded=_first(path, founded),
            dissolved=_first(path, dissolved),
            coordinates=coordinates.get(_first(path, places, seats)),
            wikidata=_first(path, same),
        )
        for path in sorted({path for path, _ in _pairs(store, "rdf:type", types)})
    ]


def ties(relations: Iterable[RelationRecord]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """(The networks, the partners) that each party has or had, by path."""
    networks: defaultdict[str, set[str]] = defaultdict(set)
    partners: defaultdict[str, set[str]] = defaultdict(set)
    for relation in relations:
        for party in relation.parties:
            if relation.type == "membership" and relation.towards.startswith("network/"):
                networks[party].add(relation.towards)
            elif relation.type == "partnership":
                partners[party].update(other for other in relation.parties if other != party)
    return networks, partners


def read_coordinates(store: Store) -> dict[str, tuple[float, float]]:
    """Path of a place to its longitude and latitude, as GeoJSON orders them."""
    latitudes, longitudes = (_texts(store, curie, ("place",)) for curie in ("wgs:lat", "wgs:long"))
    return {
        place: (float(longitudes[place][0]), float(latitude[0]))
        for place, latitude in latitudes.items()
        if place in longitudes
    }


def read_names(store: Store, types: Iterable[str]) -> dict[str, dict[str, str]]:
    """Path to name by language tag."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for curie in ("skos:prefLabel", "foaf:name", "rdfs:label"):
        for path, term in _pairs(store, curie, types):
            names[path].setdefault(getattr(term, "language", None) or "", term.value)
    return names


def _pairs(store: Store, curie: str, types: Iterable[str], graph: str = "") -> Iterable[tuple[str, Term]]:
    """Path of a thing of ours and a value of the property, for each value."""
    wanted = tuple(f"{kind}/" for kind in types)
    pattern = f"?s {curie} ?o"
    for row in lookup.rows(
        store, f"SELECT ?s ?o {{ GRAPH <{graph}> {{ {pattern} }} }}" if graph else f"SELECT ?s ?o {{ {pattern} }}"
    ):
        path = path_of(row["s"].value)
        if path is not None and path.startswith(wanted):
            yield path, row["o"]


def _collected(pairs: Iterable[tuple[str, str]]) -> _Values:
    """Subject to its values, sorted."""
    values: defaultdict[str, set[str]] = defaultdict(set)
    for path, value in pairs:
        values[path].add(value)
    return {path: sorted(found) for path, found in values.items()}


def _texts(store: Store, curie: str, types: Iterable[str], graph: str = "") -> _Values:
    return _collected((path, term.value) for path, term in _pairs(store, curie, types, graph))


def _links(store: Store, curie: str, types: Iterable[str]) -> _Values:
    """The values that are things of ours, by their paths."""
    pairs = ((path, path_of(term.value)) for path, term in _pairs(store, curie, types))
    return _collected((path, other) for path, other in pairs if other is not None)


def _notations(store: Store, curie: str, types: Iterable[str]) -> _Values:
    """The last parts of the concepts' IRIs."""
    return _collected((path, term.value.rsplit("/", 1)[-1]) for path, term in _pairs(store, curie, types))


def _first(path: str, *found: _Values) -> str:
    return next((values[path][0] for values in found if path in values), "")
