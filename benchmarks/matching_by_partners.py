"""How often the partners of a place tell which place of a name is meant. Figures: `docs/matching.md`.

    .venv/bin/python -m benchmarks.matching_by_partners --lists FOLDER

Wikidata's sister cities of 2016 name places by label and item. Of the items that the gazetteer knows, a half by a hash
of the item is hidden: it is to be told by its label and by the partners that the sources of the project state, without
that list itself. Whatever the name means in no other way is asked, so the figures are those of names that are doubtful
by themselves as well as of those that are not.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections import Counter
from pathlib import Path

import click

from citynet_kg.gazetteer import read_gazetteer
from citynet_kg.importing.company import partners_by_other_sources, settle_by_company
from citynet_kg.importing.findings import Finding
from citynet_kg.importing.register import Register
from citynet_kg.importing.settling import Settled
from citynet_kg.layout import Layout
from citynet_kg.matching import NONE, Match, Wanted
from citynet_kg.matching.matcher import Reason
from citynet_kg.sources import read_project

ROOT = Path(__file__).parents[1]
_LIST = "wikidata-p190-2016"
_OPEN = Match(NONE, 0.0, None, (), (Reason("unknown"),))


def _is_hidden(qid: str) -> bool:
    return hashlib.sha256(qid.encode()).digest()[0] % 2 == 1


@click.command()
@click.option(
    "--lists", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True, help="Raw lists."
)
@click.option("--show", is_flag=True, help="Print the wrong ones.")
def measure(lists: Path, show: bool) -> None:
    """Hide half of the items that are known and let their partners tell them."""
    layout = Layout.at(ROOT)
    gazetteer = read_gazetteer(layout.gazetteer / "places.csv.gz")
    project = read_project(layout)
    partners = partners_by_other_sources(project, Register(project.authorities, gazetteer), _LIST)
    text = gzip.decompress((lists / "twinning" / "wikidata-p190-2016-09.csv.gz").read_bytes()).decode()
    right: dict[str, str] = {}

    def side(qid: str, label: str) -> Settled:
        place = gazetteer.identified(qid=qid)
        if place is not None and not _is_hidden(qid):
            return Settled(place, Wanted(label, qid=qid))
        if place is not None:
            right[f"Q0{qid}"] = place.geonames_id
        # an item that the gazetteer does not know, as far as the rule can tell
        return Settled(Finding("", 0, "", label, "place-unknown", {}, _OPEN), Wanted(label, qid=f"Q0{qid}"))

    rows = [
        [side(row["qid_a"], row["label_a"]), side(row["qid_b"], row["label_b"])]
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]
    outcomes: dict[str, str] = dict.fromkeys(right, "not told")
    for row in settle_by_company(rows, gazetteer, partners, None):
        for settled in row:
            if settled.wanted is None or settled.wanted.qid not in right or isinstance(settled.found, Finding):
                continue
            is_right = settled.found.geonames_id == right[settled.wanted.qid]
            if show and not is_right and outcomes[settled.wanted.qid] != "wrong":
                click.echo(f"  wrong: {settled.wanted.name} {settled.wanted.qid[2:]}: {settled.found.name}")
            outcomes[settled.wanted.qid] = "right" if is_right else "wrong"
    counts = Counter(outcomes.values())
    shares = {outcome: round(100 * number / len(outcomes), 2) for outcome, number in sorted(counts.items())}
    click.echo(
        f"{len(outcomes):,} items: {shares}; wrong of those told: {counts['wrong']} of "
        f"{counts['right'] + counts['wrong']:,}"
    )


if __name__ == "__main__":
    measure()
