"""What is published of all that follows from the data."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from citynet_kg.graph.encoded import without_garbage_collection
from citynet_kg.graph.terms import value_of
from citynet_kg.identifiers import concept
from citynet_kg.reason.compiled import close_facts
from citynet_kg.reason.reference import rl_closure
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
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from citynet_kg.graph.encoded import Term
    from citynet_kg.layout import Layout
    from citynet_kg.validate import CheckedDataset

Reasoner = Literal["compiled", "owlrl"]
REASONERS: tuple[Reasoner, ...] = ("compiled", "owlrl")

# The time of reasoning grows with every triple; these say nothing that a rule of OWL 2 RL could use.
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


def close(
    checked: CheckedDataset,
    layout: Layout,
    *,
    reasoner: Reasoner = "compiled",
    talk: Callable[[str], None] = lambda _: None,
) -> ClosedDataset:
    """Compute the closure.

    Args:
        checked: the data.
        layout: where the rules lie.
        reasoner: rules compiled from the ontology, or owlrl, the reference.
        talk: told which step begins.

    Raises:
        UnknownConstructError: the ontology says what the compiled rules do not know.
        ReasoningError: the data is inconsistent, or two of our things became one.
    """
    dataset = checked.asserted
    tbox = [*dataset.vocabulary.ontology, *dataset.vocabulary.imports]
    curated = [q.triple for q in dataset.quads if q.graph_name == CURATED]
    accepted = _accepted(curated)
    schemes = [t for t in dataset.vocabulary.schemes if t.predicate == RDF.type]
    known = {*accepted, *tbox}
    ruled = apply_rules(known, layout, dataset.as_of)
    talk("OWL 2 RL closure of accepted relations")
    known.update(schemes)
    follows = consequences(chain(known, ruled), reasoner)
    inferred = ruled.union(t for t in follows if t not in known and worth_keeping(t)).difference(curated)
    talk("consistency of all relations")
    everything = (q for q in dataset.quads if q.graph_name not in (VOCABULARY, WIKIDATA_SNAPSHOT))
    consequences(chain(everything, tbox, schemes), reasoner)
    return ClosedDataset(checked, frozenset(inferred))


def consequences(triples: Iterable[ox.Triple | ox.Quad], reasoner: Reasoner = "compiled") -> Iterable[ox.Triple]:
    """What follows from some triples, annotations left out. The triples themselves may be among it.

    Raises:
        UnknownConstructError: an axiom says what the compiled rules do not know.
        ReasoningError: there is an inconsistency, or two of our things became the same.
    """
    seen = _without_annotations(triples)
    if reasoner == "owlrl":
        return rl_closure(seen)
    with without_garbage_collection():
        return close_facts(seen).derived(of_class=_is_worth_naming)


def _without_annotations(triples: Iterable[ox.Triple | ox.Quad]) -> Iterator[ox.Triple | ox.Quad]:
    is_annotation: dict[ox.NamedNode, bool] = {}
    for triple in triples:
        predicate = triple.predicate
        if predicate not in is_annotation:
            is_annotation[predicate] = predicate in _ANNOTATIONS or predicate.value.startswith(_ANNOTATION_SPACES)
        if not is_annotation[predicate]:
            yield triple


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


def worth_keeping(triple: ox.Triple) -> bool:
    """Keep what tells a reader something about our things; drop reflexive, universal and schema triples."""
    subject, value = triple.subject, triple.object
    if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(ID) or subject == value:
        return False
    if triple.predicate in (OWL.sameAs, OWL.differentFrom) or isinstance(value, ox.BlankNode):
        return False
    if triple.predicate == RDF.type:
        return _is_worth_naming(value)  # type: ignore[arg-type]
    return isinstance(value, ox.NamedNode)


def _is_worth_naming(cls: Term) -> bool:
    iri = value_of(cls)
    return (
        not isinstance(cls, ox.BlankNode)
        and iri != OWL.Thing.value
        and not iri.startswith((PREFIXES["xsd"], PREFIXES["rdfs"]))
    )
