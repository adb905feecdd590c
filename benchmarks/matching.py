"""How often the matcher takes the right place, a wrong one, or leaves it to a person. Figures: `docs/matching.md`.

    .venv/bin/python -m benchmarks.matching --lists FOLDER [--part held-out]

Lists whose places are known by other means than the name are read; the matcher sees name and country, never what the
answer is judged by. Each place counts once. A hash of the row decides, for ever, whether it belongs to the part that
the rules were tuned on or to the part held out; the default is the part held out.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from citynet_kg.gazetteer import kilometres, read_gazetteer
from citynet_kg.gazetteer.countries import read_countries
from citynet_kg.matching import DOUBTFUL, NONE, SURE, Matcher, Wanted, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from citynet_kg.gazetteer import Countries, Gazetteer, Place
    from citynet_kg.matching import Match

ROOT = Path(__file__).parents[1]
_SAME_PLACE = 25.0
"""Kilometres between two sources' points of one place: the limit that the gazetteer itself is made with."""


@dataclass(frozen=True)
class Case:
    """What the matcher is shown, and how the answer is judged."""

    wanted: Wanted
    qid: str = ""
    point: tuple[float, float] | None = None

    @property
    def part(self) -> str:
        """Which half the case belongs to; the same on every machine."""
        key = f"{self.wanted.name}|{self.wanted.country}|{self.qid}".encode()
        return "held-out" if hashlib.sha256(key).digest()[0] % 2 else "tuned"

    def is_right(self, place: Place) -> bool:
        if self.qid:
            return place.qid == self.qid
        assert self.point is not None
        return kilometres(self.point, place.point) <= _SAME_PLACE


def _rows(path: Path, separator: str = ",") -> Iterator[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    yield from csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)


def p190(lists: Path, gazetteer: Gazetteer, _: Countries) -> Iterator[Case]:
    """Labels of Wikidata items, most in German, with the country of the place that has the QID."""
    labels = {}
    for row in _rows(lists / "twinning" / "wikidata-p190-2016-09.csv.gz"):
        labels[row["qid_a"]], labels[row["qid_b"]] = row["label_a"], row["label_b"]
    for qid, label in sorted(labels.items()):
        place = gazetteer.identified(qid=qid)
        if place is not None and label:
            yield Case(Wanted(label, place.country), qid=qid)


def p190_without_country(lists: Path, gazetteer: Gazetteer, countries: Countries) -> Iterator[Case]:
    """The same labels, and nothing else."""
    for case in p190(lists, gazetteer, countries):
        yield Case(Wanted(case.wanted.name), qid=case.qid)


def p190_with_point(lists: Path, gazetteer: Gazetteer, countries: Countries) -> Iterator[Case]:
    """The same labels with the country, and the point that Natural Earth or UN/LOCODE give the QID."""
    points = {}
    for name in ("wikidata-unlocode.csv.gz", "natural-earth-places-v4.csv.gz"):
        for row in _rows(lists / "gazetteer" / name):
            if row["qid"] and row["lat"]:
                points[row["qid"]] = (float(row["lat"]), float(row["lon"]))
    for case in p190(lists, gazetteer, countries):
        if case.qid in points:
            yield Case(Wanted(case.wanted.name, case.wanted.country, points[case.qid]), qid=case.qid)


def covenant(lists: Path, _: Gazetteer, __: Countries) -> Iterator[Case]:
    """Signatories by name and country; judged by the point that UN/LOCODE gives their code."""
    points = {
        row["unlocode"]: (float(row["lat"]), float(row["lon"]))
        for row in _rows(lists / "gazetteer" / "wikidata-unlocode.csv.gz")
        if row["lat"]
    }
    for row in _rows(lists / "memberships" / "covenant-of-mayors-eu-2022.csv"):
        if row["qid"] and row["unlocode_name"] and row["unlocode"] in points:
            yield Case(Wanted(row["unlocode_name"], row["unlocode"][:2]), point=points[row["unlocode"]])


def sister_cities(lists: Path, _: Gazetteer, countries: Countries) -> Iterator[Case]:
    """English labels and countries of Wikidata; judged by Wikidata's points."""
    for row in _rows(lists / "twinning" / "wikidata-eu-sister-cities-2017-05.tsv.gz", "\t"):
        for side, name in (("origin", "origin_city"), ("twin", "twin_city")):
            country = countries.find(row[f"{side}_country"])
            if country and row[name] and row[f"{side}_lat"]:
                point = (float(row[f"{side}_lat"]), float(row[f"{side}_lon"]))
                yield Case(Wanted(row[name], country), point=point)


LISTS: dict[str, Callable[[Path, Gazetteer, Countries], Iterable[Case]]] = {
    "p190": p190,
    "p190-with-point": p190_with_point,
    "p190-without-country": p190_without_country,
    "covenant": covenant,
    "sister-cities": sister_cities,
}


def _outcome(case: Case, match: Match) -> str:
    if match.verdict == SURE and match.place is not None:
        return "right" if case.is_right(match.place) else "wrong"
    if match.verdict == DOUBTFUL and any(case.is_right(place) for place in match.candidates):
        return "doubtful, right among them"
    return match.verdict if match.verdict == NONE else "doubtful"


@click.command()
@click.option(
    "--lists", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True, help="Raw lists."
)
@click.option("--part", type=click.Choice(("held-out", "tuned", "all")), default="held-out", show_default=True)
@click.option("--only", type=click.Choice(tuple(LISTS)), help="One list.")
@click.option("--show", type=int, default=0, help="Print so many cases of every outcome but the right ones.")
@click.option("--json", "as_json", type=click.Path(path_type=Path), help="Write the figures here.")
def measure(lists: Path, part: str, only: str | None, show: int, as_json: Path | None) -> None:
    """Measure the matcher on lists that are not part of the repository."""
    folder = ROOT / "data" / "gazetteer"
    began = time.monotonic()
    gazetteer = read_gazetteer(folder / "places.csv.gz")
    click.echo(f"{len(gazetteer):,} places read in {time.monotonic() - began:.1f} s", err=True)
    countries = read_countries(folder / "country-names.csv", ROOT / "data" / "entities" / "countries.csv")
    matcher = Matcher(gazetteer)
    figures = {}
    for name, read in LISTS.items():
        if only not in (None, name):
            continue
        cases = {case: None for case in read(lists, gazetteer, countries) if part in ("all", case.part)}
        outcomes: Counter[str] = Counter()
        shown: Counter[str] = Counter()
        began = time.monotonic()
        for case in cases:
            match = matcher.match(case.wanted)
            outcome = _outcome(case, match)
            outcomes[outcome] += 1
            if outcome != "right" and shown[outcome] < show:
                shown[outcome] += 1
                click.echo(f"  {outcome}: {case.wanted.name}, {case.wanted.country} {case.qid}: {explain(match, 'en')}")
        seconds = time.monotonic() - began
        number = len(cases)
        shares = {outcome: round(100 * found / number, 2) for outcome, found in sorted(outcomes.items())}
        figures[name] = {"cases": number, "seconds": round(seconds, 1), "percent": shares}
        click.echo(f"{name}: {number:,} cases in {seconds:.1f} s: {shares}")
    if as_json is not None:
        as_json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    measure()
