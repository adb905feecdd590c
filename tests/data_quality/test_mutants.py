"""Every kind of mistake in real data is found by its own shape.

Each mutant spoils one thing of the real data set. All are let loose at once on the gate, each on a thing of its own, so
that one validation judges them all; the data set itself has no violation, so each finding is a mutant's.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox
import pytest

from citynet_kg import pipeline
from citynet_kg.errors import ReasoningError, ValidationFailed
from citynet_kg.graph.assemble import AssertedDataset
from citynet_kg.identifiers import concept, thing
from citynet_kg.layout import Layout
from citynet_kg.reason import REASONERS, Reasoner
from citynet_kg.reason.closure import consequences
from citynet_kg.validate.gate import check, inspect
from citynet_kg.vocab import (
    CNET,
    CNSH,
    CURATED,
    DCT,
    FOAF,
    LOCN,
    ORG,
    OWL,
    PROV,
    RDF,
    SCHEMA,
    SKOS,
    VOCABULARY,
    WGS,
    XSD,
)
from tests.conftest import ROOT

Term = ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class Mutant:
    """Spoil `path`: take away what it has of `without`, give it `given`; `shape` must tell."""

    shape: str
    path: str
    without: tuple[ox.NamedNode, ...] = ()
    given: tuple[tuple[ox.NamedNode, Term], ...] = ()


def literal(text: str, datatype: ox.NamedNode = XSD.string) -> ox.Literal:
    return ox.Literal(text, datatype=datatype)


DAY = XSD.date
MUTANTS = [
    Mutant("NetworkMembership-member", "membership/bonn-de--iclei--1", (ORG.member,)),
    Mutant("NetworkMembership-member", "membership/bonn-de--eurocities--1", given=((ORG.member, thing("municipality/essen-de")),)),
    Mutant("NetworkMembership-organization", "membership/bonn-de--cemr--1", (ORG.organization,), ((ORG.organization, thing("municipality/jena-de")),)),
    Mutant("NetworkMembership-membershipKind", "membership/essen-de--tcn--1", (CNET.membershipKind,)),
    Mutant("NetworkMembership-membershipKind", "membership/leipzig-de--tcn--1", (CNET.membershipKind,), ((CNET.membershipKind, concept("role", "chair")),)),
    Mutant("TimedRelation-evidence", "membership/bonn-de--wacap--1", (CNET.evidence,)),
    Mutant("TimedRelation-assessment", "membership/bonn-de--mayors-for-peace--1", (CNET.assessment,)),
    Mutant("TimedRelation-notRejected", "membership/bonn-de--lab--1", (CNET.assessment,), ((CNET.assessment, concept("assessment", "rejected")),)),
    Mutant("TimedRelation-temporalStatus", "membership/bonn-de--gplsab--1", given=((CNET.temporalStatus, concept("temporal-status", "ended")),)),
    Mutant("TimedRelation-currentStated", "membership/paris-fr--organic-cities--1", (CNET.temporalStatus,), ((CNET.temporalStatus, concept("temporal-status", "current-at-source")),)),
    Mutant("Time-precision", "partnership/dortmund-de--leeds-gb--1", (CNET.startedOn,), ((CNET.startedOn, literal("seit 1969")),)),
    Mutant("Time-order", "partnership/amiens-fr--dortmund-de--1", given=((CNET.endLatest, literal("1950-12-31", DAY)),)),
    Mutant("Time-startOrder", "partnership/dortmund-de--netanya-il--1", (CNET.startLatest,), ((CNET.startLatest, literal("1980-12-31", DAY)),)),
    Mutant("Time-bounds", "partnership/dortmund-de--novi-sad-rs--1", (CNET.startEarliest,), ((CNET.startEarliest, literal("1981-01-01", DAY)),)),
    Mutant("Cooperation-partner", "partnership/bonn-de--chengdu-cn--1", (CNET.partner,), ((CNET.partner, thing("municipality/bonn-de")),)),
    Mutant("Partnership-partner", "partnership/bonn-de--minsk-by--1", given=((CNET.partner, thing("network/iclei")),)),
    Mutant("Partnership-partnershipType", "partnership/bonn-de--ramallah-ps--1", (CNET.partnershipType,)),
    Mutant("Partnership-partnershipType", "partnership/bonn-de--tel-aviv-il--1", given=((CNET.partnershipType, concept("partnership-type", "twinning")),)),
    Mutant("TimedRelation-decidedBy", "partnership/bonn-de--kherson-ua--1", (CNET.decidedBy,), ((CNET.decidedBy, thing("organization/united-nations")),)),
    Mutant("Cooperation-partner", "cooperation/metropolis--un-habitat--1", (CNET.partner,), ((CNET.partner, thing("network/metropolis")),)),
    Mutant("RoleTenure-holder", "tenure/doerner-bonn--iclei-climate-portfolio--co-chair--1", (ORG.member,)),
    Mutant("RoleTenure-role", "tenure/stuttgart-de--defus--chair--1", (ORG.role,)),
    Mutant("RoleTenure-onBehalfOf", "tenure/juergen-roters--uclg-world-council--delegate--1", (CNET.onBehalfOf,), ((CNET.onBehalfOf, thing("body/uclg-world-council")),)),
    Mutant("RoleTenure-organization", "tenure/munich-de--defus--deputy-chair--1", (ORG.organization,), ((ORG.organization, thing("municipality/berlin-de")),)),
    Mutant("Commitment-instrument", "commitment/dortmund-de--musterresolution-2030-agenda--1", (CNET.instrument,)),
    Mutant("Decision-decidingBody", "decision/bonn-council--kherson-solidarity--1", (CNET.decidingBody,)),
    Mutant("MemberCount-count", "count/metropolis--members--1", (CNET["count"],), ((CNET["count"], literal("many")),)),
    Mutant("MemberCount-countQualifier", "count/tcn--members--1", (CNET.countQualifier,)),
    Mutant("AbsenceStatement-absentType", "absence/bonn-de--twinning--1", (CNET.absentType,)),
    Mutant("Evidence-source", "evidence/f5adcf0e44a1a83f-36", (DCT.source,)),
    Mutant("Evidence-locator", "evidence/f5adcf0e44a1a83f-40", (CNET.locator,)),
    Mutant("Evidence-quote", "evidence/f5adcf0e44a1a83f-26", (PROV.value,), ((PROV.value, ox.Literal(" ".join(["word"] * 16), language="en")),)),
    Mutant("Evidence-quoteIfHeld", "evidence/f5adcf0e44a1a83f-27", (PROV.value,)),
    Mutant("Evidence-noQuoteUnlessHeld", "evidence/rainbowcities-about-us-1", given=((PROV.value, ox.Literal("Berlin", language="en")),)),
    Mutant("SourceDocument-hashIfHeld", "source/7d2f70595464b29a", (CNET.sha256,)),
    Mutant("LocalAuthority-wikidata", "municipality/dortmund-de", given=((SCHEMA.sameAs, ox.NamedNode("http://www.wikidata.org/entity/Q3886")),)),
    Mutant("LocalAuthority-location", "municipality/leeds-gb", (LOCN.location,), ((LOCN.location, thing("network/iclei")),)),
    Mutant("Country-iri", "municipality/kherson-ua", (CNET.country,), ((CNET.country, ox.NamedNode("http://example.org/Ukraine")),)),
    Mutant("Place-latitude", "place/kherson-ua", (WGS.lat,), ((WGS.lat, literal("146.6", XSD.decimal)),)),
    Mutant("Place-coordinates", "place/minsk-by", (WGS.long,)),
    Mutant("Label-unique", "network/uclg", given=((SKOS.prefLabel, ox.Literal("Cities United", language="en")),)),
    Mutant("Label-noRussian", "municipality/chengdu-cn", given=((SKOS.altLabel, ox.Literal("Чэнду", language="ru")),)),
    Mutant("Label-misspelling", "network/tcn", given=((SKOS.hiddenLabel, ox.Literal("Transatlantic Cities Network", language="en")),)),
    Mutant("Hygiene-email", "organization/giz", given=((SKOS.editorialNote, literal("write to someone@example.org")),)),
    Mutant("Hygiene-identifier", "network/eccar", given=((ORG.identifier, literal("12")),)),
    Mutant("Hygiene-homepage", "network/icorn", given=((FOAF.homepage, ox.NamedNode("https://icorn.org/")),)),
    Mutant("Hygiene-sameAs", "municipality/la-paz-bo", given=((OWL.sameAs, ox.NamedNode("http://www.wikidata.org/entity/Q1491")),)),
    Mutant("Hygiene-mapping", "municipality/bukhara-uz", given=((SKOS.exactMatch, ox.NamedNode("http://www.wikidata.org/entity/Q5764")),)),
    Mutant("Subject-cooperation", "instrument/agenda-2030", given=((CNET.partner, thing("municipality/bonn-de")),)),
    Mutant("NetworkBody-bodyOf", "body/iclei-climate-portfolio", (CNET.bodyOf,)),
    Mutant("Organization-seat", "network/polis", given=((CNET.seat, literal("Brussels")),)),
    Mutant("Concept-theme", "network/energy-cities", given=((CNET.theme, concept("scope", "global")),)),
    Mutant("Goal-iri", "instrument/musterresolution-2030-agenda", given=((CNET.addressesGoal, ox.NamedNode("http://example.org/sdg/99")),)),
]  # fmt: skip


def spoiled(dataset: AssertedDataset, mutants: list[Mutant]) -> AssertedDataset:
    described = {getattr(q.subject, "value", "") for q in dataset.quads}
    for mutant in mutants:
        assert thing(mutant.path).value in described, f"{mutant.path} is not in the data: mend the test"
    gone = {(thing(m.path), predicate) for m in mutants for predicate in m.without}
    quads = {q for q in dataset.quads if (q.subject, q.predicate) not in gone}
    assert all(any((q.subject, q.predicate) == g for q in dataset.quads) for g in gone), (
        "nothing to take away: mend the test"
    )
    quads |= {ox.Quad(thing(m.path), predicate, value, CURATED) for m in mutants for predicate, value in m.given}
    return AssertedDataset(frozenset(quads), dataset.as_stated, dataset.vocabulary, dataset.as_of, dataset.origins)


@pytest.fixture(scope="module")
def found(asserted: AssertedDataset) -> set[tuple[str, str]]:
    """(shape, focus) of all violations with all mutants let loose."""
    report = inspect(spoiled(asserted, MUTANTS), Layout.at(ROOT))
    return {(f.shape, f.focus) for f in report.findings if f.severity == "Violation"}


@pytest.mark.xdist_group("mutants")
def test_there_is_a_mutant_for_at_least_thirty_shapes() -> None:
    assert len({m.shape for m in MUTANTS}) >= 30
    assert len({m.path for m in MUTANTS}) == len(MUTANTS)


@pytest.mark.xdist_group("mutants")
@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{m.shape}:{m.path}" for m in MUTANTS])
def test_the_right_shape_finds_the_mutant(mutant: Mutant, found: set[tuple[str, str]]) -> None:
    focus = thing(mutant.path).value
    assert (CNSH[mutant.shape].value, focus) in found, {s for s, f in found if f == focus}


@pytest.mark.xdist_group("mutants")
def test_one_mutant_is_enough_to_stop_the_build(tiny: Layout) -> None:
    dataset = pipeline.read(tiny)
    with pytest.raises(ValidationFailed) as caught:
        check(spoiled(dataset, [Mutant("RoleTenure-role", "tenure/ceville-fr--netone--chair--1", (ORG.role,))]), tiny)
    assert [f.shape for f in caught.value.report.findings] == [CNSH["RoleTenure-role"].value]
    assert "tenures.csv" in str(caught.value.report.findings[0].origin)


# The twelve seeded errors of the design: nine that logic finds, three that only shapes can find.
BONN, ICLEI, KHERSON = thing("municipality/bonn-de"), thing("network/iclei"), thing("municipality/kherson-ua")
TIE, SEAT = (
    thing("partnership/bonn-de--kherson-ua--1"),
    thing("tenure/juergen-roters--uclg-executive-committee--member--1"),
)
LOGICAL = {
    "a person as partner": [(TIE, CNET.partner, thing("person/juergen-roters"))],
    "a network that is a municipality": [(ICLEI, RDF.type, CNET.Municipality)],
    "a membership that is a partnership": [(thing("membership/bonn-de--iclei--1"), RDF.type, CNET.Partnership)],
    "on behalf of, on a partnership": [(TIE, CNET.onBehalfOf, BONN)],
    "self-succession": [(SEAT, CNET.succeeds, SEAT)],
    "mutual succession": [(SEAT, CNET.succeeds, TIE), (TIE, CNET.succeeds, SEAT)],
    "self-cooperation": [(BONN, CNET.cooperatesWith, BONN)],
    "a decision as evidence": [(TIE, CNET.evidence, thing("decision/bonn-council--kherson-solidarity--1"))],
    "a denied membership": [
        (thing("absence/denial"), RDF.type, OWL.NegativePropertyAssertion),
        (thing("absence/denial"), OWL.sourceIndividual, BONN),
        (thing("absence/denial"), OWL.assertionProperty, CNET.isOrWasMemberOf),
        (thing("absence/denial"), OWL.targetIndividual, ICLEI),
    ],
}
STRUCTURAL = {
    "membership in a municipality": ("NetworkMembership-organization", "membership/bonn-de--cemr--1"),
    "membership without member": ("NetworkMembership-member", "membership/bonn-de--iclei--1"),
    "end before start": ("Time-order", "partnership/amiens-fr--dortmund-de--1"),
}


@pytest.fixture(scope="module")
def around_bonn(asserted: AssertedDataset) -> list[ox.Triple]:
    """The curated relations of Bonn and of Roters, and the ontology: enough for logic, small enough for owlrl."""
    curated = [q.triple for q in asserted.quads if q.graph_name == CURATED]
    near = {t.subject for t in curated if t.object in (BONN, thing("person/juergen-roters"))} | {BONN, ICLEI, KHERSON}
    near |= {thing("decision/bonn-council--kherson-solidarity--1"), thing("person/juergen-roters")}
    return [t for t in curated if t.subject in near] + [*asserted.vocabulary.ontology, *asserted.vocabulary.imports]


@pytest.mark.parametrize("reasoner", REASONERS)
def test_the_real_data_is_consistent(reasoner: Reasoner, around_bonn: list[ox.Triple]) -> None:
    consequences(around_bonn, reasoner)


@pytest.mark.parametrize("reasoner", REASONERS)
@pytest.mark.parametrize("name", LOGICAL)
def test_logic_finds_the_seeded_error(name: str, reasoner: Reasoner, around_bonn: list[ox.Triple]) -> None:
    with pytest.raises(ReasoningError):
        consequences([*around_bonn, *(ox.Triple(*t) for t in LOGICAL[name])], reasoner)


@pytest.mark.xdist_group("mutants")
@pytest.mark.parametrize("name", STRUCTURAL)
def test_a_shape_finds_the_seeded_error_that_logic_cannot(name: str, found: set[tuple[str, str]]) -> None:
    shape, path = STRUCTURAL[name]
    assert (CNSH[shape].value, thing(path).value) in found


@pytest.mark.parametrize("reasoner", REASONERS)
def test_two_members_make_no_two_cities_one_in_silence(reasoner: Reasoner, around_bonn: list[ox.Triple]) -> None:
    """A functional property would make Bonn and Essen the same: owlrl says nothing, so we look (ontology.md, A5)."""
    second = ox.Triple(thing("membership/bonn-de--iclei--1"), ORG.member, thing("municipality/essen-de"))
    with pytest.raises(ReasoningError, match="became one thing"):
        consequences([*around_bonn, second], reasoner)


def test_the_vocabulary_is_not_part_of_what_is_spoiled(asserted: AssertedDataset) -> None:
    assert any(q.graph_name == VOCABULARY for q in asserted.quads)
