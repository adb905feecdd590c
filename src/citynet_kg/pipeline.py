"""The one-way flow, from files to release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.errors import DataError
from citynet_kg.graph import assemble
from citynet_kg.reason import close
from citynet_kg.release import require_writable, write_release
from citynet_kg.sources import read_project
from citynet_kg.sources.texts import check_quotes
from citynet_kg.validate.gate import check, inspect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from citynet_kg.graph import AssertedDataset
    from citynet_kg.layout import Layout
    from citynet_kg.reason import Reasoner
    from citynet_kg.release import Release
    from citynet_kg.validate import Report, ShapesValidator

STAGES = ("sources", "graph", "validate", "reason", "release")


def read(layout: Layout, only: Iterable[str] | None = None, texts: Path | None = None) -> AssertedDataset:
    """Read `data/` and write it as triples.

    Args:
        layout: where the project lies.
        only: ids of the documents, pages and lists that take part; all if None.
        texts: folder of the documents' texts, if they are at hand: quotes are checked against them.

    Raises:
        ProjectNotFoundError, DataError: see `sources` and `graph`.
    """
    project = read_project(layout, only)
    if texts is not None:
        problems = check_quotes(project, texts)
        if problems:
            raise DataError(problems)
    return assemble(project, layout, strict=only is None)


def build(
    layout: Layout,
    *,
    only: Iterable[str] | None = None,
    texts: Path | None = None,
    reasoner: Reasoner = "compiled",
    validator: ShapesValidator = "compiled",
    talk: Callable[[str], None] = lambda _: None,
) -> Release:
    """Make a release of the project and switch to it. Nothing is published unless every stage succeeds.

    Args:
        layout: where the project lies and where releases go.
        only: see `read`.
        texts: see `read`.
        reasoner: rules compiled from the ontology, or owlrl, the reference.
        validator: shapes compiled for the data, or pySHACL, the reference.
        talk: told which stage begins.

    Raises:
        ProjectNotFoundError, DataError, UnknownShapeError, ValidationFailed, ReasoningError, BuildError: by the stage
            that failed.
    """
    layout.require("data", "ontology", "shapes")
    require_writable(layout)
    talk("sources: reading data/")
    asserted = read(layout, only, texts)
    talk(f"validate: {len(asserted.quads):,} quads against the shapes")
    checked = check(asserted, layout, validator)
    talk("reason: rules and OWL 2 RL")
    closed = close(checked, layout, reasoner=reasoner, talk=lambda step: talk(f"reason: {step}"))
    talk(f"release: {len(closed.inferred):,} inferred triples")
    return write_release(closed, layout)


def validate(
    layout: Layout,
    texts: Path | None = None,
    talk: Callable[[str], None] = lambda _: None,
    validator: ShapesValidator = "compiled",
) -> Report:
    """Run the shapes over the project's data."""
    talk("read: data/")
    asserted = read(layout, texts=texts)
    talk(f"validate: {len(asserted.quads):,} quads against the shapes")
    return inspect(asserted, layout, validator)
