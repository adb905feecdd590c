"""Facts as sets of numbers, and the loop that lets rules add to them until nothing is new.

Every class has the set of its members, every property the set of its pairs. A rule is called with what is new in one of
them and adds to others, a whole set at a time; what was there before is not looked at again (semi-naive evaluation).
Things that turn out to be the same are put together under one number.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.graph.encoded import EncodedTriples
from citynet_kg.reason.equality import Equality
from citynet_kg.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from citynet_kg.graph.encoded import Pair, Term


class Facts(EncodedTriples):
    """Members of classes and pairs of properties, with the rules that wait for them."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        super().__init__(triples)
        self.equality = Equality(self.members, self.pairs)
        self._on_members: defaultdict[int, list[Callable[[set[int]], None]]] = defaultdict(list)
        self._on_pairs: defaultdict[int, list[Callable[[set[Pair]], None]]] = defaultdict(list)
        self._first_calls: list[Callable[[], None]] = []
        self._waiting_members: dict[int, set[int]] = {}
        self._waiting_pairs: dict[int, set[Pair]] = {}
        self._derived_members: defaultdict[int, set[int]] = defaultdict(set)
        self._derived_pairs: defaultdict[int, set[Pair]] = defaultdict(set)
        self._onward: dict[int, defaultdict[int, list[int]]] = {}
        self._back: dict[int, defaultdict[int, list[int]]] = {}

    # What rules do.

    def on_members(self, cls: int, rule: Callable[[set[int]], None]) -> None:
        """Call a rule with all members of a class, and then whenever there are new ones."""
        self._on_members[cls].append(rule)
        self._first_calls.append(lambda: rule(self.members[cls]))

    def on_pairs(self, prop: int, rule: Callable[[set[Pair]], None]) -> None:
        """Call a rule with all pairs of a property, and then whenever there are new ones."""
        self._on_pairs[prop].append(rule)
        self._first_calls.append(lambda: rule(self.pairs[prop]))

    def add_members(self, cls: int, new: Iterable[int]) -> None:
        """Let things be members of a class."""
        self._waiting_members.setdefault(cls, set()).update(new)

    def add_pairs(self, prop: int, new: Iterable[Pair]) -> None:
        """Let a property hold between things."""
        self._waiting_pairs.setdefault(prop, set()).update(new)

    def onward(self, prop: int) -> Callable[[int], Iterable[int]]:
        """A way to look up what a property leads to from a thing."""
        if prop not in self._onward:
            self._onward[prop] = defaultdict(list)
            self._index(prop, self.pairs[prop], onward=True)
        return self._look_up(self._onward[prop])

    def back(self, prop: int) -> Callable[[int], Iterable[int]]:
        """A way to look up from where a property leads to a thing."""
        if prop not in self._back:
            self._back[prop] = defaultdict(list)
            self._index(prop, self.pairs[prop], onward=False)
        return self._look_up(self._back[prop])

    def _look_up(self, of: dict[int, list[int]]) -> Callable[[int], Iterable[int]]:
        nothing: list[int] = []
        equality = self.equality

        def look_up(thing: int) -> Iterable[int]:
            found = of.get(thing, nothing)
            # what was merged since is still listed under its old number
            return {equality.find(other) for other in found} if equality.has_merged else found

        return look_up

    def _index(self, prop: int, new: Iterable[Pair], *, onward: bool) -> None:
        if onward:
            of = self._onward[prop]
            for subject, value in new:
                of[subject].append(value)
        else:
            of = self._back[prop]
            for subject, value in new:
                of[value].append(subject)

    # The loop.

    def run(self) -> None:
        """Let the rules work until nothing is new.

        Raises:
            FixedTermError: a term that rules are about became the same as another thing.
        """
        while True:
            if self._first_calls:
                self._first_calls.pop()()
            elif self._waiting_pairs:
                prop = next(iter(self._waiting_pairs))
                self._take_pairs(prop, self._waiting_pairs.pop(prop))
            elif self._waiting_members:
                cls = next(iter(self._waiting_members))
                self._take_members(cls, self._waiting_members.pop(cls))
            elif self.equality.is_waiting:
                moved_members, moved_pairs = self.equality.merge()
                for cls, things in moved_members.items():
                    self.add_members(cls, things)
                for prop, pairs in moved_pairs.items():
                    self.add_pairs(prop, pairs)
            else:
                return

    def forget_rules(self) -> None:
        """Let go of the rules when all is worked out: they hold the facts and the facts them, so neither would end."""
        for rules in (self._on_members, self._on_pairs, self._first_calls):
            rules.clear()

    def _take_members(self, cls: int, waiting: set[int]) -> None:
        known = self.members[cls]
        new = waiting - known
        if new:
            known |= new
            self._derived_members[cls] |= new
            self.equality.note_members(cls, new)
            for rule in self._on_members.get(cls, ()):
                rule(new)

    def _take_pairs(self, prop: int, waiting: set[Pair]) -> None:
        known = self.pairs[prop]
        new = waiting - known
        if new:
            known |= new
            self._derived_pairs[prop] |= new
            self.equality.note_pairs(prop, new)
            if prop in self._onward:
                self._index(prop, new, onward=True)
            if prop in self._back:
                self._index(prop, new, onward=False)
            for rule in self._on_pairs.get(prop, ()):
                rule(new)

    # What came of it.

    def derived(self, *, of_class: Callable[[Term], bool] = lambda _: True) -> Iterator[ox.Triple]:
        """What follows, without literals as subjects, and without that a thing is the same as another.

        Where things became the same, what was given may be among it.

        Args:
            of_class: which classes' members are wanted.
        """
        merged = self.equality.has_merged
        members, pairs = (self.members, self.pairs) if merged else (self._derived_members, self._derived_pairs)
        terms, all_of, rdf_type = self.terms, self.equality.all_of, RDF.type
        for cls, things in list(members.items()):
            kind = terms[cls]
            if of_class(kind):
                for thing in things:
                    for each in all_of(thing) if merged else (thing,):
                        subject = terms[each]
                        if not isinstance(subject, ox.Literal):
                            yield ox.Triple(subject, rdf_type, kind)
        for prop, found in list(pairs.items()):
            predicate = terms[prop]
            if not isinstance(predicate, ox.NamedNode):
                continue
            for one, other in found:
                for first in all_of(one) if merged else (one,):
                    subject = terms[first]
                    if not isinstance(subject, ox.Literal):
                        for second in all_of(other) if merged else (other,):
                            yield ox.Triple(subject, predicate, terms[second])
