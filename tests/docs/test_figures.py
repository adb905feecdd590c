"""Figures that the documents state follow from the data, or from the tables beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from benchmarks.plot import draw, points_of

from citynet_kg.layout import Layout
from citynet_kg.query import load_questions
from citynet_kg.sources import read_project
from tests.conftest import FIVE_DOCUMENTS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from citynet_kg.release import Release

PERFORMANCE = (ROOT / "docs" / "performance.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def stated(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, pattern
    return str(found[1])


def cell(row: str, column: str) -> str:
    """A cell of the first table of the page that has such a row and such a column."""
    for table in re.findall(r"(?:^\|.*\n)+", PERFORMANCE, re.MULTILINE):
        heads, _, *rows = ([c.strip() for c in line.strip("| \n").split("|")] for line in table.splitlines())
        for cells in rows:
            if column in heads and cells[0] == row:
                return str(cells[heads.index(column)])
    raise AssertionError(f"no {row!r} under {column!r}")


def ratio(row: str, column: str) -> str:
    return stated(r"\((.*)\)", cell(row, column)) if "(" in cell(row, column) else cell(row, column)


def test_the_readme_counts_sources_and_questions_rightly() -> None:
    project = read_project(Layout.at(ROOT))
    assert int(stated(r"Beside them (\d+) further sources", README)) == len(project.cards) - len(FIVE_DOCUMENTS)
    assert int(stated(r"ask one of the (\d+) named questions", README)) == len(load_questions())


@pytest.mark.slow
@pytest.mark.xdist_group("full")
def test_the_readme_tells_the_figures_of_the_release(full_release: Release) -> None:
    """In the order of the table; triples in millions."""
    table = stated(r"\| in the release \| \|\n\|---\|---\|\n((?:\|.*\n)+)", README)
    told = [line.split("|")[2].strip().replace(",", "") for line in table.splitlines()]
    names = ("municipalities", "authorities", "unresolved", "networks", "memberships", "partnerships", "evidence")
    figures = full_release.figures
    millions = f"{figures['triples'] / 1e6:.2f} million"
    assert told == [*(str(figures[n]) for n in names), millions, str(figures["conflicts"]), str(figures["ledger"])]


def test_the_picture_shows_what_the_table_says(root: Path) -> None:
    assert (root / "docs" / "scale.svg").read_text("utf-8") == draw(points_of(PERFORMANCE))


def test_the_changelog_counts_places_rightly() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert int(stated(r"(\d+) places and the lists", changelog)) == len(read_project(Layout.at(ROOT)).authorities)


def test_the_targets_are_compared_with_what_the_tables_say() -> None:
    mix = cell("mix, against pyoxigraph in process", "reached")
    assert f"{ratio('sum of medians', 'citynet serve')}×" in mix
    assert f"{ratio('geometric mean of ratios', 'citynet serve')}×" in mix
    points = cell("point queries, uncached, against oxigraph serve", "reached")
    assert f"{ratio('point, fresh', 'citynet serve')}×" in points
    repeats = cell("repeats, cached, against oxigraph serve", "reached")
    assert f"{ratio('point, repeated', 'citynet serve')}×" in repeats
    assert f"{float(ratio('100 rows, repeated', 'citynet serve')):.1f}×" in repeats
    ours, theirs = (float(cell("point, fresh", name).split(" ")[0]) for name in ("citynet serve", "rdflib-endpoint"))
    told = cell("point queries, uncached, against rdflib-endpoint", "reached")
    assert float(told.rstrip("×")) == pytest.approx(ours / theirs, abs=0.06)
