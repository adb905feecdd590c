"""Validate by shapes that are compiled once and applied to sets of nodes.

Targets and classes are sets of numbers, values are looked up, and what was judged of a value once holds wherever it
stands. Queries of shapes run in the store. The findings are those of pySHACL; `docs/validation.md` has the exceptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.term import URIRef

from citynet_kg.errors import UnknownShapeError
from citynet_kg.graph.encoded import EncodedTriples
from citynet_kg.graph.rdflib_bridge import from_term
from citynet_kg.graph.terms import value_of
from citynet_kg.validate.checks import Checks
from citynet_kg.validate.findings import SEVERITIES, Finding
from citynet_kg.validate.paths import Paths
from citynet_kg.validate.shapes import ShapesGraph
from citynet_kg.validate.values import Values
from citynet_kg.vocab import BASE, compact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import rdflib
    from rdflib.term import Node

    from citynet_kg.graph.encoded import Term
    from citynet_kg.sources.records import Origin
    from citynet_kg.validate.shapes import Shape

    Result = tuple[Shape, int, Term | None, str]
    """Shape, focus node, value, and the path if the shape does not say it."""


class CompiledShape:
    """A shape that can judge nodes."""

    def __init__(self, shape: Shape, validator: Validator) -> None:
        self.shape = shape
        self._terms = validator.data.terms
        self._values: Callable[[int], Sequence[int]] | None = None
        self._starts: AbstractSet[int] | None = None
        if shape.path is not None:
            self._values = validator.paths.follow(shape.path)
            self._starts = validator.paths.starts(shape.path)
        checks = Checks(shape, validator)
        self._value_checks, self._set_checks, self._queries = checks.taken()
        self._is_content_with_nothing = checks.are_content_with_nothing
        self._parts = [validator.compiled(part) for part in shape.parts]
        self._right: set[int] = set()
        self._conforming: dict[int, bool] = {}

    def results(self, focus_nodes: AbstractSet[int]) -> Iterator[Result]:
        """What is wrong with some nodes."""
        if self._values is None:
            yield from self._judged((node, (node,)) for node in focus_nodes)
            for part in self._parts:
                yield from part.results(focus_nodes)
            return
        if self._is_content_with_nothing and self._starts is not None:
            focus_nodes = focus_nodes & self._starts
        values = self._values
        yield from self._judged((node, values(node)) for node in focus_nodes)
        for part in self._parts:
            for node in focus_nodes:
                # a value is judged as often as it is one
                yield from part.results(set(values(node)))

    def _judged(self, pairs: Iterator[tuple[int, Sequence[int]]]) -> Iterator[Result]:
        right, terms, value_checks, set_checks = self._right, self._terms, self._value_checks, self._set_checks
        for focus, values in pairs:
            if value_checks:
                for value in values:
                    if value not in right:
                        faults = sum(not check(value) for check in value_checks)
                        if faults:
                            yield from [(self.shape, focus, terms[value], "")] * faults
                        else:
                            right.add(value)
            for check in set_checks:
                for found in check(focus, values):
                    yield self.shape, focus, None if found is None else terms[found], ""
            for query in self._queries:
                yield from ((self.shape, focus, value, path) for value, path in query(terms[focus]))

    def conforms(self, node: int) -> bool:
        """Whether nothing is wrong with a node."""
        known = self._conforming.get(node)
        if known is None:
            known = self._conforming[node] = next(self.results({node}), None) is None
        return known


class Validator:
    """Shapes compiled for some data."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad], shapes: rdflib.Graph) -> None:
        self._triples = triples if isinstance(triples, list | tuple | set | frozenset) else list(triples)
        self.data = EncodedTriples(self._triples)
        self.shapes = ShapesGraph(shapes)
        self.paths = Paths(self.data)
        self.values = Values()
        self._compiled: dict[Node, CompiledShape] = {}
        self._compiling: set[Node] = set()
        self._store: ox.Store | None = None

    @property
    def store(self) -> ox.Store:
        """The data, for the queries of shapes."""
        if self._store is None:
            self._store = ox.Store()
            self._store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in self._triples)
        return self._store

    def compiled(self, node: Node) -> CompiledShape:
        """A shape by its node.

        Raises:
            UnknownShapeError: it uses what is not known, or itself.
        """
        if node not in self._compiled:
            if node in self._compiling:
                raise UnknownShapeError("a shape that uses itself", compact(str(node)))
            self._compiling.add(node)
            self._compiled[node] = CompiledShape(self.shapes.read(node), self)
            self._compiling.discard(node)
        return self._compiled[node]

    def results(self) -> Iterator[Result]:
        """All that is wrong, shape by shape."""
        for node in self.shapes.targeted():
            if self.shapes.is_active(node):
                yield from self.compiled(node).results(self._focus_nodes(node))
        # shapes hold the validator with all its data, and it holds them, so neither would end
        self._compiled.clear()

    def _focus_nodes(self, shape: Node) -> set[int]:
        found: set[int] = set()
        for kind, value in self.shapes.targets(shape):
            number = self.data.number(from_term(value))
            if kind == "targetNode":
                found.add(number)
            elif kind == "targetClass":
                found |= self.paths.instances(number)
            else:
                side = 0 if kind == "targetSubjectsOf" else 1
                found |= {pair[side] for pair in self.paths.pairs(number)}
        return found


def find(
    triples: Iterable[ox.Triple | ox.Quad], shapes: rdflib.Graph, origins: Mapping[str, Origin]
) -> Iterator[Finding]:
    """What the shapes find.

    Raises:
        UnknownShapeError: a shape uses what the compiled validator does not know.
    """
    validator = Validator(triples, shapes)
    for shape, focus_number, found, stated_path in validator.results():
        focus, value = value_of(validator.data.terms[focus_number]), value_of(found)
        if focus == BASE:
            # a constraint over the whole data set: what it found is the value
            focus, value = value, ""
        path = shape.path.prop if shape.path is not None else None
        yield Finding(
            severity=shape.severity if shape.severity in SEVERITIES else "Violation",
            shape=str(shape.node),
            focus=focus,
            path=stated_path or (str(path) if isinstance(path, URIRef) else ""),
            value=value,
            messages=shape.messages,
            origin=origins.get(focus),
        )
