"""Pages for search engines: schema.org as JSON-LD. Only what is accepted and shown on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from citynet_kg.identifiers import AUTHORITY_TYPES, RELATION_TYPES, thing
from citynet_kg.vocab import BASE

if TYPE_CHECKING:
    from citynet_kg.describe.cells import Cell
    from citynet_kg.describe.relations import RelationView
    from citynet_kg.describe.thing import ThingView

CONTEXT = "https://schema.org"
_TYPES = {
    "network": "Organization",
    "association": "Organization",
    "body": "Organization",
    "office": "Organization",
    "organization": "Organization",
    "person": "Person",
    "place": "Place",
    "project": "Project",
    "source": "CreativeWork",
    "evidence": "Quotation",
    "concept": "DefinedTerm",
    "instrument": "CreativeWork",
}


def json_ld(view: ThingView, language: str) -> dict[str, Any]:
    """Describe the thing of a page in schema.org's terms.

    Args:
        view: what the page shows.
        language: that the page is written in. It is the page's, not the thing's: a city is in no language.
    """
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "GovernmentOrganization" if view.type in AUTHORITY_TYPES else _TYPES.get(view.type, "Thing"),
        "@id": view.iri,
        "name": view.name.text,
        "url": view.iri,
        "mainEntityOfPage": _page(view, language),
    }
    names = [value.text for names in view.names for value in names.values if not value.iri]
    others = [name for name in dict.fromkeys(names) if name != view.name.text]
    if others:
        document["alternateName"] = others
    if view.type in AUTHORITY_TYPES:
        document["location"] = _city(view)
    same = [value.iri for value in view.attribute("schema:sameAs")]
    same += [value.iri for value in view.attribute("schema:url")]
    if same:
        document["sameAs"] = same
    founded = next(iter(view.attribute("cnet:foundedOn")), None)
    if founded:
        document["foundingDate"] = founded.text
    document.update(_memberships(view))
    if view.passage is not None and view.passage.quote is not None:
        document["text"] = view.passage.quote.text
        if view.passage.quote.language:
            document["inLanguage"] = view.passage.quote.language
        document["isPartOf"] = {"@type": "CreativeWork", "name": view.passage.source.name.text}
    return document


def _page(view: ThingView, language: str) -> dict[str, Any]:
    page: dict[str, Any] = {"@type": "WebPage", "@id": f"{BASE}doc/{view.path}", "inLanguage": language}
    if view.type in RELATION_TYPES and view.relation is not None:
        page["about"] = [_named(party.name) for party in view.relation.parties]
    return page


def _memberships(view: ThingView) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, part, link in (("memberships", "organization", "memberOf"), ("members", "member", "member")):
        rows = [row for group in view.groups if group.key == key for row in group.rows if row.is_current]
        if rows:
            found[link] = [_role(row, part, link) for row in rows]
    return found


def _city(view: ThingView) -> dict[str, Any]:
    kind = "City" if view.type == "municipality" else "AdministrativeArea"
    city: dict[str, Any] = {"@type": kind, "name": view.name.text}
    place = next(iter(view.attribute("locn:location")), None)
    if place is not None:
        city["@id"] = place.iri
    country = next(iter(view.attribute("cnet:country")), None)
    if country is not None:
        city["containedInPlace"] = {"@type": "Country", "@id": country.iri, "name": country.text}
    return city


def _role(relation: RelationView, part: str, link: str) -> dict[str, Any]:
    party = next(p for p in relation.parties if p.part == part)
    role: dict[str, Any] = {"@type": "OrganizationRole", "@id": relation.iri, link: _named(party.name)}
    if relation.kind is not None:
        role["roleName"] = relation.kind.text
    if relation.started is not None:
        role["startDate"] = relation.started.text
    if relation.ended is not None:
        role["endDate"] = relation.ended.text
    return role


def _named(name: Cell) -> dict[str, str]:
    kind = name.path.split("/", 1)[0]
    schema_type = "GovernmentOrganization" if kind in AUTHORITY_TYPES else _TYPES.get(kind, "Organization")
    return {"@type": schema_type, "@id": thing(name.path).value if name.path else name.iri, "name": name.text}
