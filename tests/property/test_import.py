"""An import does not depend on the order of rows, on encoding, separator or kind of file; twice is once."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citynet_kg.gazetteer import Countries, Gazetteer
from citynet_kg.gazetteer.places import COLUMNS
from citynet_kg.importing import PARTNERSHIPS, Options
from citynet_kg.importing.entries import read_entries
from citynet_kg.importing.listing import read_listing
from citynet_kg.importing.planning import Plan, Planner
from citynet_kg.importing.register import Register
from citynet_kg.importing.relations import files_of
from citynet_kg.importing.settling import Settler
from citynet_kg.importing.staging import write_files
from citynet_kg.matching import Matcher
from citynet_kg.sources import read_project
from tests.importing.workbooks import workbook

if TYPE_CHECKING:
    from citynet_kg.layout import Layout

HEADER = ("Stadt", "Land", "Partnerstadt", "Land", "seit")
NAMES = ("Köln", "Łódź", "Genève", "Neustadt", "Essen", "Нове Місто", "Sao Joao")
CODES = Countries({"de": "DE", "pl": "PL", "": ""})
OPTIONS = Options(PARTNERSHIPS, "city-page")

names = st.sampled_from((*NAMES, "Stadt Köln", "Koeln", "Lodz", "Atlantis", ""))
dates = st.sampled_from(("1983", "seit 1983", "03/2021", "9. Februar 2023", "k. A.", "", "nie", "44966"))
rows = st.lists(st.tuples(names, st.just("DE"), names, st.just("DE"), dates), max_size=12)


def gazetteer() -> Gazetteer:
    cells = [
        {
            "geonames_id": str(n),
            "name": name,
            "country": "DE",
            "lat": f"{40 + n}",
            "lon": f"{n}",
            "population": "20000",
            "kind": "authority",
        }
        for n, name in enumerate((*NAMES, "Neustadt"), 10)
    ]
    return Gazetteer.of([[c.get(column, "") for column in COLUMNS] for c in cells])


def planned(data: bytes, project: Layout) -> tuple[Plan, Register, list[tuple[str, str]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(data)
        listing = read_listing(path, OPTIONS)
    known, places = read_project(project), gazetteer()
    register = Register(known.authorities, places)
    settler = Settler(listing, OPTIONS, Matcher(places), CODES, {}, frozenset({"DE"}))
    entries, findings = read_entries(settler, {}, None, {}, lambda _: None)
    register.name_all(place for entry in entries for place in entry.named)
    plan = Planner(known, register, OPTIONS, listing.file).plan(entries)
    told = sorted((f.value, f.code) for f in (*findings, *plan.findings))
    return plan, register, told


def result(data: bytes, project: Layout) -> object:
    plan, register, told = planned(data, project)
    return plan.relations, plan.evidence, register.rows(plan.used), told


def text(table: list[tuple[str, ...]], separator: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([HEADER, *table])
    return out.getvalue()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=rows, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tiny: Layout, table: list[tuple[str, ...]], order: object) -> None:
    shuffled = list(table)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert result(text(table, ";").encode(), tiny) == result(text(shuffled, ";").encode(), tiny)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=rows, separator=st.sampled_from(";,\t|"), encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
)
def test_encoding_and_separator_do_not_matter(
    tiny: Layout, table: list[tuple[str, ...]], separator: str, encoding: str
) -> None:
    if encoding == "cp1252":
        table = [row for row in table if "Ł" not in str(row) and "Н" not in str(row)]
    plain = text(table, ";").encode()
    assert result(text(table, separator).encode(encoding), tiny) == result(plain, tiny)
    assert result(workbook([HEADER, *table]), tiny) == result(plain, tiny)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=rows)
@pytest.mark.slow
def test_twice_is_once(tiny: Layout, table: list[tuple[str, ...]]) -> None:
    """What an example writes stays for the next, so later lists meet what earlier ones brought."""
    for source in ("geonames-2026-07", "natural-earth-4", "wikidata-unlocode-2024", "germany-lau-2019"):
        folder = tiny.data / "sources" / source
        folder.mkdir(exist_ok=True)
        card = (tiny.data / "sources" / "gazetteer" / "source.toml").read_text("utf-8")
        (folder / "source.toml").write_text(
            card.replace('"organization/gazetteer"', f'"organization/{source}"'), "utf-8"
        )
    plan, register, _ = planned(text(table, ";").encode(), tiny)
    write_files(tiny, files_of(tiny, OPTIONS, register, plan))
    again, register, _ = planned(text(table, ";").encode(), tiny)
    assert (again.relations, again.evidence) == ([], [])
    assert write_files(tiny, files_of(tiny, OPTIONS, register, again)) == []
