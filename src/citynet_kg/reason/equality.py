"""Which things are the same, and what has to be looked at again when two of them become one.

The rules work on one number for each group of equal things. When a group joins another, the facts about the one
that fewer facts are about are written anew under the other's number, so the work for all merges together grows
nearly in proportion to the facts, however they come.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from citynet_kg.graph.encoded import Pair


class FixedTermError(Exception):
    """A term that rules are about became the same as another thing: the rules would have to be made anew."""

    def __init__(self, one: int, other: int) -> None:
        self.one, self.other = one, other
        super().__init__(f"{one} and {other}")


class Equality:
    """Groups of things that are the same."""

    def __init__(self, members: Mapping[int, set[int]], pairs: Mapping[int, set[Pair]]) -> None:
        self._members, self._pairs = members, pairs
        self.fixed: set[int] = set()
        """Terms that rules are about."""
        self._leader: dict[int, int] = {}
        self._groups: dict[int, list[int]] = {}
        self._waiting: list[Pair] = []
        # Facts by the things they are about; made when the first two things become one, so that data
        # without equal things does not pay for it.
        self._about: defaultdict[int, list[tuple[int, int | Pair]]] | None = None

    @property
    def is_waiting(self) -> bool:
        return bool(self._waiting)

    @property
    def has_merged(self) -> bool:
        return bool(self._leader)

    def unite(self, one: int, other: int) -> None:
        """Let two things be the same as soon as the rules have come to rest."""
        if one != other:
            self._waiting.append((one, other))

    def find(self, thing: int) -> int:
        """The number under which facts about a thing stand."""
        leader = self._leader.get(thing)
        if leader is None:
            return thing
        while leader in self._leader:
            leader = self._leader[leader]
        self._leader[thing] = leader
        return leader

    def all_of(self, thing: int) -> list[int]:
        """All things that are the same as this one, itself among them."""
        return self._groups.get(thing, [thing])

    def groups(self) -> Iterator[list[int]]:
        """The groups of more than one."""
        yield from (group for group in self._groups.values() if len(group) > 1)

    def note_members(self, cls: int, new: Iterable[int]) -> None:
        """Remember new facts by what they are about, if anything has become the same yet."""
        if self._about is not None:
            for thing in new:
                self._about[thing].append((cls, thing))

    def note_pairs(self, prop: int, new: Iterable[Pair]) -> None:
        """The same for pairs."""
        if self._about is not None:
            for pair in new:
                self._about[pair[0]].append((prop, pair))
                self._about[pair[1]].append((prop, pair))

    def merge(self) -> tuple[dict[int, set[int]], dict[int, set[Pair]]]:
        """Put together what waits for it.

        Returns:
            Facts to be looked at again, under the numbers that hold now: members by class, pairs by property.

        Raises:
            FixedTermError: one of two was a term that rules are about.
        """
        about = self._all_about()
        moved: list[tuple[int, int | Pair]] = []
        while self._waiting:
            one, other = self._waiting.pop()
            keeper, goer = self.find(one), self.find(other)
            if keeper == goer:
                continue
            if keeper in self.fixed or goer in self.fixed:
                raise FixedTermError(keeper, goer)
            if len(about[keeper]) < len(about[goer]):
                keeper, goer = goer, keeper
            self._leader[goer] = keeper
            self._groups.setdefault(keeper, [keeper]).extend(self._groups.pop(goer, [goer]))
            moved += about.pop(goer)
        members: defaultdict[int, set[int]] = defaultdict(set)
        pairs: defaultdict[int, set[Pair]] = defaultdict(set)
        for relation, fact in moved:
            if isinstance(fact, int):
                if fact in self._members[relation]:
                    self._members[relation].discard(fact)
                    members[relation].add(self.find(fact))
            elif fact in self._pairs[relation]:
                self._pairs[relation].discard(fact)
                pairs[relation].add((self.find(fact[0]), self.find(fact[1])))
        return members, pairs

    def _all_about(self) -> defaultdict[int, list[tuple[int, int | Pair]]]:
        if self._about is None:
            self._about = defaultdict(list)
            for cls, things in self._members.items():
                self.note_members(cls, things)
            for prop, pairs in self._pairs.items():
                self.note_pairs(prop, pairs)
        return self._about
