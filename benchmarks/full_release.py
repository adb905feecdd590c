"""Time `citynet serve` on a whole release: from its start until it is ready, then pages and named questions.

Requests are sent at a fixed rate whatever becomes of those before, and a time counts from the moment at which a request
was due, so slowness shows. Every address is asked for the first time here: nothing has been warmed before. The service
listens on loopback, and is ended by its process id.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from benchmarks import engines
from benchmarks.client import Client, target_of
from citynet_kg.query import load_questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_READY_WITHIN = 300.0
_LANES = 8
_SLOWEST = 12
_OK = 200
_CNET = "PREFIX cnet: <https://w3id.org/citynet/ns#> PREFIX org: <http://www.w3.org/ns/org#> "
# What addresses are made of: the first are those with the most relations.
_FIRST = 15
"""Seconds in which names, lists and kept answers are read beside the requests."""
_SAMPLES = {
    "city": "SELECT ?x { ?r cnet:partner ?x . ?x a cnet:LocalAuthority } GROUP BY ?x ORDER BY DESC(COUNT(?r)) ?x",
    "network": "SELECT ?x { ?r org:organization ?x ; cnet:membershipKind ?k . ?x a cnet:CityNetwork } GROUP BY ?x "
    "ORDER BY DESC(COUNT(?r)) ?x",
    "association": "SELECT ?x { ?x a cnet:MunicipalAssociation } ORDER BY ?x",
    "partnership": "SELECT ?x { ?x cnet:evidence ?e ; cnet:partnershipType ?k } GROUP BY ?x "
    "ORDER BY DESC(COUNT(?e)) ?x",
    "evidence": "SELECT ?x { ?x a cnet:Evidence } ORDER BY ?x LIMIT 2000",
    "source": "SELECT ?x { ?e <http://purl.org/dc/terms/source> ?x } GROUP BY ?x ORDER BY DESC(COUNT(?e)) ?x",
}
_LANGUAGES = ("en", "de", "uk")
_LISTS = (
    "/list/municipality",
    "/list/municipality?country=DEU&page=2",
    "/list/authority?page=3",
    "/list/partnership?type=twinning",
    "/list/partnership?page=150",
    "/list/membership?country=DEU",
    "/list/network?decade=1990",
    "/list/partnership?at=2015-01-01",
)
_SEARCHES = ("bonn", "Київ", "synthetic 12", "san", "ber", "network")
_FORMS = (".ttl", ".jsonld", ".json", ".nt")


@dataclass(frozen=True, slots=True)
class _Timed:
    kind: str
    due: float
    address: str
    milliseconds: float
    status: int


def pages(samples: Mapping[str, Sequence[str]], chance: random.Random) -> Iterator[str]:
    """Addresses of pages: the largest things first, then others at random, for ever."""
    for language in _LANGUAGES:
        yield f"/?lang={language}"
    for n in range(6):
        yield f"/doc/{samples['city'][n % len(samples['city'])]}?lang={_LANGUAGES[n % 3]}"
        yield f"/doc/{samples['network'][n % len(samples['network'])]}?lang={_LANGUAGES[n % 3]}"
    yield from (f"{address}{'&' if '?' in address else '?'}lang=de" for address in _LISTS)
    while True:
        kind = chance.choice(("city", "city", "network", "partnership", "evidence", "source", "list", "search", "rdf"))
        language = chance.choice(_LANGUAGES)
        if kind == "list":
            address = chance.choice(_LISTS)
            yield f"{address}{'&' if '?' in address else '?'}lang={language}"
        elif kind == "search":
            yield target_of("/search", "").replace("query=", f"q={_quoted(chance.choice(_SEARCHES))}&lang={language}")
        elif kind == "rdf":
            thing = chance.choice(samples[chance.choice(("city", "partnership", "network"))])
            yield f"/doc/{thing}{chance.choice(_FORMS)}"
        else:
            yield f"/doc/{chance.choice(samples[kind])}?lang={language}"


def _quoted(text: str) -> str:
    return target_of("", text).removeprefix("?query=")


def questions(samples: Mapping[str, Sequence[str]], chance: random.Random) -> Iterator[str]:
    """Addresses of all named questions in turn, with the largest things first, then others; JSON and pages by turns."""
    turn = 0
    while True:
        for question in load_questions().values():
            chosen: dict[str, str] = {}
            for place, parameter in enumerate(question.parameters):
                among = samples.get(parameter.type)
                if among:
                    path = among[(turn + place) % len(among)] if turn < 2 else chance.choice(among)  # noqa: PLR2004
                    chosen[parameter.name] = path.split("/", 1)[1]
            form = {"format": "json"} if turn % 2 == 0 else {"lang": _LANGUAGES[turn % 3]}
            yield f"/questions/{question.name}?" + "&".join(f"{k}={v}" for k, v in {**chosen, **form}.items())
        turn += 1


def read_samples(dataset: Path) -> dict[str, list[str]]:
    """Paths of things in a release, for each type of parameter."""
    store = ox.Store()
    triples = (quad.triple for quad in ox.parse(path=str(dataset), format=ox.RdfFormat.N_QUADS))
    wanted = ("#type", "#partner", "#partnershipType", "#evidence", "#organization", "#membershipKind", "/source")
    store.bulk_extend(ox.Quad(*triple) for triple in triples if triple.predicate.value.endswith(wanted))
    found: dict[str, list[str]] = {}
    for kind, text in _SAMPLES.items():
        rows = store.query(_CNET + text)
        paths = (row[0].value.partition("/id/")[2] for row in rows)  # type: ignore[union-attr]
        found[kind] = [path for path in paths if path]
    return found


def processor_seconds(pid: int) -> float:
    """What a process and its descendants have had of the cores: on a busy machine the clock measures the others."""
    ticks = 0
    for one in engines.family(pid):
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def start(folder: Path) -> tuple[subprocess.Popen[bytes], int, float]:
    """Start the service on the release of a folder; returns it, its port, and the seconds until it was ready."""
    port, began = engines.free_port(), time.perf_counter()
    environment = {**os.environ, "CITYNET_BUILD_DIR": str(folder)}
    command = [sys.executable, "-m", "citynet_kg.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    while time.perf_counter() - began < _READY_WITHIN and process.poll() is None:
        with suppress(OSError):
            client = Client(port)
            ready = client.get("/health", "application/json").status == _OK
            client.close()
            if ready:
                return process, port, time.perf_counter() - began
        time.sleep(0.02)
    engines.stop(process)
    raise RuntimeError(f"The service was not ready after {_READY_WITHIN:g} s.")


def ask(port: int, addresses: Mapping[str, Iterator[str]], rate: float, seconds: float) -> list[_Timed]:
    """Send requests of all kinds in turn, at a fixed rate."""
    kinds = list(addresses)
    plan = [(n / rate, kinds[n % len(kinds)]) for n in range(int(rate * seconds))]
    work = iter([(due, kind, next(addresses[kind])) for due, kind in plan])
    lock, found, began = threading.Lock(), list[_Timed](), time.perf_counter()

    def lane() -> None:
        client = Client(port, timeout=60.0)
        while True:
            with lock:
                job = next(work, None)
            if job is None:
                return
            due, kind, address = job
            time.sleep(max(0.0, began + due - time.perf_counter()))
            status = 0
            with suppress(OSError):
                status = client.get(address, "*/*" if "format=" in address else "text/html").status
            found.append(_Timed(kind, due, address, (time.perf_counter() - began - due) * 1000, status))

    threads = [threading.Thread(target=lane) for _ in range(_LANES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def report(found: Sequence[_Timed]) -> list[str]:
    """Tables: times by kind, and the slowest addresses."""
    lines = ["| kind | answers | not 200 | p50 ms | p95 ms | p99 ms | max ms |", "| --- " + "| ---: " * 6 + "|"]
    for (kind, is_first), mine in _groups(found).items():
        cuts = statistics.quantiles((one.milliseconds for one in mine), n=100)
        figures = (cuts[49], cuts[94], cuts[98], max(one.milliseconds for one in mine))
        bad = sum(one.status != _OK for one in mine)
        phase = f"{kind}, {'first' if is_first else 'after'} {_FIRST} s"
        lines.append(f"| {phase} | {len(mine)} | {bad} | {' | '.join(f'{figure:.0f}' for figure in figures)} |")
    lines += ["", "Slowest:"]
    slowest = sorted(found, key=lambda one: -one.milliseconds)
    later = [one for one in slowest if one.due >= _FIRST]
    lines += [f"{one.milliseconds:7.0f} ms  {one.status}  {one.address}" for one in slowest[:_SLOWEST]]
    lines += ["", f"Slowest after {_FIRST} s:"]
    lines += [f"{one.milliseconds:7.0f} ms  {one.status}  {one.address}" for one in later[:_SLOWEST]]
    return [*lines, *(f"{one.status} {one.address}" for one in found if one.status != _OK)]


def _groups(found: Sequence[_Timed]) -> dict[tuple[str, bool], list[_Timed]]:
    """By kind, and whether it was due while the service reads ahead."""
    groups: dict[tuple[str, bool], list[_Timed]] = {}
    for one in sorted(found, key=lambda one: (one.kind, one.due)):
        groups.setdefault((one.kind, one.due < _FIRST), []).append(one)
    return {key: mine for key, mine in groups.items() if len(mine) > 1}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(__file__).parents[1] / "build"
    parser.add_argument("--build", type=Path, default=default, help="folder with `current` in it; the project's own")
    parser.add_argument("--rate", type=float, default=10.0, help="requests a second, of both kinds together")
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args(arguments)
    manifest = json.loads((options.build / "current" / "release.json").read_text("utf-8"))
    samples = read_samples(options.build / "current" / "dataset.nq")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # and with it the service
    chance = random.Random(1)  # noqa: S311 - which pages, no secrets
    load = os.getloadavg()[0]
    process, port, ready = start(options.build)
    used = processor_seconds(process.pid)
    sys.stderr.write(f"ready after {ready:.1f} s\n")
    try:
        kinds = {"pages": pages(samples, chance), "named questions": questions(samples, chance)}
        found = ask(port, kinds, options.rate, options.seconds)
        memory = sum(map(engines.pss, engines.family(process.pid)))
    finally:
        engines.stop(process)
    sys.stdout.write(f"{manifest['triples']:,} triples; load average {load:.1f} before\n")
    sys.stdout.write(
        f"ready after {ready:.1f} s, {used:.1f} s of processor time; {memory / 1e6:,.0f} MB (PSS) at the end\n\n"
    )
    sys.stdout.write("\n".join(report(found)) + "\n")


if __name__ == "__main__":
    main()
