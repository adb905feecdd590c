"""What the compiler does not know is an error that names the construct and the axiom, never silence."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from citynet_kg import pipeline
from citynet_kg.errors import ReasoningError, UnknownConstructError
from citynet_kg.graph.vocabulary import load_vocabulary
from citynet_kg.layout import Layout
from citynet_kg.reason.closure import consequences
from tests.conftest import ROOT

PREFIXES = """
@prefix : <http://example.org/> . @prefix cnet: <https://w3id.org/citynet/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
UNKNOWN = [
    # what is said, the construct that is named, a part of the axiom that is named
    ("cnet:partner a owl:ReflexiveProperty .", "owl:ReflexiveProperty", "cnet:partner a owl:ReflexiveProperty"),
    ("cnet:Partnership owl:disjointUnionOf ( cnet:A cnet:B ) .", "owl:disjointUnionOf", "cnet:Partnership owl:disjointUnionOf"),
    ("cnet:A rdfs:subClassOf [ owl:onProperty cnet:p ; owl:cardinality 1 ] .", "owl:cardinality", "in what is said of cnet:A"),
    ("cnet:A rdfs:subClassOf [ owl:onProperty cnet:p ; owl:minCardinality 1 ] .", "owl:minCardinality", "in what is said of cnet:A"),
    ("cnet:A rdfs:subClassOf [ owl:onProperty cnet:p ; owl:maxCardinality 2 ] .", "owl:maxCardinality above 1", "in what is said of cnet:A"),
    ("cnet:A rdfs:subClassOf [ owl:onProperty cnet:p ; owl:hasSelf true ] .", "owl:hasSelf", "in what is said of cnet:A"),
    ("cnet:A rdfs:subClassOf [ owl:onProperty [ owl:inverseOf cnet:p ] ; owl:someValuesFrom cnet:B ] .", "a property without a name", "cnet:p"),
    ("cnet:p rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ; owl:withRestrictions () ] .", "owl:onDatatype", "in what is said of cnet:p"),
    ("cnet:p rdfs:subPropertyOf rdf:type .", "an axiom about rdf:type", "cnet:p rdfs:subPropertyOf rdf:type"),
    ("owl:Thing rdfs:subClassOf cnet:A .", "an axiom about owl:Thing", "owl:Thing rdfs:subClassOf cnet:A"),
    ("cnet:p rdfs:domain owl:Class .", "an axiom about owl:Class", "cnet:p rdfs:domain owl:Class"),
    ('cnet:A rdfs:subClassOf "B" .', "a literal as class", "cnet:A rdfs:subClassOf"),
    ("cnet:partner owl:sameAs cnet:partnerIn . :a cnet:partner :b .", "owl:sameAs between terms of the ontology", "cnet:partner"),
]  # fmt: skip


def read(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)}


@pytest.mark.parametrize(("text", "construct", "axiom"), UNKNOWN, ids=[construct for _, construct, _ in UNKNOWN])
def test_an_unknown_construct_is_named_with_its_axiom(text: str, construct: str, axiom: str) -> None:
    vocabulary = load_vocabulary(Layout.at(ROOT))
    with pytest.raises(UnknownConstructError) as refused:
        consequences({*vocabulary.ontology, *vocabulary.imports, *read(text)})
    named = dict(refused.value.constructs)
    assert construct in named, str(refused.value)
    assert axiom in named[construct]
    assert "--reasoner owlrl" in str(refused.value)


def test_an_unknown_construct_in_the_ontology_stops_the_build(tiny: Layout) -> None:
    ontology = tiny.root / "ontology"
    real = ontology.resolve()
    ontology.unlink()
    ontology.mkdir()
    for path in real.iterdir():
        if path.name != "citynet.ttl":
            (ontology / path.name).symlink_to(path)
    text = (real / "citynet.ttl").read_text("utf-8")
    (ontology / "citynet.ttl").write_text(text + "\ncnet:partner a owl:ReflexiveProperty .\n", "utf-8")
    with pytest.raises(UnknownConstructError, match="owl:ReflexiveProperty: cnet:partner"):
        pipeline.build(tiny)
    assert not tiny.current.exists()


CONTRADICTIONS = [
    # the construct, what is said, what the message names
    ("disjointWith", ":A owl:disjointWith :B . :x a :A , :B .", (":x", ":A", ":B")),
    ("AllDisjointClasses", "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) . :x a :A , :C .", (":x", ":A", ":C")),
    ("complementOf", ":A owl:complementOf :B . :x a :A , :B .", (":x", ":A", ":B")),
    ("Nothing", ":A rdfs:subClassOf owl:Nothing . :x a :A .", (":x", "owl:Nothing")),
    ("IrreflexiveProperty", ":p a owl:IrreflexiveProperty . :x :p :x .", (":x", ":p")),
    ("AsymmetricProperty", ":p a owl:AsymmetricProperty . :x :p :y . :y :p :x .", (":x", ":p", ":y")),
    ("propertyDisjointWith", ":p owl:propertyDisjointWith :q . :x :p :y ; :q :y .", (":x", ":p", ":q", ":y")),
    ("AllDisjointProperties", "[] a owl:AllDisjointProperties ; owl:members ( :p :r :q ) . :x :p :y ; :r :y .", (":x", ":p", ":r")),
    ("maxCardinality 0", ":A owl:onProperty :p ; owl:maxCardinality 0 . :x a :A ; :p :y .", (":x", ":p", ":y")),
    ("maxQualifiedCardinality 0", ":A owl:onProperty :p ; owl:onClass :B ; owl:maxQualifiedCardinality 0 . :x a :A ; :p :y . :y a :B .", (":x", ":p", ":y")),
    ("differentFrom", ":x owl:sameAs :y ; owl:differentFrom :y .", (":x", ":y")),
    ("AllDifferent", "[] a owl:AllDifferent ; owl:members ( :x :y :z ) . :x owl:sameAs :y .", (":x", ":y")),
    ("NegativePropertyAssertion", "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetIndividual :y . :x :p :y .", (":x", ":p", ":y")),
    ("negative value", '[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetValue "v" . :x :p "v" .', (":x", ":p", '"v"')),
    ("ill-formed literal", ':x :p "2024-02-30"^^xsd:date .', ("2024-02-30",)),
    ("range", ":p rdfs:range xsd:boolean . :x :p 1.5 ; :q true .", ("1.5", "xsd:boolean")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), [c[1:] for c in CONTRADICTIONS], ids=[c[0] for c in CONTRADICTIONS])
def test_a_contradiction_names_what_it_is_about_as_the_reference_finds_it(text: str, names: tuple[str, ...]) -> None:
    with pytest.raises(ReasoningError) as found:
        consequences(read(text))
    assert not isinstance(found.value, UnknownConstructError)
    (message,) = found.value.messages
    for name in names:
        assert (f"http://example.org/{name[1:]}" if name.startswith(":") else name) in message
    with pytest.raises(ReasoningError):
        consequences(read(text), "owlrl")


OURS = "@prefix id: <https://w3id.org/citynet/id/place/> . "
MERGED = [
    ("FunctionalProperty", ":p a owl:FunctionalProperty . :x :p id:a , id:b ."),
    ("InverseFunctionalProperty", ":p a owl:InverseFunctionalProperty . id:a :p :x . id:b :p :x ."),
    ("hasKey", ":A owl:hasKey ( :p ) . id:a a :A ; :p 1 . id:b a :A ; :p 1 ."),
    ("maxCardinality 1", ":A owl:onProperty :p ; owl:maxCardinality 1 . :x a :A ; :p id:a , id:b ."),
    ("maxQualifiedCardinality 1", ":A owl:onProperty :p ; owl:onClass :B ; owl:maxQualifiedCardinality 1 . :x a :A ; :p id:a , id:b . id:a a :B . id:b a :B ."),
    ("sameAs", "id:a owl:sameAs :x . :x owl:sameAs id:b ."),
]  # fmt: skip


@pytest.mark.parametrize("reasoner", ["compiled", "owlrl"])
@pytest.mark.parametrize("text", [m[1] for m in MERGED], ids=[m[0] for m in MERGED])
def test_two_of_our_things_that_become_one_are_named(text: str, reasoner: str) -> None:
    with pytest.raises(ReasoningError, match=r"place/a and .*place/b became one thing"):
        consequences(read(OURS + text), reasoner)  # type: ignore[arg-type]


def test_a_mistake_in_a_definition_does_not_fill_the_screen() -> None:
    crowd = "".join(f":x{n} a :A , :B . " for n in range(250))
    with pytest.raises(ReasoningError) as found:
        consequences(read(":A owl:disjointWith :B . " + crowd))
    assert len(found.value.messages) == 101
    assert found.value.messages[-1] == "… and 150 more of this kind."
