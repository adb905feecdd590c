"""A release depends on its input alone, and whatever goes wrong, the one before it stands."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import weakref
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from citynet_kg import pipeline
from citynet_kg.errors import BuildError, DamagedReleaseError, DataError, ReasoningError, ValidationFailed
from citynet_kg.layout import Layout
from citynet_kg.reason.facts import Facts
from citynet_kg.release import open_current, open_release, write_release
from citynet_kg.validate.compiled import Validator
from tests.pipeline.test_bad_input import EVIDENCE, MEMBERSHIPS, change

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from citynet_kg.reason import ClosedDataset
    from citynet_kg.release import Release


def build_elsewhere(layout: Layout, prelude: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    code = f"{prelude}\nimport sys\nfrom citynet_kg.cli import main\nmain(['build'])"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=layout.root,
        env={**os.environ, "CITYNET_BUILD_DIR": str(layout.build), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def snapshot(layout: Layout) -> dict[str, bytes]:
    return {
        p.relative_to(layout.build).as_posix(): p.read_bytes()
        for p in layout.build.rglob("*")
        if p.is_file() and p.name != ".lock"
    }


@pytest.fixture
def built(tiny: Layout) -> tuple[Layout, Release]:
    return tiny, pipeline.build(tiny)


def test_another_day_folder_and_hash_seed_give_the_same_bytes(built: tuple[Layout, Release], tmp_path: Path) -> None:
    layout, release = built
    elsewhere = tmp_path / "another" / "place"
    shutil.copytree(layout.root, elsewhere, symlinks=True, ignore=shutil.ignore_patterns("build"))
    other = Layout.at(elsewhere)
    result = build_elsewhere(other, "import time; time.time = lambda: 4e9", PYTHONHASHSEED="77", TZ="Pacific/Auckland")
    assert result.returncode == 0, result.stderr
    again = open_current(other)
    assert again is not None
    assert again.digest == release.digest
    assert again.files == release.files


def test_the_order_of_rows_does_not_matter(built: tuple[Layout, Release]) -> None:
    layout, release = built
    path = layout.root / "data/relations/partnerships.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", "utf-8")
    assert pipeline.build(layout).digest == release.digest


def test_a_change_makes_another_release_and_keeps_the_first(built: tuple[Layout, Release]) -> None:
    layout, release = built
    change(layout, EVIDENCE, "stated_note" if False else "1999,", "1998,")
    later = pipeline.build(layout)
    assert later.digest != release.digest
    assert open_current(layout) == later
    assert open_release(release.folder) == release


def test_the_release_is_what_its_checksums_say(built: tuple[Layout, Release]) -> None:
    _, release = built
    for name, digest in release.files.items():
        path = release.folder / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
        assert not path.stat().st_mode & 0o222, f"{name} can be written to"


def test_the_compressed_dataset_is_the_dataset_and_tells_no_time(built: tuple[Layout, Release]) -> None:
    _, release = built
    packed = (release.folder / "dataset.nq.gz").read_bytes()
    assert gzip.decompress(packed) == release.dataset.read_bytes()
    assert packed[3:8] == bytes(5), "no file name, no time"


def _shorten(folder: Path, name: str) -> None:
    (folder / name).chmod(0o644)
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])


@pytest.mark.parametrize(
    "name", ["dataset.nq", "dataset.nq.gz", "graphs/curated.ttl", "report.json", "release.json", "SHA256SUMS"]
)
def test_damage_is_noticed_and_mended_by_the_next_build(built: tuple[Layout, Release], name: str) -> None:
    layout, release = built
    _shorten(release.folder, name)
    with pytest.raises(DamagedReleaseError, match=f"^The release is damaged: {name}. Run citynet build.$"):
        open_current(layout)
    assert pipeline.build(layout) == release
    assert open_current(layout) == release
    assert [p.name for p in layout.releases.iterdir()] == [release.digest]


def test_a_missing_file_and_another_name_are_damage(built: tuple[Layout, Release]) -> None:
    layout, release = built
    elsewhere = release.folder.with_name("0" * 32)
    shutil.copytree(release.folder, elsewhere)
    with pytest.raises(DamagedReleaseError, match="SHA256SUMS"):
        open_release(elsewhere)
    (release.folder / "report.ttl").unlink()
    with pytest.raises(DamagedReleaseError, match=r"report\.ttl"):
        open_current(layout)


@pytest.mark.parametrize("change_manifest", [lambda m: m.pop("as_of"), lambda m: m.pop("shapes")])
def test_a_manifest_without_its_keys_is_damage(built: tuple[Layout, Release], change_manifest: object) -> None:
    _, release = built
    manifest = dict(release.manifest)
    change_manifest(manifest)  # type: ignore[operator]
    folder = release.folder
    (folder / "release.json").chmod(0o644)
    (folder / "release.json").write_text(json.dumps(manifest), "utf-8")
    sums = "".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in release.files
    ).encode()
    (folder / "SHA256SUMS").chmod(0o644)
    (folder / "SHA256SUMS").write_bytes(sums)
    renamed = folder.rename(folder.with_name(hashlib.sha256(sums).hexdigest()[:32]))
    with pytest.raises(DamagedReleaseError, match=r"release\.json"):
        open_release(renamed)


def test_what_cannot_be_written_is_told_before_the_work(tiny: Layout) -> None:
    tiny.build.write_text("no folder", "utf-8")
    steps: list[str] = []
    with pytest.raises(BuildError, match="could not be written") as caught:
        pipeline.build(tiny, talk=steps.append)
    assert not steps
    assert "still stands" not in str(caught.value)


def test_the_graphs_together_are_the_dataset(built: tuple[Layout, Release]) -> None:
    _, release = built
    whole = {q for q in ox.parse(path=str(release.dataset), format=ox.RdfFormat.N_QUADS) if "BlankNode" not in repr(q)}
    parts = set()
    for path in (release.folder / "graphs").rglob("*.ttl"):
        name = path.relative_to(release.folder / "graphs").as_posix().removesuffix(".ttl")
        graph = ox.NamedNode(f"https://w3id.org/citynet/graph/{name}")
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if "BlankNode" not in repr(quad):
                parts.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    assert parts == whole


def _break_data(layout: Layout) -> None:
    change(layout, MEMBERSHIPS, "unspecified", "honorary")


def _break_shapes(layout: Layout) -> None:
    change(layout, EVIDENCE, "in 1999,en,,,,1999", "in 1999,en,,,,2005")
    change(layout, "data/sources/city-page/evidence.csv", ",,,,2005,", ",,,,2005,2001")


def _break_logic(layout: Layout) -> None:
    path = layout.data / "entities" / "twins.ttl"
    path.write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix org: <http://www.w3.org/ns/org#> .\n"
        "@prefix id: <https://w3id.org/citynet/id/> .\n"
        "<https://w3id.org/citynet/id/organization/double> a org:Organization ;\n"
        '    <http://www.w3.org/2004/02/skos/core#prefLabel> "Double"@en ;\n'
        "    org:unitOf <https://w3id.org/citynet/id/decision/none--1> .\n"
        "<https://w3id.org/citynet/id/decision/none--1> a <https://w3id.org/citynet/ns#PolicyInstrument> ;\n"
        '    <http://www.w3.org/2004/02/skos/core#prefLabel> "None"@en .\n',
        "utf-8",
    )


@pytest.mark.parametrize(
    ("breaking", "error"),
    [(_break_data, DataError), (_break_shapes, ValidationFailed), (_break_logic, (ReasoningError, ValidationFailed))],
)
def test_a_build_that_fails_leaves_everything_as_it_was(
    built: tuple[Layout, Release], breaking: object, error: type[Exception]
) -> None:
    layout, _ = built
    before = snapshot(layout)
    breaking(layout)  # type: ignore[operator]
    with pytest.raises(error):
        pipeline.build(layout)
    assert snapshot(layout) == before


def test_a_full_disk_leaves_everything_as_it_was(built: tuple[Layout, Release]) -> None:
    layout, _ = built
    before = snapshot(layout)
    change(layout, EVIDENCE, "1999,", "1998,")
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
    result = build_elsewhere(layout, limit)
    assert result.returncode == 3
    assert "could not be written" in result.stderr
    assert "still stands" in result.stderr
    assert snapshot(layout) == before


def test_a_killed_build_leaves_the_release_and_the_next_one_tidies_up(built: tuple[Layout, Release]) -> None:
    layout, release = built
    change(layout, EVIDENCE, "1999,", "1998,")
    stop = "import os, time, citynet_kg.release.writer as w\nw._sync = lambda folder: time.sleep(60)"
    code = f"{stop}\nfrom citynet_kg.cli import main\nmain(['build'])"
    environment = {**os.environ, "CITYNET_BUILD_DIR": str(layout.build)}
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=layout.root, env=environment, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not any(layout.releases.glob(".writing-*/SHA256SUMS")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list(layout.releases.glob(".writing-*")), "the build was not interrupted while writing: mend the test"
    assert open_current(layout) == release
    later = pipeline.build(layout)
    assert open_current(layout) == later
    assert not list(layout.releases.glob(".writing-*"))


def test_two_builds_at_once_are_refused(built: tuple[Layout, Release]) -> None:
    import fcntl  # noqa: PLC0415

    layout, _ = built
    with (layout.build / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BuildError, match="Another build is writing"):
            pipeline.build(layout)


def test_the_release_days_are_those_of_the_cards(built: tuple[Layout, Release]) -> None:
    assert built[1].as_of == "2025-06-01"


def test_what_a_stage_needs_ends_with_it(tiny: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build runs without the garbage collector, so nothing large may hold itself: it would be there to the end."""
    made: list[weakref.ref[object]] = []
    for kind in (Validator, Facts):

        def note(self: object, *arguments: object, first: Callable[..., None] = kind.__init__) -> None:
            made.append(weakref.ref(self))
            first(self, *arguments)

        monkeypatch.setattr(kind, "__init__", note)
    alive: list[bool] = []

    def write(closed: ClosedDataset, layout: Layout) -> Release:
        alive.extend(one() is not None for one in made)
        return write_release(closed, layout)

    monkeypatch.setattr(pipeline, "write_release", write)
    pipeline.build(tiny)
    assert alive == [False, False, False], "the validator, or the facts of the first or second closure"
