"""From a list to rows in `data/` that the project accepts, with every row's evidence."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from citynet_kg import pipeline
from citynet_kg.errors import BadParameterError, UnknownThingError, UnreadableTableError
from citynet_kg.importing import MEMBERSHIPS, PARTNERSHIPS, Options, import_list
from citynet_kg.importing.findings import codes
from citynet_kg.importing.review import review_text
from citynet_kg.languages import LANGUAGES
from citynet_kg.sources import read_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from citynet_kg.importing import Outcome
    from citynet_kg.layout import Layout

    Write = Callable[..., Path]

MEMBERS = Options(MEMBERSHIPS, "the-list", "netone")
PAIRS = Options(PARTNERSHIPS, "the-list")


def snapshot(project: Layout) -> dict[str, bytes]:
    return {str(p.relative_to(project.root)): p.read_bytes() for p in sorted(project.data.rglob("*")) if p.is_file()}


def added(outcome: Outcome) -> tuple[int, ...]:
    return tuple(outcome.added.values())


def told(outcome: Outcome) -> list[tuple[int, str, str]]:
    return [(finding.row, finding.column, finding.code) for finding in outcome.findings]


def test_a_list_of_members_becomes_rows_with_evidence(project: Layout, written: Write) -> None:
    path = written("Stadt;Land;Mitglied seit\nDörfeld;Deutschland;seit 1983\nGenf;Schweiz;03/2021\n")
    outcome = import_list(path, project, MEMBERS)
    assert not outcome.findings
    assert added(outcome) == (2, 2, 2)
    read = read_project(project)
    city = next(c for c in read.authorities if c.slug == "dorfeld-de")
    assert (city.kind, city.qid, city.geonames_id, city.population) == ("municipality", "Q4", "4", 31000)
    assert city.codes == {"unlocode": "DEDFD", "municipalityKey": "05314000", "nutsCode": "DEA22"}
    assert city.names == {"en": "Dorfeld", "de": "Dörfeld"}
    assert next(c for c in read.authorities if c.slug == "genf-ch").kind == "authority", "no source tells its kind"
    assert {m.slug for m in read.memberships} >= {"dorfeld-de--netone--1", "genf-ch--netone--1"}
    rows = [e for e in read.evidence if e.source == "the-list"]
    assert [(e.n, e.about, e.locator, str(e.stated_start)) for e in rows] == [
        (1, ("membership/dorfeld-de--netone--1",), "Dörfeld, Deutschland", "1983"),
        (2, ("membership/genf-ch--netone--1",), "Genf, Schweiz", "2021-03"),
    ]
    assert {(e.stated_status, str(e.stated_as_of)) for e in rows} == {("current-at-source", "2025-04-01")}
    assert read.cards["the-list"].statements == 2


@pytest.mark.slow
def test_what_was_imported_can_be_built(project: Layout, written: Write) -> None:
    import_list(written("City,Country,Since\nDörfeld,DE,1983\nЕфгород,UA,2001\nGenf,CH,\n"), project, MEMBERS)
    pairs = "City,Country,Partner,Country,Type\nDörfeld,DE,Beville,UA,twinning\n"
    import_list(written(pairs), project, PAIRS)
    assert pipeline.build(project).folder.is_dir()


def test_a_known_relation_gets_further_evidence_and_no_second_row(project: Layout, written: Write) -> None:
    path = written("City,Country,Since\nAville,Germany,1999\n")
    outcome = import_list(path, project, Options(MEMBERSHIPS, "the-list", "netone", is_current=False))
    assert added(outcome) == (0, 0, 1)


def test_twice_is_once(project: Layout, written: Write) -> None:
    path = written("City,Country,Since\nDörfeld,DE,1983\nGenf,CH,\n")
    import_list(path, project, MEMBERS)
    before = snapshot(project)
    outcome = import_list(path, project, MEMBERS)
    assert (outcome.added["relations"], outcome.added["pieces of evidence"], outcome.repeated, outcome.files) == (
        0,
        0,
        2,
        (),
    )
    assert snapshot(project) == before


def test_partnerships_are_named_from_either_end(project: Layout, written: Write) -> None:
    path = written(
        "Stadt;Land;Partnerstadt;Land;Art;seit\nDörfeld;DE;Genf;CH;Städtepartnerschaft;9. Februar 2023\nGenf;CH;Aville;DE;побратимство;\n"
    )
    outcome = import_list(path, project, PAIRS)
    assert not outcome.findings
    rows = {p.slug: p for p in read_project(project).partnerships}
    assert rows["dorfeld-de--genf-ch--1"].type == "twinning"
    assert rows["aville-de--genf-ch--1"].partners == ("aville-de", "genf-ch")


def test_the_partners_of_one_city(project: Layout, written: Write) -> None:
    options = Options(PARTNERSHIPS, "the-list", city="ceville-fr")
    outcome = import_list(written("Partnerstadt,Land,seit\nGenf,CH,1990–1999\n"), project, options)
    assert not outcome.findings
    evidence = next(e for e in read_project(project).evidence if e.source == "the-list")
    assert (evidence.about, evidence.stated_status) == (("partnership/ceville-fr--genf-ch--1",), "ended")
    assert (str(evidence.stated_start), str(evidence.stated_end)) == ("1990", "1999")


BAD = [
    # a row, then the column and the code of what is told
    ("Neustadt,DE,1983", "City", "place-doubtful"),
    ("Atlantis,GR,1983", "City", "place-unknown"),
    ("Prishtina,Kosovo,", "City", "country-not-held"),
    ("Dörfeld,Atlantis,1983", "Country", "country-unknown"),
    (",DE,1983", "City", "no-place"),
    ('"Dörfeld, Aville",DE,1983', "City", "two-places"),
    ("Dörfeld / Aville,DE,1983", "City", "two-places"),
    ("Dörfeld und Aville,DE,1983", "City", "two-places"),
    ("Dörfeld,DE,spring 1983", "Since", "date-unreadable"),
    ("Dörfeld,DE,03/04/2021", "Since", "date-ambiguous"),
    ("Dörfeld,DE,ca. 1983", "Since", "date-approximate"),
    ("Dörfeld,DE,1999-1983", "Since", "dates-reversed"),
    ("Aville,DE,2004", "", "dates-differ"),
]


def test_an_unknown_identifier_is_told_by_its_column(project: Layout, written: Write) -> None:
    outcome = import_list(written("UN/LOCODE,City\nDEDFD,\nDEXXX,\nDENEU,Neustadt\nCHGVA,Geneva\n"), project, MEMBERS)
    assert told(outcome) == [(3, "UN/LOCODE", "place-unknown"), (4, "City", "place-doubtful")]
    assert "UN/LOCODE DEXXX is not in the gazetteer" in outcome.findings[0].tell("en")
    assert outcome.added["relations"] == 2, "the country is read from the code"


@pytest.mark.parametrize(("row", "column", "code"), BAD, ids=[b[0] for b in BAD])
def test_a_bad_row_is_told_and_nothing_is_written(
    project: Layout, written: Write, row: str, column: str, code: str
) -> None:
    before = snapshot(project)
    outcome = import_list(written(f"City,Country,Since\nGenf,CH,1990\n{row}\n"), project, MEMBERS)
    assert told(outcome) == [(3, column, code)]
    assert not outcome.files
    assert snapshot(project) == before
    for language in LANGUAGES:
        text = outcome.findings[0].tell(language)
        assert "3" in text
        assert "{" not in text


def test_every_finding_has_words_in_three_languages() -> None:
    assert codes("en") == codes("de") == codes("uk")


def test_rows_that_contradict_each_other_are_both_left(project: Layout, written: Write) -> None:
    path = written("City,Country,Since\nDörfeld,DE,1983\nGenf,CH,1990\nDoerfeld,DE,1984\n")
    outcome = import_list(path, project, MEMBERS)
    assert told(outcome) == [(2, "", "rows-contradict"), (4, "", "rows-contradict")]


def test_rows_that_say_the_same_are_one_relation_with_the_evidence_of_each(project: Layout, written: Write) -> None:
    path = written("City,Country,Since\nGenf,CH,1990\nGeneva,CH,1990\nGenf,CH,1990\n")
    outcome = import_list(path, project, MEMBERS)
    assert (outcome.findings, outcome.added["relations"], outcome.added["pieces of evidence"]) == ((), 1, 2)
    assert import_list(path, project, MEMBERS).repeated == 2


def test_a_partnership_listed_from_both_ends_is_one(project: Layout, written: Write) -> None:
    path = written("City,Country,Partner,Country\nDörfeld,DE,Genf,CH\nGenf,CH,Dörfeld,DE\n")
    outcome = import_list(path, project, PAIRS)
    assert (outcome.added["relations"], outcome.added["pieces of evidence"]) == (1, 2)
    locators = [e.locator for e in read_project(project).evidence if e.source == "the-list"]
    assert locators == ["Dörfeld, DE – Genf, CH", "Genf, CH – Dörfeld, DE"]


def test_another_edition_needs_a_card_of_its_own(project: Layout, written: Write) -> None:
    import_list(written("City,Country,Since\nGenf,CH,1990\n"), project, MEMBERS)
    outcome = import_list(written("City,Country,Since\nGenf,CH,1991\n"), project, MEMBERS)
    assert told(outcome) == [(2, "", "changed")]


def test_the_sound_rows_can_be_written_without_the_others(project: Layout, written: Write) -> None:
    path = written("City,Country,Since\nDörfeld,DE,1983\nNeustadt,DE,1990\n")
    outcome = import_list(path, project, Options(MEMBERSHIPS, "the-list", "netone", skip_bad=True))
    assert (outcome.added["relations"], told(outcome)) == (1, [(3, "City", "place-doubtful")])
    assert "data/relations/memberships.csv" in outcome.files


def test_a_dry_run_writes_nothing(project: Layout, written: Write) -> None:
    before = snapshot(project)
    options = Options(MEMBERSHIPS, "the-list", "netone", dry_run=True)
    outcome = import_list(written("City,Country\nDörfeld,DE\n"), project, options)
    assert (outcome.added["relations"], outcome.files) == (1, ())
    assert snapshot(project) == before


def test_a_doubtful_place_is_decided_in_the_review_file(project: Layout, written: Write, tmp_path: Path) -> None:
    path = written("City,Country\nNeustadt,DE\n")
    text = review_text(import_list(path, project, MEMBERS).findings, "de")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert (rows[0]["value"], rows[0]["country"], rows[0]["geonames_id"]) == ("Neustadt", "DE", "")
    assert "5 Neustadt (DE-08, 9,000); 6 Neustadt (DE-14, 8,000)" in rows[0]["candidates"]
    review = tmp_path / "review.csv"
    review.write_text(text.replace("\n,Neustadt", "\n6,Neustadt"), "utf-8")
    options = Options(MEMBERSHIPS, "the-list", "netone", decisions=review)
    assert not import_list(path, project, options).findings
    assert next(c for c in read_project(project).authorities if c.slug == "neustadt-de").geonames_id == "6"


def test_names_and_codes_are_decided_as_the_list_has_them(project: Layout, written: Write, tmp_path: Path) -> None:
    path = written("City,UN/LOCODE,Country\n's-Hertogenstad,,DE\n=Neustadt,,DE\n,DEXXX,\n")
    review = tmp_path / "review.csv"
    text = review_text(import_list(path, project, MEMBERS).findings, "en")
    for value, decided in (("'s-Hertogenstad", "4"), ("'=Neustadt", "5"), ("DEXXX", "6")):
        assert f"\n,{value}" in text
        text = text.replace(f"\n,{value}", f"\n{decided},{value}")
    review.write_text(text, "utf-8")
    options = Options(MEMBERSHIPS, "the-list", "netone", decisions=review)
    assert not import_list(path, project, options).findings


def test_a_decision_that_nobody_knows_is_told(project: Layout, written: Write, tmp_path: Path) -> None:
    review = tmp_path / "review.csv"
    review.write_text("geonames_id,value,country\n99,Neustadt,DE\n", "utf-8")
    options = Options(MEMBERSHIPS, "the-list", "netone", decisions=review)
    assert told(import_list(written("City,Country\nNeustadt,DE\n"), project, options)) == [
        (2, "City", "decision-unknown")
    ]
    review.write_text("geonames_id,value,country\n5,Neustadt,DE\n6,Neustadt,DE\n", "utf-8")
    with pytest.raises(UnreadableTableError, match="otherwise than a row above"):
        import_list(written("City,Country\nNeustadt,DE\n"), project, options)


def test_no_cell_of_the_review_file_is_a_formula(project: Layout, written: Write) -> None:
    outcome = import_list(written('City,Country\n"=HYPERLINK(""http://a"")",DE\n@SUM(1),DE\n'), project, MEMBERS)
    rows = list(csv.DictReader(io.StringIO(review_text(outcome.findings, "en").removeprefix("\ufeff"), newline="")))
    assert [row["value"][:2] for row in rows] == ["'=", "'@"]


def test_a_namesake_gets_its_region_into_the_slug(project: Layout, written: Write) -> None:
    path = written("City,Country,Lat,Lon\nNeustadt,DE,49.0,8.0\nNeustadt,DE,52.01,11.0\n")
    outcome = import_list(path, project, MEMBERS)
    assert [f.code for f in outcome.findings] == []
    slugs = {c.geonames_id: c.slug for c in read_project(project).authorities}
    assert (slugs["5"], slugs["6"]) == ("neustadt-de", "neustadt-14-de")


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        (
            Options(MEMBERSHIPS, "the-lists", "netone"),
            UnknownThingError,
            "no source card 'the-lists'; did you mean 'the-list'",
        ),
        (Options(MEMBERSHIPS, "the-list", "nettone"), UnknownThingError, "no network 'nettone'; did you mean 'netone'"),
        (Options(PARTNERSHIPS, "the-list", city="bonn-de"), UnknownThingError, "no city 'bonn-de'"),
        (Options(MEMBERSHIPS, "the-list", "netone", form="honorary"), BadParameterError, "'honorary' is not one of"),
    ],
)
def test_a_wrong_option_is_told(
    project: Layout, written: Write, options: Options, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        import_list(written("City,Country,Partner\nGenf,CH,Bonn\n"), project, options)


def test_what_a_network_lists_a_member_under_is_kept(project: Layout, written: Write) -> None:
    outcome = import_list(written("City,Country,Creative field\nDörfeld,DE,Music\n"), project, MEMBERS)
    assert (outcome.findings, outcome.added["relations"]) == ((), 1)
    after = read_project(project)
    assert next(m for m in after.memberships if m.member == "dorfeld-de").designation == "Music"
    assert [e.locator for e in after.evidence if e.source == "the-list"] == ["Dörfeld, DE: Music"]


def test_another_designation_displaces_nothing(project: Layout, written: Write) -> None:
    import_list(written("City,Country,Creative field\nDörfeld,DE,Music\n"), project, MEMBERS)
    before = snapshot(project)
    outcome = import_list(written("City,Country,Creative field\nDörfeld,DE,Film\n"), project, MEMBERS)
    assert told(outcome) == [(2, "", "designation-differs")]
    assert snapshot(project) == before


def test_every_row_of_a_list_is_evidence_or_stands_in_the_ledger(project: Layout, written: Write) -> None:
    path = written("City,Country,Since\nDörfeld,DE,1983\nNeustadt,DE,soon\nNowhere,DE,\n")
    options = Options(MEMBERSHIPS, "the-list", "netone", skip_bad=True, ledger=True)
    outcome = import_list(path, project, options)
    after = read_project(project)
    assert [(r.file, r.row, r.value) for r in after.ledger] == [
        ("list.csv", 3, "Neustadt"),
        ("list.csv", 4, "Nowhere"),
    ]
    assert "2 places may be meant" in after.ledger[0].reason
    assert outcome.rows == outcome.added["pieces of evidence"] + len(after.ledger)


def test_contact_data_in_a_cell_keeps_a_row_out_and_is_not_repeated(project: Layout, written: Write) -> None:
    path = written("City,Country,Creative field\nDörfeld,DE,Music (ada@dorfeld.example)\nGenf,CH,Film\n")
    options = Options(MEMBERSHIPS, "the-list", "netone", skip_bad=True, ledger=True)
    outcome = import_list(path, project, options)
    assert (outcome.rows, told(outcome)) == (2, [(2, "Creative field", "personal")])
    assert not [name for name, text in snapshot(project).items() if b"ada@" in text]
    assert [refused.row for refused in read_project(project).ledger] == [2]


def test_a_mended_row_leaves_the_ledger(project: Layout, written: Write) -> None:
    options = Options(MEMBERSHIPS, "the-list", "netone", skip_bad=True, ledger=True)
    import_list(written("City,Country\nDörfeld,DE\nNowhere,DE\n"), project, options)
    assert len(read_project(project).ledger) == 1
    import_list(written("City,Country\nDörfeld,DE\nGenf,CH\n"), project, options)
    assert read_project(project).ledger == ()


def test_a_list_of_municipalities_tells_the_kind_that_geonames_does_not(project: Layout, written: Write) -> None:
    path = written("City,Country\nDörfeld,DE\nGenf,CH\n")
    import_list(path, project, Options(MEMBERSHIPS, "the-list", "netone", municipalities=True))
    rows = {city.slug: city for city in read_project(project).authorities}
    assert rows["genf-ch"].kind == "municipality"
    assert rows["genf-ch"].note.endswith("The list “the-list” names municipalities only.")
    assert rows["dorfeld-de"].note == "", "the gazetteer knows this one as a municipality"


def test_without_a_list_the_places_that_it_alone_brought_in_are_not_there(project: Layout, written: Write) -> None:
    before = {city.slug for city in read_project(project).authorities}
    import_list(written("City,Country\nDörfeld,DE\nAville,DE\n"), project, MEMBERS)
    assert {city.slug for city in read_project(project).authorities} == before | {"dorfeld-de"}
    others = read_project(project).source_ids - {"the-list"}
    without = read_project(project, others)
    assert {city.slug for city in without.authorities} == before
    assert not [m for m in without.memberships if m.member == "dorfeld-de"]
