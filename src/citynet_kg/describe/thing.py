"""Everything that the page of one thing shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.describe import lookup
from citynet_kg.describe.attributes import Attribute, attributes_of, general_evidence, named_by, names_of
from citynet_kg.describe.cells import Cell
from citynet_kg.describe.evidence import EvidenceView, evidence_views, load_evidence, notes_of, numbered
from citynet_kg.describe.facts import Facts
from citynet_kg.describe.links import (
    GROUPS,
    OFFICE_HOLDERS,
    PER_PAGE,
    Incoming,
    grouped,
    incoming,
    links_to,
    passages_of,
    per_page,
    quarantined,
    roles_in_bodies,
    roles_of_office_holders,
)
from citynet_kg.describe.names import name_of
from citynet_kg.describe.relations import RelationView, load_grounds, load_relations, relation_views, with_grounds
from citynet_kg.errors import UnknownThingError
from citynet_kg.identifiers import AUTHORITY_TYPES, RELATION_TYPES, path_of, split_path, thing
from citynet_kg.vocab import QUARANTINE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from citynet_kg.store import Store


# More relations of a group are paged by their slugs, as lists are, and not by the names of all that take part in them.
# On a day they are all read, to know which of them it excludes.
_LARGE = 400


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """Relations in which the thing plays the same part. `total` counts what all pages together show."""

    key: str
    rows: tuple[RelationView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """A statement that the thing lacks a kind of relation, with what speaks for and against it."""

    path: str
    iri: str
    type: Cell | None
    notes: tuple[Cell, ...]
    evidence: tuple[EvidenceView, ...]

    @property
    def is_contradicted(self) -> bool:
        """Tell whether sources disagree on it."""
        return any(e.stance == "contradicts" for e in self.evidence)


@dataclass(frozen=True, slots=True)
class ThingView:
    """What a page shows of a thing."""

    path: str
    iri: str
    type: str
    name: Cell
    names: tuple[Attribute, ...]
    attributes: tuple[Attribute, ...]
    notes: tuple[Cell, ...]
    relation: RelationView | None
    passage: EvidenceView | None
    """The passage itself, on the page of one."""
    passages: tuple[EvidenceView, ...]
    """What a source says, on the page of one."""
    groups: tuple[RelationGroup, ...]
    absences: tuple[AbsenceView, ...]
    incoming: tuple[Incoming, ...]
    evidence: tuple[EvidenceView, ...]
    quarantined: bool
    at: dt.date | None
    as_of: dt.date
    hidden: int
    """How many relations the day excludes."""
    page: int
    pages: int

    def attribute(self, curie: str) -> tuple[Cell, ...]:
        """The values of a property."""
        return next((a.values for a in self.attributes if a.term == curie), ())


def describe_thing(
    store: Store, path: str, language: str, at: dt.date | None, release_as_of: dt.date, *, page: int = 1
) -> ThingView:
    """Describe a thing for its page.

    Args:
        store: the release.
        path: such as `municipality/bonn-de`.
        language: one of the three.
        at: a day of which relations must be certain, possible or not dated; all are shown if None.
        release_as_of: the day that "current" refers to.
        page: from 1; each holds `PER_PAGE` relations of every group.

    Raises:
        UnknownThingError: there is no such thing.
    """
    iri, kind = _iri(path), path.split("/", 1)[0]
    facts = Facts(store)
    rejected = kind in RELATION_TYPES and bool(
        lookup.rows(store, f"SELECT ?p {{ GRAPH {QUARANTINE} {{ <{iri}> ?p ?o }} }} LIMIT 1")
    )
    facts.load([iri], quarantined=rejected)
    links = links_to(store, iri)
    passages = passages_of(store, iri) if kind == "source" else ()
    if not facts[iri] and not links and not passages:
        raise UnknownThingError(f"There is nothing called {path}.")
    absences = [s for s, p in links if p == "cnet:aboutParty"]
    facts.load(absences)
    facts.mention(named_by(facts[iri]))
    facts.mention_parts([iri, *absences])
    load_evidence(facts, (e for node in (iri, *absences) for e in facts[node].iris("cnet:evidence")))
    by_group = _by_group(store, iri, kind, links)
    refused = quarantined(store, {r for nodes in by_group.values() for r in nodes})
    large = {} if at else {key: len(nodes) for key, nodes in by_group.items() if len(nodes) > _LARGE}
    for key in large:
        first = (page - 1) * per_page(key)
        by_group[key] = sorted(by_group[key], key=lambda r: (r in refused, r))[first : first + per_page(key)]
    load_relations(
        facts, {r for nodes in by_group.values() for r in nodes} | ({iri} if kind in RELATION_TYPES else set())
    )
    groups, hidden = _groups(
        facts, by_group, language, at=at, as_of=release_as_of, refused=refused, page=page, large=large
    )
    name = name_of(facts, iri, language)
    names, attributes, evidence = _about(facts, iri, kind, name, language)
    return ThingView(
        path=path,
        iri=iri,
        type=kind,
        name=name,
        names=names,
        attributes=attributes,
        notes=() if kind == "evidence" else notes_of(facts, iri, language),
        relation=_relation(facts, iri, language, at=at, as_of=release_as_of, rejected=rejected)
        if kind in RELATION_TYPES
        else None,
        passage=_passage(facts, iri, language) if kind == "evidence" else None,
        passages=_passages(facts, passages[(page - 1) * PER_PAGE : page * PER_PAGE], language),
        groups=groups,
        absences=tuple(_absence(facts, a, language) for a in sorted(absences)),
        incoming=incoming(facts, links, language),
        evidence=general_evidence(evidence, [*names, *attributes]),
        quarantined=rejected,
        at=at,
        as_of=release_as_of,
        hidden=hidden,
        page=page,
        pages=max((-(-g.total // per_page(g.key)) for g in groups), default=-(-len(passages) // PER_PAGE) or 1),
    )


def _by_group(store: Store, iri: str, kind: str, links: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The relations of a thing by the part that it plays in them, and those of its bodies or office-holders."""
    if kind in ("network", "association", "body"):
        links = [*links, *roles_in_bodies(store, iri)]
    found = grouped(links, kind)
    if kind in AUTHORITY_TYPES:
        held = [r for r in roles_of_office_holders(store, iri) if r not in found.get("tenures", ())]
        if held:
            found[OFFICE_HOLDERS] = held
    return found


def _about(
    facts: Facts, iri: str, kind: str, name: Cell, language: str
) -> tuple[tuple[Attribute, ...], tuple[Attribute, ...], tuple[EvidenceView, ...]]:
    """Names, attributes, and the passages on them; relations and passages show theirs in another form."""
    if kind in RELATION_TYPES:
        return names_of(facts[iri], (), name, facts, language), (), ()
    evidence = evidence_views(facts, facts[iri].iris("cnet:evidence"), language)
    names = names_of(facts[iri], evidence, name, facts, language)
    if kind == "evidence":
        return names, (), evidence
    attributes = attributes_of(facts[iri], kind, evidence, facts, language)
    if kind == "source":
        attributes = (*attributes, *_text_held(facts, iri))
    return names, attributes, evidence


def _text_held(facts: Facts, iri: str) -> tuple[Attribute, ...]:
    """Whether the text of a source is held here, as each of its passages says."""
    rows = lookup.rows(facts.store, f"SELECT ?held {{ ?e dct:source <{iri}> ; cnet:textHeld ?held }} LIMIT 1")
    return tuple(Attribute("cnet:textHeld", (Cell(row["held"].value, datatype="boolean"),), ()) for row in rows)


def _relation(
    facts: Facts, iri: str, language: str, *, at: dt.date | None, as_of: dt.date, rejected: bool
) -> RelationView:
    load_grounds(facts, [iri])
    refused = frozenset({iri} if rejected else ())
    own = relation_views(facts, [iri], language, at=at, as_of=as_of, quarantined=refused)
    return with_grounds(facts, own[0], language)


def _passage(facts: Facts, iri: str, language: str) -> EvidenceView:
    load_evidence(facts, [iri])
    return evidence_views(facts, [iri], language)[0]


def _passages(facts: Facts, nodes: Sequence[str], language: str) -> tuple[EvidenceView, ...]:
    """What a source says, in the order of its own passages."""
    load_evidence(facts, nodes)
    return tuple(sorted(evidence_views(facts, nodes, language), key=lambda e: numbered(e.path)))


def _iri(path: str) -> str:
    try:
        split_path(path)
    except ValueError:
        raise UnknownThingError(f"There is nothing called {path}.") from None
    return thing(path).value


def _groups(
    facts: Facts,
    by_group: Mapping[str, list[str]],
    language: str,
    *,
    at: dt.date | None,
    as_of: dt.date,
    refused: frozenset[str],
    page: int,
    large: Mapping[str, int],
) -> tuple[tuple[RelationGroup, ...], int]:
    """The groups of a page, and how many relations the day excludes. Of `large` ones only this page's are there."""
    groups, hidden = [], set()
    for key in (k for k in GROUPS if k in by_group):
        views = relation_views(facts, by_group[key], language, at=at, as_of=as_of, quarantined=refused)
        hidden |= {v.iri for v in views if v.state == "excluded"}
        kept = [v for v in views if v.state != "excluded"]
        shown = kept if key in large else kept[(page - 1) * per_page(key) : page * per_page(key)]
        load_grounds(facts, (v.iri for v in shown))
        rows = tuple(with_grounds(facts, v, language) for v in shown)
        if kept or key in large:
            groups.append(RelationGroup(key, rows, large.get(key, len(kept))))
    return tuple(groups), len(hidden)


def _absence(facts: Facts, iri: str, language: str) -> AbsenceView:
    node = facts[iri]
    kind = node.iri("cnet:absentType")
    return AbsenceView(
        path=path_of(iri) or "",
        iri=iri,
        type=None if kind is None else name_of(facts, kind, language),
        notes=notes_of(facts, iri, language),
        evidence=evidence_views(facts, node.iris("cnet:evidence"), language),
    )
