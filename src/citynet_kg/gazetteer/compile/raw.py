"""Read the raw gazetteers as they were published."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# source id: the file in the folder, its separator
FILES = {
    "geonames-2026-07": ("gazetteer/geonames-cities500.tsv.gz", "\t"),
    "geonames-2026-07-names": ("gazetteer/geonames-altnames-pop15000.tsv.gz", "\t"),
    "natural-earth-4": ("gazetteer/natural-earth-places-v4.csv.gz", ","),
    "wikidata-unlocode-2024": ("gazetteer/wikidata-unlocode.csv.gz", ","),
    "wikidata-p190-2016": ("twinning/wikidata-p190-2016-09.csv.gz", ","),
    "germany-lau-2019": ("gazetteer/germany-lau-2019-nuts-2016.csv.gz", ","),
    "country-names-2023": ("gazetteer/country-names-un-languages.csv", ","),
}


@dataclass(slots=True)
class Known:
    """A place of GeoNames, and what the other sources add to it."""

    geonames_id: str
    name: str
    country: str
    admin1: str
    lat: str
    lon: str
    population: int
    alt_names: list[str] = field(default_factory=list)
    qid: str = ""
    qid_sources: list[str] = field(default_factory=list)
    unlocode: str = ""
    ags: str = ""
    nuts3: str = ""
    urban_audit: str = ""
    stated_population: str = ""
    population_year: str = ""
    name_en: str = ""
    name_de: str = ""

    @property
    def point(self) -> tuple[float, float]:
        return float(self.lat), float(self.lon)


@dataclass(slots=True)
class Report:
    """Contradictions, one row each, and how often every outcome occurred."""

    conflicts: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def conflict(self, rule: str, source: str, identifier: str, name: str, geonames_id: str, detail: str) -> None:
        """Note an identifier that stays out, or is marked, because sources contradict each other."""
        self.conflicts.append((rule, source, identifier, name, geonames_id, detail))
        self.count(f"{source}: conflict, {rule}")

    def count(self, outcome: str) -> None:
        """Count an outcome."""
        self.counts[outcome] = self.counts.get(outcome, 0) + 1


def rows_of(folder: Path, source: str) -> Iterator[dict[str, str]]:
    """The rows of a raw file.

    Raises:
        FileNotFoundError: the folder lacks it.
    """
    name, separator = FILES[source]
    yield from csv.DictReader(io.StringIO(_bytes(folder / name).decode(), newline=""), delimiter=separator)


def sha256_of(folder: Path, source: str) -> str:
    """The hash of a raw file as it lies there."""
    return hashlib.sha256((folder / FILES[source][0]).read_bytes()).hexdigest()


def _bytes(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def read_known(folder: Path) -> dict[str, Known]:
    """The places of GeoNames, by id."""
    known = {
        row["geonames_id"]: Known(
            row["geonames_id"],
            row["name"].strip(),
            row["country_code"],
            row["admin1_code"],
            row["lat"],
            row["lon"],
            int(row["population"] or 0),
        )
        for row in rows_of(folder, "geonames-2026-07")
    }
    for row in rows_of(folder, "geonames-2026-07-names"):
        place = known.get(row["geonames_id"])
        if place is not None:
            place.alt_names = [name.strip() for name in row["alternate_names"].split("|") if name.strip()]
    return known
