"""Describe the release as a dataset: VoID (what is in it) and DCAT (what it is, who made it, where to get it).

Only what the content determines: no clock, no address of a server. A server puts its own address in when it answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import BuildError
from citynet_kg.graph.terms import day, text
from citynet_kg.vocab import (
    BASE,
    CNET,
    CURATED,
    DCAT,
    DCT,
    FOAF,
    GEONAMES,
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
    WIKIDATA,
    WIKIDATA_SNAPSHOT,
    XSD,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

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

    public: frozenset[ox.Triple]
    by_graph: Mapping[ox.NamedNode, int]
    titles: Mapping[str, ox.Literal]


@dataclass(frozen=True, slots=True)
class _Tally:
    """The figures of the default graph."""

    triples: int
    subjects: frozenset[object]
    objects: frozenset[object]
    properties: Counter[ox.NamedNode]
    classes: Counter[ox.NamedNode]

    @classmethod
    def of(cls, triples: Iterable[ox.Triple]) -> _Tally:
        """Count different triples."""
        triples = list(triples)
        return cls(
            len(triples),
            frozenset(t.subject for t in triples),
            frozenset(t.object for t in triples),
            Counter(t.predicate for t in triples),
            Counter(t.object for t in triples if t.predicate == RDF.type),  # type: ignore[misc]
        )

    def __add__(self, other: _Tally) -> _Tally:
        return _Tally(
            self.triples + other.triples,
            self.subjects | other.subjects,
            self.objects | other.objects,
            self.properties + other.properties,
            self.classes + other.classes,
        )


def describe_release(quads: Iterable[ox.Quad], as_of: dt.date, version: str) -> tuple[ox.Triple, ...]:
    """VoID and DCAT of the quads of a release.

    The description is part of what it describes. So it is made again with itself counted in, until it says the same
    twice; the first round fixes which figures there are, the next ones the figures.

    Args:
        quads: all graphs but `graph/metadata` itself.
        as_of: the day that the data describes.
        version: of ontology and code.

    Raises:
        BuildError: the description never says the same twice.
    """
    content = _content(quads)
    base = _Tally.of(content.public)
    said: tuple[ox.Triple, ...] = ()
    for _ in range(_ROUNDS):
        own = set(said)
        again = tuple(_describe(content, base + _Tally.of(own - content.public), len(own), as_of, version))
        if set(again) == own:
            return said
        said = again
    raise BuildError("The release cannot be described: its figures depend on themselves. Add or remove a triple.")


def _content(quads: Iterable[ox.Quad]) -> _Content:
    public: set[ox.Triple] = set()
    by_graph: dict[ox.NamedNode, set[ox.Triple]] = defaultdict(set)
    titles: dict[str, ox.Literal] = {}
    for quad in quads:
        by_graph[quad.graph_name].add(quad.triple)  # type: ignore[index]
        if quad.graph_name != QUARANTINE:
            public.add(quad.triple)
        if quad.predicate == DCT.title and isinstance(quad.object, ox.Literal):
            titles[quad.subject.value] = quad.object  # type: ignore[union-attr]
    return _Content(_as_stored(public), {graph: len(triples) for graph, triples in by_graph.items()}, titles)


def _as_stored(triples: Iterable[ox.Triple]) -> frozenset[ox.Triple]:
    """The triples as an endpoint has them: the engine writes numbers in one way, so some of them become one."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return frozenset(quad.triple for quad in store)


def _describe(content: _Content, tally: _Tally, own: int, as_of: dt.date, version: str) -> list[ox.Triple]:
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
    _size(say, tally)
    _partitions(say, tally)
    _graphs(say, {**content.by_graph, METADATA: own}, content.titles)
    for space, name in ((WIKIDATA, "wikidata"), (GEONAMES, "geonames")):
        links = sum(
            t.predicate == SCHEMA.sameAs and getattr(t.object, "value", "").startswith(space) for t in content.public
        )
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


def _size(say: _Say, tally: _Tally) -> None:
    say(DATASET, VOID.triples, _integer(tally.triples))
    say(DATASET, VOID.distinctSubjects, _integer(len(tally.subjects)))
    say(DATASET, VOID.distinctObjects, _integer(len(tally.objects)))
    say(DATASET, VOID.properties, _integer(len(tally.properties)))
    say(DATASET, VOID["classes"], _integer(len(tally.classes)))


def _partitions(say: _Say, tally: _Tally) -> None:
    named = {term: number for term, number in tally.classes.items() if isinstance(term, ox.NamedNode)}
    for kind, link, term, counted, counts in (
        ("class", VOID.classPartition, VOID["class"], VOID.entities, named),
        ("property", VOID.propertyPartition, VOID.property, VOID.triples, tally.properties),
    ):
        for value, number in counts.items():
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


def figures(triples: Iterable[ox.Triple]) -> Mapping[str, int]:
    """The figures of the home page: how many things of each class.

    Of the local authorities, `unresolved` are those known by name only, `authorities` the others that are no
    municipality.
    """
    names = {
        "municipalities": CNET.Municipality,
        "networks": CNET.CityNetwork,
        "memberships": CNET.NetworkMembership,
        "tenures": CNET.RoleTenure,
        "partnerships": CNET.Partnership,
        "sources": CNET.SourceDocument,
        "evidence": CNET.Evidence,
    }
    members: dict[object, set[object]] = defaultdict(set)
    unresolved: set[object] = set()
    for triple in triples:
        if triple.predicate == RDF.type:
            members[triple.object].add(triple.subject)
        elif triple.predicate == CNET.unresolved and triple.object == _TRUE:
            unresolved.add(triple.subject)
    authorities = members[CNET.LocalAuthority] - members[CNET.Municipality]
    return {
        **{name: len(members[term]) for name, term in names.items()},
        "authorities": len(authorities - unresolved),
        "unresolved": len(authorities & unresolved),
    }
