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


def _t(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def _thing(kind: str, name: str) -> str:
    return f"<{ID}{kind}/{name}>"


def _concept(scheme: str, name: str) -> str:
    return f"<{CONCEPT}{scheme}/{name}>"


def _typed(text: object, datatype: str) -> str:
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
                yield subject, _t(predicate), f'"{name}"@{language}'

    def _themes(self) -> Iterator[Triple]:
        for number in range(THEMES):
            theme = _concept("theme", f"theme-{number}")
            yield theme, _TYPE, _t("skos:Concept")
            yield theme, _t("skos:inScheme"), f"<{CONCEPT}theme>"
            yield from self._labelled(theme, f"Theme {number}", f"Тема {number}")
            if number:
                yield theme, _t("skos:broader"), _concept("theme", f"theme-{(number - 1) // 4}")

    def _city(self, number: int, city: str) -> Iterator[Triple]:
        subject, place = _thing("municipality", city), _thing("place", city)
        latin, ukrainian = self._name()
        country = f"<{COUNTRY}{self._random.choice(_COUNTRIES)}>"
        for node, kind in ((subject, "cnet:Municipality"), (place, "dct:Location")):
            yield node, _TYPE, _t(kind)
            yield from self._labelled(node, latin, ukrainian)
            yield node, _t("cnet:country"), country
            yield node, _t("cnet:geonamesId"), f'"{1_000_000 + number}"'
        yield subject, _t("locn:location"), place
        yield subject, _t("schema:sameAs"), f"<{WIKIDATA}Q{100_000 + number}>"
        yield place, _t("schema:sameAs"), f"<{GEONAMES}{1_000_000 + number}/>"
        yield place, _t("wgs:lat"), _typed(f"{self._random.uniform(-55, 70):.4f}1", "decimal")
        yield place, _t("wgs:long"), _typed(f"{self._random.uniform(-179, 179):.4f}1", "decimal")
        figure = _thing("count", f"{city}--population--1")
        people = int(self._random.lognormvariate(11, 1.2))
        yield figure, _TYPE, _t("cnet:PopulationFigure")
        yield figure, _t("cnet:countOf"), subject
        yield figure, _t("cnet:population"), _typed(people, "nonNegativeInteger")
        yield figure, _t("cnet:populationYear"), _typed(self._random.randint(2011, 2024), "gYear")

    def _network(self, number: int, network: str) -> Iterator[Triple]:
        subject = _thing("network", network)
        latin, ukrainian = self._name()
        yield subject, _TYPE, _t("cnet:CityNetwork")
        yield from self._labelled(subject, f"{latin} Network", f"Мережа {ukrainian}")
        yield subject, _t("cnet:acronym"), f'"N{number}"'
        yield subject, _t("cnet:networkForm"), _concept("network-form", "membership-association")
        yield subject, _t("cnet:theme"), _concept("theme", f"theme-{self._random.randrange(THEMES)}")
        yield subject, _t("cnet:foundedOn"), _typed(self._random.randint(1913, 2020), "gYear")
        yield subject, _t("cnet:assessment"), _concept("assessment", "accepted")

    def _relation(self, subject: str, *kinds: str) -> Iterator[Triple]:
        """What relations have in common: classes, status, assessment, and dates with their bounds."""
        for kind in kinds:
            yield subject, _TYPE, _t(kind)
        status = self._random.choices(_STATUS, (60, 20, 20))[0]
        yield subject, _t("cnet:temporalStatus"), _concept("temporal-status", status)
        yield subject, _t("cnet:assessment"), _concept("assessment", "accepted")
        began = dt.date(1960, 1, 1) + dt.timedelta(days=self._random.randrange(23_000))
        if self._random.random() < 0.6:  # noqa: PLR2004 - the share that is dated
            yield subject, _t("cnet:startedOn"), _typed(began, "date")
            yield subject, _t("cnet:startEarliest"), _typed(began, "date")
            yield subject, _t("cnet:startLatest"), _typed(began, "date")
        if status == "ended":
            ended = _typed(began + dt.timedelta(days=self._random.randrange(1, 9000)), "date")
            yield subject, _t("cnet:endedOn"), ended
            yield subject, _t("cnet:endLatest"), ended

    def _memberships(self) -> Iterator[Triple]:
        weights = list(accumulate(1 / (rank + 1) for rank in range(len(self._networks))))
        for city in self._cities:
            wanted = 1 + int(self._random.expovariate(1 / 7))
            joined = dict.fromkeys(self._random.choices(self._networks, cum_weights=weights, k=wanted))
            for network in joined:
                subject = _thing("membership", f"{city}--{network}--1")
                yield from self._relation(subject, "cnet:NetworkMembership")
                yield subject, _t("org:member"), _thing("municipality", city)
                yield subject, _t("org:organization"), _thing("network", network)
                yield subject, _t("cnet:membershipKind"), _concept("membership-kind", self._random.choice(_KINDS))
                yield subject, _t("cnet:evidence"), _thing("evidence", f"membership-{city}-{network}")

    def _partnerships(self) -> Iterator[Triple]:
        known: set[tuple[str, str]] = set()
        for city in self._cities:
            for _ in range(int(self._random.expovariate(1 / 3.4))):
                other = self._random.choice(self._cities)
                first, second = sorted((city, other))
                if first == second or (first, second) in known:
                    continue
                known.add((first, second))
                subject = _thing("partnership", f"{first}--{second}--1")
                yield from self._relation(subject, "cnet:Partnership")
                yield subject, _t("cnet:partner"), _thing("municipality", first)
                yield subject, _t("cnet:partner"), _thing("municipality", second)
                kind = _concept("partnership-type", self._random.choice(_PARTNERSHIPS))
                yield subject, _t("cnet:partnershipType"), kind
                yield subject, _t("cnet:theme"), _concept("theme", f"theme-{self._random.randrange(THEMES)}")

    def _tenures(self) -> Iterator[Triple]:
        for network in self._networks:
            for number in range(30):
                subject = _thing("tenure", f"{network}--chair--{number}")
                yield from self._relation(subject, "cnet:RoleTenure")
                yield subject, _t("org:member"), _thing("municipality", self._random.choice(self._cities))
                yield subject, _t("org:organization"), _thing("network", network)
                yield subject, _t("org:role"), _concept("role", self._random.choice(("chair", "vice-chair")))


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
