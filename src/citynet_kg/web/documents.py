"""Things, their documents, named graphs, ontology and shapes: every form of each."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, redirect, request

from citynet_kg.describe.addresses import exists, graph_triples
from citynet_kg.describe.as_data import relation_rows, view_data
from citynet_kg.describe.document import MOST_TRIPLES, document_triples
from citynet_kg.describe.thing import describe_thing
from citynet_kg.errors import BadParameterError, GoneError, UnknownThingError
from citynet_kg.query.serialize import write_triples
from citynet_kg.vocab import BASE, GRAPH, ID
from citynet_kg.web import pages
from citynet_kg.web.context import RequestContext, request_context
from citynet_kg.web.headers import link
from citynet_kg.web.media_types import DOCUMENT_OFFERS, HTML_OFFER, RDF_FORMATS, RDF_OFFERS, Offer, acceptable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

blueprint = Blueprint("documents", __name__)

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_SUFFIXES = {offer.name: offer for offer in DOCUMENT_OFFERS}


@blueprint.get("/id/<path:path>")
def identifier(path: str) -> Response:
    """A thing is not a document: point to the document about it."""
    _exists(path)
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    response = redirect(f"/doc/{path}{query}", 303)
    response.vary.add("Accept")
    return response  # type: ignore[return-value]


@blueprint.get("/doc/<path:path>")
def document(path: str) -> Response:
    """The document about a thing, in the form of its suffix or as negotiated."""
    path, offer = _split(path)
    _exists(path)
    offer = offer or _negotiated(DOCUMENT_OFFERS)
    context = request_context()
    if offer.name == "html":
        response = Response(pages.thing_page(path, context), mimetype="text/html")
    elif offer.name in ("json", "csv"):
        view = describe_thing(
            context.store, path, context.language, context.at, context.release_as_of, page=context.page
        )
        if offer.name == "json":
            response = Response(_as_json(view_data(view)), content_type="application/json; charset=utf-8")
        else:
            response = Response(_as_csv(relation_rows(view)), content_type="text/csv; charset=utf-8")
            response.headers["Content-Disposition"] = f'inline; filename="{path.rsplit("/", 1)[1]}.csv"'
    else:
        response = _triples(document_triples(context.store, path, _offset()), offer)
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Link"] = ", ".join(_links(f"doc/{path}", DOCUMENT_OFFERS, ID + path, context))
    return response


def _exists(path: str) -> None:
    """Make sure that there is such a thing.

    Raises:
        UnknownThingError: there is none, and never was.
        GoneError: it was withdrawn.
    """
    withdrawn = current_app.extensions["release"].withdrawn if current_app.extensions["release"] else {}
    if path in withdrawn:
        raise GoneError(path, *withdrawn[path])
    if not exists(current_app.extensions["store"], path):
        raise UnknownThingError(f"There is nothing called {path}.")


def _split(path: str) -> tuple[str, Offer | None]:
    """Split a suffix off a path."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, _SUFFIXES[suffix]) if dot and suffix in _SUFFIXES else (path, None)


def _negotiated(offers: Sequence[Offer]) -> Offer:
    """The form that the parameter names, or else the one that the client likes best."""
    wanted = request.args.get("format")
    if wanted is None:
        return acceptable(request.headers.get("Accept"), offers)
    offer = next((o for o in offers if wanted == o.name or wanted in o.media_types), None)
    if offer is None:
        raise BadParameterError("format", f"{wanted!r} is not one of {', '.join(o.name for o in offers)}.")
    return offer


def _offset() -> int:
    text = request.args.get("offset", "0")
    if not (text.isascii() and text.isdigit()):
        raise BadParameterError("offset", f"{text!r} is not a whole number.")
    return int(text[:12])


def _triples(triples: Iterable[ox.Triple], offer: Offer) -> Response:
    triples = list(triples)
    response = Response(
        write_triples(triples, RDF_FORMATS[offer.name]), content_type=RDF_FORMATS[offer.name].content_type
    )
    if len(triples) >= MOST_TRIPLES:
        response.headers.add("Link", link(f"{request.path}?offset={_offset() + MOST_TRIPLES}", "next"))
    return response


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _as_csv(rows: Sequence[dict[str, str]]) -> str:
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _harmless(value: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "@", "\t", "\r") else value


def _links(local: str, offers: Sequence[Offer], about: str, context: RequestContext) -> list[str]:
    """The Link header of a document: its other forms, what it is about, how to cite it (Signposting)."""
    public = context.settings.public_url
    return [
        link(f"{public}/{local}", "canonical"),
        link(about, "cite-as"),
        link(LICENCE, "license"),
        link(f"{public}/.well-known/void", "describedby", type="text/turtle"),
        link(
            "https://schema.org/Dataset" if local.startswith(("graph", "ns")) else "https://schema.org/AboutPage",
            "type",
        ),
        *(link(f"{public}/{local}.{offer.name}", "alternate", type=offer.media_types[0]) for offer in offers),
    ]


@blueprint.get("/graph/<path:name>")
def named_graph(name: str) -> Response:
    """One named graph."""
    name, offer = _split(name)
    iri = GRAPH + name
    store = current_app.extensions["store"]
    if iri not in store.graph_names:
        raise UnknownThingError(f"There is no graph {name!r}. /.well-known/void lists them.")
    offer = offer or _negotiated((*RDF_OFFERS, HTML_OFFER))
    context = request_context()
    triples = graph_triples(store, iri)
    if offer.name == "html":
        response = Response(pages.graph_page(name, len(triples), context), mimetype="text/html")
    else:
        response = Response(
            write_triples(triples, RDF_FORMATS[offer.name]), content_type=RDF_FORMATS[offer.name].content_type
        )
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Link"] = ", ".join(_links(f"graph/{name}", RDF_OFFERS, iri, context))
    return response


@blueprint.get("/ns")
@blueprint.get("/ns.<suffix>")
def ontology(suffix: str = "") -> Response:
    """The ontology."""
    return _vocabulary("ns", suffix)


@blueprint.get("/shapes")
@blueprint.get("/shapes.<suffix>")
def shapes(suffix: str = "") -> Response:
    """The shapes."""
    return _vocabulary("shapes", suffix)


@blueprint.get("/ns/<path:name>")
def ontology_part(name: str) -> Response:
    """A version of the ontology, an example of a term, or an alignment."""
    release = current_app.extensions["release"]
    if release is None:
        raise UnknownThingError("There is no ontology here: only given files are served.")
    stem, offer = (name, None) if name == release.manifest["ontology"] else _split(name)
    if stem == release.manifest["ontology"]:
        return _vocabulary("ns", offer.name if offer else "")
    triples = release.part(stem)
    offer = offer or _negotiated((*RDF_OFFERS, HTML_OFFER))
    form = RDF_FORMATS.get(offer.name, RDF_FORMATS["ttl"])
    response = Response(write_triples(triples, form), content_type=form.content_type)
    if offer.name == "html":
        response = Response(release.part_text(stem), content_type="text/plain; charset=utf-8")
    response.vary.add("Accept")
    return response


def _vocabulary(local: str, suffix: str) -> Response:
    release = current_app.extensions["release"]
    if release is None:
        raise UnknownThingError(f"There is no /{local} here: only given files are served.")
    offers = (HTML_OFFER, *RDF_OFFERS)
    offer = (
        next((o for o in offers if o.name == suffix), None)
        if suffix
        else acceptable(request.headers.get("Accept"), offers)
    )
    if offer is None:
        raise UnknownThingError(f"/{local} has no form {suffix!r}; there are {', '.join(o.name for o in offers)}.")
    context = request_context()
    triples = release.ontology() if local == "ns" else release.shapes()
    if offer.name == "html":
        page = pages.ontology_page(triples, context) if local == "ns" else pages.shapes_page(triples, context)
        response = Response(page, mimetype="text/html")
    else:
        response = Response(
            write_triples(triples, RDF_FORMATS[offer.name]), content_type=RDF_FORMATS[offer.name].content_type
        )
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Link"] = ", ".join(_links(local, offers, BASE + local, context))
    return response


@blueprint.get("/validation.json")
def validation_report() -> Response:
    """The report of the gate, for programs."""
    release = current_app.extensions["release"]
    if release is None:
        raise UnknownThingError("There is no validation report here: only given files are served.")
    return Response(json.dumps(release.report(), ensure_ascii=False), content_type="application/json; charset=utf-8")
