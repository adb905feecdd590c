"""Read the rows of a list of cities: the place, and what the row says of it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.names import fold, readings
from citynet_kg.importing.cities.cells import (
    country_of,
    kinds,
    read_address,
    read_code,
    read_kind,
    read_population,
    read_year,
)
from citynet_kg.importing.cities.facts import CODES, KEYS, Fact
from citynet_kg.importing.cities.headings import ALTERNATIVES, NAME, POPULATION, is_language
from citynet_kg.importing.entries import locator_of
from citynet_kg.importing.findings import Finding
from citynet_kg.importing.listing import Row
from citynet_kg.importing.settling import read_identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from citynet_kg.gazetteer import Place
    from citynet_kg.importing.settling import Settler

_PROGRESS = 2_000
_AGAINST = {"two-places", "decision-unknown"}
"""What one name of a row may be told for, though another is sure."""


@dataclass(frozen=True, slots=True)
class CityEntry:
    """A sound row, or several that name a place in the same words; `columns` has the heading of each fact."""

    row: int
    locator: str
    place: Place
    columns: Mapping[Fact, str]


def read_cities(settler: Settler, last_year: int, talk: Callable[[str], None]) -> tuple[list[CityEntry], list[Finding]]:
    """Turn rows into entries, and what is wrong with the others into findings.

    Args:
        settler: settles places.
        last_year: the year of the list; no number of inhabitants can be younger.
        talk: told how far it has come.
    """
    rows = settler.listing.rows
    entries: list[CityEntry] = []
    findings: list[Finding] = []
    for number, row in enumerate(rows):
        if number % _PROGRESS == 0:
            talk(f"match: row {number:,} of {len(rows):,}")
        read = _Reader(settler, row, last_year).entry()
        if isinstance(read, CityEntry):
            entries.append(read)
        else:
            findings += read
    contradictions = [*_contradictions(entries, settler.listing.file), *_doubled(entries, settler.listing.file)]
    bad = {finding.row for finding in contradictions}
    return _merged(entry for entry in entries if entry.row not in bad), [*findings, *contradictions]


class _Reader:
    """Reads one row, and notes what is wrong with it."""

    def __init__(self, settler: Settler, row: Row, last_year: int) -> None:
        self._settler, self._last_year = settler, last_year
        self._listing, self._options = settler.listing, settler.options
        self._findings: list[Finding] = []
        self._columns: dict[Fact, str] = {}
        self._names = _names(row)
        shown = next(iter(self._names.values()), "")
        self._row = Row(row.number, {**row.cells, NAME: shown})

    def entry(self) -> CityEntry | list[Finding]:
        place = self._place()
        if place is None:
            return self._findings
        self._read_names()
        self._read_keys(place)
        self._read_population()
        self._read_rest()
        if self._findings:
            return self._findings
        return CityEntry(self._row.number, locator_of(self._row), place, self._columns)

    def _wrong(self, field: str, code: str, **values: object) -> None:
        heading = self._listing.columns.heading(field)
        value = self._row.get(field)
        self._findings.append(Finding(self._listing.file, self._row.number, heading, value, code, values))

    def _say(self, fact: Fact, field: str) -> None:
        self._columns.setdefault(fact, self._listing.columns.heading(field))

    def _place(self) -> Place | None:
        """The place that all names of the row mean, as far as they are known."""
        country = self._row.get("country")
        names = self._names
        decided = {f: n for f, n in names.items() if (n, country) in self._settler.decisions}
        found: dict[str, tuple[str, Place]] = {}
        wrong: list[Finding] = []
        for field, name in (decided or names or {NAME: ""}).items():
            row = Row(self._row.number, {**self._row.cells, NAME: name})
            settled = self._settler.held_only(self._settler.settle(row), row).found
            if not isinstance(settled, Finding):
                found.setdefault(settled.geonames_id, (name, settled))
                continue
            heading = self._listing.columns.heading(field)
            wrong.append(replace(settled, column=heading) if settled.value == name else settled)
        if len(found) > 1:
            (name, one), (other_name, other) = list(found.values())[:2]
            values = {"name": name, "other": other_name, "places": f"{one.name}, {other.name}"}
            self._wrong(next(iter(names)), "names-disagree", **values)
            return None
        against = [finding for finding in wrong if _is_against(finding)]
        if against or not found:
            self._findings += [*against, *wrong][:1]
            return None
        return next(iter(found.values()))[1]

    def _read_names(self) -> None:
        for field, name in self._names.items():
            tag = field.removeprefix(NAME).removeprefix("_") or self._options.names_in
            if tag:
                self._say(Fact("name", name, tag), field)
        for field in _named(self._row, ALTERNATIVES):
            own = field.removeprefix(ALTERNATIVES).removeprefix("_") or self._options.names_in
            for part in re.split(r"[|;\n]", self._row.get(field)):
                name, _, tag = part.rpartition("@") if "@" in part else (part, "", own)
                name = _tidy(name)
                if name and is_language(tag.strip()):
                    self._say(Fact("alt_names", name, tag.strip()), field)

    def _read_keys(self, place: Place) -> None:
        for field in ("qid", *CODES):
            text = self._row.get(field)
            code = read_identifier(field, text) if field == "qid" else read_code(field, text)
            if not text:
                continue
            if not code:
                kind, example = _EXAMPLES[field]
                self._wrong(field, "identifier-unreadable", kind=kind, example=example)
            elif field != "qid" and country_of(field, code) != place.country:
                self._wrong(field, "code-of-other-country", country=country_of(field, code), found=place.country)
            elif field != "qid" or self._is_known_otherwise(place):
                self._say(Fact(field, code), field)

    def _is_known_otherwise(self, place: Place) -> bool:
        """Tell whether more than its QID says that the row means the place; else it cannot confirm the QID."""
        if read_identifier("geonames_id", self._row.get("geonames_id")) == place.geonames_id:
            return True
        if place.unlocode and read_identifier("unlocode", self._row.get("unlocode")) == place.unlocode:
            return True
        known = {fold(name) for name in place.names}
        return any(reading.key in known for name in self._names.values() for reading in readings(name))

    def _read_population(self) -> None:
        for field in _named(self._row, POPULATION):
            if field == "population_year":
                continue
            text = self._row.get(field)
            year_field = "population_year" if field == POPULATION else field
            year_text = self._row.get(year_field) if field == POPULATION else field.rpartition("_")[2]
            number, year = read_population(text), read_year(year_text) if year_text else None
            if number is None:
                self._wrong(field, "population-unreadable")
            elif not year_text:
                self._wrong(field, "population-without-year")
            elif year is None or year > self._last_year:
                self._wrong(year_field, "year-unreadable", last=self._last_year)
            else:
                self._say(Fact("population", str(number), str(year)), field)

    def _read_rest(self) -> None:
        website = self._row.get("website")
        if website and not read_address(website):
            self._wrong("website", "address-unreadable")
        elif website:
            self._say(Fact("website", website), "website")
        kind = self._row.get("kind")
        if kind and not read_kind(kind):
            self._wrong("kind", "form-unknown", known=", ".join(kinds()))
        elif kind or self._options.municipalities:
            self._say(Fact("kind", read_kind(kind) or "municipality"), "kind")


_EXAMPLES = {
    "qid": ("QID", "Q586"),
    "unlocode": ("UN/LOCODE", "DEBON"),
    "ags": ("AGS", "05314000"),
    "nuts3": ("NUTS 3", "DEA22"),
}


def _names(row: Row) -> dict[str, str]:
    """The names of a row by field: the one without a language first, then en, de, uk, then others."""
    order = (NAME, f"{NAME}_en", f"{NAME}_de", f"{NAME}_uk")
    fields = sorted(_named(row, NAME), key=lambda f: (order.index(f) if f in order else len(order), f))
    return {field: _tidy(row.get(field)) for field in fields}


def _tidy(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()))


def _named(row: Row, stem: str) -> list[str]:
    return sorted(f for f in row.cells if (f == stem or f.startswith(f"{stem}_")) and row.get(f))


def _is_against(finding: Finding) -> bool:
    """Tell whether one name of a row speaks against what the others mean."""
    codes = {reason.code for reason in finding.match.reasons} if finding.match else set()
    return finding.code in _AGAINST or "name-elsewhere" in codes


def _contradictions(entries: Iterable[CityEntry], file: str) -> Iterator[Finding]:
    """Rows of one place that cannot both be true."""
    by_place: dict[str, list[CityEntry]] = defaultdict(list)
    for entry in entries:
        by_place[entry.place.geonames_id].append(entry)
    for rows in by_place.values():
        for entry in rows:
            for fact, column in sorted(entry.columns.items()):
                other = next((o for o in rows if any(fact.contradicts(f) for f in o.columns)), None)
                if other is not None:
                    yield Finding(file, entry.row, column, fact.value, "cities-contradict", {"other": other.row})
                    break


def _doubled(entries: Iterable[CityEntry], file: str) -> Iterator[Finding]:
    """Rows of different places that give the same key."""
    by_key: dict[Fact, list[CityEntry]] = defaultdict(list)
    for entry in entries:
        for fact in entry.columns:
            if fact.field in KEYS:
                by_key[fact].append(entry)
    for fact, rows in by_key.items():
        for entry in rows:
            other = next((o for o in rows if o.place.geonames_id != entry.place.geonames_id), None)
            if other is not None:
                yield Finding(file, entry.row, entry.columns[fact], fact.value, "key-twice", {"other": other.row})


def _merged(entries: Iterable[CityEntry]) -> list[CityEntry]:
    """One entry for rows that name a place in the same words, such as one row for each year."""
    by_words: dict[tuple[str, str], list[CityEntry]] = defaultdict(list)
    for entry in entries:
        by_words[entry.place.geonames_id, entry.locator].append(entry)
    return [_one_of(by_words[words]) for words in sorted(by_words)]


def _one_of(rows: Sequence[CityEntry]) -> CityEntry:
    first = min(rows, key=lambda entry: entry.row)
    return replace(first, columns={fact: column for entry in rows for fact, column in entry.columns.items()})
