from __future__ import annotations

import csv
import gzip
import io
import shutil
from typing import TYPE_CHECKING

import pytest

from citynet_kg.gazetteer.places import COLUMNS
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from citynet_kg.layout import Layout

_PLACES = [
    # the three of the tiny project, and those that only the gazetteer knows
    {"geonames_id": "1", "name": "Aville", "country": "DE", "lat": "50.5", "lon": "7.25", "population": "60000"},
    {"geonames_id": "2", "name": "Beville", "country": "UA", "lat": "46.5", "lon": "32.5", "population": "70000"},
    {"geonames_id": "3", "name": "Ceville", "country": "FR", "lat": "48.5", "lon": "2.5", "population": "80000"},
    {"geonames_id": "4", "name": "Dörfeld", "country": "DE", "lat": "51.0", "lon": "9.0", "population": "30000",
     "qid": "Q4", "qid_sources": "natural-earth-4|wikidata-unlocode-2024", "unlocode": "DEDFD", "kind": "municipality",
     "ags": "05314000", "nuts3": "DEA22", "name_en": "Dorfeld", "name_de": "Dörfeld", "stated_population": "31000", "population_year": "2021"},
    {"geonames_id": "5", "name": "Neustadt", "country": "DE", "lat": "49.0", "lon": "8.0", "population": "9000", "admin1": "08"},
    {"geonames_id": "6", "name": "Neustadt", "country": "DE", "lat": "52.0", "lon": "11.0", "population": "8000", "admin1": "14"},
    {"geonames_id": "7", "name": "Ефгород", "country": "UA", "lat": "49.5", "lon": "25.0", "population": "40000"},
    {"geonames_id": "9", "name": "Prishtina", "country": "XK", "lat": "42.6", "lon": "21.1", "population": "200000"},
    {"geonames_id": "8", "name": "Genf", "country": "CH", "lat": "46.2", "lon": "6.1", "population": "200000", "alt_names": "Geneva|Genève"},
    {"geonames_id": "10", "name": "Ixstadt", "country": "DE", "lat": "53.0", "lon": "10.0", "population": "20000",
     "qid": "Q10", "qid_sources": "natural-earth-4"},
]  # fmt: skip
_CARD = """title = "{0}"
title_language = "en"
address = "https://{0}.example/"
languages = ["en"]
publisher = "{0}"
publisher_id = "organization/{0}"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
rights = "Invented for tests."
text_held = false
retrieved = "2025-05-01"
published = "2025-04-01"
kind = "{1}"
"""


@pytest.fixture
def project(tiny: Layout) -> Layout:
    """The tiny project with a gazetteer, its cards, and the card of a list that nothing was read of."""
    for source in ("geonames-2026-07", "natural-earth-4", "wikidata-unlocode-2024", "germany-lau-2019"):
        card(tiny.data / "sources" / source, "gazetteer")
    card(tiny.data / "sources" / "the-list", "list", "statements = 0\n")
    tiny.gazetteer.mkdir()
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({"kind": "authority", "admin1": "01"} | place for place in _PLACES)
    (tiny.gazetteer / "places.csv.gz").write_bytes(gzip.compress(text.getvalue().encode()))
    shutil.copy(ROOT / "data" / "gazetteer" / "country-names.csv", tiny.gazetteer)
    return tiny


def card(folder: Path, kind: str, more: str = "") -> None:
    folder.mkdir()
    (folder / "source.toml").write_text(_CARD.format(folder.name, kind) + more, "utf-8")


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Write a list and say where."""

    def write(content: str | bytes, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
