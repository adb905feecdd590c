"""What the compiler can read of OWL, and the error for everything else.

Nothing is passed over in silence: a construct that no rule stands for would leave conclusions out, or let a
contradiction through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import UnknownConstructError
from citynet_kg.graph.terms import value_of
from citynet_kg.reason.literals import DATATYPES
from citynet_kg.vocab import OWL, PREFIXES, RDF, RDFS, compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citynet_kg.graph.encoded import Term
    from citynet_kg.reason.facts import Facts

_SPACES = (PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["rdf"])


def _owl(names: str) -> frozenset[ox.NamedNode]:
    return frozenset(OWL[name] for name in names.split())


# Properties of axioms, by what stands on their two sides.
_OF_CLASSES = {RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith, OWL.complementOf}
_OF_PROPERTIES = {RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf, OWL.propertyDisjointWith}
_TO_CLASSES = {RDFS.domain, RDFS.range, OWL.someValuesFrom, OWL.allValuesFrom, OWL.onClass}
_FROM_PROPERTIES = {RDFS.domain, RDFS.range, OWL.propertyChainAxiom}
_TO_PROPERTIES = {OWL.onProperty, OWL.assertionProperty}
_CLASS_LISTS = {OWL.intersectionOf, OWL.unionOf}
_PROPERTY_LISTS = {OWL.propertyChainAxiom, OWL.hasKey}
_OTHER = _owl(
    "oneOf hasValue maxCardinality maxQualifiedCardinality members distinctMembers sameAs differentFrom"
    " sourceIndividual targetIndividual targetValue"
) | {RDF.first, RDF.rest}
_HEADER = _owl("imports versionIRI versionInfo priorVersion backwardCompatibleWith incompatibleWith deprecated")
_PROPERTIES = frozenset().union(
    _OF_CLASSES, _OF_PROPERTIES, _TO_CLASSES, _FROM_PROPERTIES, _TO_PROPERTIES, _CLASS_LISTS, _PROPERTY_LISTS, _OTHER
)
_CHARACTERISTICS = _owl(
    "FunctionalProperty InverseFunctionalProperty SymmetricProperty AsymmetricProperty TransitiveProperty"
    " IrreflexiveProperty"
)
PROPERTY_KINDS = _owl("ObjectProperty DatatypeProperty") | {RDF.Property}
_KINDS = (
    _CHARACTERISTICS
    | PROPERTY_KINDS
    | _owl(
        "Class Ontology Restriction AnnotationProperty OntologyProperty NamedIndividual AllDisjointClasses"
        " AllDisjointProperties AllDifferent NegativePropertyAssertion DeprecatedClass DeprecatedProperty Thing Nothing"
    )
    | {RDFS.Class, RDFS.Datatype, RDF.List}
)
# Classes of RDF's own vocabulary that axioms may name; datatypes are checked by `literals`.
_CLASSES = {OWL.Thing, OWL.Nothing, RDFS.Literal, RDFS.Resource}


class Structure:
    """The axioms among some facts."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._first = dict(facts.pairs.get(facts.number(RDF.first), ()))
        self._rest = dict(facts.pairs.get(facts.number(RDF.rest), ()))

    def pairs(self, prop: ox.NamedNode) -> list[tuple[int, int]]:
        """The pairs of a property of OWL's, in the order in which their terms came."""
        return sorted(self._facts.pairs.get(self._facts.number(prop), ()))

    def kind(self, cls: ox.NamedNode) -> list[int]:
        """What is declared to be of a kind."""
        return sorted(self._facts.members.get(self._facts.number(cls), ()))

    def items(self, head: int) -> list[int]:
        """The members of a list."""
        found = []
        seen = set()
        while head in self._first and head not in seen:
            seen.add(head)
            found.append(self._first[head])
            head = self._rest.get(head, -1)
        return found

    def restrictions(self, prop: ox.NamedNode) -> Iterator[tuple[int, int, int]]:
        """Restrictions with a filler of this kind: class, property, filler."""
        on: dict[int, list[int]] = {}
        for restriction, restricted in self.pairs(OWL.onProperty):
            on.setdefault(restriction, []).append(restricted)
        for restriction, filler in self.pairs(prop):
            for restricted in on.get(restriction, ()):
                yield restriction, restricted, filler


def check(facts: Facts, structure: Structure) -> None:
    """Make sure that all that is said in OWL's words can be read, and note which terms the rules are about.

    Raises:
        UnknownConstructError: naming each construct and the axiom that it stands in.
    """
    reader = _Reader(facts, structure)
    unknown = [*reader.unknown_words(), *reader.unfit_properties(), *reader.unfit_classes(), *reader.unfit_numbers()]
    if unknown:
        raise UnknownConstructError(unknown)
    facts.equality.fixed |= {*reader.classes(), *reader.properties(), *facts.pairs, *facts.members}


class _Reader:
    def __init__(self, facts: Facts, structure: Structure) -> None:
        self._facts, self._structure = facts, structure

    def unknown_words(self) -> Iterator[tuple[str, str]]:
        """Properties and kinds of OWL's that have no rules."""
        terms = self._facts.terms
        for prop, found in self._facts.pairs.items():
            term = terms[prop]
            if value_of(term).startswith(PREFIXES["owl"]) and term not in _PROPERTIES | _HEADER:
                for subject, value in sorted(found):
                    yield compact(value_of(term)), self._axiom(subject, prop, value)
        for cls, found_members in self._facts.members.items():
            term = terms[cls]
            if value_of(term).startswith(PREFIXES["owl"]) and term not in _KINDS:
                for subject in sorted(found_members):
                    yield compact(value_of(term)), f"{self._name(subject)} a {self._name(cls)}"

    def unfit_properties(self) -> Iterator[tuple[str, str]]:
        """Axioms about OWL's own properties, and about the inverse of a property without naming it."""
        for prop in sorted(self.properties()):
            term = self._facts.terms[prop]
            if not isinstance(term, ox.NamedNode):
                yield "a property without a name", self._used(prop)
            elif term in _PROPERTIES or term == RDF.type:
                yield f"an axiom about {compact(term.value)}", self._used(prop)

    def unfit_classes(self) -> Iterator[tuple[str, str]]:
        """Classes that the rules cannot speak of."""
        for cls in sorted(self.classes()):
            term = self._facts.terms[cls]
            if isinstance(term, ox.Literal):
                yield "a literal as class", self._used(cls)
            elif value_of(term).startswith(_SPACES) and term not in _CLASSES and term not in DATATYPES:
                yield f"an axiom about {compact(value_of(term))}", self._used(cls)
        everything = self._facts.number(OWL.Thing)
        for prop in (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith, OWL.complementOf):
            for one, other in self._structure.pairs(prop):
                if one == everything or (other == everything and prop != RDFS.subClassOf):
                    yield "an axiom about owl:Thing", self._axiom(one, self._facts.number(prop), other)

    def unfit_numbers(self) -> Iterator[tuple[str, str]]:
        """Cardinalities other than 0 and 1."""
        for prop in (OWL.maxCardinality, OWL.maxQualifiedCardinality):
            for restriction, number in self._structure.pairs(prop):
                if value_of(self._facts.terms[number]) not in ("0", "1"):
                    where = self._axiom(restriction, self._facts.number(prop), number)
                    yield f"{compact(prop.value)} above 1", where

    def properties(self) -> set[int]:
        """What axioms take for a property."""
        of, kind, items = self._structure.pairs, self._structure.kind, self._structure.items
        found = {end for prop in _OF_PROPERTIES for pair in of(prop) for end in pair}
        found |= {s for prop in _FROM_PROPERTIES for s, _ in of(prop)}
        found |= {o for prop in _TO_PROPERTIES for _, o in of(prop)}
        found |= {item for prop in _PROPERTY_LISTS for _, head in of(prop) for item in items(head)}
        found |= {prop for name in _CHARACTERISTICS for prop in kind(name)}
        return found | self._listed(OWL.AllDisjointProperties)

    def classes(self) -> set[int]:
        """What axioms take for a class."""
        of, items = self._structure.pairs, self._structure.items
        found = {end for prop in _OF_CLASSES for pair in of(prop) for end in pair}
        found |= {o for prop in _TO_CLASSES for _, o in of(prop)}
        found |= {s for prop in (*_CLASS_LISTS, OWL.oneOf, OWL.hasKey, OWL.onProperty) for s, _ in of(prop)}
        found |= {item for prop in _CLASS_LISTS for _, head in of(prop) for item in items(head)}
        return found | self._listed(OWL.AllDisjointClasses)

    def _listed(self, kind: ox.NamedNode) -> set[int]:
        groups, items = set(self._structure.kind(kind)), self._structure.items
        return {item for group, head in self._structure.pairs(OWL.members) if group in groups for item in items(head)}

    def _used(self, term: int) -> str:
        """An axiom that uses a term: the one that names most of its parts."""
        axioms = [
            self._axiom(subject, prop, value)
            for prop, pairs in self._facts.pairs.items()
            if self._facts.terms[prop] in _PROPERTIES
            for subject, value in pairs
            if term in (subject, value)
        ]
        if axioms:
            return min(axioms, key=lambda axiom: (axiom.count("_:"), axiom))
        kinds = (self._name(c) for c, things in self._facts.members.items() if term in things)
        return f"{self._name(term)} a {next(kinds, '?')}"

    def _axiom(self, subject: int, prop: int, value: int) -> str:
        text = f"{self._name(subject)} {self._name(prop)} {self._name(value)}"
        owner = self._owner(subject)
        return text if owner == subject else f"{text}, in what is said of {self._name(owner)}"

    def _owner(self, node: int) -> int:
        """The term with a name whose description an anonymous part belongs to."""
        seen: set[int] = set()
        while isinstance(self._facts.terms[node], ox.BlankNode) and node not in seen:
            seen.add(node)
            node = next((s for found in self._facts.pairs.values() for s, o in found if o == node), node)
        return node

    def _name(self, number: int) -> str:
        return name_of(self._facts.terms[number])


def name_of(term: Term) -> str:
    """A term as messages show it."""
    return compact(term.value) if isinstance(term, ox.NamedNode) else str(term)
