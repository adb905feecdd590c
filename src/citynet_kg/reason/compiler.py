"""Turn the axioms about instances into rules (the tables `eq-*`, `prp-*`, `cls-*` and `cax-*` of OWL 2 RL)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.graph.terms import value_of
from citynet_kg.reason.joins import Joins
from citynet_kg.reason.literals import DATATYPES, types_of
from citynet_kg.reason.schema import chain, direct
from citynet_kg.vocab import OWL, RDFS

if TYPE_CHECKING:
    from citynet_kg.graph.encoded import Pair
    from citynet_kg.reason.constructs import Structure
    from citynet_kg.reason.facts import Facts


def compile_rules(facts: Facts, structure: Structure) -> None:
    """Make the rules that the axioms ask for, and hand them to the facts. The schema has to be closed."""
    compiler = _Compiler(facts, structure)
    compiler.literals()
    compiler.hierarchies()
    compiler.properties()
    compiler.expressions()
    compiler.equality()


class _Compiler:
    def __init__(self, facts: Facts, structure: Structure) -> None:
        self._facts, self._structure = facts, structure
        self._joins = Joins(facts)
        self._thing = facts.number(OWL.Thing)  # as a conclusion it tells nothing

    def literals(self) -> None:
        """dt-type2, for the datatypes that axioms speak of."""
        spoken_of = self._facts.equality.fixed
        wanted = {self._facts.number(d) for d in DATATYPES} & spoken_of
        if not wanted:
            return
        for number, term in enumerate(self._facts.terms):
            if isinstance(term, ox.Literal):
                for datatype in types_of(term):
                    kind = self._facts.number(datatype)
                    if kind in wanted:
                        self._facts.members[kind].add(number)

    def hierarchies(self) -> None:
        """cax-sco, cax-eqc, prp-spo1, prp-eqp."""
        facts = self._facts
        nothing = facts.number(OWL.Nothing)
        for low, high in direct(facts, RDFS.subClassOf):
            if low != nothing and high != self._thing:
                facts.on_members(low, partial(facts.add_members, high))
        for low, high in direct(facts, RDFS.subPropertyOf):
            facts.on_pairs(low, partial(facts.add_pairs, high))

    def properties(self) -> None:
        """prp-dom, prp-rng, prp-inv, prp-symp, prp-trp, prp-spo2."""
        facts, pairs, kind = self._facts, self._structure.pairs, self._structure.kind
        for prop, cls in self._stated(RDFS.domain):
            self._joins.domain(prop, cls)
        for prop, cls in self._stated(RDFS.range):
            self._joins.range(prop, cls)
        for one, other in pairs(OWL.inverseOf):
            self._joins.turn(one, other)
            self._joins.turn(other, one)
        for prop in kind(OWL.SymmetricProperty):
            self._joins.turn(prop, prop)
        for prop in kind(OWL.TransitiveProperty):
            chain(facts, (prop, prop), prop)
        for prop, head in pairs(OWL.propertyChainAxiom):
            parts = self._structure.items(head)
            if len(parts) == 1:
                facts.on_pairs(parts[0], partial(facts.add_pairs, prop))
            while len(parts) > 1:
                # a chain of many is a chain of two whose first is a chain itself
                whole = prop if len(parts) == 2 else facts.number(ox.BlankNode())  # noqa: PLR2004 - a pair
                chain(facts, (parts[0], parts[1]), whole)
                parts = [whole, *parts[2:]]

    def _stated(self, prop: ox.NamedNode) -> list[Pair]:
        """Domains or ranges, but for those that the class hierarchy will add, and for what is trivial."""
        found = {(p, c) for p, c in self._structure.pairs(prop) if c != self._thing}
        above = self._facts.pairs[self._facts.number(RDFS.subClassOf)]
        by_property: dict[int, set[int]] = {}
        for p, c in found:
            by_property.setdefault(p, set()).add(c)
        return sorted(
            (p, c)
            for p, c in found
            if not any(o != c and (o, c) in above and (c, o) not in above for o in by_property[p])
        )

    def expressions(self) -> None:
        """cls-*: what class expressions say of their members, and who belongs to them."""
        structure, joins = self._structure, self._joins
        for whole, head in structure.pairs(OWL.intersectionOf):  # cls-int2 is among the subclasses
            joins.intersection(whole, structure.items(head))
        for whole, head in structure.pairs(OWL.oneOf):  # cls-oo
            self._facts.add_members(whole, structure.items(head))
        for cls, prop, value in structure.restrictions(OWL.hasValue):
            joins.has_value(cls, prop, value)
        for cls, prop, filler in structure.restrictions(OWL.someValuesFrom):
            joins.some_values(cls, prop, None if filler == self._thing else filler)
        for cls, prop, filler in structure.restrictions(OWL.allValuesFrom):
            if filler != self._thing:
                joins.all_values(cls, prop, filler)
        for cls, prop, number in structure.restrictions(OWL.maxCardinality):
            if self._is_one(number):
                joins.at_most_one(prop, cls, None)
        of_class = dict(structure.pairs(OWL.onClass))
        for cls, prop, number in structure.restrictions(OWL.maxQualifiedCardinality):
            if self._is_one(number) and cls in of_class:
                filler = of_class[cls]
                joins.at_most_one(prop, cls, None if filler == self._thing else filler)

    def _is_one(self, number: int) -> bool:
        return value_of(self._facts.terms[number]) == "1"

    def equality(self) -> None:
        """prp-fp, prp-ifp, prp-key and stated equality (eq-sym, eq-trans and eq-rep-* are how facts are kept)."""
        facts, kind = self._facts, self._structure.kind
        for prop in kind(OWL.FunctionalProperty):
            self._joins.at_most_one(prop, None, None)
        for prop in kind(OWL.InverseFunctionalProperty):
            self._joins.one_source(prop)
        for cls, head in self._structure.pairs(OWL.hasKey):
            self._joins.key(cls, self._structure.items(head))

        def unite(new: set[Pair]) -> None:
            for one, other in new:
                facts.equality.unite(one, other)

        facts.on_pairs(facts.number(OWL.sameAs), unite)
