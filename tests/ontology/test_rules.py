"""The rules give the same answer on rdflib and on Oxigraph, and the right one."""

from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph, Literal
from rdflib.namespace import XSD

from .files import ONTOLOGY

RULES = sorted((ONTOLOGY / "rules").glob("*.rq"))
WORLD = """
@prefix cnet: <https://w3id.org/citynet/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix s: <https://w3id.org/citynet/id/concept/temporal-status/> .
@prefix a: <https://w3id.org/citynet/id/concept/assessment/> .
@prefix : <http://example.org/> .

:open a cnet:NetworkMembership ; org:member :bonn ; org:organization :iclei ;
  cnet:temporalStatus s:current-at-source ; cnet:assessment a:accepted .
:ends-on-the-day a cnet:NetworkMembership ; org:member :essen ; org:organization :iclei ;
  cnet:temporalStatus s:current-at-source ; cnet:assessment a:accepted ; cnet:endLatest "2024-12-31"^^xsd:date .
:over a cnet:NetworkMembership ; org:member :jena ; org:organization :iclei ;
  cnet:temporalStatus s:current-at-source ; cnet:assessment a:accepted ; cnet:endLatest "2024-12-30"^^xsd:date .
:ended a cnet:NetworkMembership ; org:member :berlin ; org:organization :iclei ;
  cnet:temporalStatus s:ended ; cnet:assessment a:accepted .
:doubted a cnet:NetworkMembership ; org:member :leipzig ; org:organization :iclei ;
  cnet:temporalStatus s:current-at-source ; cnet:assessment a:uncertain .
:tenure a cnet:RoleTenure ; org:member :doerner ; org:organization :iclei ;
  cnet:temporalStatus s:current-at-source ; cnet:assessment a:accepted .

:three a cnet:Partnership ; cnet:partner :bonn , :kherson , :minsk ;
  cnet:temporalStatus s:current-at-source ; cnet:assessment a:accepted .
:past a cnet:Cooperation ; cnet:partner :bonn , :chengdu ;
  cnet:temporalStatus s:ended ; cnet:assessment a:accepted ; cnet:endLatest "1999-12-31"^^xsd:date .
:plan a cnet:Partnership ; cnet:partner :bonn , :bukhara ;
  cnet:temporalStatus s:planned ; cnet:assessment a:accepted .
:slip a cnet:Partnership ; cnet:partner :bonn , :la-paz ;
  cnet:temporalStatus s:current-at-source ; cnet:assessment a:disputed .
"""
BOTH_WAYS = {
    ("bonn", "kherson"),
    ("kherson", "bonn"),
    ("bonn", "minsk"),
    ("minsk", "bonn"),
    ("kherson", "minsk"),
    ("minsk", "kherson"),
}
EXPECTED = {
    "10-current-members": ("memberOf", {("bonn", "iclei"), ("essen", "iclei")}),
    "20-partner-shortcuts": ("isOrWasPartnerOf", BOTH_WAYS | {("bonn", "chengdu"), ("chengdu", "bonn")}),
    "30-current-cooperation": ("cooperatesWith", BOTH_WAYS),
}
AS_OF = "2024-12-31"


def short(iri: object) -> str:
    return str(iri).strip("<>").replace("#", "/").rsplit("/", 1)[-1]


def on_rdflib(rule: str) -> set[tuple[str, str, str]]:
    graph = Graph().parse(data=WORLD, format="turtle")
    bindings = {"asOf": Literal(AS_OF, datatype=XSD.date)} if "?asOf" in rule else {}
    return {(short(s), short(p), short(o)) for s, p, o in graph.query(rule, initBindings=bindings)}  # type: ignore[misc]


def on_oxigraph(rule: str) -> set[tuple[str, str, str]]:
    store = pyoxigraph.Store()
    store.load(WORLD.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    day = pyoxigraph.Literal(AS_OF, datatype=pyoxigraph.NamedNode(str(XSD.date)))
    answer = (
        store.query(rule, substitutions={pyoxigraph.Variable("asOf"): day}) if "?asOf" in rule else store.query(rule)
    )
    assert isinstance(answer, pyoxigraph.QueryTriples)
    return {(short(triple.subject), short(triple.predicate), short(triple.object)) for triple in answer}


def test_every_rule_has_its_expected_answer() -> None:
    assert [path.stem for path in RULES] == sorted(EXPECTED)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
@pytest.mark.parametrize("run", [on_rdflib, on_oxigraph])
def test_rule_derives_what_it_promises(path: Path, run: object) -> None:
    predicate, pairs = EXPECTED[path.stem]
    evaluate = on_rdflib if run is on_rdflib else on_oxigraph
    assert evaluate(path.read_text("utf-8")) == {(one, predicate, other) for one, other in pairs}


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_rule_says_what_it_is_for(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# ")
