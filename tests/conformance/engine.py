"""Run a test on the engine itself, without our service: what both miss is not the service's fault."""

from __future__ import annotations

import pyoxigraph as ox

from tests.conformance.judge import expected_of, is_right, query_of
from tests.conformance.results import BY_ENDING, parse_result
from tests.conformance.suites import Case, quads_of

_WRITTEN_AS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}


def does_engine_pass(case: Case) -> bool:
    """Tell whether pyoxigraph, asked in this process, gives what a test of queries expects."""
    store = ox.Store()
    for file in case.data:
        store.extend(quads_of(file, ox.DefaultGraph()))
    for file in case.graph_data:
        store.extend(quads_of(file, ox.NamedNode(file)))
    try:
        answer = store.query(query_of(case))
    except SyntaxError:
        return case.kind.startswith("Negative")
    except RuntimeError:
        return case.kind.startswith("Positive")  # it was read, but calls a function that the engine lacks
    if case.result is None:
        return case.kind.startswith("Positive")
    expected, media_type = expected_of(case)
    if isinstance(answer, ox.QueryTriples):
        media_type = BY_ENDING["ttl"]
        written = ox.serialize(answer, format=ox.RdfFormat.TURTLE)
    else:
        written = answer.serialize(format=_WRITTEN_AS[media_type])
    assert written is not None
    return is_right(case, expected, parse_result(written, media_type, case.iri))
