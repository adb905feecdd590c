"""Two servers: a small one for queries, and one with everything for requests of all kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clients.serving import Server, serving
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citynet_kg.release import Release

_SMALL = ROOT / "tests" / "data" / "describe.trig"
_BOUNDS = {"CITYNET_DEADLINE": "2", "CITYNET_ANSWER_BYTES": "1000000", "CITYNET_QUERY_WORKERS": "2"}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a few dozen triples, with tight bounds."""
    with serving(tmp_path_factory.mktemp("fuzz") / "small.log", "--data", str(_SMALL), **_BOUNDS) as server:
        yield server


@pytest.fixture(scope="session")
def whole(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the release of the tests, so that each route has something to show."""
    options = ("--root", str(ROOT), "--build-dir", str(release.folder.parents[1]), "--")
    with serving(tmp_path_factory.mktemp("fuzz") / "whole.log", *options, **_BOUNDS) as server:
        yield server
