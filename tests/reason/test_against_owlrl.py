"""The compiled rules and owlrl, on the same triples: the same conclusions but for the written list of differences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citynet_kg import pipeline
from citynet_kg.errors import ReasoningError
from citynet_kg.reason.closure import consequences
from citynet_kg.vocab import OWL, PREFIXES, RDF
from tests.reason.test_constructs import read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from citynet_kg.graph import AssertedDataset
    from citynet_kg.layout import Layout


def told(triples: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Conclusions, without those that the list calls reflexive, universal, or about datatypes."""
    return {
        t
        for t in triples
        if t.subject != t.object
        and not (t.predicate == RDF.type and t.object in (OWL.Thing, *_DATATYPE_KINDS))
        and not (t.predicate == OWL.disjointWith and str(t.subject).startswith(f"<{PREFIXES['xsd']}"))
        and t.predicate != OWL.sameAs
    }


_DATATYPE_KINDS = (ox.NamedNode(PREFIXES["rdfs"] + "Datatype"),)


def outcome(triples: set[ox.Triple], reasoner: str) -> set[ox.Triple] | str:
    try:
        return told({*triples, *_all(triples, reasoner)})
    except ReasoningError:
        return "contradiction"


def _all(triples: set[ox.Triple], reasoner: str) -> Iterable[ox.Triple]:
    from citynet_kg.reason.compiled import close_facts  # noqa: PLC0415 - with terms that are no classes of ours
    from citynet_kg.reason.reference import rl_closure  # noqa: PLC0415

    return close_facts(triples).derived() if reasoner == "compiled" else rl_closure(triples)


def test_the_whole_project_has_one_closure(root: Path, asserted: AssertedDataset) -> None:
    """What is published of everything but the large lists, both ways."""
    from citynet_kg.layout import Layout  # noqa: PLC0415
    from citynet_kg.reason.closure import close  # noqa: PLC0415
    from citynet_kg.validate import CheckedDataset, Report  # noqa: PLC0415

    layout = Layout.at(root)
    checked = CheckedDataset(asserted, Report(()))
    compiled, reference = (close(checked, layout, reasoner=r).inferred for r in ("compiled", "owlrl"))
    assert compiled == reference
    assert len(compiled) > 1000


def test_both_ways_make_the_same_release(tiny: Layout) -> None:
    compiled = pipeline.build(tiny)
    assert pipeline.build(tiny, reasoner="owlrl").digest == compiled.digest


def test_schema_and_examples_have_one_closure(root: Path) -> None:
    """All that follows, also about terms, from the ontology and its examples."""
    files = [*root.glob("ontology/*.ttl"), *root.glob("ontology/modules/*.ttl"), *root.glob("ontology/imports/*.ttl")]
    files += sorted(root.glob("ontology/examples/*.ttl"))
    triples = {
        q.triple
        for path in files
        for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        if not q.predicate.value.startswith(tuple(PREFIXES[p] for p in ("skos", "dct", "vann", "voaf", "vs", "sh")))
        and not q.predicate.value.startswith(PREFIXES["rdfs"] + "label")
    }
    assert outcome(triples, "compiled") == outcome(triples, "owlrl") != "contradiction"


# Every construct once, so that they meet each other in random data.
WORLD = read("""
:A rdfs:subClassOf :B . :B owl:equivalentClass :B2 . :A owl:disjointWith :D . :D a owl:Class .
:I owl:intersectionOf ( :A :C ) . :U owl:unionOf ( :C :D ) . :E owl:oneOf ( :a :b ) .
:H owl:onProperty :p ; owl:hasValue :a . :H2 owl:onProperty :q ; owl:hasValue :a .
:S owl:onProperty :p ; owl:someValuesFrom :C . :S2 owl:onProperty :p ; owl:someValuesFrom owl:Thing .
:V owl:onProperty :q ; owl:allValuesFrom :F . :M owl:onProperty :r ; owl:maxCardinality 1 .
:Q owl:onProperty :r ; owl:onClass :C ; owl:maxQualifiedCardinality 1 . :N owl:onProperty :r ; owl:maxCardinality 0 .
:S2 rdfs:subClassOf :V . :U rdfs:subClassOf :M .
:p rdfs:subPropertyOf :q ; rdfs:domain :C ; rdfs:range :B . :q owl:inverseOf :qi .
:s a owl:SymmetricProperty , owl:IrreflexiveProperty . :t a owl:TransitiveProperty .
:u a owl:AsymmetricProperty . :f a owl:FunctionalProperty . :g a owl:InverseFunctionalProperty .
:c owl:propertyChainAxiom ( :p :t :s ) . :t2 owl:equivalentProperty :t . :u owl:propertyDisjointWith :s .
:K owl:hasKey ( :p :p ) .
""")
THINGS = [ox.NamedNode(f"http://example.org/{n}") for n in "abxyz"]
CLASSES = [
    ox.NamedNode(f"http://example.org/{n}") for n in ("A", "C", "D", "H", "I", "K", "M", "N", "Q", "S", "U", "V")
]
LINKS = [ox.NamedNode(f"http://example.org/{n}") for n in ("p", "q", "qi", "r", "s", "t", "t2", "u", "f", "g", "c")]
FACT = st.one_of(
    st.builds(ox.Triple, st.sampled_from(THINGS), st.just(RDF.type), st.sampled_from(CLASSES)),
    st.builds(ox.Triple, st.sampled_from(THINGS), st.sampled_from(LINKS), st.sampled_from(THINGS)),
    st.builds(ox.Triple, st.sampled_from(THINGS), st.just(LINKS[0]), st.sampled_from([ox.Literal("1"), ox.Literal("2")])),
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sets(FACT, min_size=1, max_size=7))
def test_random_data_has_one_closure(facts: set[ox.Triple]) -> None:
    assert outcome(WORLD | facts, "compiled") == outcome(WORLD | facts, "owlrl")


def test_many_equal_things_cost_no_more_than_their_number() -> None:
    """A chain of conclusions that each make two things one is followed to its end."""
    steps = "".join(f":l{n} :f :l{n + 1} . :r{n} :f :r{n + 1} . " for n in range(2000))
    facts = read(f":f a owl:FunctionalProperty . :l0 owl:sameAs :r0 . {steps}")
    assert outcome(facts, "compiled") != "contradiction"


# The written list, each with what shows it: what is said, and whether compiled rules and owlrl find a contradiction.
DIFFERENCES: dict[str, tuple[str, bool | None, bool | None]] = {
    "reflexive": (":x a :A .", None, None),
    "owl:Thing": (":A a owl:Class . :x a :A .", None, None),
    "disjoint datatypes": (":x :p true , 1.5 .", None, None),
    "plain texts": (':p rdfs:range xsd:boolean . :x :p "yes" ; :q true .', True, False),
    "last in a list of properties": ("[] a owl:AllDisjointProperties ; owl:members ( :p :q ) . :x :p :y ; :q :y .", True, False),
    "last in a list of things": ("[] a owl:AllDifferent ; owl:members ( :x :y ) . :x owl:sameAs :y .", True, False),
    "last property of a key": ("@prefix id: <https://w3id.org/citynet/id/place/> . :A owl:hasKey ( :p :q ) . id:a a :A ; :p 1 ; :q 1 . id:b a :A ; :p 1 ; :q 2 .", False, True),
    "unknown constructs": (":A rdfs:subClassOf [ owl:onProperty :p ; owl:cardinality 1 ] .", True, False),
}  # fmt: skip


def test_the_written_list_of_differences_is_the_tested_one(root: Path) -> None:
    text = (root / "docs" / "closure.md").read_text("utf-8").split("## Where the two ways differ\n")[1]
    assert set(re.findall(r"^\| \*(.+?)\* \|", text.split("\n## ")[0], re.MULTILINE)) == DIFFERENCES.keys()


@pytest.mark.parametrize("name", DIFFERENCES)
def test_each_written_difference_is_one(name: str) -> None:
    text, compiled, reference = DIFFERENCES[name]
    triples = read(text)
    if compiled is None:
        ours, theirs = {*triples, *_all(triples, "compiled")}, {*triples, *_all(triples, "owlrl")}
        assert ours < theirs
        assert told(ours) == told(theirs)
    else:
        found = [outcome(triples, r) == "contradiction" for r in ("compiled", "owlrl")]
        assert found == [compiled, reference]
        assert compiled != reference


def test_no_difference_touches_what_is_published() -> None:
    """Of reflexive and universal conclusions nothing is kept in either way."""
    from citynet_kg.reason.closure import worth_keeping  # noqa: PLC0415

    triples = read("@prefix id: <https://w3id.org/citynet/id/place/> . id:a a :A ; :p id:a . :A a owl:Class .")
    kept = [
        {t for t in consequences(triples, r) if t not in triples and worth_keeping(t)} for r in ("compiled", "owlrl")
    ]
    assert kept == [set(), set()]
