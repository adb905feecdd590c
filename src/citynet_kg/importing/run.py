"""The steps of an import, from the file to the tables."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import BadParameterError, UnknownThingError
from citynet_kg.gazetteer import read_gazetteer
from citynet_kg.gazetteer.countries import read_countries
from citynet_kg.gazetteer.names import fold
from citynet_kg.graph.vocabulary import load_vocabulary
from citynet_kg.graph.vocabulary import read_countries as vocabulary_countries
from citynet_kg.identifiers import path_of, thing
from citynet_kg.importing.editions import changes_since
from citynet_kg.importing.entries import read_entries
from citynet_kg.importing.ledger import ledger_text
from citynet_kg.importing.listing import read_listing
from citynet_kg.importing.options import MEMBERSHIPS
from citynet_kg.importing.planning import Planner
from citynet_kg.importing.register import GAZETTEERS, Register
from citynet_kg.importing.review import read_decisions
from citynet_kg.importing.settling import Settler
from citynet_kg.importing.staging import write_plan
from citynet_kg.matching import Matcher
from citynet_kg.sources import read_project
from citynet_kg.vocab import SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from citynet_kg.gazetteer import Place
    from citynet_kg.importing.editions import Changes
    from citynet_kg.importing.findings import Finding
    from citynet_kg.importing.options import Options
    from citynet_kg.layout import Layout
    from citynet_kg.sources import Project


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do; `files` is empty if nothing was written."""

    rows: int
    left_aside: tuple[int, ...]
    findings: tuple[Finding, ...]
    authorities: int
    relations: int
    evidence: int
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
    layout.require("data", "ontology")
    listing = read_listing(path, options)
    project = read_project(layout)
    _check(project, options)
    forms = _forms(layout, options)
    talk("read: the gazetteer")
    gazetteer = read_gazetteer(layout.gazetteer / "places.csv.gz")
    countries = read_countries(layout.gazetteer / "country-names.csv", layout.data / "entities" / "countries.csv")
    if options.country:
        country = countries.find(options.country)
        if country is None:
            raise BadParameterError("--country", f"{options.country!r} is not known. Write a code such as DE.")
        options = replace(options, country=country)
    card = project.cards[options.source]
    register = Register(project.authorities, gazetteer, card.title or card.publisher if options.municipalities else "")
    city = _city(register, options)
    decisions = read_decisions(options.decisions) if options.decisions else {}
    settler = Settler(
        listing, options, Matcher(gazetteer), countries, decisions, frozenset(vocabulary_countries(layout))
    )
    entries, findings = read_entries(settler, forms, city, talk)
    talk("plan: relations and evidence")
    register.name_all(place for entry in entries for place in entry.places)
    planner = Planner(project, register, options, listing.file)
    plan = planner.plan(entries)
    findings += plan.findings
    files: list[str] = []
    if not options.dry_run and (options.skip_bad or not findings):
        talk("write: data/")
        refused = [row for row in project.ledger if row.source == options.source]
        ledger = ledger_text(refused, listing.file, findings) if options.ledger else None
        files = write_plan(layout, options.what, options.source, register, plan, ledger)
    return Outcome(
        rows=len(listing.rows),
        left_aside=listing.left_aside,
        findings=tuple(findings),
        authorities=len(register.rows(plan.used)),
        relations=len(plan.relations),
        evidence=len(plan.evidence),
        repeated=plan.repeated,
        files=tuple(files),
        changes=changes_since(project, options.compare, options, plan.entries) if options.compare else None,
    )


def _check(project: Project, options: Options) -> None:
    for card in filter(None, (options.source, options.compare)):
        if card not in project.cards:
            raise UnknownThingError(
                f"There is no source card {card!r}{_hint(card, project.cards)} "
                f"Write data/sources/{card}/source.toml first; docs/data-files.md describes it."
            )
    missing = [card for card in GAZETTEERS if card not in project.source_ids]
    if missing:
        raise UnknownThingError(f"The cards of the gazetteer are missing: {', '.join(missing)}.")
    if options.what == MEMBERSHIPS:
        subjects = {
            path_of(t.subject.value) or ""
            for file in project.turtle
            for t in file.triples
            if isinstance(t.subject, ox.NamedNode)
        }
        networks = [p.split("/")[1] for p in subjects if p.startswith(("network/", "association/"))]
        if options.network not in networks:
            hint = _hint(options.network, networks)
            raise UnknownThingError(
                f"There is no network {options.network!r}{hint} CONTRIBUTING.md says how to add one."
            )


def _hint(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else "."


def _city(register: Register, options: Options) -> Place | None:
    if not options.city:
        return None
    place = register.place_of(options.city)
    if place is None:
        raise UnknownThingError(f"There is no city {options.city!r} with a GeoNames id in the register.")
    return place


def _forms(layout: Layout, options: Options) -> dict[str, str]:
    """Every name of a membership kind or partnership type, to its notation."""
    scheme = "membership-kind" if options.what == MEMBERSHIPS else "partnership-type"
    stem = thing(f"concept/{scheme}/").value
    forms: dict[str, str] = {}
    for triple in load_vocabulary(layout).schemes:
        subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
        if not subject.startswith(stem):
            continue
        notation = subject.removeprefix(stem)
        forms.setdefault(fold(notation), notation)
        if triple.predicate in (SKOS.prefLabel, SKOS.altLabel) and isinstance(triple.object, ox.Literal):
            forms.setdefault(fold(triple.object.value), notation)
    if options.form not in forms.values():
        raise BadParameterError("form", f"{options.form!r} is not one of: {', '.join(sorted(set(forms.values())))}.")
    return forms
