"""Draft the import of a list of members or partners."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import BadParameterError, UnknownThingError
from citynet_kg.gazetteer.names import fold
from citynet_kg.graph.vocabulary import load_vocabulary
from citynet_kg.identifiers import path_of, thing
from citynet_kg.importing.company import partners_by_other_sources
from citynet_kg.importing.desk import Desk, Draft
from citynet_kg.importing.editions import changes_since
from citynet_kg.importing.entries import read_entries
from citynet_kg.importing.options import MEMBERSHIPS, PARTNERSHIPS
from citynet_kg.importing.planning import Planner
from citynet_kg.importing.staging import REGISTER, appended, counted
from citynet_kg.vocab import SKOS

if TYPE_CHECKING:
    from citynet_kg.gazetteer import Place
    from citynet_kg.importing.options import Options
    from citynet_kg.importing.planning import Plan
    from citynet_kg.importing.register import Register
    from citynet_kg.layout import Layout
    from citynet_kg.sources import Project

_TABLES = {"memberships": "data/relations/memberships.csv", "partnerships": "data/relations/partnerships.csv"}


def check_relations(layout: Layout, project: Project, options: Options) -> None:
    """Look at what the options name, before anything large is read.

    Raises:
        UnknownThingError: there is no such network.
        BadParameterError: the form is not known.
    """
    if options.what == MEMBERSHIPS:
        _check_network(project, options)
    forms = set(_forms(layout, options).values())
    if options.form not in forms:
        raise BadParameterError("form", f"{options.form!r} is not one of: {', '.join(sorted(forms))}.")


def draft_relations(desk: Desk) -> Draft:
    """Turn the rows of a list into relations and evidence.

    Raises:
        UnknownThingError: there is no such city.
    """
    options, project, register = desk.options, desk.project, desk.register
    forms = _forms(desk.layout, options)
    partners = partners_by_other_sources(project, register, options.source) if options.what == PARTNERSHIPS else {}
    entries, findings = read_entries(desk.settler, forms, _city(register, options), partners, desk.talk)
    desk.talk("plan: relations and evidence")
    register.name_all(named for entry in entries for named in entry.named)
    plan = Planner(project, register, options, desk.settler.listing.file).plan(entries)
    return Draft(
        findings=[*findings, *plan.findings],
        unused=(),
        added={
            "places": len(register.rows(plan.used)),
            "relations": len(plan.relations),
            "pieces of evidence": len(plan.evidence),
        },
        repeated=plan.repeated,
        files=files_of(desk.layout, options, register, plan),
        changes=changes_since(project, options.compare, options, plan.entries) if options.compare else None,
    )


def files_of(layout: Layout, options: Options, register: Register, plan: Plan) -> dict[str, str | None]:
    """The text of the files with the rows of a plan."""
    folder = f"data/sources/{options.source}"
    return {
        REGISTER: appended(layout.root / REGISTER, "authorities", register.rows(plan.used)),
        _TABLES[options.what]: appended(layout.root / _TABLES[options.what], options.what, plan.relations),
        f"{folder}/evidence.csv": appended(layout.root / folder / "evidence.csv", "evidence", plan.evidence),
        f"{folder}/source.toml": counted(layout.root / folder / "source.toml", len(plan.evidence)),
    }


def _check_network(project: Project, options: Options) -> None:
    subjects = {
        path_of(t.subject.value) or ""
        for file in project.turtle
        for t in file.triples
        if isinstance(t.subject, ox.NamedNode)
    }
    networks = [p.split("/")[1] for p in subjects if p.startswith(("network/", "association/"))]
    if options.network not in networks:
        near = difflib.get_close_matches(options.network, networks, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        raise UnknownThingError(f"There is no network {options.network!r}{hint} CONTRIBUTING.md says how to add one.")


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
    return forms
