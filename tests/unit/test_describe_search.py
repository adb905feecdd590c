from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citynet_kg.describe.search import SearchIndex, fold

if TYPE_CHECKING:
    from citynet_kg.store import EmbeddedStore


@pytest.fixture
def index(small: EmbeddedStore) -> SearchIndex:
    return SearchIndex(small)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ŁÓDŹ", "lodz"),
        ("Tel Aviv-Jafo", "tel aviv jafo"),
        ("Кам'янське", "камянське"),
        ("Straße", "strasse"),
        ("--", ""),
    ],
)
def test_case_and_accents_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["aach", "AACHEN", "aix chap", "chapelle", "bad aachen", "Ахен"])
def test_city_is_found_by_any_of_its_names(index: SearchIndex, text: str) -> None:
    assert index.search(text, "en")[0].path == "municipality/aachen-de"


@pytest.mark.parametrize("text", ["bad aachen", "Ахен"])
def test_name_that_only_serves_the_search_is_not_shown(index: SearchIndex, text: str) -> None:
    hit = index.search(text, "uk")[0]
    assert hit.name.text == "Aachen"
    assert hit.matched is None


def test_found_alternative_name_is_shown_beside(index: SearchIndex) -> None:
    matched = index.search("aix", "en")[0].matched
    assert matched is not None
    assert matched.text == "Aix-la-Chapelle"


def test_hit_names_its_country_in_the_language(index: SearchIndex) -> None:
    assert index.search("aachen", "uk")[0].country == "Німеччина"


def test_search_can_be_narrowed_to_a_type(index: SearchIndex) -> None:
    assert [h.path for h in index.search("net", "en", ("network",))] == ["network/net"]
    assert index.search("net", "en", ("person",)) == []


@pytest.mark.parametrize("text", ["", "   ", "zzz", "aachen zzz", "'\"><"])
def test_nothing_is_found_where_nothing_is(index: SearchIndex, text: str) -> None:
    assert index.search(text, "en") == []


def test_busiest_come_first(index: SearchIndex) -> None:
    assert index.busiest(("municipality",), "en", 1)[0][0].path == "municipality/aachen-de"


def test_source_without_title_is_not_taken_for_its_publisher(index: SearchIndex) -> None:
    name = index.name("source/untitled", "en")
    assert (name.text, name.key) == ("City of Aachen", "name.untitled")
