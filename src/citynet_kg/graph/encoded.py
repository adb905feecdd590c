"""Triples as sets of numbers: cheap to hash, to join and to hold."""

from __future__ import annotations

import gc
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Pair = tuple[int, int]


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Let millions of small objects be made without the collector walking over all of them again and again.

    It would find nothing: facts do not refer to each other. A fifth of the time at 300,000 triples (measured).
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class EncodedTriples:
    """The members of each class and the pairs of each property, every term under its number."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        self.terms: list[Term] = []
        self._numbers: dict[Term, int] = {}
        self.members: defaultdict[int, set[int]] = defaultdict(set)
        self.pairs: defaultdict[int, set[Pair]] = defaultdict(set)
        number, members, pairs, rdf_type = self.number, self.members, self.pairs, RDF.type
        for triple in triples:
            predicate, subject, value = triple.predicate, number(triple.subject), number(triple.object)  # type: ignore[arg-type]
            if predicate == rdf_type:
                members[value].add(subject)
            else:
                pairs[number(predicate)].add((subject, value))

    def number(self, term: Term) -> int:
        """The number of a term."""
        known = self._numbers.get(term)
        if known is None:
            known = self._numbers[term] = len(self.terms)
            self.terms.append(term)
        return known
