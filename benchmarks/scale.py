"""Time the pipeline's stages on data of growing size, and the references beside them.

Each stage of each size runs in a process of its own, so that its peak memory is its own. Data, ontology and shapes are
read before the clock starts where a stage is about something else.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import math
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from benchmarks.conforming import TRIPLES_PER_CITY, ConformingGenerator
from benchmarks.generate import write
from citynet_kg.errors import ReasoningError
from citynet_kg.graph.vocabulary import load_vocabulary
from citynet_kg.layout import Layout
from citynet_kg.reason.closure import consequences, worth_keeping
from citynet_kg.reason.rules import apply_rules
from citynet_kg.validate.shacl import ShapesValidator, context, load_shapes, run_shapes
from citynet_kg.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_AS_OF = "2026-11-21"
STAGES = ("parse", "write", "load", "validate", "close")
REFERENCES = ("pyshacl", "owlrl")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000], help="triples")
    parser.add_argument("--stages", nargs="+", default=list(STAGES), choices=[*STAGES, *REFERENCES])
    parser.add_argument("--limit", type=float, default=600, help="seconds that one stage may take")
    parser.add_argument("--rounds", type=int, default=1, help="the quickest of so many counts")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args(arguments)
    figures: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            path = Path(folder) / f"{size}.nt"
            triples = write(path, ConformingGenerator(max(50, size // TRIPLES_PER_CITY), max(10, size // 4000)))
            for stage in options.stages:
                rounds = [_measured(stage, path, options.limit) for _ in range(options.rounds)]
                best = min(rounds, key=lambda r: r.get("processor", math.inf))
                figures.append({"triples": triples, "stage": stage, "load average": os.getloadavg()[0], **best})
                sys.stderr.write(f"{json.dumps(figures[-1])}\n")
            path.unlink()
    sys.stdout.write(table(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def _measured(stage: str, path: Path, limit: float) -> dict[str, Any]:
    """Run a stage in a process of its own."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(stage, path, theirs))
    process.start()
    theirs.close()
    try:
        if not ours.poll(limit):
            return {"note": f"not finished after {limit:.0f} s"}
        return dict(ours.recv())
    except EOFError:
        return {"note": "ended without a result"}
    finally:
        if process.is_alive():
            process.join(5)
        if process.is_alive():
            process.terminate()
        process.join()


def _run(stage: str, path: Path, answer: Any) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        work = _prepared(stage, path)
        before = _peak()
        began, used = time.perf_counter(), time.process_time()
        result = work()
        seconds, processor = time.perf_counter() - began, time.process_time() - used
    answer.send(
        {
            "seconds": round(seconds, 3),
            "processor": round(processor, 3),
            "peak MB": _peak(),
            "before MB": before,
            "result": result,
        }
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _read(path: Path) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES)]


def _prepared(stage: str, path: Path) -> Callable[[], int]:
    """What is timed; it returns how many triples, findings or conclusions there were."""
    layout = Layout.at(Path(__file__).parents[1])
    if stage == "parse":
        return lambda: len(_read(path))
    if stage == "load":
        return lambda: _load(path)
    triples = _read(path)
    if stage == "write":
        target = path.with_suffix(".nq")
        return lambda: _write(triples, target)
    vocabulary = load_vocabulary(layout)
    if stage in ("validate", "pyshacl"):
        shapes, around = load_shapes(layout), list(context(vocabulary))
        validator: ShapesValidator = "pyshacl" if stage == "pyshacl" else "compiled"
        return lambda: len(run_shapes([*triples, *around], shapes, {}, validator))
    tbox = [*vocabulary.ontology, *vocabulary.imports, *(t for t in vocabulary.schemes if t.predicate == RDF.type)]
    return lambda: _close(triples, tbox, layout, "owlrl" if stage == "owlrl" else "compiled")


def _write(triples: list[ox.Triple], target: Path) -> int:
    # as a release does: sorted lines
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(sorted(f"{triple} .\n" for triple in triples))
    target.unlink()
    return len(triples)


def _load(path: Path) -> int:
    store = ox.Store()
    store.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES)
    return len(store)


def _close(triples: list[ox.Triple], tbox: list[ox.Triple], layout: Layout, reasoner: Any) -> int:
    """The two runs of a build: what is published, and whether there is a contradiction."""
    import datetime as dt  # noqa: PLC0415 - only here

    known = {*triples, *tbox}
    ruled = apply_rules(known, layout, dt.date.fromisoformat(_AS_OF))
    try:
        inferred = {*ruled, *(t for t in consequences(known | ruled, reasoner) if t not in known and worth_keeping(t))}
        consequences(known, reasoner)
    except ReasoningError as error:
        raise SystemExit(str(error)) from None
    return len(inferred)


def table(figures: list[dict[str, Any]]) -> str:
    """The figures as Markdown: processor seconds and peak memory by size, and the exponent of growth.

    Processor time, because on a machine that others use as well the clock measures them.
    """
    sizes = sorted({f["triples"] for f in figures})
    lines = [
        f"| stage | {' | '.join(f'{s:,} triples' for s in sizes)} | exponent |",
        "| --- |" + " ---: |" * (len(sizes) + 1),
    ]
    for stage in dict.fromkeys(f["stage"] for f in figures):
        by_size = {f["triples"]: f for f in figures if f["stage"] == stage}
        cells = [_cell(by_size.get(size)) for size in sizes]
        lines.append(f"| {stage} | {' | '.join(cells)} | {_exponent(by_size)} |")
    return "\n".join(lines) + "\n"


def _cell(figure: dict[str, Any] | None) -> str:
    if figure is None:
        return "-"
    if "seconds" not in figure:
        return str(figure["note"])
    return f"{figure['processor']:.2f} s, {figure['peak MB']:,} MB"


def _exponent(by_size: dict[int, dict[str, Any]]) -> str:
    """The slope of a straight line through the logarithms, by least squares."""
    points = [(math.log(s), math.log(f["processor"])) for s, f in by_size.items() if f.get("processor")]
    if len(points) < 2:  # noqa: PLR2004 - a line has two ends
        return "-"
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    return f"{slope:.2f}"


if __name__ == "__main__":
    main()
