"""Relations: who, what, when, how sure, decided by whom, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from citynet_kg.describe.cells import Cell, literal_cell, sort_key, text_of
from citynet_kg.describe.deviations import Deviation, deviations_of
from citynet_kg.describe.evidence import EvidenceView, evidence_views, load_evidence, notes_of
from citynet_kg.describe.names import name_of
from citynet_kg.describe.states import STATES, Bounds, State
from citynet_kg.identifiers import path_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from citynet_kg.describe.facts import Facts

# How a thing takes part in a relation: property to the key of the part.
PARTS = {
    "org:member": "member",
    "cnet:viaPost": "post",
    "cnet:partner": "partner",
    "cnet:committedParty": "party",
    "org:organization": "organization",
    "cnet:instrument": "instrument",
    "cnet:onBehalfOf": "on-behalf-of",
    "cnet:viaAssociation": "via-association",
}
# Who has a role is no member of what the role is in.
HOLDER = "holder"
_KINDS = ("cnet:partnershipType", "cnet:membershipKind", "org:role")
_LINKS = (
    *PARTS,
    *_KINDS,
    "cnet:temporalStatus",
    "cnet:assessment",
    "cnet:coordinatedBy",
    "cnet:withinCooperation",
    "cnet:succeeds",
    "cnet:theme",
    "cnet:addressesGoal",
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part in a relation."""

    part: str
    name: Cell
    scope: Cell | None
    """How far a network reaches, where that is known."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The decision behind a relation."""

    name: Cell
    decided_on: Cell | None
    body: Cell | None
    vote: Cell | None
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class RelationView:
    """One relation."""

    path: str
    iri: str
    type: str
    name: Cell
    title: Cell | None
    """A name of its own, as projects have."""
    parties: tuple[Party, ...]
    kind: Cell | None
    started: Cell | None
    ended: Cell | None
    stated_current: Cell | None
    bounds: Bounds
    state: State | None
    status: Cell | None
    assessment: Cell | None
    is_current: bool
    quarantined: bool
    decision: DecisionView | None
    office: Cell | None
    designation: str
    within: tuple[Cell, ...]
    succeeds: tuple[Cell, ...]
    themes: tuple[Cell, ...]
    goals: tuple[Cell, ...]
    notes: tuple[Cell, ...]
    deviations: tuple[Deviation, ...]
    evidence: tuple[EvidenceView, ...]

    def others(self, iri: str) -> tuple[Party, ...]:
        """The parties without the one whose page this is."""
        return tuple(p for p in self.parties if p.name.iri != iri)

    @property
    def is_doubtful(self) -> bool:
        """Tell whether the assessment is anything but accepted."""
        return self.assessment is not None and self.assessment.notation != "accepted"

    @property
    def is_contradicted(self) -> bool:
        """Tell whether some evidence speaks against it."""
        return any(e.stance == "contradicts" for e in self.evidence)


def load_relations(facts: Facts, iris: Iterable[str]) -> None:
    """Read relations and the names of all they mention, but not their evidence."""
    nodes = list(iris)
    facts.load(nodes, quarantined=True)
    facts.mention({iri for node in nodes for curie in _LINKS for iri in facts[node].iris(curie)})
    parties = {party for node in nodes for curie in PARTS for party in facts[node].iris(curie)}
    facts.mention({scope for party in parties for scope in facts[party].iris("cnet:geographicScope")})


def load_grounds(facts: Facts, iris: Iterable[str]) -> None:
    """Read the decisions and the evidence of relations that were loaded."""
    nodes = list(iris)
    decisions = {d for node in nodes for d in facts[node].iris("cnet:decidedBy")}
    facts.load(decisions)
    links = ("cnet:decidingBody", "cnet:voteOutcome")
    facts.mention({iri for d in decisions for curie in links for iri in facts[d].iris(curie)})
    load_evidence(facts, {e for node in (*nodes, *decisions) for e in facts[node].iris("cnet:evidence")})


def relation_views(
    facts: Facts,
    iris: Iterable[str],
    language: str,
    *,
    at: dt.date | None,
    as_of: dt.date,
    quarantined: frozenset[str] = frozenset(),
) -> tuple[RelationView, ...]:
    """Describe relations that were loaded, those that stand on the day first, rejected ones last."""
    views = [_view(facts, iri, language, at=at, as_of=as_of, quarantined=iri in quarantined) for iri in iris]
    return tuple(sorted(views, key=_order))


def with_grounds(facts: Facts, view: RelationView, language: str) -> RelationView:
    """Add decision, evidence and what sources say differently, once `load_grounds` has read them."""
    node = facts[view.iri]
    evidence = evidence_views(facts, node.iris("cnet:evidence"), language)
    decision = node.iri("cnet:decidedBy")
    return replace(
        view,
        decision=None if decision is None else _decision(facts, decision, language),
        evidence=evidence,
        deviations=tuple(deviations_of(facts, node, evidence, language)),
    )


def _order(view: RelationView) -> tuple[bool, int, str, str]:
    parties = " ".join(p.name.text for p in view.parties)
    return view.quarantined, STATES.index(view.state) if view.state else 0, parties.casefold(), view.path


def _view(
    facts: Facts, iri: str, language: str, *, at: dt.date | None, as_of: dt.date, quarantined: bool
) -> RelationView:
    node = facts[iri]
    path = path_of(iri) or ""

    def names(curie: str) -> tuple[Cell, ...]:
        return tuple(sorted((name_of(facts, i, language) for i in node.iris(curie)), key=sort_key))

    def first(curies: Sequence[str]) -> Cell | None:
        return next((n for curie in curies for n in names(curie)), None)

    def date(curie: str) -> Cell | None:
        literal = node.literal(curie)
        return None if literal is None else literal_cell(literal)

    bounds = Bounds.of(node)
    accepted = node.notation("cnet:assessment") == "accepted"
    going_on = node.notation("cnet:temporalStatus") == "current-at-source"
    designation = node.literal("cnet:designation")
    return RelationView(
        path=path,
        iri=iri,
        type=path.split("/", 1)[0],
        name=name_of(facts, iri, language),
        title=text_of(node, "skos:prefLabel", language),
        parties=tuple(_party(facts, _part(curie, path), name, language) for curie in PARTS for name in names(curie)),
        kind=first(_KINDS),
        started=date("cnet:startedOn"),
        ended=date("cnet:endedOn"),
        stated_current=date("cnet:statedCurrentAsOf"),
        bounds=bounds,
        state=None if at is None else bounds.state_on(at),
        status=first(("cnet:temporalStatus",)),
        assessment=first(("cnet:assessment",)),
        is_current=accepted and going_on and not (bounds.end_latest and bounds.end_latest < as_of),
        quarantined=quarantined,
        decision=None,
        office=first(("cnet:coordinatedBy",)),
        designation=designation.value if designation else "",
        within=names("cnet:withinCooperation"),
        succeeds=names("cnet:succeeds"),
        themes=names("cnet:theme"),
        goals=names("cnet:addressesGoal"),
        notes=notes_of(facts, iri, language),
        deviations=(),
        evidence=(),
    )


def _part(curie: str, path: str) -> str:
    return HOLDER if curie == "org:member" and path.startswith("tenure/") else PARTS[curie]


def _party(facts: Facts, part: str, name: Cell, language: str) -> Party:
    scope = facts[name.iri].iri("cnet:geographicScope")
    return Party(part, name, None if scope is None else name_of(facts, scope, language))


def _decision(facts: Facts, iri: str, language: str) -> DecisionView:
    node = facts[iri]
    body, vote, day = node.iri("cnet:decidingBody"), node.iri("cnet:voteOutcome"), node.literal("cnet:decidedOn")
    return DecisionView(
        name=name_of(facts, iri, language),
        decided_on=None if day is None else literal_cell(day),
        body=None if body is None else name_of(facts, body, language),
        vote=None if vote is None else name_of(facts, vote, language),
        evidence=evidence_views(facts, node.iris("cnet:evidence"), language),
    )
