"""The register of local authorities, and the rows that an import adds to it from the gazetteer."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.names import fold
from citynet_kg.gazetteer.transliteration import latin_readings
from citynet_kg.languages import LANGUAGES
from citynet_kg.sources.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citynet_kg.gazetteer import Gazetteer, Place
    from citynet_kg.sources.records import Authority

_TWO = 2
_UNKNOWN_LANGUAGE = "und"
"""Undetermined, of ISO 639-2: GeoNames gives its main names no language."""
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

    def __init__(
        self,
        authorities: Iterable[Authority],
        gazetteer: Gazetteer,
        source: str = "",
        names_in: str = "",
        municipalities_of: str = "",
    ) -> None:
        """Know the places of the authorities.

        Args:
            authorities: the register as it is.
            gazetteer: where new places come from; it learns the register's names.
            source: id of the card of the list that names new places.
            names_in: language of the names in that list; empty if it is not known.
            municipalities_of: title of a list that names nothing else; it tells the kind where GeoNames does not.
        """
        self._gazetteer, self._source, self._language = gazetteer, source, names_in
        self._municipalities_of = municipalities_of
        self._slugs: dict[str, str] = {}
        self._taken: set[str] = set()
        self._added: dict[str, Place] = {}
        self._called: dict[str, str] = {}
        for city in authorities:
            self._taken.add(city.slug)
            place = gazetteer.identified(geonames_id=city.geonames_id) if city.geonames_id else None
            if place is None and city.qid:
                place = gazetteer.identified(qid=city.qid)
            if place is not None:
                self._slugs.setdefault(place.geonames_id, city.slug)
                gazetteer.learn(place.geonames_id, [*city.names.values(), *(name for name, _ in city.alt_names)])
            elif city.qid:
                self._slugs[city.qid] = city.slug
        self._keys = {slug: key for key, slug in self._slugs.items()}

    def key_of(self, slug: str) -> str:
        """What tells the place of a registered authority from others; empty if nothing does."""
        return self._keys.get(slug, "")

    def learn(self, names: Iterable[tuple[str, str]]) -> None:
        """Let registered places be found by further names: pairs of a slug and a name."""
        for slug, name in names:
            if (place := self.place_of(slug)) is not None:
                self._gazetteer.learn(place.geonames_id, [name])

    def known(self, place: Place) -> str:
        """The slug of a place that the register has; empty if it has not."""
        return self._slugs.get(place.key, "")

    def place_of(self, slug: str) -> Place | None:
        """The place of a registered authority, None if the register does not know where it is."""
        return self._gazetteer.identified(geonames_id=self.key_of(slug))

    def name_all(self, places: Iterable[tuple[Place, str]]) -> None:
        """Give every place that has none a slug, whatever order they come in.

        Args:
            places: each with what the list calls it.
        """
        new: dict[str, Place] = {}
        called: dict[str, set[str]] = defaultdict(set)
        for place, name in places:
            if place.key not in self._slugs:
                new.setdefault(place.key, place)
                called[place.key].add(" ".join(name.split()))
        for place in sorted(new.values(), key=lambda p: (p.geonames_id == "", int(p.key.lstrip("Q")))):
            slug = next(s for s in _slugs_for(place) if s not in self._taken)
            self._taken.add(slug)
            self._slugs[place.key] = slug
            self._added[slug] = place
            self._called[slug] = min(called[place.key] - {""}, default="")

    def slug(self, place: Place) -> str:
        """The slug of a place that was named."""
        return self._slugs[place.key]

    def rows(self, used: Iterable[str]) -> list[dict[str, str]]:
        """The rows to add to `local-authorities.csv`, in the order of their slugs, for those that a relation uses."""
        return [self._row(slug) for slug in sorted(set(used) & set(self._added))]

    def _row(self, slug: str) -> dict[str, str]:
        place, name = self._added[slug], self._called[slug]
        if not place.geonames_id:
            return _unresolved_row(slug, place, self._source, self._language)
        cells = _row(slug, place, self._municipalities_of)
        column = f"name_{self._language}"
        if name and self._language in LANGUAGES and not cells[column]:
            cells |= {column: name, "label_sources": f"{cells['label_sources']}|{self._source}"}
        if name and self._language not in ("", *LANGUAGES):
            cells |= {"name_local": name, "name_local_lang": self._language}
        elif not any(cells[f"name_{language}"] for language in LANGUAGES):
            cells |= {"name_local": place.name, "name_local_lang": _UNKNOWN_LANGUAGE}
        return cells


def _slugs_for(place: Place) -> Iterable[str]:
    """The slug by the rule of CONTRIBUTING.md: name and country; then with the region; then with the GeoNames id."""
    key = fold(place.name)
    stem = re.sub(r"[^a-z0-9]+", "-", (latin_readings(key) or (key,))[0]).strip("-") or "place"
    if not place.geonames_id:
        yield f"{stem}-{place.qid.lower()}"
        return
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
    if len(place.qid_sources) >= _TWO:
        cells |= {"qid": place.qid, "qid_sources": "|".join(place.qid_sources)}
    elif place.qid:
        notes.append(f"QID {place.qid} has one source only, {place.qid_sources[0]}, and is left out.")
    if place.unlocode:
        cells |= {"unlocode": place.unlocode, "unlocode_source": _UNLOCODE}
    if place.ags:
        cells |= {"ags": place.ags, "nuts3": place.nuts3, "urban_audit": place.urban_audit, "german_keys_source": _LAU}
    if place.stated_population.strip("0") and place.qid_sources:  # some tables write 0 for "not known"
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


def _unresolved_row(slug: str, place: Place, source: str, language: str) -> dict[str, str]:
    """A row for what is known by its name and QID only."""
    cells = dict.fromkeys(COLUMNS["authorities"].split(","), "")
    cells |= {"slug": slug, "kind": place.kind, "country": place.country, "qid": place.qid, "qid_sources": source}
    cells["label_sources"] = source
    if language in LANGUAGES:
        return cells | {f"name_{language}": place.name}
    return cells | {"name_local": place.name, "name_local_lang": language or _UNKNOWN_LANGUAGE}
