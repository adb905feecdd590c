"""The shapes themselves: named, explained in three languages, well-formed, and in the right place."""

from __future__ import annotations

import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH

from .support import (
    CNET,
    CNSH,
    ONTOLOGY,
    OPERANDS,
    SEVERITIES,
    SHAPES,
    TEXTS,
    read,
    read_schema,
    read_shapes,
    reporting_shapes,
)

LANGUAGES = ["de", "en", "uk"]
HEADER = URIRef("https://w3id.org/citynet/shapes")


def lint(shapes: Graph) -> list[str]:
    """What is wrong with the shapes, one line for each fault."""
    faults = []
    for shape in sorted(reporting_shapes(shapes)):
        name = shape.removeprefix(CNSH)
        for text in TEXTS:
            tags = sorted(t.language or "" for t in shapes.objects(shape, text) if isinstance(t, Literal))
            if tags != LANGUAGES:
                faults.append(f"{name}: write one {text.rpartition('#')[2]} in each of de, en and uk; it has {tags}")
        faults += [
            f"{name}: give it exactly one {one.rpartition('#')[2]}"
            for one in (SH.group, SH.order, SH.severity)
            if len(list(shapes.objects(shape, one))) != 1
        ]
        if not set(shapes.objects(shape, SH.severity)) <= SEVERITIES:
            faults.append(f"{name}: choose Violation, Warning or Info as severity")
        if any((group, RDF.type, SH.PropertyGroup) not in shapes for group in shapes.objects(shape, SH.group)):
            faults.append(f"{name}: put it into a group of groups.ttl")
        if not str(shape).startswith(CNSH):
            faults.append(f"{name}: name it in the namespace of the shapes")
        if not _is_reached(shapes, shape):
            faults.append(f"{name}: nothing applies it; give it a target or list it in its class's shape")
    inside = _operands(shapes)
    faults += [
        f"an anonymous shape could report, name it: {sorted(map(str, shapes.predicates(node)))}"
        for node in _anonymous_shapes(shapes) - inside
    ]
    faults += [
        f"{shape}: a shape that finds something needs a severity of its own"
        for shape in set(shapes.subjects(RDF.type, SH.PropertyShape)) - reporting_shapes(shapes)
    ]
    listed = set(shapes.objects(None, SH.property))
    defined = set(shapes.subjects(RDF.type, SH.PropertyShape))
    faults += [f"{shape}: is listed but not defined" for shape in listed - defined]
    faults += [
        f"{query}: let sh:prefixes point to the header, or the query cannot be read elsewhere"
        for query in shapes.subjects(SH.select, None)
        if (query, SH.prefixes, HEADER) not in shapes
    ]
    return faults


def _is_reached(shapes: Graph, shape: URIRef) -> bool:
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
    users = {shape, *shapes.subjects(SH.property, shape)}
    return any((user, target, None) in shapes for user in users for target in targets)


def _anonymous_shapes(shapes: Graph) -> set[BNode]:
    """Blank nodes that bear a constraint or are used as a shape."""
    used = {n for p in (SH.property, SH.node) for n in shapes.objects(None, p)}
    typed = set(shapes.subjects(RDF.type, SH.PropertyShape)) | set(shapes.subjects(RDF.type, SH.NodeShape))
    paths = set(shapes.subjects(SH.path, None))
    return {n for n in used | typed | paths if isinstance(n, BNode)}


def _operands(shapes: Graph) -> set[BNode]:
    """Blank nodes inside sh:or and its like: they decide, but the shape around them reports."""
    found: set[BNode] = set()
    for operator in OPERANDS:
        for value in shapes.objects(None, operator):
            members = list(Collection(shapes, value)) if (value, RDF.first, None) in shapes else [value]
            found |= {m for m in members if isinstance(m, BNode)}
    return found


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return read_shapes()


def test_shapes_are_named_and_explained(shapes: Graph) -> None:
    assert len(reporting_shapes(shapes)) > 30
    assert lint(shapes) == []


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        ('cnsh:X sh:severity sh:Violation ; sh:name "x"@en .', "write one name in each of de, en and uk"),
        ("cnsh:X sh:severity sh:Fatal .", "choose Violation, Warning or Info"),
        ("cnsh:X sh:severity sh:Info ; sh:group cnsh:NoGroup .", "put it into a group"),
        ("cnsh:X sh:severity sh:Info .", "nothing applies it"),
        ("cnsh:X sh:property [ sh:path cnsh:p ; sh:minCount 1 ] .", "an anonymous shape"),
        ("cnsh:X a sh:PropertyShape ; sh:path cnsh:p .", "needs a severity of its own"),
        ("cnsh:X sh:property cnsh:X-missing .", "is listed but not defined"),
        ('cnsh:X-query sh:select "SELECT $this WHERE { }" .', "let sh:prefixes point to the header"),
    ],
)
def test_lint_fails_on(fault: str, advice: str) -> None:
    faulty = Graph()
    faulty.parse(data=f"@prefix sh: <{SH}> . @prefix cnsh: <{CNSH}> . {fault}", format="turtle")
    assert any(advice in line for line in lint(faulty))


def test_shapes_conform_to_the_shapes_of_shapes(shapes: Graph) -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True, inference="none", advanced=False)
    assert conforms, text


def test_no_advanced_feature_is_used(shapes: Graph) -> None:
    for feature in ("rule", "entailment", "target", "js", "values"):
        used = list(shapes.subject_objects(URIRef(f"{SH}{feature}")))
        assert not used, f"sh:{feature} is not supported by every validator"
    assert not list(shapes.subject_objects(SH.closed)), "the profile is open: others may add properties"


def test_one_header_declares_version_licence_and_prefixes(shapes: Graph) -> None:
    assert list(shapes.subjects(RDF.type, OWL.Ontology)) == [HEADER]
    for term in (OWL.versionIRI, OWL.versionInfo, SH.declare, URIRef("http://purl.org/dc/terms/license")):
        assert (HEADER, term, None) in shapes


def test_groups_are_labelled_and_ordered(shapes: Graph) -> None:
    groups = set(shapes.subjects(RDF.type, SH.PropertyGroup))
    assert groups == set(shapes.objects(None, SH.group)), "a group is used, and what is used is a group"
    for group in groups:
        labels = [label for label in shapes.objects(group, RDFS.label) if isinstance(label, Literal)]
        assert sorted(str(label.language) for label in labels) == LANGUAGES
    assert len({shapes.value(group, SH.order) for group in groups}) == len(groups)


def test_every_term_of_ours_is_declared_in_the_ontology(shapes: Graph) -> None:
    terms = {t for triple in shapes for t in triple if isinstance(t, URIRef) and t.startswith(CNET)}
    ontology = read(*ONTOLOGY.glob("*.ttl"), *ONTOLOGY.glob("modules/*.ttl"))
    assert {t for t in terms if (t, RDF.type, None) not in ontology} == set()


def test_every_concept_and_scheme_is_in_the_vocabulary(shapes: Graph) -> None:
    concepts = {t for triple in shapes for t in triple if isinstance(t, URIRef) and "/id/concept/" in t}
    vocabulary = read(*ONTOLOGY.glob("vocab/*.ttl"))
    assert {c for c in concepts if (c, RDF.type, None) not in vocabulary} == set()


def test_a_file_holds_one_theme() -> None:
    """A shape is found by the name of its file: no name stands in two files."""
    seen: dict[URIRef, str] = {}
    for file in sorted(SHAPES.glob("*.ttl")):
        for shape in reporting_shapes(read(file)):
            assert shape not in seen, f"{shape} stands in {seen[shape]} and in {file.name}"
            seen[shape] = file.name


def test_abstract_target_finds_its_subclasses() -> None:
    """Without the subclass axioms beside the data, half of the shapes would never fire."""
    schema = read_schema()
    assert set(schema.subjects(RDFS.subClassOf, CNET.TimedRelation))
