"""`/list/{type}`: what it holds, what it is narrowed by, in which forms it comes."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
import pytest

from citynet_kg.describe.list_tables import LISTS
from citynet_kg.settings import Settings
from citynet_kg.store import EmbeddedStore, select
from citynet_kg.vocab import PREFIXES
from citynet_kg.web import create_app, listing

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from citynet_kg.release import Release

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
COUNTRY = "http://publications.europa.eu/resource/authority/country/"


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, release: Release) -> FlaskClient:
    return create_app(store, release, Settings(public_url="https://example.org/citynet")).test_client()


def rows(client: FlaskClient, kind: str, **chosen: str) -> list[dict[str, str]]:
    answer = client.get(f"/list/{kind}.csv?{urlencode(chosen)}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True), newline="")))


def data(client: FlaskClient, kind: str, **chosen: str) -> Any:
    return json.loads(client.get(f"/list/{kind}.json?{urlencode(chosen)}").get_data())


def iris(found: list[dict[str, Any]]) -> list[str]:
    return [row["iri"] for row in found]


def linked(answer: Any) -> dict[str, str]:
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["Link"])
    return {relation: target for target, relation in found}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("municipality", "Municipality"),
        ("network", "CityNetwork"),
        ("membership", "NetworkMembership"),
        ("partnership", "Partnership"),
        ("tenure", "RoleTenure"),
    ],
)
def test_list_holds_all_things_of_its_class(client: FlaskClient, store: EmbeddedStore, kind: str, name: str) -> None:
    found = iris(rows(client, kind))
    assert len(found) == len(set(found))
    assert set(found) == {r["x"].value for r in select(store, f"SELECT DISTINCT ?x {{ ?x a cnet:{name} }}")}
    assert found == sorted(found), "the order is that of the slugs"


def test_country_chooses_as_a_query_does(client: FlaskClient, store: EmbeddedStore) -> None:
    query = f"SELECT DISTINCT ?p {{ ?p a cnet:Partnership ; cnet:partner/cnet:country <{COUNTRY}UKR> }}"
    assert set(iris(rows(client, "partnership", country="UKR"))) == {r["p"].value for r in select(store, query)}


def test_network_and_country_together_choose_what_has_both(client: FlaskClient, store: EmbeddedStore) -> None:
    query = f"""SELECT DISTINCT ?city {{ ?m org:organization <https://w3id.org/citynet/id/network/rcn> ; org:member ?city .
        ?city a cnet:Municipality ; cnet:country <{COUNTRY}DEU> }}"""
    found = iris(rows(client, "municipality", network="rcn", country="DEU"))
    assert found
    assert set(found) == {r["city"].value for r in select(store, query)}


def test_theme_type_and_decade_choose(client: FlaskClient) -> None:
    assert iris(rows(client, "partnership", type="friendship", decade="1980")) == [
        "https://w3id.org/citynet/id/partnership/bonn-de--tel-aviv-il--1"
    ]
    climate = rows(client, "network", theme="climate-sustainability")
    assert climate
    assert all("climate-sustainability" in row["themes"].split() for row in climate)
    nineties = rows(client, "network", decade="1990")
    assert "https://w3id.org/citynet/id/network/iclei" in iris(nineties)
    assert all(row["founded"].startswith("199") for row in nineties)


@pytest.mark.parametrize("kind", list(LISTS))
def test_every_count_is_what_choosing_the_value_gives(client: FlaskClient, kind: str) -> None:
    view = data(client, kind)
    for facet in view["facets"]:
        assert facet["name"] in LISTS[kind]
        for value in facet["values"][:6]:
            assert data(client, kind, **{facet["name"]: value["value"]})["total"] == value["count"], value


def test_counts_keep_what_is_chosen_in_other_facets(client: FlaskClient) -> None:
    countries = {
        v["value"]: v["count"]
        for facet in data(client, "membership", network="rcn", country="DEU")["facets"]
        if facet["name"] == "country"
        for v in facet["values"]
    }
    assert len(countries) > 1, "the other countries of this network can be chosen instead"
    for country, count in countries.items():
        assert len(rows(client, "membership", network="rcn", country=country)) == count


def test_cities_tell_how_many_networks_and_partners_they_have(client: FlaskClient, store: EmbeddedStore) -> None:
    bonn = next(r for r in rows(client, "municipality", country="DEU") if r["iri"].endswith("/bonn-de"))
    query = (
        "SELECT DISTINCT ?n { ?m a cnet:NetworkMembership ; org:organization ?n ; "
        "org:member <https://w3id.org/citynet/id/municipality/bonn-de> . ?n a cnet:CityNetwork }"
    )
    assert int(bonn["networks"]) == len(select(store, query))
    assert (bonn["country"], bonn["longitude"], bonn["latitude"]) == ("DEU", "7.09549", "50.73438")


def test_a_day_hides_what_it_excludes(client: FlaskClient) -> None:
    kherson = "https://w3id.org/citynet/id/partnership/bonn-de--kherson-ua--1"
    assert kherson in iris(rows(client, "partnership", at="2024-01-01"))
    before = data(client, "partnership", at="2010-06-01")
    assert kherson not in iris(before["rows"])
    assert before["hidden"] == len(rows(client, "partnership")) - before["total"]
    assert {row["state"] for row in before["rows"]} <= {"certain", "possible", "not-dated"}
    assert "https://w3id.org/citynet/id/network/iclei" not in iris(rows(client, "network", at="1980-01-01"))


def test_rejected_relations_are_not_listed_and_doubtful_ones_are_marked(client: FlaskClient) -> None:
    assert not [iri for iri in iris(rows(client, "cooperation")) if "c40--energy-cities" in iri]
    text = client.get("/list/cooperation?lang=en", headers={"Accept": BROWSER}).get_data(as_text=True)
    assert 'class="mark doubtful">disputed<' in text


def test_geojson_holds_every_row(client: FlaskClient) -> None:
    document = json.loads(client.get("/list/partnership.geojson?country=UKR").get_data())
    kherson = next(f for f in document["features"] if f["id"].endswith("bonn-de--kherson-ua--1"))
    assert kherson["geometry"]["type"] == "LineString"
    assert [7.09549, 50.73438] in kherson["geometry"]["coordinates"]
    assert kherson["properties"]["type"] == "solidarity"
    cities = json.loads(client.get("/list/municipality.geojson").get_data())["features"]
    assert len(cities) == len(rows(client, "municipality"))
    assert {f["geometry"]["type"] for f in cities if f["geometry"]} == {"Point"}
    assert all(isinstance(f["properties"]["networks"], int) for f in cities)


@pytest.mark.parametrize(
    ("address", "accept", "media_type"),
    [
        ("/list/network", None, "text/html"),
        ("/list/network", BROWSER, "text/html"),
        ("/list/network", "application/json", "application/json"),
        ("/list/network", "text/csv", "text/csv"),
        ("/list/network", "application/geo+json", "application/geo+json"),
        ("/list/network.csv", BROWSER, "text/csv"),
        ("/list/network.csv?format=json", BROWSER, "application/json"),
        ("/list/network?format=geojson", BROWSER, "application/geo+json"),
        ("/list/network/", BROWSER, "text/html"),
    ],
)
def test_parameter_beats_suffix_beats_header(
    client: FlaskClient, address: str, accept: str | None, media_type: str
) -> None:
    answer = client.get(address, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert {"Accept", "Accept-Language"} <= set(answer.vary)


def test_names_are_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    for language, name, country in (
        ("en", "Kherson", "Ukraine"),
        ("de", "Cherson", "Ukraine"),
        ("uk", "Херсон", "Україна"),
    ):
        (row,) = [r for r in data(client, "municipality", lang=language)["rows"] if r["path"].endswith("kherson-ua")]
        assert (row["name"]["text"], row["country"]["text"]) == (name, country)


@pytest.mark.parametrize(
    ("address", "status", "parameter", "says"),
    [
        ("/list/partnership?colour=green", 400, "colour", "this list has no such parameter; it has: country, theme"),
        ("/list/partnership?network=iclei", 400, "network", "no such parameter"),
        ("/list/partnership?country=QQQ", 400, "country", "no row of this list has 'QQQ'; there are"),
        ("/list/partnership?country=UKR&country=DEU", 400, "country", "more than once"),
        ("/list/membership?decade=1983", 400, "decade", "1983"),
        ("/list/membership?page=0", 400, "page", "page"),
        ("/list/membership?page=x", 400, "page", "whole number"),
        ("/list/membership?at=2010", 400, "at", "2010"),
        ("/list/membership?lang=ru", 400, "lang", "ru"),
        ("/list/membership?format=docx", 400, "format", "docx"),
        ("/list/evidence", 404, None, "There is no list 'evidence'; there are municipality"),
        ("/list/membership.exe", 404, None, "membership.exe"),
        ("/list/..%2fdoc", 404, None, ""),
    ],
)
def test_wrong_values_are_explained(
    client: FlaskClient, address: str, status: int, parameter: str | None, says: str
) -> None:
    answer = client.get(address, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    problem = json.loads(answer.get_data())
    assert problem.get("parameter") == parameter
    assert says in problem["detail"]
    page = client.get(address, headers={"Accept": BROWSER})
    assert page.status_code == status


def test_what_a_form_leaves_empty_is_not_chosen(client: FlaskClient) -> None:
    assert data(client, "membership", country="", network="", at="") == data(client, "membership")


def test_pages_follow_each_other_and_are_whole(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = iris(rows(client, "membership", country="DEU"))
    monkeypatch.setattr(listing, "ROWS_FOR_PROGRAMS", 7)
    found, address, count = [], "/list/membership.json?country=DEU&lang=de", 0
    while address:
        answer = client.get(address)
        found += iris(json.loads(answer.get_data())["rows"])
        links = linked(answer)
        assert ("prev" in links) == (count > 0)
        following = urlsplit(links.get("next", ""))
        address = f"{following.path.removeprefix('/citynet')}?{following.query}" if following.path else ""
        count += 1
    assert found == whole
    assert count == -(-len(whole) // 7)
    assert json.loads(client.get("/list/membership.json?page=999").get_data())["rows"] == [], "no error"


def test_page_for_people_has_links_to_its_neighbours(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ROWS_FOR_PEOPLE", 10)
    text = client.get("/list/membership?page=2&country=DEU&lang=de", headers={"Accept": BROWSER}).get_data(as_text=True)
    assert '<a rel="prev" href="/list/membership?lang=de&amp;country=DEU&amp;page=1">' in text
    assert '<a rel="next" href="/list/membership?lang=de&amp;country=DEU&amp;page=3">' in text
    assert text.count('<th scope="row">') == 10
    assert re.search(r'<option value="DEU" selected>Deutschland \(\d+\)</option>', text)


def test_canonical_address_holds_what_is_chosen_in_a_fixed_order(client: FlaskClient) -> None:
    answer = client.get("/list/membership?network=rcn&country=DEU&lang=de", headers={"Accept": BROWSER})
    own = "https://example.org/citynet/list/membership?country=DEU&network=rcn"
    assert linked(answer)["canonical"] == own
    assert f'<link rel="canonical" href="{own.replace("&", "&amp;")}">' in answer.get_data(as_text=True)
    assert answer.headers["Content-Location"] == "/list/membership.html?network=rcn&country=DEU&lang=de"


def test_home_and_sitemap_lead_to_the_lists(client: FlaskClient) -> None:
    home = client.get("/?lang=uk", headers={"Accept": BROWSER}).get_data(as_text=True)
    sitemap = client.get("/sitemap.xml").get_data(as_text=True)
    for kind in ("municipality", "network", "membership", "partnership"):
        assert f'href="/list/{kind}?lang=uk"' in home
        assert f"/list/{kind}</loc>" in sitemap


def test_lists_are_described_in_openapi(client: FlaskClient) -> None:
    document = json.loads(client.get("/openapi.json").get_data())
    for kind, facets in LISTS.items():
        described = document["paths"][f"/list/{kind}"]["get"]
        assert [p["name"] for p in described["parameters"]] == [*facets, "lang", "at", "page", "format"]
        assert "application/geo+json" in described["responses"]["200"]["content"]
    schema = document["components"]["schemas"]["ListView"]["properties"]
    assert set(data(client, "network")) <= set(schema)
    assert set(data(client, "network")["rows"][0]) <= set(document["components"]["schemas"]["ListRow"]["properties"])


def test_files_that_are_served_as_they_are_have_lists_too() -> None:
    """What is no date, no number and no path of ours is no reason to fail."""
    text = """
    PREFIX cnet: <https://w3id.org/citynet/ns#> PREFIX locn: <http://www.w3.org/ns/locn#>
    PREFIX wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> PREFIX org: <http://www.w3.org/ns/org#>
    <https://w3id.org/citynet/id/municipality/a> a cnet:Municipality ; locn:location <https://w3id.org/citynet/id/place/a> .
    <https://w3id.org/citynet/id/place/a> wgs:lat "north" ; wgs:long "1e999" .
    <https://w3id.org/citynet/id/municipality/Not%20a%20slug> a cnet:Municipality .
    <https://w3id.org/citynet/id/membership/a--b--1> org:member <https://w3id.org/citynet/id/municipality/a> ;
      org:organization <https://elsewhere.example/b> ; cnet:startedOn "soon" ; cnet:startEarliest "soon" .
    <https://w3id.org/citynet/id/network/n> a cnet:CityNetwork ; cnet:foundedOn "soon" .
    """
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    client = create_app(EmbeddedStore(store, PREFIXES), None, Settings()).test_client()
    assert [r["name"] for r in rows(client, "municipality")] == ["a"]
    assert [(r["started"], r["network"]) for r in rows(client, "membership", at="2020-01-01")] == [("soon", "")]
    assert client.get("/list/network?at=2020-01-01", headers={"Accept": BROWSER}).status_code == 200
    assert client.get("/list/region", headers={"Accept": BROWSER}).status_code == 200
