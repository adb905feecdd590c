"""The list of known misses, and the table of figures in the documentation."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conformance.suites import GROUPS, PROJECT, SUITES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.conformance.suites import Case

KNOWN_MISSES = Path(__file__).with_name("known-misses.txt")
ALLOWED_MISSES = SUITES / "allow" / "pyoxigraph-sparql11.txt"
DOCUMENT = PROJECT / "docs" / "conformance.md"


def listed(file: Path) -> dict[str, str]:
    """Names of tests and the reasons after them."""
    lines = [line.partition("#") for line in file.read_text("utf-8").splitlines()]
    return {name.strip(): reason.strip() for name, _, reason in lines if name.strip()}


def table(passed: Iterable[Case], all_cases: Iterable[Case]) -> str:
    """The table as it has to stand in the document."""
    passes, totals = Counter(c.group for c in passed), Counter(c.group for c in all_cases)
    rows = [f"| {group} | {passes[group]} | {totals[group]} |\n" for group in GROUPS]
    return "".join(["| suite | passed | tests |\n", "| --- | ---: | ---: |\n", *rows])


def documented() -> dict[str, tuple[int, int]]:
    """What the document says: passed and tests by group."""
    rows = re.findall(r"^\| (SPARQL .*?) \| (\d+) \| (\d+) \|$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    return {group: (int(passed), int(total)) for group, passed, total in rows}
