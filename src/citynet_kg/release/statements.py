"""The statements of a release as the lines that it writes, in their order.

Sorted lines bring what belongs together side by side: a triple that several graphs have, and the triples of one graph
in the order of its own file. Text that lies in order is read many times as fast as millions of objects that do not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from citynet_kg.vocab import QUARANTINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox


class Statements:
    """Quads in named graphs, as N-Quads without the full stops, sorted."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._lines: list[str] = []
        self.add(quads)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads that are not there yet."""
        self._lines += map(str, quads)
        self._lines.sort()

    def lines(self) -> Iterator[str]:
        """The statements as N-Quads."""
        return (f"{line} .\n" for line in self._lines)

    def public(self) -> Iterator[str]:
        """The triples outside quarantine, each once, whatever number of graphs it stands in."""
        before, quarantine = "", f" {QUARANTINE}"
        for line in self._lines:
            # no graph's name has a space, and between lines that begin with a triple and a space there is no other
            triple = line[: line.rindex(" ")]
            if triple != before and not line.endswith(quarantine):
                before = triple
                yield triple

    def sizes(self) -> Counter[str]:
        """The number of triples of each graph by its IRI."""
        return Counter(line[line.rindex(" ") + 2 : -1] for line in self._lines)

    def by_graph(self) -> dict[str, list[str]]:
        """The triples of each graph by its IRI."""
        found: dict[str, list[str]] = defaultdict(list)
        for line in self._lines:
            end = line.rindex(" ")
            found[line[end + 2 : -1]].append(line[:end])
        return found
