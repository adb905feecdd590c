"""Count what is in a release: triples, things, values, properties, classes, links."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.vocab import GEONAMES, RDF, SCHEMA, WIKIDATA

if TYPE_CHECKING:
    from collections.abc import Iterable

LINKED = {"wikidata": WIKIDATA, "geonames": GEONAMES}
"""Data sets of others, and how the addresses of their things begin."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What VoID tells of a data set; properties and classes as N-Triples writes them."""

    triples: int
    subjects: int
    objects: int
    properties: Counter[str]
    classes: Counter[str]


class Tally:
    """Different triples, counted as an endpoint has them: numbers that are written in several ways become one."""

    def __init__(self, triples: Iterable[str]) -> None:
        """Count triples, as N-Triples without the full stops, of which none comes twice."""
        self.triples = 0
        self.subjects: set[str] = set()
        self.objects: set[str] = set()
        self.properties: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        self.links: Counter[str] = Counter()
        """Of `LINKED` to how many of our things are the same as one of theirs."""
        typed: list[str] = []
        self._count(triples, typed)
        self._count(_as_stored(typed))

    def _count(self, triples: Iterable[str], typed: list[str] | None = None) -> None:
        """Count triples; if there is a list for them, put those there whose values have a datatype."""
        subjects, objects, properties, classes = self.subjects, self.objects, self.properties, self.classes
        rdf_type, same_as = str(RDF.type), str(SCHEMA.sameAs)
        for triple in triples:
            subject, predicate, value = triple.split(" ", 2)
            if typed is not None and value[0] == '"' and value[-1] == ">":
                typed.append(triple)
                continue
            self.triples += 1
            subjects.add(subject)
            objects.add(value)
            properties[predicate] += 1
            if predicate == rdf_type:
                classes[value] += 1
            elif predicate == same_as:
                self.links.update(name for name, space in LINKED.items() if value.startswith(space, 1))

    def with_others(self, others: Tally) -> Figures:
        """The figures of these triples and others together."""
        return Figures(
            self.triples + others.triples,
            len(self.subjects) + len(others.subjects - self.subjects),
            len(self.objects) + len(others.objects - self.objects),
            self.properties + others.properties,
            self.classes + others.classes,
        )


def _as_stored(triples: list[str]) -> Iterable[str]:
    store = ox.Store()
    # parsed first, because loading a text gives other names to blank nodes
    store.bulk_extend(ox.parse("".join(f"{triple} .\n" for triple in triples), format=ox.RdfFormat.N_TRIPLES))
    return (str(quad.triple) for quad in store)
