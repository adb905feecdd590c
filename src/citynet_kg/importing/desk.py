"""What an import works with, and what it comes to: the same for every kind of list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from citynet_kg.importing.editions import Changes
    from citynet_kg.importing.findings import Finding
    from citynet_kg.importing.options import Options
    from citynet_kg.importing.register import Register
    from citynet_kg.importing.settling import Settler
    from citynet_kg.layout import Layout
    from citynet_kg.sources import Project


@dataclass(frozen=True, slots=True)
class Desk:
    """A list that was read, and everything that it is held against. `talk` is told which step begins."""

    layout: Layout
    options: Options
    project: Project
    register: Register
    settler: Settler
    talk: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an import would do.

    Args:
        findings: what keeps rows out.
        unused: sound rows of which nothing is taken, each with the reason.
        added: how much of what, in words.
        repeated: rows that say nothing new.
        files: the text that files of the project would have, by their path in it; None leaves one as it is.
        without_language: headings of names that only serve to find places.
        changes: what differs from an older edition, if it was asked for.
    """

    findings: Sequence[Finding]
    unused: Sequence[Finding]
    added: Mapping[str, int]
    repeated: int
    files: Mapping[str, str | None]
    changes: Changes | None
    without_language: Sequence[str] = ()
