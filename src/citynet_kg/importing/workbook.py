"""Read a worksheet of an .xlsx file: values only, within bounds, with no entity and no macro.

Our own reader and no library: what is needed is small, and what must not happen is easier to see here. Parts are
unpacked up to a limit whatever their header claims; a document type or an entity stops the parser.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from citynet_kg.errors import UnreadableTableError
from citynet_kg.importing.decoding import MOST_COLUMNS, MOST_ROWS, Line, tidy

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_PART = 100_000_000
"""Bytes of one unpacked part: a sheet of 20,000 rows and 20 columns has about 20 MB."""
_MOST_PARTS = 2_000
_EPOCH_1900, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_DATE_FORMATS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
"""The built-in number formats that show a day (ECMA-376, part 1, 18.8.30)."""
_MOST_DAYS = 2_958_465
"""31 December 9999."""
_LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class _ForbiddenError(Exception):
    """The XML declares a document type or an entity, or is too large."""


@dataclass(slots=True)
class _Book:
    """What a worksheet needs of the rest of the file."""

    strings: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    epoch: dt.date = _EPOCH_1900


def read_xlsx(data: bytes, file: str, sheet: str = "") -> list[Line]:
    """Read one worksheet.

    Args:
        data: the file.
        file: how messages name it.
        sheet: the name of the worksheet; the first one if empty.

    Raises:
        UnreadableTableError: not an .xlsx file, too large, with entities, or without that sheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.namelist()) > _MOST_PARTS:
                raise UnreadableTableError(file, "it has too many parts to be a list.")
            return _read(archive, file, sheet)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        KeyError,
        EOFError,
    ) as error:
        raise UnreadableTableError(file, f"it is no readable .xlsx file: {error}.") from None
    except _ForbiddenError as error:
        raise UnreadableTableError(file, f"{error}") from None
    except (expat.ExpatError, ValueError, IndexError, OverflowError) as error:
        raise UnreadableTableError(file, f"its XML is damaged: {error}.") from None


def _read(archive: zipfile.ZipFile, file: str, sheet: str) -> list[Line]:
    book = _Book()
    sheets: dict[str, str] = {}

    def workbook(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            sheets[attributes.get("name", "")] = relation
        elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            book.epoch = _EPOCH_1904

    _parse(archive, "xl/workbook.xml", workbook)
    if sheet and sheet not in sheets:
        raise UnreadableTableError(file, f"it has no sheet {sheet!r}; there are: {', '.join(sheets)}.")
    if not sheets:
        raise UnreadableTableError(file, "it has no sheet.")
    targets: dict[str, str] = {}
    _parse(
        archive,
        "xl/_rels/workbook.xml.rels",
        lambda tag, a: targets.__setitem__(a.get("Id", ""), a.get("Target", "")) if tag == "Relationship" else None,
    )
    target = targets[sheets[sheet or next(iter(sheets))]]
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    if "xl/sharedStrings.xml" in archive.namelist():
        book.strings = _strings(archive)
    if "xl/styles.xml" in archive.namelist():
        book.dates = _date_styles(archive)
    return _lines(archive, path, book)


def _parse(
    archive: zipfile.ZipFile,
    path: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] = lambda _: None,
) -> None:
    """Feed a part to the handlers, piece by piece; names lose their prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def forbid(*_: object) -> int:
        raise _ForbiddenError("it declares a document type or an entity, which no spreadsheet program writes.")

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = forbid
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    read = 0
    with archive.open(path) as part:
        while piece := part.read(1 << 16):
            read += len(piece)
            if read > _MOST_PART:
                raise _ForbiddenError("it is too large when unpacked. Save the list alone, or as CSV.")
            parser.Parse(piece, False)  # noqa: FBT003 - the C API has no keyword
    parser.Parse(b"", True)  # noqa: FBT003


def _strings(archive: zipfile.ZipFile) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []
    open_tags: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        open_tags.append(tag)
        if tag == "si":
            pieces.clear()

    def end(tag: str) -> None:
        open_tags.pop()
        if tag == "si":
            strings.append("".join(pieces))

    def text(piece: str) -> None:
        if open_tags[-1] == "t" and "rPh" not in open_tags:  # a phonetic hint is no part of the text
            pieces.append(piece)

    _parse(archive, "xl/sharedStrings.xml", start, end, text)
    return strings


def _date_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The numbers of the cell styles that show a day."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        inside.append(tag)
        if tag == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "xf" and "cellXfs" in inside:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(_: str) -> None:
        inside.pop()

    _parse(archive, "xl/styles.xml", start, end)
    days = {n for n, code in formats.items() if re.search("[dy]", _LITERALS.sub("", code.lower()))}
    return frozenset(i for i, number in enumerate(styles) if number in _DATE_FORMATS or number in days)


def _lines(archive: zipfile.ZipFile, path: str, book: _Book) -> list[Line]:
    rows: dict[int, dict[int, str]] = {}
    merged: list[str] = []
    at, kind, style = (0, 0), "", 0
    pieces: list[str] = []
    open_tags: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal at, kind, style
        open_tags.append(tag)
        if tag == "row":
            at = (int(attributes.get("r", at[0] + 1)), -1)
        elif tag == "c":
            at = _position(attributes["r"]) if "r" in attributes else (at[0], at[1] + 1)
            kind, style = attributes.get("t", "n"), int(attributes.get("s", "0"))
            pieces.clear()
            if at[0] > MOST_ROWS or at[1] > MOST_COLUMNS:
                raise _ForbiddenError(f"it has a cell beyond row {MOST_ROWS:,} or column {MOST_COLUMNS}.")
        elif tag == "mergeCell":
            merged.append(attributes.get("ref", ""))

    def end(tag: str) -> None:
        open_tags.pop()
        if tag == "c" and pieces:
            rows.setdefault(at[0], {})[at[1]] = tidy(_value("".join(pieces), kind, style, book))

    def text(piece: str) -> None:
        if open_tags[-1] == "v" or (open_tags[-1] == "t" and "is" in open_tags):
            pieces.append(piece)

    _parse(archive, path, start, end, text)
    for reference in merged:
        _fill_down(reference, rows)
    width = max((max(cells) + 1 for cells in rows.values() if cells), default=0)
    return [Line(n, tuple(rows[n].get(i, "") for i in range(width))) for n in sorted(rows)]


def _value(text: str, kind: str, style: int, book: _Book) -> str:
    if kind == "s":
        return book.strings[int(text)]
    if kind == "n" and style in book.dates and 0 < float(text) < _MOST_DAYS:
        return (book.epoch + dt.timedelta(days=int(float(text)))).isoformat()
    if kind == "e":
        return ""
    if kind == "n":
        return text.removesuffix(".0")
    return text


def _position(reference: str) -> tuple[int, int]:
    """`B7` as (7, 1)."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(f"{reference!r} is no cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


def _fill_down(reference: str, rows: dict[int, dict[int, str]]) -> None:
    """A cell merged over several rows speaks for each; one merged over columns is a heading of a group."""
    first, _, last = reference.partition(":")
    (top, left), (bottom, _) = _position(first), _position(last or first)
    value = rows.get(top, {}).get(left, "")
    if value:
        for number in range(top + 1, min(bottom, max(rows)) + 1):
            rows.setdefault(number, {}).setdefault(left, value)
