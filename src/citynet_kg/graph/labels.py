"""Give everything a readable label, also what has no name of its own."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.graph.terms import text
from citynet_kg.languages import DEFAULT, LANGUAGES, pick
from citynet_kg.vocab import CNET, FOAF, ORG, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def names_of(triples: Iterable[ox.Triple]) -> dict[ox.NamedNode, dict[str, str]]:
    """Preferred names by thing and language tag; of what has none, a name without a language, by an empty tag."""
    names: dict[ox.NamedNode, dict[str, str]] = defaultdict(dict)
    others: dict[ox.NamedNode, list[str]] = defaultdict(list)
    for triple in triples:
        if not isinstance(triple.object, ox.Literal) or not isinstance(triple.subject, ox.NamedNode):
            continue
        if triple.predicate in (SKOS.prefLabel, FOAF.name):
            names[triple.subject].setdefault(triple.object.language or "", triple.object.value)
        elif triple.predicate == SKOS.altLabel and not triple.object.language:
            others[triple.subject].append(triple.object.value)
    return {**{thing: {"": min(found)} for thing, found in others.items()}, **names}


def mirrored(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """`rdfs:label` beside every preferred label: most clients look for nothing else."""
    for triple in triples:
        if triple.predicate == SKOS.prefLabel:
            yield ox.Triple(triple.subject, RDFS.label, triple.object)


def relation_labels(
    node: ox.NamedNode, triples: Iterable[ox.Triple], names: Mapping[ox.NamedNode, Mapping[str, str]]
) -> Iterator[ox.Triple]:
    """Name a relation by its parties: "Bonn – Kherson", "Stuttgart: chair – DEFUS".

    The English label takes local names where English ones are missing; a German or Ukrainian label is given only if all
    parties have such a name, so that no label mixes scripts. A relation with a name of its own needs none.
    """
    by_term: dict[ox.NamedNode, list[ox.NamedNode]] = defaultdict(list)
    for triple in triples:
        if triple.predicate == SKOS.prefLabel:
            return
        if triple.subject == node and isinstance(triple.object, ox.NamedNode):
            by_term[triple.predicate].append(triple.object)
    first = by_term[ORG.member] + by_term[CNET.viaPost] + by_term[CNET.committedParty]
    partners = by_term[CNET.partner]
    last = by_term[ORG.organization] + by_term[CNET.instrument]
    roles = by_term[ORG.role][:1]
    if not first and not partners:
        return
    for tag in LANGUAGES:
        if tag != DEFAULT and not all(tag in names.get(thing, {}) for thing in (*first, *partners, *last, *roles)):
            continue

        def name(thing: ox.NamedNode, tag: str = tag) -> str:
            picked = pick(names.get(thing, {}), tag)
            return picked[0] if picked else thing.value.rsplit("/", 1)[1]

        parties = [name(p) for p in first] + sorted(name(p) for p in partners)
        if roles:
            parties = [f"{', '.join(parties)}: {name(roles[0])}"]
        yield ox.Triple(node, RDFS.label, text(" – ".join(parties + [name(thing) for thing in last]), tag))
