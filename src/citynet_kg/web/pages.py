"""The pages for people: home, search, things, documentation, errors.

Not here: the other forms of the same addresses (`documents`, `sparql`), and what a page shows (`describe`).
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from citynet_kg.describe.answers import AnswerView, read_results
from citynet_kg.describe.as_data import view_data
from citynet_kg.describe.cells import Cell
from citynet_kg.describe.findings import describe_findings
from citynet_kg.describe.home import describe_home, list_sizes
from citynet_kg.describe.schema_org import json_ld
from citynet_kg.describe.terminology import TermsView, describe_ontology, describe_shapes
from citynet_kg.describe.thing import ThingView, describe_thing
from citynet_kg.errors import UnknownThingError
from citynet_kg.identifiers import AUTHORITY_TYPES
from citynet_kg.query import load_questions
from citynet_kg.web import asked, searching
from citynet_kg.web.context import RequestContext, lenient_context, request_context
from citynet_kg.web.i18n import messages, t
from citynet_kg.web.rendering import href, iri_of, render, said, thing_alternates, vocabulary_alternates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyoxigraph as ox

    from citynet_kg.query import Answer

blueprint = Blueprint("pages", __name__)
blueprint.register_blueprint(asked.blueprint)
blueprint.register_blueprint(searching.blueprint)

_SOME_QUESTIONS = 8


@blueprint.get("/")
def home() -> Response:
    """Figures and ways in."""
    context = request_context()
    figures = context.release.figures if context.release else {}
    questions = list(load_questions().values())[:_SOME_QUESTIONS]
    view = describe_home(context.search, figures, context.language)
    structured = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "citynet",
        "url": context.settings.public_url,
        "inLanguage": context.language,
    }
    return _page(
        render(
            "home.html",
            context,
            view=view,
            questions=questions,
            lists=list_sizes(context.search),
            canonical="/",
            structured=structured,
        )
    )


@blueprint.get("/validation")
def validation() -> Response:
    """What the shapes found in this release."""
    context = request_context()
    if context.release is None:
        raise UnknownThingError("There is no validation report here: only given files are served.")
    return _page(
        render("validation.html", context, view=describe_findings(context.release, context.language, context.page))
    )


def thing_page(path: str, context: RequestContext) -> str:
    """The page of a thing.

    Raises:
        UnknownThingError: there is none.
    """
    view = describe_thing(context.store, path, context.language, context.at, context.release_as_of, page=context.page)
    country = next(iter(view.attribute("cnet:country")), None)
    return render(
        "thing.html",
        context,
        view=view,
        heading=_heading(view, context.language),
        country=country,
        about_last=view.type in AUTHORITY_TYPES and bool(view.groups),
        cite=view.iri,
        canonical=f"/doc/{path}",
        alternates=thing_alternates(path),
        structured=json_ld(view, context.language),
        told_by=_told_by(view),
    )


def _heading(view: ThingView, language: str) -> str:
    """The name, or the quotation where a passage has none."""
    if view.passage is not None:
        return f"{t('type.evidence', language)} {view.path.split('/', 1)[1]}"
    return said(language, view.name)


def _told_by(view: ThingView) -> str:
    """The sources of a relation, for an error report."""
    passages = view.relation.evidence if view.relation else (view.passage,) if view.passage else ()
    return ", ".join(dict.fromkeys(e.source.name.iri for e in passages))


def as_json(view: ThingView) -> str:
    """The data of a page as JSON."""
    return json.dumps(view_data(view), ensure_ascii=False, indent=1) + "\n"


def graph_page(name: str, size: int, context: RequestContext) -> str:
    """The page of a named graph.

    Args:
        name: after `/graph/`.
        size: how many triples it has.
        context: of the request.
    """
    kind = name.split("/", 1)[0]
    known = f"graph.holds.{kind}" in messages(context.language)
    return render(
        "graph.html",
        context,
        name=name,
        size=size,
        kind=kind if known else "other",
        source=name if kind == "source" else "",
        cite=iri_of(f"graph/{name}"),
        canonical=f"/graph/{name}",
        alternates=vocabulary_alternates(f"graph/{name}"),
    )


def sparql_page(query: str, answer: Answer | None, problem: Mapping[str, Any] | None, context: RequestContext) -> str:
    """The SPARQL form, with an answer or a problem if a query was sent.

    Args:
        query: its text.
        answer: SPARQL JSON results, or triples in any format.
        problem: what went wrong, as problem details.
        context: of the request.
    """
    view = None
    if answer is not None and answer.format.name == "json":
        view = read_results(context.store, answer.body, context.language)
    elif answer is not None:
        view = AnswerView(text=answer.body.decode("utf-8", "replace"))
    names = ("csv", "tsv", "json", "xml") if view is None or not view.text else ("turtle", "ntriples", "jsonld")
    forms = [(name, href(context, "/sparql", query=query, format=name)) for name in names]
    examples = [(q.title(context.language), q.sparql({})) for q in load_questions().values()]
    return render(
        "sparql.html",
        context,
        query=query or (examples[0][1] if examples else ""),
        view=view,
        problem=problem,
        forms=forms,
        examples=examples,
        canonical="/sparql",
    )


def ontology_page(triples: Iterable[ox.Triple], context: RequestContext, local: str = "ns") -> str:
    """The documentation of the ontology; `local` is `ns`, or `ns/1.0.0` for a version."""
    return _terms_page("ontology", local, describe_ontology(triples, context.language), context)


def shapes_page(triples: Iterable[ox.Triple], context: RequestContext, local: str = "shapes") -> str:
    """The documentation of the shapes; `local` is `shapes`, or `shapes/1.0.0` for a version."""
    return _terms_page("shapes", local, describe_shapes(triples, context.language), context)


def _terms_page(kind: str, local: str, view: TermsView, context: RequestContext) -> str:
    title = view.title or Cell(t(f"terms.{kind}", context.language))
    return render(
        "terms.html",
        context,
        kind=kind,
        view=view,
        heading=title.text,
        cite=view.iri,
        canonical=f"/{local}",
        alternates=vocabulary_alternates(local),
    )


def error_page(problem: Mapping[str, Any]) -> str:
    """The page that tells of a problem (RFC 9457 problem details)."""
    context = lenient_context()
    status = problem["status"]
    key = f"error.{status}"
    heading = t(key if key in messages(context.language) else "error.other", context.language)
    help_text = asked.help_text(status, str(problem.get("parameter", "")), context.language)
    return render("error.html", context, citable=False, problem=problem, heading=heading, help=help_text)


@blueprint.get("/favicon.ico")
def icon() -> Response:
    """The icon, for browsers that look for it here."""
    picture = (files("citynet_kg.web") / "static" / "icon.svg").read_bytes()
    return Response(picture, mimetype="image/svg+xml")


def _page(text: str) -> Response:
    response = Response(text, mimetype="text/html")
    response.vary.add("Accept-Language")
    return response
