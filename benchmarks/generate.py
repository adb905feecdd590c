"""Write synthetic data in the shape of our model: the same seed gives the same bytes.

Municipalities with names in three languages and places, networks whose sizes follow Zipf's law, memberships and
partnerships as nodes with kind, status and dates, tenures of chairs, population figures, and a tree of themes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from citynet_kg.vocab import CONCEPT, COUNTRY, GEONAMES, ID, PREFIXES, WIKIDATA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEED = 1
CITIES = 7000
NETWORKS = 180
THEMES = 85
_COUNTRIES = ("DEU", "UKR", "FRA", "ITA", "ESP", "POL", "NLD", "SWE", "GBR", "USA", "BRA", "IND", "JPN", "KEN", "ZAF")
_STATUS = ("current-at-source", "ended", "not-stated")
_KINDS = ("full", "associate", "observer", "founding", "unspecified")
_PARTNERSHIPS = ("twinning", "friendship", "project", "solidarity", "climate", "unspecified")
_LATIN = ("ba", "den", "furt", "ham", "lin", "mar", "no", "ost", "ra", "stad", "ten", "wal", "ze", "ki", "lo", "mund")
_UKRAINIAN = "ба|ден|фурт|гам|лін|мар|но|ост|ра|штад|тен|валь|це|кі|ло|мунд".split("|")  # noqa: RUF001, SIM905 - Ukrainian
_TYPE = f"<{PREFIXES['rdf']}type>"

Triple = tuple[str, str, str]


def curie(short: str) -> str:
    """A term of a vocabulary, as N-Triples write it."""
    prefix, _, local = short.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def thing_of(kind: str, name: str) -> str:
    """A thing of ours."""
    return f"<{ID}{kind}/{name}>"


def concept_of(scheme: str, name: str) -> str:
    """A concept of one of our schemes."""
    return f"<{CONCEPT}{scheme}/{name}>"


def typed(text: object, datatype: str) -> str:
    """A literal."""
    return f'"{text}"^^<{PREFIXES["xsd"]}{datatype}>'


class Generator:
    """Makes the triples of a world with so many cities and networks."""

    def __init__(self, cities: int = CITIES, networks: int = NETWORKS, seed: int = SEED) -> None:
        self._random = random.Random(seed)  # noqa: S311 - data, no secrets
        self._cities = [f"city-{n}" for n in range(cities)]
        self._networks = [f"network-{n}" for n in range(networks)]

    def triples(self) -> Iterator[Triple]:
        """All triples, in a fixed order."""
        yield from self._themes()
        for number, city in enumerate(self._cities):
            yield from self._city(number, city)
        for number, network in enumerate(self._networks):
            yield from self._network(number, network)
        yield from self._memberships()
        yield from self._partnerships()
        yield from self._tenures()

    def _name(self) -> tuple[str, str]:
        picked = [self._random.randrange(len(_LATIN)) for _ in range(self._random.randint(2, 4))]
        return "".join(_LATIN[n] for n in picked).capitalize(), "".join(_UKRAINIAN[n] for n in picked).capitalize()

    def _labelled(self, subject: str, latin: str, ukrainian: str) -> Iterator[Triple]:
        for name, language in ((latin, "en"), (latin, "de"), (ukrainian, "uk")):
            for predicate in ("skos:prefLabel", "rdfs:label"):
                yield subject, curie(predicate), f'"{name}"@{language}'

    def _themes(self) -> Iterator[Triple]:
        for number in range(THEMES):
            theme = concept_of("theme", f"theme-{number}")
            yield theme, _TYPE, curie("skos:Concept")
            yield theme, curie("skos:inScheme"), f"<{CONCEPT}theme>"
            yield from self._labelled(theme, f"Theme {number}", f"Тема {number}")
            if number:
                yield theme, curie("skos:broader"), concept_of("theme", f"theme-{(number - 1) // 4}")

    def _city(self, number: int, city: str) -> Iterator[Triple]:
        subject, place = thing_of("municipality", city), thing_of("place", city)
        latin, ukrainian = self._name()
        country = f"<{COUNTRY}{self._random.choice(_COUNTRIES)}>"
        for node, kind in ((subject, "cnet:Municipality"), (place, "dct:Location")):
            yield node, _TYPE, curie(kind)
            yield from self._labelled(node, latin, ukrainian)
            yield node, curie("cnet:country"), country
            yield node, curie("cnet:geonamesId"), f'"{1_000_000 + number}"'
        yield subject, curie("locn:location"), place
        yield subject, curie("schema:sameAs"), f"<{WIKIDATA}Q{100_000 + number}>"
        yield place, curie("schema:sameAs"), f"<{GEONAMES}{1_000_000 + number}/>"
        yield place, curie("wgs:lat"), typed(f"{self._random.uniform(-55, 70):.4f}1", "decimal")
        yield place, curie("wgs:long"), typed(f"{self._random.uniform(-179, 179):.4f}1", "decimal")
        figure = thing_of("count", f"{city}--population--1")
        people = int(self._random.lognormvariate(11, 1.2))
        yield figure, _TYPE, curie("cnet:PopulationFigure")
        yield figure, curie("cnet:countOf"), subject
        yield figure, curie("cnet:population"), typed(people, "nonNegativeInteger")
        yield figure, curie("cnet:populationYear"), typed(self._random.randint(2011, 2024), "gYear")

    def _network(self, number: int, network: str) -> Iterator[Triple]:
        subject = thing_of("network", network)
        latin, ukrainian = self._name()
        yield subject, _TYPE, curie("cnet:CityNetwork")
        yield from self._labelled(subject, f"{latin} Network", f"Мережа {ukrainian}")
        yield subject, curie("cnet:acronym"), f'"N{number}"'
        yield subject, curie("cnet:networkForm"), concept_of("network-form", "membership-association")
        yield subject, curie("cnet:theme"), concept_of("theme", f"theme-{self._random.randrange(THEMES)}")
        yield subject, curie("cnet:foundedOn"), typed(self._random.randint(1913, 2020), "gYear")
        yield subject, curie("cnet:assessment"), concept_of("assessment", "accepted")

    def _relation(self, subject: str, *kinds: str) -> Iterator[Triple]:
        """What relations have in common: classes, status, assessment, and dates with their bounds."""
        for kind in kinds:
            yield subject, _TYPE, curie(kind)
        status = self._random.choices(_STATUS, (60, 20, 20))[0]
        yield subject, curie("cnet:temporalStatus"), concept_of("temporal-status", status)
        yield subject, curie("cnet:assessment"), concept_of("assessment", "accepted")
        began = dt.date(1960, 1, 1) + dt.timedelta(days=self._random.randrange(23_000))
        if self._random.random() < 0.6:  # noqa: PLR2004 - the share that is dated
            yield subject, curie("cnet:startedOn"), typed(began, "date")
            yield subject, curie("cnet:startEarliest"), typed(began, "date")
            yield subject, curie("cnet:startLatest"), typed(began, "date")
        if status == "ended":
            ended = typed(began + dt.timedelta(days=self._random.randrange(1, 9000)), "date")
            yield subject, curie("cnet:endedOn"), ended
            yield subject, curie("cnet:endLatest"), ended

    def _memberships(self) -> Iterator[Triple]:
        weights = list(accumulate(1 / (rank + 1) for rank in range(len(self._networks))))
        for city in self._cities:
            wanted = 1 + int(self._random.expovariate(1 / 7))
            joined = dict.fromkeys(self._random.choices(self._networks, cum_weights=weights, k=wanted))
            for network in joined:
                subject = thing_of("membership", f"{city}--{network}--1")
                yield from self._relation(subject, "cnet:NetworkMembership")
                yield subject, curie("org:member"), thing_of("municipality", city)
                yield subject, curie("org:organization"), thing_of("network", network)
                yield subject, curie("cnet:membershipKind"), concept_of("membership-kind", self._random.choice(_KINDS))
                yield subject, curie("cnet:evidence"), thing_of("evidence", f"membership-{city}-{network}")

    def _partnerships(self) -> Iterator[Triple]:
        known: set[tuple[str, str]] = set()
        for city in self._cities:
            for _ in range(int(self._random.expovariate(1 / 3.4))):
                other = self._random.choice(self._cities)
                first, second = sorted((city, other))
                if first == second or (first, second) in known:
                    continue
                known.add((first, second))
                subject = thing_of("partnership", f"{first}--{second}--1")
                yield from self._relation(subject, "cnet:Partnership")
                yield subject, curie("cnet:partner"), thing_of("municipality", first)
                yield subject, curie("cnet:partner"), thing_of("municipality", second)
                kind = concept_of("partnership-type", self._random.choice(_PARTNERSHIPS))
                yield subject, curie("cnet:partnershipType"), kind
                yield subject, curie("cnet:theme"), concept_of("theme", f"theme-{self._random.randrange(THEMES)}")

    def _tenures(self) -> Iterator[Triple]:
        for network in self._networks:
            for number in range(30):
                subject = thing_of("tenure", f"{network}--chair--{number}")
                yield from self._relation(subject, "cnet:RoleTenure")
                yield subject, curie("org:member"), thing_of("municipality", self._random.choice(self._cities))
                yield subject, curie("org:organization"), thing_of("network", network)
                yield subject, curie("org:role"), concept_of("role", self._random.choice(("chair", "vice-chair")))


def write(path: Path, generator: Generator) -> int:
    """Write N-Triples, or N-Quads with everything in the default graph if the path ends so; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for subject, predicate, object_ in generator.triples():
            file.write(f"{subject} {predicate} {object_} .\n")
            count += 1
    return count


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the file that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="the N-Triples or N-Quads file to write")
    parser.add_argument("--cities", type=int, default=CITIES)
    parser.add_argument("--networks", type=int, default=NETWORKS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    count = write(options.path, Generator(options.cities, options.networks, options.seed))
    sys.stdout.write(f"{count} triples in {options.path}\n")


if __name__ == "__main__":
    main()
