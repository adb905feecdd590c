"""The rows of lists as people and programs read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from citynet_kg.dates import PartialDate
from citynet_kg.describe.cells import Cell
from citynet_kg.identifiers import AUTHORITY_TYPES, RELATION_TYPES
from citynet_kg.vocab import COUNTRY, ID

if TYPE_CHECKING:
    import datetime as dt

    from citynet_kg.describe.lists import ListView
    from citynet_kg.describe.records import Coordinates, OrganizationRecord, RelationRecord
    from citynet_kg.describe.search import SearchIndex

# The scheme of the facet `type`, by the type of the listed things.
_SCHEMES = {
    "membership": "membership-kind",
    "tenure": "role",
    "partnership": "partnership-type",
    "network": "network-form",
    "association": "network-form",
}
_AUTHORITY_COLUMNS = ("iri", "name", "country", "networks", "partners", "longitude", "latitude", "wikidata")
_NETWORK_COLUMNS = ("iri", "name", "type", "themes", "founded", "members", "longitude", "latitude", "wikidata")
_RELATION_COLUMNS = (
    "iri",
    "name",
    "type",
    "parties",
    "party_iris",
    "network",
    "network_iri",
    "started",
    "ended",
    "state",
    "status",
    "assessment",
    "themes",
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """A listed thing. What does not apply to its type is empty."""

    path: str
    iri: str
    name: Cell
    kinds: tuple[Cell, ...]
    """Membership kinds, roles, partnership types; the forms of a network."""
    themes: tuple[Cell, ...]
    country: Cell | None
    started: Cell | None
    """The founding of a network."""
    ended: Cell | None
    state: str
    """Where a relation stands on the day that was asked for; see `states`."""
    status: Cell | None
    assessment: Cell | None
    parties: tuple[Cell, ...]
    towards: Cell | None
    networks: int | None
    partners: int | None
    members: int | None
    coordinates: tuple[tuple[float, float], ...]
    """Longitude and latitude: of the thing, or of each party whose place is known."""
    wikidata: str

    @property
    def is_doubtful(self) -> bool:
        """Tell whether the assessment is anything but accepted."""
        return self.assessment is not None and self.assessment.notation != "accepted"


@dataclass(frozen=True, slots=True)
class Shown:
    """In which words a list is shown."""

    search: SearchIndex
    language: str

    def thing(self, path: str) -> Cell:
        """The name of a thing of ours."""
        cell = self.search.name(path, self.language)
        return Cell(cell.text, cell.language, path, ID + path, key=cell.key)

    def concept(self, scheme: str, notation: str) -> Cell:
        """The name of a concept."""
        return self.thing(f"concept/{scheme}/{notation}")

    def country(self, code: str) -> Cell:
        """The name of a country."""
        return Cell(self.search.country_name(code, self.language), iri=COUNTRY + code)


def facet_label(facet: str, value: str, kind: str, shown: Shown) -> Cell:
    """The value of a facet in words.

    Args:
        facet: its name.
        value: as it stands in addresses.
        kind: the type of the listed things.
        shown: in which words.
    """
    if facet == "country":
        return shown.country(value)
    if facet == "network":
        return shown.thing(f"network/{value}")
    if facet == "decade":
        return Cell(value, key="list.decade")
    return shown.concept("theme" if facet == "theme" else _SCHEMES[kind], value)


def organization_row(
    record: OrganizationRecord, shown: Shown, *, networks: int | None, partners: int | None, members: int | None
) -> ListRow:
    """Describe an authority or a network."""
    return ListRow(
        path=record.path,
        iri=ID + record.path,
        name=shown.thing(record.path),
        kinds=tuple(shown.concept("network-form", form) for form in record.forms),
        themes=tuple(shown.concept("theme", theme) for theme in record.themes),
        country=shown.country(record.country) if record.country else None,
        started=_date(record.founded),
        ended=_date(record.dissolved),
        state="",
        status=None,
        assessment=None,
        parties=(),
        towards=None,
        networks=networks,
        partners=partners,
        members=members,
        coordinates=(record.coordinates,) if record.coordinates else (),
        wikidata=record.wikidata,
    )


def relation_row(
    record: RelationRecord, shown: Shown, coordinates: tuple[Coordinates, ...], at: dt.date | None
) -> ListRow:
    """Describe a relation."""
    scheme = _SCHEMES.get(record.type, "")
    return ListRow(
        path=record.path,
        iri=ID + record.path,
        name=shown.thing(record.path),
        kinds=tuple(shown.concept(scheme, kind) for kind in record.kinds),
        themes=tuple(shown.concept("theme", theme) for theme in record.themes),
        country=None,
        started=_date(record.started),
        ended=_date(record.ended),
        state="" if at is None else record.bounds.state_on(at),
        status=shown.concept("temporal-status", record.status) if record.status else None,
        assessment=shown.concept("assessment", record.assessment) if record.assessment else None,
        parties=tuple(shown.thing(party) for party in record.parties),
        towards=shown.thing(record.towards) if record.towards else None,
        networks=None,
        partners=None,
        members=None,
        coordinates=coordinates,
        wikidata="",
    )


def _date(stated: str) -> Cell | None:
    try:
        return Cell(stated, datatype=PartialDate.parse(stated).datatype) if stated else None
    except ValueError:  # given files are served as they are
        return Cell(stated)


def list_columns(kind: str) -> tuple[str, ...]:
    """The columns of a list as a table."""
    if kind in AUTHORITY_TYPES:
        return _AUTHORITY_COLUMNS
    return _RELATION_COLUMNS if kind in RELATION_TYPES else _NETWORK_COLUMNS


def list_table(view: ListView) -> list[dict[str, str]]:
    """The rows of a list as a table, with `list_columns` as keys."""
    columns = list_columns(view.type)
    return [{name: str(value) for name, value in _flat(row).items() if name in columns} for row in view.rows]


def list_features(view: ListView) -> dict[str, Any]:
    """The rows of a list as GeoJSON (RFC 7946).

    A city is a point, a partnership the line between its two cities. What has no place known is there too, without
    geometry: the collection holds every row.
    """
    return {"type": "FeatureCollection", "features": [_feature(row, list_columns(view.type)) for row in view.rows]}


def _feature(row: ListRow, columns: tuple[str, ...]) -> dict[str, Any]:
    numbers = {"networks": row.networks, "partners": row.partners, "members": row.members}
    flat = {**_flat(row), **numbers}
    omitted = ("iri", "longitude", "latitude")
    properties = {n: v for n, v in flat.items() if n in columns and n not in omitted and v not in ("", None)}
    return {"type": "Feature", "id": row.iri, "geometry": _geometry(row.coordinates), "properties": properties}


def _geometry(coordinates: tuple[Coordinates, ...]) -> dict[str, Any] | None:
    if not coordinates:
        return None
    if len(coordinates) == 1:
        return {"type": "Point", "coordinates": coordinates[0]}
    return {"type": "LineString" if len(coordinates) == 2 else "MultiPoint", "coordinates": coordinates}  # noqa: PLR2004


def _flat(row: ListRow) -> dict[str, Any]:
    """A row with texts for cells; several are joined as on the pages' tables of relations."""
    point = row.coordinates[0] if len(row.coordinates) == 1 else ("", "")
    return {
        "iri": row.iri,
        "name": row.name.text,
        "type": " ".join(kind.notation for kind in row.kinds),
        "themes": " ".join(theme.notation for theme in row.themes),
        "country": row.country.iri.removeprefix(COUNTRY) if row.country else "",
        "started": row.started.text if row.started else "",
        "founded": row.started.text if row.started else "",
        "ended": row.ended.text if row.ended else "",
        "state": row.state,
        "status": row.status.notation if row.status else "",
        "assessment": row.assessment.notation if row.assessment else "",
        "parties": " | ".join(party.text for party in row.parties),
        "party_iris": " ".join(party.iri for party in row.parties),
        "network": row.towards.text if row.towards else "",
        "network_iri": row.towards.iri if row.towards else "",
        "networks": "" if row.networks is None else row.networks,
        "partners": "" if row.partners is None else row.partners,
        "members": "" if row.members is None else row.members,
        "longitude": point[0],
        "latitude": point[1],
        "wikidata": row.wikidata,
    }
