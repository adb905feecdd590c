"""Read dates, periods and forms of rows, and settle their places: an entry for each row that is sound."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.names import fold
from citynet_kg.importing.company import settle_by_company
from citynet_kg.importing.dating import UnreadableDateError, read_period
from citynet_kg.importing.findings import Finding
from citynet_kg.importing.options import MEMBERSHIPS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from citynet_kg.dates import PartialDate
    from citynet_kg.gazetteer import Place
    from citynet_kg.importing.listing import Listing, Row
    from citynet_kg.importing.settling import Settled, Settler

_PROGRESS = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What a sound row says. `locator` is made of its own words, so that it does not depend on where the row stands."""

    row: int
    locator: str
    places: tuple[Place, ...]
    started: PartialDate | None
    ended: PartialDate | None
    form: str
    designation: str = ""
    note: str = ""
    called: tuple[str, ...] = ()
    """What the list calls each place; empty for the one city whose partners it names."""

    @property
    def named(self) -> tuple[tuple[Place, str], ...]:
        return tuple(zip(self.places, self.called, strict=True))

    @property
    def parties(self) -> tuple[str, ...]:
        return tuple(sorted(place.key for place in self.places))

    @property
    def says(self) -> tuple[object, ...]:
        return self.started, self.ended, self.form, self.designation


def read_entries(
    settler: Settler,
    forms: Mapping[str, str],
    city: Place | None,
    partners: Mapping[str, set[str]],
    talk: Callable[[str], None],
) -> tuple[list[Entry], list[Finding]]:
    """Turn rows into entries, and what is wrong with the others into findings.

    Args:
        settler: settles places.
        forms: folded names of membership kinds or partnership types, to notations.
        city: the one city whose partners the list names.
        partners: who is whose partner by other sources; empty for memberships.
        talk: told how far it has come.
    """
    listing = settler.listing
    sides = ("",) if settler.options.what == MEMBERSHIPS else ("b.",) if city is not None else ("a.", "b.")
    places: list[list[Settled]] = []
    for number, row in enumerate(listing.rows):
        if number % _PROGRESS == 0:
            talk(f"match: row {number:,} of {len(listing.rows):,}")
        places.append([settler.settle(row, side) for side in sides])
    if partners:
        talk("match: by partners that other sources state")
        places = settle_by_company(places, settler.matcher.gazetteer, partners, city)
    entries, findings = [], []
    for row, of_row in zip(listing.rows, places, strict=True):
        settled = [
            settler.held_only(settler.unresolved(place), row, side) for side, place in zip(sides, of_row, strict=True)
        ]
        read = _entry(row, settler, forms, city, sides, settled)
        if isinstance(read, Entry):
            entries.append(read)
        else:
            findings += read
    return _without_contradictions(entries, listing, findings)


def _entry(
    row: Row,
    settler: Settler,
    forms: Mapping[str, str],
    city: Place | None,
    sides: tuple[str, ...],
    settled: list[Settled],
) -> Entry | list[Finding]:
    listing, options = settler.listing, settler.options
    findings: list[Finding] = []

    def wrong(field: str, code: str, **values: object) -> None:
        heading = listing.columns.heading(field)
        findings.append(Finding(listing.file, row.number, heading, row.get(field), code, values))

    findings += [side.found for side in settled if isinstance(side.found, Finding)]
    places = [] if city is None else [city]
    places += [side.found for side in settled if not isinstance(side.found, Finding)]
    started, ended = None, None
    for field in ("started", "ended"):
        text = row.get(field)
        if not text:
            continue
        try:
            first, last = read_period(text, options.day_first)
        except UnreadableDateError as error:
            wrong(field, error.code)
            continue
        if field == "started":
            started, ended = first, last
        else:
            ended = last or first or ended
    if started and ended and ended.latest < started.earliest:
        wrong("ended" if row.get("ended") else "started", "dates-reversed", start=started)
    form = row.get("form")
    notation = forms.get(fold(form)) if form else ""
    if notation is None:
        wrong("form", "form-unknown", known=", ".join(sorted(set(forms.values()))))
    if options.what != MEMBERSHIPS and not findings and len({p.key for p in places}) == 1:
        wrong(f"{sides[-1]}name", "with-itself", place=places[0].name)
    if findings or notation is None:
        return findings
    designation = " ".join(row.get("designation").split())
    locator = " – ".join(filter(None, (locator_of(row, side) for side in sides)))
    if designation:
        locator = unicodedata.normalize("NFC", f"{locator}: {designation}")
    note = " ".join(side.note for side in settled if side.note)
    called = (*([] if city is None else [""]), *(row.get(side + "name") for side in sides))
    return Entry(row.number, locator, tuple(places), started, ended, notation, designation, note, called)


def locator_of(row: Row, side: str = "") -> str:
    """The words of the row that name a place, whatever row they stand in."""
    words = [row.get(side + field) for field in ("name", "country", "qid", "geonames_id", "unlocode")]
    return unicodedata.normalize("NFC", ", ".join(" ".join(word.split()) for word in words if word))


def _without_contradictions(
    entries: list[Entry], listing: Listing, findings: list[Finding]
) -> tuple[list[Entry], list[Finding]]:
    """Keep one of the rows that say the same in the same words, and none of those that contradict each other."""
    by_parties: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        by_parties[entry.parties].append(entry)
    kept: list[Entry] = []
    for rows in by_parties.values():
        if len({entry.says for entry in rows}) == 1:
            kept += {entry.locator: entry for entry in rows}.values()
            continue
        for entry in rows:
            other = next(e for e in rows if e.says != entry.says)
            value = entry.locator
            findings.append(Finding(listing.file, entry.row, "", value, "rows-contradict", {"other": other.row}))
    return sorted(kept, key=lambda entry: entry.locator), sorted(findings, key=lambda f: (f.row, f.column, f.code))
