"""What sources say of a place beside its row in the register: names, codes, figures of its inhabitants."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from citynet_kg import pipeline
from citynet_kg.errors import DataError
from citynet_kg.graph import assemble
from citynet_kg.identifiers import thing
from citynet_kg.sources import read_project
from citynet_kg.sources.columns import COLUMNS
from citynet_kg.vocab import CNET, SKOS, XSD

if TYPE_CHECKING:
    from citynet_kg.layout import Layout

SAID = (
    "20,municipality/aville-de,skos:prefLabel,Aqyteti,sq,,L9,,,,,\n"
    "21,municipality/aville-de,cnet:municipalityKey,05314000,,,L9,,,,,\n"
    "22,municipality/aville-de,schema:url,https://aville.example/,,,L9,,,,,\n"
)
FIGURES = "slug,authority,population,year\naville-de--population--2,aville-de,60000,2021\n"


@pytest.fixture
def told(tiny: Layout) -> Layout:
    """The tiny project, and a list that says more of a city."""
    folder = shutil.copytree(tiny.data / "sources" / "gazetteer", tiny.data / "sources" / "a-list")
    card = (folder / "source.toml").read_text("utf-8")
    (folder / "source.toml").write_text(card.replace('kind = "gazetteer"', 'kind = "list"'), "utf-8")
    (folder / "attributes.csv").write_text(COLUMNS["attributes"] + "\n" + SAID, "utf-8")
    said = "23,count/aville-de--population--2,,L9,,,,,,,,,2021,\n"
    (folder / "evidence.csv").write_text(COLUMNS["evidence"] + "\n" + said, "utf-8")
    (tiny.data / "relations" / "populations.csv").write_text(FIGURES, "utf-8")
    return tiny


def triples(layout: Layout, only: list[str] | None = None) -> set[tuple[object, object, object]]:
    dataset = assemble(read_project(layout, only), layout, strict=only is None)
    return {(q.subject, q.predicate, q.object) for q in dataset.quads}


def test_names_codes_and_figures_are_stated_with_their_source(told: Layout) -> None:
    city, place, figure = (
        thing(p) for p in ("municipality/aville-de", "place/aville-de", "count/aville-de--population--2")
    )
    found = triples(told)
    assert (city, CNET.municipalityKey, ox.Literal("05314000")) in found
    assert (figure, CNET.countOf, city) in found
    assert (figure, CNET.population, ox.Literal("60000", datatype=XSD.nonNegativeInteger)) in found
    assert (figure, CNET.evidence, thing("evidence/a-list-23")) in found
    for node in (city, place):
        assert (node, SKOS.prefLabel, ox.Literal("Aqyteti", language="sq")) in found


def test_without_the_source_nothing_of_it_is_left(told: Layout) -> None:
    found = triples(told, ["gazetteer"])
    assert not [t for t in found if "Aqyteti" in str(t) or "population--2" in str(t) or "05314000" in str(t)]


@pytest.mark.slow
def test_they_pass_the_shapes(told: Layout) -> None:
    assert pipeline.build(told).folder.is_dir()


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("aville-de--population--2,aville-de,60000,", "year", "A figure needs its year"),
        ("aville-de--population--2,aville-de,60000,2021-03", "year", "Write four digits"),
        ("aville-de--population--2,aville-de,0,2021", "population", "whole number of at least 1"),
        ("aville-de--population--1,aville-de,60000,2021", "slug", "Number from 2"),
        ("aville-de--members--2,aville-de,60000,2021", "slug", "does not name the parties"),
        ("avile-de--population--2,avile-de,60000,2021", "authority", "Did you mean 'aville-de'?"),
    ],
)
def test_a_wrong_figure_is_told(tiny: Layout, row: str, column: str, says: str) -> None:
    (tiny.data / "relations" / "populations.csv").write_text(f"slug,authority,population,year\n{row}\n", "utf-8")
    with pytest.raises(DataError) as error:
        assemble(read_project(tiny), tiny)
    assert [(p.row, p.column) for p in error.value.problems] == [(2, column)]
    assert says in f"{error.value.problems[0].problem} {error.value.problems[0].repair}"
