from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from citynet_kg.describe import describe_thing, document_triples, json_ld, relation_rows, view_data
from citynet_kg.describe.addresses import all_paths, exists
from citynet_kg.describe.evidence import place_of
from citynet_kg.describe.states import Bounds
from citynet_kg.errors import UnknownThingError

if TYPE_CHECKING:
    from citynet_kg.describe.relations import RelationView
    from citynet_kg.store import EmbeddedStore

AS_OF = dt.date(2025, 1, 1)
AACHEN = "municipality/aachen-de"


def relations(small: EmbeddedStore, path: str, at: dt.date | None = None) -> dict[str, RelationView]:
    view = describe_thing(small, path, "en", at, AS_OF)
    return {row.path: row for group in view.groups for row in group.rows}


@pytest.mark.parametrize(
    ("bounds", "day", "state"),
    [
        (Bounds(), "2000-01-01", "not-dated"),
        (Bounds(start_latest=dt.date(1983, 12, 31), end_earliest=dt.date(2020, 1, 1)), "1983-12-31", "certain"),
        (Bounds(start_latest=dt.date(1983, 12, 31), end_earliest=dt.date(2020, 1, 1)), "2020-01-02", "possible"),
        (Bounds(start_latest=dt.date(1983, 12, 31)), "2000-01-01", "possible"),
        (Bounds(start_earliest=dt.date(1983, 1, 1)), "1982-12-31", "excluded"),
        (Bounds(end_latest=dt.date(1983, 1, 1)), "1983-01-01", "possible"),
        (Bounds(end_latest=dt.date(1983, 1, 1)), "1983-01-02", "excluded"),
        (Bounds(end_earliest=dt.date(1983, 1, 1)), "1980-01-01", "possible"),
    ],
)
def test_state_follows_the_four_bounds(bounds: Bounds, day: str, state: str) -> None:
    assert bounds.state_on(dt.date.fromisoformat(day)) == state


def test_party_shows_accepted_disputed_and_rejected_relations(small: EmbeddedStore) -> None:
    shown = relations(small, AACHEN)
    assert not shown["membership/aachen-de--net--1"].is_doubtful
    assert shown["partnership/aachen-de--lodz-pl--1"].is_doubtful
    assert shown["membership/aachen-de--net--2"].quarantined


def test_rejected_relations_come_last(small: EmbeddedStore) -> None:
    view = describe_thing(small, AACHEN, "en", None, AS_OF)
    rows = next(g.rows for g in view.groups if g.key == "memberships")
    assert [r.quarantined for r in rows] == [False, True]


def test_day_hides_the_excluded_and_counts_them(small: EmbeddedStore) -> None:
    view = describe_thing(small, AACHEN, "en", dt.date(2000, 1, 1), AS_OF)
    assert view.hidden == 3
    states = {r.path: r.state for g in view.groups for r in g.rows}
    assert states == {
        "membership/aachen-de--net--1": "certain",
        "partnership/aachen-de--lodz-pl--1": "not-dated",
    }


def test_other_dates_of_sources_are_told(small: EmbeddedStore) -> None:
    """1991 contradicts May 1990; 1990 only says the same less precisely."""
    told = relations(small, AACHEN)["membership/aachen-de--net--1"].deviations
    assert [(d.term, d.said.text, d.chosen.text if d.chosen else None) for d in told] == [
        ("cnet:startedOn", "1991", "1990-05")
    ]


def test_contradicting_evidence_comes_first_and_marks_the_relation(small: EmbeddedStore) -> None:
    relation = relations(small, AACHEN)["membership/aachen-de--net--1"]
    assert relation.is_contradicted
    assert [e.path for e in relation.evidence] == ["evidence/page-10", "evidence/page-2"]


def test_passage_has_quote_line_and_source(small: EmbeddedStore) -> None:
    passage = describe_thing(small, "evidence/page-2", "en", None, AS_OF).passage
    assert passage is not None
    assert passage.quote is not None
    assert (passage.quote.language, passage.line, passage.source.address) == ("de", 7, "https://page.example/")


def test_network_shows_roles_in_its_bodies(small: EmbeddedStore) -> None:
    assert "tenure/somebody--board--chair--1" in relations(small, "network/net")


def test_statement_of_absence_stands_on_the_page_of_its_party(small: EmbeddedStore) -> None:
    view = describe_thing(small, AACHEN, "en", None, AS_OF)
    assert [a.path for a in view.absences] == ["absence/aachen-de--project--1"]


def test_rejected_relation_has_a_page_of_its_own(small: EmbeddedStore) -> None:
    view = describe_thing(small, "membership/aachen-de--net--2", "en", None, AS_OF)
    assert view.quarantined
    assert view.relation is not None
    assert [p.name.text for p in view.relation.parties] == ["Aachen", "The <Net> & Co"]


def test_russian_names_are_never_shown(small: EmbeddedStore) -> None:
    text = str(view_data(describe_thing(small, AACHEN, "uk", None, AS_OF)))
    assert "Ахен" not in text
    assert "Аахен" not in text
    assert "Aix-la-Chapelle" in text


def test_hidden_labels_are_never_shown(small: EmbeddedStore) -> None:
    assert "Bad Aachen" not in str(view_data(describe_thing(small, AACHEN, "de", None, AS_OF)))


@pytest.mark.parametrize("path", ["municipality/nowhere-xx", "nonsense", "municipality/../x", 'municipality/a"b'])
def test_unknown_thing_is_told(small: EmbeddedStore, path: str) -> None:
    with pytest.raises(UnknownThingError):
        describe_thing(small, path, "en", None, AS_OF)
    with pytest.raises(UnknownThingError):
        document_triples(small, path)


def test_current_relations_only_are_told_to_search_engines(small: EmbeddedStore) -> None:
    document = json_ld(describe_thing(small, AACHEN, "en", None, AS_OF), "en")
    assert document["@type"] == "GovernmentOrganization"
    assert document["location"]["containedInPlace"]["name"] == "Germany"
    assert document["sameAs"] == ["http://www.wikidata.org/entity/Q1017"]
    assert [(m["@type"], m["startDate"], m["memberOf"]["name"]) for m in document["memberOf"]] == [
        ("OrganizationRole", "1990-05", "The <Net> & Co")
    ]


def test_relations_as_rows_say_their_bounds(small: EmbeddedStore) -> None:
    rows = {r["relation"].rsplit("/", 1)[1]: r for r in relation_rows(describe_thing(small, AACHEN, "en", None, AS_OF))}
    assert rows["aachen-de--net--1"]["start_latest"] == "1990-05-31"
    assert rows["aachen-de--net--1"]["current"] == "true"
    assert rows["aachen-de--net--2"]["assessment"] == "rejected"


def test_document_of_a_party_leaves_rejected_relations_out(small: EmbeddedStore) -> None:
    subjects = {t.subject.value.rsplit("/", 1)[1] for t in document_triples(small, AACHEN)}  # type: ignore[union-attr]
    assert "aachen-de--net--1" in subjects
    curated = [t for t in document_triples(small, AACHEN) if "aachen-de--net--2" in str(t.subject)]
    assert not curated


def test_document_of_a_rejected_relation_holds_it_and_its_evidence(small: EmbeddedStore) -> None:
    text = " ".join(map(str, document_triples(small, "membership/aachen-de--net--2")))
    assert "assessment/rejected" in text
    assert "evidence/page-2" in text
    assert "A page" in text


def test_pages_of_a_document_join_without_overlap(small: EmbeddedStore) -> None:
    whole = document_triples(small, AACHEN)
    assert document_triples(small, AACHEN, offset=3) == whole[3:]
    assert len(set(whole)) == len(whole)


def test_city_shows_roles_of_its_posts_and_of_who_holds_them(small: EmbeddedStore) -> None:
    view = describe_thing(small, AACHEN, "en", None, AS_OF)
    (group,) = (g for g in view.groups if g.key == "office-holders")
    assert {r.path for r in group.rows} == {"tenure/mayor--net--chair--1", "tenure/mayor-herself--board--member--1"}
    rows = [r["group"] for r in relation_rows(view)]
    assert rows.count("office-holders") == 2


def test_network_is_told_of_no_office_holders(small: EmbeddedStore) -> None:
    assert "office-holders" not in {g.key for g in describe_thing(small, "network/net", "en", None, AS_OF).groups}


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Mayor: chair – The <Net> & Co"), ("de", "Oberbürgermeister: Vorsitz – The <Net> & Co")],
)
def test_relation_is_named_by_its_parts_in_the_language(small: EmbeddedStore, language: str, name: str) -> None:
    assert describe_thing(small, "tenure/mayor--net--chair--1", language, None, AS_OF).name.text == name


def test_who_has_a_role_is_its_holder(small: EmbeddedStore) -> None:
    relation = describe_thing(small, "tenure/somebody--board--chair--1", "en", None, AS_OF).relation
    assert relation is not None
    assert [p.part for p in relation.parties] == ["holder", "organization"]


def test_figure_keeps_its_qualifier_and_date(small: EmbeddedStore) -> None:
    view = describe_thing(small, "network/net", "en", None, AS_OF)
    (figure,) = next(i.figures for i in view.incoming if i.term == "cnet:countOf")
    assert figure.as_of is not None
    assert (figure.number, figure.kind, figure.at_least, figure.as_of.text) == (2500, "members", True, "2023")


def test_whether_a_text_is_held_is_said_by_its_passages(small: EmbeddedStore) -> None:
    view = describe_thing(small, "source/page", "en", None, AS_OF)
    assert [c.text for c in view.attribute("cnet:textHeld")] == ["true"]
    assert all(passage.text_held for passage in view.passages)
    assert describe_thing(small, "source/untitled", "en", None, AS_OF).attribute("cnet:textHeld") == ()


def test_source_without_title_is_named_by_publisher_and_address(small: EmbeddedStore) -> None:
    name = describe_thing(small, "source/untitled", "de", None, AS_OF).name
    assert (name.text, name.key) == ("Aachen (partner.html)", "name.untitled")


@pytest.mark.parametrize(
    ("locator", "place"),
    [
        ("L12", ("12", "place.line")),
        ("page", ("page", "place.page")),
        ("page (another stored version)", ("page (another stored version)", "place.page-stored")),
        ("Pages of Bonn", ("Pages of Bonn", "")),
    ],
)
def test_locator_is_said_in_words_where_it_has_some(locator: str, place: tuple[str, str]) -> None:
    shown = place_of(locator)
    assert (shown.text, shown.key) == place


def test_note_of_a_passage_is_told_once(small: EmbeddedStore) -> None:
    view = describe_thing(small, "evidence/page-2", "de", None, AS_OF)
    assert view.notes == ()
    assert view.passage is not None
    assert [(n.text, n.language) for n in view.passage.notes] == [("A note.", "en")]


def test_row_of_names_has_the_one_of_the_heading_too(small: EmbeddedStore) -> None:
    names = describe_thing(small, "network/net", "en", None, AS_OF).names
    assert {c.language for a in names if a.term == "skos:prefLabel" for c in a.values} == {"en", "uk"}


@pytest.mark.parametrize(
    ("path", "there"),
    [(AACHEN, True), ("membership/aachen-de--net--2", True), ("network/none", False), ('network/a"b', False)],
)
def test_rejected_relations_have_addresses_too(small: EmbeddedStore, path: str, there: bool) -> None:
    assert exists(small, path) is there


def test_paths_are_those_of_the_default_graph(small: EmbeddedStore) -> None:
    paths = all_paths(small)
    assert AACHEN in paths
    assert "membership/aachen-de--net--2" not in paths


def test_a_large_group_comes_in_pages_that_hold_each_relation_once(
    small: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = describe_thing(small, "network/net", "en", None, AS_OF)
    (members,) = (g for g in whole.groups if g.key == "members")
    monkeypatch.setattr("citynet_kg.describe.thing._LARGE", 1)
    monkeypatch.setattr("citynet_kg.describe.thing.per_page", lambda _: 1)
    pages = [describe_thing(small, "network/net", "en", None, AS_OF, page=n + 1) for n in range(members.total)]
    groups = [g for page in pages for g in page.groups if g.key == "members"]
    assert {g.total for g in groups} == {members.total}
    assert sorted(r.path for g in groups for r in g.rows) == sorted(r.path for r in members.rows)
    assert members.total > 1
