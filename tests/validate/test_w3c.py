"""The W3C's SHACL tests: the compiled validator finds what pySHACL finds, or refuses the shapes."""

from __future__ import annotations

import logging
import warnings

import pyshacl
import pytest

from citynet_kg.errors import UnknownShapeError
from citynet_kg.graph.rdflib_bridge import to_rdflib
from citynet_kg.validate.compiled import find
from citynet_kg.validate.findings import read_findings
from tests.validate.w3c import MISSING, Case, cases

CASES = cases()
# Test and the construct that the compiled validator does not know.
REFUSED = {
    "core/complex/personexample": "sh:closed",
    "core/complex/shacl-shacl": "a path that may be repeated",
    "core/node/closed-001": "sh:closed",
    "core/node/closed-002": "sh:closed",
    "core/node/qualified-001": "sh:qualifiedValueShapesDisjoint",
    "core/path/path-complex-001": "a path that may be repeated",
    "core/path/path-oneOrMore-001": "a path that may be repeated",
    "core/path/path-zeroOrMore-001": "a path that may be repeated",
    "core/path/path-zeroOrOne-001": "a path that may be repeated",
    "core/property/qualifiedMinCountDisjoint-001": "sh:qualifiedValueShapesDisjoint",
    "core/property/qualifiedValueShapesDisjoint-001": "sh:qualifiedValueShapesDisjoint",
    "sparql/component/nodeValidator-001": "sh:parameter",
    "sparql/component/optional-001": "sh:parameter",
    "sparql/component/propertyValidator-select-001": "sh:parameter",
    "sparql/component/validator-001": "sh:parameter",
    "sparql/node/prefixes-001": "a query that cannot be read",
    "sparql/node/sparql-002": "sh:prefixes",
    "sparql/node/sparql-003": "sh:prefixes",
    "sparql/pre-binding/pre-binding-001": "$this where the store would not know it",
    "sparql/pre-binding/pre-binding-002": "$this where the store would not know it",
    "sparql/pre-binding/pre-binding-003": "$this where the store would not know it",
    "sparql/pre-binding/pre-binding-004": "$this where the store would not know it",
    "sparql/pre-binding/pre-binding-005": "$this where the store would not know it",
    "sparql/pre-binding/pre-binding-006": "a query in a query",
    "sparql/pre-binding/pre-binding-007": "a query in a query",
    "sparql/pre-binding/shapesGraph-001": "$shapesGraph in a query",
    "sparql/pre-binding/unsupported-sparql-001": "MINUS in a query",
    "sparql/pre-binding/unsupported-sparql-002": "VALUES in a query",
    "sparql/pre-binding/unsupported-sparql-003": "SERVICE in a query",
    "sparql/pre-binding/unsupported-sparql-004": "a query in a query",
    "sparql/pre-binding/unsupported-sparql-005": "a query that binds $this",
    "sparql/pre-binding/unsupported-sparql-006": "sh:parameter",
    "sparql/property/sparql-001": "sh:sparql in a property shape",
}
# pySHACL lists the details of sh:node beside the result (docs/validation.md).
DETAILED = {"core/node/node-001", "core/property/node-001", "core/property/node-002"}
# What pySHACL itself gets wrong, and we with it.
WRONG_IN_BOTH = {"core/property/uniqueLang-002"}

Row = tuple[str, str, str, str, str]

pytestmark = pytest.mark.conformance
needs_suites = pytest.mark.skipif(not CASES, reason=MISSING)


def compiled(case: Case) -> list[Row]:
    found = find(case.data, case.shapes, {})
    return sorted((f.severity, f.shape, f.focus, f.path, f.value) for f in found)


def reference(case: Case) -> list[Row]:
    _, results, _ = pyshacl.validate(to_rdflib(case.data), shacl_graph=case.shapes, inference="none", advanced=False)
    found = read_findings(results, case.shapes, {})
    return sorted((f.severity, f.shape, f.focus, f.path, f.value) for f in found)


@needs_suites
def test_the_suite_is_all_there() -> None:
    assert len(CASES) == 121
    assert {c.name for c in CASES} >= REFUSED.keys() | DETAILED | WRONG_IN_BOTH


@needs_suites
@pytest.mark.parametrize("case", CASES or [None], ids=str)
def test_both_find_the_same_or_the_shapes_are_refused(case: Case) -> None:
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)  # the suite has literals that are none
    if case.name in REFUSED:
        with pytest.raises(UnknownShapeError) as refused:
            compiled(case)
        assert refused.value.construct.startswith(REFUSED[case.name])
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, expected = compiled(case), reference(case)
    if case.name in DETAILED:
        assert set(found) < set(expected)
    else:
        assert found == expected
    assert (len(found) == case.results) == (case.name not in WRONG_IN_BOTH)
