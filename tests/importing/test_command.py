"""`citynet import`, as a person at a terminal meets it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from citynet_kg.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from citynet_kg.layout import Layout

    Write = Callable[..., Path]


def citynet(project: Layout, *arguments: object) -> Result:
    return CliRunner().invoke(
        main, ["--root", str(project.root), "import", *map(str, arguments)], catch_exceptions=False
    )


def test_the_rows_are_written_and_the_next_step_is_told(project: Layout, written: Write) -> None:
    path = written("City,Country\nDörfeld,DE\nTotal,1\n")
    result = citynet(project, "memberships", path, "--network", "netone", "--source", "the-list")
    assert result.exit_code == 0, result.output
    assert "1 rows read, 1 totals and notes left aside; 0 not sound. Added: 1 places, 1 relations" in result.stderr
    assert result.stderr.endswith("Next: citynet build\n")
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "list.csv, row 3, column Since, “soon”: This date cannot be read. Write 1983"),
        ("de", "list.csv, Zeile 3, Spalte Since, „soon“: Dieses Datum ist nicht lesbar."),
        ("uk", "list.csv, рядок 3, стовпець Since, «soon»: Цю дату не вдається прочитати."),
    ],
)
def test_what_is_wrong_is_told_in_the_chosen_language(
    project: Layout, written: Write, language: str, says: str
) -> None:
    path = written("City,Country,Since\nGenf,CH,1990\nDörfeld,DE,soon\n")
    result = citynet(project, "memberships", path, "--network", "netone", "--source", "the-list", "--lang", language)
    assert result.exit_code == 1
    assert result.stdout.startswith(says)
    assert "Nothing was written" in result.stderr


@pytest.mark.parametrize(
    ("language", "personal", "unread"),
    [
        ("en", "Left aside: E-Mail, Name of the mayor. Contact data", "Not read: Area, Mailand. A column"),
        ("de", "Beiseite gelassen: E-Mail, Name of the mayor. Kontaktdaten", "Nicht gelesen: Area, Mailand. Wenn"),
        (
            "uk",
            "Залишено осторонь: E-Mail, Name of the mayor. Контактні дані",
            "Не прочитано: Area, Mailand. Потрібний",
        ),
    ],
)
def test_columns_that_are_not_taken_are_told(
    project: Layout, written: Write, language: str, personal: str, unread: str
) -> None:
    path = written("City;Country;E-Mail;Area;Mailand;Name of the mayor\nDörfeld;DE;a@b.example;9;;Ada Example\n")
    result = citynet(project, "memberships", path, "--network", "netone", "--source", "the-list", "--lang", language)
    assert result.exit_code == 0
    assert personal in result.stderr
    assert unread in result.stderr
    written_now = [p.read_text("utf-8") for p in project.data.rglob("*.csv")]
    assert not [text for text in written_now if "Ada" in text or "@b" in text]


def test_a_review_file_is_written_decided_and_read(project: Layout, written: Write, tmp_path: Path) -> None:
    path, review = written("City,Country\nNeustadt,DE\n"), tmp_path / "review.csv"
    common = ("memberships", path, "--network", "netone", "--source", "the-list")
    first = citynet(project, *common, "--review", review)
    assert first.exit_code == 1
    assert f"1 rows to decide: {review}" in first.stderr
    review.write_text(review.read_text("utf-8").replace("\n,Neustadt", "\n5,Neustadt"), "utf-8")
    assert citynet(project, *common, "--decisions", review).exit_code == 0


def test_a_newer_edition_is_compared_with_the_older(project: Layout, written: Write) -> None:
    older = written("City,Country,Since\nDörfeld,DE,1983\nGenf,CH,1990\nAville,DE,1999\n")
    first = citynet(project, "memberships", older, "--network", "netone", "--source", "the-list")
    assert first.exit_code == 0, first.output
    shutil.copytree(project.data / "sources" / "the-list", project.data / "sources" / "the-list-2026")
    folder = project.data / "sources" / "the-list-2026"
    (folder / "evidence.csv").unlink()
    card = (folder / "source.toml").read_text("utf-8")
    (folder / "source.toml").write_text(card.replace("statements = 3", "statements = 0"), "utf-8")
    newer = written("City,Country,Since\nDörfeld,DE,1983-05\nЕфгород,UA,2001\nGenf,CH,1990\n")
    common = ("memberships", newer, "--network", "netone", "--source", "the-list-2026", "--compare")
    told = citynet(project, *common, "the-list")
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines() == [
        "joined: efhorod-ua--netone",
        "left: aville-de--netone",
        "changed: dorfeld-de--netone: 1983 → 1983-05",
    ]
    assert "1 joined, 1 left, 1 changed" in told.stderr
    assert citynet(project, *common, "the-lists").exit_code == 2


def test_partners_of_one_city_with_a_map(project: Layout, written: Write) -> None:
    path = written("Wer;seit\nGenf;03/04/1990\n")
    arguments = ("partnerships", path, "--city", "aville-de", "--source", "the-list", "--map", "b.name=Wer")
    result = citynet(project, *arguments, "--country", "CH", "--date-order", "dmy", "--type", "friendship", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Would add: 1 places, 1 relations, 1 pieces of evidence" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--source", "the-list"), "Missing option '--network'"),
        (("--source", "none", "--network", "netone"), "There is no source card 'none'"),
        (("--source", "the-list", "--network", "netone", "--map", "name"), "Write each as FIELD=HEADING"),
        (("--source", "the-list", "--network", "netone", "--country", "Atlantis"), "--country"),
    ],
)
def test_wrong_use_is_told(project: Layout, written: Write, arguments: tuple[str, ...], says: str) -> None:
    result = citynet(project, "memberships", written("City\nGenf\n"), *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_file_that_is_no_table_is_wrong_use(project: Layout, written: Write) -> None:
    path = written(b"\x00\x01\x02", "list.bin")
    result = citynet(project, "memberships", path, "--source", "the-list", "--network", "netone")
    assert result.exit_code == 2
    assert (
        result.stderr.splitlines()[-1]
        == "citynet: list.bin cannot be read: it is no text. Save it as CSV in UTF-8, or as .xlsx."
    )


def test_every_option_explains_itself() -> None:
    for name in ("memberships", "partnerships", "cities"):
        help_text = CliRunner().invoke(main, ["import", name, "--help"]).stdout
        for option in (
            "--source",
            "--country",
            "--map",
            "--review",
            "--decisions",
            "--skip-bad",
            "--dry-run",
        ):
            assert option in help_text
        assert ("--date-order" in help_text) == (name != "cities")
        assert ("--unresolved" in help_text) == (name != "cities")
