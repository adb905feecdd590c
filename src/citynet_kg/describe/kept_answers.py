"""Keep the answers to the questions that look at everything, or at all members of a network.

Such a question reads whole classes of things, and its answer stays the same until the next release. So it is evaluated
once for each release, and given again from memory in every format. Not kept here: what depends on a city or a day, of
which there are thousands, and which the engine answers by looking up some rows.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.describe import lookup
from citynet_kg.errors import CityNetError
from citynet_kg.identifiers import path_of
from citynet_kg.languages import LANGUAGES
from citynet_kg.query import load_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from citynet_kg.store import Store

_FORM = ox.QueryResultsFormat.JSON


class KeptAnswers:
    """Answers by the text of the query. Who asks for one that is being evaluated waits for it."""

    def __init__(self, store: Store, elsewhere: Callable[[str], bytes] | None = None) -> None:
        """Keep nothing yet.

        Args:
            store: the release.
            elsewhere: evaluates a query in another process, so that pages need not wait for this one's interpreter, and
                gives the answer as SPARQL JSON; may refuse.
        """
        self._store, self._elsewhere = store, elsewhere
        self._kept: dict[str, bytes] = {}
        self._sizes: dict[str, int] = {}
        self._locks = {text: threading.Lock() for text in _texts(store)}

    def again(self, text: str) -> ox.QuerySolutions | None:
        """The answer to a query, evaluated at the first call; None if its answers are not kept."""
        lock = self._locks.get(text)
        if lock is None:
            return None
        with lock:
            if text not in self._kept:
                self._kept[text] = self._evaluated(text)
                self._sizes[text] = sum(1 for _ in _parsed(self._kept[text]))
        return _parsed(self._kept[text])

    def size(self, text: str) -> int:
        """How many rows the answer to a query has that was asked before."""
        return self._sizes[text]

    def _evaluated(self, text: str) -> bytes:
        if self._elsewhere is not None:
            with suppress(CityNetError):  # no worker is free, or the answer takes longer than strangers may wait
                return self._elsewhere(text)
        results = self._store.query(text)
        if not isinstance(results, ox.QuerySolutions):
            raise TypeError("not a SELECT query")
        return results.serialize(format=_FORM) or b""

    def read_all(self) -> None:
        """Evaluate all that is kept, one after the other."""
        for text in self._locks:
            self.again(text)


def _parsed(answer: bytes) -> ox.QuerySolutions:
    """The rows of an answer, read one by one as they are asked for."""
    rows = ox.parse_query_results(answer, format=_FORM)
    if not isinstance(rows, ox.QuerySolutions):
        raise TypeError("not the answer to a SELECT query")
    return rows


def _texts(store: Store) -> Iterator[str]:
    """The queries whose answers are kept: those without a parameter first, since they take longest."""
    rows = lookup.rows(store, "SELECT DISTINCT ?x { ?x a cnet:CityNetwork } ORDER BY ?x")
    paths = (path_of(row["x"].value) or "" for row in rows)
    values = {
        "language": LANGUAGES,
        "network": tuple(path.removeprefix("network/") for path in paths if path.startswith("network/")),
    }
    questions = load_questions().values()
    yield from (question.sparql({}) for question in questions if not question.parameters)
    for question in questions:
        if len(question.parameters) == 1:
            (parameter,) = question.parameters
            yield from (question.sparql({parameter.name: value}) for value in values.get(parameter.type, ()))
