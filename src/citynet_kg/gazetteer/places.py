"""Read the gazetteer and find places in it: by identifier, by the key of a name, by a name with one slip."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from citynet_kg.errors import ProjectNotFoundError
from citynet_kg.gazetteer.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

COLUMNS = [
    *("geonames_id", "name", "country", "admin1", "lat", "lon", "population", "kind", "qid", "qid_sources", "unlocode"),
    *("ags", "nuts3", "urban_audit", "stated_population", "population_year", "name_en", "name_de", "alt_names"),
]
_SHORTEST_MISSPELT = 5
"""A slip in a name of four letters makes another name too often."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the gazetteer.

    `kind` is municipality where a second source knows the place as one, else authority: GeoNames alone does not tell a
    district from a town. `qid_sources` are ids of source cards; one alone is a mark of doubt.
    """

    geonames_id: str
    name: str
    country: str
    admin1: str
    lat: str
    lon: str
    population: int
    kind: str
    qid: str
    qid_sources: tuple[str, ...]
    unlocode: str
    ags: str
    nuts3: str
    urban_audit: str
    stated_population: str
    population_year: str
    name_en: str
    name_de: str
    alt_names: tuple[str, ...]

    @property
    def key(self) -> str:
        """What tells the place from all others: its GeoNames id, else its QID."""
        return self.geonames_id or self.qid

    @property
    def point(self) -> tuple[float, float]:
        return float(self.lat), float(self.lon)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the one in most use first."""
        return tuple(dict.fromkeys(filter(None, (self.name, self.name_en, self.name_de, *self.alt_names))))


def place_of(cells: Mapping[str, str]) -> Place:
    """Make a place of the cells of a row."""
    values = {column: cells[column] for column in COLUMNS}
    return Place(
        **{c: v for c, v in values.items() if c not in ("population", "qid_sources", "alt_names")},
        population=int(values["population"] or 0),
        qid_sources=tuple(filter(None, values["qid_sources"].split("|"))),
        alt_names=tuple(filter(None, values["alt_names"].split("|"))),
    )


@dataclass(slots=True)
class Gazetteer:
    """Places with their indices. A place is made of its row when it is asked for: most never are."""

    rows: list[list[str]]
    by_key: dict[str, list[int]]
    by_geonames: dict[str, int]
    by_qid: dict[str, int]
    by_unlocode: dict[str, int]
    _made: dict[int, Place] = field(default_factory=dict)
    _ends: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[list[str]]) -> Gazetteer:
        """Index rows whose cells stand in the order of `COLUMNS`."""
        kept = list(rows)
        at = {column: number for number, column in enumerate(COLUMNS)}
        named = [at[c] for c in ("name", "name_en", "name_de")]
        alternatives, qid, unlocode = at["alt_names"], at["qid"], at["unlocode"]
        keys: dict[str, list[int]] = defaultdict(list)
        by_geonames, by_qid, by_unlocode = {}, {}, {}
        for number, row in enumerate(kept):
            own = {fold(row[i]) for i in named if row[i]}
            if row[alternatives]:
                own.update(map(fold, row[alternatives].split("|")))
            for key in own:
                keys[key].append(number)
            by_geonames[row[0]] = number
            if row[qid]:
                by_qid[row[qid]] = number
            if row[unlocode]:
                by_unlocode[row[unlocode]] = number
        return cls(kept, dict(keys), by_geonames, by_qid, by_unlocode)

    def __len__(self) -> int:
        return len(self.rows)

    def place(self, number: int) -> Place:
        """The place of a row."""
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = place_of(dict(zip(COLUMNS, self.rows[number], strict=True)))
        return made

    def called(self, key: str) -> list[Place]:
        """The places that have a name of this key, in any country."""
        return [self.place(number) for number in self.by_key.get(key, ())]

    def identified(self, *, geonames_id: str = "", qid: str = "", unlocode: str = "") -> Place | None:
        """The place of one identifier."""
        number = self.by_geonames.get(geonames_id)
        number = self.by_qid.get(qid) if number is None else number
        number = self.by_unlocode.get(unlocode) if number is None else number
        return None if number is None else self.place(number)

    def learn(self, geonames_id: str, names: Iterable[str]) -> None:
        """Let a place be found by further names, such as those of our register."""
        number = self.by_geonames[geonames_id]
        place, names = self.place(number), tuple(names)
        self._made[number] = replace(place, alt_names=tuple(dict.fromkeys((*place.alt_names, *names))))
        for key in {fold(name) for name in names}:
            if number not in (known := self.by_key.setdefault(key, [])):
                known.append(number)

    def misspelt(self, key: str, country: str) -> list[Place]:
        """The places of a country with a name that is one slip away: a letter too many, too few, or another."""
        if len(key) < _SHORTEST_MISSPELT:
            return []
        if not self._ends:
            self._index_ends()
        keys = {k for end in _ends(key) for k in self._ends.get((country, end), ()) if _is_one_slip(key, k)}
        numbers = {n for k in keys for n in self.by_key[k] if self.rows[n][2] == country}
        return [self.place(n) for n in sorted(numbers)]

    def _index_ends(self) -> None:
        """Index names by their first and by their last letters: a slip leaves one end of a name as it is."""
        for key, numbers in self.by_key.items():
            if len(key) >= _SHORTEST_MISSPELT:
                for country in {self.rows[n][2] for n in numbers}:
                    for end in _ends(key):
                        self._ends.setdefault((country, end), []).append(key)


def _ends(key: str) -> tuple[str, str]:
    return f"{key[:2]}…", f"…{key[-2:]}"


def _is_one_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    first = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        swapped = short[first + 1 : first + 2] + short[first : first + 1] + short[first + 2 :]
        return short[first + 1 :] == long[first + 1 :] or swapped == long[first:]
    return short[first:] == long[first + 1 :]


def read_gazetteer(file: Path) -> Gazetteer:
    """Read `data/gazetteer/places.csv.gz`.

    Raises:
        ProjectNotFoundError: it is not there, or is not what this version writes.
    """
    if not file.is_file():
        raise ProjectNotFoundError(f"No gazetteer at {file}. Take it from the repository; data/gazetteer says how.")
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        rows = csv.reader(text)
        if next(rows, None) != COLUMNS:
            raise ProjectNotFoundError(f"{file} has other columns than this version reads. Make it again.")
        return Gazetteer.of(rows)
