"""What the axioms say about the terms themselves: the rules `scm-*` of OWL 2 RL, and its axiomatic triples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.reason.constructs import PROPERTY_KINDS
from citynet_kg.reason.literals import DATATYPES
from citynet_kg.vocab import OWL, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citynet_kg.graph.encoded import Pair
    from citynet_kg.reason.constructs import Structure
    from citynet_kg.reason.facts import Facts

_ANNOTATIONS = (
    RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.deprecated, OWL.versionInfo, OWL.priorVersion,
    OWL.backwardCompatibleWith, OWL.incompatibleWith,
)  # fmt: skip
AXIOMATIC = (
    *(ox.Triple(term, RDF.type, OWL.Class) for term in (OWL.Thing, OWL.Nothing)),  # cls-thing, cls-nothing1
    *(ox.Triple(term, RDF.type, OWL.AnnotationProperty) for term in _ANNOTATIONS),  # prp-ap
    *(ox.Triple(term, RDF.type, RDFS.Datatype) for term in sorted(DATATYPES | {RDFS.Literal}, key=str)),  # dt-type1
)


def close_schema(facts: Facts, structure: Structure) -> None:
    """Add what follows about classes and properties. Grows with the ontology, not with the data."""
    _hierarchy(facts, RDFS.subClassOf, OWL.equivalentClass)
    _hierarchy(facts, RDFS.subPropertyOf, OWL.equivalentProperty)
    sub_class, sub_property = facts.number(RDFS.subClassOf), facts.number(RDFS.subPropertyOf)
    for prop in map(facts.number, (RDFS.domain, RDFS.range)):
        chain(facts, (prop, sub_class), prop)  # scm-dom1, scm-rng1
        chain(facts, (sub_property, prop), prop)  # scm-dom2, scm-rng2
    _reflexive(facts)
    for whole, head in structure.pairs(OWL.intersectionOf):  # scm-int
        facts.add_pairs(sub_class, [(whole, part) for part in structure.items(head)])
    for whole, head in structure.pairs(OWL.unionOf):  # scm-uni
        facts.add_pairs(sub_class, [(part, whole) for part in structure.items(head)])
    facts.run()
    # comparing restrictions can add subclasses, which can make more restrictions comparable
    while found := {pair for pair in _compared(facts, structure) if pair not in facts.pairs[sub_class]}:
        facts.add_pairs(sub_class, found)
        facts.run()


def _hierarchy(facts: Facts, below: ox.NamedNode, same: ox.NamedNode) -> None:
    """Let one property be transitive, and another mean that it holds both ways (scm-sco, scm-eqc1/2, scm-spo, …)."""
    sub, equal = facts.number(below), facts.number(same)

    def both_ways(new: set[Pair]) -> None:
        facts.add_pairs(sub, new)
        facts.add_pairs(sub, [(o, s) for s, o in new])

    def if_mutual(new: set[Pair]) -> None:
        mutual = [(s, o) for s, o in new if (o, s) in facts.pairs[sub]]
        facts.add_pairs(equal, mutual)
        facts.add_pairs(equal, [(o, s) for s, o in mutual])

    chain(facts, (sub, sub), sub)
    facts.on_pairs(equal, both_ways)
    facts.on_pairs(sub, if_mutual)


def _reflexive(facts: Facts) -> None:
    thing, nothing = facts.number(OWL.Thing), facts.number(OWL.Nothing)
    below, same = facts.number(RDFS.subClassOf), facts.number(OWL.equivalentClass)

    def classes(new: set[int]) -> None:  # scm-cls
        for relation in (below, same):
            facts.add_pairs(relation, [(c, c) for c in new])
        facts.add_pairs(below, [(c, thing) for c in new])
        facts.add_pairs(below, [(nothing, c) for c in new])

    def properties(new: set[int]) -> None:  # scm-op, scm-dp
        for relation in (RDFS.subPropertyOf, OWL.equivalentProperty):
            facts.add_pairs(facts.number(relation), [(p, p) for p in new])

    facts.on_members(facts.number(OWL.Class), classes)
    for kind in sorted(PROPERTY_KINDS, key=str):
        facts.on_members(facts.number(kind), properties)


def _compared(facts: Facts, structure: Structure) -> Iterator[Pair]:
    """Which restriction is below which (scm-hv, scm-svf1/2, scm-avf1/2)."""
    sub_classes = facts.pairs[facts.number(RDFS.subClassOf)]
    sub_properties = facts.pairs[facts.number(RDFS.subPropertyOf)]
    for filler in (OWL.hasValue, OWL.someValuesFrom, OWL.allValuesFrom):
        by_property: dict[int, list[Pair]] = {}
        by_filler: dict[int, list[Pair]] = {}
        for restriction, prop, value in structure.restrictions(filler):
            by_property.setdefault(prop, []).append((restriction, value))
            by_filler.setdefault(value, []).append((restriction, prop))
        for group, order in ((by_property, sub_classes), (by_filler, sub_properties)):
            if group is by_property and filler == OWL.hasValue:
                continue
            for fellows in group.values():
                for one, what in fellows:
                    for other, above in fellows:
                        if one != other and (what, above) in order:
                            turned = group is by_filler and filler == OWL.allValuesFrom
                            yield (other, one) if turned else (one, other)


def chain(facts: Facts, parts: tuple[int, int], whole: int) -> None:
    """Where one property leads on to another, let the whole lead there at once."""
    first, second = parts
    after, before = facts.onward(second), facts.back(first)
    facts.on_pairs(first, lambda new: facts.add_pairs(whole, {(s, z) for s, o in new for z in after(o)}))
    facts.on_pairs(second, lambda new: facts.add_pairs(whole, {(a, o) for s, o in new for a in before(s)}))


def direct(facts: Facts, prop: ox.NamedNode) -> list[Pair]:
    """The steps of a hierarchy, without those that follow from others: rules need no more."""
    above: dict[int, set[int]] = {}
    for low, high in facts.pairs[facts.number(prop)]:
        if low != high:
            above.setdefault(low, set()).add(high)
    steps = []
    for low, highs in above.items():
        strictly = {h for h in highs if low not in above.get(h, ())}
        skipped = {top for h in strictly for top in above.get(h, ()) if h not in above.get(top, ())}
        steps += [(low, h) for h in highs if h not in skipped or h not in strictly]
    return sorted(steps)
