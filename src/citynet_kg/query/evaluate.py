"""Evaluate a stranger's query and write its answer."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import AnswerTooLargeError, QueryFailedError, QuerySyntaxError, UnknownFormatError
from citynet_kg.query.excerpt import rows_as_json, triples_as_turtle
from citynet_kg.query.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from citynet_kg.query.guard import check_graphs, inspect_query
from citynet_kg.query.tokens import undeclared_prefix
from citynet_kg.vocab import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable

    from citynet_kg.settings import Settings
    from citynet_kg.store import Results, Store

# What stands once in each row of an answer, so that rows can be counted without taking the answer apart.
_ROW = {"json": b'"}}', "xml": b"<result>", "csv": b"\n", "tsv": b"\n", "ntriples": b"\n"}


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and the formats that its sender accepts: the best for rows and for triples, None where none fits."""

    text: str
    result_format: Format | None = RESULT_FORMATS[0]
    graph_format: Format | None = GRAPH_FORMATS[0]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    longest: int | None = None
    """Characters that the text may have, if it was made longer by answers of remote services."""
    excerpt: int | None = None
    """Rows or triples to write, the rest being counted only; as SPARQL JSON or Turtle, whatever is accepted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of an answer and what they are."""

    body: bytes
    format: Format


def evaluate(
    store: Store, request: QueryRequest, settings: Settings, begin: Callable[[Format], Callable[[bytes], object]]
) -> None:
    """Evaluate one query, piece by piece.

    Args:
        store: what is asked.
        request: the query.
        settings: how much one query may have.
        begin: told the format once the query is known to be good; returns what takes the pieces of the answer.

    Raises:
        QuerySyntaxError: with line and column.
        QueryRefusedError: too long, too deep, SERVICE.
        QueryFailedError: the engine cannot evaluate it.
        AnswerTooLargeError: more rows or bytes than one answer may have; pieces may have been written before.
        UnknownGraphError: a graph of FROM or of the parameters that is not here.
        UnknownFormatError: no accepted format fits the kind of the query.
    """
    inspect_query(request.text, longest=request.longest or settings.query_length)
    check_graphs(request.text, (*request.default_graphs, *request.named_graphs), store.graph_names)
    try:
        results = store.query(request.text, default_graphs=request.default_graphs, named_graphs=request.named_graphs)
    except QuerySyntaxError as error:
        raise _explained(error, request.text) from None
    formats, wanted = (
        (GRAPH_FORMATS, request.graph_format)
        if isinstance(results, ox.QueryTriples)
        else (RESULT_FORMATS, request.result_format)
    )
    if request.excerpt is not None and not isinstance(results, ox.QueryBoolean):
        _excerpt(results, request.excerpt, settings, begin(formats[0]))
        return
    if wanted is None:
        offered = ", ".join(f.media_type for f in formats)
        raise UnknownFormatError(f"This query is answered as one of: {offered}.")
    sink = _Bounded(begin(wanted), settings, _ROW.get(wanted.name))
    try:
        _write(results, sink, wanted)
    except RuntimeError as error:
        raise QueryFailedError(str(error)) from None


def _explained(error: QuerySyntaxError, text: str) -> QuerySyntaxError:
    """Say that a prefix is not declared, where one is not: the engine names what it would take in its place."""
    token = undeclared_prefix(text)
    if token is None:
        return error
    line = text.count("\n", 0, token.start) + 1
    column = token.start - text.rfind("\n", 0, token.start)
    return QuerySyntaxError(f"The prefix {token.text.partition(':')[0][:80]}: is not declared.", line, column)


def _excerpt(results: Results, most: int, settings: Settings, write: Callable[[bytes], object]) -> None:
    """Write the beginning of an answer."""
    try:
        if isinstance(results, ox.QueryTriples):
            write(triples_as_turtle(results, most, settings.answer_rows))
        elif isinstance(results, ox.QuerySolutions):
            write(rows_as_json(results, most, settings.answer_rows))
    except RuntimeError as error:
        raise QueryFailedError(str(error)) from None


def _write(results: Results, sink: _Bounded, wanted: Format) -> None:
    """Have the engine write results."""
    if isinstance(results, ox.QueryTriples):
        prefixes = PREFIXES if wanted.name in ("turtle", "rdfxml") else None
        ox.serialize(results, sink, format=wanted.engine, prefixes=prefixes)  # type: ignore[arg-type]
    elif isinstance(results, ox.QueryBoolean) and wanted.name in ("csv", "tsv"):
        sink.write(b"true\n" if results else b"false\n")
    else:
        results.serialize(sink, format=wanted.engine)  # type: ignore[arg-type]


def answer(store: Store, request: QueryRequest, settings: Settings) -> Answer:
    """Evaluate one query and return the whole answer. Raises what `evaluate` raises."""
    chosen: list[Format] = []
    whole = io.BytesIO()

    def begin(form: Format) -> Callable[[bytes], object]:
        chosen.append(form)
        return whole.write

    evaluate(store, request, settings, begin)
    return Answer(whole.getvalue(), chosen[0])


class _Bounded(io.BytesIO):
    """What the engine writes into, in pieces of 8 KiB, until it has written too much."""

    def __init__(self, write: Callable[[bytes], object], settings: Settings, row: bytes | None) -> None:
        super().__init__()
        self._write, self._row = write, row
        self._bytes, self._rows = settings.answer_bytes, settings.answer_rows

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._bytes -= len(data)
        if self._row is not None:
            self._rows -= data.count(self._row)
        if self._bytes < 0 or self._rows < 0:
            raise AnswerTooLargeError
        self._write(bytes(data))
        return len(data)
