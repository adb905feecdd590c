"""One server on the whole release, and where the foreign programs are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.clients.serving import Server, serving
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from citynet_kg.release import Release

    Run = Callable[..., str]

_NODE_CLIENTS = os.environ.get("CITYNET_NODE_CLIENTS")
_SCRIPTS = Path(__file__).parent / "scripts"
_PATIENCE = 60


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "clients: foreign clients; each skips, saying so, where it is not installed")


@pytest.fixture(scope="session")
def server(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`citynet serve` on the release of the tests."""
    log = tmp_path_factory.mktemp("clients") / "server.log"
    options = ("--root", str(ROOT), "--build-dir", str(release.folder.parents[1]), "--")
    with serving(log, *options) as running:
        yield running


def _run(command: list[str], **options: str | Path | None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return str(done.stdout)


@pytest.fixture
def run() -> Run:
    """Run an installed program and give what it prints; skip where it is not installed."""

    def call(program: str, *arguments: str) -> str:
        beside = Path(sys.executable).with_name(program)
        found = str(beside) if beside.exists() else shutil.which(program)
        if found is None:
            pytest.skip(f"{program} is not installed")
        return _run([found, *arguments])

    return call


@pytest.fixture
def node() -> Run:
    """Run a script of ours on a package from npm; skip where CITYNET_NODE_CLIENTS does not have it."""

    def call(package: str, script: str, *arguments: str) -> str:
        program = shutil.which("node")
        if program is None:
            pytest.skip("node is not installed")
        if not _NODE_CLIENTS or not (Path(_NODE_CLIENTS) / "node_modules" / package).is_dir():
            pytest.skip(f"CITYNET_NODE_CLIENTS names no folder with node_modules/{package}")
        text = (_SCRIPTS / script).read_text("utf-8")
        return _run([program, "--input-type=module", "-", *arguments], cwd=_NODE_CLIENTS, input=text)

    return call
