"""Give German places their municipality key, where name, state and size agree."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.compile.raw import rows_of
from citynet_kg.gazetteer.names import fold, readings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from citynet_kg.gazetteer.compile.raw import Known, Report

LAU = "germany-lau-2019"
_TITLE = re.compile(r",.*$")
_ABBREVIATIONS = (
    (re.compile(r"\ba\.\s*d\.\s*"), "an der "),
    (re.compile(r"\bi\.\s*d\.\s*"), "in der "),
    (re.compile(r"\ba\.\s*"), "am "),
    (re.compile(r"\bi\.\s*"), "im "),
    (re.compile(r"\bb\.\s*"), "bei "),
    (re.compile(r"\bv\.\s*d\.\s*"), "vor der "),
    (re.compile(r"\bo\.\s*d\.\s*"), "ob der "),
)
_SAME_SIZE = 3.0
"""GeoNames counts the settlement, Eurostat the municipality: they differ, but rarely more than this."""


def join_german(folder: Path, known: Mapping[str, Known], report: Report) -> None:
    """Take municipality key, NUTS 3 and Urban Audit code from the table of local administrative units.

    The first two digits of the key name the state; GeoNames numbers the states in its own way. Which belongs to which
    is read from the names that both have once.
    """
    by_name: dict[str, list[Known]] = defaultdict(list)
    for place in known.values():
        if place.country == "DE":
            by_name[fold(place.name)].append(place)
    units = [(row, list(_keys(row["name"]))) for row in rows_of(folder, LAU)]
    states = _states(units, by_name)
    candidates: dict[str, list[tuple[dict[str, str], Known]]] = defaultdict(list)
    for row, keys in units:
        for key in keys:
            found = [p for p in by_name.get(key, ()) if p.admin1 == states.get(row["ags"][:2])]
            if found:
                alike = [p for p in found if _same_size(int(row["population"] or 0), p.population)]
                if len(alike) == 1:
                    candidates[alike[0].geonames_id].append((row, alike[0]))
                break
    for rows in candidates.values():
        place = rows[0][1]
        if len(rows) > 1:
            for row, _ in rows:
                detail = f"of {', '.join(r['ags'] for r, _ in rows)}"
                report.conflict("two-keys", LAU, row["ags"], place.name, place.geonames_id, detail)
            continue
        row = rows[0][0]
        place.ags, place.nuts3, place.urban_audit = row["ags"], row["nuts3"], row["city_id"]
        report.count(f"{LAU}: key taken")


def _keys(name: str) -> Iterator[str]:
    bare = _TITLE.sub("", name)
    for pattern, text in _ABBREVIATIONS:
        bare = pattern.sub(text, bare)
    yield fold(bare)
    yield from (reading.key for reading in readings(bare))


def _states(units: list[tuple[dict[str, str], list[str]]], by_name: Mapping[str, list[Known]]) -> dict[str, str]:
    """The two digits of a key to the code of GeoNames, by the vote of names that both know once."""
    times = Counter(keys[0] for _, keys in units)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row, keys in units:
        places = by_name.get(keys[0], ())
        if len(places) == 1 and times[keys[0]] == 1:
            votes[row["ags"][:2]][places[0].admin1] += 1
    return {digits: vote.most_common(1)[0][0] for digits, vote in votes.items()}


def _same_size(one: int, other: int) -> bool:
    return other == 0 or one == 0 or 1 / _SAME_SIZE <= one / other <= _SAME_SIZE
