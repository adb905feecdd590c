"""Synthetic data in which the shapes find next to nothing: `generate.py`'s world with evidence, labels and all bounds.

What a validator costs on data that is fit to publish says how a build grows; a report of a million mistakes would
measure the writing of reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.generate import Generator, concept_of, curie, thing_of, typed
from citynet_kg.vocab import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.generate import Triple

TRIPLES_PER_CITY = 180
"""Measured at a hundred thousand and a million; says how many cities to ask for."""


class ConformingGenerator(Generator):
    """The same seed gives the same bytes here too."""

    def triples(self) -> Iterator[Triple]:
        """All triples, in a fixed order."""
        yield from self._source()
        dangling = curie("cnet:evidence")
        for subject, predicate, value in super().triples():
            if predicate == dangling and "/evidence/membership-" in value:
                continue
            # slugs are counted from 1
            yield subject.replace("--chair--0>", "--chair--30>"), predicate, value
            if predicate == curie("cnet:endLatest"):
                yield subject, curie("cnet:endEarliest"), value

    def _source(self) -> Iterator[Triple]:
        source = thing_of("source", "list")
        yield source, curie("rdf:type"), curie("cnet:SourceDocument")
        yield source, curie("dct:title"), '"A list"@en'
        yield source, curie("dct:language"), f"<{LANGUAGE}ENG>"
        yield source, curie("dct:publisher"), thing_of("network", "network-0")
        yield source, curie("dct:rights"), '"Facts only."@en'
        yield source, curie("schema:url"), "<https://example.org/list>"
        yield source, curie("cnet:retrievedOn"), typed("2026-11-21", "date")

    def _relation(self, subject: str, *kinds: str) -> Iterator[Triple]:
        subject = subject.replace("--chair--0>", "--chair--30>")
        slug = subject.rpartition("/id/")[2].rstrip(">").replace("/", "-")
        evidence = thing_of("evidence", f"list-{slug}")
        yield subject, curie("rdfs:label"), f'"{slug}"@en'
        yield subject, curie("cnet:evidence"), evidence
        yield evidence, curie("rdf:type"), curie("cnet:Evidence")
        yield evidence, curie("dct:source"), thing_of("source", "list")
        yield evidence, curie("cnet:locator"), '"row 7"'
        yield evidence, curie("cnet:textHeld"), typed("false", "boolean")
        yield evidence, curie("cnet:stance"), concept_of("stance", "supports")
        for triple in super()._relation(subject, *kinds):
            yield triple
            if triple[1] == curie("cnet:temporalStatus"):
                yield evidence, curie("cnet:statedStatus"), triple[2]
