"""What the pages for people show."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from citynet_kg.query import load_questions
from citynet_kg.settings import Settings
from citynet_kg.web import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

BONN = "/doc/municipality/bonn-de"
KHERSON = "/doc/partnership/bonn-de--kherson-ua--1"
PAGES = (
    "/",
    "/search?q=bonn",
    "/search?type=network",
    "/questions",
    "/questions/networks-of-city",
    "/sparql",
    "/sparql?query=ASK%20%7B%7D",
    "/validation",
    "/ns",
    "/shapes",
    "/graph/curated",
    BONN,
    f"{BONN}?at=2010-06-01",
    KHERSON,
    "/doc/network/iclei",
    "/doc/source/f5adcf0e44a1a83f",
    "/doc/evidence/f5adcf0e44a1a83f-34",
    "/doc/concept/partnership-type/twinning",
    "/doc/concept/partnership-type",
    "/doc/absence/bonn-de--twinning--1",
    "/doc/place/bonn-de",
    "/doc/cooperation/c40--energy-cities--1",
    "/list/municipality?country=DEU",
    "/list/network?at=1995-01-01",
    "/list/partnership?at=2015-01-01",
    "/list/tenure",
    "/no-such-page",
)


class Outline(HTMLParser):
    """The parts of a page that tests look at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, release: Release) -> FlaskClient:
    return create_app(store, release, Settings(contact="data@example.org")).test_client()


def page(client: FlaskClient, address: str, language: str = "en") -> str:
    return client.get(address, headers={"Accept": "text/html", "Accept-Language": language}).get_data(as_text=True)


@pytest.mark.parametrize("language", ["en", "de", "uk"])
@pytest.mark.parametrize("address", PAGES)
def test_page_is_well_built_in_every_language(client: FlaskClient, address: str, language: str) -> None:
    """One heading, landmarks, no script that runs, no style of its own, nothing loaded from elsewhere."""
    outline = Outline(page(client, address, language))
    assert outline.all("html")[0]["lang"] == language
    assert len(outline.all("h1")) == 1
    assert len(outline.all("main")) == 1
    assert [s["type"] for s in outline.all("script") if s["type"] != "application/ld+json"] == []
    assert not [a for _, a in outline.tags if "style" in a or any(name.startswith("on") for name in a)]
    loaded = [a["href"] for a in outline.all("link") if a["rel"] in ("stylesheet", "icon")]
    assert loaded
    assert all(address and address.startswith("/static/") for address in loaded)
    assert not outline.all("img")
    identifiers = [a["id"] for _, a in outline.tags if "id" in a]
    assert len(identifiers) == len(set(identifiers))
    assert {a["hreflang"] for a in outline.all("link") if "hreflang" in a} == {"en", "de", "uk"}


def test_bonn_shows_type_date_decision_vote_and_status(client: FlaskClient) -> None:
    text = page(client, BONN)
    kherson = next(a for a in text.split("<article") if "bonn-de--kherson-ua--1" in a)
    assert "solidarity partnership" in kherson
    assert '<time datetime="2023-02-09">9 February 2023</time>' in kherson
    assert "unanimous" in kherson
    assert '<dt>Status</dt><dd><span class="missing">not stated</span>' in kherson
    assert "solidarity partnership with the Ukrainian city of Kherson" in kherson
    assert "line 21" in kherson
    assert '<time datetime="1983">1983</time>' in next(a for a in text.split("<article") if "tel-aviv-il--1" in a)


def test_bonn_says_that_twinning_is_contradictory(client: FlaskClient) -> None:
    text = page(client, BONN)
    assert "contradictory: sources disagree" in text
    assert "instead of traditional city twinning" in text
    assert "city twinnings" in text


def test_bonn_shows_the_roles_of_its_office_holders(client: FlaskClient) -> None:
    text = page(client, BONN).split('id="office-holders"')[1].split("</section>")[0]
    assert "does not make the city a member" in text
    assert "co-chair" in text
    assert "mayor-of-bonn--wmccc--vice-chair--1" in text
    rows = client.get(f"{BONN}.csv").get_data(as_text=True)
    assert ",office-holders,tenure," in rows
    assert "office-holders" in {g["key"] for g in json.loads(client.get(f"{BONN}.json").get_data())["groups"]}


def test_answer_is_in_the_language_of_the_page(client: FlaskClient) -> None:
    text = page(client, "/questions/networks-of-city", "de")
    answer = text.split("<table>")[1].split("</table>")[0]
    heads = re.findall(r'<th scope="col">(.*?)</th>', answer)
    assert heads[:3] == ["Reichweite", "Organisation", "Woher"]
    assert "weltweit" in answer
    assert "nur andere Quellen" in answer
    assert "not stated" not in answer
    assert "current-at-source" not in answer


def test_answer_without_rows_says_what_that_means(client: FlaskClient) -> None:
    text = page(client, "/questions/role-holders-on-day?day=1950-01-01&network=cdia", "en")
    assert "that does not mean that there was nothing" in text


@pytest.mark.parametrize(
    ("language", "figure"),
    [("en", "at least 80 members"), ("de", "mindestens 80 Mitglieder"), ("uk", "щонайменше 80 членів")],
)
def test_figure_keeps_its_qualifier(client: FlaskClient, language: str, figure: str) -> None:
    assert figure in page(client, "/doc/network/cdia", language)


def test_error_page_speaks_the_language_and_offers_nothing_to_cite(client: FlaskClient) -> None:
    text = page(client, "/doc/municipality/nowhere-xx", "de")
    assert "Unter dieser Adresse gibt es nichts" in text
    assert '<span lang="en">There is nothing called' in text
    assert "Zitieren" not in text
    assert 'rel="canonical"' not in text


def test_icon_is_where_browsers_look_for_it(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


def test_day_hides_only_what_it_excludes(client: FlaskClient) -> None:
    text = page(client, f"{BONN}?at=2010-06-01")
    assert "2 relations are hidden: " in text
    assert "bonn-de--kherson-ua--1" not in text
    assert "possible on this day" in text
    assert "not dated" in text
    assert "hidden: " not in page(client, f"{BONN}?at=2024-01-01")


def test_rejected_statement_is_marked_in_words(client: FlaskClient) -> None:
    assert "This statement was rejected" in page(client, "/doc/cooperation/c40--energy-cities--1")
    assert "verworfen" in page(client, "/doc/network/c40", "de")


def test_disputed_statement_is_marked_in_words(client: FlaskClient) -> None:
    text = page(client, "/doc/network/covenant-of-mayors")
    assert re.search(r'class="mark doubtful">disputed<', text)


def test_quotation_keeps_its_language(client: FlaskClient) -> None:
    quotes = Outline(page(client, KHERSON, "uk")).all("blockquote")
    assert {q["lang"] for q in quotes} == {"en"}


def test_page_offers_its_other_forms_and_how_to_cite_it(client: FlaskClient, release: Release) -> None:
    text = page(client, BONN)
    links = Outline(text).all("link")
    assert {a["type"] for a in links if a["rel"] == "alternate" and "type" in a} >= {
        "text/turtle",
        "application/ld+json",
        "application/rdf+xml",
        "application/json",
        "text/csv",
    }
    assert next(a["href"] for a in links if a["rel"] == "canonical") == f"https://w3id.org/citynet{BONN}"
    assert "https://w3id.org/citynet/id/municipality/bonn-de" in text
    assert release.digest in text


def test_error_report_is_filled_in(client: FlaskClient) -> None:
    report = next(a["href"] for a in Outline(page(client, KHERSON)).all("a") if (a["href"] or "").startswith("mailto:"))
    assert report is not None
    assert "data@example.org" in report
    assert "bonn-de--kherson-ua--1" in report
    assert "f5adcf0e44a1a83f" in report


def test_error_report_is_offered_only_where_somebody_takes_it(store: EmbeddedStore, release: Release) -> None:
    text = page(create_app(store, release, Settings()).test_client(), BONN)
    assert "mailto:" not in text
    assert "Report an error" not in text


def test_structured_data_describes_the_city(client: FlaskClient) -> None:
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(client, BONN), re.DOTALL)
    assert match is not None
    document = json.loads(match[1])
    assert document["@context"] == "https://schema.org"
    assert document["@type"] == "GovernmentOrganization"
    assert "http://www.wikidata.org/entity/Q586" in document["sameAs"]
    assert {m["@type"] for m in document["memberOf"]} == {"OrganizationRole"}


def test_links_keep_the_chosen_language(client: FlaskClient) -> None:
    hrefs = [a["href"] or "" for a in Outline(page(client, f"{BONN}?lang=de")).all("a")]
    assert "/doc/municipality/kherson-ua?lang=de" in hrefs
    assert not [h for h in hrefs if h.startswith("/doc/") and "lang=" not in h and "." not in h]


@pytest.mark.parametrize("name", list(load_questions()))
@pytest.mark.parametrize("language", ["en", "de", "uk"])
def test_question_shows_form_answer_and_query(client: FlaskClient, name: str, language: str) -> None:
    text = page(client, f"/questions/{name}", language)
    assert load_questions()[name].titles[language] in text.replace("&#39;", "'").replace("&#34;", '"')
    assert "PREFIX" in text or "SELECT" in text
    assert f"/questions/{name}?format=csv" in text


def test_search_finds_across_scripts(client: FlaskClient) -> None:
    for text in ("Kherson", "херсон", "CHERSON"):
        assert "/doc/municipality/kherson-ua" in page(client, f"/search?q={text}")


def test_suggestions_have_the_form_of_opensearch(client: FlaskClient) -> None:
    typed, names, about, addresses = json.loads(client.get("/suggest?q=bon").get_data())
    assert typed == "bon"
    assert names[0] == "Bonn"
    assert len(names) == len(about) == len(addresses)


def test_validation_report_counts_its_findings(client: FlaskClient, release: Release) -> None:
    findings = json.loads((release.folder / "report.json").read_text("utf-8"))["findings"]
    shown, address = 0, "/validation"
    while address:
        text = page(client, address)
        shown += text.count('<li class="finding ')
        following = re.search(r'<a rel="next" href="([^"]+)"', text)
        address = following[1].split("&amp;")[-1].split("?")[-1] if following else ""
        address = f"/validation?{address}" if address else ""
    assert shown == len(findings)


@pytest.mark.parametrize("address", ["/ns", "/shapes"])
def test_every_term_has_its_anchor(client: FlaskClient, address: str) -> None:
    anchors = {a["id"] for a in Outline(page(client, address)).all("article")}
    expected = {"/ns": {"Municipality", "partner", "startedOn"}, "/shapes": {"NetworkMembership"}}[address]
    assert expected <= anchors


def test_an_unresolved_authority_says_so_at_the_top(client: FlaskClient) -> None:
    text = client.get("/doc/authority/victoria-au?lang=en", headers={"Accept": "text/html"}).text
    assert "It is not settled which place this is." in text[: text.index('class="iri-line"')]
    known = client.get("/doc/authority/angouleme-fr?lang=en", headers={"Accept": "text/html"}).text
    assert "It is not settled which place this is." not in known
