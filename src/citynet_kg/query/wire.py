"""How the web process and a query worker talk: one JSON line each way, then the bytes of the answer."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from citynet_kg import errors
from citynet_kg.query.evaluate import Answer, QueryRequest
from citynet_kg.query.formats import GRAPH_FORMATS, RESULT_FORMATS, Format

if TYPE_CHECKING:
    from typing import BinaryIO

_TOLD = (
    errors.QuerySyntaxError,
    errors.QueryRefusedError,
    errors.UnknownFormatError,
    errors.UnknownThingError,
)
_LONGEST_LINE = 10_000_000


def send_request(stream: BinaryIO, request: QueryRequest) -> None:
    """Write a request."""
    fields = asdict(request) | {
        "result_format": request.result_format and request.result_format.name,
        "graph_format": request.graph_format and request.graph_format.name,
    }
    _send(stream, fields)


def receive_request(stream: BinaryIO) -> QueryRequest | None:
    """Read a request; None when the other side has gone."""
    fields = _receive(stream)
    if fields is None:
        return None
    return QueryRequest(
        text=fields["text"],
        result_format=_format(fields["result_format"], RESULT_FORMATS),
        graph_format=_format(fields["graph_format"], GRAPH_FORMATS),
        default_graphs=tuple(fields["default_graphs"]),
        named_graphs=tuple(fields["named_graphs"]),
    )


def send_answer(stream: BinaryIO, answer: Answer) -> None:
    """Write an answer."""
    kind = "result" if answer.format in RESULT_FORMATS else "graph"
    _send(stream, {"kind": kind, "format": answer.format.name, "length": len(answer.body)}, answer.body)


def send_error(stream: BinaryIO, error: errors.CityNetError) -> None:
    """Write an error that the asker should be told."""
    position = [error.line, error.column] if isinstance(error, errors.QuerySyntaxError) else []
    message = error.message if isinstance(error, errors.QuerySyntaxError) else str(error)
    _send(stream, {"error": type(error).__name__, "arguments": [message, *position]})


def receive_answer(stream: BinaryIO) -> Answer:
    """Read an answer.

    Raises:
        EOFError: the worker ended.
        CityNetError: what the worker had to say.
    """
    fields = _receive(stream)
    if fields is None:
        raise EOFError
    if "error" in fields:
        kind = next(k for k in _TOLD if k.__name__ == fields["error"])
        raise kind(*fields["arguments"])
    body = stream.read(fields["length"])
    if len(body) != fields["length"]:
        raise EOFError
    form = _format(fields["format"], RESULT_FORMATS if fields["kind"] == "result" else GRAPH_FORMATS)
    if form is None:
        raise EOFError
    return Answer(body, form)


def _format(name: str | None, formats: tuple[Format, ...]) -> Format | None:
    return next((f for f in formats if f.name == name), None)


def _send(stream: BinaryIO, fields: dict[str, Any], body: bytes = b"") -> None:
    stream.write(json.dumps(fields).encode() + b"\n")
    stream.write(body)
    stream.flush()


def _receive(stream: BinaryIO) -> dict[str, Any] | None:
    line = stream.readline(_LONGEST_LINE)
    return json.loads(line) if line.endswith(b"\n") else None
