"""Point queries and pages beside runaway queries: how late they come, when the runaways end, and what memory does.

The service is asked at a fixed rate, first alone, then while two clients send one runaway query after the other, then
alone again. Each group of clients has a loopback address of its own, as strangers have. A time counts from the moment
at which the question was due, so that nothing that waits is left out.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import engines, generate
from benchmarks.client import Client, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.sharedctypes import Synchronized
    from multiprocessing.synchronize import Event

_MEMORY_EVERY = 2.0
_BEAT = 0.05
_MARGIN = 0.1
_LANES = 4
_PREFIXES = (
    "PREFIX cnet: <https://w3id.org/citynet/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX org: <http://www.w3.org/ns/org#> "
)
RUNAWAYS = {
    "aggregate over a product": "SELECT (COUNT(*) AS ?n) (MAX(?o) AS ?m) WHERE { ?s ?p ?o . ?x ?y ?z }",
    "ORDER BY of a product": "SELECT * WHERE { ?s ?p ?o . ?x ?y ?z } ORDER BY ?z ?o ?s",
    "catastrophic REGEX": "SELECT (COUNT(*) AS ?n) WHERE { ?s skos:prefLabel ?a . ?t skos:prefLabel ?b "
    'FILTER(REGEX(CONCAT(STR(?a), STR(?b)), "^(([a-z])+.)+[A-Z]([a-z])+(a+)+(a|aa)+$", "i")) }',
    "deep path": "SELECT (COUNT(*) AS ?n) WHERE { ?a (^cnet:partner/cnet:partner|^org:member/org:organization/"
    "^org:organization/org:member)+ ?b . ?b (^cnet:partner/cnet:partner)+ ?c }",
}


@dataclass(slots=True)
class Asked:
    """Times of one kind of question in one phase."""

    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0
    foreign: float = 0.0

    def figures(self) -> dict[str, float]:
        """How many, how late."""
        if len(self.milliseconds) < 2:  # noqa: PLR2004 - quantiles need two
            return {"answers": len(self.milliseconds), "failed": self.failed, "foreign": self.foreign}
        cuts = statistics.quantiles(self.milliseconds, n=100)
        return {
            "answers": len(self.milliseconds),
            "failed": self.failed,
            "foreign": self.foreign,
            "p50": round(cuts[49], 2),
            "p99": round(cuts[98], 2),
            "max": round(max(self.milliseconds), 1),
        }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="an N-Triples file; synthetic data if none is given")
    parser.add_argument("--seconds", type=float, default=60.0, help="with runaways")
    parser.add_argument("--idle", type=float, default=20.0, help="seconds without, before and after")
    parser.add_argument("--deadline", type=float, default=5.0)
    parser.add_argument("--rate", type=float, default=50.0, help="point queries a second; pages are a fifth of that")
    parser.add_argument("--kind", choices=sorted(RUNAWAYS), help="only this kind of runaway")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="citynet-benchmark-"))
    engine: engines.Engine | None = None
    try:
        data = options.data
        if data is None:
            data = folder / "data.nt"
            generate.write(data, generate.Generator())
        engine = engines.citynet(data, environment={"CITYNET_DEADLINE": str(options.deadline)})
        stop, longest = multiprocessing.Event(), multiprocessing.Value("d", 0.0)
        heart = multiprocessing.Process(target=_beat, args=(stop, longest), daemon=True)
        heart.start()
        report = _measured(engine, options)
        stop.set()
        heart.join()
        report["machine stood still, s"] = round(longest.value, 3)
    finally:
        if engine is not None:
            engine.stop()
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    sys.stdout.write(as_markdown(report))


def _measured(engine: engines.Engine, options: argparse.Namespace) -> dict[str, Any]:
    cities = _cities(engine)
    _phase(engine, cities, options.rate, 3.0)  # warm
    phases = {"idle before": _phase(engine, cities, options.rate, options.idle)}
    runaways: list[dict[str, Any]] = []
    memory: list[dict[str, float]] = []
    stop = threading.Event()
    kinds = [options.kind] if options.kind else list(RUNAWAYS)
    beside = [
        threading.Thread(target=_run_away, args=(engine.port, number, kinds, stop, runaways)) for number in range(2)
    ]
    beside.append(threading.Thread(target=_watch_memory, args=(engine, stop, memory)))
    for thread in beside:
        thread.start()
    time.sleep(1.0)
    phases["with two runaways"] = _phase(engine, cities, options.rate, options.seconds)
    stop.set()
    for thread in beside:
        thread.join()
    phases["idle after"] = _phase(engine, cities, options.rate, options.idle)
    return {
        "seconds": options.seconds,
        "deadline": options.deadline,
        "rate": options.rate,
        "phases": {name: {kind: asked.figures() for kind, asked in by.items()} for name, by in phases.items()},
        "runaways": _runaway_figures(runaways, options.deadline),
        "memory": _memory_figures(memory),
        "all requests waited, s": _loop_delay(engine),
    }


def _loop_delay(engine: engines.Engine) -> float:
    """The longest time for which the service stood still, by its own account."""
    told = Client(engine.port).get("/metrics", "text/plain").body.decode()
    found = re.search(r"^citynet_event_loop_delay_seconds (\S+)$", told, re.MULTILINE)
    return round(float(found[1]), 3) if found else 0.0


def _cities(engine: engines.Engine) -> list[str]:
    query = _PREFIXES + "SELECT ?x WHERE { ?x a cnet:Municipality } ORDER BY ?x LIMIT 2000"
    return [b["x"]["value"] for b in json.loads(engine.ask(query))["results"]["bindings"]]


def _phase(engine: engines.Engine, cities: list[str], rate: float, seconds: float) -> dict[str, Asked]:
    """Ask at fixed moments: points at `rate`, pages and repeated points at a fifth of it."""

    def point(number: int) -> str:
        return target_of(
            "/sparql", f"SELECT ?p ?o WHERE {{ <{cities[number % len(cities)]}> ?p ?o }} #{time.time_ns()}"
        )

    def page(number: int) -> str:
        return "/doc/municipality/" + cities[number % len(cities)].rpartition("/")[2]

    kinds: dict[str, tuple[Callable[[int], str], str, float]] = {
        "point queries": (point, "application/sparql-results+json", rate),
        "pages": (page, "text/html", rate / 5),
    }
    asked = {name: Asked() for name in kinds}
    stop = threading.Event()
    foreign: list[int] = []
    watch = threading.Thread(target=_foreign_load, args=(engine, stop, foreign))
    watch.start()
    threads = []
    for part, (name, (target, accept, often)) in enumerate(kinds.items()):
        for lane in range(_LANES):
            client = Client(engine.port, f"127.0.1.{10 * part + lane + 1}", timeout=60.0)
            plan = (lane / often, _LANES / often, seconds)
            threads.append(
                threading.Thread(target=_ask_on_time, args=(client, target, accept, plan, asked[name], lane))
            )
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    watch.join()
    for one in asked.values():
        one.foreign = round(statistics.fmean(foreign or [0]), 1)
    return asked


def _ask_on_time(
    client: Client,
    target: Callable[[int], str],
    accept: str,
    plan: tuple[float, float, float],
    asked: Asked,
    first: int,
) -> None:
    offset, step, seconds = plan
    began = time.perf_counter() + offset
    number = 0
    while number * step < seconds:
        due = began + number * step
        time.sleep(max(0.0, due - time.perf_counter()))
        try:
            reply = client.get(target(first + number * 7), accept)
        except OSError:
            asked.failed += 1
        else:
            if reply.status == 200:  # noqa: PLR2004 - HTTP
                asked.milliseconds.append((time.perf_counter() - due) * 1000)
            else:
                asked.failed += 1
        number += 1
    client.close()


def _run_away(port: int, number: int, kinds: list[str], stop: threading.Event, seen: list[dict[str, Any]]) -> None:
    turn = number * 2  # the two clients send different kinds
    while not stop.is_set():
        kind = kinds[turn % len(kinds)]
        turn += 1
        client = Client(port, f"127.0.2.{number + 1}", timeout=120.0)
        began = time.perf_counter()
        status = 0
        with suppress(OSError):
            status = client.get(target_of("/sparql", f"{_PREFIXES}{RUNAWAYS[kind]} #{time.time_ns()}")).status
        seen.append({"kind": kind, "status": status, "seconds": time.perf_counter() - began})
        client.close()


def _foreign_load(engine: engines.Engine, stop: threading.Event, seen: list[int]) -> None:
    """Count processes of others that want a core, now and then: what makes a figure here worthless."""
    own = engine.process.pid, os.getpid()
    while not stop.wait(1.0):
        ours = {pid for root in own for pid in engines.family(root)}
        count = 0
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                state = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
                count += state == "R" and int(folder.name) not in ours
        seen.append(count)


def _beat(stop: Event, longest: Synchronized[float]) -> None:
    """Sleep and look how much longer it took: what stands still here as well is the machine, not the service."""
    last = time.monotonic()
    while not stop.wait(_BEAT):
        now = time.monotonic()
        longest.value = max(longest.value, now - last - _BEAT)
        last = now


def _watch_memory(engine: engines.Engine, stop: threading.Event, seen: list[dict[str, float]]) -> None:
    began = time.monotonic()
    while not stop.wait(_MEMORY_EVERY):
        pids = engines.family(engine.process.pid)
        # our processes in the order of their ids: the command, the web process, the zygote, the workers
        sizes = {pid: engines.pss(pid) for pid in pids}
        resident = sum(sizes[pid] for pid in pids[:3])
        seen.append({"at": time.monotonic() - began, "all": sum(sizes.values()), "lasting": resident})


def _runaway_figures(seen: list[dict[str, Any]], deadline: float) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for kind in dict.fromkeys(s["kind"] for s in seen):
        mine = [s for s in seen if s["kind"] == kind]
        at_deadline = [s["seconds"] for s in mine if s["status"] == 504]  # noqa: PLR2004 - HTTP
        figures[kind] = {
            "sent": len(mine),
            "statuses": {str(c): sum(s["status"] == c for s in mine) for c in sorted({s["status"] for s in mine})},
            "504 from, s": round(min(at_deadline), 3) if at_deadline else None,
            "504 until, s": round(max(at_deadline), 3) if at_deadline else None,
            "within 10 %": all(abs(s - deadline) <= _MARGIN * deadline for s in at_deadline),
        }
    return figures


def _memory_figures(seen: list[dict[str, float]]) -> dict[str, Any]:
    """Megabytes in the first and the last third: of all processes, and of those that outlive a query."""
    third = max(1, len(seen) // 3)
    figures: dict[str, Any] = {}
    for part in ("lasting", "all"):
        for name, some in (("first third", seen[:third]), ("last third", seen[-third:])):
            sizes = [s[part] / 1e6 for s in some] or [0.0]
            figures[f"{part}, {name}"] = {"median": round(statistics.median(sizes)), "max": round(max(sizes))}
    return figures


def as_markdown(report: dict[str, Any]) -> str:
    """The report as tables."""
    lines = [f"{report['seconds']:g} s with two runaways, deadline {report['deadline']:g} s.", ""]
    lines += ["| phase | kind | answers | failed | p50 ms | p99 ms | max ms | others running |", "| --- " * 8 + "|"]
    for phase, by in report["phases"].items():
        for kind, f in by.items():
            cells = [f.get(k, "-") for k in ("answers", "failed", "p50", "p99", "max", "foreign")]
            lines.append(f"| {phase} | {kind} | {' | '.join(map(str, cells))} |")
    lines += ["", "| runaway | sent | statuses | 504 after | within 10 % |", "| --- " * 5 + "|"]
    for kind, f in report["runaways"].items():
        statuses = ", ".join(f"{n} × {code}" for code, n in f["statuses"].items())  # noqa: RUF001 - times
        span = f"{f['504 from, s']} to {f['504 until, s']} s"
        lines.append(f"| {kind} | {f['sent']} | {statuses} | {span} | {'yes' if f['within 10 %'] else 'no'} |")
    lines += ["", "| memory (PSS), MB | median | max |", "| --- " * 3 + "|"]
    lines += [f"| {name} | {f['median']} | {f['max']} |" for name, f in report["memory"].items()]
    lines += ["", f"Longest standstill of a process that only sleeps: {report['machine stood still, s']:g} s"]
    lines += [f"Longest standstill of the service's event loop: {report['all requests waited, s']:g} s"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
