"""Read shapes: targets, paths and components. What is not known here is an error, never passed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import Literal, URIRef

from citynet_kg.errors import UnknownShapeError
from citynet_kg.vocab import PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    import rdflib
    from rdflib.term import Node

_SPACE = str(SH)
_KNOWN_PREFIXES = ("owl", "rdf", "rdfs", "xsd")


def _sh(names: str) -> frozenset[str]:
    return frozenset(names.split())


TARGETS = _sh("targetClass targetNode targetSubjectsOf targetObjectsOf")
_ABOUT = _sh("name description message order group severity deactivated path defaultValue flags property") | TARGETS
COMPONENTS = _sh(
    "minCount maxCount class datatype nodeKind pattern in hasValue languageIn minLength maxLength minInclusive"
    " maxInclusive minExclusive maxExclusive equals disjoint lessThan lessThanOrEquals uniqueLang qualifiedValueShape"
    " qualifiedMinCount qualifiedMaxCount or and not xone node sparql"
)
_NEEDS_PATH = _sh("minCount maxCount uniqueLang lessThan lessThanOrEquals qualifiedValueShape")


@dataclass(frozen=True)
class Path:
    """A step along a property, or several."""

    kind: str
    """property, inverse, sequence or alternative"""
    parts: tuple[Path, ...] = ()
    prop: Node | None = None


@dataclass(frozen=True)
class Shape:
    """A node shape, or a property shape if it has a path."""

    node: Node
    severity: str
    messages: dict[str, str]
    path: Path | None
    components: tuple[tuple[str, Node], ...]
    parts: tuple[Node, ...]
    """Property shapes that its values have to meet."""


class ShapesGraph:
    """The shapes of a graph."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self._graph = graph
        own = next(graph.subjects(SH.parameter, None), None)
        if own is not None:
            raise UnknownShapeError("sh:parameter", compact(str(own)))

    def targeted(self) -> list[Node]:
        """The shapes that have a target."""
        found = {s for name in TARGETS for s in self._graph.subjects(SH[name], None)}
        for kind in (SH.NodeShape, SH.PropertyShape):
            found |= {s for s in self._graph.subjects(RDF.type, kind) if self.is_class(s)}
        return sorted(found, key=str)

    def is_class(self, shape: Node) -> bool:
        """Whether the shape is a class as well, whose members are its targets."""
        return any((shape, RDF.type, kind) in self._graph for kind in (RDFS.Class, OWL.Class))

    def targets(self, shape: Node) -> Iterator[tuple[str, Node]]:
        """How a shape finds its focus nodes."""
        for name in sorted(TARGETS):
            for value in self._graph.objects(shape, SH[name]):
                yield name, value
        if self.is_class(shape):
            yield "targetClass", shape

    def is_active(self, shape: Node) -> bool:
        """Whether the shape is not switched off."""
        return (shape, SH.deactivated, Literal(True)) not in self._graph  # noqa: FBT003 - rdflib's way to say true

    def read(self, node: Node) -> Shape:
        """Read a shape.

        Raises:
            UnknownShapeError: it uses what the compiled validator does not know.
        """
        given = self._graph.predicate_objects(node)
        found = sorted((str(p)[len(_SPACE) :], o) for p, o in given if str(p).startswith(_SPACE))
        unknown = {name for name, _ in found} - _ABOUT - COMPONENTS
        path = self._graph.value(node, SH.path)
        if path is None:
            unknown |= {name for name, _ in found} & _NEEDS_PATH
        if unknown:
            raise UnknownShapeError(f"sh:{min(unknown)}", compact(str(node)))
        severity = self._graph.value(node, SH.severity)
        return Shape(
            node,
            str(severity or SH.Violation).removeprefix(_SPACE),
            {
                m.language or "": str(m)
                for m in sorted(self.objects(node, "message"), key=str)
                if isinstance(m, Literal)
            },
            None if path is None else self._path(path, node),
            tuple((name, value) for name, value in found if name in COMPONENTS),
            tuple(sorted(self.objects(node, "property"), key=str)),
        )

    def _path(self, node: Node, shape: Node) -> Path:
        if isinstance(node, URIRef):
            return Path("property", prop=node)
        if (node, RDF.first, None) in self._graph:
            return Path("sequence", tuple(self._path(part, shape) for part in self.items(node)))
        inverse, alternatives = self.object(node, "inversePath"), self.object(node, "alternativePath")
        if inverse is not None:
            return Path("inverse", (self._path(inverse, shape),))
        if alternatives is not None:
            return Path("alternative", tuple(self._path(part, shape) for part in self.items(alternatives)))
        raise UnknownShapeError("a path that may be repeated", compact(str(shape)))

    def objects(self, node: Node, name: str) -> list[Node]:
        """The values of one of SHACL's properties."""
        return list(self._graph.objects(node, SH[name]))

    def object(self, node: Node, name: str) -> Node | None:
        """The value of one of SHACL's properties."""
        return self._graph.value(node, SH[name])

    def items(self, head: Node) -> list[Node]:
        """The members of a list."""
        return list(self._graph.items(head))

    def select(self, constraint: Node) -> str:
        """The query of a SPARQL constraint, with its prefixes and those that rdflib, and so pySHACL, always knows.

        Raises:
            UnknownShapeError: it has no SELECT.
        """
        query = self.object(constraint, "select")
        if query is None:
            raise UnknownShapeError("sh:sparql without sh:select", compact(str(constraint)))
        lines = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in _KNOWN_PREFIXES]
        for header in self.objects(constraint, "prefixes"):
            for declared in self.objects(header, "declare"):
                prefix, namespace = self.object(declared, "prefix"), self.object(declared, "namespace")
                lines.append(f"PREFIX {prefix}: <{namespace}>\n")
        return "".join(lines) + str(query)
