"""Places that a name alone does not tell: by their partners, else unresolved; and relations of several periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citynet_kg import pipeline
from citynet_kg.importing import PARTNERSHIPS, Options, import_list
from citynet_kg.sources import read_project
from tests.importing.conftest import card

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from citynet_kg.layout import Layout

    Write = Callable[..., Path]

PAIRS = Options(PARTNERSHIPS, "the-list")
WITH_ITEMS = Options(PARTNERSHIPS, "the-list", unresolved=True)


@pytest.fixture
def partners_known(project: Layout, written: Write) -> Layout:
    """Another source states the partnership of Dörfeld with one of the two Neustadt."""
    card(project.data / "sources" / "another-list", "list")
    path = written("City,Country,Partner,Country,GeoNames id\nDörfeld,DE,Neustadt,DE,6\n")
    assert not import_list(path, project, Options(PARTNERSHIPS, "another-list")).findings
    return project


def the_list(project: Layout) -> list[tuple[str, str]]:
    return [(" ".join(e.about), e.note) for e in read_project(project).evidence if e.source == "the-list"]


def test_a_partner_that_another_source_states_tells_which_place_is_meant(
    partners_known: Layout, written: Write
) -> None:
    outcome = import_list(written("City,Country,Partner\nDörfeld,DE,Neustadt\n"), partners_known, PAIRS)
    assert not outcome.findings
    note = "Neustadt is taken for Neustadt in DE, because another source also states its partnership with Dörfeld."
    assert the_list(partners_known) == [("partnership/dorfeld-de--neustadt-de--1", note)]


def test_a_place_without_known_partners_stays_doubtful(partners_known: Layout, written: Write) -> None:
    outcome = import_list(written("City,Country,Partner\nGenf,CH,Neustadt\n"), partners_known, PAIRS)
    assert [f.code for f in outcome.findings] == ["place-doubtful"]


def test_two_places_of_a_name_with_the_same_partner_stay_doubtful(partners_known: Layout, written: Write) -> None:
    card(partners_known.data / "sources" / "third-list", "list")
    path = written("City,Country,Partner,Country,GeoNames id\nDörfeld,DE,Neustadt,DE,5\n")
    import_list(path, partners_known, Options(PARTNERSHIPS, "third-list"))
    outcome = import_list(written("City,Country,Partner\nDörfeld,DE,Neustadt\n"), partners_known, PAIRS)
    assert [f.code for f in outcome.findings] == ["place-doubtful"]


def test_what_the_list_itself_said_before_tells_nothing(project: Layout, written: Write) -> None:
    path = written("City,Country,Partner,Country,GeoNames id\nDörfeld,DE,Neustadt,DE,6\nGenf,CH,Neustadt,DE,\n")
    first = import_list(path, project, Options(PARTNERSHIPS, "the-list", skip_bad=True))
    again = import_list(path, project, Options(PARTNERSHIPS, "the-list", skip_bad=True))
    assert [f.row for f in first.findings] == [f.row for f in again.findings] == [3]
    assert again.files == ()


def test_a_place_that_was_told_is_company_for_the_next(partners_known: Layout, written: Write) -> None:
    card(partners_known.data / "sources" / "third-list", "list")
    path = written("City,Country,GeoNames id,Partner,Country\nNeustadt,DE,6,Genf,CH\n")
    import_list(path, partners_known, Options(PARTNERSHIPS, "third-list"))
    rows = "City,QID,Partner,QID\nDörfeld,Q4,Neustadt,Q66\nNeustadt,Q66,Genf,Q88\n"
    assert not import_list(written(rows), partners_known, PAIRS).findings
    assert [about for about, _ in the_list(partners_known)] == [
        "partnership/dorfeld-de--neustadt-de--1",
        "partnership/genf-ch--neustadt-de--1",
    ]


def test_a_name_with_an_unknown_item_becomes_an_unresolved_authority(project: Layout, written: Write) -> None:
    rows = "City,QID,Partner,QID\nDörfeld,Q4,Neustadt,Q77\nDörfeld,Q4,Genf,Q88\n"
    outcome = import_list(written(rows), project, WITH_ITEMS)
    assert (outcome.findings, outcome.added["relations"]) == ((), 2)
    cities = {c.slug: c for c in read_project(project).authorities}
    genf = cities["genf-q88"]
    assert (genf.is_unresolved, genf.kind, genf.qid, genf.country, genf.names) == (
        True,
        "authority",
        "Q88",
        "",
        {"und": "Genf"},
    )
    assert "genf-ch" not in cities, "a name alone decides nothing"
    assert not import_list(written(rows), project, WITH_ITEMS).files, "twice is once"


def test_without_the_option_an_unknown_item_is_told(project: Layout, written: Write) -> None:
    outcome = import_list(written("City,QID,Partner,QID\nDörfeld,Q4,Genf,Q88\n"), project, PAIRS)
    assert [f.code for f in outcome.findings] == ["place-doubtful"]


@pytest.mark.slow
def test_an_unresolved_authority_can_be_built(project: Layout, written: Write) -> None:
    import_list(written("City,QID,Partner,QID\nDörfeld,Q4,Genf,Q88\n"), project, WITH_ITEMS)
    dataset = pipeline.read(project)
    marked = {str(q.subject) for q in dataset.quads if q.predicate.value.endswith("#unresolved")}
    assert marked == {"<https://w3id.org/citynet/id/authority/genf-q88>"}
    assert pipeline.build(project).folder.is_dir()


def test_a_row_that_now_means_another_place_is_told_and_not_added_again(project: Layout, written: Write) -> None:
    path = written("City,QID,Partner,QID\nDörfeld,Q4,Neustadt,Q77\n")
    import_list(path, project, WITH_ITEMS)
    card(project.data / "sources" / "another-list", "list")
    known = written("City,Country,Partner,Country,GeoNames id\nDörfeld,DE,Neustadt,DE,6\n", "known.csv")
    import_list(known, project, Options(PARTNERSHIPS, "another-list"))
    outcome = import_list(path, project, WITH_ITEMS)
    assert [f.code for f in outcome.findings] == ["moved"]
    assert [about for about, _ in the_list(project)] == ["partnership/dorfeld-de--neustadt-q77--1"]


def test_new_places_are_called_as_the_list_calls_them(project: Layout, written: Write) -> None:
    rows = "City,Country,Partner,Country\nDörfeld,DE,Geneva,CH\nAville,DE,Genève,CH\n"
    import_list(written(rows), project, Options(PARTNERSHIPS, "the-list", names_in="uk"))
    genf = next(c for c in read_project(project).authorities if c.slug == "genf-ch")
    assert genf.names == {"uk": "Geneva"}, "the first in the order of the alphabet, whatever the order of rows"
    assert "the-list" in genf.label_sources


def test_a_place_without_a_name_in_our_languages_keeps_its_own(project: Layout, written: Write) -> None:
    import_list(written("City,Country,Partner,Country\nDörfeld,DE,Geneva,CH\n"), project, PAIRS)
    genf = next(c for c in read_project(project).authorities if c.slug == "genf-ch")
    assert genf.names == {"und": "Genf"}


@pytest.mark.parametrize(
    ("row", "joins"),
    [
        ("Aville,DE,Beville,UA,,", "aville-de--beville-ua--1"),  # says nothing more: the earliest
        ("Aville,DE,Beville,UA,twinning,", "aville-de--beville-ua--2"),
        ("Aville,DE,Beville,UA,,2025", "aville-de--beville-ua--2"),
        ("Aville,DE,Beville,UA,solidarity,2022", "aville-de--beville-ua--1"),
        ("Aville,DE,Beville,UA,project,", None),
        ("Aville,DE,Beville,UA,,1999", None),
    ],
)
def test_one_of_several_periods_is_meant(project: Layout, written: Write, row: str, joins: str | None) -> None:
    options = Options(PARTNERSHIPS, "the-list", is_current=False)
    outcome = import_list(written(f"City,Country,Partner,Country,Type,Since\n{row}\n"), project, options)
    assert [f.code for f in outcome.findings] == ([] if joins else ["several-periods"])
    assert [about for about, _ in the_list(project)] == ([f"partnership/{joins}"] if joins else [])
