"""Look up values along the paths of shapes, and the members of classes with those below."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from citynet_kg.graph.rdflib_bridge import from_term
from citynet_kg.vocab import RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from citynet_kg.graph.encoded import EncodedTriples, Pair
    from citynet_kg.validate.shapes import Path


class Paths:
    """Indexes of some data, made as they are needed."""

    def __init__(self, data: EncodedTriples) -> None:
        self._data = data
        self._type = data.number(RDF.type)
        self._onward: dict[int, dict[int, list[int]]] = {}
        self._back: dict[int, dict[int, list[int]]] = {}
        self._instances: dict[int, set[int]] = {}
        self._below: defaultdict[int, list[int]] = defaultdict(list)
        for low, high in data.pairs.get(data.number(RDFS.subClassOf), ()):
            self._below[high].append(low)

    def pairs(self, prop: int) -> set[Pair]:
        """All pairs of a property, rdf:type among them."""
        if prop == self._type:
            return {(thing, cls) for cls, things in self._data.members.items() for thing in things}
        return self._data.pairs.get(prop, set())

    def instances(self, cls: int) -> set[int]:
        """The members of a class and of those below it."""
        if cls not in self._instances:
            below, waiting = {cls}, [cls]
            while waiting:
                new = [low for low in self._below.get(waiting.pop(), ()) if low not in below]
                below.update(new)
                waiting += new
            self._instances[cls] = set().union(*(self._data.members.get(c, ()) for c in below))
        return self._instances[cls]

    def onward(self, prop: int) -> Callable[[int], Sequence[int]]:
        """The values of a property."""
        if prop not in self._onward:
            found: defaultdict[int, list[int]] = defaultdict(list)
            for subject, value in self.pairs(prop):
                found[subject].append(value)
            self._onward[prop] = found
        return self._look_up(self._onward[prop])

    def back(self, prop: int) -> Callable[[int], Sequence[int]]:
        """What a thing is the value of."""
        if prop not in self._back:
            found: defaultdict[int, list[int]] = defaultdict(list)
            for subject, value in self.pairs(prop):
                found[value].append(subject)
            self._back[prop] = found
        return self._look_up(self._back[prop])

    def _look_up(self, found: dict[int, list[int]]) -> Callable[[int], Sequence[int]]:
        nothing: list[int] = []
        return lambda node: found.get(node, nothing)

    def starts(self, path: Path) -> AbstractSet[int] | None:
        """The nodes from which a path leads anywhere; None if that is not at hand."""
        if path.prop is None:
            return None
        prop = self._data.number(from_term(path.prop))
        self.onward(prop)
        return self._onward[prop].keys()

    def follow(self, path: Path, *, backward: bool = False) -> Callable[[int], Sequence[int]]:
        """The values along a path, each once."""
        if path.prop is not None:
            prop = self._data.number(from_term(path.prop))
            return self.back(prop) if backward else self.onward(prop)
        if path.kind == "inverse":
            return self.follow(path.parts[0], backward=not backward)
        steps = [self.follow(part, backward=backward) for part in path.parts]
        if path.kind == "alternative":
            return lambda node: list(dict.fromkeys(value for step in steps for value in step(node)))
        if backward:
            steps.reverse()

        def walk(node: int) -> Sequence[int]:
            reached = [node]
            for step in steps:
                reached = list(dict.fromkeys(value for here in reached for value in step(here)))
            return reached

        return walk
