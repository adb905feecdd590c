"""What a relation is called after."""

from __future__ import annotations

import pyoxigraph as ox

from citynet_kg.graph.labels import names_of, relation_labels
from citynet_kg.identifiers import thing
from citynet_kg.vocab import ORG, SKOS

CITY, NETWORK, NODE = thing("authority/angouleme-fr"), thing("network/uccn"), thing("membership/angouleme-fr--uccn--1")
NAMED = ox.Triple(NETWORK, SKOS.prefLabel, ox.Literal("Creative Cities", language="en"))
RELATION = [ox.Triple(NODE, ORG.member, CITY), ox.Triple(NODE, ORG.organization, NETWORK)]


def labels(*triples: ox.Triple) -> list[str]:
    return [str(t.object) for t in relation_labels(NODE, RELATION, names_of([NAMED, *triples]))]


def test_a_name_in_no_language_is_better_than_a_slug() -> None:
    assert labels() == ['"angouleme-fr – Creative Cities"@en']
    assert labels(ox.Triple(CITY, SKOS.altLabel, ox.Literal("Angoulême"))) == ['"Angoulême – Creative Cities"@en']


def test_a_preferred_name_beats_other_spellings() -> None:
    other = ox.Triple(CITY, SKOS.altLabel, ox.Literal("Engolmo"))
    preferred = ox.Triple(CITY, SKOS.prefLabel, ox.Literal("Angoulême", language="en"))
    assert labels(other, preferred) == ['"Angoulême – Creative Cities"@en']
