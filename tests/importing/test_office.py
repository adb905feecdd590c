"""One file as an office has it, with everything that goes wrong in such files at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.importing import MEMBERSHIPS, Options, import_list
from citynet_kg.sources import read_project
from tests.importing.workbooks import workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from citynet_kg.layout import Layout

ROWS: list[list[object]] = [
    ["Mitglieder des Netzwerks, Stand März 2025", None, None, None],
    [None, None, None, None],
    ["Kommune", "Land", "Mitgliedschaft", None],
    [None, None, "seit", "bis"],
    ["  Stadt Dörfeld  ", "Deutschland ", 44966, None],
    ["Genf\u00a0", "Schweiz", "k. A.", "–"],
    ["м. Ефгород", "Україна", "березень 2001 р.", None],
    ["Neustadt und Aville", "Deutschland", 1999, None],
    ["Ceville", "Frankreich", "Frühjahr 1999", None],
    ["Beville", "Ukraine", 1990, 1983],
    ["Summe", None, 7, None],
    ["Quelle: Geschäftsstelle", None, None, None],
]
TOLD = [
    (8, "Kommune", "two-places"),
    (9, "seit", "date-unreadable"),
    (10, "bis", "dates-reversed"),
]


def test_a_file_of_an_office_is_read_or_told_row_by_row(project: Layout, written: Callable[[bytes, str], Path]) -> None:
    path = written(workbook(ROWS, merged=["A3:A4", "B3:B4", "C3:D3"], days=["C5"]), "mitglieder.xlsx")
    outcome = import_list(path, project, Options(MEMBERSHIPS, "the-list", "netone"))
    assert [(f.row, f.column, f.code) for f in outcome.findings] == TOLD
    assert outcome.left_aside == (11, 12)
    assert outcome.findings[0].tell("de") == (
        "mitglieder.xlsx, Zeile 8, Spalte Kommune, „Neustadt und Aville“: Mehrere Orte in einer Zelle: Neustadt, Aville. "
        "Geben Sie jedem eine eigene Zeile."
    )
    assert not outcome.files
    outcome = import_list(path, project, Options(MEMBERSHIPS, "the-list", "netone", skip_bad=True))
    assert outcome.added["relations"] == 3
    rows = {
        e.locator: (e.about[0], str(e.stated_start or ""))
        for e in read_project(project).evidence
        if e.source == "the-list"
    }
    assert rows == {
        "Stadt Dörfeld, Deutschland": ("membership/dorfeld-de--netone--1", "2023-02-09"),
        "Genf, Schweiz": ("membership/genf-ch--netone--1", ""),
        "м. Ефгород, Україна": ("membership/efhorod-ua--netone--1", "2001-03"),
    }
