"""The one table from errors to HTTP statuses, and how a problem is told (RFC 9457)."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from citynet_kg import errors
from citynet_kg.web import pages
from citynet_kg.web.media_types import PROBLEM, prefers_html

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOG = logging.getLogger("citynet_kg.web")
STATUS: Mapping[type[errors.CityNetError], tuple[int, str, str]] = {
    errors.QuerySyntaxError: (
        400,
        "The query cannot be read",
        "This is SPARQL 1.1. Prefixes of our own need no declaration, others do; /sparql has examples.",
    ),
    errors.BadParameterError: (400, "A parameter has a wrong value", "/openapi.json describes all parameters."),
    errors.UnknownGraphError: (400, "There is no such graph", "Leave FROM and the graph parameters out to ask all."),
    errors.QueryFailedError: (400, "The query cannot be evaluated", "Only functions of SPARQL 1.1 are known here."),
    errors.QueryTimeoutError: (504, "The query took too long", "Name more of what you look for, or take the dump."),
    errors.QueryEndedError: (504, "The query needed too much", "Sort and group less, or take the dump."),
    errors.ServiceBusyError: (503, "Busy", ""),
    errors.TooManyRequestsError: (429, "Too many requests", "Wait for an answer before you ask again."),
    errors.AnswerTooLargeError: (403, "The answer is too large", "/download/dataset.nq.gz holds everything."),
    errors.FederationError: (502, "A service did not answer", "SERVICE SILENT goes on without it."),
    errors.QueryRefusedError: (403, "This query is not evaluated here", ""),
    errors.UnknownThingError: (404, "Not found", "/search finds things by name."),
    errors.UnknownFormatError: (406, "No acceptable form", ""),
    errors.GoneError: (410, "Withdrawn", ""),
}


def problem_of(error: Exception) -> dict[str, Any]:
    """Describe an error as problem details: status, title, detail, a hint, and what else is known of it."""
    if isinstance(error, HTTPException):
        return {"status": error.code or 500, "title": error.name, "detail": error.description or ""}
    for kind, (status, title, hint) in STATUS.items():
        if isinstance(error, kind):
            problem: dict[str, Any] = {"status": status, "title": title, "detail": str(error)}
            if hint:
                problem["hint"] = hint
            if isinstance(error, errors.QuerySyntaxError) and error.line is not None:
                problem |= {"line": error.line, "column": error.column}
            if isinstance(error, errors.BadParameterError):
                problem["parameter"] = error.parameter
            return problem
    return {"status": 500, "title": "Internal error", "detail": "Something went wrong here. It has been noted."}


def tell(error: Exception) -> Response:
    """Answer with a problem: a page for a browser, JSON for a program. Nothing of our insides is shown."""
    problem = problem_of(error)
    if not isinstance(error, HTTPException | errors.CityNetError):
        _LOG.error("%s %s failed", request.method, request.path, exc_info=error)
    if prefers_html(request.headers.get("Accept")):
        response = Response(pages.error_page(problem), problem["status"], mimetype="text/html")
    else:
        body = json.dumps({"type": "about:blank", **problem}, ensure_ascii=False, indent=1) + "\n"
        response = Response(body, problem["status"], content_type=PROBLEM)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                response.headers[name] = value
        if error.response is not None:  # a redirect
            return Response(error.response.get_data(), error.response.status_code, error.response.headers)  # type: ignore[attr-defined]
    for name, value in retry_after(error).items():
        response.headers[name] = value
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Cache-Control"] = "no-store" if problem["status"] >= 500 else "no-cache"  # noqa: PLR2004
    return response


def retry_after(error: Exception) -> dict[str, str]:
    """The header that says when to come again, if that would help."""
    if isinstance(error, errors.ServiceBusyError | errors.TooManyRequestsError):
        return {"Retry-After": str(error.retry_after)}
    return {}


def register(app: Flask) -> None:
    """Let every error of the application be told like this."""
    app.register_error_handler(Exception, tell)
