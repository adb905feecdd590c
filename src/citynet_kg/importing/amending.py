"""Change cells of a table and leave every other byte of it alone."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def amended(text: str, cells: Mapping[str, Mapping[str, str]]) -> str:
    """A CSV text with other cells in some of its rows.

    >>> amended("slug,note\\na,'1'\\nb,\\n", {"b": {"note": "x, y"}})
    'slug,note\\na,\\'1\\'\\nb,"x, y"\\n'

    Args:
        text: a table whose first column is the slug.
        cells: the new cells of a row, by slug and column.
    """
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines)
    header = next(reader)
    columns = [column.removeprefix("\ufeff") for column in header]
    kept, before = lines[: reader.line_num], reader.line_num
    for row in reader:
        new = cells.get(row[0]) if row else None
        if new:
            out = io.StringIO(newline="")
            csv.writer(out, lineterminator="\n").writerow(
                [new.get(c, old) for c, old in zip(columns, row, strict=True)]
            )
            kept.append(out.getvalue())
        else:
            kept += lines[before : reader.line_num]
        before = reader.line_num
    return "".join(kept)
