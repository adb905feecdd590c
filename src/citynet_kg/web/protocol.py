"""Read a SPARQL 1.1 Protocol request: what is asked, of which graphs, in which form."""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from werkzeug.exceptions import MethodNotAllowed, RequestEntityTooLarge, RequestURITooLarge, UnsupportedMediaType
from werkzeug.http import parse_options_header

from citynet_kg.errors import BadParameterError, QueryRefusedError, UnknownFormatError
from citynet_kg.query import GRAPH_FORMATS, RESULT_FORMATS, Format, QueryRequest, format_named, graph_twin
from citynet_kg.web.media_types import GRAPH_OFFERS, RESULT_OFFERS, format_of, negotiate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.settings import Settings

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
_MOST_FIELDS = 2000
_READ_ONLY = "This service is read-only: updates are refused."


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the endpoint; `query` is None if nothing is asked."""

    query: QueryRequest | None
    seconds: float | None
    accept: str | None
    named: bool
    """Whether a parameter names the format, and not the Accept header."""


def read_call(method: str, query_string: bytes, headers: Mapping[str, str], body: bytes, settings: Settings) -> Call:
    """Read a request. Form fields and the query string are decoded once.

    Args:
        method: GET, HEAD or POST.
        query_string: as it came.
        headers: by lower-case name.
        body: already within its bounds.
        settings: the bounds of the rest.

    Raises:
        QueryRefusedError: an update.
        BadParameterError: a parameter that is missing, doubled, or of no use.
        UnknownFormatError: a format that does not exist.
        HTTPException: 405, 413, 414, 415.
    """
    if len(body) > settings.body_bytes:
        raise RequestEntityTooLarge
    if len(query_string) > 4 * settings.query_length:
        raise RequestURITooLarge
    fields = _fields(query_string)
    if method in ("GET", "HEAD"):
        texts = [value for name, value in fields if name == "query"]
        if any(name == "update" for name, _ in fields):
            raise QueryRefusedError(_READ_ONLY)
    elif method == "POST":
        texts, fields = _posted(fields, headers, body, settings)
    else:
        raise MethodNotAllowed(valid_methods=["GET", "HEAD", "POST", "OPTIONS"])
    if len(texts) > 1:
        raise BadParameterError("query", "given more than once.")
    if texts and len(texts[0]) > settings.query_length:
        raise RequestEntityTooLarge(
            f"The query has {len(texts[0]):,} characters; {settings.query_length:,} are allowed."
        )
    accept = headers.get("accept")
    wanted = [v for n, values in fields if n in ("format", "output") for v in values.split(",") if v.strip()]
    result, graph = _named(wanted) if wanted else _accepted(accept)
    query = None
    if texts:
        query = QueryRequest(
            text=texts[0],
            result_format=result,
            graph_format=graph,
            default_graphs=tuple(v for n, v in fields if n == "default-graph-uri"),
            named_graphs=tuple(v for n, v in fields if n == "named-graph-uri"),
        )
    return Call(query, _seconds(_last(fields, "timeout")), accept, named=bool(wanted))


def _posted(
    fields: list[tuple[str, str]], headers: Mapping[str, str], body: bytes, settings: Settings
) -> tuple[list[str], list[tuple[str, str]]]:
    kind, options = parse_options_header(headers.get("content-type", ""))
    encoding = headers.get("content-encoding", "identity").lower()
    if encoding == "gzip":
        body = _unpacked(body, settings.body_bytes)
    elif encoding != "identity":
        raise UnsupportedMediaType("Send the body as it is, or with gzip.")
    if options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("Send the body in UTF-8.")
    if kind == FORM:
        fields = fields + _fields(body)
        if any(name == "update" for name, _ in fields):
            raise QueryRefusedError(_READ_ONLY)
        texts = [value for name, value in fields if name == "query"]
        if not texts:
            raise BadParameterError("query", "the form has no field of this name.")
        return texts, fields
    if kind == DIRECT:
        if any(name == "query" for name, _ in fields):
            raise BadParameterError("query", "given in the address and in the body.")
        try:
            return [body.decode("utf-8")], fields
        except UnicodeDecodeError:
            raise BadParameterError("query", "the body is not UTF-8.") from None
    if kind == UPDATE:
        raise QueryRefusedError(_READ_ONLY)
    raise UnsupportedMediaType(f"Send a query as {FORM} or {DIRECT}.")


def _unpacked(body: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, most + 1)
    except zlib.error:
        raise BadParameterError("body", "it is not gzip, though Content-Encoding says so.") from None
    if len(unpacked) > most:
        raise RequestEntityTooLarge
    return unpacked


def _fields(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            text.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict", separator="&"
        )
    except UnicodeDecodeError:
        raise BadParameterError("query string", "it is not percent-encoded UTF-8.") from None
    except ValueError:
        raise BadParameterError("query string", f"it has more than {_MOST_FIELDS} fields.") from None


def _last(fields: list[tuple[str, str]], name: str) -> str | None:
    return next((value for n, value in reversed(fields) if n == name and value), None)


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise BadParameterError("timeout", f"{text!r} is not a number of seconds.")
    return seconds


def _named(wanted: list[str]) -> tuple[Format | None, Format | None]:
    """The first format that is known among those named: some clients name several, in several ways."""
    chosen: Format | None = None
    for name in wanted:
        with suppress(UnknownFormatError):
            chosen = chosen or format_named(name.strip(), (*RESULT_FORMATS, *GRAPH_FORMATS))
    if chosen is None:
        chosen = format_named(wanted[0], (*RESULT_FORMATS, *GRAPH_FORMATS))
    return chosen if chosen in RESULT_FORMATS else None, graph_twin(chosen)


def _accepted(accept: str | None) -> tuple[Format | None, Format | None]:
    rows, triples = negotiate(accept, RESULT_OFFERS), negotiate(accept, GRAPH_OFFERS)
    return format_of(rows and rows[0], RESULT_FORMATS), format_of(triples and triples[0], GRAPH_FORMATS)


def content_type(form: Format, call: Call) -> str:
    """The name by which the client asked for the format, if it is not our own for it."""
    if not call.named:
        matched = negotiate(call.accept, RESULT_OFFERS if form in RESULT_FORMATS else GRAPH_OFFERS)
        if matched is not None and matched[0].name == form.name:
            return f"{matched[1]}; charset=utf-8"
    return form.content_type
