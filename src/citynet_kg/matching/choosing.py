"""Choose among places of one name, or say that it cannot be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.distance import kilometres
from citynet_kg.gazetteer.names import contradicts, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citynet_kg.gazetteer import Place
    from citynet_kg.gazetteer.names import Reading

NEAR, FAR = 15.0, 40.0
"""Kilometres. Two sources put the centre of one city at most NEAR apart, save few; beyond FAR they mean two places."""
_SAME = 12.0
"""Kilometres within which a smaller place of the same name is a part of the larger one, or the same place again."""
_BY_FAR = 10.0
"""How many times larger than the next a place must be to be meant by its name and country. `docs/matching.md`."""
_KNOWN_WIDELY = 15_000
"""Inhabitants from which a place is meant by name and country though smaller ones share the name."""
_ALTERNATIVE = 0.1
"""What the population of a place counts for that has the name only among its other names."""
_ONE_SOURCE = 0.3
"""What the population of a place counts for that GeoNames alone knows: many of them are districts of a large city."""
_KNOWN_NAMES = 15_000
"""Inhabitants from which the gazetteer has names in other languages, so that a name can be called unique."""
_VILLAGE = 1_000
"""Inhabitants below which a name in a country is not unique for being so here: GeoNames lacks the smallest places, and
2 in 100 such matches were wrong, against 1 in 200 of the others."""
_MOST = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """The place, None if several may be meant; all that may be meant; what the choice is worth; why."""

    place: Place | None
    candidates: tuple[Place, ...]
    weight: float
    reasons: tuple[tuple[str, dict[str, object]], ...]


def choose(
    places: Sequence[Place], name: str, reading: Reading, country: str, point: tuple[float, float] | None
) -> Choice:
    """Choose among places that have the name and contradict nothing that the row says.

    Args:
        places: at least one.
        name: as the row writes it.
        reading: under what key they were found, and how it came from the name.
        country: what the row says; the places lie there.
        point: what the row says; the places lie within FAR of it.
    """
    if point is not None:
        return _by_point(places, point)
    ranked = sorted(places, key=lambda p: (-_size(p, reading.key), p.geonames_id))
    best = ranked[0]
    others = [p for p in ranked[1:] if kilometres(best.point, p.point) > _SAME]
    candidates = (best, *others[: _MOST - 1])
    number = len(others) + 1
    if reading.how == "as-written" and not _is_spelt(best, name, reading.key):
        return Choice(None, candidates, 0.5, (_reason("other-marks", name=name, found=best.name),))
    if others:
        if country and _is_meant(best, others[0], reading):
            return Choice(best, candidates, 0.9, (_reason("largest", number=number, country=country),))
        return Choice(None, candidates, 0.4, (_several(candidates, number),))
    return _only_one(best, reading, country)


def _only_one(place: Place, reading: Reading, country: str) -> Choice:
    """No other place has the name, as far as the gazetteer knows."""
    if country and place.population < _VILLAGE and not place.qid:
        return Choice(None, (place,), 0.6, (_reason("village", country=country),))
    if country:
        return Choice(place, (place,), 0.95, (_reason("only-one-in-country", country=country),))
    if place.population >= _KNOWN_NAMES and reading.how != "shortened":
        return Choice(place, (place,), 0.85, (_reason("only-one-in-world"),))
    return Choice(None, (place,), 0.5, (_reason("small"),))


def _is_meant(best: Place, next_best: Place, reading: Reading) -> bool:
    """Tell whether the name and the country mean the largest of several places."""
    return (
        reading.how != "shortened"  # what was left out may have said which one is meant
        and best.qid != ""  # a district of a large city is no rival of a town, and no town
        and best.population >= _KNOWN_WIDELY
        and _is_own(best, reading.key)
        and _size(best, reading.key) >= _BY_FAR * _size(next_best, reading.key)
    )


def _by_point(places: Sequence[Place], point: tuple[float, float]) -> Choice:
    ranked = sorted((kilometres(p.point, point), -p.population, p.geonames_id, p) for p in places)
    nearest = ranked[0][3]
    same = [p for km, *_, p in ranked if km <= NEAR and kilometres(nearest.point, p.point) <= _SAME]
    best = max(same, key=lambda p: (p.population, p.qid != "", p.geonames_id)) if same else nearest
    others = [(km, p) for km, *_, p in ranked if p != best and kilometres(best.point, p.point) > _SAME]
    candidates = (best, *(p for _, p in others[: _MOST - 1]))
    apart = kilometres(best.point, point)
    if apart > NEAR:
        return Choice(None, candidates, 0.5, (_reason("far", km=round(apart, 1)),))
    near = _reason("near", km=round(apart, 1))
    if others and others[0][0] < 2 * apart:
        return Choice(None, candidates, 0.6, (near, _several(candidates, len(candidates))))
    return Choice(best, candidates, 1.0, (near,))


def _is_spelt(place: Place, name: str, key: str) -> bool:
    """Tell whether one of the place's names of this key has no other diacritics than the row."""
    return any(not contradicts(name, own) for own in place.names if fold(own) == key)


def _size(place: Place, key: str) -> float:
    known = 1.0 if place.qid else _ONE_SOURCE
    return max(place.population, 1) * known * (1.0 if _is_own(place, key) else _ALTERNATIVE)


def _is_own(place: Place, key: str) -> bool:
    return key in (fold(place.name), fold(place.name_en), fold(place.name_de))


def _several(places: Sequence[Place], number: int) -> tuple[str, dict[str, object]]:
    return _reason("several", number=number, places=", ".join(map(in_words, places)))


def _reason(code: str, **values: object) -> tuple[str, dict[str, object]]:
    return code, values


def in_words(place: Place) -> str:
    """Name a place so that a person can tell it from others of the name, in any language: the number is its people."""
    population = f"{place.population:,}".replace(",", " ")
    described = f", {population}" if place.population else ""
    return f"{place.name} ({place.country}-{place.admin1}{described}, GeoNames {place.geonames_id})"
