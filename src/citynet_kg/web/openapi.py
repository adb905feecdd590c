"""`/openapi.json`: the service as OpenAPI 3.1, made from what it really offers.

The schema of a thing's `.json` is read off the view model, the parameters of a question off the question.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
import typing
from typing import Any

from flask import Blueprint, Response, current_app

from citynet_kg import __version__
from citynet_kg.describe import (
    attributes,
    cells,
    evidence,
    links,
    list_rows,
    lists,
    relations,
    states,
    thing,
)
from citynet_kg.describe.list_tables import LISTS
from citynet_kg.describe.lists import ListView
from citynet_kg.describe.thing import ThingView
from citynet_kg.identifiers import SLUG, THING_TYPES
from citynet_kg.languages import LANGUAGES
from citynet_kg.query import RESULT_FORMATS, Question, load_questions
from citynet_kg.web.media_types import (
    DOCUMENT_OFFERS,
    GRAPH_OFFERS,
    HTML_OFFER,
    LIST_OFFERS,
    PROBLEM,
    RDF_OFFERS,
    RESULT_OFFERS,
    Offer,
)

blueprint = Blueprint("openapi", __name__)

_MODULES = (attributes, cells, evidence, links, list_rows, lists, relations, states, thing)
_PLAIN: dict[Any, dict[str, str]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    dt.date: {"type": "string", "format": "date"},
}
_PARAMETER_SCHEMAS: dict[str, dict[str, Any]] = {
    "date": {"type": "string", "format": "date"},
    "language": {"type": "string", "enum": list(LANGUAGES)},
    "country": {"type": "string", "pattern": "^[A-Z]{3}$"},
}
_SHARED: dict[str, dict[str, Any]] = {
    "lang": {"type": "string", "enum": list(LANGUAGES)},
    "at": {"type": "string", "format": "date", "description": "State of the world on a day."},
    "page": {"type": "integer", "minimum": 1},
}
_FACETS: dict[str, dict[str, Any]] = {
    "country": {**_PARAMETER_SCHEMAS["country"], "description": "Of a party; of a network's members."},
    "network": {"type": "string", "pattern": f"^{SLUG.pattern}$", "description": "Slug of a city network."},
    "theme": {"type": "string", "description": "Notation of a theme, also of the network."},
    "type": {"type": "string", "description": "Notation of a membership kind, role, partnership type or network form."},
    "decade": {"type": "string", "pattern": "^[0-9]{3}0$", "description": "In which it began or was founded."},
}


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description."""
    body = json.dumps(describe(current_app.extensions["settings"].public_url), ensure_ascii=False, indent=1)
    return Response(body, content_type="application/vnd.oai.openapi+json;version=3.1; charset=utf-8")


def describe(public_url: str) -> dict[str, Any]:
    """The OpenAPI document of a service that is known under this address."""
    schemas: dict[str, Any] = {}
    _schema(ThingView, schemas)
    _schema(ListView, schemas)
    schemas["Problem"] = {
        "type": "object",
        "description": "RFC 9457. line and column stand where a query cannot be read.",
        "required": ["status", "title", "detail"],
        "properties": {
            "type": {"type": "string"},
            "status": {"type": "integer"},
            "title": {"type": "string"},
            "detail": {"type": "string"},
            "hint": {"type": "string"},
            "line": {"type": "integer"},
            "column": {"type": "integer"},
            "parameter": {"type": "string"},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "citynet-kg",
            "version": __version__,
            "description": "How cities work together: networks, roles, partnerships, each with its evidence.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": public_url}, {"url": "/"}],
        "paths": {**_sparql(), **_documents(), **_lists(), **_questions(), **_others()},
        "components": {"schemas": schemas},
    }


def _sparql() -> dict[str, Any]:
    fields: dict[str, dict[str, Any]] = {
        "query": {"type": "string"},
        "default-graph-uri": {"type": "array", "items": {"type": "string"}},
        "named-graph-uri": {"type": "array", "items": {"type": "string"}},
        "format": {"type": "string", "description": "Name or media type; overrides the Accept header."},
        "timeout": {"type": "number", "description": "Seconds; may only lower the server's deadline."},
    }
    answers = _answers((*RESULT_OFFERS, *GRAPH_OFFERS), 400, 403, 406, 413, 415, 429, 502, 503, 504)
    form = {"schema": {"type": "object", "required": ["query"], "properties": fields}}
    return {
        "/sparql": {
            "get": {
                "operationId": "query",
                "summary": "SPARQL 1.1 Protocol; without query: the service description",
                "parameters": [_parameter(name, schema) for name, schema in fields.items()],
                "responses": answers,
            },
            "post": {
                "operationId": "queryByPost",
                "summary": "SPARQL 1.1 Protocol, as a form or directly",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": form,
                        "application/sparql-query": {"schema": {"type": "string"}},
                    },
                },
                "responses": answers,
            },
        }
    }


def _documents() -> dict[str, Any]:
    path = [
        _parameter("type", {"type": "string", "enum": list(THING_TYPES)}, place="path"),
        _parameter("slug", {"type": "string", "pattern": f"^{SLUG.pattern}$"}, place="path"),
    ]
    shared = [
        *(_parameter(name, schema) for name, schema in _SHARED.items()),
        _parameter("offset", {"type": "integer", "minimum": 0, "description": "Of RDF forms, in triples."}),
        _parameter("format", {"type": "string", "enum": [o.name for o in DOCUMENT_OFFERS]}),
    ]
    answers = _answers(DOCUMENT_OFFERS, 400, 404, 406, 410)
    answers["200"]["content"]["application/json"] = {"schema": {"$ref": "#/components/schemas/ThingView"}}
    redirect = {"303": {"description": "See the document", "headers": {"Location": {"schema": {"type": "string"}}}}}
    return {
        "/id/{type}/{slug}": {
            "get": {
                "operationId": "identifier",
                "summary": "A thing: leads to its document",
                "parameters": path,
                "responses": redirect | _problems(404, 410),
            }
        },
        "/doc/{type}/{slug}": {
            "get": {
                "operationId": "document",
                "summary": "The document about a thing; a suffix such as .ttl or .json names the form",
                "parameters": [*path, *shared],
                "responses": answers,
            }
        },
        "/graph/{name}": {
            "get": {
                "operationId": "graph",
                "summary": "One named graph",
                "parameters": [
                    _parameter("name", {"type": "string"}, place="path"),
                    _parameter("format", {"type": "string", "enum": [o.name for o in (*RDF_OFFERS, HTML_OFFER)]}),
                ],
                "responses": _answers((*RDF_OFFERS, HTML_OFFER), 400, 404, 406),
            }
        },
    }


def _lists() -> dict[str, Any]:
    """A path for each list: each has its own facets."""
    answers = _answers(LIST_OFFERS, 400, 404, 406)
    answers["200"]["content"]["application/json"] = {"schema": {"$ref": "#/components/schemas/ListView"}}
    form = {"type": "string", "enum": [o.name for o in LIST_OFFERS]}
    return {
        f"/list/{kind}": {
            "get": {
                "operationId": f"list-{kind}",
                "summary": f"All at /id/{kind}/, narrowed by facets; a suffix such as .csv or .geojson names the form",
                "parameters": [
                    *(_parameter(name, _FACETS[name]) for name in facets),
                    *(_parameter(name, schema) for name, schema in _SHARED.items()),
                    _parameter("format", form),
                ],
                "responses": answers,
            }
        }
        for kind, facets in LISTS.items()
    }


def _questions() -> dict[str, Any]:
    return {f"/questions/{question.name}": {"get": _question(question)} for question in load_questions().values()}


def _question(question: Question) -> dict[str, Any]:
    parameters = []
    for parameter in question.parameters:
        schema = _PARAMETER_SCHEMAS.get(parameter.type, {"type": "string", "pattern": f"^{SLUG.pattern}$"})
        described = schema | {"default": parameter.default, "description": f"A {parameter.type}."}
        parameters.append(_parameter(parameter.name, described))
    parameters.append(_parameter("format", {"type": "string", "enum": [f.name for f in RESULT_FORMATS]}))
    return {
        "operationId": question.name,
        "summary": question.title("en"),
        "parameters": parameters,
        "responses": _answers(RESULT_OFFERS, 400, 404, 406, 503, 504),
    }


def _others() -> dict[str, Any]:
    text: dict[str, dict[str, Any]] = {"q": {"type": "string"}}
    form: dict[str, dict[str, Any]] = {"format": {"type": "string", "enum": [o.name for o in RDF_OFFERS]}}
    found = {
        "/search": ("search", "Search, for people", "text/html", text),
        "/suggest": ("suggest", "Names that begin so (OpenSearch suggestions)", "application/x-suggestions+json", text),
        "/.well-known/void": ("void", "VoID and DCAT of the data set", "text/turtle", form),
        "/dcat": ("dcat", "The same", "text/turtle", form),
        "/health": ("health", "Alive, ready, and with which release", "application/json", {}),
        "/metrics": ("metrics", "Figures for Prometheus", "text/plain", {}),
    }
    return {
        path: {
            "get": {
                "operationId": name,
                "summary": summary,
                "parameters": [_parameter(n, schema) for n, schema in fields.items()],
                "responses": {"200": {"description": "Answer", "content": {media_type: {}}}} | _problems(400),
            }
        }
        for path, (name, summary, media_type, fields) in found.items()
    }


def _parameter(name: str, schema: dict[str, Any], place: str = "query") -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _answers(offers: tuple[Offer, ...], *statuses: int) -> dict[str, Any]:
    content: dict[str, Any] = {media_type: {} for offer in offers for media_type in offer.media_types[:1]}
    return {"200": {"description": "Answer", "content": content}} | _problems(*statuses)


def _problems(*statuses: int) -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": "Problem", "content": content} for status in statuses}


def _schema(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type of the view models; data classes are collected by name."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _schema(next(a for a in arguments if a is not type(None)), schemas)
    if origin in (tuple, list):
        items = [_schema(a, schemas) for a in arguments if a is not Ellipsis]
        return {"type": "array", "items": items[0] if len(items) == 1 else {}}
    if dataclasses.is_dataclass(kind):
        name = kind.__name__  # type: ignore[union-attr]
        if name not in schemas:
            schemas[name] = {}
            hints = _hints(kind)
            properties = {f.name: _schema(hints[f.name], schemas) for f in dataclasses.fields(kind)}
            schemas[name] = {
                "type": "object",
                "description": (kind.__doc__ or "").split("\n")[0],
                "properties": properties,
            }
        return {"$ref": f"#/components/schemas/{name}"}
    return {}


def _hints(kind: Any) -> dict[str, Any]:
    """The types of a data class; the modules of `describe` import each other's for type checking alone."""
    names: dict[str, Any] = {"dt": dt}
    for module in _MODULES:
        names |= {name: value for name, value in vars(module).items() if dataclasses.is_dataclass(value)}
    return typing.get_type_hints(kind, localns=names)
