"""The compiled validator and pySHACL, on the same data: the same findings but for the written list of differences."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

from citynet_kg import pipeline
from citynet_kg.errors import UnknownShapeError
from citynet_kg.layout import Layout
from citynet_kg.validate.gate import inspect
from citynet_kg.validate.prebinding import obstacle
from citynet_kg.validate.shacl import run_shapes
from tests.conftest import ROOT
from tests.data_quality.test_mutants import MUTANTS, spoiled

if TYPE_CHECKING:
    from pathlib import Path

    from citynet_kg.graph import AssertedDataset
    from citynet_kg.validate import Finding, ShapesValidator

PREFIXES = """
@prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.mark.slow
@pytest.mark.xdist_group("mutants")
def test_the_report_on_the_project_is_the_same_byte_for_byte(asserted: AssertedDataset) -> None:
    compiled, reference = (inspect(asserted, Layout.at(ROOT), validator) for validator in ("compiled", "pyshacl"))
    assert compiled.as_json() == reference.as_json()
    assert compiled.as_rdf() == reference.as_rdf()
    assert compiled.findings


@pytest.mark.slow
@pytest.mark.xdist_group("mutants")
def test_the_report_on_all_mutants_is_the_same(asserted: AssertedDataset) -> None:
    bad, layout = spoiled(asserted, MUTANTS), Layout.at(ROOT)
    compiled, reference = (inspect(bad, layout, validator) for validator in ("compiled", "pyshacl"))
    assert compiled.as_json() == reference.as_json()
    assert compiled.violations >= 30


def test_both_ways_make_the_same_release(tiny: Layout) -> None:
    compiled = pipeline.build(tiny)
    assert pipeline.build(tiny, validator="pyshacl").digest == compiled.digest


@cache
def parsed(data: str) -> list[ox.Triple]:
    """Once, so that blank nodes are the same for both."""
    return [q.triple for q in ox.parse(PREFIXES + data, format=ox.RdfFormat.TURTLE)]


def found(data: str, shapes: str, validator: ShapesValidator) -> list[Finding]:
    triples = parsed(data)
    graph = rdflib.Graph(bind_namespaces="none").parse(data=PREFIXES + shapes, format="turtle")
    return sorted(run_shapes(triples, graph, {}, validator), key=lambda f: f.sort_key)


BLANK = """
_:one :p 1 , 2 . _:two :p 3 . :three :p 1 , 2 .
"""
COUNTING = """
:S sh:targetSubjectsOf :p ; sh:message "Keep one."@en ; sh:property [ sh:path :p ; sh:maxCount 1 ; sh:message "One."@en ] ;
    sh:sparql [ sh:select "SELECT $this { $this <http://example.org/p> ?o } GROUP BY $this HAVING (COUNT(?o) > 1)" ] .
"""


def test_blank_nodes_are_judged_like_others() -> None:
    compiled, reference = (found(BLANK, COUNTING, validator) for validator in ("compiled", "pyshacl"))
    places = [[(f.focus, f.path, f.messages) for f in findings] for findings in (compiled, reference)]
    assert places[0] == places[1]
    assert len(compiled) == 4


UNKNOWN = [
    (":S sh:targetNode :x ; sh:closed true .", "sh:closed"),
    (":S sh:targetNode :x ; sh:property [ sh:path [ sh:zeroOrMorePath :p ] ; sh:minCount 1 ] .", "a path that may be repeated"),
    (":S sh:targetNode :x ; sh:js :code .", "sh:js"),
    (":S sh:targetNode :x ; sh:minCount 1 .", "sh:minCount"),
    (":S sh:targetNode :x ; sh:node :S .", "a shape that uses itself"),
    (":C sh:parameter [ sh:path :p ] . :S sh:targetNode :x .", "sh:parameter"),
    (':S sh:targetNode :x ; sh:sparql [ sh:select "SELECT $this { FILTER(" ] .', "a query that cannot be read"),
    (':S sh:targetNode :x ; sh:sparql [ sh:ask "ASK {}" ] .', "sh:sparql without sh:select"),
]  # fmt: skip


@pytest.mark.parametrize(("shapes", "construct"), UNKNOWN, ids=[construct for _, construct in UNKNOWN])
def test_what_is_not_known_is_an_error_that_names_it(shapes: str, construct: str) -> None:
    with pytest.raises(UnknownShapeError) as refused:
        found(":x :p :y .", shapes, "compiled")
    assert refused.value.construct.startswith(construct)
    assert "--validator pyshacl" in str(refused.value)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT $this ?value { ?value :p ?o }", None),
        ("SELECT $this { $this :p ?o . FILTER(?o != $this) }", None),
        ("SELECT $this { $this :p ?o } GROUP BY $this HAVING (COUNT(?o) > 1)", None),
        ("SELECT $this { ?s :p ?o . FILTER(?o = $this) }", "$this where the store would not know it"),
        ("SELECT $this { OPTIONAL { ?this :p ?o } }", "$this where the store would not know it"),
        ("SELECT $this { $this :p ?o { SELECT ?s { ?s ?p ?o } } }", "a query in a query"),
        ("SELECT $this { $this :p ?o MINUS { ?s :q ?o } }", "MINUS in a query"),
        ('SELECT $this { $this :p "MINUS { $shapesGraph" } # VALUES', None),
        ("SELECT $this { $this <http://example.org/VALUES> ?o }", None),
    ],
)
def test_queries_that_the_store_would_take_otherwise_are_recognised(query: str, reason: str | None) -> None:
    assert obstacle(query) == reason


# The written list, each with data and shapes that show it.
DIFFERENCES = {
    "details of sh:node": (":x :p 1 .", ":S sh:targetNode :x ; sh:node [ sh:property [ sh:path :p ; sh:datatype xsd:string ] ] ; sh:message 'Mend it.' ."),
    "shapes without a message": (":x :p 1 .", ":S sh:targetNode :x ; sh:property :S-p . :S-p sh:path :p ; sh:datatype xsd:string ."),
    "numbers in queries": (
        ":x :p 01.50 .",
        ":S sh:targetNode :x ; sh:message 'Mend it.' ; sh:sparql [ sh:select 'SELECT $this ?value { $this <http://example.org/p> ?value }' ] .",
    ),
}  # fmt: skip


def test_the_written_list_of_differences_is_the_tested_one(root: Path) -> None:
    text = (root / "docs" / "validation.md").read_text("utf-8").split("## Where the two ways differ\n")[1]
    assert set(re.findall(r"^\| \*(.+?)\* \|", text.split("\n## ")[0], re.MULTILINE)) == DIFFERENCES.keys()


@pytest.mark.parametrize("name", DIFFERENCES)
def test_each_written_difference_is_one(name: str) -> None:
    data, shapes = DIFFERENCES[name]
    compiled, reference = (found(data, shapes, validator) for validator in ("compiled", "pyshacl"))
    assert compiled
    assert reference
    assert compiled != reference
