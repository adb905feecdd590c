"""The release with the large lists: what was known without them is all there, and nothing of it is displaced."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from citynet_kg.query.questions import load_questions
from citynet_kg.store import load_release, select
from tests.conftest import ROOT

if TYPE_CHECKING:
    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

NOT_STATED = ox.NamedNode("https://w3id.org/citynet/id/concept/temporal-status/not-stated")
OF_ONE_SOURCE = "weakly-supported-relations"
"""The one question whose answers grow fewer when more sources speak."""
EXPECTED = ROOT / "tests" / "competency" / "expected" / "most"
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("full")]


@pytest.fixture(scope="module")
def full(full_release: Release) -> EmbeddedStore:
    return load_release(full_release)


def test_it_is_published_whole(full_release: Release) -> None:
    figures = full_release.manifest["figures"]
    assert full_release.manifest["findings"]["Violation"] == 0
    assert figures["partnerships"] > 19_000
    assert figures["memberships"] > 1_200
    assert figures["evidence"] > 30_000


def test_no_chosen_value_is_displaced(full: EmbeddedStore, store: EmbeddedStore) -> None:
    """Type, status, assessment and dates of every relation that is known without the large lists."""
    query = """SELECT ?relation ?property ?value {
        GRAPH <https://w3id.org/citynet/graph/curated> { ?relation ?property ?value }
        VALUES ?property { cnet:partnershipType cnet:membershipKind cnet:temporalStatus cnet:assessment
                           cnet:startedOn cnet:endedOn cnet:designation } }"""
    before, after = (
        {(row["relation"], row["property"], row["value"]) for row in select(s, query)} for s in (store, full)
    )
    assert len(before) > 1_000
    # "not stated" is no value: a list may state what nobody stated before
    open_ = {relation for relation, _, value in before if value == NOT_STATED}
    assert {row for row in before - after if row[2] != NOT_STATED} == set()
    assert {row[0] for row in after - before if row[0] in {relation for relation, _, _ in before}} <= open_


@pytest.mark.parametrize("name", sorted(set(load_questions()) - {OF_ONE_SOURCE}))
def test_the_questions_still_name_what_they_named(name: str, full: EmbeddedStore) -> None:
    """Every thing of the answers without the large lists stands in those with them."""
    answer = full.query(load_questions()[name].sparql({}, full))
    assert isinstance(answer, ox.QuerySolutions)
    written = (answer.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode()
    before = (EXPECTED / f"{name}.csv").read_text("utf-8")
    assert things(before) <= things(written)
    assert len(list(csv.reader(io.StringIO(written)))) >= len(list(csv.reader(io.StringIO(before))))


def test_a_partner_whose_name_has_no_known_language_is_named(full: EmbeddedStore) -> None:
    query = load_questions()["partners-of-city"].sparql({"city": "malmo-se"}, full)
    named = [solution["name"] for solution in full.query(query)]  # type: ignore[union-attr]
    assert named
    assert None not in named


def things(written: str) -> set[str]:
    return set(re.findall(r"https://w3id\.org/citynet/id/[\w/-]+", written))
