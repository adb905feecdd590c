"""The concept schemes are complete, and hold what docs/model.md lists."""

import re

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from .files import CONCEPTS, LANGUAGES, MODEL, ORG, own_ontology, vocabulary
from .wording import definition_faults, texts

SCHEMES = sorted(node for node in vocabulary().subjects(RDF.type, SKOS.ConceptScheme) if isinstance(node, URIRef))
MEMBERS = sorted(node for node in vocabulary().subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef))


def path_of(node: object) -> str:
    return str(node).removeprefix(CONCEPTS)


def listed_on_the_model_page() -> dict[str, set[str]]:
    """Scheme → notations, read from the table "Links to concepts"."""
    table = MODEL.read_text("utf-8").split("Links to concepts", 1)[1].split("\nLiterals", 1)[0]
    found: dict[str, set[str]] = {}
    for row in re.findall(r"^\|[^|]*\|[^|]*\|([^|]*)\|$", table, re.MULTILINE):
        for scheme, notations in re.findall(r"([a-z-]+): ([^;]+)", row):
            found[scheme] = set(re.sub(r"\([^)]*\)", "", notations).replace(" ", "").strip().split(","))
    return found


def test_schemes_hold_what_the_model_page_lists() -> None:
    held = {
        path_of(scheme): {path_of(c).split("/")[1] for c in vocabulary().subjects(SKOS.inScheme, scheme)}
        for scheme in SCHEMES
    }
    assert held == listed_on_the_model_page()


@pytest.mark.parametrize("node", SCHEMES + MEMBERS, ids=path_of)
def test_entry_speaks_three_languages(node: URIRef) -> None:
    labels, definitions = texts(vocabulary(), node, SKOS.prefLabel), texts(vocabulary(), node, SKOS.definition)
    assert set(labels) == set(definitions) == LANGUAGES
    assert texts(vocabulary(), node, RDFS.label) == labels, "rdfs:label stands beside skos:prefLabel"
    for language, definition in definitions.items():
        faults = definition_faults(language, definition, labels[language])
        assert faults == [], f"{path_of(node)}@{language}: {'; '.join(faults)}"


@pytest.mark.parametrize("concept", MEMBERS, ids=path_of)
def test_concept_is_placed(concept: URIRef) -> None:
    graph = vocabulary()
    scheme, notation = path_of(concept).split("/")
    scheme_iri = URIRef(CONCEPTS + scheme)
    assert list(graph.objects(concept, SKOS.inScheme)) == [scheme_iri]
    assert list(graph.objects(concept, SKOS.notation)) == [Literal(notation)]
    is_top = (concept, SKOS.topConceptOf, scheme_iri) in graph
    assert is_top == ((scheme_iri, SKOS.hasTopConcept, concept) in graph)
    assert is_top != ((concept, SKOS.broader, None) in graph), "either a top concept or below another one"
    examples = [text for text in graph.objects(concept, SKOS.example) if isinstance(text, Literal)]
    assert any(text.language == "en" for text in examples)
    assert ((concept, RDF.type, ORG.Role) in graph) == (scheme == "role")


def test_labels_are_unique_in_their_scheme() -> None:
    seen: dict[tuple[object, str, str | None], URIRef] = {}
    for concept in MEMBERS:
        for label in vocabulary().objects(concept, SKOS.prefLabel):
            assert isinstance(label, Literal)
            key = (vocabulary().value(concept, SKOS.inScheme), str(label).casefold(), label.language)
            assert key not in seen, f"{path_of(concept)} and {path_of(seen[key])} share {label!r}"
            seen[key] = concept


def test_broader_leads_to_a_concept_of_the_same_scheme() -> None:
    for concept, broader in vocabulary().subject_objects(SKOS.broader):
        assert broader in MEMBERS
        assert path_of(concept).split("/")[0] == path_of(broader).split("/")[0]


def test_related_stands_in_both_directions() -> None:
    one_way = {
        (path_of(a), path_of(b))
        for a, b in vocabulary().subject_objects(SKOS.related)
        if (b, SKOS.related, a) not in vocabulary()
    }
    assert one_way == set()


@pytest.mark.parametrize("notation", ["co-chair", "vice-chair", "deputy-chair"])
def test_chairs_are_related_and_never_broader(notation: str) -> None:
    """Co-chair and vice-chair of Bonn are two roles in two bodies, not a contradiction."""
    concept = URIRef(f"{CONCEPTS}role/{notation}")
    assert (concept, SKOS.related, URIRef(f"{CONCEPTS}role/chair")) in vocabulary()
    assert (concept, SKOS.broader, None) not in vocabulary()


def test_defined_classes_point_at_concepts_that_exist() -> None:
    targets = set(own_ontology().objects(None, OWL.hasValue))
    assert len(targets) == 4
    assert targets <= set(MEMBERS)
