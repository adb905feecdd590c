"""Time the lists: reading their rows, pages with and without facets, on a day, and what programs take.

One process, no HTTP: what is timed is our own work. See README.md for the other benchmarks.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox

from benchmarks.generate import Generator
from citynet_kg.describe.list_tables import ListIndex
from citynet_kg.settings import Settings
from citynet_kg.store import EmbeddedStore
from citynet_kg.vocab import PREFIXES
from citynet_kg.web import create_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.testing import FlaskClient

_LISTS = ("municipality", "network", "membership", "partnership")
_DAYS = ("1990-01-01", "2005-06-01", "2015-01-01", "2024-02-02")
_PAGES = 100
_P95 = 95


def addresses(client: FlaskClient, kind: str, chance: random.Random, *, on_days: bool) -> list[str]:
    """Addresses of pages of a list, with values that it offers chosen at random in up to two facets."""
    offered = client.get(f"/list/{kind}.json").get_json()
    found = []
    for _ in range(_PAGES):
        facets = chance.sample(offered["facets"], chance.randrange(3))
        chosen = [f"{f['name']}={chance.choice(f['values'])['value']}" for f in facets]
        chosen += [f"at={chance.choice(_DAYS)}"] if on_days else []
        found.append(f"/list/{kind}?{'&'.join([*chosen, f'page={chance.randrange(1, 10)}'])}")
    return found


def seconds(client: FlaskClient, address: str) -> float:
    """How long an answer takes."""
    began = time.perf_counter()
    answer = client.get(address, headers={"Accept": "text/html"})
    took = time.perf_counter() - began
    if answer.status_code != 200:  # noqa: PLR2004
        raise RuntimeError(f"{address}: {answer.status_code}")
    return took


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=int, default=10_000)
    parser.add_argument("--networks", type=int, default=250)
    options = parser.parse_args(arguments)
    chance = random.Random(1)  # noqa: S311 - which pages, no secrets
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in Generator(options.cities, options.networks).triples())
    engine = ox.Store()
    engine.bulk_load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    store = EmbeddedStore(engine, PREFIXES)
    del text
    client = create_app(store, None, Settings()).test_client()
    began = time.perf_counter()
    ListIndex(store)
    took = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = [f"{len(engine):,} triples; rows read in {took:.1f} s; {memory} MB at most", "list  p50 ms  p95 ms  max ms"]
    for kind in _LISTS:
        for on_days in (False, True):
            times = sorted(seconds(client, a) * 1000 for a in addresses(client, kind, chance, on_days=on_days))
            p95 = times[len(times) * _P95 // 100]
            name = f"{kind}, on a day" if on_days else kind
            lines.append(f"{name}  {statistics.median(times):.1f}  {p95:.1f}  {times[-1]:.1f}")
    lines += [f"{a}  {seconds(client, a):.2f} s" for a in ("/list/membership.csv", "/list/partnership.geojson")]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
