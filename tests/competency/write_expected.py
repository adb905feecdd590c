"""Write the expected rows anew, from both data sets.

    python -m tests.competency.write_expected

What is written is what Oxigraph answers, not what is right: read the difference before you commit it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph as ox

from citynet_kg import pipeline
from citynet_kg.layout import Layout
from citynet_kg.query.questions import load_questions
from citynet_kg.store import load_release
from tests.conftest import FIVE_DOCUMENTS, sources_without_large_lists

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    for data, only in (("seeds", FIVE_DOCUMENTS), ("most", sources_without_large_lists())):
        with tempfile.TemporaryDirectory() as folder:
            store = load_release(pipeline.build(Layout.at(ROOT, Path(folder)), only=only))
        expected = Path(__file__).parent / "expected" / data
        expected.mkdir(parents=True, exist_ok=True)
        for name, question in load_questions().items():
            results = store.query(question.sparql({}, store))
            assert isinstance(results, ox.QuerySolutions)
            written = results.serialize(format=ox.QueryResultsFormat.CSV)
            (expected / f"{name}.csv").write_bytes(written or b"")


if __name__ == "__main__":
    main()
