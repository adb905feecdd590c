"""The JSON-LD in pages says of a thing only what schema.org has a word for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from citynet_kg.describe.addresses import all_paths
from citynet_kg.settings import Settings
from citynet_kg.web import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

# schema.org 30: the properties that we use, by the types that have them.
THING = {"@context", "@id", "@type", "name", "url", "alternateName", "sameAs", "mainEntityOfPage"}
WORK = THING | {"about", "inLanguage", "isPartOf", "text"}
ORGANIZATION = THING | {"foundingDate", "location", "member", "memberOf"}
PLACE = THING | {"containedInPlace"}
ALLOWED = {
    "Thing": THING,
    "DefinedTerm": THING,
    "Person": THING | {"memberOf"},
    "Organization": ORGANIZATION,
    "GovernmentOrganization": ORGANIZATION,
    "Project": ORGANIZATION,
    "OrganizationRole": THING | {"member", "memberOf", "roleName", "startDate", "endDate"},
    "Place": PLACE,
    "City": PLACE,
    "AdministrativeArea": PLACE,
    "Country": PLACE,
    "CreativeWork": WORK,
    "Quotation": WORK,
    "WebPage": WORK,
    "WebSite": WORK,
}


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, release: Release) -> FlaskClient:
    return create_app(store, release, Settings()).test_client()


def structured(client: FlaskClient, path: str) -> dict[str, Any]:
    page = client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None, path
    return dict(json.loads(found[1]))


def strange(node: object) -> list[str]:
    """What a node, or one within it, says though its type has no such property."""
    if isinstance(node, list):
        return [problem for item in node for problem in strange(item)]
    if not isinstance(node, dict):
        return []
    own = [f"{node['@type']}.{key}" for key in node if key not in ALLOWED[node["@type"]]]
    return own + [problem for value in node.values() for problem in strange(value)]


def test_every_type_has_the_properties_that_are_said_of_it(client: FlaskClient, store: EmbeddedStore) -> None:
    paths = all_paths(store)
    seen = [
        path for kind in {p.split("/")[0] for p in paths} for path in [p for p in paths if p.startswith(f"{kind}/")][:8]
    ]
    assert len({path.split("/")[0] for path in seen}) > 15
    for path in ("/", *(f"/doc/{path}" for path in seen)):
        assert strange(structured(client, path)) == [], path


def test_the_page_is_in_a_language_and_the_thing_is_not(client: FlaskClient) -> None:
    told = structured(client, "/doc/municipality/bonn-de?lang=uk")
    assert "inLanguage" not in told
    assert told["mainEntityOfPage"]["@type"] == "WebPage"
    assert told["mainEntityOfPage"]["inLanguage"] == "uk"


def test_the_page_of_a_relation_is_about_its_parties(client: FlaskClient) -> None:
    told = structured(client, "/doc/partnership/bonn-de--kherson-ua--1")
    assert "about" not in told
    names = {party["name"] for party in told["mainEntityOfPage"]["about"]}
    assert {"Bonn", "Kherson"} <= names
