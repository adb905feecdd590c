"""Things, their documents, named graphs, ontology and shapes: every form of each."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, current_app, redirect, request

from citynet_kg.describe.addresses import exists, graph_triples
from citynet_kg.describe.as_data import relation_rows, view_data
from citynet_kg.describe.document import document_page
from citynet_kg.describe.spreadsheets import harmless
from citynet_kg.describe.thing import describe_thing
from citynet_kg.errors import GoneError, UnknownThingError
from citynet_kg.query.serialize import write_triples
from citynet_kg.vocab import BASE, GRAPH, ID
from citynet_kg.web import pages
from citynet_kg.web.context import RequestContext, request_context, whole_number
from citynet_kg.web.headers import common_links, link
from citynet_kg.web.media_types import DOCUMENT_OFFERS, HTML_OFFER, RDF_FORMATS, RDF_OFFERS, Offer, form_asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

    from citynet_kg.release import Release

blueprint = Blueprint("documents", __name__)

_IN_QUERIES = "%=&+;:@/?!$'()*,~"
_GRAPH_OFFERS = (*RDF_OFFERS, HTML_OFFER)
_VOCABULARY_OFFERS = (HTML_OFFER, *RDF_OFFERS)


@blueprint.get("/id/<path:path>")
def identifier(path: str) -> Response:
    """A thing is not a document: point to the document about it."""
    path = path.removesuffix("/")
    _exists(path)
    return see_other(f"/doc/{path}")


def see_other(local: str) -> Response:
    """Point to the document that tells of what was asked for; the form is negotiated there."""
    query = f"?{quote(request.query_string, safe=_IN_QUERIES)}" if request.query_string else ""
    response = redirect(f"{local}{query}", 303)
    response.vary.add("Accept")
    return response  # type: ignore[return-value]


@blueprint.get("/doc/<path:path>")
def document(path: str) -> Response:
    """The document about a thing, in the form of the parameter or the suffix, or as negotiated."""
    path, suffix = split_suffix(path, DOCUMENT_OFFERS)
    _exists(path)
    offer = form_of_request(suffix, DOCUMENT_OFFERS)
    context = request_context()
    links = _links(f"doc/{path}", DOCUMENT_OFFERS, ID + path)
    if offer.name == "html":
        response = Response(pages.thing_page(path, context), mimetype="text/html")
    elif offer.name in ("json", "csv"):
        view = describe_thing(
            context.store, path, context.language, context.at, context.release_as_of, page=context.page
        )
        if offer.name == "json":
            response = Response(as_json(view_data(view)), content_type="application/json; charset=utf-8")
        else:
            response = Response(as_csv(relation_rows(view)), content_type="text/csv; charset=utf-8")
            response.headers["Content-Disposition"] = f'inline; filename="{path.rsplit("/", 1)[1]}.csv"'
    else:
        triples, following = document_page(context.store, path, whole_number("offset"))
        response = _in_rdf(triples, offer)
        if following is not None:
            links.append(link(f"{public_address()}/doc/{path}.{offer.name}?offset={following}", "next"))
    return announced(response, f"doc/{path}", offer, links)


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


def split_suffix(path: str, offers: Sequence[Offer]) -> tuple[str, Offer | None]:
    """Split a suffix off a path, if it names one of the offers. A slash at the end makes no difference."""
    path = path.removesuffix("/")
    stem, dot, suffix = path.rpartition(".")
    offer = next((o for o in offers if dot and o.name == suffix), None)
    return (path, None) if offer is None else (stem, offer)


def form_of_request(suffix: Offer | None, offers: Sequence[Offer]) -> Offer:
    """The form that the request asks for: by parameter, by suffix, or by its Accept header."""
    return form_asked(request.args.get("format"), suffix, request.headers.get("Accept"), offers)


def public_address() -> str:
    """What absolute links begin with."""
    return current_app.extensions["settings"].public_url.rstrip("/")  # type: ignore[no-any-return]


def _in_rdf(triples: Iterable[ox.Triple], offer: Offer) -> Response:
    form = RDF_FORMATS[offer.name]
    return Response(write_triples(triples, form), content_type=form.content_type)


def as_json(data: object) -> str:
    """JSON that people can read too."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def as_csv(rows: Sequence[dict[str, str]], columns: Sequence[str] = ()) -> str:
    """A table that is safe to open in a spreadsheet; without rows its columns alone, if they are given."""
    out = io.StringIO()
    columns = columns or (list(rows[0]) if rows else ())
    if columns:
        writer = csv.DictWriter(out, fieldnames=columns, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({key: harmless(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _links(local: str, offers: Sequence[Offer], about: str) -> list[str]:
    """The Link header of a document: what it is about, how to cite it, its other forms (Signposting)."""
    kind = "https://schema.org/AboutPage" if local.startswith("doc/") else "https://schema.org/Dataset"
    address = quote(f"/{local}")
    return [
        *common_links(address),
        link(about, "cite-as"),
        link(kind, "type"),
        *(
            link(f"{public_address()}{address}.{offer.name}", "alternate", type=offer.media_types[0])
            for offer in offers
        ),
    ]


def announced(response: Response, local: str, offer: Offer, links: Sequence[str]) -> Response:
    """Say what the answer is: its links, what it varies with, and the address of this very form if another led here."""
    response.vary.update(("Accept", "Accept-Language"))
    # the form that is sent is no alternative to itself: some clients would follow the link
    response.headers["Link"] = ", ".join(element for element in links if not _is_alternate(element, offer))
    own = f"/{local}.{offer.name}"
    if request.path != own or "format" in request.args:
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != "format"]
        response.headers["Content-Location"] = quote(own) + (f"?{urlencode(kept)}" if kept else "")
    return response


def _is_alternate(element: str, offer: Offer) -> bool:
    return 'rel="alternate"' in element and f'type="{offer.media_types[0]}"' in element


@blueprint.get("/graph/<path:name>")
def named_graph(name: str) -> Response:
    """One named graph."""
    name, suffix = split_suffix(name, _GRAPH_OFFERS)
    iri = GRAPH + name
    store = current_app.extensions["store"]
    if iri not in store.graph_names:
        raise UnknownThingError(f"There is no graph {name!r}. /.well-known/void lists them.")
    offer = form_of_request(suffix, _GRAPH_OFFERS)
    context = request_context()
    triples = graph_triples(store, iri)
    if offer.name == "html":
        response = Response(pages.graph_page(name, len(triples), context), mimetype="text/html")
    else:
        response = _in_rdf(triples, offer)
    return announced(response, f"graph/{name}", offer, _links(f"graph/{name}", _GRAPH_OFFERS, iri))


@blueprint.get("/ns")
@blueprint.get("/ns.<suffix>")
def ontology(suffix: str = "") -> Response:
    """The ontology."""
    return _vocabulary("ns", "", _vocabulary_suffix("ns", suffix))


@blueprint.get("/shapes")
@blueprint.get("/shapes.<suffix>")
def shapes(suffix: str = "") -> Response:
    """The shapes."""
    return _vocabulary("shapes", "", _vocabulary_suffix("shapes", suffix))


@blueprint.get("/ns/<path:name>")
def ontology_part(name: str) -> Response:
    """A version of the ontology, a module of it, an example of a term, or an alignment."""
    release = _release("ns")
    stem, suffix = split_suffix(name, _VOCABULARY_OFFERS)
    if stem == release.manifest["ontology"]:
        return _vocabulary("ns", stem, suffix)
    triples = release.part(stem)
    offer = form_of_request(suffix, _GRAPH_OFFERS)
    if offer.name == "html":
        response = Response(release.part_text(stem), content_type="text/plain; charset=utf-8")
    else:
        response = _in_rdf(triples, offer)
    return announced(response, f"ns/{stem}", offer, _links(f"ns/{stem}", RDF_OFFERS, f"{BASE}ns/{stem}"))


@blueprint.get("/shapes/<path:name>")
def shapes_version(name: str) -> Response:
    """A version of the shapes."""
    release = _release("shapes")
    stem, suffix = split_suffix(name, _VOCABULARY_OFFERS)
    if stem != release.manifest["shapes"]:
        raise UnknownThingError(f"There is no {stem!r} under /shapes; there is /shapes/{release.manifest['shapes']}.")
    return _vocabulary("shapes", stem, suffix)


def _release(local: str) -> Release:
    release = current_app.extensions["release"]
    if release is None:
        raise UnknownThingError(f"There is no /{local} here: only given files are served.")
    return release  # type: ignore[no-any-return]


def _vocabulary_suffix(local: str, suffix: str) -> Offer | None:
    offer = next((o for o in _VOCABULARY_OFFERS if o.name == suffix), None)
    if suffix and offer is None:
        names = ", ".join(o.name for o in _VOCABULARY_OFFERS)
        raise UnknownThingError(f"/{local} has no form {suffix!r}; there are {names}.")
    return offer


def _vocabulary(kind: str, version: str, suffix: Offer | None) -> Response:
    """The ontology (`ns`) or the shapes (`shapes`): the latest, or a version by its own address."""
    release = _release(kind)
    local = f"{kind}/{version}" if version else kind
    offer = form_of_request(suffix, _VOCABULARY_OFFERS)
    context = request_context()
    triples = release.ontology() if kind == "ns" else release.shapes()
    if offer.name == "html":
        response = Response(_vocabulary_page(kind, local, triples, context), mimetype="text/html")
    else:
        response = _in_rdf(triples, offer)
    links = _links(local, _VOCABULARY_OFFERS, BASE + local)
    if version:
        links.append(link(f"{public_address()}/{kind}", "latest-version"))
    return announced(response, local, offer, links)


def _vocabulary_page(kind: str, local: str, triples: list[ox.Triple], context: RequestContext) -> str:
    page = pages.ontology_page if kind == "ns" else pages.shapes_page
    return page(triples, context, local)


@blueprint.get("/validation.json")
def validation_report() -> Response:
    """The report of the gate, for programs."""
    release = current_app.extensions["release"]
    if release is None:
        raise UnknownThingError("There is no validation report here: only given files are served.")
    return Response(json.dumps(release.report(), ensure_ascii=False), content_type="application/json; charset=utf-8")
