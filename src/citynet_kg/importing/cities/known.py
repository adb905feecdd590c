"""What the register and its sources say of places already."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from citynet_kg.identifiers import AUTHORITY_TYPES
from citynet_kg.importing.cities.facts import KEYS, PROPERTIES, Fact
from citynet_kg.importing.cities.qids import waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citynet_kg.gazetteer import Place
    from citynet_kg.sources import Project
    from citynet_kg.sources.records import Authority

_TERMS = {"unlocode": "unlocode", "ags": "municipalityKey", "nuts3": "nutsCode"}
_FIELDS = {term: field for field, term in PROPERTIES.items()}


class Known:
    """Facts by the slug of their place, each with the id of a source that states it."""

    def __init__(self, project: Project) -> None:
        self.cities = {city.slug: city for city in project.authorities}
        self._titles = {card.id: card.title or card.publisher for card in project.cards.values()}
        self.facts: dict[str, list[tuple[Fact, str]]] = defaultdict(list)
        self._said: dict[tuple[str, str, str], set[Fact]] = defaultdict(set)
        self.figures: dict[str, dict[str, Fact]] = defaultdict(dict)
        """Numbers of inhabitants by the path of their node."""
        for city in project.authorities:
            self.facts[city.slug] += _of_register(city)
            if city.population is not None:
                year = str(city.population_year or "")
                fact = Fact("population", str(city.population), year)
                self.figures[city.slug][f"count/{city.slug}--population--1"] = fact
        for row in project.populations:
            fact = Fact("population", str(row.population), str(row.year))
            self.figures[row.authority][f"count/{row.slug}"] = fact
        self._read_statements(project)
        self._owners = {
            fact: (slug, source) for slug, said in self.facts.items() for fact, source in said if fact.field in KEYS
        }

    def _read_statements(self, project: Project) -> None:
        for row in project.attributes:
            kind, _, slug = row.subject.partition("/")
            field = _FIELDS.get(row.property)
            if field and kind in AUTHORITY_TYPES and row.stance == "supports":
                self._note(slug, row.source, row.locator, Fact(field, row.value, row.value_lang))
        of = {path: (slug, fact) for slug, figures in self.figures.items() for path, fact in figures.items()}
        for passage in project.evidence:
            for path in passage.about:
                if path in of and passage.stance == "supports":
                    slug, fact = of[path]
                    self._note(slug, passage.source, passage.locator, fact)

    def _note(self, slug: str, source: str, locator: str, fact: Fact) -> None:
        self.facts[slug].append((fact, source))
        self._said[slug, source, locator].add(fact)

    def said(self, slug: str, source: str, locator: str) -> set[Fact]:
        """What a source's passage says of a place."""
        return self._said[slug, source, locator]

    def preferred(self, slug: str, tag: str) -> str:
        """The preferred name in a language; empty if there is none."""
        return next((f.value for f, _ in self.facts[slug] if f.field == "name" and f.of == tag), "")

    def against(self, slug: str, place: Place, fact: Fact) -> tuple[str, str] | None:
        """A value that contradicts a fact, and the title of its source; where all are silent, the gazetteer."""
        here = [(f, source) for f, source in self.facts[slug] if (f.field, f.of) == (fact.field, fact.of)]
        said = here or list(_of_gazetteer(place))
        return next(((f.value, self.title(source)) for f, source in said if fact.contradicts(f)), None)

    def owner(self, slug: str, fact: Fact) -> tuple[str, str] | None:
        """Another place that has the key of a fact, and the title of the source that says so."""
        owner, source = self._owners.get(fact, (slug, ""))
        return None if owner == slug else (owner, self.title(source))

    def title(self, source: str) -> str:
        """What people call a source."""
        return ", ".join(self._titles.get(part, part) for part in source.split("|") if part) or "–"


def _of_register(city: Authority) -> Iterator[tuple[Fact, str]]:
    labels = "|".join(city.label_sources)
    yield from ((Fact("name", name, tag), labels) for tag, name in city.names.items() if tag)
    yield from ((Fact("alt_names", name, tag), labels) for name, tag in city.alt_names)
    if city.qid:
        yield Fact("qid", city.qid), "|".join(city.qid_sources)
    yield from ((Fact("qid", qid), source) for qid, source in waiting(city.note).items())
    for field, term in _TERMS.items():
        if term in city.codes:
            yield (
                Fact(field, city.codes[term]),
                city.unlocode_source if field == "unlocode" else city.german_keys_source,
            )
    if city.population is not None:
        yield Fact("population", str(city.population), str(city.population_year or "")), city.population_source


def _of_gazetteer(place: Place) -> Iterator[tuple[Fact, str]]:
    if place.qid:
        yield Fact("qid", place.qid), "|".join(place.qid_sources)
    for field, code, source in (
        ("unlocode", place.unlocode, "wikidata-unlocode-2024"),
        ("ags", place.ags, "germany-lau-2019"),
        ("nuts3", place.nuts3, "germany-lau-2019"),
    ):
        if code:
            yield Fact(field, code), source
