"""The rules themselves. Those that look at two things at once are expressions, cardinalities and keys.

Each looks up from what is new to what fits it, never through all of another set, so the work grows with the facts.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citynet_kg.graph.encoded import Pair
    from citynet_kg.reason.facts import Facts


class Joins:
    """Makes rules and hands them to the facts."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def domain(self, prop: int, cls: int) -> None:
        """What has a value is in the class (prp-dom)."""
        self._facts.on_pairs(prop, lambda new: self._facts.add_members(cls, {s for s, _ in new}))

    def range(self, prop: int, cls: int) -> None:
        """What is a value is in the class (prp-rng)."""
        self._facts.on_pairs(prop, lambda new: self._facts.add_members(cls, {o for _, o in new}))

    def turn(self, prop: int, other: int) -> None:
        """The other property holds the other way round (prp-inv1, prp-inv2, prp-symp)."""
        self._facts.on_pairs(prop, lambda new: self._facts.add_pairs(other, [(o, s) for s, o in new]))

    def intersection(self, whole: int, parts: Sequence[int]) -> None:
        """Who is in all parts is in the whole (cls-int1)."""
        facts = self._facts

        def rule(new: set[int]) -> None:
            found = new
            for part in sorted(parts, key=lambda p: len(facts.members[p])):
                found = found & facts.members[part]
            facts.add_members(whole, found)

        for part in parts:
            facts.on_members(part, rule)

    def has_value(self, cls: int, prop: int, value: int) -> None:
        """Who has the value is in the class, and the other way round (cls-hv1, cls-hv2)."""
        facts = self._facts

        def give(new: set[int]) -> None:
            held = facts.equality.find(value)
            facts.add_pairs(prop, [(s, held) for s in new])

        def classify(new: set[Pair]) -> None:
            held = facts.equality.find(value)
            facts.add_members(cls, {s for s, o in new if o == held})

        facts.on_members(cls, give)
        facts.on_pairs(prop, classify)

    def some_values(self, cls: int, prop: int, filler: int | None) -> None:
        """Who has some value in the filler is in the class (cls-svf1, cls-svf2)."""
        facts = self._facts
        if filler is None:
            facts.on_pairs(prop, lambda new: facts.add_members(cls, {s for s, _ in new}))
            return
        held_by, known = facts.back(prop), facts.members[filler]
        facts.on_pairs(prop, lambda new: facts.add_members(cls, {s for s, o in new if o in known}))
        facts.on_members(filler, lambda new: facts.add_members(cls, {s for o in new for s in held_by(o)}))

    def all_values(self, cls: int, prop: int, filler: int) -> None:
        """All values of the class's members are in the filler (cls-avf)."""
        facts = self._facts
        values, known = facts.onward(prop), facts.members[cls]
        facts.on_pairs(prop, lambda new: facts.add_members(filler, {o for s, o in new if s in known}))
        facts.on_members(cls, lambda new: facts.add_members(filler, {o for s in new for o in values(s)}))

    def at_most_one(self, prop: int, cls: int | None, filler: int | None) -> None:
        """Two values of one thing are the same (prp-fp, cls-maxc2, cls-maxqc3, cls-maxqc4).

        Args:
            prop: the property.
            cls: whose members have one value at most; everybody if None.
            filler: which values count; all if None.
        """
        facts = self._facts
        values = facts.onward(prop)

        def look_at(subjects: Iterable[int]) -> None:
            bound = subjects if cls is None else (s for s in subjects if s in facts.members[cls])
            for subject in bound:
                found = values(subject)
                self._unite(found if filler is None else [o for o in found if o in facts.members[filler]])

        facts.on_pairs(prop, lambda new: look_at({s for s, _ in new}))
        if cls is not None:
            facts.on_members(cls, look_at)
        if filler is not None:
            held_by = facts.back(prop)
            facts.on_members(filler, lambda new: look_at({s for o in new for s in held_by(o)}))

    def one_source(self, prop: int) -> None:
        """Two things with one value are the same (prp-ifp)."""
        sources = self._facts.back(prop)

        def rule(new: set[Pair]) -> None:
            for value in {o for _, o in new}:
                self._unite(sources(value))

        self._facts.on_pairs(prop, rule)

    def _unite(self, things: Iterable[int]) -> None:
        first, *others = things or [0]
        for other in others:
            self._facts.equality.unite(first, other)

    def key(self, cls: int, props: Sequence[int]) -> None:
        """Members of a class that agree in all properties of a key are the same (prp-key)."""
        facts = self._facts
        if not props:
            return
        values = [facts.onward(prop) for prop in props]
        holders: dict[tuple[int, ...], int] = {}

        def look_at(things: Iterable[int]) -> None:
            for thing in things:
                if thing in facts.members[cls]:
                    for combined in product(*(of(thing) for of in values)):
                        facts.equality.unite(facts.equality.find(holders.setdefault(combined, thing)), thing)

        facts.on_members(cls, look_at)
        for prop in props:
            facts.on_pairs(prop, lambda new: look_at({s for s, _ in new}))
