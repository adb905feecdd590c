"""What reasoning adds to the real data is what `docs/closure.md` lists, and nothing that would surprise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from citynet_kg.identifiers import path_of, thing
from citynet_kg.store import ask, select
from citynet_kg.vocab import CNET, CURATED, INFERRED, OWL, RDF, compact

if TYPE_CHECKING:
    from pathlib import Path

    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore


@pytest.fixture(scope="module")
def inferred(release: Release) -> set[ox.Triple]:
    quads = ox.parse(path=str(release.folder / "graphs" / "inferred.ttl"), format=ox.RdfFormat.TURTLE)
    return {q.triple for q in quads}


def listed(root: Path, heading: str) -> set[str]:
    section = (root / "docs" / "closure.md").read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return {
        name
        for line in section.splitlines()
        if line.startswith("| ")
        for name in re.findall(r"\b[a-z]+:\w+", line.split("|")[1])
    }


def test_the_written_list_is_what_is_added(root: Path, inferred: set[ox.Triple]) -> None:
    assert {compact(t.predicate.value) for t in inferred if t.predicate != RDF.type} == listed(root, "Properties")
    assert {compact(t.object.value) for t in inferred if t.predicate == RDF.type} == listed(root, "Types")  # type: ignore[union-attr]


def test_nothing_becomes_the_same_as_anything(inferred: set[ox.Triple]) -> None:
    assert not [t for t in inferred if t.predicate == OWL.sameAs]


def test_only_our_things_are_spoken_of(inferred: set[ox.Triple]) -> None:
    assert all(path_of(t.subject.value) for t in inferred)  # type: ignore[union-attr]


def test_nothing_is_added_that_is_asserted(release: Release, inferred: set[ox.Triple]) -> None:
    curated = {
        q.triple for q in ox.parse(path=str(release.folder / "graphs" / "curated.ttl"), format=ox.RdfFormat.TURTLE)
    }
    assert not curated & inferred


def test_no_city_is_its_own_partner(inferred: set[ox.Triple]) -> None:
    assert not [t for t in inferred if t.subject == t.object]


def test_partners_are_partners_of_each_other(inferred: set[ox.Triple]) -> None:
    links = {(t.subject, t.object) for t in inferred if t.predicate == CNET.isOrWasPartnerOf}
    assert links
    assert {(b, a) for a, b in links} == links


def test_doubtful_relations_lead_to_no_link(store: EmbeddedStore) -> None:
    """Criciúma is named by one copy of an encyclopaedia only; Köln and Rotterdam have a dialogue of departments."""
    for one, other in (("dortmund-de", "criciuma-br"), ("koln-de", "rotterdam-nl")):
        link = f"<{thing(f'municipality/{one}').value}> cnet:isOrWasPartnerOf <{thing(f'municipality/{other}').value}>"
        assert not ask(store, f"ASK {{ {link} }}")


def test_what_a_mayor_holds_by_office_makes_no_member_of_the_city(store: EmbeddedStore) -> None:
    bonn, council = thing("municipality/bonn-de"), thing("network/wmccc")
    assert not ask(store, f"ASK {{ {bonn} cnet:isOrWasMemberOf|org:memberOf {council} }}")


def test_types_follow_from_the_partnership_type(store: EmbeddedStore) -> None:
    rows = select(
        store,
        f"""SELECT ?p {{ GRAPH {CURATED} {{ ?p cnet:partnershipType <https://w3id.org/citynet/id/concept/partnership-type/solidarity> }}
            GRAPH {INFERRED} {{ ?p a cnet:SolidarityPartnership }} }}""",
    )
    assert thing("partnership/bonn-de--kherson-ua--1") in {row["p"] for row in rows}
