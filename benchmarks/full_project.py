"""A project of the size of the full release: the real one, and beside it invented cities, partnerships, passages.

Every invented name begins with "Synthetic". What is made here is for measuring and is never published: it is written to
a folder of its own, and built there as the real project is.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import sys
import tempfile
from collections import Counter
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from citynet_kg import pipeline
from citynet_kg.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SEED = 20261121
_RESOLVED, _UNRESOLVED = 8_400, 5_240
_PARTNERSHIPS, _OF_A_KIND = 21_000, 4_000
_LARGEST_NETWORK, _OTHER_MEMBERSHIPS = 1_400, 600
_TWICE, _THRICE = 17_000, 5_000
"""Partnerships that a second and a third list has as well."""
_DISAGREEING = 150
_LEDGER = 3_000
_WIKIDATA = 12_000
_BUSIEST, _STEEPNESS = 25, 0.62
"""Cities are chosen by a power of their rank; these give the first some seventy partnerships."""
_COUNTRIES = ("DE", "FR", "PL", "IT", "GB", "UA", "ES", "CZ", "NL", "AT", "HU", "FI", "SE", "GR", "JP", "TR")
_KINDS = ("twinning", "twinning", "twinning", "friendship", "project", "solidarity")
_NETWORKS = ("iclei", "c40", "uccn", "cemr", "fair-trade-towns", "metropolis")
_LARGEST = "eurocities"
_LISTS = ("synthetic-list-a", "synthetic-list-b", "synthetic-list-c")
_QUERIED_BY = "natural-earth-4|wikidata-p190-2016"
_CARD = """title = "{title}"
title_language = "en"
address = "https://example.org/{slug}"
languages = ["en"]
publisher = "Synthetic"
publisher_id = "organization/synthetic"
licence = ""
rights = "Invented for measuring."
text_held = false
sha256 = ""
retrieved = "2026-11-21"
published = ""
kind = "list"
statements = {rows}
"""


class _World:
    """Invented rows, in order; the same seed gives the same rows."""

    def __init__(self) -> None:
        self.chance = random.Random(_SEED)  # noqa: S311 - invented data, no secrets
        self.cities = [f"synthetic-{n}-{_country(n).lower()}" for n in range(_RESOLVED + _UNRESOLVED)]
        shuffled = self.chance.sample(self.cities, len(self.cities))
        weights = accumulate(1 / (rank + _BUSIEST) ** _STEEPNESS for rank in range(len(shuffled)))
        self._shuffled, self._weights = shuffled, list(weights)
        self.evidence: dict[str, list[dict[str, str]]] = {slug: [] for slug in _LISTS}

    def authorities(self) -> Iterable[dict[str, str]]:
        """Municipalities with a place and an item, and others of which only name and item are known."""
        for n, slug in enumerate(self.cities):
            row = {
                "slug": slug,
                "name_en": f"Synthetic {n}",
                "country": _country(n),
                "qid": f"Q{9_000_000_000 + n}",
                "qid_sources": _QUERIED_BY,
                "label_sources": _LISTS[0],
            }
            if n >= _RESOLVED:
                yield row | {"kind": "authority"}
                continue
            place = {"lat": f"{40 + n % 2000 / 100:.2f}", "lon": f"{n % 4000 / 100:.2f}"}
            names = {"name_de": f"Synthetisch {n}", "name_uk": f"Синтетичне {n}", "alt_names": f"Syntheticum {n}@la"}
            yield row | {"kind": "municipality", "geonames_id": str(900_000_000 + n), **place, **names}

    def partnerships(self) -> Iterable[dict[str, str]]:
        """Most without a type; a few cities have a great many."""
        pairs: dict[tuple[str, str], None] = {}
        while len(pairs) < _PARTNERSHIPS:
            one, other = sorted(self.chance.choices(self._shuffled, cum_weights=self._weights, k=2))
            if one != other:
                pairs[one, other] = None
        for number, pair in enumerate(pairs):
            slug = "--".join((*pair, "1"))
            kind = self.chance.choice(_KINDS) if number < _OF_A_KIND else "unspecified"
            self._say_partnership(number, slug, kind)
            yield {"slug": slug, "partners": " ".join(pair), "type": kind}

    def _say_partnership(self, number: int, slug: str, kind: str) -> None:
        year = str(1950 + self.chance.randrange(70)) if self.chance.random() < 0.4 else ""  # noqa: PLR2004
        said = {"about": f"partnership/{slug}", "locator": f"row {number}"}
        said |= {"stated_status": "current-at-source", "stated_as_of": "2026-11-01"}
        first = {"stated_type": "" if kind == "unspecified" else kind, "stated_start": year}
        self.evidence[_LISTS[0]].append(said | first)
        if number < _TWICE:
            other = str(int(year) + 1) if year and number < _DISAGREEING * 3 else year
            self.evidence[_LISTS[1]].append(said | {"stated_start": other})
        if number < _THRICE:
            self.evidence[_LISTS[2]].append(said)

    def memberships(self) -> Iterable[dict[str, str]]:
        """One network with very many members, and some others."""
        joined = dict.fromkeys((city, _LARGEST) for city in self._shuffled[: 2 * _LARGEST_NETWORK : 2])
        while len(joined) < _LARGEST_NETWORK + _OTHER_MEMBERSHIPS:
            (city,) = self.chance.choices(self._shuffled, cum_weights=self._weights)
            joined[city, self.chance.choice(_NETWORKS)] = None
        for number, (city, network) in enumerate(joined):
            slug = f"{city}--{network}--1"
            said = {"about": f"membership/{slug}", "locator": f"member {number}", "stated_as_of": "2026-11-01"}
            self.evidence[_LISTS[0]].append(said | {"stated_status": "current-at-source"})
            yield {"slug": slug, "member": city, "organization": network, "kind": "unspecified"}

    def wikidata(self) -> Iterable[dict[str, str]]:
        """Pairs of items that a snapshot calls twinned."""
        numbers = range(_RESOLVED + _UNRESOLVED)
        pairs = {tuple(sorted(self.chance.sample(numbers, 2))) for _ in range(_WIKIDATA)}
        for one, other in sorted(pairs):
            items = {"qid_a": f"Q{9_000_000_000 + one}", "qid_b": f"Q{9_000_000_000 + other}"}
            yield items | {"stated_a_to_b": "1", "stated_b_to_a": str(one % 2)}


def _country(number: int) -> str:
    return _COUNTRIES[number % len(_COUNTRIES)]


def write_project(root: Path, folder: Path) -> Layout:
    """Write the project of `root` and all that is invented into an empty folder; says where things lie in it."""
    for part in ("data", "ontology", "shapes"):
        shutil.copytree(root / part, folder / part)
    (folder / "pyproject.toml").write_text((root / "pyproject.toml").read_text("utf-8"), "utf-8")
    data, world = folder / "data", _World()
    _append(data / "entities" / "local-authorities.csv", world.authorities())
    _append(data / "relations" / "partnerships.csv", world.partnerships())
    _append(data / "relations" / "memberships.csv", world.memberships())
    _append(data / "wikidata" / "p190-2016-09.csv", world.wikidata())
    columns = _columns(next((root / "data" / "sources").glob("*/evidence.csv")))
    ledger = _columns(next((root / "data" / "sources").glob("*/ledger.csv")))
    for slug, rows in world.evidence.items():
        source = data / "sources" / slug
        source.mkdir()
        card = _CARD.format(title=f"Synthetic list {slug[-1].upper()}", slug=slug, rows=len(rows))
        (source / "source.toml").write_text(card, "utf-8")
        numbered = ({"n": str(number), **row} for number, row in enumerate(rows, 1))
        _write(source / "evidence.csv", columns, numbered)
        left = (
            {"file": "list.csv", "row": str(n), "value": f"Unknown {n}", "reason": "Invented."} for n in range(_LEDGER)
        )
        _write(source / "ledger.csv", ledger, left)
    return Layout.at(folder)


def _columns(path: Path) -> Sequence[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def _append(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    columns = _columns(path)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="", lineterminator="\n").writerows(rows)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    path.write_text(",".join(columns) + "\n", "utf-8")
    _append(path, rows)


def _talk(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the project, build it, and say where the release is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="an empty or new folder; a new one under /tmp by default")
    options = parser.parse_args(arguments)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="citynet-full-"))
    folder.mkdir(parents=True, exist_ok=True)
    layout = write_project(Path(__file__).parents[1], folder)
    release = pipeline.build(layout, talk=_talk)
    sys.stderr.write(f"{dict(Counter(release.figures))}\n")
    sys.stdout.write(f"{release.folder}\n")


if __name__ == "__main__":
    main()
