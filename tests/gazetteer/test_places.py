"""The gazetteer that is committed, and reading it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import tomllib
from typing import TYPE_CHECKING

import pytest

from citynet_kg.errors import ProjectNotFoundError
from citynet_kg.gazetteer import Gazetteer, read_gazetteer
from citynet_kg.gazetteer.countries import read_countries
from citynet_kg.gazetteer.places import COLUMNS
from citynet_kg.layout import Layout
from citynet_kg.sources import read_project
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = Layout.at(ROOT).gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return read_gazetteer(FOLDER / "places.csv.gz")


def test_the_account_speaks_of_this_file(gazetteer: Gazetteer) -> None:
    made = tomllib.loads((FOLDER / "made.toml").read_text("utf-8"))
    text = gzip.decompress((FOLDER / "places.csv.gz").read_bytes())
    assert hashlib.sha256(text).hexdigest() == made["places"]["sha256_of_csv"]
    assert len(gazetteer) == made["places"]["rows"]


def test_no_identifier_is_given_to_two_places(gazetteer: Gazetteer) -> None:
    for column in ("geonames_id", "qid", "unlocode", "ags"):
        values = [row[COLUMNS.index(column)] for row in gazetteer.rows if row[COLUMNS.index(column)]]
        assert len(values) == len(set(values)), column


def test_every_qid_names_the_sources_that_agree_on_it(gazetteer: Gazetteer) -> None:
    cards = {path.name for path in (ROOT / "data" / "sources").iterdir()}
    for number in gazetteer.by_qid.values():
        sources = gazetteer.place(number).qid_sources
        assert sources
        assert set(sources) <= cards


def test_the_register_and_the_gazetteer_agree(gazetteer: Gazetteer) -> None:
    """Both were made of the same sources: what differs is a mistake in one of them."""
    for city in read_project(Layout.at(ROOT)).authorities:
        place = gazetteer.identified(geonames_id=city.geonames_id) if city.geonames_id else None
        if place is None:
            continue
        assert (place.country, place.lat, place.lon) == (city.country, city.lat, city.lon), city.slug
        if city.qid and len(place.qid_sources) > 1:
            assert place.qid == city.qid, city.slug
        assert place.ags in ("", city.codes.get("municipalityKey", place.ags)), city.slug


def test_a_german_place_without_a_key_is_no_municipality(gazetteer: Gazetteer) -> None:
    kreuzberg = next(p for p in gazetteer.called("kreuzberg") if p.admin1 == "16")
    bonn = gazetteer.identified(qid="Q586")
    assert kreuzberg.kind == "authority"
    assert bonn is not None
    assert (bonn.kind, bonn.ags, bonn.unlocode, bonn.geonames_id) == ("municipality", "05314000", "DEBON", "2946447")


def test_a_wrong_geonames_id_of_natural_earth_is_not_believed(gazetteer: Gazetteer) -> None:
    """Natural Earth gives Albuquerque the id of Los Ranchos de Albuquerque."""
    place = gazetteer.identified(qid="Q34804")
    assert place is not None
    assert place.name == "Albuquerque"
    with (FOLDER / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["identifier"] == "Q34804"]
    assert [row["rule"] for row in rows] == ["other-geonames-id"]


def test_a_slip_of_one_letter_is_found_in_its_country(gazetteer: Gazetteer) -> None:
    assert [p.name for p in gazetteer.misspelt("dortmnud", "DE")] == ["Dortmund"]
    assert [p.name for p in gazetteer.misspelt("dortmumd", "DE")] == ["Dortmund"]
    assert gazetteer.misspelt("dortmnud", "PL") == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Germany", "DE"), ("Deutschland", "DE"), ("Німеччина", "DE"), ("Allemagne", "DE"), ("DE", "DE"), ("deu", "DE"),
        ("Ukraine", "UA"), ("Україна", "UA"), ("UK", "GB"), ("People's Republic of China", "CN"), ("The Netherlands", "NL"),
        ("Kingdom of the Netherlands", "NL"), ("Österreich", "AT"), ("Czech Republic", "CZ"), ("Atlantis", None), ("", None),
    ],
)  # fmt: skip
def test_a_country_is_known_however_it_is_written(written: str, code: str | None) -> None:
    countries = read_countries(FOLDER / "country-names.csv", ROOT / "data" / "entities" / "countries.csv")
    assert countries.find(written) == code


def test_a_missing_gazetteer_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectNotFoundError, match="No gazetteer at"):
        read_gazetteer(tmp_path / "places.csv.gz")


def test_a_gazetteer_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.csv.gz"
    path.write_bytes(gzip.compress(b"id,name\n1,Bonn\n"))
    with pytest.raises(ProjectNotFoundError, match="other columns"):
        read_gazetteer(path)
