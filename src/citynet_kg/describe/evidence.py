"""What a source says, in its own words where its text is held."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.describe.cells import Cell, literal_cell, readable, texts_of
from citynet_kg.describe.names import cell, name_of
from citynet_kg.identifiers import path_of
from citynet_kg.languages import pick
from citynet_kg.vocab import compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citynet_kg.describe.facts import Facts

STATED = (
    "cnet:statedType",
    "cnet:statedKind",
    "cnet:statedRole",
    "cnet:statedStatus",
    "cnet:statedStart",
    "cnet:statedEnd",
    "cnet:statedAsOf",
    "cnet:statedConcept",
    "cnet:statedValue",
)
_LINE = re.compile(r"L(\d+)")


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as a passage names it."""

    name: Cell
    address: str
    publisher: Cell | None
    published: Cell | None
    retrieved: Cell | None


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A value as a passage states it."""

    term: str
    value: Cell


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One passage or row of a source."""

    path: str
    iri: str
    stance: str
    """supports, contradicts or mentions."""
    quote: Cell | None
    locator: str
    line: int | None
    """The line of a held text, where the locator is one."""
    place: Cell | None
    """The locator in words."""
    text_held: bool
    """Whether the text in which it stands is held here."""
    source: SourceView
    properties: tuple[str, ...]
    """The properties that it speaks of, as prefixed names; empty for a passage on a relation."""
    stated: tuple[StatedValue, ...]
    notes: tuple[Cell, ...]


def load_evidence(facts: Facts, iris: Iterable[str]) -> None:
    """Read passages, their sources and everything they name."""
    nodes = list(iris)
    facts.load(nodes)
    sources = {s for node in nodes for s in facts[node].iris("dct:source")}
    facts.load(sources)
    facts.mention_parts(sources)
    named = {iri for node in nodes for curie in STATED for iri in facts[node].iris(curie)}
    facts.mention(named)


def evidence_views(facts: Facts, iris: Iterable[str], language: str) -> tuple[EvidenceView, ...]:
    """Describe passages that were loaded: those that contradict first, then by source and number."""
    views = [_view(facts, iri, language) for iri in iris]
    order = {"contradicts": 0, "supports": 1, "mentions": 2}
    return tuple(sorted(views, key=lambda v: (order.get(v.stance, 1), numbered(v.path))))


def numbered(path: str) -> tuple[str, int, str]:
    """Order passages by source and number, as they stand in the source's file."""
    source, _, number = path.rpartition("-")
    return (source, int(number), "") if number.isdigit() else (source, 0, number)


def _view(facts: Facts, iri: str, language: str) -> EvidenceView:
    node = facts[iri]
    held = node.literal("cnet:textHeld")
    quote, locator = node.literal("prov:value"), node.literal("cnet:locator")
    place = locator.value if locator else ""
    line = _LINE.fullmatch(place)
    stated = [
        StatedValue(curie, shown)
        for curie in STATED
        for shown in readable(cell(t, facts, language) for t in node.terms(curie))
    ]
    return EvidenceView(
        path=path_of(iri) or "",
        iri=iri,
        stance=node.notation("cnet:stance") or "supports",
        quote=None if quote is None else literal_cell(quote),
        locator=place,
        line=int(line[1]) if line else None,
        place=place_of(place) if place else None,
        text_held=held is not None and held.value == "true",
        source=source_view(facts, node.iri("dct:source") or "", language),
        properties=tuple(compact(p) for p in node.iris("cnet:statedProperty")),
        stated=tuple(stated),
        notes=notes_of(facts, iri, language),
    )


def place_of(locator: str) -> Cell:
    """Say where a passage stands: a line, the page as a whole, or what the locator says itself."""
    line = _LINE.fullmatch(locator)
    if line:
        return Cell(line[1], key="place.line")
    if locator == "page":
        return Cell(locator, key="place.page")
    if locator.startswith("page ("):
        return Cell(locator, key="place.page-stored")
    return Cell(locator)


def source_view(facts: Facts, iri: str, language: str) -> SourceView:
    """Describe a source that was loaded."""
    card = facts[iri]
    publisher = card.iri("dct:publisher")
    published, retrieved = card.literal("dct:issued"), card.literal("cnet:retrievedOn")
    return SourceView(
        name=name_of(facts, iri, language),
        address=card.iri("schema:url") or "",
        publisher=None if publisher is None else name_of(facts, publisher, language),
        published=None if published is None else literal_cell(published),
        retrieved=None if retrieved is None else literal_cell(retrieved),
    )


def notes_of(facts: Facts, iri: str, language: str) -> tuple[Cell, ...]:
    """The editor's notes on a thing: those in the reader's language, else one in another."""
    literals = facts[iri].literals("skos:editorialNote")
    wanted = [n for n in literals if n.language == language] or [n for n in literals if not n.language]
    if wanted:
        return tuple(literal_cell(n) for n in wanted)
    picked = pick(texts_of(facts[iri], "skos:editorialNote"), language)
    return () if picked is None else (Cell(*picked),)
