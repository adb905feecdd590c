"""What the files in `data/` say, row by row. `docs/data-files.md` describes every field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Triple

    from citynet_kg.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Origin:
    """The place in the project's files that a thing comes from."""

    file: str
    row: int | None = None

    def __str__(self) -> str:
        return self.file if self.row is None else f"{self.file}:{self.row}"


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a source: who published it, where, under which licence."""

    id: str
    title: str
    title_language: str
    address: str
    languages: tuple[str, ...]
    publisher: str
    publisher_id: str
    licence: str
    rights: str
    text_held: bool
    sha256: str
    retrieved: PartialDate | None
    published: PartialDate | None
    kind: str
    statements: int | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Authority:
    """A city, district or region of the register."""

    slug: str
    kind: str
    names: Mapping[str, str]
    alt_names: tuple[tuple[str, str], ...]
    country: str
    admin1: str
    lat: str
    lon: str
    geonames_id: str
    qid: str
    qid_sources: tuple[str, ...]
    codes: Mapping[str, str]
    unlocode_source: str
    german_keys_source: str
    population: int | None
    population_year: PartialDate | None
    population_source: str
    label_sources: tuple[str, ...]
    coordinate_source: str
    note: str
    origin: Origin

    @property
    def is_unresolved(self) -> bool:
        """Whether it is known by its name, or an item, only."""
        return self.kind == "authority" and not self.geonames_id


@dataclass(frozen=True, slots=True)
class Choices:
    """What the editor decides about a relation, whatever its form."""

    started: PartialDate | None
    ended: PartialDate | None
    start_not_before: PartialDate | None
    end_not_after: PartialDate | None
    status: str
    assessment: str
    succeeds: str
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Membership:
    """One member in one network."""

    slug: str
    member: str
    organization: str
    kind: str
    via_association: str
    designation: str
    choices: Choices
    origin: Origin


@dataclass(frozen=True, slots=True)
class Partnership:
    """One partnership of two or more local authorities."""

    slug: str
    partners: tuple[str, ...]
    type: str
    decided_by: str
    coordinated_by: str
    choices: Choices
    origin: Origin


@dataclass(frozen=True, slots=True)
class Tenure:
    """One role, held by a person, a post or a local authority."""

    slug: str
    holder: str
    organization: str
    role: str
    on_behalf_of: str
    choices: Choices
    origin: Origin


@dataclass(frozen=True, slots=True)
class Count:
    """How many members a source gives a network."""

    slug: str
    organization: str
    count: int
    qualifier: str
    counted_kind: str
    as_of: PartialDate | None
    notes: Mapping[str, str]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Population:
    """A further figure of the inhabitants of a local authority; the first stands in its own row."""

    slug: str
    authority: str
    population: int
    year: PartialDate | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage or row of a source that speaks of relations."""

    source: str
    n: int
    about: tuple[str, ...]
    stance: str
    locator: str
    quote: str
    quote_lang: str
    stated_type: str
    stated_kind: str
    stated_role: str
    stated_start: PartialDate | None
    stated_end: PartialDate | None
    stated_status: str
    stated_as_of: PartialDate | None
    note: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Attribute:
    """A passage or row of a source that speaks of one property of one entity."""

    source: str
    n: int
    subject: str
    property: str
    value: str
    value_lang: str
    stance: str
    locator: str
    quote: str
    quote_lang: str
    stated_start: PartialDate | None
    stated_end: PartialDate | None
    note: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statement of a source that is not modelled, and why."""

    source: str
    n: int
    statement: str
    locator: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Refused:
    """A row of an imported list that did not get in, and why. `row` is its number in the file."""

    source: str
    file: str
    row: int
    value: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A thing that once had a page here."""

    path: str
    successor: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class WikidataPair:
    """Two places that Wikidata called twinned on the day of the snapshot, and on whose items it said so."""

    qid_a: str
    qid_b: str
    a_to_b: bool
    b_to_a: bool


@dataclass(frozen=True, slots=True)
class TurtleFile:
    """The triples of one hand-written file, with the line at which each of our subjects begins."""

    file: str
    triples: tuple[Triple, ...]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that the files in `data/` say.

    `source_ids` names every source there is; `cards` those that take part in this build.
    """

    cards: Mapping[str, Card]
    source_ids: frozenset[str]
    authorities: tuple[Authority, ...]
    memberships: tuple[Membership, ...]
    partnerships: tuple[Partnership, ...]
    tenures: tuple[Tenure, ...]
    counts: tuple[Count, ...]
    populations: tuple[Population, ...]
    evidence: tuple[Evidence, ...]
    attributes: tuple[Attribute, ...]
    left_out: tuple[LeftOut, ...]
    ledger: tuple[Refused, ...]
    withdrawn: tuple[Withdrawn, ...]
    wikidata: tuple[WikidataPair, ...]
    turtle: tuple[TurtleFile, ...]
