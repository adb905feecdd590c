"""View models as plain data: JSON documents, and relations as rows of a table."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from citynet_kg.describe.cells import Cell
    from citynet_kg.describe.relations import RelationView
    from citynet_kg.describe.thing import ThingView

RELATION_COLUMNS = (
    "relation",
    "group",
    "type",
    "kind",
    "parties",
    "party_iris",
    "started",
    "ended",
    "stated_current_as_of",
    "start_earliest",
    "start_latest",
    "end_earliest",
    "end_latest",
    "state",
    "status",
    "assessment",
    "current",
    "decided_on",
    "decided_by",
    "vote",
    "sources",
)


def view_data(view: Any) -> Any:
    """Turn a view into what JSON can hold: days as text; what is empty is left out, but never a no or a zero."""
    if dataclasses.is_dataclass(view) and not isinstance(view, type):
        pairs = ((f.name, view_data(getattr(view, f.name))) for f in dataclasses.fields(view))
        return {name: value for name, value in pairs if value is not None and value not in ("", [], {})}
    if isinstance(view, dt.date):
        return view.isoformat()
    if isinstance(view, tuple | list):
        return [view_data(item) for item in view]
    return view


def relation_rows(view: ThingView) -> list[dict[str, str]]:
    """A row for each relation that the page shows, with `RELATION_COLUMNS` as its keys."""
    found = [] if view.relation is None else [(view.relation, "")]
    found += [(relation, group.key) for group in view.groups for relation in group.rows]
    return [dict(zip(RELATION_COLUMNS, _row(*pair), strict=True)) for pair in found]


def _row(relation: RelationView, group: str) -> tuple[str, ...]:
    bounds, decision = relation.bounds, relation.decision
    days = (bounds.start_earliest, bounds.start_latest, bounds.end_earliest, bounds.end_latest)
    return (
        relation.iri,
        group,
        relation.type,
        _text(relation.kind),
        " | ".join(p.name.text for p in relation.parties),
        " ".join(p.name.iri for p in relation.parties),
        _text(relation.started),
        _text(relation.ended),
        _text(relation.stated_current),
        *("" if day is None else day.isoformat() for day in days),
        relation.state or "",
        relation.status.notation if relation.status else "",
        relation.assessment.notation if relation.assessment else "",
        "true" if relation.is_current else "false",
        _text(decision.decided_on) if decision else "",
        _text(decision.body) if decision else "",
        decision.vote.notation if decision and decision.vote else "",
        " | ".join(dict.fromkeys(e.source.name.text for e in relation.evidence)),
    )


def _text(shown: Cell | None) -> str:
    return shown.text if shown else ""
