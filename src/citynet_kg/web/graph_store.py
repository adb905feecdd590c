"""`/graph-store`: the SPARQL 1.1 Graph Store HTTP Protocol, for reading."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from citynet_kg.describe.addresses import default_graph_triples, graph_triples
from citynet_kg.errors import BadParameterError, UnknownThingError
from citynet_kg.query.serialize import write_triples
from citynet_kg.web.media_types import RDF_FORMATS, RDF_OFFERS, form_asked

blueprint = Blueprint("graph_store", __name__)


@blueprint.get("/graph-store")
def read() -> Response:
    """The default graph (`?default`), or a named one (`?graph=IRI`). Other methods are not offered: 405."""
    wanted = request.args.getlist("graph")
    if ("default" in request.args) == bool(wanted) or len(wanted) > 1:
        raise BadParameterError("graph", "name one graph, as ?graph=IRI or ?default.")
    store = current_app.extensions["store"]
    if wanted and wanted[0] not in store.graph_names:
        raise UnknownThingError(f"There is no graph <{wanted[0]}>. /.well-known/void lists them.")
    offer = form_asked(request.args.get("format"), None, request.headers.get("Accept"), RDF_OFFERS)
    form = RDF_FORMATS[offer.name]
    triples = graph_triples(store, wanted[0]) if wanted else default_graph_triples(store)
    response = Response(write_triples(triples, form), content_type=form.content_type)
    response.vary.add("Accept")
    return response
