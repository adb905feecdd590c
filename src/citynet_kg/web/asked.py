"""`/questions`: the named questions, as pages and in all result formats."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request

from citynet_kg.describe.answers import AnswerView, ask_question
from citynet_kg.errors import BadParameterError, UnknownThingError
from citynet_kg.identifiers import AUTHORITY_TYPES
from citynet_kg.languages import LANGUAGES
from citynet_kg.query import RESULT_FORMATS, QueryRequest, format_named, load_questions
from citynet_kg.query.questions import question_named
from citynet_kg.web.context import RequestContext, request_context
from citynet_kg.web.i18n import messages, t
from citynet_kg.web.media_types import RESULT_OFFERS, acceptable, format_of, prefers_html
from citynet_kg.web.rendering import LANGUAGE_NAMES, href, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.query import Parameter, Question

blueprint = Blueprint("asked", __name__)

_SHARED = frozenset({"lang", "format", "at", "page"})
# A longer list is no help in a form; the reader writes the name then.
_MOST_OPTIONS = 500
_SUGGESTIONS = 8


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a question's form."""

    name: str
    type: str
    value: str
    options: tuple[tuple[str, str], ...]
    label: str


@blueprint.get("/questions")
def questions() -> Response:
    """The list of questions."""
    context = request_context()
    page = render("questions.html", context, questions=list(load_questions().values()))
    response = Response(page, mimetype="text/html")
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/questions/<name>")
def question(name: str) -> Response:
    """A question with its form and answer, or the answer alone in a result format."""
    asked = question_named(name)
    taken = {p.name for p in asked.parameters}
    values = {key: value for key, value in request.args.items() if key in taken or key not in _SHARED}
    wanted = request.args.get("format")
    if wanted is None and prefers_html(request.headers.get("Accept")):
        context = request_context()
        page, status = _page(asked, values, context)
        response = Response(page, status, mimetype="text/html")
    else:
        context = request_context()
        form = (
            format_named(wanted, RESULT_FORMATS)
            if wanted
            else format_of(acceptable(request.headers.get("Accept"), RESULT_OFFERS), RESULT_FORMATS)
        )
        text = asked.sparql(values, context.store)
        kept = current_app.extensions["kept"].again(text)
        if kept is not None and form is not None:
            response = Response(kept.serialize(format=form.engine), content_type=form.content_type)
        else:
            answer = current_app.extensions["ask"](QueryRequest(text, form, None))
            response = Response(answer.body, content_type=answer.format.content_type)
    response.vary.update(("Accept", "Accept-Language"))
    return response


def question_page(name: str, values: Mapping[str, str], context: RequestContext) -> str:
    """The page of a question.

    Args:
        name: of the question.
        values: parameter name to value; missing ones take their default.
        context: of the request.

    Raises:
        UnknownThingError: there is no such question.
    """
    return _page(question_named(name), values, context)[0]


def _page(asked: Question, values: Mapping[str, str], context: RequestContext) -> tuple[str, int]:
    """The page and its status: a wrong value is told beside the form, so that it can be mended there."""
    view, sparql, problem, status = AnswerView(), "", {}, 200
    try:
        sparql = asked.sparql(values, context.store)
        kept = current_app.extensions["kept"]
        view = ask_question(context.store, asked, values, context.language, kept)
    except BadParameterError as error:
        status = 400
        problem = {"help": help_text(status, error.parameter, context.language), "detail": str(error)}
    except UnknownThingError as error:
        status = 404
        problem = {"help": help_text(status, "", context.language), "detail": str(error)}
    meant = _meant(asked, values, context) if problem else []
    local = f"/questions/{asked.name}"
    forms = [(f.name, href(context, local, **values, format=f.name)) for f in RESULT_FORMATS]
    page = render(
        "question.html",
        context,
        question=asked,
        fields=_fields(asked, values, context),
        view=view,
        titles={name: column_title(name, context.language) for name in view.variables},
        sparql=sparql,
        problem=problem,
        meant=meant,
        forms=forms,
        alternates=[(f.media_type, address) for f, (_, address) in zip(RESULT_FORMATS, forms, strict=True)],
        canonical=local,
    )
    return page, status


def column_title(variable: str, language: str) -> str:
    """The title of a column; the name of the variable in words where it has none.

    >>> column_title("someNewThing", "en")
    'Some new thing'
    """
    key = f"column.{variable}"
    if key in messages(language):
        return t(key, language)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", variable).capitalize()


def help_text(status: int, parameter: str, language: str) -> str:
    """What an error means to a reader, and what to do.

    Args:
        status: of HTTP.
        parameter: the one with a wrong value, if any.
        language: of the reader.
    """
    if parameter:
        return t("error-help.parameter", language, parameter=parameter)
    key = f"error-help.{status}"
    return t(key if key in messages(language) else "error-help.other", language)


def _fields(asked: Question, values: Mapping[str, str], context: RequestContext) -> list[Field]:
    types = Counter(p.type for p in asked.parameters)
    return [
        Field(
            name=p.name,
            type=p.type,
            value=values.get(p.name) or p.default,
            options=_options(p, context),
            label=_label(p, context.language, repeated=types[p.type] > 1),
        )
        for p in asked.parameters
    ]


def _label(parameter: Parameter, language: str, *, repeated: bool) -> str:
    """What a field asks for: its type, or its own name where several are of that type."""
    own = f"parameter-name.{parameter.name}"
    if own in messages(language):
        return t(own, language)
    kind = t(f"parameter.{parameter.type}", language)
    return f"{kind} ({parameter.name})" if repeated and parameter.name != parameter.type else kind


def _options(parameter: Parameter, context: RequestContext) -> tuple[tuple[str, str], ...]:
    if parameter.type == "date":
        return ()
    if parameter.type == "language":
        return tuple((tag, LANGUAGE_NAMES[tag]) for tag in LANGUAGES)
    if parameter.type == "country":
        return tuple(context.search.countries(context.language))
    types = _types_of(parameter)
    if sum(map(context.search.size, types)) > _MOST_OPTIONS:
        return ()
    return tuple((cell.path.split("/", 1)[1], cell.text) for cell in context.search.things(types, context.language))


def _types_of(parameter: Parameter) -> tuple[str, ...]:
    """The types of things that a parameter may name."""
    return AUTHORITY_TYPES if parameter.type == "city" else (parameter.type,)


def _meant(asked: Question, values: Mapping[str, str], context: RequestContext) -> list[tuple[str, str]]:
    """What a reader may have meant who wrote a name: names, and addresses of the question with their things."""
    found = []
    for parameter in asked.parameters:
        written, types = values.get(parameter.name, ""), _types_of(parameter)
        if not written or not any(map(context.search.size, types)):
            continue
        hits = context.search.search(written, context.language, types, most=_SUGGESTIONS)
        for hit in hits:
            slug = hit.path.split("/", 1)[1]
            address = href(context, f"/questions/{asked.name}", **{**values, parameter.name: slug})
            if slug != written:
                found.append((", ".join(filter(None, (hit.name.text, hit.country))), address))
    return found
