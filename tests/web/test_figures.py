"""The figures on the home page, and where their links lead."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from citynet_kg.describe.findings import PER_PAGE, describe_findings
from citynet_kg.languages import LANGUAGES
from citynet_kg.settings import Settings
from citynet_kg.store import select
from citynet_kg.web import create_app
from citynet_kg.web.i18n import t

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

COUNTED = {
    "municipalities": "?x a cnet:Municipality",
    "authorities": "?x a cnet:LocalAuthority MINUS { ?x a cnet:Municipality } MINUS { ?x cnet:unresolved true }",
    "unresolved": "?x a cnet:LocalAuthority ; cnet:unresolved true",
    "memberships": "?x a cnet:NetworkMembership",
    "partnerships": "?x a cnet:Partnership",
    "evidence": "?x a cnet:Evidence",
}


@pytest.fixture(scope="module")
def client(store: EmbeddedStore, release: Release) -> FlaskClient:
    return create_app(store, release, Settings()).test_client()


@pytest.mark.parametrize("figure", COUNTED)
def test_a_figure_is_what_the_store_counts(figure: str, store: EmbeddedStore, release: Release) -> None:
    (row,) = select(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {COUNTED[figure]} }}")
    assert release.figures[figure] == int(row["n"].value) > 0


def test_conflicts_are_the_findings_on_disagreeing_sources(release: Release) -> None:
    found = [f for f in release.report()["findings"] if f["shape"].lower().endswith("disagrees")]
    assert release.figures["conflicts"] == len(found) > 0


def test_the_ledger_is_counted_over_all_sources(release: Release) -> None:
    assert release.figures["ledger"] == sum(release.manifest["ledger"].values()) > 0
    assert len(release.manifest["ledger"]) > 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_shows_each_figure_and_links_lead_somewhere(
    language: str, client: FlaskClient, release: Release
) -> None:
    text = client.get(f"/?lang={language}").get_data(as_text=True)
    shown = text[text.index('class="figures"') : text.index("</dl>")]
    for figure in release.figures:
        assert t(f"figure.{figure}", language) in shown
    links = re.findall(r'href="([^"]+)"', shown)
    assert len(links) > len(release.figures) // 2
    for link in links:
        with client.get(link.replace("&amp;", "&")) as answer:
            assert answer.status_code == 200, link


def test_findings_come_in_pages_that_hold_them_all(release: Release, tmp_path: Path) -> None:
    whole = replace(release, folder=tmp_path)
    number = PER_PAGE * 2 + 1
    finding = {"severity": "Info", "shape": "", "focus": "x", "path": "", "value": "", "messages": {"en": "Look."}}
    report = {"findings": [finding | {"focus": str(n)} for n in range(number)], "publishable": True}
    (tmp_path / "report.json").write_text(json.dumps(report), "utf-8")
    pages = [describe_findings(whole, "en", page) for page in (1, 2, 3)]
    assert {page.pages for page in pages} == {3}
    assert [f.focus for page in pages for _, _, found in page.groups for f in found] == [str(n) for n in range(number)]
