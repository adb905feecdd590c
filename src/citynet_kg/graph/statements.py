"""What sources say: their cards, their passages, and the values that they state.

All of it goes into the graph of the source, so that leaving out a source leaves out everything that it says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.dates import PartialDate
from citynet_kg.graph.terms import language, link, stated_date, text
from citynet_kg.identifiers import concept, source_graph, thing
from citynet_kg.vocab import CNET, DCT, FOAF, ORG, PROV, RDF, RDFS, SCHEMA, SKOS, WGS, WIKIDATA, XSD, expand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citynet_kg.graph.index import Index
    from citynet_kg.sources.records import Attribute, Authority, Card, Evidence, Project

# What a row of attributes.csv may speak of, and how its value is written.
PROPERTIES = {
    "skos:prefLabel": "label",
    "skos:altLabel": "label",
    "skos:hiddenLabel": "label",
    "skos:scopeNote": "label",
    "skos:editorialNote": "label",
    "dct:title": "label",
    "dct:description": "label",
    "foaf:name": "text",
    "cnet:acronym": "text",
    "cnet:unlocode": "text",
    "cnet:municipalityKey": "text",
    "cnet:nutsCode": "text",
    "cnet:foundedOn": "date",
    "cnet:dissolvedOn": "date",
    "cnet:decidedOn": "date",
    "cnet:startedOn": "date",
    "cnet:endedOn": "date",
    "cnet:seat": "link",
    "cnet:country": "link",
    "cnet:theme": "link",
    "cnet:geographicScope": "link",
    "cnet:networkForm": "link",
    "cnet:operatedBy": "link",
    "cnet:initiatedBy": "link",
    "cnet:issuedBy": "link",
    "cnet:addressesGoal": "link",
    "cnet:bodyOf": "link",
    "cnet:decidingBody": "link",
    "cnet:voteOutcome": "link",
    "org:holds": "link",
    "org:postIn": "link",
    "org:unitOf": "link",
    "schema:url": "link",
}
LABELS = frozenset(expand(p) for p in ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel"))
SINGLE = frozenset(
    expand(p)
    for p in ("cnet:foundedOn", "cnet:dissolvedOn", "cnet:decidedOn", "cnet:startedOn", "cnet:endedOn", "cnet:seat")
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a source states of an entity, ready to be chosen."""

    subject: ox.NamedNode
    property: ox.NamedNode
    term: ox.NamedNode | ox.Literal
    date: PartialDate | None
    row: Attribute


@dataclass(slots=True)
class Statements:
    """The triples of the sources' graphs, and what they state by subject."""

    quads: list[ox.Quad] = field(default_factory=list)
    as_stated: list[ox.Quad] = field(default_factory=list)
    values: dict[ox.NamedNode, list[Value]] = field(default_factory=lambda: defaultdict(list))
    passages: dict[ox.NamedNode, list[Evidence]] = field(default_factory=lambda: defaultdict(list))


def read_statements(project: Project, index: Index) -> Statements:
    """Write every card, passage and stated value as triples of its source's graph."""
    out = Statements()
    for card in project.cards.values():
        graph = source_graph(card.id)
        out.quads += (ox.Quad(t.subject, t.predicate, t.object, graph) for t in _card(card, index))
    for passage in project.evidence:
        _passage(passage, project.cards[passage.source], index, out)
    for row in project.attributes:
        _attribute(row, project.cards[row.source], index, out)
    for city in project.authorities:
        _identification(city, project, index, out)
    return out


def _card(card: Card, index: Index) -> Iterator[ox.Triple]:
    source = thing(f"source/{card.id}")
    publisher = thing(card.publisher_id)
    yield ox.Triple(source, RDF.type, CNET.SourceDocument)
    if card.title:
        yield ox.Triple(source, DCT.title, text(card.title, card.title_language))
    yield ox.Triple(source, RDFS.label, text(card.title or card.publisher, card.title_language if card.title else ""))
    for tag in card.languages:
        code = language(tag)
        if code is None:
            index.wrong(card.origin, "languages", f"{tag!r} is not known.", "Add it to graph/terms.py, EU_LANGUAGES.")
        else:
            yield ox.Triple(source, DCT.language, code)
    yield ox.Triple(source, DCT.publisher, publisher)
    if index.origins[card.publisher_id] == card.origin:
        yield ox.Triple(publisher, RDF.type, ORG.Organization)
        yield ox.Triple(publisher, FOAF.name, text(card.publisher))
        yield ox.Triple(publisher, RDFS.label, text(card.publisher))
    if card.address:
        yield ox.Triple(source, SCHEMA.url, ox.NamedNode(card.address))
    if card.licence:
        yield ox.Triple(source, DCT.license, ox.NamedNode(card.licence))
    if card.rights:
        yield ox.Triple(source, DCT.rights, text(card.rights, "en"))
    if card.retrieved is not None:
        yield ox.Triple(source, CNET.retrievedOn, stated_date(card.retrieved))
    if card.published is not None:
        yield ox.Triple(source, DCT.issued, stated_date(card.published))
    if card.sha256:
        yield ox.Triple(source, CNET.sha256, text(card.sha256))


def _boolean(value: bool) -> ox.Literal:
    return ox.Literal("true" if value else "false", datatype=XSD.boolean)


def _common(row: Evidence | Attribute, card: Card) -> Iterator[ox.Triple]:
    """What every evidence node has: source, place, words, stance."""
    node = evidence_node(row)
    source = thing(f"source/{card.id}")
    yield ox.Triple(node, RDF.type, CNET.Evidence)
    yield ox.Triple(node, DCT.source, source)
    yield ox.Triple(node, CNET.locator, text(row.locator))
    yield ox.Triple(node, CNET.textHeld, _boolean(card.text_held))
    yield ox.Triple(node, CNET.stance, concept("stance", row.stance))
    if row.quote:
        yield ox.Triple(node, PROV.wasQuotedFrom, source)
        yield ox.Triple(node, PROV.value, text(row.quote, row.quote_lang))
    if row.note:
        yield ox.Triple(node, SKOS.editorialNote, text(row.note, "en"))
    if row.stated_start is not None:
        yield ox.Triple(node, CNET.statedStart, stated_date(row.stated_start))
    if row.stated_end is not None:
        yield ox.Triple(node, CNET.statedEnd, stated_date(row.stated_end))


def evidence_node(row: Evidence | Attribute) -> ox.NamedNode:
    """The node of a passage."""
    return thing(f"evidence/{row.source}-{row.n}")


def _passage(row: Evidence, card: Card, index: Index, out: Statements) -> None:
    graph, node = source_graph(card.id), evidence_node(row)
    triples = list(_common(row, card))
    for column, term, scheme, notation in (
        ("stated_type", CNET.statedType, "partnership-type", row.stated_type),
        ("stated_kind", CNET.statedKind, "membership-kind", row.stated_kind),
        ("stated_role", CNET.statedRole, "role", row.stated_role),
        ("stated_status", CNET.statedStatus, "temporal-status", row.stated_status),
    ):
        if notation:
            triples.append(ox.Triple(node, term, index.concept(scheme, notation, row.origin, column)))
    if row.stated_as_of is not None:
        triples.append(ox.Triple(node, CNET.statedAsOf, stated_date(row.stated_as_of)))
    for path in row.about:
        subject = index.path(path, row.origin, "about")
        triples.append(ox.Triple(subject, CNET.evidence, node))
        out.passages[subject].append(row)
    out.quads += (ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def _attribute(row: Attribute, card: Card, index: Index, out: Statements) -> None:
    graph, node = source_graph(card.id), evidence_node(row)
    form = PROPERTIES.get(row.property)
    if form is None:
        index.wrong(
            row.origin, "property", f"{row.property!r} is not known.", f"Choose one of: {', '.join(PROPERTIES)}."
        )
        return
    subject, predicate = index.path(row.subject, row.origin, "subject"), expand(row.property)
    date = None
    term: ox.NamedNode | ox.Literal
    if form == "date":
        try:
            date = PartialDate.parse(row.value)
        except ValueError as error:
            index.wrong(row.origin, "value", f"{error}.", "Write 1983, 2021-03 or 2023-02-09.")
            return
        term = stated_date(date)
    elif form == "link":
        try:
            term = link(row.value)
        except ValueError as error:
            index.wrong(row.origin, "value", f"{error}.", "Write type/slug, or an address that begins with https://.")
            return
        if not row.value.startswith("http"):
            index.path(row.value, row.origin, "value")
    else:
        term = text(row.value, row.value_lang)
    stated = CNET.statedConcept if isinstance(term, ox.NamedNode) else CNET.statedValue
    triples = [
        *_common(row, card),
        ox.Triple(subject, CNET.evidence, node),
        ox.Triple(node, CNET.statedProperty, predicate),
        ox.Triple(node, stated, term),
    ]
    out.quads += (ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    if row.stance == "supports":
        out.as_stated.append(ox.Quad(subject, predicate, term, graph))
        if not row.subject.startswith("source/"):
            out.values[subject].append(Value(subject, predicate, term, date, row))


def _identification(city: Authority, project: Project, index: Index, out: Statements) -> None:
    """Say which gazetteer identifies a place, and by what: one evidence node for each."""
    authority, place = thing(f"{city.kind}/{city.slug}"), thing(f"place/{city.slug}")
    spoken_of: dict[str, set[ox.NamedNode]] = defaultdict(set)
    for source in city.qid_sources if city.qid else ():
        spoken_of[source].add(SCHEMA.sameAs)
    for source in city.label_sources:
        spoken_of[source].add(SKOS.prefLabel)
    if city.coordinate_source:
        spoken_of[city.coordinate_source] |= {WGS.lat, WGS.long}
    for term in city.codes:
        source = city.unlocode_source if term == "unlocode" else city.german_keys_source
        spoken_of[source].add(CNET[term])
    if city.population_source and city.population is not None:
        spoken_of[city.population_source].add(CNET.population)
    for source, properties in sorted(spoken_of.items()):
        card = project.cards.get(source)
        if card is None:
            if source not in project.source_ids:
                index.wrong(
                    city.origin, "label_sources", f"There is no source {source!r}.", "Add its card under data/sources/."
                )
            continue
        if card.text_held:
            index.wrong(
                city.origin, "label_sources", "The text of this source is held.", "Quote it in its attributes.csv."
            )
            continue
        graph, node = source_graph(source), thing(f"evidence/{source}-{city.slug}")
        locator = city.qid if SCHEMA.sameAs in properties else city.geonames_id or city.slug
        triples = [
            ox.Triple(node, RDF.type, CNET.Evidence),
            ox.Triple(node, DCT.source, thing(f"source/{source}")),
            ox.Triple(node, CNET.locator, text(locator)),
            ox.Triple(node, CNET.textHeld, ox.Literal("false", datatype=XSD.boolean)),
            ox.Triple(node, CNET.stance, concept("stance", "supports")),
            ox.Triple(authority, CNET.evidence, node),
            *(ox.Triple(node, CNET.statedProperty, p) for p in properties),
        ]
        if SCHEMA.sameAs in properties:
            triples.append(ox.Triple(node, CNET.statedConcept, ox.NamedNode(WIKIDATA + city.qid)))
            out.as_stated.append(ox.Quad(authority, SCHEMA.sameAs, ox.NamedNode(WIKIDATA + city.qid), graph))
        if WGS.lat in properties:
            triples.append(ox.Triple(place, CNET.evidence, node))
        if CNET.population in properties:
            triples.append(ox.Triple(thing(f"count/{city.slug}--population--1"), CNET.evidence, node))
        out.quads += (ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
