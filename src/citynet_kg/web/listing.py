"""`/list/{type}`: all things of a type, narrowed by facets, as a page and in the forms that programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from citynet_kg.describe.as_data import view_data
from citynet_kg.describe.list_rows import list_columns, list_features, list_table
from citynet_kg.describe.list_tables import LISTS
from citynet_kg.describe.lists import ListAsked, describe_list
from citynet_kg.errors import BadParameterError
from citynet_kg.web.context import lists, request_context
from citynet_kg.web.documents import announced, as_csv, as_json, form_of_request, public_address, split_suffix
from citynet_kg.web.headers import common_links, link
from citynet_kg.web.media_types import LIST_OFFERS
from citynet_kg.web.rendering import href, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.describe.lists import ListView
    from citynet_kg.web.context import RequestContext
    from citynet_kg.web.media_types import Offer

blueprint = Blueprint("listing", __name__)

# A page for people has fewer rows than one for programs, which is as long as a document in RDF may be.
ROWS_FOR_PEOPLE = 100
ROWS_FOR_PROGRAMS = 10_000
_SHARED = ("lang", "at", "page", "format")


@blueprint.get("/list/<name>")
def listing(name: str) -> Response:
    """A list, in the form of the parameter or the suffix, or as negotiated."""
    kind, suffix = split_suffix(name, LIST_OFFERS)
    offer = form_of_request(suffix, LIST_OFFERS)
    context = request_context()
    per_page = ROWS_FOR_PEOPLE if offer.name == "html" else ROWS_FOR_PROGRAMS
    asked = ListAsked(kind, _choice(kind), context.at, context.page, per_page)
    view = describe_list(lists(), context.search, asked, context.language)
    own = _own_arguments(asked)
    if offer.name == "html":
        response = Response(_page(view, own, context), mimetype="text/html")
    elif offer.name == "csv":
        text = as_csv(list_table(view), list_columns(kind))
        response = Response(text, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'inline; filename="{kind}.csv"'
    else:
        data = {"rows": [], **view_data(view)} if offer.name == "json" else list_features(view)
        response = Response(as_json(data), content_type=f"{offer.media_types[0]}; charset=utf-8")
    return announced(response, f"list/{kind}", offer, _links(view, offer, own))


def _choice(kind: str) -> dict[str, str]:
    """What is chosen in the facets; a form sends those that are not chosen as empty fields.

    Raises:
        BadParameterError: a parameter that this list does not have, or one given twice.
    """
    choice = {}
    for name, values in request.args.lists():
        if name not in (*LISTS.get(kind, ()), *_SHARED) and kind in LISTS:
            there = ", ".join((*LISTS[kind], *_SHARED))
            raise BadParameterError(name, f"this list has no such parameter; it has: {there}.")
        if len(values) > 1:
            raise BadParameterError(name, "given more than once; a list is narrowed to one value.")
        if name not in _SHARED and values[0]:
            choice[name] = values[0]
    return choice


def _own_arguments(asked: ListAsked) -> dict[str, str]:
    """The parameters that make this list another than the whole one, in a fixed order; the page is not among them."""
    own = {name: asked.choice[name] for name in LISTS[asked.type] if name in asked.choice}
    return own | ({"at": asked.at.isoformat()} if asked.at else {})


def _address(view: ListView, form: str, own: Mapping[str, str], page: int = 1) -> str:
    arguments = {**own, **({"page": str(page)} if page > 1 else {})}
    query = f"?{urlencode(arguments)}" if arguments else ""
    return f"/list/{view.type}{form}{query}"


def _links(view: ListView, offer: Offer, own: Mapping[str, str]) -> list[str]:
    """The Link header: the list's own address, its other forms, the pages before and after."""
    public, language = public_address(), request.args.get("lang")
    links = [*common_links(_address(view, "", own, view.page)), link("https://schema.org/CollectionPage", "type")]
    links += [
        link(f"{public}{_address(view, f'.{o.name}', own)}", "alternate", type=o.media_types[0]) for o in LIST_OFFERS
    ]
    kept = {**own, **({"lang": language} if language else {})}
    for number, relation in ((view.page - 1, "prev"), (view.page + 1, "next")):
        if 1 <= number <= view.pages:
            links.append(link(f"{public}{_address(view, f'.{offer.name}', kept, number)}", relation))
    return links


def _page(view: ListView, own: Mapping[str, str], context: RequestContext) -> str:
    local = f"/list/{view.type}"
    forms = [(o.name, o.media_types[0], href(context, f"{local}.{o.name}", **own)) for o in LIST_OFFERS[1:]]
    return render(
        "list.html",
        context,
        view=view,
        typed="type" in LISTS[view.type],
        chosen=any(facet.chosen for facet in view.facets),
        forms=forms,
        previous=href(context, local, **own, page=min(view.page - 1, view.pages)) if view.page > 1 else "",
        following=href(context, local, **own, page=view.page + 1) if view.page < view.pages else "",
        canonical=_address(view, "", own, view.page),
        alternates=[(media_type, address) for _, media_type, address in forms],
    )
