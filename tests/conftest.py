"""What most tests share: the project itself, and three releases of it built once for all test processes.

No test reaches the network, waits for a clock, or writes into the project.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from citynet_kg import pipeline
from citynet_kg.layout import Layout
from citynet_kg.release import Release, open_release
from tests.live import serving

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from citynet_kg.graph import AssertedDataset
    from citynet_kg.store import EmbeddedStore

ROOT = Path(__file__).resolve().parents[1]
TEXTS = os.environ.get("CITYNET_TEXTS")
FIVE_DOCUMENTS = ("2fe3eaf73831484b", "f5adcf0e44a1a83f", "2b8d8481e743145e", "c03116ee68227daf", "7d2f70595464b29a")

LARGE_LISTS = ("covenant-of-mayors-eu-2022", "wikidata-eu-sister-cities-2017", "wikidata-p190-2016")
"""What makes a release large. Most tests do without them; `tests/data_quality/test_full_release.py` does not."""


def sources_without_large_lists() -> list[str]:
    """The ids of all other source cards."""
    return sorted(p.name for p in (ROOT / "data" / "sources").iterdir() if p.name not in LARGE_LISTS)


@pytest.fixture(scope="session")
def asserted() -> AssertedDataset:
    """What all sources but the large lists say, before it is checked: the references take hours for those."""
    return pipeline.read(Layout.at(ROOT), sources_without_large_lists())


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def texts() -> Path:
    """The folder of the five documents' texts, for tests that need them."""
    if not TEXTS or not Path(TEXTS).is_dir():
        pytest.skip("CITYNET_TEXTS names no folder with the texts of the documents")
    return Path(TEXTS)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches the commands that they start."""
    for name in [name for name in os.environ if name.startswith("CITYNET_")]:
        monkeypatch.delenv(name)


def _built_once(tmp_path_factory: pytest.TempPathFactory, name: str, only: Iterable[str] | None) -> Release:
    """Build a release, or wait until another test process has built it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / f"build-{name}"
    with (shared / f"build-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "current").exists():
            pipeline.build(Layout.at(ROOT, folder), only=only)
    return open_release(folder / "current")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Everything but the large lists."""
    return _built_once(tmp_path_factory, "most", sources_without_large_lists())


@pytest.fixture(scope="session")
def full_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Everything, as it is published."""
    return _built_once(tmp_path_factory, "all", None)


@pytest.fixture(scope="session")
def seeds_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The five documents alone."""
    return _built_once(tmp_path_factory, "seeds", FIVE_DOCUMENTS)


@pytest.fixture(scope="session")
def store(release: Release) -> EmbeddedStore:
    """Everything but the large lists, loaded."""
    from citynet_kg.store import load_release  # noqa: PLC0415 - only tests that use it pay for it

    return load_release(release)


@pytest.fixture(scope="session")
def server(release: Release) -> Iterator[str]:
    """The address of a server of that release, started once by each test process that needs it."""
    options = ("--root", str(ROOT), "--build-dir", str(release.folder.parents[1]))
    with serving("--public-url", "https://example.org/citynet", before=options, CITYNET_DEADLINE="3") as base:
        yield base


@pytest.fixture
def tiny(tmp_path: Path) -> Layout:
    """A project of three cities and one network that a test may change: its data is a copy, the rest is ours."""
    project = tmp_path / "project"
    project.mkdir()
    shutil.copytree(ROOT / "tests" / "data" / "tiny" / "data", project / "data")
    for name in ("ontology", "shapes"):
        (project / name).symlink_to(ROOT / name)
    return Layout.at(project)
