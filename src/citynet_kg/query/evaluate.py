"""Evaluate a stranger's query and write its answer."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import QueryRefusedError, UnknownFormatError, UnknownThingError
from citynet_kg.query.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from citynet_kg.query.guard import inspect_query
from citynet_kg.vocab import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citynet_kg.settings import Settings
    from citynet_kg.store import Store


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and the formats that its sender accepts: the best for rows and for triples, None where none fits."""

    text: str
    result_format: Format | None = RESULT_FORMATS[0]
    graph_format: Format | None = GRAPH_FORMATS[0]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of an answer and what they are."""

    body: bytes
    format: Format


def evaluate(store: Store, request: QueryRequest, settings: Settings) -> Answer:
    """Evaluate one query.

    Raises:
        QuerySyntaxError: with line and column.
        QueryRefusedError: too long, too deep, SERVICE, an answer that is too large.
        UnknownThingError: a graph of the protocol's parameters that is not here.
        UnknownFormatError: no accepted format fits the kind of the query.
    """
    inspect_query(request.text, longest=settings.query_length)
    _check_graphs(store, (*request.default_graphs, *request.named_graphs))
    results = store.query(request.text, default_graphs=request.default_graphs, named_graphs=request.named_graphs)
    wanted = request.graph_format if isinstance(results, ox.QueryTriples) else request.result_format
    if wanted is None:
        formats = GRAPH_FORMATS if isinstance(results, ox.QueryTriples) else RESULT_FORMATS
        offered = ", ".join(f.media_type for f in formats)
        raise UnknownFormatError(f"This query is answered as one of: {offered}.")
    sink = _Bounded(settings.answer_bytes)
    if isinstance(results, ox.QueryTriples):
        prefixes = PREFIXES if wanted.name in ("turtle", "rdfxml") else None
        ox.serialize(results, sink, format=wanted.engine, prefixes=prefixes)  # type: ignore[arg-type]
    elif isinstance(results, ox.QueryBoolean) and wanted.name in ("csv", "tsv"):
        sink.write(b"true\n" if results else b"false\n")
    else:
        results.serialize(sink, format=wanted.engine)  # type: ignore[arg-type]
    return Answer(sink.getvalue(), wanted)


def _check_graphs(store: Store, graphs: Sequence[str]) -> None:
    unknown = sorted(set(graphs) - store.graph_names)
    if unknown:
        known = ", ".join(sorted(store.graph_names)[:10])
        raise UnknownThingError(
            f"There is no graph {unknown[0]}. Nothing is ever loaded from an address. There are: {known} …"
        )


class _Bounded(io.BytesIO):
    """A buffer that refuses to grow without end; the engine writes into it in pieces of 8 KiB."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._left -= len(data)
        if self._left < 0:
            raise QueryRefusedError("The answer is larger than this service gives. Add a LIMIT, or take the dump.")
        return super().write(data)
