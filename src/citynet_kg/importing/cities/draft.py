"""Draft the import of a list of cities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.importing.cities.entries import read_cities
from citynet_kg.importing.cities.headings import ALTERNATIVES, NAME
from citynet_kg.importing.cities.known import Known
from citynet_kg.importing.cities.planning import ADDED, CityPlanner
from citynet_kg.importing.cities.writing import files_of
from citynet_kg.importing.desk import Desk, Draft
from citynet_kg.importing.editions import Changes

if TYPE_CHECKING:
    from citynet_kg.importing.cities.facts import Fact
    from citynet_kg.importing.cities.planning import CityPlan

_LAST_YEAR = 9999


def draft_cities(desk: Desk) -> Draft:
    """Turn the rows of a list into statements about places that the register has."""
    options, project, listing = desk.options, desk.project, desk.settler.listing
    card = project.cards[options.source]
    day = card.published or card.retrieved
    entries, findings = read_cities(desk.settler, day.latest.year if day else _LAST_YEAR, desk.talk)
    desk.talk("plan: names, codes and figures")
    known = Known(project)
    before = _by_place(known, options.compare)
    plan = CityPlanner(project, known, desk.register, options.source, listing.file).plan(entries)
    without = () if options.names_in else (NAME, ALTERNATIVES)
    return Draft(
        findings=sorted([*findings, *plan.findings], key=lambda f: (f.row, f.column, f.code)),
        unused=sorted(plan.unused, key=lambda f: f.row),
        added={what: plan.added[what] for what in ADDED if plan.added[what]},
        repeated=plan.repeated,
        files=files_of(desk.layout, options.source, known, plan),
        changes=_changes(before, plan) if options.compare else None,
        without_language=tuple(filter(None, map(listing.columns.heading, without))),
    )


def _by_place(known: Known, source: str) -> dict[str, set[Fact]]:
    said = {slug: {fact for fact, by in facts if by == source} for slug, facts in known.facts.items()}
    return {slug: facts for slug, facts in said.items() if facts}


def _changes(before: dict[str, set[Fact]], plan: CityPlan) -> Changes:
    """What a newer list says otherwise than an older one."""
    then = {slug: _in_words(facts) for slug, facts in before.items()}
    now = {slug: _in_words(facts) for slug, facts in plan.said.items() if facts}
    return Changes(
        joined=tuple(sorted(set(now) - set(then))),
        left=tuple(sorted(set(then) - set(now))),
        changed=tuple(
            (slug, "; ".join(sorted(then[slug] - now[slug])) or "–", "; ".join(sorted(now[slug] - then[slug])) or "–")
            for slug in sorted(set(then) & set(now))
            if then[slug] != now[slug]
        ),
    )


def _in_words(facts: set[Fact]) -> set[str]:
    return {str(fact.as_told).replace("alt_names", "name") for fact in facts}
