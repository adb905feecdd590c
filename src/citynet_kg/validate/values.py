"""Judge single values, and compare two, as pySHACL does.

Both work on rdflib's literals, each made once for all the places where it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib.namespace import SH
from rdflib.term import Literal, URIRef

from citynet_kg.graph.rdflib_bridge import to_term
from citynet_kg.vocab import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib.term import Node

    from citynet_kg.graph.encoded import Term

_KINDS: dict[URIRef, tuple[type, ...]] = {
    SH.IRI: (ox.NamedNode,),
    SH.BlankNode: (ox.BlankNode,),
    SH.Literal: (ox.Literal,),
    SH.BlankNodeOrIRI: (ox.BlankNode, ox.NamedNode),
    SH.BlankNodeOrLiteral: (ox.BlankNode, ox.Literal),
    SH.IRIOrLiteral: (ox.NamedNode, ox.Literal),
}
_ALWAYS_WELL_FORMED = (XSD.string, RDF.langString)


class Values:
    """Terms, and what rdflib makes of them."""

    def __init__(self) -> None:
        self._known: dict[Term, Any] = {}

    def of(self, term: Term) -> Any:
        """The term as rdflib has it."""
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = to_term(term)
        return known

    def has_datatype(self, datatype: ox.NamedNode) -> Callable[[Term], bool]:
        """Literals of a datatype, and written as it asks."""

        def check(term: Term) -> bool:
            if not isinstance(term, ox.Literal) or term.datatype != datatype:
                return False
            return datatype in _ALWAYS_WELL_FORMED or not self.of(term).ill_typed

        return check

    def compare(self, name: str, bound: Node) -> Callable[[Term], bool]:
        """Literals on the right side of a bound; what cannot be compared with it is on the wrong one."""

        def check(term: Term) -> bool:
            if not isinstance(term, ox.Literal):
                return False
            one, other = self.of(term).value, getattr(bound, "value", None)
            if one is None or other is None or isinstance(one, str) != isinstance(other, str):
                return False
            try:
                return bool(
                    {
                        "minInclusive": one >= other,
                        "minExclusive": one > other,
                        "maxInclusive": one <= other,
                        "maxExclusive": one < other,
                    }[name]
                )
            except TypeError:
                return False

        return check

    def is_before(self, one: Term, other: Term, *, or_same: bool) -> bool:
        """Whether one value comes before another: texts and addresses among themselves, literals as rdflib orders them.

        Raises:
            TypeError: one of them has no name.
        """
        if isinstance(one, ox.BlankNode) or isinstance(other, ox.BlankNode):
            raise TypeError("A blank node cannot be compared.")
        first, second = (self._comparable(term) for term in (one, other))
        if isinstance(first, str) and not isinstance(first, Literal):
            if isinstance(second, Literal):
                return False
        elif not isinstance(second, Literal):
            return False
        try:
            return bool(first <= second if or_same else first < second)
        except TypeError:
            return False

    def _comparable(self, term: Term) -> Any:
        known = self.of(term)
        if isinstance(known, URIRef):
            return str(known)
        return known.value if isinstance(known.value, str) else known


def is_of_kind(kind: Node) -> Callable[[Term], bool]:
    """IRIs, blank nodes or literals.

    Raises:
        KeyError: there is no such kind.
    """
    kinds = _KINDS[kind]  # type: ignore[index]
    return lambda term: isinstance(term, kinds)


def matches(pattern: str, flags: str) -> Callable[[Term], bool]:
    """Texts and IRIs in which a pattern is found."""
    known = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}
    compiled = re.compile(pattern, sum((known[f] for f in set(flags)), re.RegexFlag(0)))
    return lambda term: not isinstance(term, ox.BlankNode) and compiled.search(term.value) is not None


def has_length(lowest: int, highest: int | None) -> Callable[[Term], bool]:
    """Texts and IRIs that are long or short enough."""

    def check(term: Term) -> bool:
        if lowest == 0 and highest is None:
            return True
        if isinstance(term, ox.BlankNode):
            return False
        return lowest <= len(term.value) and (highest is None or len(term.value) <= highest)

    return check


def is_in_language(tags: set[str]) -> Callable[[Term], bool]:
    """Texts in one of some languages."""

    def check(term: Term) -> bool:
        if not isinstance(term, ox.Literal) or not term.language:
            return False
        tag = term.language.lower()
        return "*" in tags or tag in tags or tag.partition("-")[0] in tags

    return check
