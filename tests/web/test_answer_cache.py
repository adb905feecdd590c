"""An answer that was given before is given again: the same, in the form that is asked for, and never another's."""

from __future__ import annotations

import gzip
import itertools
import re
from typing import TYPE_CHECKING

import pytest

from citynet_kg.query import RESULT_FORMATS, QueryRequest
from citynet_kg.web.cache import AnswerCache, Kept, key_of
from tests.live import Reply, ask, serving

if TYPE_CHECKING:
    from citynet_kg.release import Release

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
_numbers = itertools.count()


def _new_query(limit: int = 3) -> dict[str, str]:
    """A query that nobody has asked yet."""
    return {"query": f"SELECT ?n {{ ?n a cnet:CityNetwork }} ORDER BY ?n LIMIT {limit} #cache test {next(_numbers)}"}


def _cached(server: str) -> int:
    """How many answers have come from the cache."""
    found = re.search(rb"^citynet_cached_answers_total ([0-9.]+)$", ask(f"{server}/metrics").body, re.MULTILINE)
    assert found is not None
    return int(float(found[1]))


def _lasting(answer: Reply) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ("x-request-id", "date")}


def test_a_repeat_is_the_same_to_the_last_header(server: str) -> None:
    query, before = _new_query(), _cached(server)
    answers = [ask(f"{server}/sparql", query=query, headers={"Accept": JSON}) for _ in range(3)]
    assert _cached(server) == before + 2
    assert {a.body for a in answers} == {answers[0].body}
    assert [_lasting(a) for a in answers[1:]] == [_lasting(answers[0])] * 2
    assert len({a.headers["x-request-id"] for a in answers}) == 3


def test_a_repeat_in_another_form_is_in_that_form(server: str) -> None:
    query = _new_query()
    forms = [JSON, XML, "text/csv", JSON, XML, "text/csv", None]
    answers = [ask(f"{server}/sparql", query=query, headers={"Accept": form}) for form in forms]
    assert [a.media_type for a in answers] == [form or JSON for form in forms]
    assert [a.body for a in answers[:3]] == [a.body for a in answers[3:6]]
    assert len({a.headers["etag"] for a in answers[:3]}) == 3


def test_a_repeat_by_head_post_or_condition_is_what_was_asked(server: str) -> None:
    query = _new_query()
    first = ask(f"{server}/sparql", query=query)
    ask(f"{server}/sparql", query=query)
    head = ask(f"{server}/sparql", "HEAD", query=query)
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(first.body)))
    assert ask(f"{server}/sparql", "POST", form=query).body == first.body
    same = ask(f"{server}/sparql", query=query, headers={"If-None-Match": first.headers["etag"]})
    assert (same.status, same.body, same.headers["etag"]) == (304, b"", first.headers["etag"])
    other = ask(f"{server}/sparql", query=query, headers={"If-None-Match": '"another"'})
    assert (other.status, other.body) == (200, first.body)
    page = ask(f"{server}/sparql", query=query, headers={"Accept": "text/html"})
    assert page.media_type == "text/html"


def test_a_repeat_is_compressed_for_those_who_take_it(server: str) -> None:
    query = _new_query(limit=40)
    plain = ask(f"{server}/sparql", query=query)
    for _ in range(2):
        packed = ask(f"{server}/sparql", query=query, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.body) == plain.body
        assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    assert "content-encoding" not in ask(f"{server}/sparql", query=query).headers


def test_graphs_and_timeouts_belong_to_the_question(server: str) -> None:
    counting = {"query": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} #cache test {next(_numbers)}"}
    graph = {**counting, "default-graph-uri": "https://w3id.org/citynet/graph/curated"}
    asked = [counting, graph, counting, graph]
    counts = [ask(f"{server}/sparql", query=q).json()["results"]["bindings"][0]["n"]["value"] for q in asked]
    assert counts[:2] == counts[2:]
    assert int(counts[0]) > int(counts[1]) > 0
    assert ask(f"{server}/sparql", query={**counting, "timeout": "never"}).status == 400


@pytest.mark.parametrize("changing", ["RAND()", "NOW()", "STRUUID()", "uuid()"])
def test_what_changes_from_call_to_call_is_asked_anew(server: str, changing: str) -> None:
    query = {"query": f"SELECT ({changing} AS ?v) {{}}"}
    before = _cached(server)
    answers = [ask(f"{server}/sparql", query=query) for _ in range(2)]
    assert _cached(server) == before
    assert answers[0].status == 200
    assert not any("etag" in a.headers for a in answers)


def test_what_no_longer_fits_is_asked_anew(release: Release) -> None:
    options = ("--build-dir", str(release.folder.parents[1]))
    queries = [_new_query(limit) for limit in range(1, 20)]
    with serving(before=options, CITYNET_CACHE_BYTES="3000") as base:
        first = [ask(f"{base}/sparql", query=q).body for q in queries]
        assert [ask(f"{base}/sparql", query=q).body for q in queries] == first
        assert _cached(base) == 0, "each was asked so long ago that newer answers had taken its place"
        assert [ask(f"{base}/sparql", query=queries[0]).body for _ in range(2)] == [first[0]] * 2
        assert _cached(base) == 1


def test_the_cache_holds_no_more_than_it_may() -> None:
    cache = AnswerCache(1000)
    for number in range(50):
        cache.put(str(number), Kept(bytes(100), RESULT_FORMATS[0]))
        cache.get("0")
    kept = [number for number in range(50) if cache.get(str(number))]
    assert kept == [0, *range(41, 50)], "what was asked for last stays"
    cache.put("large", Kept(bytes(2_000_000), RESULT_FORMATS[0]))
    assert cache.get("large") is None


def test_keys_tell_requests_apart() -> None:
    requests = [
        QueryRequest("ASK {}"),
        QueryRequest("ASK { }"),
        QueryRequest("ASK {}", result_format=RESULT_FORMATS[1]),
        QueryRequest("ASK {}", graph_format=None),
        QueryRequest("ASK {}", default_graphs=("urn:a",)),
        QueryRequest("ASK {}", named_graphs=("urn:a",)),
        QueryRequest("ASK {}", default_graphs=("urn:a",), named_graphs=("urn:b",)),
        QueryRequest("ASK {}", default_graphs=("urn:a", "urn:b")),
    ]
    keys = {key_of(digest, request) for digest in ("one", "other") for request in requests}
    assert len(keys) == 2 * len(requests)
