"""What tells programs about the whole: VoID, DCAT, sitemap, robots, health, dumps."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from flask import Blueprint, Response, current_app, request, send_file

from citynet_kg import __version__
from citynet_kg.describe.addresses import all_paths, metadata_triples
from citynet_kg.describe.home import list_sizes
from citynet_kg.errors import UnknownThingError
from citynet_kg.query.serialize import write_triples
from citynet_kg.web.context import whole_number
from citynet_kg.web.documents import see_other
from citynet_kg.web.headers import common_links
from citynet_kg.web.media_types import RDF_FORMATS, RDF_OFFERS, form_asked
from citynet_kg.web.offers import offers

if TYPE_CHECKING:
    from citynet_kg.release import Release

blueprint = Blueprint("metadata", __name__)

_PER_SITEMAP = 40_000
# One range of bytes. Several ranges, other units and what cannot be read are not for us: the whole file is sent
# (RFC 9110, section 14.2).
_RANGE = re.compile(
    r"bytes=[ \t]*(?:(?P<first>[0-9]{1,18})-(?P<last>[0-9]{0,18})|-(?P<suffix>[0-9]{1,18}))[ \t]*", re.IGNORECASE
)
_DUMPS = {
    "dataset.nq": "application/n-quads",
    "dataset.nq.gz": "application/gzip",
    "release.json": "application/json",
    "report.json": "application/json",
    "SHA256SUMS": "text/plain",
}


def _release() -> Release:
    release = current_app.extensions["release"]
    if release is None:
        raise UnknownThingError("There is no release here: only given files are served.")
    return release  # type: ignore[no-any-return]


@blueprint.get("/.well-known/void")
@blueprint.get("/dcat")
def describe() -> Response:
    """VoID and DCAT in one: the graph that the release holds, and where this server gives it."""
    _release()
    public = current_app.extensions["settings"].public_url
    triples = metadata_triples(current_app.extensions["store"])
    offer = form_asked(request.args.get("format"), None, request.headers.get("Accept"), RDF_OFFERS)
    form = RDF_FORMATS[offer.name]
    response = Response(write_triples([*triples, *offers(public)], form), content_type=form.content_type)
    response.vary.add("Accept")
    response.headers["Link"] = ", ".join(common_links("/.well-known/void"))
    return response


@blueprint.get("/dataset")
@blueprint.get("/dataset/<path:_part>")
def dataset(_part: str = "") -> Response:
    """The data set and its parts are no documents: they are described in VoID."""
    _release()
    return see_other("/.well-known/void")


@blueprint.get("/download/<path:name>")
def download(name: str) -> Response:
    """A file of the release."""
    release = _release()
    if name not in (*release.files, "SHA256SUMS"):
        raise UnknownThingError(f"There is no file {name!r}. /download/SHA256SUMS lists them.")
    path = release.folder / name
    if not _is_range_for_us(path.stat().st_size):
        request.environ.pop("HTTP_RANGE", None)
    media_type = "text/turtle" if name.endswith(".ttl") else _DUMPS.get(name, "text/plain")
    response = send_file(path, mimetype=media_type, etag=release.digest + name, conditional=True)
    response.headers["Content-Disposition"] = f'attachment; filename="{name.replace("/", "-")}"'
    return response


def _is_range_for_us(size: int) -> bool:
    """Tell whether the request asks for a part of a file; what else its Range header says is ignored."""
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or request.method != "GET" or "If-None-Match" in request.headers:
        return False
    if match["suffix"]:
        return int(match["suffix"]) <= size
    return not match["last"] or int(match["first"]) <= int(match["last"])


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """All documents, for crawlers; an index of parts where they are too many for one file."""
    public = current_app.extensions["settings"].public_url
    paths = [path for path in all_paths(current_app.extensions["store"]) if not path.startswith("evidence/")]
    as_of = current_app.extensions["release"].as_of if current_app.extensions["release"] else None
    parts = max(1, -(-len(paths) // _PER_SITEMAP))
    part = whole_number("part")
    if part >= parts:
        raise UnknownThingError(f"The sitemap has no part {part}; there are {parts}, counted from 0.")
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    if parts > 1 and "part" not in request.args:
        entries = "".join(f"<sitemap><loc>{escape(public)}/sitemap.xml?part={n}</loc></sitemap>" for n in range(parts))
        body = f"<sitemapindex {space}>{entries}</sitemapindex>"
    else:
        first = part * _PER_SITEMAP
        day = f"<lastmod>{as_of}</lastmod>" if as_of else ""
        documents = [f"doc/{p}" for p in paths[first : first + _PER_SITEMAP]]
        lists = [f"list/{kind}" for kind in list_sizes(current_app.extensions["search"]())]
        local = [*(("", "questions", "ns", "shapes", *lists) if part == 0 else ()), *documents]
        entries = "".join(f"<url><loc>{escape(public)}/{escape(p)}</loc>{day}</url>" for p in local)
        body = f"<urlset {space}>{entries}</urlset>"
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', content_type="application/xml; charset=utf-8")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Crawlers are welcome to documents, not to queries."""
    public = current_app.extensions["settings"].public_url
    lines = [
        "User-agent: *",
        "Disallow: /sparql",
        "Disallow: /search",
        "Disallow: /suggest",
        f"Sitemap: {public}/sitemap.xml",
        "",
    ]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


@blueprint.get("/health")
def health() -> Response:
    """Alive, and with which release."""
    release = current_app.extensions["release"]
    body = {
        "status": "ok",
        "version": __version__,
        "release": release.digest if release else None,
        "as_of": release.as_of if release else None,
        "ontology": release.manifest["ontology"] if release else None,
    }
    response = Response(json.dumps(body) + "\n", content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
