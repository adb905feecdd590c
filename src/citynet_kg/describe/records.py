"""Read all relations, authorities and networks of a release at once, for lists and exports.

One pass over the store for each property, joined here: single patterns are what Oxigraph answers fastest, and an
OPTIONAL for each property what it answers slowest (engine facts, A5). Time grows with the number of rows.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.describe import lookup
from citynet_kg.describe.states import Bounds
from citynet_kg.identifiers import AUTHORITY_TYPES, PATH, RELATION_TYPES
from citynet_kg.vocab import CURATED, ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from citynet_kg.store import Store
    from citynet_kg.store.interface import Term

NETWORK_TYPES = ("network", "association")
# Who takes part, and in what; the holder of a role may be known by the post alone.
_PARTIES = ("org:member", "cnet:viaPost", "cnet:committedParty", "cnet:partner")
_TOWARDS = ("org:organization", "cnet:instrument")
_KINDS = ("cnet:partnershipType", "cnet:membershipKind", "org:role")
_BOUNDS = ("startEarliest", "startLatest", "endEarliest", "endLatest")
Coordinates = tuple[float, float]
_UNBOUND = Bounds()
_Values = dict[str, tuple[str, ...]]


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
    bounds: Bounds
    status: str
    assessment: str

    @property
    def type(self) -> str:
        return self.path.split("/", 1)[0]


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
    coordinates: Coordinates | None
    """Longitude and latitude of the place, or of the seat."""
    wikidata: str

    @property
    def type(self) -> str:
        return self.path.split("/", 1)[0]


def read_relations(store: Store) -> list[RelationRecord]:
    """All relations of the default graph, in the order of their paths; rejected ones are not among them."""
    types = RELATION_TYPES
    parties = [_links(store, curie, types) for curie in _PARTIES]
    towards = [_links(store, curie, types) for curie in _TOWARDS]
    kinds = [_notations(store, curie, types) for curie in _KINDS]
    themes = _notations(store, "cnet:theme", types)
    started, ended = (_texts(store, curie, types) for curie in ("cnet:startedOn", "cnet:endedOn"))
    days = [_texts(store, f"cnet:{name}", types) for name in _BOUNDS]
    status, assessment = (_notations(store, f"cnet:{name}", types) for name in ("temporalStatus", "assessment"))
    return [
        RelationRecord(
            path=path,
            parties=_all(path, parties),
            towards=_first(path, towards),
            kinds=_all(path, kinds),
            themes=themes.get(path, ()),
            started=_first(path, (started,)),
            ended=_first(path, (ended,)),
            bounds=_bounds([_first(path, (found,)) for found in days]),
            status=_first(path, (status,)),
            assessment=_first(path, (assessment,)),
        )
        for path in _paths(path for found in parties for path in found)
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
            country=_first(path, (countries,)),
            forms=forms.get(path, ()),
            themes=themes.get(path, ()),
            founded=_first(path, (founded,)),
            dissolved=_first(path, (dissolved,)),
            coordinates=coordinates.get(_first(path, (places, seats))),
            wikidata=_first(path, (same,)),
        )
        for path in _paths(path for path, _ in _pairs(store, "rdf:type", types))
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


def read_coordinates(store: Store) -> dict[str, Coordinates]:
    """Path of a place to its longitude and latitude, as GeoJSON orders them."""
    latitudes, longitudes = (_texts(store, curie, ("place",)) for curie in ("wgs:lat", "wgs:long"))
    found = ((place, _number(_first(place, (longitudes,))), _number(texts[0])) for place, texts in latitudes.items())
    return {place: (east, north) for place, east, north in found if east is not None and north is not None}


def read_names(store: Store, types: Iterable[str]) -> dict[str, dict[str, str]]:
    """Path to name by language tag."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for curie in ("skos:prefLabel", "foaf:name", "rdfs:label"):
        for path, term in _pairs(store, curie, types):
            names[path].setdefault(getattr(term, "language", None) or "", term.value)
    return names


def _paths(found: Iterable[str]) -> list[str]:
    """Paths in order, without what only begins like one: given files are served as they are."""
    return sorted(path for path in set(found) if PATH.fullmatch(path))


def _pairs(store: Store, curie: str, types: Iterable[str], graph: str = "") -> Iterator[tuple[str, Term]]:
    """Path of a thing of ours and a value of the property, for each value."""
    wanted, length = tuple(f"{ID}{kind}/" for kind in types), len(ID)
    pattern = f"?s {curie} ?o"
    text = f"SELECT ?s ?o {{ GRAPH <{graph}> {{ {pattern} }} }}" if graph else f"SELECT ?s ?o {{ {pattern} }}"
    for subject, value in lookup.pairs(store, text):
        if subject.value.startswith(wanted):
            yield subject.value[length:], value


def _collected(pairs: Iterable[tuple[str, str]]) -> _Values:
    """Subject to its values, in order. Nearly all have one: what is made for each is small, and soon forgotten."""
    values: _Values = {}
    for path, value in pairs:
        known = values.get(path)
        if known is None:
            values[path] = (value,)
        elif value not in known:
            values[path] = tuple(sorted((*known, value)))
    return values


def _texts(store: Store, curie: str, types: Iterable[str], graph: str = "") -> _Values:
    return _collected((path, term.value) for path, term in _pairs(store, curie, types, graph))


def _links(store: Store, curie: str, types: Iterable[str]) -> _Values:
    """The values that are things of ours, by their paths."""
    length = len(ID)
    pairs = ((path, term.value) for path, term in _pairs(store, curie, types))
    return _collected((path, iri[length:]) for path, iri in pairs if iri.startswith(ID))


def _notations(store: Store, curie: str, types: Iterable[str]) -> _Values:
    """The last parts of the concepts' IRIs."""
    return _collected((path, term.value.rsplit("/", 1)[-1]) for path, term in _pairs(store, curie, types))


def _first(path: str, found: Iterable[_Values]) -> str:
    for values in found:
        if path in values:
            return values[path][0]
    return ""


def _all(path: str, found: Iterable[_Values]) -> tuple[str, ...]:
    told = [values[path] for values in found if path in values]
    return told[0] if len(told) == 1 else tuple(value for values in told for value in values)


def _bounds(texts: Sequence[str]) -> Bounds:
    return Bounds(*map(_day, texts)) if any(texts) else _UNBOUND


def _day(text: str) -> dt.date | None:
    """A day; None for what is none, since given files are served as they are."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
