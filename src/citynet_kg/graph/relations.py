"""Describe relations: their parties as written, their time and status as chosen among what sources state."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.dates import PartialDate
from citynet_kg.graph.bounds import bounds
from citynet_kg.graph.choose import choose
from citynet_kg.graph.terms import day, stated_date, text
from citynet_kg.identifiers import AUTHORITY_TYPES, RELATION_TYPES, concept, path_of, thing
from citynet_kg.sources.records import Choices, Count, Membership, Origin, Partnership, Tenure
from citynet_kg.vocab import CNET, ORG, RDF, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from citynet_kg.graph.index import Index
    from citynet_kg.sources.records import Evidence, Project

# What a source that says so cannot make current on its day.
_OVER = ("ended", "dormant")
_NOTHING_CHOSEN = Choices(None, None, None, None, "", "accepted", "", {})
_IN_NETWORKS = ("network", "association")
_WITH_ROLES = ("network", "association", "body")


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation before its time is known."""

    node: ox.NamedNode
    triples: tuple[ox.Triple, ...]
    choices: Choices
    origin: Origin


def relations_of(project: Project, editors: Mapping[ox.NamedNode, list[ox.Triple]], index: Index) -> list[Relation]:
    """Collect the relations of the tables and of the hand-written files."""
    found = [
        *(_membership(row, index) for row in project.memberships),
        *(_partnership(row, index) for row in project.partnerships),
        *(_tenure(row, index) for row in project.tenures),
    ]
    for subject, triples in editors.items():
        path = path_of(subject.value)
        if path is not None and path.split("/")[0] in RELATION_TYPES:
            found.append(_written(subject, triples, index.origins.get(path, Origin("data"))))
    return found


def _membership(row: Membership, index: Index) -> Relation:
    node, at = thing(f"membership/{row.slug}"), row.origin
    member = index.find(row.member, (*AUTHORITY_TYPES, "association"), at, "member")
    triples = [
        ox.Triple(node, RDF.type, CNET.NetworkMembership),
        ox.Triple(node, ORG.member, member),
        ox.Triple(node, ORG.organization, index.find(row.organization, _IN_NETWORKS, at, "organization")),
        ox.Triple(node, CNET.membershipKind, index.concept("membership-kind", row.kind, at, "kind")),
    ]
    if row.via_association:
        via = index.find(row.via_association, ("association",), at, "via_association")
        triples.append(ox.Triple(node, CNET.viaAssociation, via))
    if row.designation:
        triples.append(ox.Triple(node, CNET.designation, text(row.designation)))
    return _finished(node, triples, row.choices, at, index, "membership")


def _partnership(row: Partnership, index: Index) -> Relation:
    node, at = thing(f"partnership/{row.slug}"), row.origin
    triples = [
        ox.Triple(node, RDF.type, CNET.Partnership),
        ox.Triple(node, CNET.partnershipType, index.concept("partnership-type", row.type, at, "type")),
        *(ox.Triple(node, CNET.partner, index.authority(slug, at, "partners")) for slug in row.partners),
    ]
    if row.decided_by:
        triples.append(ox.Triple(node, CNET.decidedBy, index.find(row.decided_by, ("decision",), at, "decided_by")))
    if row.coordinated_by:
        triples.append(
            ox.Triple(node, CNET.coordinatedBy, index.find(row.coordinated_by, ("office",), at, "coordinated_by"))
        )
    return _finished(node, triples, row.choices, at, index, "partnership")


def _tenure(row: Tenure, index: Index) -> Relation:
    node, at = thing(f"tenure/{row.slug}"), row.origin
    holder = index.find(row.holder, ("person", "post", *AUTHORITY_TYPES), at, "holder")
    held = CNET.viaPost if (path_of(holder.value) or "").startswith("post/") else ORG.member
    triples = [
        ox.Triple(node, RDF.type, CNET.RoleTenure),
        ox.Triple(node, held, holder),
        ox.Triple(node, ORG.organization, index.find(row.organization, _WITH_ROLES, at, "organization")),
        ox.Triple(node, ORG.role, index.concept("role", row.role, at, "role")),
    ]
    if row.on_behalf_of:
        types = ("association", "organization", *AUTHORITY_TYPES)
        triples.append(ox.Triple(node, CNET.onBehalfOf, index.find(row.on_behalf_of, types, at, "on_behalf_of")))
    return _finished(node, triples, row.choices, at, index, "tenure")


def _finished(
    node: ox.NamedNode, triples: list[ox.Triple], choices: Choices, at: Origin, index: Index, kind: str
) -> Relation:
    if choices.succeeds:
        before = index.find(choices.succeeds, (kind,), at, "succeeds")
        triples.append(ox.Triple(node, CNET.succeeds, before))
        if before == node:
            index.wrong(
                at, "succeeds", "The relation succeeds itself.", "Name the one before it, or leave the cell empty."
            )
    triples += (ox.Triple(node, SKOS.editorialNote, text(note, tag)) for tag, note in choices.notes.items())
    return Relation(node, tuple(triples), choices, at)


def _written(node: ox.NamedNode, triples: list[ox.Triple], at: Origin) -> Relation:
    """A relation of a hand-written file: its dates and status become choices like those of a table."""
    choices, rest = _NOTHING_CHOSEN, []
    for triple in triples:
        value = triple.object
        literal = value.value if isinstance(value, ox.Literal) else ""
        notation = value.value.rsplit("/", 1)[1] if isinstance(value, ox.NamedNode) and "/" in value.value else ""
        if triple.predicate == CNET.startedOn:
            choices = replace(choices, started=PartialDate.parse(literal))
        elif triple.predicate == CNET.endedOn:
            choices = replace(choices, ended=PartialDate.parse(literal))
        elif triple.predicate == CNET.startEarliest:
            choices = replace(choices, start_not_before=PartialDate.parse(literal))
        elif triple.predicate == CNET.endLatest:
            choices = replace(choices, end_not_after=PartialDate.parse(literal))
        elif triple.predicate == CNET.temporalStatus:
            choices = replace(choices, status=notation)
        elif triple.predicate == CNET.assessment:
            choices = replace(choices, assessment=notation)
        else:
            rest.append(triple)
    return Relation(node, tuple(rest), choices, at)


def time_triples(
    relation: Relation, passages: Iterable[Evidence], index: Index, *, strict: bool
) -> Iterator[ox.Triple]:
    """Status, assessment, chosen dates and bounds of one relation.

    Args:
        relation: what is written of it.
        passages: the evidence that speaks of it.
        index: notes choices that no source states.
        strict: whether all sources take part; if not, a choice without its source is dropped in silence.
    """
    node, wanted = relation.node, relation.choices
    supporting = [p for p in passages if p.stance == "supports"]
    started = choose([p.stated_start for p in supporting if p.stated_start], wanted.started)
    ended = choose([p.stated_end for p in supporting if p.stated_end], wanted.ended)
    for column, result, date in (("started", started, wanted.started), ("ended", ended, wanted.ended)):
        if result.unsupported and strict:
            repair = "Choose a date that a source states, or add the evidence that states it."
            index.wrong(relation.origin, column, f"{date} is stated by no source of {node.value}.", repair)
    stated_status = choose(p.stated_status for p in supporting if p.stated_status)
    as_of = max(
        (p.stated_as_of for p in supporting if p.stated_as_of and p.stated_status not in _OVER),
        key=lambda d: d.earliest,
        default=None,
    )
    status = wanted.status or stated_status.value or "not-stated"
    yield ox.Triple(node, CNET.temporalStatus, concept("temporal-status", status))
    yield ox.Triple(node, CNET.assessment, concept("assessment", wanted.assessment))
    if started.value is not None:
        yield ox.Triple(node, CNET.startedOn, stated_date(started.value))
    if ended.value is not None:
        yield ox.Triple(node, CNET.endedOn, stated_date(ended.value))
    if as_of is not None:
        yield ox.Triple(node, CNET.statedCurrentAsOf, stated_date(as_of))
    yield from bound_triples(
        node,
        started.value,
        ended.value,
        start_not_before=wanted.start_not_before,
        end_not_after=wanted.end_not_after,
        current_as_of=as_of,
    )


def bound_triples(
    node: ox.NamedNode,
    started: PartialDate | None,
    ended: PartialDate | None,
    *,
    start_not_before: PartialDate | None = None,
    end_not_after: PartialDate | None = None,
    current_as_of: PartialDate | None = None,
) -> Iterator[ox.Triple]:
    """The four bounds of a node, as far as they are known."""
    known = bounds(
        started, ended, start_not_before=start_not_before, end_not_after=end_not_after, current_as_of=current_as_of
    )
    for term, value in (
        (CNET.startEarliest, known.start_earliest),
        (CNET.startLatest, known.start_latest),
        (CNET.endEarliest, known.end_earliest),
        (CNET.endLatest, known.end_latest),
    ):
        if value is not None:
            yield ox.Triple(node, term, day(value))


def count_triples(row: Count, index: Index) -> Iterator[ox.Triple]:
    """A member count as some source gives it."""
    node = thing(f"count/{row.slug}")
    yield ox.Triple(node, RDF.type, CNET.MemberCount)
    yield ox.Triple(node, CNET.countOf, index.find(row.organization, _IN_NETWORKS, row.origin, "organization"))
    yield ox.Triple(node, CNET.count, ox.Literal(str(row.count), datatype=XSD.nonNegativeInteger))
    yield ox.Triple(node, CNET.countQualifier, concept("count-qualifier", row.qualifier))
    yield ox.Triple(node, CNET.countedKind, concept("counted-kind", row.counted_kind))
    if row.as_of is not None:
        yield ox.Triple(node, CNET.statedCurrentAsOf, stated_date(row.as_of))
    for tag, note in row.notes.items():
        yield ox.Triple(node, SKOS.editorialNote, text(note, tag))


def cycles(relations: Iterable[Relation]) -> list[Relation]:
    """Relations that succeed themselves through others."""
    before: dict[ox.NamedNode, list[ox.NamedNode]] = defaultdict(list)
    by_node = {}
    for relation in relations:
        by_node[relation.node] = relation
        for triple in relation.triples:
            if triple.predicate == CNET.succeeds and isinstance(triple.object, ox.NamedNode):
                before[relation.node].append(triple.object)
    circular = []
    for start, direct in before.items():
        seen, ahead = set(), list(direct)
        while ahead:
            node = ahead.pop()
            if node not in seen:
                seen.add(node)
                ahead += before.get(node, [])
        if start in seen:
            circular.append(by_node[start])
    return circular
