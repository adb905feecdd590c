"""Imported lists: every row is accounted for, and nothing that was known before is displaced."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from citynet_kg.gazetteer import Gazetteer, read_gazetteer
from citynet_kg.layout import Layout
from citynet_kg.matching import Matcher, Wanted
from citynet_kg.sources import read_project
from citynet_kg.store import select
from tests.conftest import FIVE_DOCUMENTS, ROOT

if TYPE_CHECKING:
    from citynet_kg.release import Release
    from citynet_kg.sources import Project
    from citynet_kg.store import EmbeddedStore

ROWS = {
    "unesco-creative-cities-2024-10": 349,
    "c40-members-2024": 98,
    "covenant-of-mayors-eu-2022": 1_394,
    "wikidata-eu-sister-cities-2017": 13_081,
    "wikidata-p190-2016": 17_401,
}
"""Rows of each list, below its headings."""
ALIKE = {"wikidata-eu-sister-cities-2017": 175}
"""Rows that say the same in the same words as another of their list."""
RELATIONS = ("membership/", "partnership/")
LARGE, BY_FAR = 100_000, 10
BY_SIZE = "The list names no country; of the places of this name the largest is meant"


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(Layout.at(ROOT))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return read_gazetteer(Layout.at(ROOT).gazetteer / "places.csv.gz")


@pytest.mark.parametrize("source", ROWS)
def test_every_row_is_evidence_or_in_the_ledger(source: str, project: Project) -> None:
    evidence = [e for e in project.evidence if e.source == source and e.about[0].startswith(RELATIONS)]
    ledger = [row for row in project.ledger if row.source == source]
    assert evidence
    assert len({(e.locator, e.about) for e in evidence}) == len(evidence)
    assert len({row.row for row in ledger}) == len(ledger)
    assert len(evidence) + ALIKE.get(source, 0) + len(ledger) == ROWS[source]


def test_the_release_tells_how_many_rows_did_not_get_in(project: Project, full_release: Release) -> None:
    assert full_release.manifest["ledger"] == Counter(row.source for row in project.ledger)


def test_the_page_tells_the_figures(project: Project) -> None:
    page = (ROOT / "docs" / "importing.md").read_text("utf-8")
    told = {
        m[1]: [int(n) for n in m[2].split(" | ")]
        for m in re.finditer(r"^\| `([\w-]+)` \| ([\d |]+) \|$", page, re.MULTILINE)
    }
    spoken_of: dict[str, set[str]] = {}
    for passage in project.evidence:
        for path in passage.about:
            spoken_of.setdefault(path, set()).add(passage.source)
    assert set(told) == set(ROWS)
    for source, figures in told.items():
        own = [path for path, sources in spoken_of.items() if source in sources and path.startswith(RELATIONS)]
        new = [path for path in own if spoken_of[path] == {source}]
        assert figures == [ROWS[source], len(own), len(new), sum(row.source == source for row in project.ledger)]


def test_the_pages_tell_how_the_large_lists_were_taken(project: Project) -> None:
    sources: dict[str, set[str]] = {}
    for passage in project.evidence:
        for path in passage.about:
            sources.setdefault(path, set()).add(passage.source)
    p190, eu = "wikidata-p190-2016", "wikidata-eu-sister-cities-2017"
    notes = [e.note for e in project.evidence if e.source == p190 and e.note]
    told = {item for note in notes for item in re.findall(r"\((Q\d+)\) is taken", note)}
    unresolved = [c for c in project.authorities if c.is_unresolved and c.qid_sources == (p190,)]
    unspecified = [p for p in project.partnerships if p.type == "unspecified"]
    both = [path for path, of in sources.items() if {p190, eu} <= of]
    pages = {
        "docs/importing.md": (f"{len(both):,} partnerships stand in both", f"only: {len(unresolved):,}"),
        "docs/adr/0026-partners-tell-places.md": (f"{len(told):,} items are told", f"and {len(unresolved):,} stay"),
        "CHANGELOG.md": (f"{len(unspecified):,} partnerships of", f"{len(unresolved):,} of the items of P190"),
        "data/README.md": (f"{len(notes):,} with the reason",),
    }
    for page, figures in pages.items():
        text = " ".join((ROOT / page).read_text("utf-8").split())
        assert [figure for figure in figures if figure not in text] == [], page
    assert f"{ALIKE[eu]} rows of the list of 2017 repeat another" in (ROOT / "docs" / "importing.md").read_text("utf-8")


def test_a_place_of_a_list_is_used(project: Project) -> None:
    used = {m.member for m in project.memberships} | {slug for p in project.partnerships for slug in p.partners}
    assert [c.slug for c in project.authorities if c.note.startswith("Added by an import") and c.slug not in used] == []


def test_a_list_adds_evidence_and_not_a_second_membership(project: Project) -> None:
    parties = Counter((m.member, m.organization) for m in project.memberships)
    assert [pair for pair, number in parties.items() if number > 1] == []
    berlin = [e for e in project.evidence if "membership/berlin-de--uccn--1" in e.about]
    assert [(e.source, str(e.stated_start or "")) for e in berlin] == [
        ("infogalactic-creative-cities", "2006"),
        ("unesco-creative-cities-2024-10", ""),
    ]


def test_the_year_of_a_page_stands_beside_the_list(store: EmbeddedStore) -> None:
    rows = select(
        store,
        """SELECT ?start ?listedAs (COUNT(?e) AS ?n) {
            BIND (<https://w3id.org/citynet/id/membership/berlin-de--uccn--1> AS ?m)
            GRAPH <https://w3id.org/citynet/graph/curated> { ?m cnet:startedOn ?start ; cnet:designation ?listedAs }
            ?m cnet:evidence ?e } GROUP BY ?start ?listedAs""",
    )
    assert [(r["start"].value, r["listedAs"].value, r["n"].value) for r in rows] == [("2006", "Design", "2")]


def test_the_largest_place_is_taken_only_where_it_is_large_by_far(project: Project, gazetteer: Gazetteer) -> None:
    """C40 gives no country: at least 100,000 inhabitants and ten times those of the next, or the row stays out."""
    matcher = Matcher(gazetteer)
    cities = {c.slug: c for c in project.authorities}
    decided = [e for e in project.evidence if e.note.startswith(BY_SIZE)]
    assert {e.source for e in decided} == {"c40-members-2024"}
    for passage in decided:
        member = passage.about[0].removeprefix("membership/").split("--")[0]
        candidates = matcher.match(Wanted(passage.locator, "", None)).candidates
        ranked = sorted(candidates, key=lambda place: -place.population)
        assert ranked[0].geonames_id == cities[member].geonames_id, passage.locator
        assert ranked[0].population >= LARGE, passage.locator
        assert len(ranked) == 1 or ranked[0].population >= BY_FAR * ranked[1].population, passage.locator


def test_without_the_lists_their_places_are_not_there(project: Project) -> None:
    known = {c.slug for c in project.authorities}
    kept = {c.slug for c in read_project(Layout.at(ROOT), FIVE_DOCUMENTS).authorities}
    by_list: dict[bool, set[str]] = {True: set(), False: set()}
    for passage in project.evidence:
        parties = {
            part for path in passage.about if path.startswith(RELATIONS) for part in path.split("/")[1].split("--")
        }
        by_list[passage.source in ROWS] |= parties & known
    only_listed = by_list[True] - by_list[False]
    assert len(only_listed) > 10_000
    assert len(kept & only_listed) < 200, "places that attributes or the editors' own files speak of"
    assert by_list[False] <= kept


def test_what_is_unresolved_has_no_point_and_is_never_a_municipality(project: Project) -> None:
    unresolved = [c for c in project.authorities if c.is_unresolved and c.qid]
    assert len(unresolved) > 2_000
    assert {(c.kind, c.lat, c.geonames_id) for c in unresolved} == {("authority", "", "")}
    assert {len(c.qid_sources) for c in unresolved} == {1}
