"""`/search` and `/suggest`: find things by name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request

from citynet_kg.describe.links import PER_PAGE
from citynet_kg.errors import BadParameterError
from citynet_kg.identifiers import AUTHORITY_TYPES
from citynet_kg.web.context import lenient_context, request_context
from citynet_kg.web.i18n import t
from citynet_kg.web.rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.describe.search import Hit

blueprint = Blueprint("searching", __name__)

# What the search can be narrowed to: its name to types of things.
SEARCH_TYPES: Mapping[str, tuple[str, ...]] = {
    "city": AUTHORITY_TYPES,
    **{
        kind: (kind,) for kind in ("network", "association", "body", "organization", "person", "partnership", "project")
    },
    **{kind: (kind,) for kind in ("source", "concept")},
}
_LONGEST_SEARCH = 200
_SUGGESTIONS = 10
_MOST_HITS = 1000


@blueprint.get("/search")
def search() -> Response:
    """Things by name, or all things of a type."""
    context = request_context()
    text, kind = _searched(), request.args.get("type", "")
    if kind and kind not in SEARCH_TYPES:
        raise BadParameterError("type", f"{kind!r} is not one of {', '.join(SEARCH_TYPES)}.")
    types = SEARCH_TYPES.get(kind, ())
    first = (context.page - 1) * PER_PAGE
    hits: list[Hit] = []
    if text:
        hits = context.search.search(text, context.language, types, most=_MOST_HITS)
    elif kind:
        hits = [context.search.hit(c.path, context.language) for c in context.search.things(types, context.language)]
    page = render(
        "search.html",
        context,
        text=text,
        type=kind,
        types=list(SEARCH_TYPES),
        asked=bool(text or kind),
        hits=hits[first : first + PER_PAGE],
        total=len(hits),
        pages=max(1, -(-len(hits) // PER_PAGE)),
    )
    response = Response(page, mimetype="text/html")
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/suggest")
def suggest() -> Response:
    """Names that begin like this, in the form of OpenSearch suggestions."""
    context = request_context()
    text = _searched()
    hits = context.search.search(text, context.language, most=_SUGGESTIONS) if text else []
    public = context.settings.public_url.rstrip("/")
    body = [
        text,
        [hit.name.text for hit in hits],
        [", ".join(filter(None, (t(f"type.{hit.type}", context.language), hit.country))) for hit in hits],
        [f"{public}/doc/{hit.path}" for hit in hits],
    ]
    response = Response(json.dumps(body, ensure_ascii=False), content_type="application/x-suggestions+json")
    response.vary.add("Accept-Language")
    return response


def _searched() -> str:
    text = request.args.get("q", "").strip()
    if len(text) > _LONGEST_SEARCH:
        raise BadParameterError("q", f"longer than {_LONGEST_SEARCH} characters.")
    return text


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser adds this search to its own."""
    public = escape(lenient_context().settings.public_url.rstrip("/"))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>citynet</ShortName>'
        "<Description>City networks and partnerships</Description>"
        f'<Url type="text/html" template="{public}/search?q={{searchTerms}}"/>'
        f'<Url type="application/x-suggestions+json" template="{public}/suggest?q={{searchTerms}}"/>'
        "</OpenSearchDescription>\n"
    )
    return Response(body, content_type="application/opensearchdescription+xml")
