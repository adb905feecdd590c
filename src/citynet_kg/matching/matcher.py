"""Weigh what a row says against the gazetteer: identifiers first, then name, country and point together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.distance import kilometres
from citynet_kg.gazetteer.names import fold, readings
from citynet_kg.matching.choosing import FAR, NEAR, Choice, choose, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.gazetteer import Gazetteer, Place

SURE, DOUBTFUL, NONE = "sure", "doubtful", "none"
_TWO = 2
_READING = {"as-written": 1.0, "untitled": 0.98, "umlaut": 0.96, "transliterated": 0.96, "shortened": 0.9}
"""How much a reading of a name is worth; an order, not a probability."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row says of a place; whatever it does not say is empty. `country` is an alpha-2 code."""

    name: str = ""
    country: str = ""
    point: tuple[float, float] | None = None
    qid: str = ""
    geonames_id: str = ""
    unlocode: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of `words`, and what it speaks of."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict, a score from 0 to 1 for sorting, the best place, all that may be meant, and why."""

    verdict: str
    score: float
    place: Place | None
    candidates: tuple[Place, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Matcher:
    """Matches rows against one gazetteer."""

    gazetteer: Gazetteer

    def match(self, wanted: Wanted) -> Match:
        """Find the place that a row means."""
        given = {by: self.gazetteer.identified(**of) for by, of in _identifiers(wanted)}
        known = {by: place for by, place in given.items() if place is not None}
        places = {place.geonames_id: place for place in known.values()}
        if len(places) > 1:
            return _doubtful(tuple(places.values()), 0.5, Reason("identifiers-disagree"))
        if places:
            return self._by_identifier(wanted, next(iter(places.values())), next(iter(known)))
        found = self._by_name(wanted)
        return _confirmed(found, wanted)

    def _by_identifier(self, wanted: Wanted, place: Place, by: str) -> Match:
        reasons = [Reason("identified", {"by": by, "place": in_words(place)})]
        against = []
        if wanted.country and wanted.country != place.country:
            against.append(Reason("country-differs", {"wanted": wanted.country, "found": place.country}))
        if wanted.point is not None and (apart := kilometres(wanted.point, place.point)) > FAR:
            against.append(Reason("far", {"km": round(apart)}))
        score = 1.0
        if wanted.name:
            keys = {fold(name) for name in place.names}
            if any(reading.key in keys for reading in readings(wanted.name)):
                reasons.append(Reason("name-agrees"))
            else:
                score = 0.9
                reasons.append(Reason("name-unknown", {"name": wanted.name}))
                other = self._by_name(Wanted(wanted.name, wanted.country or place.country, wanted.point))
                if other.verdict == SURE:
                    against.append(Reason("name-elsewhere", {"name": wanted.name}))
                elif by.startswith("QID") and len(place.qid_sources) < _TWO:
                    against.append(Reason("one-source"))
        if against:
            return _doubtful((place,), 0.6, *reasons, *against)
        return Match(SURE, score, place, (place,), tuple(reasons))

    def _by_name(self, wanted: Wanted) -> Match:
        elsewhere: dict[str, Place] = {}
        for reading in readings(wanted.name):
            called = self.gazetteer.called(reading.key)
            fitting = [p for p in called if fits(p, wanted)]
            elsewhere |= {p.geonames_id: p for p in called}
            if fitting:
                choice = choose(fitting, wanted.name, reading, wanted.country, wanted.point)
                return _as_match(choice, reading.how)
        if not wanted.name:
            unknown = tuple(Reason("unknown-identifier", {"by": by}) for by, _ in _identifiers(wanted))
            return Match(NONE, 0.0, None, (), unknown or (Reason("unknown"),))
        return self._without_name(wanted, tuple(elsewhere.values()))

    def _without_name(self, wanted: Wanted, elsewhere: tuple[Place, ...]) -> Match:
        """Nothing of this name where it should be: offer what may be meant, but never take it."""
        if wanted.country:
            keys = [reading.key for reading in readings(wanted.name) if reading.how != "shortened"]
            near = {p.geonames_id: p for key in keys for p in self.gazetteer.misspelt(key, wanted.country)}
            places = tuple(sorted((p for p in near.values() if fits(p, wanted)), key=lambda p: -p.population)[:5])
            if places:
                return _doubtful(places, 0.5, Reason("misspelt", {"places": _listed(places)}))
        if elsewhere and wanted.point is not None:
            places = tuple(
                sorted(elsewhere, key=lambda p: (kilometres(p.point, wanted.point or p.point), p.geonames_id))[:5]
            )
            return _doubtful(places, 0.2, Reason("not-near", {"places": _listed(places)}))
        if elsewhere and wanted.country:
            places = tuple(sorted(elsewhere, key=lambda p: -p.population)[:5])
            return _doubtful(places, 0.2, Reason("elsewhere", {"country": wanted.country, "places": _listed(places)}))
        return Match(NONE, 0.0, None, (), (Reason("unknown"),))


def _identifiers(wanted: Wanted) -> list[tuple[str, dict[str, str]]]:
    """The identifiers of a row, each as people call it and as the gazetteer is asked for it."""
    named = (("QID", "qid"), ("GeoNames", "geonames_id"), ("UN/LOCODE", "unlocode"))
    return [(f"{word} {value}", {field: value}) for word, field in named if (value := getattr(wanted, field))]


def fits(place: Place, wanted: Wanted) -> bool:
    """Tell whether a place lies where a row says, as far as the row says it."""
    if wanted.country and place.country != wanted.country:
        return False
    return wanted.point is None or kilometres(place.point, wanted.point) <= FAR


def _as_match(choice: Choice, how: str) -> Match:
    reasons = (Reason(how), *(Reason(code, values) for code, values in choice.reasons))
    score = round(_READING[how] * choice.weight, 3)
    if choice.place is None:
        return Match(DOUBTFUL, score, choice.candidates[0], choice.candidates, reasons)
    return Match(SURE, score, choice.place, choice.candidates, reasons)


def _confirmed(found: Match, wanted: Wanted) -> Match:
    """A match by name, where the row also has identifiers that the gazetteer does not know."""
    place = found.place
    if place is None or found.verdict != SURE:
        return found
    for given, known, by in (
        (wanted.qid, place.qid if len(place.qid_sources) >= _TWO else "", "QID "),
        (wanted.geonames_id, place.geonames_id, "GeoNames "),
        (wanted.unlocode, place.unlocode, "UN/LOCODE "),
    ):
        if given and known:
            against = Reason("other-identifier", {"by": by + given, "other": by + known})
            return _doubtful(found.candidates, 0.5, *found.reasons, against)
        if given and not wanted.country and wanted.point is None:
            # an item that nobody else knows may be a district or a county: its name alone does not tell
            return _doubtful(found.candidates, 0.5, *found.reasons, Reason("unknown-identifier", {"by": by + given}))
        if given:
            found = Match(
                SURE,
                found.score,
                place,
                found.candidates,
                (*found.reasons, Reason("unknown-identifier", {"by": by + given})),
            )
    return found


def _doubtful(places: tuple[Place, ...], score: float, *reasons: Reason) -> Match:
    return Match(DOUBTFUL, score, places[0], places, reasons)


def _listed(places: tuple[Place, ...]) -> str:
    return ", ".join(map(in_words, places))


__all__ = ["DOUBTFUL", "FAR", "NEAR", "NONE", "SURE", "Match", "Matcher", "Reason", "Wanted", "fits"]
