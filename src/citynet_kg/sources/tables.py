"""Read a CSV file strictly: its columns are the ones it must have, and every cell is of its kind.

A wrong cell becomes a problem with file, row and column; reading goes on, so that one run names everything that is
wrong with a file.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from citynet_kg.dates import PartialDate
from citynet_kg.errors import Problem
from citynet_kg.identifiers import is_slug, split_path
from citynet_kg.languages import LANGUAGES
from citynet_kg.sources.records import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Row:
    """One row of a table. Its methods read cells and note what is wrong with them."""

    def __init__(self, file: str, number: int, cells: dict[str, str], problems: list[Problem]) -> None:
        self.origin = Origin(file, number)
        self._cells = cells
        self._problems = problems

    def wrong(self, column: str | None, problem: str, repair: str) -> None:
        """Note a problem of this row."""
        self._problems.append(Problem(self.origin.file, self.origin.row, column, problem, repair))

    def text(self, column: str) -> str:
        return self._cells[column]

    def required(self, column: str) -> str:
        text = self._cells[column]
        if not text:
            self.wrong(column, "The cell is empty.", "Fill it in; this column is needed.")
        return text

    def slug(self, column: str) -> str:
        """A required slug."""
        text = self.required(column)
        if text and not is_slug(text):
            self.wrong(column, f"{text!r} is not a slug.", "Use lower-case letters, digits and hyphens: bonn-de.")
        return text

    def optional_slug(self, column: str) -> str:
        return self.slug(column) if self._cells[column] else ""

    def slugs(self, column: str) -> tuple[str, ...]:
        """Slugs joined by spaces."""
        parts = tuple(self.required(column).split())
        for part in parts:
            if not is_slug(part):
                self.wrong(column, f"{part!r} is not a slug.", "Use lower-case letters, digits and hyphens: bonn-de.")
        return parts

    def path(self, column: str) -> str:
        text = self.required(column)
        if text:
            self._check_path(column, text)
        return text

    def paths(self, column: str) -> tuple[str, ...]:
        parts = tuple(self.required(column).split())
        for part in parts:
            self._check_path(column, part)
        return parts

    def _check_path(self, column: str, text: str) -> None:
        try:
            split_path(text)
        except ValueError:
            self.wrong(column, f"{text!r} is not a path.", "Write type/slug, such as membership/bonn-de--iclei--1.")

    def date(self, column: str) -> PartialDate | None:
        text = self._cells[column]
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError as error:
            self.wrong(column, f"{error}.", "Write 1983, 2021-03 or 2023-02-09: as precise as the source, not more.")
            return None

    def integer(self, column: str) -> int | None:
        text = self._cells[column]
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            self.wrong(column, f"{text!r} is not a whole number.", "Write digits only.")
            return None
        return int(text)

    def number(self, column: str) -> str:
        """A decimal number, kept as it is written."""
        text = self._cells[column]
        if text:
            try:
                float(text)
            except ValueError:
                self.wrong(column, f"{text!r} is not a number.", "Write it as 50.73438.")
        return text

    def choice(self, column: str, allowed: Sequence[str], default: str = "") -> str:
        text = self._cells[column] or default
        if text not in allowed:
            what = f"{text!r} is not known." if text else "The cell is empty."
            self.wrong(column, what, f"Choose one of: {', '.join(filter(None, allowed))}.")
        return text

    def notes(self) -> dict[str, str]:
        """The columns note_en, note_de and note_uk."""
        return {tag: self._cells[f"note_{tag}"] for tag in LANGUAGES if self._cells[f"note_{tag}"]}


def read_rows(path: Path, file: str, columns: str, problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows of a CSV file, numbered as a spreadsheet shows them (the header is row 1).

    Args:
        path: the file; one that does not exist has no rows.
        file: how messages name it.
        columns: the names that the header must have, separated by commas, in any order.
        problems: where what is wrong is noted.
    """
    if not path.exists():
        return
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem(file, row, None, "The file is not UTF-8.", "Save it again as UTF-8."))
        return
    expected = columns.split(",")
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        unknown, missing = [c for c in header if c not in expected], [c for c in expected if c not in header]
        if missing or unknown or len(set(header)) != len(header):
            what = f"The header lacks {missing} and has {unknown}." if missing or unknown else "A column occurs twice."
            problems.append(Problem(file, 1, None, what, f"The columns are: {columns}."))
            return
        before = reader.line_num
        for cells in reader:
            number, before = before + 1, reader.line_num
            if len(cells) != len(header):
                what = f"{len(cells)} cells where the header has {len(header)}."
                problems.append(Problem(file, number, None, what, "Quote cells that contain a comma."))
                continue
            yield Row(file, number, dict(zip(header, map(str.strip, cells), strict=True)), problems)
    except csv.Error as error:
        problems.append(Problem(file, reader.line_num, None, f"Not readable as CSV: {error}.", "Mend the quotes."))
