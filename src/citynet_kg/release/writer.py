"""Write a release beside the others, then switch to it."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg import __version__
from citynet_kg.errors import BuildError, DamagedReleaseError, ProjectNotFoundError
from citynet_kg.graph.vocabulary import read_all
from citynet_kg.release.folder import (
    CHECKSUMS,
    COMPRESSED_FILE,
    DATASET_FILE,
    MANIFEST,
    ONTOLOGY,
    PARTS,
    REPORT,
    SHAPES,
    Release,
    digest_of,
    open_release,
)
from citynet_kg.release.made import ENGINES
from citynet_kg.release.metadata import describe_release
from citynet_kg.release.statements import Statements
from citynet_kg.release.tally import Tally
from citynet_kg.vocab import CNET, GRAPH, INFERRED, METADATA, OWL, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from citynet_kg.layout import Layout
    from citynet_kg.reason import ClosedDataset

_COUNTED = {
    "municipalities": CNET.Municipality,
    "networks": CNET.CityNetwork,
    "memberships": CNET.NetworkMembership,
    "tenures": CNET.RoleTenure,
    "partnerships": CNET.Partnership,
    "sources": CNET.SourceDocument,
    "evidence": CNET.Evidence,
}
_KEPT = 10
# The shapes that report where sources disagree.
_DISAGREEING = tuple(PREFIXES["cnsh"] + name for name in ("Evidence-disagrees", "Evidence-attributeDisagrees"))
_UNFINISHED = ".writing-"


def require_writable(layout: Layout) -> None:
    """Make sure that a release can be written, before the long work of making one.

    Raises:
        BuildError: a folder cannot be made or written into.
    """
    try:
        layout.releases.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(tempfile.mkdtemp(prefix=_UNFINISHED, dir=layout.releases), ignore_errors=True)
    except OSError as error:
        raise _not_written(layout, error) from error


def _not_written(layout: Layout, error: OSError) -> BuildError:
    before = " The one before it still stands." if layout.current.exists() else ""
    return BuildError(f"The release could not be written: {error}.{before}")


def write_release(closed: ClosedDataset, layout: Layout) -> Release:
    """Write the release and make it the current one.

    The folder is written under a name of its own and renamed when it is whole; the link `current` is replaced in one
    step. So whatever interrupts this, the release before it goes on being served.

    Raises:
        BuildError: the disk is full, a folder cannot be written, another build is running.
    """
    try:
        layout.releases.mkdir(parents=True, exist_ok=True)
        with _only_builder(layout.build):
            _remove_leftovers(layout.releases)
            folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=layout.releases))
            try:
                digest = _fill(folder, closed, layout)
                target = layout.releases / digest
                if _is_whole(target):
                    shutil.rmtree(folder)
                else:
                    folder.chmod(0o755)
                    _replace(target, folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            _switch(layout.current, target)
            _drop_old(layout, target)
    except OSError as error:
        raise _not_written(layout, error) from error
    return open_release(target)


def _is_whole(target: Path) -> bool:
    """Tell whether this very release stands there already, undamaged."""
    try:
        open_release(target)
    except (ProjectNotFoundError, DamagedReleaseError):
        return False
    return True


def _replace(target: Path, folder: Path) -> None:
    """Put a whole release in its place; a damaged one that stands there makes room."""
    if target.exists():
        target.rename(target.with_name(f"{_UNFINISHED}damaged-{os.getpid()}"))  # the next lines or builds remove it
    folder.rename(target)
    _sync(target.parent)
    _remove_leftovers(target.parent)


def _figures(tally: Tally) -> dict[str, int]:
    """How many things of each class; those authorities that are known by name only are counted apart."""
    counted = {name: tally.classes[str(term)] for name, term in _COUNTED.items()}
    unresolved = tally.properties[str(CNET.unresolved)]
    others = tally.classes[str(CNET.LocalAuthority)] - counted["municipalities"] - unresolved
    return {**counted, "authorities": others, "unresolved": unresolved}


def _fill(folder: Path, closed: ClosedDataset, layout: Layout) -> str:
    dataset = closed.checked.asserted
    statements = Statements((*dataset.quads, *(dataset.as_stated - dataset.quads)))
    statements.add(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in closed.inferred)
    tally = Tally(statements.public())
    shapes = read_all(sorted(layout.shapes.glob("*.ttl")), layout.root)
    metadata = describe_release(statements, tally, dataset.as_of, __version__)
    statements.add(ox.Quad(t.subject, t.predicate, t.object, METADATA) for t in metadata)
    triples = sum(1 for _ in statements.public())
    manifest = {
        "as_of": dataset.as_of.isoformat(),
        "version": __version__,
        "ontology": _version(dataset.vocabulary.ontology),
        "shapes": _version(shapes),
        "engines": {**{name: installed(name) for name in ENGINES}, "zlib": zlib.ZLIB_RUNTIME_VERSION},
        "triples": triples,
        "figures": {
            **_figures(tally),
            "triples": triples,
            "conflicts": closed.checked.report.count_of(*_DISAGREEING),
            "ledger": sum(dataset.ledger.values()),
        },
        "findings": {s: closed.checked.report.count(s) for s in ("Violation", "Warning", "Info")},
        "ledger": dict(sorted(dataset.ledger.items())),
        "withdrawn": {path: list(entry) for path, entry in sorted(dataset.withdrawn.items())},
    }
    _write(folder / DATASET_FILE, statements.lines())
    with ThreadPoolExecutor(1) as beside:  # compressing leaves the interpreter to others
        compressed = beside.submit(_compress, folder / DATASET_FILE, folder / COMPRESSED_FILE)
        for graph, lines in statements.by_graph().items():
            parsed = ox.parse("".join(f"{line} .\n" for line in lines), format=ox.RdfFormat.N_TRIPLES)
            _write(folder / "graphs" / f"{graph.removeprefix(GRAPH)}.ttl", [_turtle(q.triple for q in parsed)])
        compressed.result()
    _write(folder / ONTOLOGY, [turtle(dataset.vocabulary.ontology)])
    _write(folder / SHAPES, [turtle(shapes)])
    for part in PARTS:
        for path in sorted((layout.ontology / part).glob("*.ttl")):
            _write(folder / part / path.name, [path.read_text("utf-8")])
    _write(folder / REPORT, [closed.checked.report.as_json()])
    _write(folder / "report.ttl", [turtle(closed.checked.report.as_rdf())])
    _write(folder / MANIFEST, [json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"])
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    sums = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder).as_posix()}\n" for p in files]
    _write(folder / CHECKSUMS, sums)
    for path in [*files, folder / CHECKSUMS]:
        path.chmod(0o444)
    _sync(folder)
    return digest_of("".join(sums).encode())


def _version(triples: Iterable[ox.Triple]) -> str:
    """The version that an ontology's header states."""
    stated = (t.object.value for t in triples if t.predicate == OWL.versionInfo and isinstance(t.object, ox.Literal))
    return next(stated, "")


def turtle(triples: Iterable[ox.Triple]) -> str:
    """Turtle that depends on nothing but the triples: sorted, with our prefixes."""
    return _turtle(sorted(triples, key=str))


def _turtle(ordered: Iterable[ox.Triple]) -> str:
    return (ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


def _write(path: Path, parts: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


def _compress(path: Path, target: Path) -> None:
    """The same bytes for the same content: no time and no name in the header."""
    with path.open("rb") as plain, target.open("wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
            shutil.copyfileobj(plain, packed, 1 << 20)
        raw.flush()
        os.fsync(raw.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _switch(link: Path, target: Path) -> None:
    beside = link.with_name(f".current-{os.getpid()}")
    beside.unlink(missing_ok=True)
    beside.symlink_to(os.path.relpath(target, link.parent))
    beside.replace(link)
    _sync(link.parent)


@contextmanager
def _only_builder(build: Path) -> Iterator[None]:
    with (build / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError(f"Another build is writing into {build}. Wait for it, or set CITYNET_BUILD_DIR.") from None
        yield


def _remove_leftovers(releases: Path) -> None:
    """Remove what a killed build left behind; the lock says that nobody is writing it."""
    for folder in releases.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _drop_old(layout: Layout, current: Path) -> None:
    """Keep the last releases, oldest first to go."""
    others = sorted(
        (p for p in layout.releases.iterdir() if p.is_dir() and p != current), key=lambda p: p.stat().st_mtime
    )
    for folder in others[: max(0, len(others) - _KEPT + 1)]:
        shutil.rmtree(folder, ignore_errors=True)
