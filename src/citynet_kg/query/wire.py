"""How the web process and a query worker talk.

One JSON line asks, one JSON line answers: with an error, or with the format of what follows. Then come pieces, each
after its length in four bytes; length zero ends a whole answer, and `BROKEN` announces an error that came too late to
be told first.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

from citynet_kg import errors
from citynet_kg.query.evaluate import QueryRequest
from citynet_kg.query.formats import GRAPH_FORMATS, RESULT_FORMATS, Format

if TYPE_CHECKING:
    from typing import BinaryIO

LENGTH = struct.Struct(">I")
BROKEN = 0xFFFFFFFF
_TOLD = (
    errors.AnswerTooLargeError,
    errors.QuerySyntaxError,
    errors.QueryFailedError,
    errors.QueryRefusedError,
    errors.UnknownFormatError,
    errors.UnknownGraphError,
)


def pack_request(request: QueryRequest) -> bytes:
    """A request as a line."""
    fields = {field: getattr(request, field) for field in QueryRequest.__slots__} | {
        "result_format": request.result_format and request.result_format.name,
        "graph_format": request.graph_format and request.graph_format.name,
    }
    return _line(fields)


def unpack_request(line: bytes) -> QueryRequest:
    """A line as a request."""
    fields = json.loads(line)
    return QueryRequest(
        text=fields["text"],
        result_format=_named(fields["result_format"], RESULT_FORMATS),
        graph_format=_named(fields["graph_format"], GRAPH_FORMATS),
        default_graphs=tuple(fields["default_graphs"]),
        named_graphs=tuple(fields["named_graphs"]),
        longest=fields["longest"],
        excerpt=fields["excerpt"],
    )


class AnswerWriter:
    """The worker's side of an answer."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._begun = stream, False

    def begin(self, form: Format) -> Any:
        """Announce the format; returns what takes the pieces."""
        self._begun = True
        kind = "result" if form in RESULT_FORMATS else "graph"
        self._stream.write(_line({"kind": kind, "format": form.name}))
        return self._piece

    def _piece(self, data: bytes) -> None:
        if data:  # length zero would end the answer, and the rest be taken for the next one
            self._stream.write(LENGTH.pack(len(data)))
            self._stream.write(data)

    def end(self) -> None:
        """The answer is whole."""
        self._stream.write(LENGTH.pack(0))
        self._stream.flush()

    def fail(self, error: errors.CityNetError) -> None:
        """Tell an error, late if something was written before."""
        if self._begun:
            self._stream.write(LENGTH.pack(BROKEN))
        self._stream.write(_line(_as_fields(error)))
        self._stream.flush()


def unpack_head(line: bytes) -> Format:
    """The format that an answer begins with.

    Raises:
        CityNetError: what the worker has to say instead.
    """
    fields = json.loads(line)
    if "error" in fields:
        kind = next(k for k in _TOLD if k.__name__ == fields["error"])
        raise kind(*fields["arguments"])
    form = _named(fields["format"], RESULT_FORMATS if fields["kind"] == "result" else GRAPH_FORMATS)
    if form is None:
        raise ValueError(fields["format"])
    return form


def _as_fields(error: errors.CityNetError) -> dict[str, Any]:
    if isinstance(error, errors.AnswerTooLargeError):
        arguments: list[Any] = []
    elif isinstance(error, errors.QuerySyntaxError):
        arguments = [error.message, error.line, error.column]
    else:
        arguments = [str(error)]
    return {"error": type(error).__name__, "arguments": arguments}


def _named(name: str | None, formats: tuple[Format, ...]) -> Format | None:
    return next((f for f in formats if f.name == name), None)


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode() + b"\n"
