"""The OWL 2 RL closure by owlrl, the reference reasoner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import owlrl
import pyoxigraph as ox

from citynet_kg.errors import ReasoningError
from citynet_kg.graph.rdflib_bridge import from_rdflib, to_rdflib
from citynet_kg.graph.terms import value_of
from citynet_kg.identifiers import concept
from citynet_kg.reason.rules import apply_rules
from citynet_kg.vocab import (
    CNET,
    CURATED,
    DCT,
    ID,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    VOCABULARY,
    WIKIDATA_SNAPSHOT,
    compact,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from citynet_kg.layout import Layout
    from citynet_kg.validate import CheckedDataset

# owlrl's time grows with every triple it sees; these say nothing that a rule of OWL 2 RL could use.
_ANNOTATIONS = frozenset(
    {
        RDFS.label, RDFS.comment, RDFS.isDefinedBy, RDFS.seeAlso, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel,
        SKOS.definition, SKOS.scopeNote, SKOS.editorialNote, SKOS.example, SKOS.notation, SCHEMA.sameAs, SCHEMA.url,
        DCT.title, DCT.rights, DCT.license, DCT.language, DCT.description,
    }
)  # fmt: skip
_ANNOTATION_SPACES = tuple(PREFIXES[p] for p in ("vann", "vs", "voaf", "sh"))


@dataclass(frozen=True, slots=True)
class ClosedDataset:
    """A checked dataset and what follows from it."""

    checked: CheckedDataset
    inferred: frozenset[ox.Triple]


def close(checked: CheckedDataset, layout: Layout, talk: Callable[[str], None] = lambda _: None) -> ClosedDataset:
    """Compute the closure.

    Raises:
        ReasoningError: the data is inconsistent, or two of our things became one.
    """
    dataset = checked.asserted
    tbox = [*dataset.vocabulary.ontology, *dataset.vocabulary.imports]
    curated = [q.triple for q in dataset.quads if q.graph_name == CURATED]
    accepted = _accepted(curated)
    schemes = [t for t in dataset.vocabulary.schemes if t.predicate == RDF.type]
    ruled = apply_rules([*accepted, *tbox], layout, dataset.as_of)
    talk("OWL 2 RL closure of accepted relations")
    known = {*accepted, *tbox, *schemes}
    closed = rl_closure([*known, *ruled])
    talk("consistency of all relations")
    everything = [q.triple for q in dataset.quads if q.graph_name not in (VOCABULARY, WIKIDATA_SNAPSHOT)]
    rl_closure([*everything, *tbox, *schemes])
    inferred = {*ruled, *(t for t in closed if t not in known and _worth_keeping(t))}
    return ClosedDataset(checked, frozenset(inferred - set(curated)))


def rl_closure(triples: Iterable[ox.Triple]) -> set[ox.Triple]:
    """The closure under OWL 2 RL, annotations left out.

    Raises:
        ReasoningError: owlrl reports an inconsistency, or two of our things became the same.
    """
    graph = to_rdflib(t for t in triples if not _is_annotation(t))
    reasoner = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    reasoner.closure()
    messages = list(reasoner.error_messages)
    closed = set(from_rdflib(graph))
    messages += (
        f"{compact(value_of(t.subject))} and {compact(value_of(t.object))} became one thing (owl:sameAs)."
        for t in closed
        if t.predicate == OWL.sameAs and t.subject != t.object and _is_ours(t.subject) and _is_ours(t.object)
    )
    if messages:
        raise ReasoningError(sorted(messages))
    return closed


def _is_annotation(triple: ox.Triple) -> bool:
    return triple.predicate in _ANNOTATIONS or triple.predicate.value.startswith(_ANNOTATION_SPACES)


def _is_ours(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(ID)


def _accepted(curated: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Leave out relations that are not accepted, or only planned."""
    curated = list(curated)
    out = {
        t.subject
        for t in curated
        if (
            t.predicate == CNET.assessment and t.object != concept("assessment", "accepted") and _is_relation(t.subject)
        )
        or (t.predicate == CNET.temporalStatus and t.object == concept("temporal-status", "planned"))
    }
    return [t for t in curated if t.subject not in out and t.object not in out]


def _is_relation(term: object) -> bool:
    # an assessment of a network judges how it is classified, not whether it exists
    return isinstance(term, ox.NamedNode) and not term.value.startswith(ID + "network/")


def _worth_keeping(triple: ox.Triple) -> bool:
    """Keep what tells a reader something about our things; drop reflexive, universal and schema triples."""
    if not _is_ours(triple.subject) or triple.subject == triple.object:
        return False
    if triple.predicate in (OWL.sameAs, OWL.differentFrom) or isinstance(triple.object, ox.BlankNode):
        return False
    if triple.predicate == RDF.type:
        value = value_of(triple.object)
        return value != OWL.Thing.value and not value.startswith((PREFIXES["xsd"], PREFIXES["rdfs"]))
    return isinstance(triple.object, ox.NamedNode)
