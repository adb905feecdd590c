"""Write the gazetteer, the contradictions, and the account of what it was made of: the same input, the same bytes."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.compile.raw import FILES, rows_of, sha256_of
from citynet_kg.gazetteer.names import fold
from citynet_kg.gazetteer.places import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from citynet_kg.gazetteer.compile.raw import Known, Report

_CONFLICTS = ("rule", "source", "identifier", "name", "geonames_id", "detail")
_READABLE = re.compile("[\u0041-\u024f\u1e00-\u1eff\u0370-\u03ff\u0400-\u04ff0-9 .,'’ʼ‘()/–-]+")
"""Latin, Greek, Cyrillic: the scripts of the lists that are read. Names in others are left out for their size."""
_CODE = 3
"""Codes of airports and stations among the alternative names have three letters: BNJ, FRA."""


def write_gazetteer(folder: Path, output: Path, places: Iterable[Known], report: Report) -> None:
    """Write `places.csv.gz`, `country-names.csv`, `conflicts.csv` and `made.toml`."""
    output.mkdir(parents=True, exist_ok=True)
    rows = [_cells(place) for place in sorted(places, key=lambda p: int(p.geonames_id))]
    text = _csv(COLUMNS, rows).encode()
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as file:
        file.write(text)
    (output / "places.csv.gz").write_bytes(packed.getvalue())
    (output / "conflicts.csv").write_text(_csv(_CONFLICTS, sorted(report.conflicts)), "utf-8", newline="")
    (output / "country-names.csv").write_text(_csv(("alpha2", "names"), _countries(folder)), "utf-8", newline="")
    (output / "made.toml").write_text(_account(folder, rows, text, report), "utf-8")


def _cells(place: Known) -> list[str]:
    own = {fold(name) for name in (place.name, place.name_en, place.name_de) if name}
    others = []
    for name in place.alt_names:
        key = fold(name)
        if key and key not in own and _is_name(name):
            own.add(key)
            others.append(name)
    kind = "municipality" if _is_municipality(place) else "authority"
    cells = {
        "population": str(place.population or ""),
        "kind": kind,
        "qid_sources": "|".join(place.qid_sources),
        "alt_names": "|".join(others),
    }
    return [cells[c] if c in cells else str(getattr(place, c)) for c in COLUMNS]


def _is_name(name: str) -> bool:
    if _READABLE.fullmatch(name) is None or "@" in name:
        return False
    return name[0].isupper() and not (len(name) <= _CODE and name.isupper())


def _is_municipality(place: Known) -> bool:
    """GeoNames alone does not tell a district from a town; a second source has to know the place as one."""
    if place.country == "DE":
        return bool(place.ags)
    return "natural-earth-4" in place.qid_sources


def _countries(folder: Path) -> list[list[str]]:
    names: dict[str, list[str]] = {}
    for row in rows_of(folder, "country-names-2023"):
        for language in ("en", "fr", "es", "ru"):
            name = row[f"label_{language}"].strip()
            if name and name not in names.setdefault(row["iso31661"], []):
                names[row["iso31661"]].append(name)
    return [[code, "|".join(found)] for code, found in sorted(names.items())]


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _account(folder: Path, rows: list[list[str]], text: bytes, report: Report) -> str:
    at = {column: number for number, column in enumerate(COLUMNS)}
    filled = {c: sum(bool(row[at[c]]) for row in rows) for c in ("qid", "unlocode", "ags", "name_de", "alt_names")}
    confirmed = sum("|" in row[at["qid_sources"]] for row in rows)
    lines = [
        "# Written by python -m citynet_kg.gazetteer.compile; do not edit.",
        "",
        "[places]",
        f"rows = {len(rows)}",
        *(f"{column} = {number}" for column, number in filled.items()),
        f"qid_with_two_sources = {confirmed}",
        f"municipality = {sum(row[at['kind']] == 'municipality' for row in rows)}",
        f'sha256_of_csv = "{hashlib.sha256(text).hexdigest()}"',
        "",
        "[outcomes]",
        *(f'"{outcome}" = {number}' for outcome, number in sorted(report.counts.items())),
        "",
        "[sha256]",
        *(f'{source} = "{sha256_of(folder, source)}" # {FILES[source][0]}' for source in FILES),
    ]
    return "\n".join(lines) + "\n"
