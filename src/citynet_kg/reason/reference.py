"""The OWL 2 RL closure by owlrl, the reference: it follows the specification's rules one triple at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import owlrl
import pyoxigraph as ox

from citynet_kg.errors import ReasoningError
from citynet_kg.graph.rdflib_bridge import from_rdflib, to_rdflib
from citynet_kg.graph.terms import value_of
from citynet_kg.vocab import ID, OWL, compact

if TYPE_CHECKING:
    from collections.abc import Iterable


def rl_closure(triples: Iterable[ox.Triple | ox.Quad]) -> set[ox.Triple]:
    """The triples and all that follows from them.

    Raises:
        ReasoningError: owlrl reports an inconsistency, or two of our things became the same.
    """
    graph = to_rdflib(triples)
    reasoner = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    reasoner.closure()
    messages = list(reasoner.error_messages)
    closed = set(from_rdflib(graph))
    messages += (
        f"{compact(value_of(t.subject))} and {compact(value_of(t.object))} became one thing (owl:sameAs)."
        for t in closed
        if t.predicate == OWL.sameAs and t.subject != t.object and _is_ours(t.subject) and _is_ours(t.object)
    )
    if messages:
        raise ReasoningError(sorted(messages))
    return closed


def _is_ours(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(ID)
