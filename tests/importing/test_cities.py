"""A list of cities improves what the register knows of its places, and overwrites nothing."""

from __future__ import annotations

import csv
import io
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from citynet_kg import pipeline
from citynet_kg.cli import main
from citynet_kg.errors import BadParameterError, UnreadableTableError
from citynet_kg.importing import CITIES, MEMBERSHIPS, Options, import_list
from citynet_kg.importing.review import review_text
from citynet_kg.languages import LANGUAGES
from citynet_kg.sources import read_project
from tests.importing.test_import import snapshot, told
from tests.importing.workbooks import workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from citynet_kg.layout import Layout
    from citynet_kg.sources import Project

    Write = Callable[..., Path]

LIST = Options(CITIES, "the-list")


@pytest.fixture
def known(project: Layout, written: Write) -> Layout:
    """The project with places that an import brought in, two of them of unknown kind, one with a QID that waits."""
    members = written("City,Country\nDörfeld,DE\nGenf,CH\nIxstadt,DE\n", "members.csv")
    import_list(members, project, Options(MEMBERSHIPS, new_card(project, "members"), "netone"))
    return project


def new_card(project: Layout, name: str) -> str:
    """A list of its own that nothing was read of."""
    folder = project.data / "sources" / name
    folder.mkdir()
    card = (project.data / "sources" / "the-list" / "source.toml").read_text("utf-8")
    lines = ["statements = 0" if line.startswith("statements") else line for line in card.splitlines()]
    (folder / "source.toml").write_text("\n".join(lines).replace("the-list", name) + "\n", "utf-8")
    return name


def citynet(project: Layout, *arguments: object) -> Result:
    command = ["--root", str(project.root), "import", "cities", *map(str, arguments)]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def said(project: Project, source: str = "the-list") -> list[tuple[str, str, str, str]]:
    return [(a.subject, a.property, a.value, a.value_lang) for a in project.attributes if a.source == source]


def row_of(project: Layout, slug: str) -> dict[str, str]:
    with (project.data / "entities" / "local-authorities.csv").open(encoding="utf-8", newline="") as file:
        return next(row for row in csv.DictReader(file) if row["slug"] == slug)


TABLE = [
    ["Stadt", "Land", "Name (de)", "Українська назва", "Weitere Namen", "NUTS 3", "Einwohner", "Jahr", "Webseite", "E-Mail"],
    ["Aville", "DE", "Astadt", "Амісто", "A-Ville@en; Ahausen@de", "DEA22", "60.123", "2021", "https://aville.example/", "a@b.example"],
    ["Genf", "CH", "Genf", "Женева", "", "", "203 856", "31.12.2022", "", ""],
]  # fmt: skip


def as_csv(table: list[list[str]], separator: str = ";") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(table)
    return out.getvalue()


def test_what_a_list_says_is_kept_with_the_row_as_evidence(known: Layout, written: Write) -> None:
    outcome = import_list(written(as_csv(TABLE)), known, LIST)
    assert told(outcome) == []
    after = read_project(known)
    assert said(after) == [
        ("municipality/aville-de", "skos:prefLabel", "Astadt", "de"),
        ("municipality/aville-de", "skos:prefLabel", "Амісто", "uk"),
        ("municipality/aville-de", "skos:altLabel", "A-Ville", "en"),
        ("municipality/aville-de", "skos:altLabel", "Ahausen", "de"),
        ("municipality/aville-de", "cnet:nutsCode", "DEA22", ""),
        ("municipality/aville-de", "schema:url", "https://aville.example/", ""),
        ("authority/genf-ch", "skos:prefLabel", "Genf", "de"),
        ("authority/genf-ch", "skos:prefLabel", "Женева", "uk"),
    ]
    assert {a.locator for a in after.attributes if a.source == "the-list"} == {"Aville, DE", "Genf, CH"}
    assert [(p.slug, p.population, str(p.year)) for p in after.populations] == [
        ("aville-de--population--2", 60123, "2021"),
        ("genf-ch--population--2", 203856, "2022"),
    ]
    evidence = [e for e in after.evidence if e.source == "the-list"]
    assert [(e.about, e.locator, str(e.stated_as_of)) for e in evidence] == [
        (("count/aville-de--population--2",), "Aville, DE", "2021"),
        (("count/genf-ch--population--2",), "Genf, CH", "2022"),
    ]
    assert after.cards["the-list"].statements == 10
    assert outcome.added == {"names": 6, "codes": 1, "websites": 1, "numbers of inhabitants": 2}
    assert outcome.columns["columns-personal"] == ("E-Mail",)


@pytest.mark.slow
def test_what_was_imported_can_be_built(known: Layout, written: Write) -> None:
    import_list(written(as_csv(TABLE)), known, LIST)
    more = "City,Country,QID,Kind,AGS,UN/LOCODE\nIxstadt,DE,Q10,town,5315000,DE IXS\n"
    assert told(import_list(written(more), known, LIST)) == []
    assert pipeline.build(known).folder.is_dir()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_and_separator_do_not_matter(known: Layout, written: Write, encoding: str, separator: str) -> None:
    table = [[cell for number, cell in enumerate(row) if number != 3] for row in TABLE]  # Windows-1252 has no Cyrillic
    import_list(written(as_csv([*table, ["Dörfeld", "DE", "Dörfeld"]], separator).encode(encoding)), known, LIST)
    assert ("municipality/dorfeld-de", "skos:prefLabel", "Dörfeld", "de") in said(read_project(known))
    assert len(read_project(known).populations) == 2


def test_a_workbook_is_read_like_a_csv(known: Layout, written: Write) -> None:
    numbered = [[float(cell) if cell == "2021" else cell or None for cell in row] for row in TABLE]
    import_list(written(workbook(numbered), "cities.xlsx"), known, LIST)
    files = snapshot(known)
    assert files["data/relations/populations.csv"].count(b"\n") == 3
    again = import_list(written(as_csv(TABLE)), known, LIST)
    assert (again.files, again.repeated) == ((), 2)
    assert snapshot(known) == files


def test_the_order_of_rows_does_not_matter_and_twice_is_once(known: Layout, written: Write) -> None:
    copy = shutil.copytree(known.root, known.root.parent / "copy", symlinks=True)
    other = type(known).at(copy)
    import_list(written(as_csv(TABLE)), known, LIST)
    import_list(written(as_csv([TABLE[0], TABLE[2], TABLE[1]])), other, LIST)
    assert snapshot(known) == snapshot(other)
    outcome = import_list(written(as_csv(TABLE)), known, LIST)
    assert (outcome.files, outcome.added, outcome.repeated) == ((), {}, 2)
    assert snapshot(known) == snapshot(other)


def test_a_further_name_is_an_alternative_one(known: Layout, written: Write) -> None:
    import_list(written("City,Country,Deutscher Name\nAville,DE,Ahausen\n"), known, LIST)
    assert said(read_project(known)) == [("municipality/aville-de", "skos:altLabel", "Ahausen", "de")]
    second = Options(CITIES, new_card(known, "second"))
    import_list(written("City,Country,name_fr\nAville,DE,Avillois\n"), known, LIST)
    import_list(written("City,Country,name_fr\nAville,DE,La Aville\n"), known, second)
    assert said(read_project(known), "second") == [("municipality/aville-de", "skos:altLabel", "La Aville", "fr")]


def test_a_name_that_a_list_stated_finds_the_place_in_later_lists(known: Layout, written: Write) -> None:
    members = written("Місто,Країна\nДертаун,Німеччина\n", "uk.csv")
    options = Options(MEMBERSHIPS, "members", "netone", dry_run=True)
    assert told(import_list(members, known, options)) == [(2, "Місто", "place-unknown")]
    import_list(written("City,Country,name_uk\nDörfeld,DE,Дертаун\n"), known, LIST)
    assert told(import_list(members, known, options)) == []


def test_names_without_a_language_find_the_place_and_are_kept_only_on_request(known: Layout, written: Write) -> None:
    path = written("Назва,Країна,Інші назви\nЕфгород,Україна,\nAville,DE,Авіль\n")
    outcome = import_list(path, known, LIST)
    assert outcome.columns["columns-without-language"] == ("Назва", "Інші назви")
    assert said(read_project(known)) == []
    import_list(path, known, Options(CITIES, "the-list", names_in="uk"))
    assert said(read_project(known)) == [
        ("municipality/aville-de", "skos:altLabel", "Aville", "uk"),
        ("municipality/aville-de", "skos:altLabel", "Авіль", "uk"),
    ]


def test_a_russian_name_is_never_taken(known: Layout, written: Write) -> None:
    path = written("City,Country,name_ru,alt_names\nAville,DE,Авиль,Авилья@ru|Avilla@en\n")
    outcome = import_list(path, known, LIST)
    assert outcome.columns["columns-unread"] == ("name_ru",)
    assert said(read_project(known)) == [("municipality/aville-de", "skos:altLabel", "Avilla", "en")]
    with pytest.raises(BadParameterError, match="'ru' is not a language"):
        import_list(path, known, Options(CITIES, "the-list", names_in="ru"))
    with pytest.raises(UnreadableTableError, match="knows no field name_ru"):
        import_list(path, known, Options(CITIES, "the-list", columns={"name_ru": "name_ru"}))


def test_places_that_no_relation_uses_are_told_and_not_added(known: Layout, written: Write) -> None:
    path = written("City,Country,name_de\nЕфгород,UA,Efhorod\nAville,DE,Astadt\n")
    options = Options(CITIES, "the-list", ledger=True)
    outcome = import_list(path, known, options)
    assert told(outcome) == []
    assert [(f.row, f.code) for f in outcome.unused] == [(2, "not-in-use")]
    after = read_project(known)
    assert [(r.row, r.value) for r in after.ledger] == [(2, "Ефгород, UA")]
    assert "No relation uses Ефгород yet" in after.ledger[0].reason
    assert not [city for city in after.authorities if city.geonames_id == "7"]
    import_list(written("City,Country\nЕфгород,UA\n"), known, Options(MEMBERSHIPS, "members", "netone"))
    assert not import_list(path, known, options).unused
    assert read_project(known).ledger == ()


def test_what_a_list_says_of_a_place_does_not_keep_it_in_a_partial_build(known: Layout, written: Write) -> None:
    import_list(written(as_csv(TABLE)), known, LIST)
    others = read_project(known).source_ids - {"the-list", "members"}
    without = read_project(known, others)
    assert "genf-ch" not in {city.slug for city in without.authorities}
    assert [p.authority for p in without.populations] == ["aville-de"]
    assert said(without) == []


def test_a_list_is_the_second_source_of_a_qid_that_waits(known: Layout, written: Write) -> None:
    before = row_of(known, "ixstadt-de")
    assert (before["qid"], "QID Q10 has one source only, natural-earth-4" in before["note"]) == ("", True)
    outcome = import_list(written("City,Country,QID\nIxstadt,DE,https://www.wikidata.org/wiki/Q10\n"), known, LIST)
    assert outcome.added == {"QIDs": 1}
    after = row_of(known, "ixstadt-de")
    assert (after["qid"], after["qid_sources"]) == ("Q10", "natural-earth-4|the-list")
    assert after["note"] == "Added by an import; GeoNames does not say whether the place is a municipality."
    assert import_list(written("City,Country,QID\nIxstadt,DE,Q10\n"), known, LIST).files == ()


def test_a_row_that_only_a_qid_places_confirms_no_qid(known: Layout, written: Write) -> None:
    outcome = import_list(written("QID,NUTS 3\nQ10,DEA22\n"), known, LIST)
    assert (told(outcome), outcome.added) == ([], {"codes": 1})
    outcome = import_list(written("QID,geonames_id\nQ10,10\n"), known, LIST)
    assert (told(outcome), outcome.added) == ([], {"QIDs": 1})


def test_a_qid_of_one_list_waits_for_another(known: Layout, written: Write) -> None:
    path = written("City,Country,QID\nAville,DE,Q77\n")
    outcome = import_list(path, known, LIST)
    assert outcome.added == {"QIDs that wait for a second source": 1}
    assert row_of(known, "aville-de")["note"] == "QID Q77 has one source only, the-list, and is left out."
    assert import_list(path, known, LIST).files == (), "a list is no second source of itself"
    second = Options(CITIES, new_card(known, "second"))
    wrong = import_list(written("City,Country,QID\nAville,DE,Q78\n"), known, second)
    assert told(wrong) == [(2, "QID", "conflict")]
    assert "has Q77 for aville-de, says “the-list”" in wrong.findings[0].tell("en")
    assert told(import_list(written("City,Country,QID\nAville,DE,q77\n"), known, second)) == []
    after = row_of(known, "aville-de")
    assert (after["qid"], after["qid_sources"], after["note"]) == ("Q77", "second|the-list", "")


def test_a_kind_that_a_list_tells_moves_the_place_with_all_that_is_said_of_it(known: Layout, written: Write) -> None:
    import_list(written("City,Country,name_uk\nGenf,CH,Женева\n"), known, LIST)
    assert said(read_project(known))[0][0] == "authority/genf-ch"
    second = Options(CITIES, new_card(known, "second"))
    import_list(written("City,Country,Kind,name_de\nGenf,CH,Stadt,Genf\n"), known, second)
    after = read_project(known)
    assert row_of(known, "genf-ch")["kind"] == "municipality"
    assert row_of(known, "genf-ch")["note"].endswith("“second” names it a municipality.")
    assert (said(after)[0][0], said(after, "second")[0][0]) == ("municipality/genf-ch", "municipality/genf-ch")
    gone = [(w.path, w.successor, w.reason) for w in after.withdrawn]
    assert gone == [("authority/genf-ch", "municipality/genf-ch", "“second” names it a municipality.")]
    assert import_list(written("City,Country,Kind,name_de\nGenf,CH,Stadt,Genf\n"), known, second).files == ()


def test_a_list_of_municipalities_says_so_of_each_row(known: Layout, written: Write) -> None:
    options = Options(CITIES, "the-list", municipalities=True)
    outcome = import_list(written("City,Country\nGenf,CH\nAville,DE\n"), known, options)
    assert outcome.added == {"kinds": 1}
    assert row_of(known, "genf-ch")["kind"] == "municipality"


def test_only_the_rows_of_the_register_that_change_are_written_anew(known: Layout, written: Write) -> None:
    register = known.data / "entities" / "local-authorities.csv"
    text = register.read_text("utf-8").replace("Aville,Astadt", '"Aville",Astadt')  # quotes that no program would write
    register.write_text(text, "utf-8")
    import_list(written("City,Country,Kind\nGenf,CH,Stadt\n"), known, LIST)
    before, after = text.splitlines(), register.read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == [line for line in after if line.startswith("genf-ch,")]


FIRST = "City,Country,UN/LOCODE,NUTS 3,AGS,Population,Year\n"
CONFLICTS = [
    # a row, its column that is told, the code, what the register knows and whose word that is
    ("Dörfeld,DE,,DEA23,,,", "NUTS 3", "conflict", "has DEA22 for dorfeld-de, says “germany-lau-2019”"),
    ("Dörfeld,DE,,,05314001,,", "AGS", "conflict", "has 05314000 for dorfeld-de, says “germany-lau-2019”"),
    ("Dörfeld,DE,,,,31001,2021", "Population", "conflict", "has 31000 for dorfeld-de, says “wikidata-unlocode-2024”"),
    ("Aville,DE,,,05314000,,", "AGS", "key-taken", "dorfeld-de has this code already, says “germany-lau-2019”"),
]


@pytest.mark.parametrize(("row", "column", "code", "says"), CONFLICTS, ids=[c[0] for c in CONFLICTS])
def test_nothing_that_another_source_states_is_overwritten(
    known: Layout, written: Write, row: str, column: str, code: str, says: str
) -> None:
    before = snapshot(known)
    outcome = import_list(written(FIRST + row + "\n"), known, LIST)
    assert told(outcome) == [(2, column, code)]
    assert says in outcome.findings[0].tell("en")
    assert snapshot(known) == before
    for language in LANGUAGES:
        assert "{" not in outcome.findings[0].tell(language)


def test_what_the_register_knows_counts_before_the_gazetteer(known: Layout, written: Write) -> None:
    register = known.data / "entities" / "local-authorities.csv"
    register.write_text(register.read_text("utf-8").replace("05314000", "05314999"), "utf-8")
    assert told(import_list(written("City,Country,AGS\nDörfeld,DE,05314999\n"), known, LIST)) == []


def test_another_kind_is_told(known: Layout, written: Write) -> None:
    outcome = import_list(written("City,Country,Kind\nDörfeld,DE,Landkreis\n"), known, LIST)
    assert told(outcome) == [(2, "Kind", "kind-differs")]
    assert "dorfeld-de as municipality" in outcome.findings[0].tell("en")


def test_a_known_number_gets_further_evidence_and_another_year_a_figure_of_its_own(
    known: Layout, written: Write
) -> None:
    path = written("Stadt;Land;Einwohner 2021;Einwohner (31.12.2023)\nDörfeld;DE;31 000;32.500\n")
    outcome = import_list(path, known, LIST)
    assert told(outcome) == []
    after = read_project(known)
    assert [(p.slug, str(p.year)) for p in after.populations] == [("dorfeld-de--population--2", "2023")]
    about = [e.about[0] for e in after.evidence if e.source == "the-list"]
    assert about == ["count/dorfeld-de--population--1", "count/dorfeld-de--population--2"]


def test_a_list_may_have_a_row_for_each_year(known: Layout, written: Write) -> None:
    path = written("City,Country,Population,Year\nAville,DE,60000,2020\nAville,DE,61000,2021\n")
    outcome = import_list(path, known, LIST)
    assert (told(outcome), outcome.added) == ([], {"numbers of inhabitants": 2})
    assert import_list(path, known, LIST).files == ()


BAD = [
    # cells of a row by heading, the column that is told, the code
    ({"City": "Neustadt"}, "City", "place-doubtful"),
    ({"City": "Atlantis"}, "City", "place-unknown"),
    ({"City": ""}, "City", "no-place"),
    ({"City": "Dörfeld / Aville"}, "City", "two-places"),
    ({"name_de": "Dörfeld"}, "City", "names-disagree"),
    ({"QID": "586"}, "QID", "identifier-unreadable"),
    ({"QID": "Q4"}, "City", "place-doubtful"),
    ({"NUTS 3": "DE"}, "NUTS 3", "identifier-unreadable"),
    ({"NUTS 3": "FR101"}, "NUTS 3", "code-of-other-country"),
    ({"AGS": "0531400"}, "AGS", "identifier-unreadable"),
    ({"Population": "ca. 60000", "Year": "2021"}, "Population", "population-unreadable"),
    ({"Population": "60.12", "Year": "2021"}, "Population", "population-unreadable"),
    ({"Population": "0", "Year": "2021"}, "Population", "population-unreadable"),
    ({"Population": "90000000", "Year": "2021"}, "Population", "population-unreadable"),
    ({"Population": "60000"}, "Population", "population-without-year"),
    ({"Population": "60000", "Year": "2026"}, "Year", "year-unreadable"),
    ({"Population": "60000", "Year": "lately"}, "Year", "year-unreadable"),
    ({"Website": "www.aville.example"}, "Website", "address-unreadable"),
    ({"Website": "javascript:alert(1)"}, "Website", "address-unreadable"),
    ({"Website": "mailto:ada@aville.example"}, "Website", "personal"),
    ({"City": "Aville ada@aville.example"}, "City", "personal"),
    ({"Kind": "Bezirk"}, "Kind", "form-unknown"),
    ({"City": "Ixstadt", "Kind": "Landkreis"}, "Kind", "region-or-town"),
]
HEADINGS = ("City", "Country", "name_de", "QID", "NUTS 3", "AGS", "Population", "Year", "Website", "Kind")


def table(*rows: dict[str, str]) -> str:
    return as_csv(
        [[*HEADINGS], *([{"City": "Aville", "Country": "DE", **row}.get(h, "") for h in HEADINGS] for row in rows)]
    )


@pytest.mark.parametrize(("cells", "column", "code"), BAD, ids=[str(b[0]) for b in BAD])
def test_a_bad_cell_is_told_and_nothing_is_written(
    known: Layout, written: Write, cells: dict[str, str], column: str, code: str
) -> None:
    before = snapshot(known)
    path = written(table({"City": "Genf", "Country": "CH", "name_de": "Genf"}, cells))
    outcome = import_list(path, known, LIST)
    assert told(outcome) == [(3, column, code)]
    assert snapshot(known) == before
    for language in LANGUAGES:
        line = outcome.findings[0].tell(language)
        assert "{" not in line
        assert "ada@" not in line
    outcome = import_list(path, known, Options(CITIES, "the-list", skip_bad=True, ledger=True))
    after = read_project(known)
    assert said(after) == [("authority/genf-ch", "skos:prefLabel", "Genf", "de")]
    assert [refused.row for refused in after.ledger] == [3]
    assert "ada@" not in "".join(refused.value for refused in after.ledger)


def test_rows_that_contradict_each_other_are_both_left(known: Layout, written: Write) -> None:
    path = written(table({"Population": "60000", "Year": "2021"}, {"Population": "60001", "Year": "2021"}))
    assert told(import_list(path, known, LIST)) == [
        (2, "Population", "cities-contradict"),
        (3, "Population", "cities-contradict"),
    ]


def test_one_key_for_two_places_is_told_of_both(known: Layout, written: Write) -> None:
    path = written(table({"AGS": "01001000"}, {"City": "Ixstadt", "AGS": "01001000"}))
    assert told(import_list(path, known, LIST)) == [(2, "AGS", "key-twice"), (3, "AGS", "key-twice")]


def test_rows_that_say_the_same_are_one(known: Layout, written: Write) -> None:
    outcome = import_list(written(table({"name_de": "Astadt"}, {"name_de": "Astadt"})), known, LIST)
    assert (told(outcome), outcome.added) == ([], {"names": 1})


def test_a_column_that_is_read_later_adds_and_a_value_that_changed_is_told(known: Layout, written: Write) -> None:
    import_list(written(table({"name_de": "Astadt"})), known, LIST)
    more = import_list(written(table({"name_de": "Astadt", "Website": "https://aville.example"})), known, LIST)
    assert (told(more), more.added) == ([], {"websites": 1})
    assert told(import_list(written(table({"name_de": "Aburg"})), known, LIST)) == [(2, "", "changed")]


def test_a_place_may_be_named_in_one_language_only_or_by_an_identifier(known: Layout, written: Write) -> None:
    outcome = import_list(written("name_de;name_uk;QID\nDörfeld;Дерфельд;\n;Іксштадт;Q10\n"), known, LIST)
    assert told(outcome) == [(3, "name_uk", "place-doubtful")], "one source gives Q10, and no name confirms it"
    outcome = import_list(written("geonames_id;NUTS\n1;DEA24\n"), known, LIST)
    assert (told(outcome), outcome.added) == ([], {"codes": 1})


def test_a_doubtful_place_is_decided_in_the_review_file(known: Layout, written: Write, tmp_path: Path) -> None:
    path = written("City,Country,name_de,Website\nNeustadt,DE,=1+1,\n@SUM(1),DE,,\n")
    text = review_text(import_list(path, known, LIST).findings, "uk")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["value"] for row in rows] == ["Neustadt", "'@SUM(1)"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    review = tmp_path / "review.csv"
    review.write_text(text.replace("\n,Neustadt", "\n4,Neustadt"), "utf-8")
    outcome = import_list(path, known, Options(CITIES, "the-list", decisions=review, skip_bad=True))
    assert outcome.added == {"names": 1}
    assert said(read_project(known)) == [("municipality/dorfeld-de", "skos:altLabel", "=1+1", "de")]


def test_a_dry_run_tells_and_writes_nothing(known: Layout, written: Write) -> None:
    before = snapshot(known)
    result = citynet(known, written(as_csv(TABLE)), "--source", "the-list", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Would add: 6 names, 1 codes, 2 numbers of inhabitants, 1 websites; 0 rows were there before" in (
        " ".join(result.stderr.split())
    )
    assert snapshot(known) == before


def test_places_that_are_left_are_no_failure(known: Layout, written: Write) -> None:
    path = written("Stadt;Land;name_de\nЕфгород;UA;Efhorod\nAville;DE;Astadt\n")
    result = citynet(known, path, "--source", "the-list", "--lang", "de")
    assert result.exit_code == 0
    assert result.stdout.startswith("list.csv, Zeile 2, Spalte –, „Ефгород, UA“: Noch keine Beziehung braucht Ефгород")
    assert "2 rows read; 0 not sound, 1 of places that no relation uses. Added: 1 names" in result.stderr


def test_a_newer_list_is_compared_with_the_older(known: Layout, written: Write) -> None:
    import_list(
        written(
            table(
                {"name_de": "Astadt", "Population": "60000", "Year": "2021"}, {"City": "Dörfeld", "name_de": "Dörfeld"}
            )
        ),
        known,
        LIST,
    )
    newer = written(
        table({"name_de": "Astadt", "Population": "61000", "Year": "2023"}, {"City": "Ixstadt", "name_de": "Ixstadt"})
    )
    result = citynet(known, newer, "--source", new_card(known, "second"), "--compare", "the-list")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "joined: ixstadt-de",
        "left: dorfeld-de",
        "changed: aville-de: population 2021: 60000 → population 2023: 61000",
    ]
