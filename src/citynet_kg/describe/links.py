"""What links to a thing: relations by the part that it plays in them, and other things by the property."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from citynet_kg.describe import lookup
from citynet_kg.describe.cells import Cell, literal_cell, sort_key
from citynet_kg.describe.evidence import numbered
from citynet_kg.describe.names import name_of
from citynet_kg.identifiers import RELATION_TYPES, path_of, thing
from citynet_kg.vocab import QUARANTINE, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from citynet_kg.describe.facts import Facts
    from citynet_kg.store import Store

PER_PAGE = 100
_PASSAGE = thing("evidence/").value
_PASSAGES: WeakKeyDictionary[Store, dict[str, tuple[str, ...]]] = WeakKeyDictionary()
"""By release: of each source that somebody has asked for, its passages in their order."""
# Relations on the page of a concept are examples of its use; nobody reads the evidence of all there.
_CLASSIFIED_PER_PAGE = 50
# Which group of relations a link puts the relation into, on the page of what it links to.
_GROUPS: Mapping[tuple[str, str], str] = {
    ("membership", "org:member"): "memberships",
    ("membership", "org:organization"): "members",
    ("membership", "cnet:viaAssociation"): "via-association",
    ("tenure", "org:member"): "tenures",
    ("tenure", "cnet:viaPost"): "tenures",
    ("tenure", "org:organization"): "roles",
    ("tenure", "cnet:onBehalfOf"): "on-behalf-of",
    ("partnership", "cnet:partner"): "partnerships",
    ("cooperation", "cnet:partner"): "cooperations",
    ("project", "cnet:partner"): "projects",
    ("commitment", "cnet:committedParty"): "commitments",
    ("commitment", "cnet:instrument"): "committed",
}
_BY_LINK = {
    "cnet:coordinatedBy": "coordinated",
    "cnet:decidedBy": "decided",
    "cnet:withinCooperation": "within",
    "cnet:succeeds": "succeeding",
}
OFFICE_HOLDERS = "office-holders"
GROUPS = (
    "partnerships",
    "memberships",
    "tenures",
    OFFICE_HOLDERS,
    "projects",
    "cooperations",
    "commitments",
    "on-behalf-of",
    "roles",
    "members",
    "via-association",
    "committed",
    "coordinated",
    "decided",
    "within",
    "succeeding",
    "classified",
)
# Links from other things that are no relations, in the order shown.
INCOMING = (
    "cnet:bodyOf",
    "org:unitOf",
    "org:postIn",
    "org:holds",
    "locn:location",
    "cnet:seat",
    "cnet:countOf",
    "cnet:operatedBy",
    "cnet:initiatedBy",
    "cnet:issuedBy",
    "cnet:decidingBody",
    "dct:publisher",
    "cnet:evidence",
    "dct:source",
    "skos:inScheme",
    "skos:broader",
    "cnet:networkForm",
    "cnet:geographicScope",
    "cnet:theme",
    "cnet:absentType",
    "cnet:voteOutcome",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a source gives: how many of what, how exactly, as of when."""

    name: Cell
    number: int
    kind: str
    """What is counted: a notation of `counted-kind`, or `inhabitants`."""
    at_least: bool
    as_of: Cell | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """Other things that name this one. `total` counts them all, `things` or `figures` are the first."""

    term: str
    things: tuple[Cell, ...]
    figures: tuple[Figure, ...]
    total: int


def per_page(group: str) -> int:
    """How many relations of a group one page shows."""
    return _CLASSIFIED_PER_PAGE if group == "classified" else PER_PAGE


def passages_of(store: Store, iri: str) -> tuple[str, ...]:
    """The passages of a source in the order of their numbers. They are tens of thousands, and sorted once."""
    known = _PASSAGES.setdefault(store, {})
    if iri not in known:
        found = lookup.rows(store, f"SELECT DISTINCT ?e {{ ?e dct:source <{iri}> }}")
        known[iri] = tuple(sorted((i for row in found if (i := row["e"].value).startswith(_PASSAGE)), key=numbered))
    return known[iri]


def links_to(store: Store, iri: str) -> list[tuple[str, str]]:
    """Which of our things name this one, by what property; rejected relations too, but not the passages of a source."""
    pattern = f'?s ?p <{iri}> FILTER(?p != dct:source || !STRSTARTS(STR(?s), "{_PASSAGE}"))'
    pairs = lookup.pairs(
        store, f"SELECT DISTINCT ?s ?p {{ {{ {pattern} }} UNION {{ GRAPH {QUARANTINE} {{ {pattern} }} }} }}"
    )
    short = cache(compact)
    return sorted((subject.value, short(term.value)) for subject, term in pairs if path_of(subject.value))


def roles_in_bodies(store: Store, iri: str) -> dict[tuple[str, str], None]:
    """Roles in the bodies of a network count as roles in the network."""
    rows = lookup.rows(store, f"SELECT DISTINCT ?s {{ ?s org:organization ?body . ?body cnet:bodyOf+ <{iri}> }}")
    return {(row["s"].value, "org:organization"): None for row in rows}


def roles_of_office_holders(store: Store, iri: str) -> list[str]:
    """The tenures of a city's posts, and of the persons who hold such a post; rejected ones too."""
    holding = (
        f"?s cnet:viaPost ?post . ?post org:postIn <{iri}>",
        f"?s org:member ?person . ?person org:holds ?post . ?post org:postIn <{iri}>",
    )
    rejected = (
        f"GRAPH {QUARANTINE} {{ ?s cnet:viaPost ?post }} ?post org:postIn <{iri}>",
        f"GRAPH {QUARANTINE} {{ ?s org:member ?person }} ?person org:holds ?post . ?post org:postIn <{iri}>",
    )
    found = " UNION ".join(f"{{ {pattern} }}" for pattern in (*holding, *rejected))
    rows = lookup.rows(store, f"SELECT DISTINCT ?s {{ {found} }} ORDER BY ?s")
    return [row["s"].value for row in rows if (path_of(row["s"].value) or "").startswith("tenure/")]


def quarantined(store: Store, relations: set[str]) -> frozenset[str]:
    """Which of some relations are rejected."""
    if not relations:
        return frozenset()
    rows = lookup.rows(store, f"SELECT DISTINCT ?s {{ GRAPH {QUARANTINE} {{ ?s cnet:assessment ?o }} }}")
    return frozenset(row["s"].value for row in rows) & relations


def grouped(links: Iterable[tuple[str, str]], kind: str) -> dict[str, list[str]]:
    """Sort the relations among the links by the part that the thing plays in them."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for subject, curie in links:
        subject_type = (path_of(subject) or "").split("/", 1)[0]
        if subject_type in RELATION_TYPES:
            key = (
                _GROUPS.get((subject_type, curie))
                or _BY_LINK.get(curie)
                or ("classified" if kind == "concept" else None)
            )
            if key is not None:
                found[key][subject] = None
    return {key: list(nodes) for key, nodes in found.items()}


def incoming(facts: Facts, links: Iterable[tuple[str, str]], language: str) -> tuple[Incoming, ...]:
    """Name the other things that link here."""
    by_property: dict[str, list[str]] = defaultdict(list)
    for subject, curie in links:
        by_property[curie].append(subject)
    found = []
    for curie in (c for c in INCOMING if c in by_property):
        subjects = by_property[curie]
        shown = subjects[:PER_PAGE]
        facts.mention(shown)
        if curie == "cnet:countOf":
            found.append(Incoming(curie, (), _figures(facts, shown, language), len(subjects)))
        else:
            cells = sorted((name_of(facts, s, language) for s in shown), key=sort_key)
            found.append(Incoming(curie, tuple(cells), (), len(subjects)))
    return tuple(found)


def _figures(facts: Facts, iris: list[str], language: str) -> tuple[Figure, ...]:
    facts.load(iris)
    figures = []
    for iri in iris:
        node = facts[iri]
        number = node.literal("cnet:count") or node.literal("cnet:population")
        as_of = node.literal("cnet:statedCurrentAsOf") or node.literal("cnet:populationYear")
        if number is not None:
            figures.append(
                Figure(
                    name=name_of(facts, iri, language),
                    number=int(number.value),
                    kind=node.notation("cnet:countedKind") or "inhabitants",
                    at_least=node.notation("cnet:countQualifier") == "at-least",
                    as_of=None if as_of is None else literal_cell(as_of),
                )
            )
    return tuple(figures)
