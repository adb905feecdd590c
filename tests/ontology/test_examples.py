"""Each term has an example that uses it, and all of them together make sense to a reasoner."""

from pathlib import Path

import pytest
from owlrl import OWLRL_Semantics
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS

from .files import (
    CNET,
    CONCEPTS,
    ONTOLOGY,
    is_own,
    local_name,
    own_ontology,
    own_terms,
    parsed,
    turtle_files,
    union,
    vocabulary,
    whole_ontology,
)

EXAMPLES = turtle_files("examples")
NAMES = sorted(local_name(term) for term in own_terms(own_ontology()))
ORG = "http://www.w3.org/ns/org#"

# A reasoner has no use for these, and owlrl pays for every triple.
LOGIC = (
    str(CNET),
    ORG,
    str(RDF),
    str(OWL),
    str(PROV),
    str(RDFS.subClassOf),
    str(RDFS.subPropertyOf),
    str(RDFS.domain),
    str(RDFS.range),
)


def without_annotations(graph: Graph) -> Graph:
    kept = Graph()
    for subject, predicate, value in graph:
        if str(predicate).startswith(LOGIC) and predicate not in (
            OWL.versionInfo,
            OWL.versionIRI,
            OWL.imports,
            PROV.value,
        ):
            kept.add((subject, predicate, value))
    return kept


def closed(*graphs: Graph) -> tuple[Graph, list[str]]:
    graph = Graph()
    for part in graphs:
        graph += without_annotations(part)
    reasoner = OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    reasoner.closure()
    return graph, list(reasoner.error_messages)


def merged_things(graph: Graph) -> set[tuple[str, str]]:
    return {(str(a), str(b)) for a, b in graph.subject_objects(OWL.sameAs) if a != b and not isinstance(a, Literal)}


@pytest.fixture(scope="module")
def closure() -> tuple[Graph, list[str]]:
    return closed(whole_ontology(), union(EXAMPLES))


def test_every_term_has_its_example_and_no_example_is_left_over() -> None:
    assert [path.stem for path in EXAMPLES] == NAMES


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_uses_its_term(path: Path) -> None:
    assert any(CNET[path.stem] in triple for triple in parsed(path)), f"{path.stem} does not occur in its own example"


def test_names_that_differ_in_case_only_hold_the_same_text() -> None:
    """Where file names have no case, one of the two files hides the other: nothing may be lost."""
    by_name: dict[str, set[bytes]] = {}
    for path in EXAMPLES:
        by_name.setdefault(path.stem.lower(), set()).add(path.read_bytes())
    assert [name for name, texts in by_name.items() if len(texts) > 1] == []


def test_examples_use_concepts_that_exist() -> None:
    used = {
        node
        for triple in union(EXAMPLES)
        for node in triple
        if isinstance(node, URIRef) and str(node).startswith(CONCEPTS)
    }
    assert used - set(vocabulary().subjects()) == set()


def test_relations_in_examples_are_complete() -> None:
    """What a shape will ask of a relation: status, assessment, evidence; of evidence: source and locator."""
    graph = union(EXAMPLES)
    kinds = ("NetworkMembership", "RoleTenure", "Cooperation", "Partnership", "CooperationProject", "Commitment")
    for relation in {node for kind in kinds for node in graph.subjects(RDF.type, CNET[kind])}:
        for predicate in (CNET.temporalStatus, CNET.assessment, CNET.evidence, RDFS.label):
            assert (relation, predicate, None) in graph, f"{relation} lacks {local_name(predicate)}"
    for evidence in graph.subjects(RDF.type, CNET.Evidence):
        for predicate in (DCTERMS.source, CNET.locator, CNET.stance, CNET.textHeld):
            assert (evidence, predicate, None) in graph, f"{evidence} lacks {local_name(predicate)}"


def test_quotes_are_short_and_tagged() -> None:
    for evidence, quote in union(EXAMPLES).subject_objects(PROV.value):
        assert isinstance(quote, Literal)
        assert quote.language, f"{evidence}: tag the quote with its language"
        assert len(str(quote).split()) <= 15, f"{evidence}: at most 15 words"


def test_closure_of_all_examples_has_no_error(closure: tuple[Graph, list[str]]) -> None:
    assert closure[1] == []


def test_closure_merges_no_things(closure: tuple[Graph, list[str]]) -> None:
    """Two members on one membership become one thing without any message: this is where it shows."""
    assert merged_things(closure[0]) == set()


def test_closure_derives_what_the_model_promises(closure: tuple[Graph, list[str]]) -> None:
    thing = "https://w3id.org/citynet/id/"
    graph = closure[0]
    bonn, iclei = URIRef(f"{thing}municipality/bonn-de"), URIRef(f"{thing}network/iclei")
    kherson, tel_aviv = (URIRef(f"{thing}partnership/bonn-de--{slug}--1") for slug in ("kherson-ua", "tel-aviv-il"))
    assert (bonn, CNET.isOrWasMemberOf, iclei) in graph
    assert (iclei, CNET.hasOrHadMember, bonn) in graph
    assert (bonn, CNET.partnerIn, kherson) in graph
    assert (kherson, RDF.type, CNET.SolidarityPartnership) in graph
    assert (tel_aviv, RDF.type, CNET.FriendshipPartnership) in graph
    assert (tel_aviv, RDF.type, CNET.SolidarityPartnership) not in graph
    assert (bonn, CNET.isOrWasPartnerOf, bonn) not in graph
    assert (bonn, RDF.type, SKOS.Concept) not in graph


MUTANTS = {
    "a person as partner": "ex:p a foaf:Person . ex:c cnet:partner ex:p . ex:p a org:Organization .",
    "a network that is a municipality": "ex:x a cnet:CityNetwork , cnet:Municipality .",
    "a city that is a region": "ex:x a cnet:Municipality , cnet:RegionalAuthority .",
    "a membership that is a partnership": "ex:x a cnet:NetworkMembership ; cnet:partner ex:y .",
    "a tenure on behalf, on a partnership": "ex:x a cnet:Partnership ; cnet:onBehalfOf ex:y .",
    "a relation that succeeds itself": "ex:x cnet:succeeds ex:x .",
    "two relations that succeed each other": "ex:x cnet:succeeds ex:y . ex:y cnet:succeeds ex:x .",
    "a city that is its own partner": "ex:x cnet:cooperatesWith ex:x .",
    "a decision that is quoted": "ex:d a cnet:Decision ; prov:wasQuotedFrom ex:s .",
    "an organisation that is a membership": "ex:x a org:Organization , org:Membership .",
    "a place that is an authority": "ex:x a cnet:Municipality . ex:y cnet:seat ex:x .",
    "evidence that is a source": "ex:x a cnet:Evidence ; cnet:sha256 '0' .",
}
PREFIXES = """
@prefix cnet: <https://w3id.org/citynet/ns#> . @prefix ex: <http://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix prov: <http://www.w3.org/ns/prov#> .
"""


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_reasoner_flags(mutant: str) -> None:
    _, errors = closed(whole_ontology(), Graph().parse(data=PREFIXES + MUTANTS[mutant], format="turtle"))
    assert errors, f"the ontology lets {mutant} pass"


def test_two_members_on_one_node_show_as_merged_things() -> None:
    text = "ex:m a cnet:NetworkMembership ; org:member ex:a , ex:b ."
    graph, errors = closed(whole_ontology(), Graph().parse(data=PREFIXES + text, format="turtle"))
    assert errors == []
    assert ("http://example.org/a", "http://example.org/b") in merged_things(graph)


def test_no_generator_and_no_stray_file_lies_among_the_ontology() -> None:
    suffixes = {path.suffix for path in ONTOLOGY.rglob("*") if path.is_file()}
    assert suffixes <= {".ttl", ".rq", ".md"}
    assert not any(is_own(s) for path in EXAMPLES for s in parsed(path).subjects()), "examples hold no terms"
