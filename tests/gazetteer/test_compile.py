"""Making the gazetteer: what agrees is joined, what contradicts stays out and is told."""

from __future__ import annotations

import csv
import gzip
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from citynet_kg.gazetteer.compile.__main__ import compile_gazetteer
from citynet_kg.gazetteer.compile.raw import FILES
from citynet_kg.gazetteer.places import Gazetteer, read_gazetteer

if TYPE_CHECKING:
    from pathlib import Path

RAW = {
    "geonames-2026-07": [
        "geonames_id\tname\tlat\tlon\tcountry_code\tadmin1_code\tpopulation",
        "1\tAville\t50.0\t7.0\tDE\t07\t60000", "2\tBeville\t46.0\t32.0\tUA\t08\t20000",
        "3\tNew Beville\t46.05\t32.05\tUA\t08\t600", "4\tCeville\t48.0\t2.0\tFR\t11\t900",
        "5\tCeville\t43.0\t2.0\tFR\t76\t900", "6\tDeville\t51.0\t7.5\tDE\t07\t5000",
    ],
    "geonames-2026-07-names": ["geonames_id\talternate_names", "1\tAVL|Astadt|Авіль|阿维尔|avil"],
    "natural-earth-4": [
        "qid,geonames_id,name,name_en,name_de,name_es,name_fr,name_pt,name_ru,lat,lon",
        "Q1,1,Aville,Aville,Astadt,,,,,50.01,7.01", "Q2,3,Beville,Beville,Bestadt,,,,,46.0,32.0",
        "Q4,4,Ceville,Ceville,,,,,,40.0,2.0", "Q9,5,Ceville,Ceville,,,,,,43.0,2.0", "Q9,6,Deville,Deville,,,,,,51.0,7.5",
    ],
    "wikidata-unlocode-2024": [
        "qid,unlocode,country_code,unlocode_name,subdivision,lat,lon,population,population_year,area_km2",
        "Q1,DEAVL,DE,Aville,,50.0,7.0,61000,2021,", "Q5,FRCEV,FR,Ceville,,43.0167,2.0,,,", "Q7,DEXXX,DE,Nowhere,,50.0,7.0,,,",
        "Q8,DEDEV,DE,Deville,,51.0,7.5,,,", "Q8,DEDE2,DE,Deville,,51.0,7.5,,,",
    ],
    "wikidata-p190-2016": ["qid_a,label_a,qid_b,label_b,stated_a_to_b,stated_b_to_a", "Q1,Astadt,Q2,Bestadt,1,1"],
    "germany-lau-2019": [
        "nuts3,ags,name,name_latin,population,area_km2,coastal,city_id,city_name,fua_id",
        'DEA22,05314000,"Aville, Stadt","Aville, Stadt",61000,1,no,DE034C1,Aville,', "DEA23,05314001,Deville,Deville,90000,1,no,,,",
    ],
    "country-names-2023": [
        "iso31661,label_en,label_ru,label_ar,label_fr,label_es,label_zh", "DE,Germany,Германия,,Allemagne,Alemania,",
    ],
}  # fmt: skip


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for source, (name, _) in FILES.items():
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(RAW[source]).encode() + b"\n"
        path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return tmp_path / "raw"


def made(raw: Path, to: str) -> tuple[Gazetteer, list[dict[str, str]]]:
    output = raw.parent / to
    result = CliRunner().invoke(compile_gazetteer, [str(raw), "--output", str(output)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    with (output / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        conflicts = list(csv.DictReader(file))
    return read_gazetteer(output / "places.csv.gz"), conflicts


def test_what_agrees_is_joined(raw: Path) -> None:
    place = made(raw, "one")[0].identified(qid="Q1")
    assert place is not None
    assert (place.geonames_id, place.unlocode, place.ags, place.nuts3) == ("1", "DEAVL", "05314000", "DEA22")
    assert place.qid_sources == ("natural-earth-4", "wikidata-unlocode-2024", "wikidata-p190-2016")
    assert (place.stated_population, place.population_year, place.kind) == ("61000", "2021", "municipality")
    assert (place.name_de, place.alt_names) == ("Astadt", ("Авіль",)), "codes, other scripts, repetitions are left out"


def test_name_and_point_outweigh_a_wrong_identifier(raw: Path) -> None:
    gazetteer, conflicts = made(raw, "one")
    place = gazetteer.identified(qid="Q2")
    assert place is not None
    assert place.geonames_id == "2"
    assert ("other-geonames-id", "Q2") in [(c["rule"], c["identifier"]) for c in conflicts]


def test_what_contradicts_stays_out_and_is_told(raw: Path) -> None:
    gazetteer, conflicts = made(raw, "one")
    told = [(c["rule"], c["identifier"]) for c in conflicts]
    assert gazetteer.identified(qid="Q4") is None, "890 km apart"
    assert ("far", "Q4") in told
    assert gazetteer.identified(qid="Q9") is None
    assert told.count(("doubled-qid", "Q9")) == 2
    assert gazetteer.identified(unlocode="DEDEV") is None
    assert ("doubled-qid", "DEDEV") in told


def test_one_of_two_namesakes_is_told_by_its_point(raw: Path) -> None:
    place = made(raw, "one")[0].identified(unlocode="FRCEV")
    assert place is not None
    assert (place.geonames_id, place.qid, place.qid_sources) == ("5", "Q5", ("wikidata-unlocode-2024",))
    assert place.kind == "authority", "a code of trade does not make a place a municipality"


def test_a_key_of_a_much_larger_municipality_is_not_taken(raw: Path) -> None:
    place = made(raw, "one")[0].identified(geonames_id="6")
    assert place is not None
    assert (place.ags, place.kind) == ("", "authority")


def test_the_same_files_give_the_same_bytes(raw: Path) -> None:
    made(raw, "one")
    made(raw, "other")
    for name in ("places.csv.gz", "conflicts.csv", "made.toml", "country-names.csv"):
        assert (raw.parent / "one" / name).read_bytes() == (raw.parent / "other" / name).read_bytes()
