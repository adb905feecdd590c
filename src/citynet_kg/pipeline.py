"""The one-way flow, from files to release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.errors import DataError
from citynet_kg.graph import assemble
from citynet_kg.graph.encoded import without_garbage_collection
from citynet_kg.reason import close
from citynet_kg.release import Making, inputs_of, made_already, made_of, note, require_writable, texts_in, write_release
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


def find_made(
    layout: Layout,
    *,
    only: Iterable[str] | None = None,
    texts: Path | None = None,
    reasoner: Reasoner = "compiled",
    validator: ShapesValidator = "compiled",
) -> Release | None:
    """The current release, if `build` with the same arguments would do nothing but make it again.

    It is undamaged, it was made of what data/, ontology/, shapes/ and this program are now, by the same reasoner and
    validator; and if texts are given, its quotes were compared with these.

    Raises:
        ProjectNotFoundError: see `sources`.
    """
    layout.require("data", "ontology", "shapes")
    return made_already(layout, _making(layout, only, texts, reasoner, validator))


def is_up_to_date(layout: Layout, release: Release) -> bool:
    """Whether a release is known to be made of what the project and this program are now, in whatever way."""
    made = made_of(layout, release)
    return made is not None and made.inputs == inputs_of(layout)


def _making(
    layout: Layout,
    only: Iterable[str] | None,
    texts: Path | None,
    reasoner: Reasoner,
    validator: ShapesValidator,
) -> Making:
    return Making(
        inputs=inputs_of(layout),
        only=None if only is None else tuple(sorted(set(only))),
        reasoner=reasoner,
        validator=validator,
        texts=None if texts is None else texts_in(texts),
    )


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
    only = None if only is None else tuple(only)
    making = _making(layout, only, texts, reasoner, validator)
    with without_garbage_collection():
        talk("sources: reading data/")
        asserted = read(layout, only, texts)
        talk(f"validate: {len(asserted.quads):,} quads against the shapes")
        checked = check(asserted, layout, validator)
        talk("reason: rules and OWL 2 RL")
        closed = close(checked, layout, reasoner=reasoner, talk=lambda step: talk(f"reason: {step}"))
        talk(f"release: {len(closed.inferred):,} inferred triples")
        release = write_release(closed, layout)
    if _making(layout, only, texts, reasoner, validator) == making:  # nothing was changed meanwhile
        note(layout, release, making)
    return release


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
