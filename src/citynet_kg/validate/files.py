"""Run the shapes over RDF files from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.graph.vocabulary import load_vocabulary
from citynet_kg.sources.turtle import parse_rdf
from citynet_kg.validate.findings import Report
from citynet_kg.validate.shacl import context, load_shapes, run_shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pyoxigraph as ox

    from citynet_kg.layout import Layout
    from citynet_kg.validate.shacl import ShapesValidator


def validate_files(
    files: Iterable[Path],
    layout: Layout,
    talk: Callable[[str], None] = lambda _: None,
    validator: ShapesValidator = "compiled",
) -> Report:
    """Validate the union of some RDF files against the project's shapes.

    Args:
        files: any of the formats that we read.
        layout: where the shapes lie.
        talk: told which step begins.
        validator: shapes compiled for the data, or pySHACL, the reference.

    Raises:
        RdfSyntaxError: a file cannot be parsed.
        OSError: a file cannot be read.
        UnknownShapeError: a shape uses what the compiled validator does not know.
    """
    data: list[ox.Quad] = []
    for file in files:
        talk(f"read: {file}")
        data += parse_rdf(file, str(file))
    shapes = load_shapes(layout)
    vocabulary = load_vocabulary(layout)
    talk(f"validate: {len(data):,} triples against the shapes")
    findings = run_shapes([*data, *context(vocabulary)], shapes, {}, validator)
    return Report(tuple(sorted(findings, key=lambda f: f.sort_key)))
