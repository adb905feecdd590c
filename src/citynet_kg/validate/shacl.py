"""Run the shapes: compiled for the data, or by pySHACL, the reference.

pySHACL works on rdflib's in-memory graphs (over other stores it is five times slower, measured).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyshacl

from citynet_kg.errors import DataError, Problem, RdfSyntaxError
from citynet_kg.graph.encoded import without_garbage_collection
from citynet_kg.graph.rdflib_bridge import to_rdflib
from citynet_kg.sources.turtle import parse_rdf
from citynet_kg.validate.compiled import find
from citynet_kg.validate.findings import read_findings
from citynet_kg.vocab import OWL, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyoxigraph as ox
    import rdflib

    from citynet_kg.graph.vocabulary import Vocabulary
    from citynet_kg.layout import Layout
    from citynet_kg.sources.records import Origin
    from citynet_kg.validate.findings import Finding

ShapesValidator = Literal["compiled", "pyshacl"]
VALIDATORS: tuple[ShapesValidator, ...] = ("compiled", "pyshacl")


def load_shapes(layout: Layout) -> rdflib.Graph:
    """Read `shapes/`.

    Raises:
        ProjectNotFoundError: there is no `shapes/`.
        DataError: a file cannot be parsed.
    """
    layout.require("shapes")
    triples: list[ox.Quad] = []
    for path in sorted(layout.shapes.glob("*.ttl")):
        name = path.relative_to(layout.root).as_posix()
        try:
            triples += parse_rdf(path, name)
        except RdfSyntaxError as error:
            raise DataError([Problem(name, error.line, None, error.message, "Mend the line.")]) from None
    return to_rdflib(triples)


def context(vocabulary: Vocabulary) -> Iterator[ox.Triple]:
    """What the shapes see beside the data: concepts, and which class is below which."""
    yield from vocabulary.schemes
    for triple in (*vocabulary.ontology, *vocabulary.imports):
        if triple.predicate == RDFS.subClassOf or (triple.predicate == RDF.type and triple.object == OWL.Class):
            yield triple


def run_shapes(
    data: Iterable[ox.Triple | ox.Quad],
    shapes: rdflib.Graph,
    origins: Mapping[str, Origin],
    validator: ShapesValidator = "compiled",
) -> list[Finding]:
    """Validate.

    Args:
        data: the triples, with their context.
        shapes: from `load_shapes`.
        origins: where each thing is described.
        validator: shapes compiled for the data, or pySHACL, the reference.

    Raises:
        UnknownShapeError: a shape uses what the compiled validator does not know.
    """
    if validator == "compiled":
        with without_garbage_collection():
            return list(find(data, shapes, origins))
    _, results, _ = pyshacl.validate(
        to_rdflib(data),
        shacl_graph=shapes,
        inference="none",
        advanced=False,
    )
    return read_findings(results, shapes, origins)
