"""Check quotes against the texts that they are quoted from.

The texts are other people's and stay outside the project. Whoever has them names their folder in CITYNET_TEXTS; a text
is recognised by its hash, whatever its file is called.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from citynet_kg.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from citynet_kg.sources.records import Attribute, Evidence, Project

MOST_WORDS = 15


def check_quotes(project: Project, folder: Path) -> list[Problem]:
    """Compare every quote with the line that its locator names.

    Args:
        project: the records.
        folder: where the texts lie.

    Returns:
        A problem for each quote that is not an exact part of its line, is too long, or whose text is not there.
    """
    texts = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in folder.iterdir() if path.is_file()}
    lines = {
        card.id: texts[card.sha256].read_text("utf-8").split("\n")
        for card in project.cards.values()
        if card.sha256 in texts
    }
    rows: list[Evidence | Attribute] = [*project.evidence, *project.attributes]
    return [problem for row in rows if row.quote for problem in _check(row, lines.get(row.source))]


def _check(row: Evidence | Attribute, lines: list[str] | None) -> Iterator[Problem]:
    quote, locator, origin = row.quote, row.locator, row.origin

    def wrong(column: str, problem: str, repair: str) -> Problem:
        return Problem(origin.file, origin.row, column, problem, repair)

    if len(quote.split()) > MOST_WORDS:
        yield wrong(
            "quote", f"The quote has more than {MOST_WORDS} words.", "Quote the words that carry the statement."
        )
    if lines is None:
        yield wrong("quote", "The text of this source is not in CITYNET_TEXTS.", "Add it, or mend sha256 on the card.")
        return
    at = re.fullmatch(r"L([0-9]+)(?:[-–]L?[0-9]+)?", locator)
    if at is None or not 0 < int(at[1]) <= len(lines):
        yield wrong("locator", f"{locator!r} names no line of the text.", "Write L and the number of the line: L21.")
    elif quote not in lines[int(at[1]) - 1]:
        found = [number for number, line in enumerate(lines, 1) if quote in line]
        repair = (
            f"It stands in line {found[0]}: mend the locator." if found else "Copy the words exactly as they stand."
        )
        yield wrong("quote", f"The quote is not in line {at[1]} of its source.", repair)
