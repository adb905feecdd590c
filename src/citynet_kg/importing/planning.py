"""Decide what an entry adds: a relation, or only further evidence of one that is there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citynet_kg.graph.choose import choose
from citynet_kg.identifiers import partnership_stem
from citynet_kg.importing.findings import Finding
from citynet_kg.importing.numbering import next_number
from citynet_kg.importing.options import MEMBERSHIPS
from citynet_kg.sources.columns import COLUMNS
from citynet_kg.sources.records import Membership

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citynet_kg.dates import PartialDate
    from citynet_kg.importing.entries import Entry
    from citynet_kg.importing.options import Options
    from citynet_kg.importing.register import Register
    from citynet_kg.sources import Project
    from citynet_kg.sources.records import Card, Evidence, Partnership

_TWO = 2


@dataclass(slots=True)
class Plan:
    """Rows to add to the tables; nothing is changed or taken away.

    `repeated` entries are there already; `entries` are the cells of all of them, whether new, repeated or refused.
    """

    relations: list[dict[str, str]] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)
    repeated: int = 0
    entries: list[dict[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def used(self) -> frozenset[str]:
        """The slugs of all parties of the new relations."""
        return frozenset(s for row in self.relations for s in (row.get("member") or row.get("partners", "")).split())


class Planner:
    """Plans the entries of one list against what the project holds."""

    def __init__(self, project: Project, register: Register, options: Options, file: str) -> None:
        self._register, self._options, self._file = register, options, file
        self._card: Card = project.cards[options.source]
        self._kind = "membership" if options.what == MEMBERSHIPS else "partnership"
        self._planned: set[str] = set()
        self._known: dict[str, list[Membership | Partnership]] = defaultdict(list)
        relations: Sequence[Membership | Partnership] = (
            project.memberships if options.what == MEMBERSHIPS else project.partnerships
        )
        for relation in relations:
            self._known[relation.slug.rsplit("--", 1)[0]].append(relation)
        self._passages: dict[str, list[Evidence]] = defaultdict(list)
        for passage in project.evidence:
            for path in passage.about:
                self._passages[path].append(passage)
        self._before = self._stems_before(project)
        self._next = next_number(project, options.source)

    def plan(self, entries: Sequence[Entry]) -> Plan:
        """Plan entries, in their order: evidence is numbered on."""
        plan = Plan()
        now: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            now[entry.locator].add(self._stem(entry))
        for entry in entries:
            self._plan(entry, plan, elsewhere=self._before[entry.locator] - now[entry.locator])
        plan.relations.sort(key=lambda row: row["slug"])
        return plan

    def _stems_before(self, project: Project) -> dict[str, set[str]]:
        """What this source's rows were taken for when it was imported before, by their locators."""
        ending = f"--{self._options.network}" if self._options.what == MEMBERSHIPS else ""
        stems: dict[str, set[str]] = defaultdict(set)
        for passage in project.evidence:
            for path in passage.about if passage.source == self._card.id else ():
                kind, _, slug = path.partition("/")
                stem = slug.rsplit("--", 1)[0]
                if kind == self._kind and stem.endswith(ending):
                    stems[passage.locator].add(stem)
        return stems

    def _stem(self, entry: Entry) -> str:
        slugs = [self._register.slug(place) for place in entry.places]
        return f"{slugs[0]}--{self._options.network}" if self._options.what == MEMBERSHIPS else partnership_stem(*slugs)

    def _plan(self, entry: Entry, plan: Plan, elsewhere: set[str]) -> None:
        """Plan one entry; `elsewhere` is what its words were taken for before, and no row of the list is any more."""
        slugs, stem = [self._register.slug(place) for place in entry.places], self._stem(entry)
        known = self._known.get(stem, [])
        path = f"{self._kind}/{known[0].slug if known else stem + '--1'}"
        cells = self._evidence(entry, path)
        plan.entries.append(cells)

        def wrong(code: str, **values: object) -> None:
            plan.findings.append(Finding(self._file, entry.row, "", entry.locator, code, values))

        of_this_source = [
            (passage, f"{self._kind}/{relation.slug}")
            for relation in known
            for passage in self._passages[f"{self._kind}/{relation.slug}"]
            if passage.source == self._card.id and passage.locator == entry.locator
        ]
        if of_this_source:
            if any(_says(passage) == _cells_say(cells) for passage, _ in of_this_source):
                plan.repeated += 1
            else:
                wrong("changed")
            return
        if elsewhere and stem not in self._before[entry.locator]:
            wrong("moved", before=", ".join(sorted(elsewhere)), now=stem)
            return
        meant = self._meant(known, entry)
        if known and meant is None:
            wrong("several-periods", slugs=", ".join(relation.slug for relation in known))
            return
        if meant is not None:
            path = cells["about"] = f"{self._kind}/{meant.slug}"
            displaced = self._displaced(meant, entry, cells, path)
            if displaced:
                wrong("dates-differ", slug=meant.slug, known=displaced)
                return
            listed_as = getattr(meant, "designation", "")
            if entry.designation and entry.designation != listed_as:
                wrong("designation-differs", slug=meant.slug, known=listed_as or "–", designation=entry.designation)
                return
        elif stem not in self._planned:
            self._planned.add(stem)
            plan.relations.append(self._relation(entry, stem, slugs))
        cells["n"] = str(self._next)
        self._next += 1
        plan.evidence.append(cells)

    def _meant(self, known: Sequence[Membership | Partnership], entry: Entry) -> Membership | Partnership | None:
        """Which relation of the same parties an entry speaks of; None if there is none, or if several may be meant.

        An entry that states neither form nor time joins the earliest (docs/model.md): it never opens a second.
        """
        if len(known) < _TWO:
            return known[0] if known else None
        if entry.form:
            known = [relation for relation in known if _form(relation) == entry.form]
        if entry.started:
            known = [relation for relation in known if self._starts(relation, entry.started)]
        if entry.form or entry.started or entry.ended:
            return known[0] if len(known) == 1 else None
        return min(known, key=lambda relation: (self._start(relation) or dt.date.max, relation.slug))

    def _starts(self, relation: Membership | Partnership, started: PartialDate) -> bool:
        """Tell whether sources give a relation a start that an entry's contains, or lies within."""
        stated = [p.stated_start for p in self._passages[f"{self._kind}/{relation.slug}"] if p.stated_start]
        return bool(stated) and choose([*stated, started], None).value is not None

    def _start(self, relation: Membership | Partnership) -> dt.date | None:
        stated = [p.stated_start for p in self._passages[f"{self._kind}/{relation.slug}"] if p.stated_start]
        chosen = relation.choices.started or choose(stated, None).value
        return chosen.earliest if chosen else None

    def _relation(self, entry: Entry, stem: str, slugs: Sequence[str]) -> dict[str, str]:
        form = entry.form or self._options.form
        if self._options.what == MEMBERSHIPS:
            cells = dict.fromkeys(COLUMNS["memberships"].split(","), "")
            return cells | {
                "slug": f"{stem}--1",
                "member": slugs[0],
                "organization": self._options.network,
                "kind": form,
                "designation": entry.designation,
            }
        cells = dict.fromkeys(COLUMNS["partnerships"].split(","), "")
        return cells | {"slug": f"{stem}--1", "partners": " ".join(sorted(slugs)), "type": form}

    def _evidence(self, entry: Entry, path: str) -> dict[str, str]:
        published = self._card.published or self._card.retrieved
        is_over = entry.ended is not None and published is not None and entry.ended.latest < published.latest
        is_current = self._options.is_current and entry.ended is None
        stated = "stated_kind" if self._options.what == MEMBERSHIPS else "stated_type"
        form = entry.form or (self._options.form if self._options.form != "unspecified" else "")
        cells = dict.fromkeys(COLUMNS["evidence"].split(","), "")
        return cells | {
            "about": path,
            "locator": entry.locator,
            stated: form,
            "stated_start": str(entry.started or ""),
            "stated_end": str(entry.ended or ""),
            "stated_status": "ended" if is_over else "current-at-source" if is_current else "",
            "stated_as_of": str(self._card.published or "") if is_current else "",
            "note": entry.note,
        }

    def _displaced(self, relation: Membership | Partnership, entry: Entry, cells: dict[str, str], path: str) -> str:
        """A date or status that sources agree on until now, and would not agree on any more."""
        passages = [p for p in self._passages[path] if p.stance == "supports"]
        for dates, new, chosen in (
            ([p.stated_start for p in passages if p.stated_start], entry.started, relation.choices.started),
            ([p.stated_end for p in passages if p.stated_end], entry.ended, relation.choices.ended),
        ):
            before = choose(dates, None).value
            if new and before and chosen is None and choose([*dates, new], None).value is None:
                return str(before)
        statuses = [p.stated_status for p in passages if p.stated_status]
        status = cells["stated_status"]
        if status and statuses and not relation.choices.status and choose([*statuses, status]).value is None:
            return str(choose(statuses).value or ", ".join(sorted(set(statuses))))
        return ""


def _form(relation: Membership | Partnership) -> str:
    return relation.kind if isinstance(relation, Membership) else relation.type


_SAID = ("stated_type", "stated_kind", "stated_start", "stated_end", "stated_status", "stated_as_of")


def _says(passage: Evidence) -> tuple[str, ...]:
    return tuple(str(getattr(passage, column) or "") for column in _SAID)


def _cells_say(cells: dict[str, str]) -> tuple[str, ...]:
    return tuple(cells[column] for column in _SAID)
