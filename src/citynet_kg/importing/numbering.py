"""Number what a source says: a number is given once and never again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citynet_kg.sources import Project


def next_number(project: Project, source: str) -> int:
    """The first number that no statement of a source has."""
    numbers = [row.n for row in project.evidence if row.source == source]
    numbers += [row.n for row in project.attributes if row.source == source]
    numbers += [row.n for row in project.left_out if row.source == source]
    return max(numbers, default=0) + 1
