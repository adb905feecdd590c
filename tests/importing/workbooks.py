"""Write small .xlsx files the way spreadsheet programs do, and some that they never would."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_STYLES = f'<styleSheet {_MAIN}><numFmts><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="165"/></cellXfs></styleSheet>'


def workbook(
    rows: Sequence[Sequence[object]],
    *,
    merged: Sequence[str] = (),
    days: Sequence[str] = (),
    sheet: str = "List",
    replaced: Mapping[str, str] | None = None,
    begins_1904: bool = False,
) -> bytes:
    """A workbook of one sheet.

    Args:
        rows: strings go into the shared strings, numbers into the cells; None is no cell.
        merged: ranges such as "A1:A2".
        days: cells such as "B3" whose number is shown as a day.
        sheet: its name.
        replaced: parts of the file to put in place of what would be written.
        begins_1904: count days from 1904, as Excel on the Mac did.
    """
    strings: list[str] = []
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, value in enumerate(row):
            if value is None:
                continue
            reference = f"{chr(65 + column)}{number}"
            style = ' s="1"' if reference in days else ""
            if isinstance(value, str):
                strings.append(value)
                cells.append(f'<c r="{reference}" t="s"><v>{len(strings) - 1}</v></c>')
            else:
                cells.append(f'<c r="{reference}"{style}><v>{value}</v></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    ranges = "".join(f'<mergeCell ref="{m}"/>' for m in merged)
    merges = f"<mergeCells>{ranges}</mergeCells>" if merged else ""
    shared = "".join(f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in strings)
    since = '<workbookPr date1904="1"/>' if begins_1904 else ""
    parts = {
        "xl/workbook.xml": f'<workbook {_MAIN} {_REL}>{since}<sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {_MAIN}><sheetData>{''.join(lines)}</sheetData>{merges}</worksheet>",
        "xl/sharedStrings.xml": f"<sst {_MAIN}>{shared}</sst>",
        "xl/styles.xml": _STYLES,
    } | dict(replaced or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()
