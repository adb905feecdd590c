"""The steps of an import, from the file to the tables."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from citynet_kg.errors import BadParameterError, UnknownThingError
from citynet_kg.gazetteer import read_gazetteer
from citynet_kg.gazetteer.countries import read_countries
from citynet_kg.graph.vocabulary import read_countries as vocabulary_countries
from citynet_kg.identifiers import AUTHORITY_TYPES
from citynet_kg.importing.cities.draft import draft_cities
from citynet_kg.importing.cities.headings import is_language
from citynet_kg.importing.contacts import without_contacts
from citynet_kg.importing.desk import Desk
from citynet_kg.importing.ledger import ledger_text
from citynet_kg.importing.listing import read_listing
from citynet_kg.importing.options import CITIES
from citynet_kg.importing.register import GAZETTEERS, Register
from citynet_kg.importing.relations import check_relations, draft_relations
from citynet_kg.importing.review import read_decisions
from citynet_kg.importing.settling import Settler
from citynet_kg.importing.staging import write_files
from citynet_kg.matching import Matcher
from citynet_kg.sources import read_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from citynet_kg.importing.editions import Changes
    from citynet_kg.importing.findings import Finding
    from citynet_kg.importing.listing import Listing
    from citynet_kg.importing.options import Options
    from citynet_kg.layout import Layout
    from citynet_kg.sources import Project


_LABELS = ("skos:prefLabel", "skos:altLabel")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do; `files` is empty if nothing was written.

    `left_aside` are rows that are no entries; `columns` are headings that were not taken, or not wholly, by the code of
    what is told of them.
    """

    rows: int
    left_aside: tuple[int, ...]
    columns: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...]
    unused: tuple[Finding, ...]
    added: Mapping[str, int]
    repeated: int
    files: tuple[str, ...]
    changes: Changes | None


def import_list(path: Path, layout: Layout, options: Options, talk: Callable[[str], None] = lambda _: None) -> Outcome:
    """Read a list and add it to `data/`.

    Args:
        path: a CSV or .xlsx file.
        layout: where the project lies.
        options: what the list is and how to read it.
        talk: told which step begins.

    Raises:
        UnreadableTableError: the file, or the review file, is no table of the wanted kind.
        UnknownThingError: there is no such card, network or city.
        BadParameterError: an option has a wrong value.
        ProjectNotFoundError, DataError: the project is not there, or has mistakes of its own.
    """
    talk("read: the list and data/")
    listing, contacts = without_contacts(read_listing(path, options))
    desk = _lay_out(listing, layout, options, talk)
    options = desk.options
    draft = draft_cities(desk) if options.what == CITIES else draft_relations(desk)
    findings = sorted([*contacts, *draft.findings], key=lambda f: f.row)
    files: list[str] = []
    if not options.dry_run and (options.skip_bad or not findings):
        talk("write: data/")
        ledger = None
        if options.ledger:
            refused = [row for row in desk.project.ledger if row.source == options.source]
            ledger = ledger_text(refused, listing.file, [*findings, *draft.unused])
        files = write_files(layout, {**draft.files, f"data/sources/{options.source}/ledger.csv": ledger})
    return Outcome(
        rows=len(listing.rows) + len({finding.row for finding in contacts}),
        left_aside=listing.left_aside,
        columns={
            "columns-personal": listing.columns.personal,
            "columns-unread": listing.columns.unread,
            "columns-without-language": tuple(draft.without_language),
        },
        findings=tuple(findings),
        unused=tuple(draft.unused),
        added=draft.added,
        repeated=draft.repeated,
        files=tuple(files),
        changes=draft.changes,
    )


def _lay_out(listing: Listing, layout: Layout, options: Options, talk: Callable[[str], None]) -> Desk:
    """Read what a list is held against: what is small and may be wrong comes first."""
    layout.require("data", "ontology")
    project = read_project(layout)
    _check_cards(project, options)
    if options.names_in and not is_language(options.names_in):
        raise BadParameterError("--names-in", f"{options.names_in!r} is not a language that names are kept in: de, uk.")
    if options.what != CITIES:
        check_relations(layout, project, options)
    talk("read: the gazetteer")
    gazetteer = read_gazetteer(layout.gazetteer / "places.csv.gz")
    countries = read_countries(layout.gazetteer / "country-names.csv", layout.data / "entities" / "countries.csv")
    if options.country:
        country = countries.find(options.country)
        if country is None:
            raise BadParameterError("--country", f"{options.country!r} is not known. Write a code such as DE.")
        options = replace(options, country=country)
    card = project.cards[options.source]
    title = (card.title or card.publisher) if options.municipalities else ""
    register = Register(project.authorities, gazetteer, options.source, options.names_in, title)
    register.learn(_stated_names(project))
    decisions = read_decisions(options.decisions) if options.decisions else {}
    held = frozenset(vocabulary_countries(layout))
    settler = Settler(listing, options, Matcher(gazetteer), countries, decisions, held)
    return Desk(layout, options, project, register, settler, talk)


def _stated_names(project: Project) -> Iterator[tuple[str, str]]:
    """The names that sources state of places, by their slug."""
    for row in project.attributes:
        kind, _, slug = row.subject.partition("/")
        if kind in AUTHORITY_TYPES and row.property in _LABELS and row.stance == "supports":
            yield slug, row.value


def _check_cards(project: Project, options: Options) -> None:
    for card in filter(None, (options.source, options.compare)):
        if card not in project.cards:
            near = difflib.get_close_matches(card, list(project.cards), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise UnknownThingError(
                f"There is no source card {card!r}{hint} "
                f"Write data/sources/{card}/source.toml first; docs/data-files.md describes it."
            )
    missing = [card for card in GAZETTEERS if card not in project.source_ids]
    if missing:
        raise UnknownThingError(f"The cards of the gazetteer are missing: {', '.join(missing)}.")
