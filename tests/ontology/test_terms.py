"""Every term is declared, described in three languages, and on the map in docs/model.md."""

import csv
import re
from itertools import chain
from pathlib import Path

import pytest
from rdflib import URIRef
from rdflib.namespace import RDFS, SKOS, VANN

from .files import (
    CNET,
    HEADER,
    LANGUAGES,
    MODEL,
    ONTOLOGY,
    ROOT,
    is_own,
    local_name,
    own_classes,
    own_ontology,
    own_terms,
    parsed,
)
from .wording import definition_faults, texts

TERMS = sorted(own_terms(own_ontology()))
TERM_STATUS = URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")
EACH_TERM = pytest.mark.parametrize("term", TERMS, ids=local_name)


@EACH_TERM
def test_term_is_complete(term: URIRef) -> None:
    graph = own_ontology()
    labels, definitions = texts(graph, term, RDFS.label), texts(graph, term, SKOS.definition)
    assert set(labels) == set(definitions) == LANGUAGES
    for language, definition in definitions.items():
        faults = definition_faults(language, definition, labels[language])
        assert faults == [], f"{local_name(term)}@{language}: {'; '.join(faults)}"
    assert graph.value(term, RDFS.isDefinedBy) == HEADER
    assert str(graph.value(term, TERM_STATUS)) in {"stable", "testing", "unstable", "archaic"}
    assert graph.value(term, VANN.example) == URIRef(f"{HEADER}/examples/{local_name(term)}")


@pytest.mark.parametrize(
    ("definition", "fault"),
    [
        ("organisation of cities.", "start with a capital"),
        ("Organisation of cities", "end with a period"),
        ("Organisation that is not a city.", "say what it is, not what it is not"),
        ("City network of some kind.", "do not begin with the term itself"),
        ("An organization of cities.", "write British English"),
    ],
)
def test_poor_definition_is_noticed(definition: str, fault: str) -> None:
    assert fault in definition_faults("en", definition, "city network")


def test_model_page_and_ontology_name_the_same_terms() -> None:
    page = MODEL.read_text("utf-8")
    named = set(re.findall(r"cnet:(\w+)", page))
    declared = {local_name(term) for term in TERMS}
    assert named - declared == set(), "on the page, not in the ontology"
    unnamed = {name for name in declared if not re.search(rf"\b{name}\b", page)}
    assert unnamed == set(), "in the ontology, not on the page docs/model.md"


def test_classes_stand_below_what_the_model_page_says() -> None:
    rows = re.findall(
        r"^\| (cnet:[^|]+) \| ([^|]*) \|", MODEL.read_text("utf-8").split("## Properties")[0], re.MULTILINE
    )
    checked = 0
    for names, parents in rows:
        for name in re.findall(r"cnet:(\w+)", names):
            above = {str(parent) for parent in own_ontology().objects(CNET[name], RDFS.subClassOf)}
            for prefix, parent in re.findall(r"(\w+):(\w+)", parents):
                assert any(re.search(rf"[/#]{parent}$", iri) for iri in above), (
                    f"cnet:{name} is not below {prefix}:{parent}"
                )
                checked += 1
    assert checked > len(own_classes(own_ontology())) / 2


def uses_in_turtle() -> set[tuple[str, Path]]:
    folders = [ROOT / name for name in ("ontology", "shapes", "data")]
    paths = chain.from_iterable(folder.rglob("*.ttl") for folder in folders if folder.exists())
    return {
        (local_name(node), path)
        for path in paths
        for triple in parsed(path)
        for node in triple
        if is_own(node) and node != URIRef(str(CNET))
    }


def uses_in_queries_and_tables() -> set[tuple[str, Path]]:
    queries = chain.from_iterable(
        (ROOT / name).rglob("*.rq") for name in ("ontology", "src", "shapes") if (ROOT / name).exists()
    )
    found = {(name, path) for path in queries for name in re.findall(r"cnet:(\w+)", path.read_text("utf-8"))}
    for path in (ROOT / "data").glob("sources/*/attributes.csv"):
        with path.open(encoding="utf-8", newline="") as rows:
            found |= {
                (row["property"].removeprefix("cnet:"), path)
                for row in csv.DictReader(rows)
                if row["property"].startswith("cnet:")
            }
    return found


def test_every_term_used_is_declared() -> None:
    declared = {local_name(term) for term in TERMS}
    unknown = {
        f"cnet:{name} in {path.relative_to(ROOT)}"
        for name, path in uses_in_turtle() | uses_in_queries_and_tables()
        if name not in declared
    }
    assert unknown == set(), "declare these in ontology/modules, or correct the spelling"


def test_readme_names_every_folder() -> None:
    readme = (ONTOLOGY / "README.md").read_text("utf-8")
    for folder in (path.name for path in ONTOLOGY.iterdir() if path.is_dir()):
        assert f"`{folder}/" in readme, f"ontology/README.md says nothing of {folder}/"
