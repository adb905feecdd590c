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
        # written out, since it runs for millions of triples: a call for each term would cost a third more
        terms, numbers, members = self.terms, self._numbers, self.members
        pairs_of: dict[Term, set[Pair] | None] = {RDF.type: None}
        for triple in triples:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            s, o = numbers.get(subject), numbers.get(value)  # type: ignore[arg-type]
            if s is None:
                s = numbers[subject] = len(terms)  # type: ignore[index]
                terms.append(subject)  # type: ignore[arg-type]
                if value == subject:
                    o = s
            if o is None:
                o = numbers[value] = len(terms)  # type: ignore[index]
                terms.append(value)  # type: ignore[arg-type]
            if predicate not in pairs_of:
                pairs_of[predicate] = self.pairs[self.number(predicate)]
            pairs = pairs_of[predicate]
            if pairs is None:
                members[o].add(s)
            else:
                pairs.add((s, o))

    def number(self, term: Term) -> int:
        """The number of a term."""
        known = self._numbers.get(term)
        if known is None:
            known = self._numbers[term] = len(self.terms)
            self.terms.append(term)
        return known
