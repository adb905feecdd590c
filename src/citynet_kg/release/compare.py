"""Compare two releases: what was added, what ended, what changed, what was withdrawn.

The statements of a release lie sorted, so the difference is a merge of two files: time grows with their length, memory
with what differs. Nothing is loaded into a store.

A thing is compared by its chosen values (`graph/curated`, `graph/quarantine`, `graph/vocabulary`) and its evidence.
What single sources state counts for things that only sources speak of: cards and passages. Whatever else differs (what
follows by reasoning, the description of the release, values as a source states them) is counted by graph.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from citynet_kg.errors import DamagedReleaseError
from citynet_kg.identifiers import RELATION_TYPES, concept, path_of
from citynet_kg.release.folder import DATASET_FILE
from citynet_kg.vocab import CNET, CURATED, DCT, FOAF, GRAPH, ID, QUARANTINE, RDFS, SKOS, SOURCE_GRAPH, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from citynet_kg.release.folder import Release

Value: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"
Labels: TypeAlias = "dict[str, str]"

_CHOSEN = frozenset({CURATED, QUARANTINE, VOCABULARY})
_OURS = f"<{ID}".encode()
_ENDS = (CNET.endedOn, CNET.dissolvedOn)
_STATUS_ENDED = (CNET.temporalStatus, concept("temporal-status", "ended"))
# Made from other values, whose change is told.
_MADE = frozenset({RDFS.label})
# By which a thing is named, the best first.
_NAMING = (SKOS.prefLabel, FOAF.name, RDFS.label, DCT.title)
_Facts: TypeAlias = "set[tuple[ox.NamedNode, Value]]"


@dataclass(frozen=True, slots=True)
class Change:
    """A property whose values differ: those that only the older release has, and those that only the newer has."""

    term: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ChangedThing:
    """A thing that differs; `changes` is empty if it stands in one of the releases alone."""

    path: str
    changes: tuple[Change, ...] = ()

    @property
    def iri(self) -> str:
        return ID + self.path

    @property
    def type(self) -> str:
        return self.path.split("/", 1)[0]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a newer release differs from an older one."""

    before: Release
    after: Release
    added: tuple[ChangedThing, ...]
    ended: tuple[ChangedThing, ...]
    changed: tuple[ChangedThing, ...]
    withdrawn: tuple[ChangedThing, ...]
    graphs: Mapping[str, tuple[int, int]]
    """Name of a graph to the number of statements that only the newer, and only the older release has in it."""
    labels: Mapping[str, Labels]
    """IRI of a thing or value to its name by language tag."""

    def __bool__(self) -> bool:
        return bool(self.graphs)


@dataclass(slots=True)
class _Found:
    """What the merge has found so far."""

    added: list[ChangedThing] = field(default_factory=list)
    ended: list[ChangedThing] = field(default_factory=list)
    changed: list[ChangedThing] = field(default_factory=list)
    withdrawn: list[ChangedThing] = field(default_factory=list)
    only_before: Counter[bytes] = field(default_factory=Counter)
    only_after: Counter[bytes] = field(default_factory=Counter)

    def things(self) -> Iterator[ChangedThing]:
        for found in (self.added, self.ended, self.changed, self.withdrawn):
            yield from found


def compare_releases(before: Release, after: Release) -> Comparison:
    """Compare two releases.

    Raises:
        DamagedReleaseError: the statements of one are not sorted.
    """
    found = _Found()
    with before.dataset.open("rb") as one, after.dataset.open("rb") as other:
        merged = _merged(_sorted(one), _sorted(other))
        for subject, lines in groupby(merged, key=lambda line: line[0].split(b" ", 1)[0]):
            _compare_subject(subject, list(lines), found)
    graphs = sorted({*found.only_before, *found.only_after})
    named = _mentioned(found.things()) | {
        f"<{ID}{after.withdrawn[thing.path][0]}>".encode() for thing in found.withdrawn if thing.path in after.withdrawn
    }
    return Comparison(
        before,
        after,
        added=_ordered(found.added),
        ended=_ordered(found.ended),
        changed=_ordered(found.changed),
        withdrawn=_ordered(found.withdrawn),
        graphs={_graph_name(graph): (found.only_after[graph], found.only_before[graph]) for graph in graphs},
        labels=_labels((after.dataset, before.dataset), named),
    )


def _ordered(things: Iterable[ChangedThing]) -> tuple[ChangedThing, ...]:
    """Relations first: they are what changes most."""
    return tuple(sorted(things, key=lambda thing: (thing.type not in RELATION_TYPES, thing.path)))


def _sorted(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines, as long as they are in order: a merge of others would be wrong without a sign of it."""
    previous = b""
    for line in lines:
        if line < previous:
            raise DamagedReleaseError(DATASET_FILE)
        previous = line
        yield line


def _merged(one: Iterator[bytes], other: Iterator[bytes]) -> Iterator[tuple[bytes, bool, bool]]:
    """Every line of two sorted files, in order, and whether it stands in the first and in the second."""
    left, right = next(one, None), next(other, None)
    while left is not None and right is not None:
        if left == right:
            yield left, True, True
            left, right = next(one, None), next(other, None)
        elif left < right:
            yield left, True, False
            left = next(one, None)
        else:
            yield right, False, True
            right = next(other, None)
    while left is not None:
        yield left, True, False
        left = next(one, None)
    while right is not None:
        yield right, False, True
        right = next(other, None)


def _compare_subject(subject: bytes, lines: list[tuple[bytes, bool, bool]], found: _Found) -> None:
    only_before = [line for line, _, in_after in lines if not in_after]
    only_after = [line for line, in_before, _ in lines if not in_before]
    if not only_before and not only_after:
        return
    found.only_before.update(map(_graph_of, only_before))
    found.only_after.update(map(_graph_of, only_after))
    path = path_of(subject[1:-1].decode()) if subject.startswith(_OURS) else None
    if path is None:
        return
    old = _facts(line for line, in_before, _ in lines if in_before)
    new = _facts(line for line, _, in_after in lines if in_after)
    chosen = bool(old[0] or new[0])
    before, after = (_seen(facts, chosen=chosen) for facts in (old, new))
    # a thing is there as long as somebody describes it; links from a source to its evidence alone do not
    was, is_now = bool(old[0] if chosen else before), bool(new[0] if chosen else after)
    if was and not is_now:
        found.withdrawn.append(ChangedThing(path))
    elif is_now and not was:
        found.added.append(ChangedThing(path))
    elif before != after:
        ended = _is_ended(after) and not _is_ended(before)
        (found.ended if ended else found.changed).append(ChangedThing(path, _changes(before, after)))


def _graph_of(line: bytes) -> bytes:
    return line.rsplit(b" ", 2)[1]


def _graph_name(graph: bytes) -> str:
    return graph.decode()[1:-1].removeprefix(GRAPH)


def _facts(lines: Iterable[bytes]) -> tuple[_Facts, _Facts]:
    """(what was chosen, what sources state) of one subject."""
    chosen: _Facts = set()
    stated: _Facts = set()
    for quad in ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS):
        if quad.predicate in _MADE or not isinstance(quad.graph_name, ox.NamedNode):
            continue
        if quad.graph_name in _CHOSEN:
            chosen.add((quad.predicate, quad.object))
        elif quad.graph_name.value.startswith(SOURCE_GRAPH):
            stated.add((quad.predicate, quad.object))
    return chosen, stated


def _seen(facts: tuple[_Facts, _Facts], *, chosen: bool) -> _Facts:
    if not chosen:
        return facts[1]
    return facts[0] | {fact for fact in facts[1] if fact[0] == CNET.evidence}


def _is_ended(facts: _Facts) -> bool:
    return _STATUS_ENDED in facts or any(term in _ENDS for term, _ in facts)


def _changes(before: _Facts, after: _Facts) -> tuple[Change, ...]:
    gone: dict[str, list[Value]] = defaultdict(list)
    come: dict[str, list[Value]] = defaultdict(list)
    for facts, values in ((before - after, gone), (after - before, come)):
        for term, value in sorted(facts, key=str):
            values[term.value].append(value)
    return tuple(Change(t, tuple(gone.get(t, ())), tuple(come.get(t, ()))) for t in sorted({*gone, *come}))


def _mentioned(things: Iterable[ChangedThing]) -> set[bytes]:
    """The things that differ and those that their changes name, as N-Quads writes them."""
    nodes: set[bytes] = set()
    for thing in things:
        nodes.add(f"<{thing.iri}>".encode())
        values = (v for change in thing.changes for v in (*change.before, *change.after))
        nodes.update(str(value).encode() for value in values if isinstance(value, ox.NamedNode))
    return nodes


def _labels(datasets: Iterable[Path], wanted: Collection[bytes]) -> dict[str, Labels]:
    """The names of things, by language; the first data set decides, and the best way of naming in it."""
    ranks = {str(term).encode(): rank for rank, term in enumerate(_NAMING)}
    labels: dict[str, Labels] = {}
    for dataset in datasets if wanted else ():
        lines: dict[int, list[bytes]] = defaultdict(list)
        with dataset.open("rb") as file:
            for line in file:
                subject, predicate, _ = line.split(b" ", 2)
                if predicate in ranks and subject in wanted:
                    lines[ranks[predicate]].append(line)
        for rank in sorted(lines):
            for quad in ox.parse(b"".join(lines[rank]), format=ox.RdfFormat.N_QUADS):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    named = labels.setdefault(quad.subject.value, {})
                    named.setdefault(quad.object.language or "", quad.object.value)
    return labels
