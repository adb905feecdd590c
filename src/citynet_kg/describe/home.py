"""What the home page offers: figures, and ways in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.describe.list_tables import LISTS
from citynet_kg.identifiers import AUTHORITY_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.describe.cells import Cell
    from citynet_kg.describe.search import SearchIndex

# The figures in the order shown, and the page where what they count can be seen.
_FIGURES: Mapping[str, str] = {
    "municipalities": "/list/municipality",
    "authorities": "",
    "unresolved": "/list/authority",
    "networks": "/list/network",
    "memberships": "/list/membership",
    "partnerships": "/list/partnership",
    "tenures": "/list/tenure",
    "sources": "/search?type=source",
    "evidence": "",
    "triples": "",
    "conflicts": "/validation#s-Info",
    "ledger": "/download/release.json",
}
_SOME = 12


@dataclass(frozen=True, slots=True)
class HomeView:
    """The figures of the release, and where to begin."""

    figures: tuple[tuple[str, int, str], ...]
    """Name, number, and the address of a page that shows what is counted; empty if there is none."""
    cities: tuple[tuple[Cell, int], ...]
    networks: tuple[tuple[Cell, int], ...]


def describe_home(index: SearchIndex, figures: Mapping[str, int], language: str) -> HomeView:
    """Describe the home page.

    Args:
        index: of the release.
        figures: of the release's manifest.
        language: of the reader.
    """
    return HomeView(
        figures=tuple((name, figures[name], page) for name, page in _FIGURES.items() if name in figures),
        cities=tuple(index.busiest(AUTHORITY_TYPES, language, _SOME)),
        networks=tuple(index.busiest(("network",), language, _SOME)),
    )


def list_sizes(index: SearchIndex) -> dict[str, int]:
    """The lists that are not empty, and how long they are."""
    return {kind: size for kind in LISTS if (size := index.size(kind))}
