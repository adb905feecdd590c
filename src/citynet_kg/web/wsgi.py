"""The application as the server process makes it: everything it needs stands in the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from citynet_kg.query.pool import QueryPool
from citynet_kg.release import open_release
from citynet_kg.settings import settings_from
from citynet_kg.store import load_files, load_release
from citynet_kg.web.app import create_app

if TYPE_CHECKING:
    from flask import Flask


def application() -> Flask:
    """Load what is to be served, and make the application."""
    settings = settings_from(os.environ)
    given = os.environ.get("CITYNET_DATA")
    release = None if given else open_release(Path(os.environ["CITYNET_RELEASE"]))
    store = load_release(release) if release else load_files(Path(p) for p in (given or "").split(os.pathsep))
    address = os.environ.get("CITYNET_QUERY_SOCKET")
    return create_app(store, release, settings, QueryPool(address, settings).ask if address else None)
