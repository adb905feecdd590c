"""`/sparql` for people: a form, and the answer as a table. Programs are answered by `endpoint`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request

from citynet_kg.describe.answers import MOST_ROWS
from citynet_kg.errors import CityNetError
from citynet_kg.query import QueryRequest
from citynet_kg.web import pages
from citynet_kg.web.context import request_context
from citynet_kg.web.problems import problem_of, retry_after
from citynet_kg.web.protocol import read_call

if TYPE_CHECKING:
    from collections.abc import Mapping

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def form() -> Response:
    """Show the form, with what was asked and its answer."""
    context = request_context()
    headers = {name.lower(): value for name, value in request.headers.items()}
    body = request.get_data()  # before the form is read: afterwards there is nothing left
    text = request.values.get("query", "")
    try:
        call = read_call(request.method, request.query_string, headers, body, context.settings)
        if call.query is None:
            return _page(pages.sparql_page("", None, None, context))
        text = call.query.text
        asked = QueryRequest(
            text,
            default_graphs=call.query.default_graphs,
            named_graphs=call.query.named_graphs,
            excerpt=MOST_ROWS,
        )
        answer = current_app.extensions["ask"](asked)
    except CityNetError as error:
        problem = problem_of(error)
        return _page(pages.sparql_page(text, None, problem, context), problem["status"], retry_after(error))
    return _page(pages.sparql_page(text, answer, None, context))


def _page(page: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    response = Response(page, status, headers=dict(headers or {}), mimetype="text/html")
    response.vary.update(("Accept", "Accept-Language"))
    return response
