"""`/sparql`: the SPARQL 1.1 Protocol for queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from citynet_kg.errors import BadParameterError, CityNetError, QueryRefusedError
from citynet_kg.query import GRAPH_FORMATS, RESULT_FORMATS, QueryRequest, format_named
from citynet_kg.query.serialize import write_triples
from citynet_kg.vocab import PREFIXES
from citynet_kg.web import pages
from citynet_kg.web.context import request_context
from citynet_kg.web.media_types import (
    GRAPH_OFFERS,
    RDF_FORMATS,
    RDF_OFFERS,
    RESULT_OFFERS,
    acceptable,
    format_of,
    negotiate,
    prefers_html,
)
from citynet_kg.web.problems import problem_of

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from citynet_kg.query import Answer

blueprint = Blueprint("sparql", __name__)

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_PARAMETERS = frozenset({"query", "default-graph-uri", "named-graph-uri", "format", "output", "lang", "timeout", "at"})


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query, describe the service, or show the form."""
    text, parameters = _read_request()
    accept = request.headers.get("Accept")
    html = prefers_html(accept) and "format" not in parameters and "output" not in parameters
    if text is None:
        return _html(pages.sparql_page("", None, None, request_context())) if html else _description(accept)
    if html:
        return _for_a_person(text, parameters)
    answer = current_app.extensions["ask"](_query(text, parameters, accept))
    response = Response(answer.body, content_type=_content_type(answer, accept))
    response.vary.add("Accept")
    return response


def _read_request() -> tuple[str | None, MultiDict[str, str]]:
    """The query text, if there is one, and the parameters; each decoded once."""
    parameters = request.args
    if request.method == "GET":
        if "update" in parameters:
            raise QueryRefusedError(
                "This service is read-only: updates are refused, and only by POST could they be asked for."
            )
        texts = parameters.getlist("query")
    elif request.mimetype == _FORM:
        parameters = request.form
        if "update" in parameters or "update" in request.args:
            raise QueryRefusedError("This service is read-only: updates are refused.")
        texts = parameters.getlist("query")
        if not texts:
            raise BadParameterError("query", "the form has no field of this name.")
    elif request.mimetype == _DIRECT:
        try:
            texts = [request.get_data().decode("utf-8")]
        except UnicodeDecodeError:
            raise BadParameterError("query", "the body is not UTF-8.") from None
    elif request.mimetype == "application/sparql-update":
        raise QueryRefusedError("This service is read-only: updates are refused.")
    else:
        raise UnsupportedMediaType(f"Send a query as {_FORM} or {_DIRECT}.")
    if len(texts) > 1:
        raise BadParameterError("query", "given more than once.")
    if request.content_length is not None and request.content_length > current_app.extensions["settings"].body_bytes:
        raise RequestEntityTooLarge
    return (texts[0] if texts else None), parameters


def _query(text: str, parameters: MultiDict[str, str], accept: str | None) -> QueryRequest:
    wanted = parameters.get("format") or parameters.get("output")
    if wanted:
        formats = (*RESULT_FORMATS, *GRAPH_FORMATS)
        chosen = format_named(wanted, formats)
        result = chosen if chosen in RESULT_FORMATS else None
        graph = next((f for f in GRAPH_FORMATS if f == chosen or wanted in (f.name, f.media_type, *f.aliases)), None)
        if chosen.name in ("json", "xml"):
            graph = next(f for f in GRAPH_FORMATS if f.name == {"json": "jsonld", "xml": "rdfxml"}[chosen.name])
    else:
        rows, triples = negotiate(accept, RESULT_OFFERS), negotiate(accept, GRAPH_OFFERS)
        result = format_of(rows and rows[0], RESULT_FORMATS)
        graph = format_of(triples and triples[0], GRAPH_FORMATS)
    return QueryRequest(
        text=text,
        result_format=result,
        graph_format=graph,
        default_graphs=tuple(parameters.getlist("default-graph-uri")),
        named_graphs=tuple(parameters.getlist("named-graph-uri")),
    )


def _content_type(answer: Answer, accept: str | None) -> str:
    """The name by which the client asked for the format, if it is not our own for it."""
    offers = RESULT_OFFERS if answer.format in RESULT_FORMATS else GRAPH_OFFERS
    matched = negotiate(accept, offers)
    if matched is not None and matched[0].name == answer.format.name:
        return f"{matched[1]}; charset=utf-8"
    return answer.format.content_type


def _for_a_person(text: str, parameters: MultiDict[str, str]) -> Response:
    context = request_context()
    try:
        request_for_rows = QueryRequest(
            text,
            default_graphs=tuple(parameters.getlist("default-graph-uri")),
            named_graphs=tuple(parameters.getlist("named-graph-uri")),
        )
        answer = current_app.extensions["ask"](request_for_rows)
    except CityNetError as error:
        problem = problem_of(error)
        return _html(pages.sparql_page(text, None, problem, context), problem["status"])
    return _html(pages.sparql_page(text, answer, None, context))


def _html(page: str, status: int = 200) -> Response:
    response = Response(page, status, mimetype="text/html")
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _description(accept: str | None) -> Response:
    """The service description that SPARQL 1.1 Service Description, section 2, asks for at the endpoint."""
    form = RDF_FORMATS[acceptable(accept, RDF_OFFERS).name]
    description = describe_service(current_app.extensions["settings"].public_url)
    response = Response(write_triples(description, form), content_type=form.content_type)
    response.vary.add("Accept")
    return response


def describe_service(public_url: str) -> list[ox.Triple]:
    """What this endpoint can do."""
    sd, rdf = PREFIXES["sd"], PREFIXES["rdf"]
    service, dataset = ox.NamedNode(f"{public_url}/sparql#service"), ox.NamedNode(f"{public_url}/sparql#dataset")
    default = ox.NamedNode(f"{public_url}/sparql#default-graph")
    a = ox.NamedNode(rdf + "type")

    def term(name: str) -> ox.NamedNode:
        return ox.NamedNode(sd + name)

    formats = (
        "SPARQL_Results_JSON",
        "SPARQL_Results_XML",
        "SPARQL_Results_CSV",
        "SPARQL_Results_TSV",
        "Turtle",
        "N-Triples",
        "RDF_XML",
        "JSON-LD",
    )
    return [
        ox.Triple(service, a, term("Service")),
        ox.Triple(service, term("endpoint"), ox.NamedNode(f"{public_url}/sparql")),
        ox.Triple(service, term("supportedLanguage"), term("SPARQL11Query")),
        *(ox.Triple(service, term("resultFormat"), ox.NamedNode(f"http://www.w3.org/ns/formats/{f}")) for f in formats),
        ox.Triple(service, term("defaultDataset"), dataset),
        ox.Triple(dataset, a, term("Dataset")),
        ox.Triple(dataset, term("defaultGraph"), default),
        ox.Triple(default, a, term("Graph")),
    ]
