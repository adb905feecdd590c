"""Know the columns of a list by their usual headings in English, German, French and Ukrainian."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from citynet_kg.errors import UnreadableTableError
from citynet_kg.gazetteer.names import fold
from citynet_kg.importing.cities import headings as cities
from citynet_kg.importing.options import CITIES, MEMBERSHIPS, PARTNERSHIPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from citynet_kg.importing.decoding import Line

_LOOKED_AT = 20
PLACE_FIELDS = ("name", "country", "lat", "lon", "qid", "geonames_id", "unlocode")
"""What a row may say of each place; in a list of partnerships they are `a.name`, `b.name` and so on."""
_IDENTIFYING = ("name", "qid", "geonames_id", "unlocode")
RELATION_FIELDS = ("started", "ended", "form")
DESIGNATION = "designation"
"""Under what a network lists a member; partnerships have none."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, what its heading is, and the rows below which the data begins."""

    at: Mapping[str, int]
    headings: tuple[str, ...]
    last_header: int
    first_header: int

    def heading(self, field: str) -> str:
        """The heading of a field, for messages."""
        return self.headings[self.at[field]] if field in self.at else ""

    @property
    def personal(self) -> tuple[str, ...]:
        """The headings of columns with contact data or names of persons, which are never taken."""
        return tuple(heading for heading in self._others() if _is_personal(heading))

    @property
    def unread(self) -> tuple[str, ...]:
        """The other headings of columns that no field was found for."""
        return tuple(heading for heading in self._others() if not _is_personal(heading))

    def _others(self) -> Iterator[str]:
        taken = set(self.at.values())
        return (heading for number, heading in enumerate(self.headings) if fold(heading) and number not in taken)


def find_columns(lines: Sequence[Line], file: str, what: str, given: Mapping[str, str], *, one_city: bool) -> Columns:
    """Find the heading row, or the two of a merged heading, among the first rows.

    Args:
        lines: the table.
        file: how messages name it.
        what: kind of list.
        given: field to heading, as the caller maps them; they win over what is recognised.
        one_city: the list names the partners of one city, which has no column.

    Raises:
        UnreadableTableError: no row has the headings that are needed.
    """
    needed = {"b.name"} if one_city else {"a.name", "b.name"} if what == PARTNERSHIPS else {"name"}
    unknown = sorted(field for field in given if not _may_have(what, field))
    if unknown:
        known = ", ".join(sorted(fields_of(what)))
        raise UnreadableTableError(file, f"--map knows no field {', '.join(unknown)}; the fields are: {known}.")
    best: Columns | None = None
    for index, line in enumerate(lines[:_LOOKED_AT]):
        above = lines[index - 1].cells if index else ()
        merged = tuple(c or (above[i] if i < len(above) else "") for i, c in enumerate(line.cells))
        for headings, first in ((line.cells, index), (merged, index - 1)):
            at = _recognised(headings, what, given, one_city=one_city)
            if _is_enough(at, needed, what) and (best is None or len(at) > len(best.at)):
                best = Columns(at, headings, index, first)
    if best is None:
        columns = " and ".join(sorted(needed))
        raise UnreadableTableError(
            file, f"no row has headings for {columns}. Name them with --map, such as --map {min(needed)}=HEADING."
        )
    missing = [f"{field}={heading}" for field, heading in given.items() if field not in best.at]
    if missing:
        raise UnreadableTableError(file, f"no heading fits --map {', '.join(missing)}.")
    return best


def fields_of(what: str) -> frozenset[str]:
    """The fields that a list of this kind may have; those of cities also with a language or year: name_de."""
    if what == MEMBERSHIPS:
        return frozenset((*PLACE_FIELDS, *RELATION_FIELDS, DESIGNATION))
    if what == CITIES:
        return frozenset((*PLACE_FIELDS, *cities.FIELDS, "name_de", "alt_names_de", "population_2021"))
    return frozenset((*(f"{side}.{f}" for side in "ab" for f in PLACE_FIELDS), *RELATION_FIELDS))


def _may_have(what: str, field: str) -> bool:
    return field in fields_of(what) or (what == CITIES and cities.is_field(field))


def _is_enough(at: Mapping[str, int], needed: set[str], what: str) -> bool:
    """Tell whether the columns that were found make a list; one of cities may name them by any name or identifier."""
    if what == CITIES:
        return any(field in _IDENTIFYING or field.startswith("name_") for field in at)
    return needed <= set(at)


def _recognised(headings: Sequence[str], what: str, given: Mapping[str, str], *, one_city: bool) -> dict[str, int]:
    mapped = {fold(heading): field for field, heading in given.items()}
    at: dict[str, int] = {}
    side = "b" if one_city else "a"
    for number, heading in enumerate(headings):
        key = fold(heading)
        if not key:
            continue
        if key in mapped:
            at[mapped[key]] = number
            side = mapped[key].split(".")[0] if "." in mapped[key] else side
            continue
        field = _fields().get(key, "")
        if field == DESIGNATION and what != MEMBERSHIPS:
            continue
        if what == CITIES:
            field = cities.field_of(heading) or (field if field in PLACE_FIELDS else "")
        if what != PARTNERSHIPS:
            if field not in ("", "partner", *given):
                at.setdefault(field, number)
            continue
        if field == "partner":
            field, side = "name", "b"
        elif field == "name":
            side = "b" if one_city or "a.name" in at else "a"
        # a country stands beside its city: it belongs to the place named before it
        full = f"{side}.{field}" if field in PLACE_FIELDS else field
        if field and full not in given:
            at.setdefault(full, number)
    return at


def _is_personal(heading: str) -> bool:
    """Tell whether one of the words for contact data stands in a heading, as whole words."""
    return any(f" {word} " in f" {fold(heading)} " for word in _words()["personal"])


@cache
def _fields() -> dict[str, str]:
    """Folded headings to fields; `partner` is the name of the second city."""
    return {heading: field for field, headings in _words().items() for heading in headings if field != "personal"}


@cache
def _words() -> dict[str, tuple[str, ...]]:
    text = (files("citynet_kg.importing") / "words" / "headings.toml").read_text("utf-8")
    return {field: tuple(map(fold, headings)) for field, headings in tomllib.loads(text).items()}
