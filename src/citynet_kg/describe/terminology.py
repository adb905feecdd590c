"""The terms of the ontology and the shapes, for their documentation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.describe.cells import Cell, literal_cell, text_of
from citynet_kg.describe.facts import Description
from citynet_kg.vocab import BASE, PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from citynet_kg.describe.facts import Term

ONTOLOGY = BASE + "ns"
SHAPES = BASE + "shapes"
KINDS = {
    "owl:Class": "class",
    "owl:ObjectProperty": "object-property",
    "owl:DatatypeProperty": "datatype-property",
    "owl:AnnotationProperty": "annotation-property",
}
_TERM_LINKS = (
    "rdfs:subClassOf",
    "rdfs:subPropertyOf",
    "rdfs:domain",
    "rdfs:range",
    "owl:inverseOf",
    "rdfs:seeAlso",
    "vann:example",
)
_TERM_TEXTS = ("skos:scopeNote", "skos:example", "vs:term_status", "owl:versionInfo")
_SHAPE_LINKS = (
    "sh:targetClass",
    "sh:targetSubjectsOf",
    "sh:targetObjectsOf",
    "sh:path",
    "sh:class",
    "sh:datatype",
    "sh:nodeKind",
    "sh:severity",
    "sh:group",
    "sh:property",
)
_SHAPE_TEXTS = ("sh:message", "sh:minCount", "sh:maxCount", "sh:pattern")
_SHAPE_KINDS = {"sh:NodeShape": "node-shape", "sh:PropertyShape": "property-shape"}


@dataclass(frozen=True, slots=True)
class TermView:
    """A term with its definition."""

    iri: str
    anchor: str
    kind: str
    label: Cell
    definition: Cell | None
    details: tuple[tuple[str, tuple[Cell, ...]], ...]
    """Property and values; a link's text is its short form, its address `#Anchor` for a term of the same page."""


@dataclass(frozen=True, slots=True)
class TermsView:
    """The documentation of a namespace: its header and its terms by kind."""

    iri: str
    title: Cell | None
    description: Cell | None
    version: str
    header: tuple[tuple[str, tuple[Cell, ...]], ...]
    groups: tuple[tuple[str, tuple[TermView, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is documented: the namespace, the kinds of terms, and what is told of a term."""

    base: str
    kinds: Mapping[str, str]
    links: tuple[str, ...]
    texts: tuple[str, ...]


_ONTOLOGY_PLAN = _Plan(ONTOLOGY, KINDS, _TERM_LINKS, _TERM_TEXTS)
_SHAPES_PLAN = _Plan(SHAPES, _SHAPE_KINDS, _SHAPE_LINKS, _SHAPE_TEXTS)


def describe_ontology(triples: Iterable[ox.Triple], language: str) -> TermsView:
    """Document the ontology from the triples of `graph/vocabulary`."""
    return _describe(triples, language, _ONTOLOGY_PLAN)


def describe_shapes(triples: Iterable[ox.Triple], language: str) -> TermsView:
    """Document the shapes from their triples."""
    return _describe(triples, language, _SHAPES_PLAN)


def _describe(triples: Iterable[ox.Triple], language: str, plan: _Plan) -> TermsView:
    base, kinds = plan.base, plan.kinds
    things = _things(triples)
    header = things.get(base, Description({}))
    by_kind: dict[str, list[TermView]] = defaultdict(list)
    for iri, description in things.items():
        kind = next((kinds[k] for t in description.iris("rdf:type") if (k := compact(t)) in kinds), None)
        if kind is not None and iri.startswith(base + "#"):
            by_kind[kind].append(_term(iri, kind, description, language, plan))
    version = header.literal("owl:versionInfo")
    about = ("dct:creator", "dct:license", "dct:modified", "owl:versionIRI", "vann:preferredNamespacePrefix")
    return TermsView(
        iri=base,
        title=text_of(header, "dct:title", language),
        description=text_of(header, "dct:description", language),
        version=version.value if version else "",
        header=tuple((curie, cells) for curie in about if (cells := _cells(header.terms(curie), base))),
        groups=tuple(
            (kind, tuple(sorted(by_kind[kind], key=lambda t: t.anchor))) for kind in kinds.values() if kind in by_kind
        ),
    )


def _things(triples: Iterable[ox.Triple]) -> dict[str, Description]:
    values: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            values[triple.subject.value][triple.predicate.value].add(triple.object)
    return {
        iri: Description({p: sorted(terms, key=str) for p, terms in properties.items()})
        for iri, properties in values.items()
    }


def _term(iri: str, kind: str, description: Description, language: str, plan: _Plan) -> TermView:
    base = plan.base
    anchor = iri.removeprefix(base + "#")
    label = text_of(description, "rdfs:label", language) or text_of(description, "sh:name", language) or Cell(anchor)
    definition = text_of(description, "skos:definition", language) or text_of(description, "sh:description", language)
    details: list[tuple[str, tuple[Cell, ...]]] = []
    for curie in plan.links:
        cells = _cells(description.terms(curie), base)
        if cells:
            details.append((curie, cells))
    for curie in plan.texts:
        text = text_of(description, curie, language)
        if text is not None:
            details.append((curie, (text,)))
    return TermView(iri, anchor, kind, label, definition, tuple(details))


def _cells(terms: Iterable[Term], base: str) -> tuple[Cell, ...]:
    return tuple(_short(t, base) if isinstance(t, ox.NamedNode) else literal_cell(t) for t in terms)


def _short(node: ox.NamedNode, base: str) -> Cell:
    """Show an IRI by its short form; ours lead to their documentation here."""
    iri = node.value
    for namespace, page in ((PREFIXES["cnet"], "/ns"), (PREFIXES["cnsh"], "/shapes")):
        if iri.startswith(namespace):
            anchor = "#" + iri.removeprefix(namespace)
            return Cell(compact(iri), iri=anchor if namespace == base + "#" else page + anchor)
    if iri.startswith(BASE):
        return Cell(compact(iri).rsplit("/", 1)[-1], iri="/" + iri.removeprefix(BASE))
    return Cell(compact(iri), iri=iri)
