from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from citynet_kg.store import EmbeddedStore
from citynet_kg.vocab import PREFIXES, QUARANTINE

_WORLD = Path(__file__).parents[1] / "data" / "describe.trig"


@pytest.fixture(scope="session")
def small() -> EmbeddedStore:
    """A city with doubtful, rejected and disputed relations, loaded as a release is."""
    quads = list(ox.parse(path=str(_WORLD), format=ox.RdfFormat.TRIG))
    store = ox.Store()
    store.bulk_extend(quads)
    store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads if q.graph_name != QUARANTINE)
    return EmbeddedStore(store, PREFIXES)
