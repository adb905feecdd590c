"""Every shape catches what it is for, and nothing else.

A case is read together with the ontology's subclass axioms, the concept schemes and `_context.ttl`, a small world in
which no shape finds anything. `valid*.ttl` must keep it so; `invalid*.ttl` must be found by the shape whose name the
folder bears, and by no other. pySHACL judges, and the compiled validator has to find the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .support import (
    CASES,
    CONTEXT,
    WHOLE,
    PreparingGraph,
    compiled_findings,
    findings,
    read,
    read_schema,
    read_shapes,
    reporting_shapes,
)

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib import Graph

FILES = sorted(CASES.glob("*/*.ttl"))


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return read_shapes()


@pytest.fixture(scope="module")
def world() -> PreparingGraph:
    world = PreparingGraph()
    for triple in read_schema() + read(CONTEXT):
        world.add(triple)
    return world


def _with(world: PreparingGraph, case: Path, shapes: Graph) -> list[tuple[str, str, str]]:
    """The findings in the world with the case added; the world is left as it was."""
    added = [triple for triple in read(case) if triple not in world]
    assert added or case.stem.startswith("valid"), f"{case} adds nothing to _context.ttl"
    for triple in added:
        world.add(triple)
    try:
        found = findings(world, shapes)
        whole = [
            (shape, value, "None") if focus == str(WHOLE) else (shape, focus, value) for shape, focus, value in found
        ]
        assert compiled_findings(world, shapes) == sorted(whole), "the compiled validator finds something else"
        return found
    finally:
        for triple in added:
            world.remove(triple)


def test_nothing_is_found_in_the_context(world: PreparingGraph, shapes: Graph) -> None:
    assert findings(world, shapes) == []


@pytest.mark.parametrize("case", FILES, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_case(case: Path, world: PreparingGraph, shapes: Graph) -> None:
    found = _with(world, case, shapes)
    if case.stem.startswith("valid"):
        assert not found, f"{case} should be fine"
    else:
        assert {shape for shape, _, _ in found} == {case.parent.name}, f"{case}: {found}"


def test_every_shape_has_its_cases(shapes: Graph) -> None:
    named = {str(s).rpartition("#")[2] for s in reporting_shapes(shapes)}
    for kind in ("valid", "invalid"):
        folders = {f.parent.name for f in FILES if f.stem == kind}
        assert folders == named, f"each shape needs {kind}.ttl in a folder of its name: {sorted(folders ^ named)}"
    assert {f.stem.split("-")[0] for f in FILES} == {"valid", "invalid"}
