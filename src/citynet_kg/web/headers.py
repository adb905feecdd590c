"""Headers that every answer has."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response, current_app, request

from citynet_kg.release.metadata import LICENCE
from citynet_kg.web.context import lenient_context

if TYPE_CHECKING:
    from flask import Flask

# Pages have no script and load nothing from elsewhere; the JSON-LD in them is data and never run.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Content-Location",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


# The style sheet and the icon are no documents, and say nothing about cities.
_NO_DOCUMENTS = ("static", "pages.icon")
_MANY_IN_ONE = ("pages.searching.search", "pages.searching.suggest", "graph_store.read")


def finish(response: Response) -> Response:
    """Add the common headers, an ETag, and answer 304 where the client has the same bytes already."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html" and response.location is None:
        response.headers.setdefault("Content-Language", lenient_context().language)
    if response.status_code in (200, 206) and "Link" not in response.headers and request.endpoint not in _NO_DOCUMENTS:
        response.headers["Link"] = ", ".join(common_links(_own_address()))
    if request.method == "OPTIONS":
        for name, value in PREFLIGHT.items():
            response.headers[name] = value
    if response.status_code == 200 and request.method in ("GET", "HEAD"):  # noqa: PLR2004
        if not response.direct_passthrough and "ETag" not in response.headers:
            response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
        response.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
        response.make_conditional(request)
    if response.status_code == 412:  # noqa: PLR2004 - If-Match named another version
        problem = {
            "type": "about:blank",
            "status": 412,
            "title": "Precondition failed",
            "detail": "This is another version.",
        }
        response.direct_passthrough = False
        response.set_data(json.dumps(problem) + "\n")
        response.content_type = "application/problem+json"
    return response


def register(app: Flask) -> None:
    """Give every answer of the application these headers."""
    app.after_request(finish)


def _own_address() -> str:
    """The path that is the whole address of what is asked for; empty if parameters are an essential part of it."""
    return "" if request.endpoint in _MANY_IN_ONE else quote("/" + request.path.strip("/"))


def common_links(path: str) -> list[str]:
    """What the Link header of every document says: its own address, its licence, the description of the whole.

    Args:
        path: of the document, from the server's root; empty if it has no address of its own.
    """
    public = current_app.extensions["settings"].public_url.rstrip("/")
    links = [link(f"{public}{path}", "canonical")] if path else []
    if current_app.extensions["release"] is not None:  # given files have their own licence, and no description of ours
        links += [
            link(LICENCE.value, "license"),
            link(f"{public}/.well-known/void", "describedby", type="text/turtle"),
        ]
    return links


def link(target: str, relation: str, **attributes: str) -> str:
    """One element of a Link header (RFC 8288)."""
    rest = "".join(f'; {name}="{value}"' for name, value in attributes.items())
    return f'<{target}>; rel="{relation}"{rest}'
