"""Lines of a release are told apart and counted as the quads that they stand for."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citynet_kg.release.statements import Statements
from citynet_kg.release.tally import Tally
from citynet_kg.vocab import CURATED, METADATA, QUARANTINE, RDF, SCHEMA, VOCABULARY, WIKIDATA, XSD

GRAPHS = (CURATED, METADATA, QUARANTINE, VOCABULARY)
NODES = (ox.NamedNode("http://a/b"), ox.NamedNode("http://a/b/c"), ox.BlankNode("c14n1"), ox.BlankNode("c14n10"))
VALUES = (
    *NODES,
    *(ox.Literal(text) for text in ("", "a", "a b", 'a" <http://a/b', "a\n", "a\\")),
    *(ox.Literal("a", language=tag) for tag in ("en", "en-gb")),
    *(ox.Literal(number, datatype=XSD.decimal) for number in ("1.5", "1.50", "01.5", "x")),
)
QUADS = st.sets(
    st.builds(
        ox.Quad, st.sampled_from(NODES), st.sampled_from((RDF.type, SCHEMA.name)), st.sampled_from(VALUES),
        st.sampled_from(GRAPHS),
    )
)  # fmt: skip


def parsed(text: str) -> ox.Triple:
    (quad,) = ox.parse(f"{text} .", format=ox.RdfFormat.N_TRIPLES)
    triple: ox.Triple = quad.triple
    return triple


@given(QUADS, QUADS)
def test_lines_are_the_quads_in_order_and_by_graph(some: set[ox.Quad], more: set[ox.Quad]) -> None:
    statements = Statements(some)
    statements.add(more - some)
    quads = some | more
    assert list(statements.lines()) == sorted(f"{quad} .\n" for quad in quads)
    public = list(statements.public())
    assert len(public) == len(set(public))
    assert set(map(parsed, public)) == {quad.triple for quad in quads if quad.graph_name != QUARANTINE}
    by_graph = statements.by_graph()
    assert {name: len(triples) for name, triples in by_graph.items()} == statements.sizes()
    for graph in GRAPHS:
        triples = [quad.triple for quad in quads if quad.graph_name == graph]
        assert [parsed(t) for t in by_graph.get(graph.value, ())] == sorted(triples, key=str)


@given(QUADS)
def test_a_tally_counts_what_an_endpoint_has(quads: set[ox.Quad]) -> None:
    store = ox.Store()
    store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads if q.graph_name != QUARANTINE)
    figures = Tally(Statements(quads).public()).with_others(Tally(()))
    held = list(store)
    assert figures.triples == len(held)
    assert figures.subjects == len({quad.subject for quad in held})
    assert figures.objects == len({quad.object for quad in held})
    assert figures.properties.total() == len(held)
    assert figures.classes.total() == sum(quad.predicate == RDF.type for quad in held)


def test_tallies_are_added_and_links_counted() -> None:
    one, other = (
        Tally([f"<http://a/{n}> {SCHEMA.sameAs} <{WIKIDATA}Q{m}>" for n, m in pairs])
        for pairs in (((1, 1), (2, 1)), ((1, 2), (3, 3)))
    )
    figures = one.with_others(other)
    assert (figures.triples, figures.subjects, figures.objects) == (4, 3, 3)
    assert figures.properties == {str(SCHEMA.sameAs): 4}
    assert one.links == {"wikidata": 2}


@pytest.mark.parametrize("tag", ["EN", "de-AT", "x-a"])
def test_the_engine_keeps_languages_as_they_are(tag: str) -> None:
    """Otherwise they would have to be counted as numbers are."""
    store = ox.Store()
    quad = ox.Quad(NODES[0], SCHEMA.name, ox.Literal("a", language=tag))
    store.add(quad)
    assert list(store) == [quad]
