"""An import of cities does not depend on the order of rows, on encoding, separator or kind of file; twice is once."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citynet_kg.gazetteer import Countries
from citynet_kg.importing import CITIES, Options
from citynet_kg.importing.cities.draft import draft_cities
from citynet_kg.importing.desk import Desk
from citynet_kg.importing.listing import read_listing
from citynet_kg.importing.register import Register
from citynet_kg.importing.settling import Settler
from citynet_kg.importing.staging import write_files
from citynet_kg.matching import Matcher
from citynet_kg.sources import read_project
from tests.importing.workbooks import workbook
from tests.property.test_import import gazetteer

if TYPE_CHECKING:
    from citynet_kg.importing.desk import Draft
    from citynet_kg.layout import Layout

HEADER = ("Stadt", "name_fr", "alt_names_de", "QID", "AGS", "Einwohner", "Jahr", "Art")
OPTIONS = Options(CITIES, "a-list", country="DE", names_in="de")
REGISTER = "data/entities/local-authorities.csv"

rows = st.lists(
    st.tuples(
        st.sampled_from(("Köln", "Stadt Köln", "Koeln", "Łódź", "Genève", "Essen", "Нове Місто", "Atlantis", "Neustadt", "")),
        st.sampled_from(("", "Cologne", "Genève", "Essène")),
        st.sampled_from(("", "Colonia; Agrippina", "Köln")),
        st.sampled_from(("", "Q7", "Q8", "Q", "k. A.")),
        st.sampled_from(("", "5315000", "05113000", "1")),
        st.sampled_from(("", "1.000.000", "999 000", "ca. 5")),
        st.sampled_from(("", "2021", "31.12.2021", "2022", "1.1.")),
        st.sampled_from(("", "Stadt", "Kreis", "Bezirk")),
    ),
    max_size=8,
)  # fmt: skip


@pytest.fixture
def project(tiny: Layout) -> Layout:
    """The tiny project, with a row for each second place of the gazetteer, of known and of unknown kind."""
    places = gazetteer()
    with (tiny.root / REGISTER).open("a", encoding="utf-8", newline="") as file:
        for number in range(0, len(places), 2):
            place = places.place(number)
            kind = "authority" if number % 4 else "municipality"
            cells = [
                f"city-{place.geonames_id}",
                kind,
                place.name,
                *[""] * 5,
                "DE",
                "",
                place.lat,
                place.lon,
                place.geonames_id,
            ]
            csv.writer(file, lineterminator="\n").writerow([*cells, *[""] * 11, "gazetteer", "gazetteer", ""])
    folder = tiny.data / "sources" / "a-list"
    folder.mkdir()
    card = (tiny.data / "sources" / "gazetteer" / "source.toml").read_text("utf-8")
    (folder / "source.toml").write_text(card.replace("organization/gazetteer", "organization/a-list"), "utf-8")
    return tiny


def draft(data: bytes, project: Layout) -> Draft:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(data)
        listing = read_listing(path, OPTIONS)
    known, places = read_project(project), gazetteer()
    settler = Settler(listing, OPTIONS, Matcher(places), Countries({"de": "DE", "": ""}), {}, frozenset({"DE"}))
    return draft_cities(Desk(project, OPTIONS, known, Register(known.authorities, places), settler, lambda _: None))


def result(data: bytes, project: Layout) -> object:
    found = draft(data, project)
    told = sorted((f.value, f.code) for f in (*found.findings, *found.unused))
    return found.files, found.added, found.repeated, told


def text(table: list[tuple[str, ...]], separator: str = ";") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([HEADER, *table])
    return out.getvalue()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=rows, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(project: Layout, table: list[tuple[str, ...]], order: object) -> None:
    shuffled = list(table)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert result(text(table).encode(), project) == result(text(shuffled).encode(), project)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=rows, separator=st.sampled_from(";,\t|"), encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
)
def test_encoding_and_separator_do_not_matter(
    project: Layout, table: list[tuple[str, ...]], separator: str, encoding: str
) -> None:
    if encoding == "cp1252":
        table = [row for row in table if "Ł" not in str(row) and "Н" not in str(row)]
    plain = result(text(table).encode(), project)
    assert result(text(table, separator).encode(encoding), project) == plain
    assert result(workbook([HEADER, *table]), project) == plain


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=rows)
@pytest.mark.slow
def test_twice_is_once(project: Layout, table: list[tuple[str, ...]]) -> None:
    """What an example writes stays for the next, so later lists meet what earlier ones brought."""
    write_files(project, draft(text(table).encode(), project).files)
    again = draft(text(table).encode(), project)
    assert again.added == {}
    assert write_files(project, again.files) == []
