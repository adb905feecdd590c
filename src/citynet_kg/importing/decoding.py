"""Turn the bytes of a CSV file into rows, whatever program wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from citynet_kg.errors import UnreadableTableError

MOST_BYTES = 50_000_000
"""A list of 20,000 rows has about 2 MB; what is larger is no list of cities, and is refused before it is read."""
MOST_ROWS, MOST_COLUMNS = 200_000, 400
_SEPARATORS = (";", "\t", ",", "|")
_LOOKED_AT = 30
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FOREIGN = re.compile(rb"[\xc0-\xff]{4}")
"""Four letters with marks in a row: no word of a language that Windows-1252 is for, but any word in Windows-1251."""
# Windows-1252 gives these five no character.
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands in the file; `number` is what a spreadsheet shows."""

    number: int
    cells: tuple[str, ...]


def read_csv(data: bytes, file: str, encoding: str = "") -> list[Line]:
    """Read comma, semicolon, tab or bar separated text.

    Args:
        data: the file.
        file: how messages name it.
        encoding: its encoding; if empty, UTF-8, UTF-16 with a byte order mark, or Windows-1252.

    Raises:
        UnreadableTableError: the encoding does not fit, quotes do not close, or there are too many rows or columns.
    """
    text = _decoded(data, file, encoding)
    separator = _separator(text)
    lines = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise UnreadableTableError(file, f"it has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns.")
            lines.append(Line(number, tuple(tidy(cell) for cell in cells)))
    except csv.Error as error:
        raise UnreadableTableError(file, f"row {len(lines) + 1} is not readable as CSV: {error}.") from None
    return lines


def tidy(cell: str) -> str:
    """The text of a cell without spaces around it, with plain spaces inside; lines within a cell stay apart.

    >>> tidy("  Bonn\\xa0am  Rhein ")
    'Bonn am Rhein'
    """
    return "\n".join(filter(None, (" ".join(line.replace("\u200b", "").split()) for line in cell.split("\n"))))


def _decoded(data: bytes, file: str, encoding: str) -> str:
    if encoding:
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            raise UnreadableTableError(file, f"its encoding is not {encoding!r}.") from None
    try:
        if data.startswith(_UTF16):
            return data.decode("utf-16")
        if b"\0" in data[:1000]:
            raise UnreadableTableError(file, "it is no text. Save it as CSV in UTF-8, or as .xlsx.")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if _UNDEFINED & frozenset(data) or _FOREIGN.search(data) or data.startswith(_UTF16):
        raise UnreadableTableError(
            file, "its encoding is neither UTF-8 nor Windows-1252. Name it with --encoding, or save the file as UTF-8."
        )
    return data.decode("cp1252")


def _separator(text: str) -> str:
    """The separator that gives most rows the same, largest number of cells."""
    sample = text[:100_000]

    def fitness(separator: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        widths: Counter[int] = Counter()
        try:
            for number, row in enumerate(rows):
                if number >= _LOOKED_AT:
                    break
                if any(row):
                    widths[len(row)] += 1
        except csv.Error:
            return 0, 0
        width, often = max(widths.items(), key=lambda w: (w[0] > 1, w[1], w[0]), default=(1, 0))
        return (often, width) if width > 1 else (0, 0)

    best = max(_SEPARATORS, key=fitness)
    return best if fitness(best) > (0, 0) else ","
