"""Load the ontology and the concept schemes, and name the countries in use."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
from babel import Locale

from citynet_kg.errors import DataError, Problem, RdfSyntaxError
from citynet_kg.graph.terms import text
from citynet_kg.languages import LANGUAGES
from citynet_kg.sources.turtle import parse_rdf
from citynet_kg.vocab import COUNTRY, OWL, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from citynet_kg.layout import Layout


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ontology, the parts of other vocabularies that the reasoner sees, alignments and concept schemes."""

    ontology: tuple[ox.Triple, ...]
    imports: tuple[ox.Triple, ...]
    alignments: tuple[ox.Triple, ...]
    schemes: tuple[ox.Triple, ...]

    @property
    def concepts(self) -> frozenset[str]:
        """The IRIs of all concepts."""
        return frozenset(
            t.subject.value
            for t in self.schemes
            if t.predicate == RDF.type and t.object == SKOS.Concept and isinstance(t.subject, ox.NamedNode)
        )

    @property
    def public(self) -> tuple[ox.Triple, ...]:
        """What `graph/vocabulary` shows."""
        return (*self.ontology, *self.alignments, *self.schemes)


def load_vocabulary(layout: Layout) -> Vocabulary:
    """Read `ontology/`. Blank nodes (lists, restrictions) get labels that depend on nothing but the content.

    Raises:
        ProjectNotFoundError: there is no `ontology/`.
        DataError: a file cannot be parsed.
    """
    layout.require("ontology")
    root = layout.ontology
    core = [root / "citynet.ttl", *sorted((root / "modules").glob("*.ttl"))]
    return Vocabulary(
        ontology=read_all(core, layout.root),
        imports=read_all(sorted((root / "imports").glob("*.ttl")), layout.root),
        alignments=read_all(sorted((root / "align").glob("*.ttl")), layout.root),
        schemes=read_all(sorted((root / "vocab").glob("*.ttl")), layout.root),
    )


def read_all(files: Iterable[Path], root: Path) -> tuple[ox.Triple, ...]:
    """The triples of some files of the project, sorted, blank nodes named by content.

    Raises:
        DataError: a file cannot be parsed.
    """
    problems: list[Problem] = []
    merged = ox.Dataset()
    for file in files:
        name = file.relative_to(root).as_posix()
        try:
            for quad in parse_rdf(file, name):
                merged.add(quad)
        except RdfSyntaxError as error:
            problems.append(
                Problem(name, error.line, None, f"Not readable as Turtle: {error.message}.", "Mend the line.")
            )
    if problems:
        raise DataError(problems)
    merged.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    # the files are one document here, so it imports none of its parts
    return tuple(sorted((quad.triple for quad in merged if quad.predicate != OWL.imports), key=str))


def read_countries(layout: Layout) -> Mapping[str, str]:
    """The codes of the EU country table by ISO 3166 alpha-2 code (`data/entities/countries.csv`)."""
    path = layout.data / "entities" / "countries.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["alpha2"]: row["eu_code"] for row in csv.DictReader(file)}


def country_triples(alpha2: str, code: str) -> Iterator[ox.Triple]:
    """Name a country in the three languages, as CLDR does."""
    country = ox.NamedNode(COUNTRY + code)
    yield ox.Triple(country, SKOS.notation, ox.Literal(alpha2))
    for tag in LANGUAGES:
        name = Locale(tag).territories.get(alpha2)
        if name:
            yield ox.Triple(country, SKOS.prefLabel, text(name, tag))
            yield ox.Triple(country, RDFS.label, text(name, tag))
