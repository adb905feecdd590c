"""Turn the bytes of a CSV file into rows, whatever program wrote it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

from citynet_kg.errors import UnreadableTableError

MOST_BYTES = 50_000_000
"""A list of 20,000 rows has about 2 MB; what is larger is no list of cities, and is refused before it is read."""
_SEPARATORS = (";", "\t", ",", "|")
_LOOKED_AT = 30
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Windows-1252 gives these five no character.
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")
csv.field_size_limit(1_000_000)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands in the file; `number` is what a spreadsheet shows."""

    number: int
    cells: tuple[str, ...]


def read_csv(data: bytes, file: str) -> list[Line]:
    """Read comma, semicolon, tab or bar separated text in UTF-8, UTF-16 with a byte order mark, or Windows-1252.

    Raises:
        UnreadableTableError: neither encoding fits, or quotes do not close.
    """
    text = _decoded(data, file)
    separator = _separator(text)
    lines = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
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


def _decoded(data: bytes, file: str) -> str:
    if b"\0" in data[:1000] and not data.startswith(_UTF16):
        raise UnreadableTableError(file, "it is no text. Save it as CSV in UTF-8, or as .xlsx.")
    try:
        if data.startswith(_UTF16):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if _UNDEFINED & frozenset(data) or data.startswith(_UTF16):
        raise UnreadableTableError(file, "its encoding is neither UTF-8 nor Windows-1252. Save it as UTF-8.")
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
