"""Write a project of a given size: this one, with invented places, partnerships, memberships and lists beside its own.

The same seed gives the same bytes. What `citynet build` costs on it, stage by stage, stands in `docs/performance.md`.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import random
import resource
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from citynet_kg.graph import assemble
from citynet_kg.graph.encoded import without_garbage_collection
from citynet_kg.layout import Layout
from citynet_kg.reason import close
from citynet_kg.release import write_release
from citynet_kg.sources import read_project
from citynet_kg.sources.columns import COLUMNS
from citynet_kg.validate.gate import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

T = TypeVar("T")
SEED = 1
_ROOT = Path(__file__).parents[1]
_COUNTRIES = ("DE", "UA", "FR", "IT", "ES", "PL", "NL", "SE", "GB", "US", "BR", "IN", "JP", "KE", "ZA")
_NETWORKS = ("eurocities", "iclei", "c40", "uclg", "icorn")
_TYPES = ("twinning", "friendship", "project", "solidarity", "climate")
_PARTS = ("ba", "den", "furt", "ham", "lin", "mar", "no", "ost", "ra", "stad", "ten", "wal", "ze", "ki", "lo", "mund")
_LISTS = 40
_CARD = """\
title = "Invented list {number}"
title_language = "en"
address = "https://example.org/list/{number}"
languages = ["en"]
publisher = "GeoNames"
publisher_id = "organization/geonames"
licence = ""
rights = "Invented, to measure with."
text_held = false
sha256 = ""
retrieved = "2026-11-21"
published = "2024"
kind = "list"
"""
Cells = dict[str, object]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the project."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--authorities", type=int, default=14_000)
    parser.add_argument("--partnerships", type=int, default=21_000)
    parser.add_argument("--memberships", type=int, default=2_000)
    parser.add_argument("--evidence", type=int, default=45_000)
    parser.add_argument("--build", action="store_true", help="build it as well, and print what each stage takes")
    options = parser.parse_args(arguments)
    write(options.folder, options.authorities, options.partnerships, options.memberships, options.evidence)
    if options.build:
        build(Layout.at(options.folder))


def build(layout: Layout) -> None:
    """Build a project; print processor seconds and peak memory after each stage."""
    layout.releases.mkdir(parents=True)
    with without_garbage_collection():
        project = _timed("read", lambda: read_project(layout))
        asserted = _timed("assemble", lambda: assemble(project, layout))
        checked = _timed("validate", lambda: check(asserted, layout))
        closed = _timed("close", lambda: close(checked, layout))
        release = _timed("release", lambda: write_release(closed, layout))
    sys.stdout.write(f"{len(asserted.quads):,} quads, {len(closed.inferred):,} inferred: {release.digest}\n")


def _timed(stage: str, work: Callable[[], T]) -> T:
    began, used = time.perf_counter(), time.process_time()
    done = work()
    used, clock = time.process_time() - used, time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{stage}: {used:.2f} s, {clock:.2f} s by the clock, {peak:,} MB\n")
    return done


def write(folder: Path, authorities: int, partnerships: int, memberships: int, evidence: int) -> None:
    """Copy the project and add so many rows to its tables.

    Args:
        folder: a new folder.
        authorities: places.
        partnerships: pairs of them, most with dates in the evidence.
        memberships: places in networks that the project knows.
        evidence: rows that speak of these relations, each at least once, in forty lists.
    """
    for part in ("ontology", "shapes"):
        shutil.copytree(_ROOT / part, folder / part)
    shutil.copytree(_ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("gazetteer"))
    dice = random.Random(SEED)  # noqa: S311 - the same each time
    places = [f"{_name(dice)}-{n}-{dice.choice(_COUNTRIES).lower()}" for n in range(authorities)]
    pairs: dict[str, tuple[str, str]] = {}
    while len(pairs) < partnerships:
        one, other = sorted(dice.sample(places, 2))
        pairs.setdefault(f"{one}--{other}--1", (one, other))
    members: dict[str, tuple[str, str]] = {}
    while len(members) < memberships:
        member, network = dice.choice(places), dice.choice(_NETWORKS)
        members.setdefault(f"{member}--{network}--1", (member, network))
    types = {slug: dice.choice(_TYPES) for slug in pairs}
    relations = folder / "data" / "relations"
    _append(
        folder / "data/entities/local-authorities.csv", "authorities", map(_authority, places, itertools.count(10**7))
    )
    _append(
        relations / "partnerships.csv",
        "partnerships",
        ({"slug": slug, "partners": " ".join(pair), "type": types[slug]} for slug, pair in pairs.items()),
    )
    _append(
        relations / "memberships.csv",
        "memberships",
        (
            {"slug": slug, "member": member, "organization": network, "kind": "unspecified"}
            for slug, (member, network) in members.items()
        ),
    )
    about = [*(f"partnership/{slug}" for slug in pairs), *(f"membership/{slug}" for slug in members)]
    about += dice.choices(about, k=max(0, evidence - len(about)))
    for number in range(_LISTS):
        source = folder / "data/sources" / f"invented-list-{number}"
        source.mkdir()
        (source / "source.toml").write_text(_CARD.format(number=number), "utf-8")
        _append(source / "evidence.csv", "evidence", _evidence(about[number::_LISTS], types))


def _name(dice: random.Random) -> str:
    return "".join(dice.choices(_PARTS, k=3))


def _authority(slug: str, number: int) -> Cells:
    # what follows from the number alone needs no dice
    name, _, country = slug.split("-")
    cells: Cells = {
        "slug": slug,
        "kind": "municipality",
        "name_en": name.title(),
        "country": country.upper(),
        "admin1": "01",
        "lat": f"{number % 120 - 60}.{number % 9973:05}",
        "lon": f"{number % 300 - 150}.{number % 7919:05}",
        "geonames_id": number,
        "label_sources": "natural-earth-4",
        "coordinate_source": "geonames-2026-07",
    }
    if number % 2:
        cells |= {"name_de": name.title(), "qid": f"Q{number * 100}"}
        cells |= {"qid_sources": "natural-earth-4|wikidata-p190-2016"}
        cells |= {"population": number % 10**6, "population_year": 2021}
        cells |= {"population_source": "wikidata-unlocode-2024"}
    return cells


def _evidence(about: Iterable[str], types: Mapping[str, str]) -> Iterator[Cells]:
    for n, path in enumerate(about, 1):
        kind, slug = path.split("/")
        cells: Cells = {"n": n, "about": path, "locator": f"row {n + 1}"}
        if kind == "partnership":
            # the same year whichever list says so
            cells |= {"stated_type": types[slug], "stated_start": 1950 + sum(map(ord, slug)) % 70}
        yield cells | {"stated_status": "current-at-source", "stated_as_of": 2024}


def _append(path: Path, table: str, rows: Iterable[Cells]) -> None:
    """Add rows to a table of the project, which names its columns itself, or to a new one."""
    if not path.exists():
        path.write_text(COLUMNS[table] + "\n", "utf-8")
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="", lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
