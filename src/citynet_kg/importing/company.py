"""Settle places by their company: of several places of a name, the one is meant that has the same partners already.

A name alone decides nothing, but two sources that state the same partnership of a place of this name speak of one
place. How often that is right is measured in `docs/matching.md`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.names import fold, readings
from citynet_kg.importing.findings import Finding
from citynet_kg.matching import fits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.gazetteer import Gazetteer, Place
    from citynet_kg.importing.register import Register
    from citynet_kg.importing.settling import Settled
    from citynet_kg.matching import Wanted
    from citynet_kg.sources import Project

_TWO = 2
_SHOWN = 3
_NAMED_BY_AN_IDENTIFIER = ("identified", "identifiers-disagree")


def partners_by_other_sources(project: Project, register: Register, source: str) -> dict[str, set[str]]:
    """Who is whose partner, by the keys of places, as sources other than one state it.

    The list itself does not count: what it added the last time would else tell more this time.
    """
    stated = {
        path
        for passage in project.evidence
        if passage.source != source and passage.stance == "supports"
        for path in passage.about
    }
    partners: dict[str, set[str]] = defaultdict(set)
    for relation in project.partnerships:
        if f"partnership/{relation.slug}" not in stated or relation.choices.assessment == "rejected":
            continue
        keys = [key for slug in relation.partners if (key := register.key_of(slug))]
        for key in keys:
            partners[key].update(other for other in keys if other != key)
    return partners


def settle_by_company(
    sides: list[list[Settled]], gazetteer: Gazetteer, partners: Mapping[str, set[str]], city: Place | None
) -> list[list[Settled]]:
    """Settle what is open, in rounds: a place that was settled is company in the next.

    Args:
        sides: for each row, its places or what is wrong with them.
        gazetteer: where names are looked up.
        partners: see `partners_by_other_sources`.
        city: the one city whose partners the list names.
    """
    while True:
        company: dict[Wanted, dict[str, Place]] = defaultdict(dict)
        for row in sides:
            others = [city, *(side.found for side in row)]
            for side in row:
                if side.wanted is not None and _is_open(side.found):
                    company[side.wanted] |= {p.key: p for p in others if p is not None and not isinstance(p, Finding)}
        told = _tell(company, gazetteer, partners)
        if not told:
            return sides
        sides = [[_with(side, told, company, partners) for side in row] for row in sides]


def _is_open(found: Place | Finding) -> bool:
    """Tell whether only the name speaks of a place so far."""
    return (
        isinstance(found, Finding)
        and found.code in ("place-doubtful", "place-unknown")
        and found.match is not None
        and found.match.reasons[0].code not in _NAMED_BY_AN_IDENTIFIER
    )


def _tell(
    company: Mapping[Wanted, Mapping[str, Place]], gazetteer: Gazetteer, partners: Mapping[str, set[str]]
) -> dict[Wanted, Place]:
    told = {
        wanted: place for wanted, others in company.items() if (place := _told(wanted, others, gazetteer, partners))
    }
    claims = Counter(place.key for wanted, place in told.items() if wanted.qid)
    # two items of one place may be town and municipality, but not town and quarter
    return {w: p for w, p in told.items() if not w.qid or claims[p.key] == 1 or _is_own(p, w.name)}


def _told(
    wanted: Wanted, others: Mapping[str, Place], gazetteer: Gazetteer, partners: Mapping[str, set[str]]
) -> Place | None:
    for reading in readings(wanted.name):
        fitting = [
            p for p in gazetteer.called(reading.key) if fits(p, wanted) and partners.get(p.key, set()) & others.keys()
        ]
        if not fitting:
            continue
        place = fitting[0]
        is_other_item = bool(wanted.qid) and len(place.qid_sources) >= _TWO and place.qid != wanted.qid
        return place if len(fitting) == 1 and (not is_other_item or _is_own(place, wanted.name)) else None
    return None


def _is_own(place: Place, name: str) -> bool:
    return fold(name) in (fold(place.name), fold(place.name_en), fold(place.name_de))


def _with(
    side: Settled,
    told: Mapping[Wanted, Place],
    company: Mapping[Wanted, Mapping[str, Place]],
    partners: Mapping[str, set[str]],
) -> Settled:
    place = told.get(side.wanted) if side.wanted is not None and _is_open(side.found) else None
    if place is None or side.wanted is None:
        return side
    shared = sorted(p.name for key, p in company[side.wanted].items() if key in partners[place.key])
    label = f"{side.wanted.name} ({side.wanted.qid})" if side.wanted.qid else side.wanted.name
    more = f" and {len(shared) - _SHOWN} more" if len(shared) > _SHOWN else ""
    note = (
        f"{label} is taken for {place.name} in {place.country}, because another source also states its partnership "
        f"with {', '.join(shared[:_SHOWN])}{more}."
    )
    return side.as_place(place, note)
