"""No fact without evidence: whatever kind of relation loses its evidence is caught."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS

from .support import CASES, CNET, CONTEXT, PreparingGraph, findings, read, read_schema, read_shapes

# A valid instance of each class that is used in data, by the case that holds it. The classes below Partnership are
# inferred from its type and never written; they are tried by giving the partnership that class.
INSTANCES = {
    "NetworkMembership": ("NetworkMembership-member", "TimedRelation"),
    "RoleTenure": ("RoleTenure-role", "TimedRelation"),
    "Cooperation": ("Cooperation-partner", "TimedRelation"),
    "Partnership": ("Partnership-partner", "TimedRelation"),
    "TwinningPartnership": ("Partnership-partner", "TimedRelation"),
    "FriendshipPartnership": ("Partnership-partner", "TimedRelation"),
    "ProjectPartnership": ("Partnership-partner", "TimedRelation"),
    "SolidarityPartnership": ("Partnership-partner", "TimedRelation"),
    "CooperationProject": ("CooperationProject-iri", "TimedRelation"),
    "Commitment": ("Commitment-instrument", "TimedRelation"),
    "Decision": ("Decision-voteOutcome", "Decision"),
    "MemberCount": ("MemberCount-count", "MemberCount"),
    "AbsenceStatement": ("AbsenceStatement-aboutParty", "AbsenceStatement"),
}


@pytest.fixture(scope="module")
def schema() -> Graph:
    return read_schema()


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return read_shapes()


def test_every_concrete_relation_is_tried(schema: Graph) -> None:
    below = set(schema.transitive_subjects(RDFS.subClassOf, CNET.TimedRelation)) - {CNET.TimedRelation}
    assert {str(c).removeprefix(CNET) for c in below} <= set(INSTANCES)


@pytest.mark.parametrize("name", INSTANCES)
def test_without_evidence_it_is_caught(name: str, schema: Graph, shapes: Graph) -> None:
    case, owner = INSTANCES[name]
    node = read(CASES / case / "valid.ttl")
    world = PreparingGraph()
    for triple in schema + read(CONTEXT) + node:
        world.add(triple)
    base = case.partition("-")[0]
    (subject,) = (s for s in set(node.subjects(RDF.type, CNET[base])) if isinstance(s, URIRef))
    if name != base:
        world.set((subject, RDF.type, CNET[name]))
    assert findings(world, shapes) == []
    world.remove((subject, CNET.evidence, None))
    assert findings(world, shapes) == [(f"{owner}-evidence", str(subject), "None")]
