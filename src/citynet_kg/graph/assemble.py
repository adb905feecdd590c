"""Put the asserted dataset together."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.dates import PartialDate
from citynet_kg.errors import DataError
from citynet_kg.graph.entities import authority_triples, chosen_attributes, place_names, population_triples
from citynet_kg.graph.index import Index, origins_by_iri
from citynet_kg.graph.labels import mirrored, names_of, relation_labels
from citynet_kg.graph.relations import bound_triples, count_triples, cycles, relations_of, time_triples
from citynet_kg.graph.statements import read_statements
from citynet_kg.graph.terms import value_of
from citynet_kg.graph.vocabulary import country_triples, load_vocabulary, read_countries
from citynet_kg.identifiers import RELATION_TYPES, path_of
from citynet_kg.vocab import CNET, COUNTRY, CURATED, PREFIXES, QUARANTINE, RDF, VOCABULARY, WIKIDATA, WIKIDATA_SNAPSHOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from citynet_kg.graph.statements import Statements
    from citynet_kg.graph.vocabulary import Vocabulary
    from citynet_kg.layout import Layout
    from citynet_kg.sources.records import Origin, Project


@dataclass(frozen=True, slots=True)
class AssertedDataset:
    """What sources say and editors chose, before anything is checked or inferred."""

    quads: frozenset[ox.Quad]
    """Everything but the values that single sources state."""
    as_stated: frozenset[ox.Quad]
    """The values of entities as single sources state them, in the graphs of those sources."""
    vocabulary: Vocabulary
    as_of: dt.date
    """The latest day on a source card: what "current" refers to. Never the clock."""
    origins: Mapping[str, Origin] = field(repr=False)
    withdrawn: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Path of a withdrawn thing to (successor or empty, reason)."""
    ledger: Mapping[str, int] = field(default_factory=dict)
    """Source of a list to how many of its rows did not get in."""


def assemble(project: Project, layout: Layout, *, strict: bool = True) -> AssertedDataset:
    """Write the records as triples.

    Args:
        project: the records.
        layout: where ontology and country table lie.
        strict: whether all sources take part. If not, relations without evidence among those that do are left out, and
            so are choices without a source.

    Raises:
        DataError: names of unknown things, doubled slugs, choices that no source states.
    """
    vocabulary = load_vocabulary(layout)
    index = Index(project, vocabulary.concepts)
    statements = read_statements(project, index)
    editors: dict[ox.NamedNode, list[ox.Triple]] = defaultdict(list)
    for file in project.turtle:
        for triple in file.triples:
            if isinstance(triple.subject, ox.NamedNode):
                editors[triple.subject].append(triple)
    countries = read_countries(layout)

    entities = [t for city in project.authorities for t in authority_triples(city, countries, index)]
    attributes, replaced = chosen_attributes(statements, _entities_only(editors), index, strict=strict)
    attributes += list(place_names(attributes))
    relations = relations_of(project, editors, index)
    for circular in cycles(relations):
        index.wrong(
            circular.origin, "succeeds", f"{circular.node.value} succeeds itself through others.", "Break the circle."
        )
    kept = [r for r in relations if strict or statements.passages.get(r.node)]
    written = [t for triples in _entities_only(editors).values() for t in triples if t not in replaced]
    if not strict:
        written = [t for t in written if not _unsupported(t.subject, statements)]
    counts = [t for row in project.counts for t in count_triples(row, index)]
    counts += (t for row in project.populations for t in population_triples(row, index))
    if not strict:
        counts = [t for t in counts if not _unsupported(t.subject, statements)]

    curated = {*entities, *attributes, *written, *counts}
    quarantined: set[ox.Triple] = set()
    names = names_of([*curated, *vocabulary.schemes])
    for relation in kept:
        triples = {
            *relation.triples,
            *time_triples(relation, statements.passages.get(relation.node, ()), index, strict=strict),
            *relation_labels(relation.node, relation.triples, names),
        }
        (quarantined if relation.choices.assessment == "rejected" else curated).update(triples)
    curated |= set(_body_terms(curated))
    curated |= set(mirrored(curated))
    if index.problems:
        raise DataError(index.problems)
    used = {value_of(t.object).removeprefix(COUNTRY) for t in curated if t.predicate == CNET.country}
    vocabulary_triples = [
        *vocabulary.public,
        *mirrored(vocabulary.schemes),
        *(t for alpha2, code in countries.items() if code in used for t in country_triples(alpha2, code)),
    ]
    return AssertedDataset(
        quads=frozenset(
            [
                *statements.quads,
                *(ox.Quad(t.subject, t.predicate, t.object, CURATED) for t in curated),
                *(ox.Quad(t.subject, t.predicate, t.object, QUARANTINE) for t in quarantined),
                *(ox.Quad(t.subject, t.predicate, t.object, VOCABULARY) for t in vocabulary_triples),
                *_snapshot(project),
            ]
        ),
        as_stated=frozenset(statements.as_stated),
        vocabulary=vocabulary,
        as_of=_as_of(project),
        origins=origins_by_iri(index),
        withdrawn={gone.path: (gone.successor, gone.reason) for gone in project.withdrawn},
        ledger=dict(Counter(row.source for row in project.ledger)),
    )


def _snapshot(project: Project) -> Iterator[ox.Quad]:
    """What Wikidata said, as it says it: not ours, and therefore in a graph of its own."""
    twinned = ox.NamedNode(PREFIXES["wdt"] + "P190")
    for pair in project.wikidata:
        one, other = ox.NamedNode(WIKIDATA + pair.qid_a), ox.NamedNode(WIKIDATA + pair.qid_b)
        if pair.a_to_b:
            yield ox.Quad(one, twinned, other, WIKIDATA_SNAPSHOT)
        if pair.b_to_a:
            yield ox.Quad(other, twinned, one, WIKIDATA_SNAPSHOT)


def _entities_only(editors: Mapping[ox.NamedNode, list[ox.Triple]]) -> dict[ox.NamedNode, list[ox.Triple]]:
    return {
        subject: triples
        for subject, triples in editors.items()
        if (path_of(subject.value) or "").split("/")[0] not in RELATION_TYPES
    }


def _unsupported(subject: object, statements: Statements) -> bool:
    """Tell whether a statement-like thing (count, absence, decision) has lost its evidence in a partial build."""
    path = path_of(value_of(subject)) or ""
    return path.split("/")[0] in ("count", "absence", "decision") and subject not in statements.passages


def _body_terms(curated: set[ox.Triple]) -> list[ox.Triple]:
    """Bound the term of office of bodies, which is an attribute and not a relation of its own."""
    dates: dict[ox.NamedNode, dict[ox.NamedNode, PartialDate]] = defaultdict(dict)
    bodies = {t.subject for t in curated if t.predicate == RDF.type and t.object == CNET.NetworkBody}
    for triple in curated:
        if (
            isinstance(triple.subject, ox.NamedNode)
            and triple.subject in bodies
            and triple.predicate in (CNET.startedOn, CNET.endedOn)
        ):
            dates[triple.subject][triple.predicate] = PartialDate.parse(value_of(triple.object))
    return [
        triple
        for body, known in dates.items()
        for triple in bound_triples(body, known.get(CNET.startedOn), known.get(CNET.endedOn))
    ]


def _as_of(project: Project) -> dt.date:
    """The latest retrieval or publication day on the cards; the first day of the calendar if no card has one."""
    days = [d.latest for card in project.cards.values() for d in (card.retrieved, card.published) if d is not None]
    return max(days, default=dt.date.min)
