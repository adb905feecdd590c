"""Files as offices have them are read; files that mean harm are not."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citynet_kg.errors import UnreadableTableError
from citynet_kg.importing import MEMBERSHIPS, PARTNERSHIPS, Options, decoding
from citynet_kg.importing.decoding import read_csv
from citynet_kg.importing.listing import read_listing
from citynet_kg.importing.workbook import read_xlsx
from tests.importing.workbooks import workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEMBERS = Options(MEMBERSHIPS, "the-list", "netone")
PAIRS = Options(PARTNERSHIPS, "the-list")
TEXT = "Mitglied;Land;seit\nKöln;Deutschland;1999\nGenève;Schweiz;2001\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_separators_do_not_matter(encoding: str, separator: str, newline: str) -> None:
    data = TEXT.replace(";", separator).replace("\n", newline).encode(encoding)
    assert [line.cells for line in read_csv(data, "f")] == [line.cells for line in read_csv(TEXT.encode(), "f")]
    assert read_csv(data, "f")[1].cells == ("Köln", "Deutschland", "1999")


def test_a_comma_in_a_quoted_cell_is_no_separator() -> None:
    data = b'City,Country\n"Melnik, Bulgaria",BG\n"Bonn",DE\n'
    assert read_csv(data, "f")[1].cells == ("Melnik, Bulgaria", "BG")


def test_spaces_of_every_kind_are_trimmed() -> None:
    assert read_csv("Stadt;Land\n Bonn\u00a0 ;\tDE \n".encode(), "f")[1].cells == ("Bonn", "DE")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\x00\x00", "it is no text"),
        (b"City\n\xff\x81\n", "neither UTF-8 nor Windows-1252"),
        (b'City,Country\n"Bonn,DE\n', "not readable as CSV"),
    ],
)
def test_what_is_no_csv_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableTableError, match=says):
        read_csv(data, "f")


def test_windows_1251_is_not_taken_for_windows_1252() -> None:
    data = "Місто;Країна\nКиїв;Україна\n".encode("cp1251")
    with pytest.raises(UnreadableTableError, match="Name it with --encoding"):
        read_csv(data, "f")
    assert read_csv(data, "f", "windows-1251")[1].cells == ("Київ", "Україна")
    with pytest.raises(UnreadableTableError, match="its encoding is not 'utf-8'"):
        read_csv(data, "f", "utf-8")
    with pytest.raises(UnreadableTableError, match="its encoding is not 'utf-9'"):
        read_csv(data, "f", "utf-9")


@pytest.mark.parametrize("data", [b"\n" * 200_001, b"," * 401 + b"\n"])
def test_a_table_beyond_all_measure_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableTableError, match="more than 200,000 rows or 400 columns"):
        read_csv(data, "f")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    for read in (read_csv, read_xlsx):
        with suppress(UnreadableTableError):
            assert all(line.number for line in read(data, "f"))


@settings(deadline=None)
@given(at=st.integers(0, 3000), byte=st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused(at: int, byte: int) -> None:
    data = bytearray(workbook([["Stadt", "seit"], ["Bonn", 1983], ["Köln", 44966]], merged=["A2:A3"], days=["B3"]))
    data[at % len(data)] = byte
    with suppress(UnreadableTableError):
        read_xlsx(bytes(data), "f")


def test_a_large_file_is_refused_before_it_is_read(
    written: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citynet_kg.importing.listing.MOST_BYTES", 10)
    with pytest.raises(UnreadableTableError, match="it has 15 bytes"):
        read_listing(written("City,Country\na\n"), MEMBERS)
    assert decoding.MOST_BYTES == 50_000_000


def test_an_old_workbook_is_told(written: Callable[[bytes], Path]) -> None:
    with pytest.raises(UnreadableTableError, match=r"an \.xls file of before 2007"):
        read_listing(written(b"\xd0\xcf\x11\xe0\xa1\xb1"), MEMBERS)


def test_totals_notes_blank_rows_and_unknowns_are_no_entries(written: Callable[[str], Path]) -> None:
    text = (
        "Mitgliederliste 2024;;\n;;\nStadt;Land;seit\nBonn;DE;k. A.\n;;\nKöln;DE;1999\nStadt;Land;seit\nEssen;–;n/a\n"
        "Summe;;3\n;;\nStand: 1.1.2024;;\nGesamtzahl 3;;\n;;3\n"
    )
    listing = read_listing(written(text), MEMBERS)
    assert [(row.number, row.get("name"), row.get("country"), row.get("started")) for row in listing.rows] == [
        (4, "Bonn", "DE", ""), (6, "Köln", "DE", "1999"), (8, "Essen", "", ""),
    ]  # fmt: skip
    assert listing.left_aside == (7, 9, 11, 12, 13)


def test_a_heading_of_two_rows_is_understood(written: Callable[[bytes], Path]) -> None:
    rows: list[list[object]] = [
        ["Stadt", "Zeitraum", None],
        [None, "seit", "bis"],
        ["Bonn", 1983, 1990],
        ["Köln", 44966, None],
    ]
    path = written(workbook(rows, merged=["A1:A2", "B1:C1"], days=["B4"]))
    listing = read_listing(path, MEMBERS)
    assert [(r.number, r.get("name"), r.get("started"), r.get("ended")) for r in listing.rows] == [
        (3, "Bonn", "1983", "1990"), (4, "Köln", "2023-02-09", ""),
    ]  # fmt: skip


def test_a_cell_merged_over_rows_speaks_for_each(written: Callable[[bytes], Path]) -> None:
    rows: list[list[object]] = [["Country", "City"], ["Germany", "Bonn"], [None, "Köln"], ["France", "Paris"]]
    listing = read_listing(written(workbook(rows, merged=["A2:A3"])), MEMBERS)
    assert [row.get("country") for row in listing.rows] == ["Germany", "Germany", "France"]


def test_days_are_counted_from_1904_where_the_file_says_so() -> None:
    lines = read_xlsx(workbook([["Stadt", "seit"], ["Bonn", 43504]], days=["B2"], begins_1904=True), "f")
    assert lines[1].cells == ("Bonn", "2023-02-09")


def test_a_sheet_is_chosen_by_name() -> None:
    data = workbook([["Stadt"], ["Bonn"]], sheet="Mitglieder")
    assert read_xlsx(data, "f", "Mitglieder")[1].cells == ("Bonn",)
    with pytest.raises(UnreadableTableError, match="it has no sheet 'Other'; there are: Mitglieder"):
        read_xlsx(data, "f", "Other")


ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'


@pytest.mark.parametrize(
    ("replaced", "says"),
    [
        ({"xl/sharedStrings.xml": ENTITY}, "declares a document type or an entity"),
        ({"xl/sharedStrings.xml": LAUGHS}, "declares a document type or an entity"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}, "XML is damaged"),
        ({"xl/workbook.xml": "<workbook/>"}, "it has no sheet"),
        (
            {"xl/worksheets/sheet1.xml": '<worksheet><row r="9999999"><c r="A9999999"><v>1</v></c></row></worksheet>'},
            "a cell beyond row",
        ),
        (
            {"xl/worksheets/sheet1.xml": '<worksheet><row r="1"><c r="ZZZ1"><v>1</v></c></row></worksheet>'},
            "or column 400",
        ),
        (
            {"xl/worksheets/sheet1.xml": '<worksheet><row r="1"><c r="A1" t="s"><v>77</v></c></row></worksheet>'},
            "cannot be read",
        ),
    ],
)
def test_a_harmful_or_damaged_workbook_is_refused(replaced: dict[str, str], says: str) -> None:
    with pytest.raises(UnreadableTableError, match=says):
        read_xlsx(workbook([["Stadt"], ["Bonn"]], replaced=replaced), "f")


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citynet_kg.importing.workbook._MOST_PART", 1_000_000)
    bomb = "<worksheet>" + " " * 2_000_000 + "</worksheet>"
    data = workbook([["Stadt"]], replaced={"xl/worksheets/sheet1.xml": bomb})
    assert len(data) < 10_000
    with pytest.raises(UnreadableTableError, match="too large when unpacked"):
        read_xlsx(data, "f")


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "b")
    with pytest.raises(UnreadableTableError, match=r"no readable \.xlsx file"):
        read_xlsx(out.getvalue(), "f")


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("City,Country,Member since", {"name", "country", "started"}),
        ("Mitgliedsstadt;Land;Beitrittsjahr;Austritt", {"name", "country", "started", "ended"}),
        ("Ville;Pays;Année d'adhésion", {"name", "country", "started"}),
        ("Місто;Країна;Рік вступу", {"name", "country", "started"}),
        (
            "UN/LOCODE;Name;Latitude;Longitude;Wikidata ID;GeoNames ID",
            {"unlocode", "name", "lat", "lon", "qid", "geonames_id"},
        ),
    ],
)
def test_headings_are_known_in_four_languages(written: Callable[[str], Path], header: str, fields: set[str]) -> None:
    separator = ";" if ";" in header else ","
    listing = read_listing(written(f"{header}\n{separator.join('x' * len(fields))}\n"), MEMBERS)
    assert set(listing.columns.at) == fields


@pytest.mark.parametrize(
    "header",
    [
        "City,Country,Twin city,Country,Since",
        "Stadt,Land,Partnerstadt,Land,seit",
        "Місто,Країна,Місто-побратим,Країна,рік",
        "Ville,Pays,Ville jumelée,Pays,depuis",
    ],
)
def test_a_country_belongs_to_the_city_before_it(written: Callable[[str], Path], header: str) -> None:
    listing = read_listing(written(f"{header}\nBonn,DE,Oxford,GB,1947\n"), PAIRS)
    row = listing.rows[0]
    assert [row.get(f) for f in ("a.name", "a.country", "b.name", "b.country", "started")] == [
        "Bonn",
        "DE",
        "Oxford",
        "GB",
        "1947",
    ]


def test_a_list_of_one_citys_partners_needs_one_name(written: Callable[[str], Path]) -> None:
    options = Options(PARTNERSHIPS, "the-list", city="aville-de")
    row = read_listing(written("Partnerstadt,Land,seit\nOxford,GB,1947\n"), options).rows[0]
    assert (row.get("b.name"), row.get("b.country")) == ("Oxford", "GB")
    row = read_listing(written("Stadt,Land\nOxford,GB\n"), options).rows[0]
    assert row.get("b.name") == "Oxford"


def test_a_heading_can_be_mapped(written: Callable[[str], Path]) -> None:
    options = Options(MEMBERSHIPS, "the-list", "netone", columns={"name": "Wer?", "started": "Wann genau"})
    row = read_listing(written("Wer?;Wann genau;Stadt\nBonn;1999;x\n"), options).rows[0]
    assert (row.get("name"), row.get("started")) == ("Bonn", "1999")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({}, r"no row has headings for name\. Name them with --map, such as --map name=HEADING"),
        ({"nam": "x"}, "--map knows no field nam; the fields are: country"),
        ({"name": "Wer?", "ended": "Ende gut"}, "no heading fits --map ended=Ende gut"),
    ],
)
def test_missing_headings_are_told(written: Callable[[str], Path], columns: dict[str, str], says: str) -> None:
    with pytest.raises(UnreadableTableError, match=says):
        read_listing(written("Wer?;Wann\nBonn;1999\n"), Options(MEMBERSHIPS, "the-list", "netone", columns=columns))
