"""Join identifiers of other gazetteers to the places of GeoNames, where they agree.

The rule: two rows mean one place if an identifier says so and the points agree, or if name, country and point agree.
What is known twice, lies too far away, or would give one place two identifiers stays out and is reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.compile.raw import rows_of
from citynet_kg.gazetteer.distance import kilometres
from citynet_kg.gazetteer.names import fold, readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from citynet_kg.gazetteer.compile.raw import Known, Report

NATURAL_EARTH, UNLOCODE, P190 = "natural-earth-4", "wikidata-unlocode-2024", "wikidata-p190-2016"
_FAR_NATURAL_EARTH = 25.0
"""Kilometres; Natural Earth 1:10m places large cities by the label on the map. 40 of its 6,527 lie farther away."""
_FAR_UNLOCODE = 30.0
"""Kilometres; UN/LOCODE gives whole minutes, and often the port of a city. 3 of 1,649 lie farther away."""
_NEAR = 10.0
"""Kilometres within which a place is taken though another of the name lies farther away."""
_SAME_POPULATION = 1.25
"""How far two counts of one place may differ when they stand in for its name; larger ones belong to another area."""


class Names:
    """Places by country and key of a name."""

    def __init__(self, places: Iterable[Known]) -> None:
        self._by: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._cells: dict[tuple[int, int], list[Known]] = defaultdict(list)
        for place in places:
            for key in {fold(name) for name in (place.name, *place.alt_names)}:
                self._by[place.country, key].append(place)
            self._cells[_cell(place.point)].append(place)

    def called(self, name: str, country: str) -> list[Known]:
        """Places of the country that have this name; a weaker reading counts only where the stronger finds none."""
        for reading in readings(name):
            if found := self._by.get((country, reading.key)):
                return found
        return []

    def around(self, point: tuple[float, float], country: str, within: float) -> list[tuple[float, Known]]:
        """Places of the country near a point, the nearest first. A country of "" means any."""
        row, column = _cell(point)
        near = [
            (kilometres(point, place.point), place)
            for r in (row - 1, row, row + 1)
            for c in (column - 1, column, column + 1)
            for place in self._cells.get((r, c), ())
            if country in ("", place.country)
        ]
        return sorted(((d, p) for d, p in near if d <= within), key=lambda pair: (pair[0], pair[1].geonames_id))


def _cell(point: tuple[float, float]) -> tuple[int, int]:
    """Half a degree: more than the largest distance asked for, except near the poles, where nobody lives."""
    return int(point[0] * 2 // 1), int(point[1] * 2 // 1)


def join_natural_earth(folder: Path, known: Mapping[str, Known], names: Names, report: Report) -> None:
    """Take QIDs and English and German names from Natural Earth. It is never asked for a country."""
    rows = list(rows_of(folder, NATURAL_EARTH))
    twice = _twice(row["qid"] for row in rows)
    linked: dict[str, str] = {}
    for row in rows:
        qid, name, point = row["qid"], row["name"], (float(row["lat"]), float(row["lon"]))
        place = known.get(row["geonames_id"])
        if qid in twice:
            report.conflict("doubled-qid", NATURAL_EARTH, qid, name, row["geonames_id"], "two rows have this QID")
            continue
        if place is not None and (apart := kilometres(point, place.point)) > _FAR_NATURAL_EARTH:
            report.conflict("far", NATURAL_EARTH, qid, name, place.geonames_id, f"{apart:.0f} km from {place.name}")
            continue
        if place is None or not _is_called(place, name):
            near = [p for _, p in names.around(point, "", _FAR_NATURAL_EARTH) if _is_called(p, name)]
            if place is None and len(near) != 1:
                report.count(f"{NATURAL_EARTH}: not in GeoNames")
                continue
            if place is not None and near:
                detail = f"is {place.name}, but {near[0].geonames_id} has the name and the point"
                report.conflict("other-geonames-id", NATURAL_EARTH, qid, name, place.geonames_id, detail)
            place = near[0] if near else place
        if place is None:
            continue
        if place.geonames_id in linked:
            report.conflict(
                "two-qids", NATURAL_EARTH, qid, name, place.geonames_id, f"{linked[place.geonames_id]} is there before"
            )
            continue
        place.name_en, place.name_de = row["name_en"], row["name_de"]
        place.alt_names += [row[c] for c in ("name", "name_fr", "name_es", "name_pt", "name_ru") if row[c]]
        if qid:
            linked[place.geonames_id] = place.qid = qid
            place.qid_sources.append(NATURAL_EARTH)
            report.count(f"{NATURAL_EARTH}: QID taken")


def _is_called(place: Known, name: str) -> bool:
    return fold(name) in {fold(n) for n in (place.name, *place.alt_names)}


def join_unlocode(folder: Path, known: Mapping[str, Known], names: Names, report: Report) -> None:
    """Take UN/LOCODE, QID and population with its year from the table that Wikidata gives."""
    rows = list(rows_of(folder, UNLOCODE))
    labels = labels_of(folder)
    twice = _twice(row["qid"] for row in rows)
    by_qid = {place.qid: place for place in known.values() if place.qid}
    taken: dict[str, list[tuple[dict[str, str], Known]]] = defaultdict(list)
    for row in rows:
        qid, code = row["qid"], row["unlocode"]
        name = row["unlocode_name"] or labels.get(qid, "")
        point = (float(row["lat"]), float(row["lon"])) if row["lat"] else None
        if qid in twice:
            report.conflict("doubled-qid", UNLOCODE, code, name, "", f"{qid} has several codes")
            continue
        place = by_qid.get(qid)
        if place is not None:
            apart = kilometres(point, place.point) if point else 0.0
            if apart > _FAR_UNLOCODE or place.country != row["country_code"]:
                detail = f"{qid} is {place.name}, {place.country}, {apart:.0f} km away"
                report.conflict("far", UNLOCODE, code, name, place.geonames_id, detail)
                continue
        else:
            place = _by_name(name, point, row, names)
            if place is None:
                report.count(f"{UNLOCODE}: no agreement on a place")
                continue
        taken[place.geonames_id].append((row, place))
    for rows_of_place in taken.values():
        _take(rows_of_place, report)


def _by_name(name: str, point: tuple[float, float] | None, row: Mapping[str, str], names: Names) -> Known | None:
    """The one place of the name that also agrees on the point or, where there is no point, on the population."""
    found = names.called(name, row["country_code"]) if name else []
    if point is not None:
        near = sorted((kilometres(point, p.point), p.geonames_id, p) for p in found)
        near = [n for n in near if n[0] <= _FAR_UNLOCODE]
        if len(near) == 1 or (len(near) > 1 and near[0][0] <= _NEAR < near[1][0]):
            return near[0][2]
        return None
    alike = [p for p in found if _same_population(row["population"], p.population)]
    return alike[0] if len(found) == len(alike) == 1 else None


def _same_population(one: str, other: int) -> bool:
    if not one or int(one) == 0 or other == 0:
        return False
    return 1 / _SAME_POPULATION <= int(one) / other <= _SAME_POPULATION


def _take(rows: list[tuple[dict[str, str], Known]], report: Report) -> None:
    place = rows[0][1]
    wanted = [row for row, _ in rows if row["qid"] == place.qid] if place.qid else [row for row, _ in rows]
    if len(wanted) > 1:
        codes = ", ".join(row["unlocode"] for row in wanted)
        for row in wanted:
            report.conflict("two-codes", UNLOCODE, row["unlocode"], place.name, place.geonames_id, f"of {codes}")
        wanted = []
    for row, _ in rows:
        if row not in wanted and place.qid and row["qid"] != place.qid:
            detail = f"{row['qid']}, but {' and '.join(place.qid_sources)} say {place.qid}"
            report.conflict("two-qids", UNLOCODE, row["unlocode"], place.name, place.geonames_id, detail)
    for row in wanted:
        place.qid, place.unlocode = row["qid"], row["unlocode"]
        place.qid_sources.append(UNLOCODE)
        report.count(f"{UNLOCODE}: code taken")
        if row["population"] and row["population_year"]:
            place.stated_population, place.population_year = row["population"], row["population_year"]


def confirm_by_labels(folder: Path, known: Mapping[str, Known], report: Report) -> None:
    """Let Wikidata's own label of an item confirm a QID, where it is a name that the place has."""
    labels = labels_of(folder)
    for place in known.values():
        label = labels.get(place.qid) if place.qid else None
        if label is None:
            continue
        keys = {fold(n) for n in (place.name, place.name_en, place.name_de, *place.alt_names) if n}
        if any(reading.key in keys for reading in readings(label)):
            place.qid_sources.append(P190)
            report.count(f"{P190}: QID confirmed by its label")
        else:
            report.count(f"{P190}: label is another name")


def labels_of(folder: Path) -> dict[str, str]:
    """QID to the label that it had on the day of the crawl, most in German."""
    labels: dict[str, str] = {}
    for row in rows_of(folder, P190):
        labels[row["qid_a"]], labels[row["qid_b"]] = row["label_a"], row["label_b"]
    return labels


def _twice(values: Iterable[str]) -> frozenset[str]:
    return frozenset(value for value, number in Counter(values).items() if value and number > 1)
