"""The smallest case of each thing that the fuzzers found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fuzz.verdict import HTTP_STATUSES, QUERY_STATUSES, check

if TYPE_CHECKING:
    from tests.clients.serving import Server

pytestmark = pytest.mark.xdist_group("fuzz")

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_a_form_can_be_posted_by_a_browser(small: Server, path: str, accept: str) -> None:
    """The bridge between ASGI and WSGI could not read a body: 500, `A coroutine object is required`."""
    answer = small.ask("POST", path, b"query=ASK%7B%7D", _FORM | {"Accept": accept})
    check(answer, QUERY_STATUSES | {308})
    assert answer.status in (200, 308) or path.endswith("/")


@pytest.mark.parametrize("suffix", ["json", "csv", "html"])
def test_a_graph_has_no_form_of_a_thing(whole: Server, suffix: str) -> None:
    """`/graph/curated.json` took a form that only documents have: 500."""
    check(whole.ask("GET", f"/graph/curated.{suffix}"), HTTP_STATUSES)


@pytest.mark.parametrize("path", ["/health", "/sitemap.xml", "/doc/network/iclei.ttl", "/static/style.css"])
def test_a_failed_precondition_is_told_as_a_problem(whole: Server, path: str) -> None:
    """`If-Match` got 412 together with the whole document."""
    check(whole.ask("GET", path, headers={"If-Match": '"x"'}), HTTP_STATUSES)
