"""What cannot be: the rules of OWL 2 RL that conclude "false", once nothing is new any more."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.graph.terms import value_of
from citynet_kg.reason.constructs import name_of
from citynet_kg.reason.literals import DATATYPES, can_be, is_well_formed
from citynet_kg.vocab import OWL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from citynet_kg.reason.constructs import Structure
    from citynet_kg.reason.facts import Facts

_SHOWN = 100
"""Messages of one kind that are shown; a mistake in a class definition would give one for each of its members."""


def contradictions(facts: Facts, structure: Structure) -> list[str]:
    """Messages that name the things concerned; none if all is well."""
    finder = _Finder(facts, structure)
    kinds = (
        finder.disjoint_classes(),
        finder.nothing(),
        finder.disjoint_properties(),
        finder.characteristics(),
        finder.cardinalities(),
        finder.different(),
        finder.denied(),
        finder.literals(),
    )
    messages: list[str] = []
    for kind in kinds:
        found = sorted(set(kind))
        messages += found[:_SHOWN]
        if len(found) > _SHOWN:
            messages.append(f"… and {len(found) - _SHOWN:,} more of this kind.")
    return messages


class _Finder:
    def __init__(self, facts: Facts, structure: Structure) -> None:
        self._facts, self._structure = facts, structure

    def disjoint_classes(self) -> Iterator[str]:
        """cax-dw, cax-adc, cls-com."""
        members = self._facts.members
        for kind in (OWL.disjointWith, OWL.complementOf):
            for one, other in self._structure.pairs(kind):
                yield from self._in_both(members[one] & members[other], one, other)
        for group in self._groups(OWL.AllDisjointClasses, OWL.members):
            seen: dict[int, int] = {}
            for cls in group:
                for thing in members[cls]:
                    before = seen.setdefault(thing, cls)
                    if before != cls:
                        yield from self._in_both((thing,), before, cls)

    def _in_both(self, things: Iterable[int], one: int, other: int) -> Iterator[str]:
        for thing in things:
            yield f"{self._name(thing)} is in {self._name(one)} and in {self._name(other)}, which are disjoint."

    def nothing(self) -> Iterator[str]:
        """cls-nothing2."""
        for thing in self._facts.members[self._facts.number(OWL.Nothing)]:
            yield f"{self._name(thing)} is in owl:Nothing, where nothing can be."

    def disjoint_properties(self) -> Iterator[str]:
        """prp-pdw, prp-adp."""
        groups = [*self._structure.pairs(OWL.propertyDisjointWith)]
        for group in self._groups(OWL.AllDisjointProperties, OWL.members):
            groups += combinations(group, 2)
        for one, other in groups:
            for subject, value in self._facts.pairs[one] & self._facts.pairs[other]:
                yield f"{self._said(subject, one, value)} and {self._name(other)}, which are disjoint properties."

    def characteristics(self) -> Iterator[str]:
        """prp-irp, prp-asyp."""
        for prop in self._structure.kind(OWL.IrreflexiveProperty):
            for subject, value in self._facts.pairs[prop]:
                if subject == value:
                    yield f"{self._said(subject, prop, value)}: the property is irreflexive."
        for prop in self._structure.kind(OWL.AsymmetricProperty):
            known = self._facts.pairs[prop]
            for subject, value in known:
                if (value, subject) in known:
                    first, second = sorted((subject, value), key=self._name)
                    yield f"{self._said(first, prop, second)} and the other way round: the property is asymmetric."

    def cardinalities(self) -> Iterator[str]:
        """cls-maxc1, cls-maxqc1, cls-maxqc2."""
        of_class = dict(self._structure.pairs(OWL.onClass))
        thing = self._facts.number(OWL.Thing)
        for kind in (OWL.maxCardinality, OWL.maxQualifiedCardinality):
            for cls, prop, number in self._structure.restrictions(kind):
                if value_of(self._facts.terms[number]) != "0":
                    continue
                filler = thing if kind == OWL.maxCardinality else of_class.get(cls, thing)
                bound = self._facts.members[cls]
                for subject, value in self._facts.pairs[prop]:
                    if subject in bound and (filler == thing or value in self._facts.members[filler]):
                        yield f"{self._said(subject, prop, value)}: it must have no such value."

    def different(self) -> Iterator[str]:
        """eq-diff1, eq-diff2, eq-diff3."""
        find = self._facts.equality.find
        for one, other in self._structure.pairs(OWL.differentFrom):
            if find(one) == find(other):
                names = sorted({self._name(thing) for thing in (*self._facts.equality.all_of(find(one)), one)})
                yield f"{' and '.join(names)} are the same and different."
        for prop in (OWL.members, OWL.distinctMembers):
            for group in self._groups(OWL.AllDifferent, prop):
                seen: dict[int, int] = {}
                for thing in group:
                    before = seen.setdefault(find(thing), thing)
                    if before != thing:
                        yield f"{self._name(before)} and {self._name(thing)} are the same and different."

    def denied(self) -> Iterator[str]:
        """prp-npa1, prp-npa2."""
        find = self._facts.equality.find
        sources, props = dict(self._structure.pairs(OWL.sourceIndividual)), self._structure.pairs(OWL.assertionProperty)
        for target_kind in (OWL.targetIndividual, OWL.targetValue):
            targets = dict(self._structure.pairs(target_kind))
            for denial, prop in props:
                if denial in sources and denial in targets:
                    subject, value = find(sources[denial]), find(targets[denial])
                    holds = self._facts.members[value] if self._is_type(prop) else ()
                    if (subject, value) in self._facts.pairs[prop] or subject in holds:
                        yield f"{self._said(subject, prop, value)} is denied and follows all the same."

    def _is_type(self, prop: int) -> bool:
        return value_of(self._facts.terms[prop]).endswith("22-rdf-syntax-ns#type")

    def literals(self) -> Iterator[str]:
        """dt-not-type, and values outside the range of their property."""
        for term in self._facts.terms:
            if isinstance(term, ox.Literal) and not is_well_formed(term):
                yield f"{term} is not written as its datatype asks."
        for datatype in DATATYPES:
            for number in self._facts.members[self._facts.number(datatype)]:
                term = self._facts.terms[number]
                if isinstance(term, ox.Literal) and not can_be(term, datatype):
                    yield f"{term} stands where {name_of(datatype)} is asked for."

    def _groups(self, kind: ox.NamedNode, prop: ox.NamedNode) -> Iterator[list[int]]:
        of_kind = set(self._structure.kind(kind))
        for group, head in self._structure.pairs(prop):
            if group in of_kind:
                yield self._structure.items(head)

    def _said(self, subject: int, prop: int, value: int) -> str:
        return f"{self._name(subject)} {self._name(prop)} {self._name(value)}"

    def _name(self, number: int) -> str:
        return name_of(self._facts.terms[number])
