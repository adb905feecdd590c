"""What the pages do with what nobody should send."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from citynet_kg.settings import Settings
from citynet_kg.web import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

SCRIPT = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, release: Release) -> FlaskClient:
    return create_app(store, release, Settings()).test_client()


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("/?lang=ru", 400, "lang"),
        ("/doc/municipality/bonn-de?at=2010", 400, "at"),
        ("/doc/municipality/bonn-de?at=2010-02-30", 400, "at"),
        ("/doc/municipality/bonn-de?at=20100230", 400, "at"),
        ("/doc/municipality/bonn-de?page=0", 400, "page"),
        ("/doc/municipality/bonn-de?page=-1", 400, "page"),
        ("/search?type=nonsense", 400, "type"),
        (f"/search?q={'x' * 201}", 400, "q"),
        ("/doc/municipality/nowhere-xx", 404, "nowhere-xx"),
        ("/questions/nonsense", 404, "nonsense"),
        ("/questions/networks-of-city?city=nowhere", 404, "nowhere"),
        ("/questions/networks-of-city?nonsense=1", 400, "nonsense"),
        ("/questions/networks-of-city?city=Bad%20Slug", 400, "city"),
    ],
)
def test_wrong_value_is_named_on_the_page(client: FlaskClient, address: str, status: int, named: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert named in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [
        f"/search?q={SCRIPT}",
        f"/search?type={SCRIPT}",
        f"/?lang={SCRIPT}",
        f"/?x={SCRIPT}",
        f"/doc/municipality/bonn-de?at={SCRIPT}",
        f"/questions/networks-of-city?city={SCRIPT}",
        f"/sparql?query={SCRIPT}",
        "/sparql?query=SELECT%20(%22%3C/script%3E%3Cscript%3Ex%22%20AS%20%3Fa)%20%7B%7D",
        f"/list/membership?country={SCRIPT}",
        f"/list/{SCRIPT}",
        f"/no/{SCRIPT}",
    ],
)
def test_markup_of_strangers_stays_text(client: FlaskClient, address: str) -> None:
    text = client.get(address, headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "<script>" not in text
    assert "alert(1)</script" not in text


def test_a_name_instead_of_a_slug_leads_to_what_may_be_meant(client: FlaskClient) -> None:
    response = client.get(
        "/questions/networks-shared-by-cities?city=Bonn&other_city=berlin-de", headers={"Accept": "text/html"}
    )
    assert response.status_code in (400, 404)
    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', response.text)
    assert ("/questions/networks-shared-by-cities?city=bonn-de&amp;other_city=berlin-de", "Bonn, Germany") in links
    assert client.get(html.unescape(links[0][0]), headers={"Accept": "text/html"}).status_code == 200


def test_wrong_parameter_of_a_question_keeps_the_form(client: FlaskClient) -> None:
    answer = client.get("/questions/networks-of-city?city=nowhere", headers={"Accept": "text/html"})
    assert "<form" in answer.get_data(as_text=True)
    assert 'role="alert"' in answer.get_data(as_text=True)


def test_page_beyond_the_last_is_empty_and_not_an_error(client: FlaskClient) -> None:
    assert client.get("/doc/municipality/bonn-de?page=999", headers={"Accept": "text/html"}).status_code == 200
