"""Take the rows of a list out of a table: without blank rows, totals, notes, and what stands for "not known"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.errors import UnreadableTableError
from citynet_kg.gazetteer.names import fold
from citynet_kg.importing.decoding import MOST_BYTES, read_csv
from citynet_kg.importing.headings import find_columns
from citynet_kg.importing.workbook import read_xlsx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from citynet_kg.importing.decoding import Line
    from citynet_kg.importing.headings import Columns
    from citynet_kg.importing.options import Options

_UNKNOWN = frozenset({
    "k a", "ka", "keine angabe", "n a", "na", "nn", "n n", "unbekannt", "unknown", "not known", "none", "null", "nan",
    "tbd", "nc", "n d", "non connu", "inconnu", "keine", "н д", "невідомо", "немає даних", "не вказано", "offen", "",
})  # fmt: skip
_TOTAL = re.compile(
    r"(?:total|sum|summe|gesamt|gesamtzahl|insgesamt|anzahl|somme|ensemble|всього|усього|разом|загалом|підсумок)\b.{0,30}",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:stand|quellen?|anmerkung(?:en)?|hinweis|sources?|notes?|as of|last updated?|état|remarque|джерел[оа]|станом|"
    r"примітк[аи])\b\s*[:\d].*|\*.+",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: its number in the file, and its cells by field."""

    number: int
    cells: Mapping[str, str]

    def get(self, field: str) -> str:
        """The text of a field; empty if the row does not say it."""
        return self.cells.get(field, "")


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows, their columns, and the numbers of the rows that are no entries."""

    file: str
    columns: Columns
    rows: tuple[Row, ...]
    left_aside: tuple[int, ...]


def read_listing(path: Path, options: Options) -> Listing:
    """Read a CSV or .xlsx file.

    Raises:
        UnreadableTableError: it is too large, or not readable as a table with the headings that are needed.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise UnreadableTableError(
            path.name, f"it has {size:,} bytes; a list may have {MOST_BYTES:,}. Save the list alone."
        )
    data = path.read_bytes()
    is_workbook = data.startswith(b"PK\x03\x04")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableTableError(
            path.name, "it is an .xls file of before 2007, or protected. Save it as .xlsx or CSV."
        )
    lines = read_xlsx(data, path.name, options.sheet) if is_workbook else read_csv(data, path.name, options.encoding)
    one_city = bool(options.city)
    columns = find_columns(lines, path.name, options.what, options.columns, one_city=one_city)
    return _listing(lines, path.name, columns)


def _listing(lines: Sequence[Line], file: str, columns: Columns) -> Listing:
    names = [field for field in ("name", "a.name", "b.name") if field in columns.at]
    first = columns.at[names[0]] if names else min(columns.at.values())
    header = tuple(map(fold, lines[columns.last_header].cells))
    rows: list[Row] = []
    aside: list[int] = []
    for line in lines[columns.last_header + 1 :]:
        filled = [cell for cell in line.cells if cell]
        if not filled:
            continue
        cells = {field: known(line.cells[i]) for field, i in columns.at.items() if i < len(line.cells)}
        if tuple(map(fold, line.cells)) == header or _is_aside(filled, len(columns.at), line.cells[: first + 1]):
            aside.append(line.number)
        elif any(cells.values()):
            rows.append(Row(line.number, cells))
        else:
            aside.append(line.number)
    return Listing(file, columns, tuple(rows), tuple(aside))


def known(cell: str) -> str:
    """The cell, or nothing where it only says that nothing is known.

    >>> known("k. A."), known("–"), known("Bonn")
    ('', '', 'Bonn')
    """
    return "" if fold(cell) in _UNKNOWN else cell


def _is_aside(filled: Sequence[str], columns: int, up_to_name: Sequence[str]) -> bool:
    """Tell whether a row is a total or a note below the list."""
    if _TOTAL.fullmatch(filled[0]):
        rest = [cell for cell in filled[1:] if not re.fullmatch(r"[\d., ]+", cell)]
        return not rest
    if len(filled) == 1 and columns > 1 and _NOTE.fullmatch(filled[0]):
        return True
    return len(filled) == 1 and columns > 1 and not any(up_to_name) and re.fullmatch(r"[\d., ]+", filled[0]) is not None
