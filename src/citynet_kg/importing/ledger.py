"""The ledger of a list: every row that did not get in, with the reason, beside the evidence of those that did."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from citynet_kg.matching import explain
from citynet_kg.sources.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citynet_kg.importing.findings import Finding
    from citynet_kg.sources.records import Refused


def ledger_text(before: Iterable[Refused], file: str, findings: Iterable[Finding]) -> str:
    """The ledger with one row for each row of the file that has findings; those of the file's earlier import go.

    Args:
        before: the ledger as it is.
        file: the name of the list.
        findings: what is wrong with its rows; the first of a row gives the reason.
    """
    rows = {(row.file, row.row): (row.value, row.reason) for row in before if row.file != file}
    for finding in findings:
        reason = explain(finding.match, "en") if finding.match else finding.reason("en")
        rows.setdefault((file, finding.row), (finding.value, reason))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS["ledger"].split(","))
    writer.writerows((name, number, *cells) for (name, number), cells in sorted(rows.items()))
    return out.getvalue()
