"""The register of local authorities, and the rows that an import adds to it from the gazetteer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.names import fold
from citynet_kg.gazetteer.transliteration import latin_readings
from citynet_kg.sources.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citynet_kg.gazetteer import Gazetteer, Place
    from citynet_kg.sources.records import Authority

_TWO = 2
_GEONAMES, _NATURAL_EARTH, _UNLOCODE, _LAU = (
    "geonames-2026-07",
    "natural-earth-4",
    "wikidata-unlocode-2024",
    "germany-lau-2019",
)
GAZETTEERS = (_GEONAMES, _NATURAL_EARTH, _UNLOCODE, _LAU)
"""The cards that a new row cites; they have to be there."""


class Register:
    """Places by the slug of their authority; new ones get a slug when all of them are known."""

    def __init__(self, authorities: Iterable[Authority], gazetteer: Gazetteer, municipalities_of: str = "") -> None:
        """Know the places of the authorities.

        Args:
            authorities: the register as it is.
            gazetteer: where new places come from.
            municipalities_of: title of a list that names nothing else; it tells the kind where GeoNames does not.
        """
        self._gazetteer = gazetteer
        self._municipalities_of = municipalities_of
        self._slugs: dict[str, str] = {}
        self._taken: set[str] = set()
        self._added: dict[str, Place] = {}
        for city in authorities:
            self._taken.add(city.slug)
            place = gazetteer.identified(geonames_id=city.geonames_id) if city.geonames_id else None
            if place is None and city.qid:
                place = gazetteer.identified(qid=city.qid)
            if place is not None:
                self._slugs.setdefault(place.geonames_id, city.slug)
                gazetteer.learn(place.geonames_id, [*city.names.values(), *(name for name, _ in city.alt_names)])

    def learn(self, names: Iterable[tuple[str, str]]) -> None:
        """Let registered places be found by further names: pairs of a slug and a name."""
        places = {slug: geonames_id for geonames_id, slug in self._slugs.items()}
        for slug, name in names:
            if slug in places:
                self._gazetteer.learn(places[slug], [name])

    def known(self, place: Place) -> str:
        """The slug of a place that the register has; empty if it has not."""
        return self._slugs.get(place.geonames_id, "")

    def place_of(self, slug: str) -> Place | None:
        """The place of a registered authority, None if the register does not know where it is."""
        return next((self._gazetteer.identified(geonames_id=i) for i, s in self._slugs.items() if s == slug), None)

    def name_all(self, places: Iterable[Place]) -> None:
        """Give every place that has none a slug, whatever order they come in."""
        new = {p.geonames_id: p for p in places if p.geonames_id not in self._slugs}
        for place in sorted(new.values(), key=lambda p: int(p.geonames_id)):
            slug = next(s for s in _slugs_for(place) if s not in self._taken)
            self._taken.add(slug)
            self._slugs[place.geonames_id] = slug
            self._added[slug] = place

    def slug(self, place: Place) -> str:
        """The slug of a place that was named."""
        return self._slugs[place.geonames_id]

    def rows(self, used: Iterable[str]) -> list[dict[str, str]]:
        """The rows to add to `local-authorities.csv`, in the order of their slugs, for those that a relation uses."""
        return [_row(slug, self._added[slug], self._municipalities_of) for slug in sorted(set(used) & set(self._added))]


def _slugs_for(place: Place) -> Iterable[str]:
    """The slug by the rule of CONTRIBUTING.md: name and country; then with the region; then with the GeoNames id."""
    key = fold(place.name)
    stem = re.sub(r"[^a-z0-9]+", "-", (latin_readings(key) or (key,))[0]).strip("-") or "place"
    country, region = place.country.lower(), re.sub(r"[^a-z0-9]+", "", place.admin1.lower())
    yield f"{stem}-{country}"
    if region:
        yield f"{stem}-{region}-{country}"
    yield f"{stem}-{place.geonames_id}-{country}"


def _row(slug: str, place: Place, municipalities_of: str) -> dict[str, str]:
    cells = dict.fromkeys(COLUMNS["authorities"].split(","), "")
    cells |= {
        "slug": slug,
        "kind": place.kind,
        "name_en": place.name_en,
        "name_de": place.name_de,
        "country": place.country,
        "admin1": place.admin1,
        "lat": place.lat,
        "lon": place.lon,
        "geonames_id": place.geonames_id,
        "label_sources": _NATURAL_EARTH if place.name_en or place.name_de else _GEONAMES,
        "coordinate_source": _GEONAMES,
    }
    notes = []
    if not place.name_en and not place.name_de:
        cells["name_local"] = place.name
    if len(place.qid_sources) >= _TWO:
        cells |= {"qid": place.qid, "qid_sources": "|".join(place.qid_sources)}
    elif place.qid:
        notes.append(f"QID {place.qid} has one source only, {place.qid_sources[0]}, and is left out.")
    if place.unlocode:
        cells |= {"unlocode": place.unlocode, "unlocode_source": _UNLOCODE}
    if place.ags:
        cells |= {"ags": place.ags, "nuts3": place.nuts3, "urban_audit": place.urban_audit, "german_keys_source": _LAU}
    if place.stated_population and place.qid_sources:
        cells |= {
            "population": place.stated_population,
            "population_year": place.population_year,
            "population_source": _UNLOCODE,
        }
    if place.kind == "authority":
        notes.append("Added by an import; GeoNames does not say whether the place is a municipality.")
        if municipalities_of:
            cells["kind"] = "municipality"
            notes.append(f"The list “{municipalities_of}” names municipalities only.")
    cells["note"] = " ".join(notes)
    return cells
