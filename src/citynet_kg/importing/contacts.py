"""Keep contact data out: a row with an e-mail address in a cell is told, and the address is not repeated."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from citynet_kg.importing.findings import Finding

if TYPE_CHECKING:
    from citynet_kg.importing.listing import Listing

_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")


def without_contacts(listing: Listing) -> tuple[Listing, list[Finding]]:
    """The list without such rows, and what is told of them."""
    findings = [
        Finding(listing.file, row.number, listing.columns.heading(field), "", "personal")
        for row in listing.rows
        for field, text in row.cells.items()
        if _ADDRESS.search(text)
    ]
    bad = {finding.row for finding in findings}
    return replace(listing, rows=tuple(row for row in listing.rows if row.number not in bad)), findings
