"""The file in which a person decides what an import may not: one row for each doubtful place."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from citynet_kg.describe.spreadsheets import harmless
from citynet_kg.errors import UnreadableTableError
from citynet_kg.importing.decoding import read_csv

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from citynet_kg.importing.findings import Finding

_COLUMNS = ("geonames_id", "value", "country", "column", "row", "file", "score", "reason", "candidates")


def review_text(findings: Iterable[Finding], language: str) -> str:
    """The review file: a CSV whose column `geonames_id` is to be filled in; no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for finding in findings:
        match = finding.match
        candidates = "; ".join(
            f"{p.geonames_id} {p.name} ({p.country}-{p.admin1}, {p.population:,})"
            for p in (match.candidates if match else ())
        )
        cells = (
            "",
            finding.value,
            finding.country,
            finding.column,
            str(finding.row),
            finding.file,
            f"{match.score:.2f}" if match else "",
            finding.reason(language),
            candidates,
        )
        writer.writerow(map(harmless, cells))
    return "\ufeff" + out.getvalue()


def read_decisions(path: Path) -> dict[tuple[str, str], str]:
    """What a person filled in: (value, country) as the list writes them, to a GeoNames id.

    Raises:
        UnreadableTableError: the file lacks a column, or decides one value in two ways.
    """
    lines = read_csv(path.read_bytes(), path.name)
    header = lines[0].cells if lines else ()
    missing = [column for column in _COLUMNS[:3] if column not in header]
    if missing:
        raise UnreadableTableError(path.name, f"it is no review file: it lacks {', '.join(missing)}.")
    decisions: dict[tuple[str, str], str] = {}
    for line in lines[1:]:
        cells = dict(zip(header, line.cells, strict=False))
        value, country, decided = (_as_listed(cells.get(c, "")) for c in ("value", "country", "geonames_id"))
        if decided and decisions.setdefault((value, country), decided) != decided:
            raise UnreadableTableError(path.name, f"row {line.number} decides {value!r} otherwise than a row above.")
    return decisions


def _as_listed(cell: str) -> str:
    """Take off the apostrophe that kept a text from being a formula, but not that of 's-Hertogenbosch."""
    bare = cell.removeprefix("'")
    return bare if harmless(bare) != bare else cell
