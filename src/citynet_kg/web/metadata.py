"""What tells programs about the whole: VoID, DCAT, sitemap, robots, health, dumps."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from flask import Blueprint, Response, current_app, request, send_file

from citynet_kg import __version__
from citynet_kg.describe.addresses import all_paths, metadata_triples
from citynet_kg.errors import UnknownThingError
from citynet_kg.query.serialize import write_triples
from citynet_kg.web.media_types import RDF_FORMATS, RDF_OFFERS, acceptable
from citynet_kg.web.offers import offers

if TYPE_CHECKING:
    from citynet_kg.release import Release

blueprint = Blueprint("metadata", __name__)

_PER_SITEMAP = 40_000
_DUMPS = {
    "dataset.nq": "application/n-quads",
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
    form = RDF_FORMATS[acceptable(request.headers.get("Accept"), RDF_OFFERS).name]
    response = Response(write_triples([*triples, *offers(public)], form), content_type=form.content_type)
    response.vary.add("Accept")
    return response


@blueprint.get("/download/<path:name>")
def download(name: str) -> Response:
    """A file of the release."""
    release = _release()
    compressed = name == "dataset.nq.gz"
    wanted = "dataset.nq" if compressed else name
    if wanted not in (*release.files, "SHA256SUMS"):
        raise UnknownThingError(f"There is no file {name!r}. /download/SHA256SUMS lists them.")
    path = release.folder / wanted
    if compressed:
        response = Response(gzip.compress(path.read_bytes(), mtime=0), content_type="application/gzip")
    else:
        turtle = "text/turtle" if wanted.endswith(".ttl") else None
        response = send_file(
            path, mimetype=turtle or _DUMPS.get(wanted, "text/plain"), etag=release.digest + wanted, conditional=True
        )
    response.headers["Content-Disposition"] = f'attachment; filename="{name.replace("/", "-")}"'
    return response


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """All documents, for crawlers; an index of parts where they are too many for one file."""
    public = current_app.extensions["settings"].public_url
    paths = [path for path in all_paths(current_app.extensions["store"]) if not path.startswith("evidence/")]
    as_of = current_app.extensions["release"].as_of if current_app.extensions["release"] else None
    part = request.args.get("part", "")
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    if len(paths) > _PER_SITEMAP and not part.isdigit():
        parts = "".join(
            f"<sitemap><loc>{public}/sitemap.xml?part={n}</loc></sitemap>"
            for n in range(-(-len(paths) // _PER_SITEMAP))
        )
        body = f"<sitemapindex {space}>{parts}</sitemapindex>"
    else:
        first = int(part) * _PER_SITEMAP if part.isdigit() else 0
        day = f"<lastmod>{as_of}</lastmod>" if as_of else ""
        local = ["", "questions", "ns", "shapes", *(f"doc/{p}" for p in paths[first : first + _PER_SITEMAP])]
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
