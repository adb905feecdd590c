"""The OWL 2 RL closure by rules compiled from the ontology: each works on whole sets, and only on what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import ReasoningError, UnknownConstructError
from citynet_kg.reason.compiler import compile_rules
from citynet_kg.reason.constructs import Structure, check, name_of
from citynet_kg.reason.contradictions import contradictions
from citynet_kg.reason.equality import FixedTermError
from citynet_kg.reason.facts import Facts
from citynet_kg.reason.schema import AXIOMATIC, close_schema
from citynet_kg.vocab import ID

if TYPE_CHECKING:
    from collections.abc import Iterable


def close_facts(triples: Iterable[ox.Triple | ox.Quad]) -> Facts:
    """Work out all that follows from some triples: axioms and data.

    Raises:
        UnknownConstructError: an axiom says what no rule stands for.
        ReasoningError: there is a contradiction, or two of our things became the same.
    """
    facts = Facts(triples)
    structure = Structure(facts)
    check(facts, structure)
    for axiom in AXIOMATIC:
        facts.add_members(facts.number(axiom.object), (facts.number(axiom.subject),))  # type: ignore[arg-type]
    close_schema(facts, structure)
    compile_rules(facts, structure)
    try:
        facts.run()
    except FixedTermError as merged:
        names = [name_of(facts.terms[n]) for n in (merged.one, merged.other)]
        raise UnknownConstructError([("owl:sameAs between terms of the ontology", " and ".join(names))]) from None
    facts.forget_rules()
    messages = contradictions(facts, structure) + sorted(_merged(facts))
    if messages:
        raise ReasoningError(messages)
    return facts


def _merged(facts: Facts) -> Iterable[str]:
    for group in facts.equality.groups():
        ours = sorted(
            name_of(term) for term in map(facts.terms.__getitem__, group)
            if isinstance(term, ox.NamedNode) and term.value.startswith(ID)
        )  # fmt: skip
        for other in ours[1:]:
            yield f"{ours[0]} and {other} became one thing (owl:sameAs)."
