"""The semantic families of the W3C's OWL 2 RL tests: what the compiler knows it gets right, the rest it refuses."""

from __future__ import annotations

from itertools import permutations

import pyoxigraph as ox
import pytest

from citynet_kg.errors import ReasoningError, UnknownConstructError
from citynet_kg.reason.compiled import close_facts
from citynet_kg.vocab import OWL
from tests.reason.families import MISSING, Case, cases

CASES = cases()
# Test and the constructs that there is no rule for.
REFUSED = {
    "sem-eqdis-sameas-subst": {"owl:sameAs between terms of the ontology"},
    "xtr-metamodel-class-samesubst": {"owl:sameAs between terms of the ontology"},
    "xtr-metamodel-prop-samesubst": {"owl:sameAs between terms of the ontology"},
    "xtr-reflection-listentries": {"a property without a name", "an axiom about rdf:first", "an axiom about rdf:rest"},
    "xtr-reflection-npa": {"an axiom about rdfs:subPropertyOf"},
    "xtr-reflection-subclasses": {"a property without a name", "an axiom about rdf:type", "an axiom about rdfs:subClassOf"},
    "xtr-subgraph-monotonic": {"owl:cardinality"},
}  # fmt: skip
# These ask for nothing but that things are the same as themselves, which is not written (docs/closure.md).
REFLEXIVE = {"sem-eqdis-sameas-rflxv", "xtr-reflection-selfsame"}

pytestmark = [pytest.mark.conformance]
needs_suites = pytest.mark.skipif(not CASES, reason=MISSING)


def closed(premise: tuple[ox.Triple, ...]) -> ox.Store:
    facts = close_facts(premise)
    triples = {*premise, *facts.derived()}
    for group in facts.equality.groups():
        for one, other in permutations((facts.terms[n] for n in group), 2):
            if not isinstance(one, ox.Literal):
                triples.add(ox.Triple(one, OWL.sameAs, other))
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return store


def holds(conclusion: tuple[ox.Triple, ...], store: ox.Store) -> bool:
    """Whether the conclusion is there, whatever its blank nodes stand for."""
    patterns = [" ".join(_pattern(part) for part in triple) for triple in conclusion]
    answer = store.query(f"ASK {{ {' . '.join(patterns)} }}")
    return bool(answer)


def _pattern(term: object) -> str:
    return f"?b{term.value}" if isinstance(term, ox.BlankNode) else str(term)


@needs_suites
def test_the_families_are_all_there() -> None:
    assert len(CASES) == 117
    assert {c.name for c in CASES} >= REFUSED.keys() | REFLEXIVE


@needs_suites
@pytest.mark.parametrize("case", CASES or [None], ids=str)
def test_what_follows_follows_and_what_is_unknown_is_refused(case: Case) -> None:
    if case.name in REFUSED:
        with pytest.raises(UnknownConstructError) as refused:
            close_facts(case.premise)
        assert {construct for construct, _ in refused.value.constructs} == REFUSED[case.name]
    elif case.conclusion is None:
        with pytest.raises(ReasoningError) as found:
            close_facts(case.premise)
        assert not isinstance(found.value, UnknownConstructError)
    else:
        assert holds(case.conclusion, closed(case.premise)) == (case.name not in REFLEXIVE)
