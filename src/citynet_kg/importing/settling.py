"""Settle which place a row names, or say why it cannot be settled."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from citynet_kg.gazetteer import Place
from citynet_kg.importing.findings import Finding
from citynet_kg.matching import NONE, SURE, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.gazetteer import Countries
    from citynet_kg.importing.listing import Listing, Row
    from citynet_kg.importing.options import Options
    from citynet_kg.matching import Match, Matcher

_QID = re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9][0-9]{0,9})", re.IGNORECASE)
_GEONAMES = re.compile(r"(?:https?://(?:www\.|sws\.)?geonames\.org/)?([1-9][0-9]{0,9})(?:/.*)?")
_UNLOCODE = re.compile(r"([A-Za-z]{2})[ -]?([A-Za-z0-9]{3})")
_BETWEEN = re.compile(r"\s*(?:[;/\n]|,|\s&\s|\s\+\s|\s(?:und|and|et|та|і|й|y|e)\s)\s*")
_IDENTIFIERS = {
    "qid": (_QID, "QID", "Q586"),
    "geonames_id": (_GEONAMES, "GeoNames id", "2946447"),
    "unlocode": (_UNLOCODE, "UN/LOCODE", "DEBON"),
}
_HALF_CIRCLE, _RIGHT_ANGLE = 180, 90


@dataclass(frozen=True, slots=True)
class Settled:
    """A place of a row, or what is wrong with it; what the row says, if that can be read; a note for its evidence."""

    found: Place | Finding
    wanted: Wanted | None
    note: str = ""

    def as_place(self, place: Place, note: str = "") -> Settled:
        """The same, with a place found by other means."""
        return replace(self, found=place, note=note)


@dataclass(frozen=True, slots=True)
class Settler:
    """Settles the places of one list; `decisions` are those of a person, by name and country as written."""

    listing: Listing
    options: Options
    matcher: Matcher
    countries: Countries
    decisions: Mapping[tuple[str, str], str]
    held: frozenset[str]
    """The countries that the register holds."""

    def settle(self, row: Row, side: str = "") -> Settled:
        """The place of a row.

        Args:
            row: the row.
            side: `a.` or `b.` in a list of partnerships.
        """
        wanted = self._wanted(row, side)
        return Settled(self._find(row, side, wanted), wanted if isinstance(wanted, Wanted) else None)

    def unresolved(self, settled: Settled) -> Settled:
        """What has a name and a QID that the gazetteer does not know: an authority of its own, if options allow it."""
        wanted = settled.wanted
        if (
            not self.options.unresolved
            or isinstance(settled.found, Place)
            or wanted is None
            or not (wanted.name and wanted.qid)
            or self.matcher.gazetteer.identified(qid=wanted.qid) is not None
        ):
            return settled
        return settled.as_place(unresolved_place(wanted, self.options.source))

    def held_only(self, settled: Settled, row: Row, side: str = "") -> Settled:
        """A finding instead of a place in a country that the register does not hold."""
        found = settled.found
        if isinstance(found, Finding) or not found.country or found.country in self.held:
            return settled
        column = self.listing.columns.heading(side + "name")
        values = {"country": found.country}
        finding = Finding(self.listing.file, row.number, column, row.get(side + "name"), "country-not-held", values)
        return replace(settled, found=finding)

    def _find(self, row: Row, side: str, wanted: Wanted | tuple[str, str, dict[str, str]]) -> Place | Finding:
        name, country_cell = row.get(side + "name"), row.get(side + "country")

        def wrong(field: str, code: str, values: Mapping[str, object], match: Match | None = None) -> Finding:
            column = self.listing.columns.heading(side + field)
            return Finding(
                self.listing.file, row.number, column, row.get(side + field), code, values, match, country_cell
            )

        # a row without a name is decided by its identifier, which is what the review file shows of it
        shown = name or next((text for f in _IDENTIFIERS if (text := row.get(side + f))), "")
        decision = self.decisions.get((shown, country_cell))
        if decision:
            place = self.matcher.gazetteer.identified(geonames_id=decision)
            return place or wrong("name", "decision-unknown", {"geonames_id": decision})
        if isinstance(wanted, tuple):
            field, code, values = wanted
            return wrong(field, code, values)
        several = self._several(wanted)
        if several:
            return wrong("name", "two-places", {"places": ", ".join(several)})
        match = self.matcher.match(wanted)
        if match.verdict == SURE and match.place is not None:
            return match.place
        field = "name" if name else next(f for f in _IDENTIFIERS if row.get(side + f))
        return wrong(field, "place-unknown" if match.verdict == NONE else "place-doubtful", {}, match)

    def _wanted(self, row: Row, side: str) -> Wanted | tuple[str, str, dict[str, str]]:
        """What the row says of the place, or the field that cannot be read, with the code and words of a finding."""
        country_cell = row.get(side + "country")
        country = self.countries.find(country_cell) if country_cell else self.options.country
        if country is None:
            return "country", "country-unknown", {}
        identifiers: dict[str, str] = {}
        for field, (pattern, kind, example) in _IDENTIFIERS.items():
            text = row.get(side + field)
            match = pattern.fullmatch(text)
            if text and match is None:
                return field, "identifier-unreadable", {"kind": kind, "example": example}
            identifiers[field] = "".join(match.groups()).upper() if match else ""
        lat, lon = row.get(side + "lat"), row.get(side + "lon")
        point = _point(lat, lon)
        if point is None and (lat or lon):
            return "lat", "identifier-unreadable", {"kind": "latitude", "example": "50.73438"}
        name = row.get(side + "name")
        if not name and not any(identifiers.values()):
            return "name", "no-place", {}
        # the first two letters of a UN/LOCODE are the country
        return Wanted(name, country or identifiers["unlocode"][:2], point, **identifiers)

    def _several(self, wanted: Wanted) -> list[str]:
        """The places of a cell that names several, found by looking each of its parts up."""
        parts = [part for part in _BETWEEN.split(wanted.name) if part]
        if len(parts) == 1 or wanted.qid or wanted.geonames_id or wanted.unlocode:
            return []
        whole = self.matcher.match(wanted)
        if whole.reasons and whole.reasons[0].code == "as-written":
            return []  # "Bad Aibling und …" may be one name
        found: dict[str, str] = {}
        for part in parts:
            match = self.matcher.match(Wanted(part, wanted.country))
            codes = {reason.code for reason in match.reasons}
            if match.place is not None and not codes & {"misspelt", "elsewhere"}:
                found[match.place.geonames_id] = part
        return list(found.values()) if len(found) > 1 else []


def unresolved_place(wanted: Wanted, source: str) -> Place:
    """An authority of which only a name, a QID and perhaps the country are known."""
    return Place(
        geonames_id="",
        name=" ".join(wanted.name.split()),
        country=wanted.country,
        admin1="",
        lat="",
        lon="",
        population=0,
        kind="authority",
        qid=wanted.qid,
        qid_sources=(source,),
        unlocode="",
        ags="",
        nuts3="",
        urban_audit="",
        stated_population="",
        population_year="",
        name_en="",
        name_de="",
        alt_names=(),
    )


def read_identifier(field: str, text: str) -> str:
    """A QID, GeoNames id or UN/LOCODE as the gazetteer writes it; empty if the text is none."""
    match = _IDENTIFIERS[field][0].fullmatch(text)
    return "".join(match.groups()).upper() if match else ""


def _point(lat: str, lon: str) -> tuple[float, float] | None:
    """A point in degrees, with a decimal comma or point; None if it is none."""
    try:
        point = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        return None
    return point if abs(point[0]) <= _RIGHT_ANGLE and abs(point[1]) <= _HALF_CIRCLE else None
