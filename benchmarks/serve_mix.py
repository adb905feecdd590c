"""Compare `citynet serve` with its peers: one run, the same data, the engines asked in turn, query by query.

Answers are compared before anything is timed. Ratios within one run are what to read; single figures depend on the
machine and on what else it does.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from benchmarks import engines, generate
from benchmarks.client import rows_of, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_QUERIES = Path(__file__).parent / "queries"
_LUA = Path(__file__).parent / "wrk.lua"
_SLOW = 3.0
_CONNECTIONS = 8
_THINGS = 1000
_ORG = "PREFIX org: <http://www.w3.org/ns/org#> "
_CNET = "PREFIX cnet: <https://w3id.org/citynet/ns#> "
_SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
_POINT = "SELECT ?p ?o WHERE {{ <{thing}> ?p ?o }}"
_ROWS = (
    _ORG + _SKOS + "SELECT ?member ?name WHERE {{ ?m org:organization <{thing}> ; org:member ?member . "
    "?member skos:prefLabel ?name }} LIMIT 100"
)
_OURS = "citynet serve"
_DIRECT = "pyoxigraph in process"
_OXIGRAPH = "oxigraph serve, memory"
_RDFLIB = "rdflib-endpoint"

AnEngine = engines.Engine | engines.InProcess


@dataclass(frozen=True, slots=True)
class Query:
    """One query of the mix."""

    name: str
    text: str
    heavy: bool
    not_for: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What was measured; written as JSON."""

    machine: dict[str, Any] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    start: dict[str, float] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    mix: dict[str, dict[str, float]] = field(default_factory=dict)
    """Median milliseconds by query and engine."""
    rates: dict[str, dict[str, float]] = field(default_factory=dict)
    """Median answers a second by kind and engine."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="an N-Triples file; synthetic data if none is given")
    parser.add_argument("--peers", type=Path, default=engines.PEERS, help="the environment with the peers")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3, help="of one throughput measurement")
    parser.add_argument("--throughput-rounds", type=int, default=3)
    parser.add_argument("--source", type=Path, action="append", default=[], help="another src folder to compare with")
    parser.add_argument("--without", action="append", default=[], help="leave out engines whose name has this in it")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="citynet-benchmark-"))
    running: list[AnEngine] = []
    try:
        data = options.data
        if data is None:
            data = folder / "data.nt"
            generate.write(data, generate.Generator())
        report = Report(machine=_machine(data))
        _start(running, data, folder, options, report)
        direct = running[0]
        values = _values(direct)
        queries = [_read(path, values) for path in sorted(_QUERIES.glob("*.rq"))]
        _compare(queries, running, report)
        _time_mix(queries, running, options.rounds, report)
        _time_rates(_things(direct), running, options, report, folder)
        for engine in running:
            report.memory[engine.name] = engine.memory()
        report.machine["load after"] = os.getloadavg()[0]
    finally:
        for engine in running:
            engine.stop()
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        options.json.write_text(json.dumps(_as_json(report), indent=1) + "\n", "utf-8")
    sys.stdout.write(as_markdown(report))


def _machine(data: Path) -> dict[str, Any]:
    with data.open("rb") as file:
        triples = sum(1 for _ in file)
    return {
        "when": time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime()),
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
        "triples": triples,
        "load before": os.getloadavg()[0],
    }


def _start(running: list[AnEngine], data: Path, folder: Path, options: argparse.Namespace, report: Report) -> None:
    """Start what is installed, one after the other, so that none slows another's start."""
    starts: dict[str, Callable[[], AnEngine]] = {
        _DIRECT: partial(engines.InProcess, data),
        _OURS: partial(engines.citynet, data),
        **{f"{_OURS} ({source})": partial(engines.citynet, data, source) for source in options.source},
        _OXIGRAPH: partial(engines.oxigraph, data, options.peers),
        _RDFLIB: partial(engines.rdflib_endpoint, data, options.peers),
        "Virtuoso 7": partial(engines.virtuoso, data, folder / "virtuoso"),
    }
    for name, start in starts.items():
        if any(word in name for word in options.without):
            continue
        try:
            engine = start()
        except (engines.MissingError, RuntimeError, OSError) as error:
            report.absent[name] = str(error)
            _say(f"{name}: {error}")
            continue
        running.append(engine)
        report.start[engine.name] = engine.started
        _say(f"{engine.name}: started in {engine.started:.1f} s")


def _read(path: Path, values: dict[str, str]) -> Query:
    text = path.read_text("utf-8")
    marks = dict(re.findall(r"^# ([a-z-]+): (.+)$", text, re.MULTILINE))
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    body = Template(body).substitute(values)
    return Query(path.stem, body, marks.get("heavy") == "yes", tuple(marks.get("not-for", "").split(", ")))


def _column(engine: AnEngine, query: str) -> list[str]:
    return [row[0][1] for row in rows_of(engine.ask(query)) if row[0]]


def _values(engine: AnEngine) -> dict[str, str]:
    """What the placeholders stand for: the cities in most networks, the largest network, the root of the themes."""
    top = "GROUP BY ?x ORDER BY DESC(COUNT(*)) ?x LIMIT "
    cities = _column(engine, _ORG + "SELECT ?x WHERE { ?m org:member ?x ; org:organization ?o } " + top + "2")
    network = _column(engine, _ORG + "SELECT ?x WHERE { ?m org:organization ?x ; org:member ?o } " + top + "1")
    theme = _column(engine, _SKOS + "SELECT ?x WHERE { ?narrow skos:broader ?x } " + top + "1")
    picked = dict(zip(("city", "other", "network", "theme"), (*cities, *network, *theme), strict=True))
    return {name: f"<{iri}>" for name, iri in picked.items()}


def _things(engine: AnEngine) -> dict[str, list[str]]:
    cities = _column(engine, _CNET + f"SELECT ?x WHERE {{ ?x a cnet:Municipality }} ORDER BY ?x LIMIT {_THINGS}")
    large = "GROUP BY ?x HAVING (COUNT(*) >= 100)"
    networks = _column(engine, _ORG + "SELECT ?x WHERE { ?m org:organization ?x ; org:member ?o } " + large)
    asked = {
        "point": [_POINT.format(thing=city) for city in cities],
        "100 rows": [_ROWS.format(thing=network) for network in networks],
    }
    return {kind: queries for kind, queries in asked.items() if queries}


def _compare(queries: list[Query], running: list[AnEngine], report: Report) -> None:
    """Ask every engine every query once, and note who answers otherwise than the first."""
    for query in queries:
        expected = rows_of(running[0].ask(query.text))
        report.rows[query.name] = len(expected)
        for engine in running[1:]:
            if engine.name in query.not_for:
                continue
            try:
                got = rows_of(engine.ask(query.text))
            except (RuntimeError, OSError, ValueError) as error:
                report.differing.append(f"{engine.name}, {query.name}: {error}")
                continue
            if got != expected:
                missing, extra = len(set(expected) - set(got)), len(set(got) - set(expected))
                what = f"{len(got)} rows for {len(expected)}, {missing} missing, {extra} other"
                report.differing.append(f"{engine.name}, {query.name}: {what}")
    _say(f"{len(report.differing)} answers differ")


def _time_mix(queries: list[Query], running: list[AnEngine], rounds: int, report: Report) -> None:
    """Ask in turn. A comment that is new each time keeps answers from caches; ours is asked once more as it is."""
    times: dict[str, dict[str, list[float]]] = {q.name: {} for q in queries}
    for number in range(rounds):
        for query in queries:
            if query.heavy and number >= max(1, rounds // 2):
                continue
            for engine in running:
                seen = times[query.name].setdefault(engine.name, [])
                if engine.name in query.not_for or (seen and max(seen) > _SLOW):
                    continue
                seen.append(_timed(engine, f"{query.text} #{number}-{time.time_ns()}"))
                if engine.name == _OURS:
                    cached = times[query.name].setdefault(f"{_OURS}, cached", [])
                    engine.ask(query.text)
                    cached.append(_timed(engine, query.text))
        _say(f"round {number + 1} of {rounds}")
    report.mix = {
        name: {engine: statistics.median(seen) * 1000 for engine, seen in by.items() if seen}
        for name, by in times.items()
    }


def _timed(engine: AnEngine, query: str) -> float:
    began = time.perf_counter()
    engine.ask(query)
    return time.perf_counter() - began


def _time_rates(
    asked: dict[str, list[str]], running: list[AnEngine], options: argparse.Namespace, report: Report, folder: Path
) -> None:
    wrk = shutil.which("wrk")
    if wrk is None:
        report.absent["wrk"] = "not installed: no throughput was measured"
        return
    seen: dict[str, dict[str, list[float]]] = {}
    for _ in range(options.throughput_rounds):
        for kind, queries in asked.items():
            for fresh in (True, False):
                for engine in running:
                    if isinstance(engine, engines.InProcess):
                        continue
                    file = folder / "queries.txt"
                    file.write_text("".join(target_of(engine.path, query) + "\n" for query in queries), "ascii")
                    if not fresh:
                        for query in queries:
                            engine.ask(query)
                    name = f"{kind}, {'fresh' if fresh else 'repeated'}"
                    rate = _rate(wrk, engine, file, fresh=fresh, seconds=options.seconds)
                    seen.setdefault(name, {}).setdefault(engine.name, []).append(rate)
        _say("throughput round done")
    report.rates = {name: {engine: statistics.median(r) for engine, r in by.items()} for name, by in seen.items()}


def _rate(wrk: str, engine: engines.Engine, file: Path, *, fresh: bool, seconds: int) -> float:
    url = f"http://127.0.0.1:{engine.port}/"
    command = [wrk, "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "-s", str(_LUA), url, "--"]
    command += [str(file), *(["fresh"] if fresh else [])]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - wrk
    if "Non-2xx" in told:
        raise RuntimeError(f"{engine.name}: {told}")
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", told)[0])


def _as_json(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in Report.__slots__}


def as_markdown(report: Report) -> str:
    """The report as tables; in brackets the ratio to the engine that a target names."""
    names = list(dict.fromkeys(n for by in report.mix.values() for n in by))
    lines = [
        f"Run of {report.machine['when']}: {report.machine['triples']:,} triples, {report.machine['cores']} cores."
    ]
    lines += ["", "Milliseconds for an answer, median (ratio to pyoxigraph in process)", ""]
    lines += _table(
        ["query", "rows", *names], [_mix_line(q, by, names, report.rows[q]) for q, by in report.mix.items()]
    )
    totals = [["geometric mean of ratios", "", *(_geomean(report, n) for n in names)]]
    totals.append(["sum of medians", "", *(_sum(report, n) for n in names)])
    lines += [f"| {' | '.join(row)} |" for row in totals]
    if report.rates:
        rated = list(next(iter(report.rates.values())))
        lines += ["", "Answers a second, wrk -t1 -c8, median (ratio to oxigraph serve)", ""]
        rows = [[kind, *(_rated(by, n) for n in rated)] for kind, by in report.rates.items()]
        lines += _table(["kind", *rated], rows)
    lines += ["", "Start and memory", ""]
    rows = [[n, f"{report.start[n]:.1f}", f"{report.memory.get(n, 0) / 1e6:.0f}"] for n in report.start]
    lines += _table(["engine", "start to first answer, s", "memory (PSS), MB"], rows)
    lines += ["", f"Answers that differ: {'; '.join(report.differing) or 'none'}."]
    lines += [f"Absent: {name}, {why}" for name, why in report.absent.items()]
    return "\n".join(lines) + "\n"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(r)} |" for r in (head, ["---"] * len(head), *rows)]


def _mix_line(query: str, by: dict[str, float], names: list[str], rows: int) -> list[str]:
    base = by[_DIRECT]
    cells = ["-" if n not in by else f"{_short(by[n])} ({by[n] / base:.2f})" for n in names]
    return [query, str(rows), *cells]


def _geomean(report: Report, name: str) -> str:
    ratios = [by[name] / by[_DIRECT] for by in report.mix.values() if name in by]
    note = "" if len(ratios) == len(report.mix) else f" of {len(ratios)}"
    return f"{statistics.geometric_mean(ratios):.2f}{note}"


def _sum(report: Report, name: str) -> str:
    both = [(by[name], by[_DIRECT]) for by in report.mix.values() if name in by]
    note = "" if len(both) == len(report.mix) else f" of {len(both)}"
    total = sum(mine for mine, _ in both)
    return f"{total:.0f} ({total / sum(base for _, base in both):.2f}){note}"


def _rated(by: dict[str, float], name: str) -> str:
    base = by.get(_OXIGRAPH)
    return _short(by[name]) + (f" ({by[name] / base:.2f})" if base else "")


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"  # noqa: PLR2004 - three digits


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()
