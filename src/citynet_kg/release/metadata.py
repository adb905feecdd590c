"""Describe the release as a dataset: VoID (what is in it) and DCAT (what it is, who made it, where to get it).

Only what the content determines: no clock, no address of a server. A server puts its own address in when it answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import BuildError
from citynet_kg.graph.terms import day, text
from citynet_kg.release.tally import LINKED, Tally
from citynet_kg.vocab import (
    BASE,
    CURATED,
    DCAT,
    DCT,
    FOAF,
    ID,
    INFERRED,
    METADATA,
    ORG,
    PREFIXES,
    QUARANTINE,
    RDF,
    RDFS,
    SCHEMA,
    SOURCE_GRAPH,
    VOCABULARY,
    VOID,
    WIKIDATA_SNAPSHOT,
    XSD,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from citynet_kg.release.statements import Statements
    from citynet_kg.release.tally import Figures

    _Say = Callable[..., None]

DATASET = ox.NamedNode(BASE + "dataset")
CATALOG = ox.NamedNode(BASE + "dcat")
PUBLISHER = ox.NamedNode(ID + "organization/citynet-kg")
LICENCE = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
_EU = "http://publications.europa.eu/resource/authority/"
TITLE = {
    "en": "citynet-kg: how cities work together",
    "de": "citynet-kg: wie Städte zusammenarbeiten",
    "uk": "citynet-kg: як співпрацюють міста",
}
DESCRIPTION = {
    "en": "Networks of cities, their members and the roles held in them, and partnerships between cities: typed, "
    "dated, each statement with its evidence.",
    "de": "Städtenetzwerke, ihre Mitglieder und die Rollen in ihnen sowie Partnerschaften zwischen Städten: mit Art, "
    "Datum und Beleg jeder Aussage.",
    "uk": "Мережі міст, їхні члени та ролі в них, а також партнерства між містами: з типом, датою та підтвердженням "
    "кожного твердження.",
}
KEYWORDS = {
    "en": ("city networks", "town twinning", "city diplomacy"),
    "de": ("Städtenetzwerke", "Städtepartnerschaften", "kommunale Außenbeziehungen"),
    "uk": ("мережі міст", "міста-побратими", "дипломатія міст"),
}
GRAPH_TITLES = {
    CURATED: "Relations and entities with the chosen values",
    QUARANTINE: "Rejected statements, kept for the record; not part of the default graph",
    INFERRED: "What follows by OWL 2 RL and the rules",
    VOCABULARY: "Ontology and concept schemes",
    METADATA: "What this data set is and holds: VoID and DCAT",
    WIKIDATA_SNAPSHOT: "What Wikidata said of twinnings among our places, on the day of the snapshot",
}


_ROUNDS = 20
_TRUE = ox.Literal("true", datatype=XSD.boolean)


@dataclass(frozen=True, slots=True)
class _Content:
    """What the description counts, without the graph that it stands in."""

    about_the_data: frozenset[str]
    """The public triples that a description may repeat: it speaks of nothing of ours but the publisher."""
    by_graph: Mapping[ox.NamedNode, int]
    titles: Mapping[str, ox.Literal]
    links: Mapping[str, int]


def describe_release(statements: Statements, tally: Tally, as_of: dt.date, version: str) -> tuple[ox.Triple, ...]:
    """VoID and DCAT of the statements of a release.

    The description is part of what it describes. So it is made again with itself counted in, until it says the same
    twice; the first round fixes which figures there are, the next ones the figures.

    Args:
        statements: all graphs but `graph/metadata` itself.
        tally: of those that are public.
        as_of: the day that the data describes.
        version: of ontology and code.

    Raises:
        BuildError: the description never says the same twice.
    """
    content = _content(statements, tally)
    said: tuple[ox.Triple, ...] = ()
    for _ in range(_ROUNDS):
        own = set(map(str, said))
        figures = tally.with_others(Tally(own - content.about_the_data))
        again = tuple(_describe(content, figures, len(own), as_of, version))
        if set(map(str, again)) == own:
            return said
        said = again
    raise BuildError("The release cannot be described: its figures depend on themselves. Add or remove a triple.")


def _content(statements: Statements, tally: Tally) -> _Content:
    title, of_sources, ours, publisher = f" {DCT.title} ", f"<{ID}source/", f"<{ID}", f"{PUBLISHER} "
    titles: list[str] = []
    about_the_data = set()
    for triple in statements.public():
        if not triple.startswith(ours) or triple.startswith(publisher):
            about_the_data.add(triple)
        elif triple.startswith(of_sources) and title in triple:
            titles.append(f"{triple} .\n")
    parsed = ox.parse("".join(titles), format=ox.RdfFormat.N_TRIPLES)
    return _Content(
        frozenset(about_the_data),
        {ox.NamedNode(graph): size for graph, size in statements.sizes().items()},
        {q.subject.value: q.object for q in parsed if q.predicate == DCT.title},
        tally.links,
    )


def _describe(content: _Content, figures: Figures, own: int, as_of: dt.date, version: str) -> list[ox.Triple]:
    out: list[ox.Triple] = []

    def say(subject: ox.NamedNode, predicate: ox.NamedNode, *objects: ox.NamedNode | ox.Literal) -> None:
        out.extend(ox.Triple(subject, predicate, value) for value in objects)

    say(DATASET, RDF.type, VOID.Dataset, DCAT.Dataset)
    say(CATALOG, RDF.type, DCAT.Catalog)
    say(CATALOG, DCAT.dataset, DATASET)
    for tag, title in TITLE.items():
        say(DATASET, DCT.title, text(title, tag))
        say(DATASET, DCT.description, text(DESCRIPTION[tag], tag))
        say(CATALOG, DCT.title, text(title, tag))
        say(CATALOG, DCT.description, text(DESCRIPTION[tag], tag))
        say(DATASET, DCAT.keyword, *(text(word, tag) for word in KEYWORDS[tag]))
    for node in (DATASET, CATALOG):
        say(node, DCT.publisher, PUBLISHER)
        say(node, DCT.license, LICENCE)
        say(node, DCT.language, *(ox.NamedNode(f"{_EU}language/{code}") for code in ("ENG", "DEU", "UKR")))
    say(PUBLISHER, RDF.type, ORG.Organization, FOAF.Agent)
    say(PUBLISHER, FOAF.name, text("citynet-kg"))
    say(PUBLISHER, RDFS.label, text("citynet-kg"))
    say(DATASET, DCT.modified, day(as_of))
    say(DATASET, DCT.issued, day(as_of))
    say(DATASET, DCAT.version, text(version))
    say(DATASET, DCT.accrualPeriodicity, ox.NamedNode(f"{_EU}frequency/IRREG"))
    say(DATASET, DCAT.theme, ox.NamedNode(f"{_EU}data-theme/GOVE"))
    say(DATASET, VOID.uriSpace, text(ID))
    say(
        DATASET,
        VOID.vocabulary,
        ox.NamedNode(BASE + "ns"),
        *(ox.NamedNode(PREFIXES[p]) for p in ("org", "skos", "prov")),
    )
    say(DATASET, VOID.exampleResource, ox.NamedNode(ID + "municipality/bonn-de"), ox.NamedNode(ID + "network/iclei"))
    _size(say, figures)
    _partitions(say, figures)
    _graphs(say, {**content.by_graph, METADATA: own}, content.titles)
    for name, space in LINKED.items():
        links = content.links[name]
        if links:
            linkset, other = ox.NamedNode(f"{BASE}dataset/links/{name}"), ox.NamedNode(f"{BASE}dataset/target/{name}")
            say(linkset, RDF.type, VOID.Linkset)
            say(linkset, VOID.linkPredicate, SCHEMA.sameAs)
            say(linkset, VOID.subjectsTarget, DATASET)
            say(linkset, VOID.objectsTarget, other)
            say(linkset, VOID.triples, _integer(links))
            say(other, RDF.type, VOID.Dataset)
            say(other, VOID.uriSpace, text(space))
            say(DATASET, VOID.subset, linkset)
    return out


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=XSD.integer)


def _size(say: _Say, figures: Figures) -> None:
    say(DATASET, VOID.triples, _integer(figures.triples))
    say(DATASET, VOID.distinctSubjects, _integer(figures.subjects))
    say(DATASET, VOID.distinctObjects, _integer(figures.objects))
    say(DATASET, VOID.properties, _integer(len(figures.properties)))
    say(DATASET, VOID["classes"], _integer(len(figures.classes)))


def _partitions(say: _Say, figures: Figures) -> None:
    named = {term: number for term, number in figures.classes.items() if term.startswith("<")}
    for kind, link, term, counted, counts in (
        ("class", VOID.classPartition, VOID["class"], VOID.entities, named),
        ("property", VOID.propertyPartition, VOID.property, VOID.triples, figures.properties),
    ):
        for written, number in counts.items():
            value = ox.NamedNode(written[1:-1])
            part = ox.NamedNode(f"{BASE}dataset/{kind}/{_local(value.value)}")
            say(DATASET, link, part)
            say(part, RDF.type, VOID.Dataset)
            say(part, term, value)
            say(part, counted, _integer(number))


def _local(iri: str) -> str:
    """A name for an IRI that can stand in another: its prefix and local name."""
    for prefix, space in PREFIXES.items():
        if iri.startswith(space):
            return f"{prefix}-{iri[len(space) :]}"
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in iri)


def _graphs(say: _Say, sizes: Mapping[ox.NamedNode, int], titles: Mapping[str, ox.Literal]) -> None:
    for graph, size in sizes.items():
        say(DATASET, VOID.subset, graph)
        say(graph, RDF.type, VOID.Dataset)
        say(graph, VOID.triples, _integer(size))
        source = graph.value.removeprefix(SOURCE_GRAPH)
        if source != graph.value:
            say(graph, DCT.source, ox.NamedNode(f"{ID}source/{source}"))
            title = titles.get(f"{ID}source/{source}")
            if title is not None:
                say(graph, DCT.title, title)
        elif graph in GRAPH_TITLES:
            say(graph, DCT.title, text(GRAPH_TITLES[graph], "en"))
