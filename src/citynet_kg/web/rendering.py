"""Fill in the templates: the frame that all pages share, and the functions that templates call."""

from __future__ import annotations

import json
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from citynet_kg.languages import LANGUAGES
from citynet_kg.vocab import BASE
from citynet_kg.web.i18n import date_text, messages, number_text, plural, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from citynet_kg.describe.cells import Cell
    from citynet_kg.web.context import RequestContext

LANGUAGE_NAMES = {"en": "English", "de": "Deutsch", "uk": "Українська"}


@cache
def environment() -> Environment:
    """The templates. A variable that is not there is an error."""
    made = Environment(
        loader=PackageLoader("citynet_kg.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    made.filters["data_block"] = data_block
    return made


def data_block(value: object) -> Markup:
    """JSON that can stand in a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - escaped


def render(
    template: str,
    context: RequestContext,
    *,
    cite: str = "",
    canonical: str = "",
    alternates: Sequence[tuple[str, str]] = (),
    structured: Mapping[str, Any] | None = None,
    told_by: str = "",
    citable: bool = True,
    **values: object,
) -> str:
    """Fill in a template.

    Args:
        template: its file.
        context: of the request.
        cite: the IRI to cite; the page's own address if empty.
        canonical: path of the page's own address; the requested one if empty.
        alternates: media type and address of other forms.
        structured: schema.org description as JSON-LD.
        told_by: the sources of what the page says, for error reports.
        citable: whether there is anything here to cite.
        values: what the template shows.
    """
    language = context.language
    public = context.settings.public_url.rstrip("/")
    address = public + (canonical or context.path)
    return (
        environment()
        .get_template(template)
        .render(
            context=context,
            language=language,
            t=partial(_t, language),
            plural=partial(_plural, language),
            number=partial(_number, language),
            date=partial(_date, language),
            said=partial(said, language),
            href=partial(href, context),
            languages=[(tag, LANGUAGE_NAMES[tag], _in_language(context, tag)) for tag in LANGUAGES],
            canonical=address,
            cite=cite or address,
            citable=citable,
            digest=context.release.digest if context.release else "",
            report=_report(context, cite or address, told_by),
            alternates=alternates,
            structured=structured,
            **values,
        )
    )


def _t(language: str, key: str, **values: object) -> str:
    return t(key, language, **values)


def _plural(language: str, key: str, number: int, **values: object) -> str:
    return plural(key, number, language, **values)


def _number(language: str, number: int | str) -> str:
    return number_text(number, language)


def said(language: str, shown: Cell) -> str:
    """The text of a cell, in the words of its message if it has one."""
    if shown.key in messages(language):
        return t(shown.key, language, text=shown.text)
    return shown.text


def _date(language: str, stated: str) -> str:
    return date_text(stated, language)


def href(context: RequestContext, local: str, **arguments: object) -> str:
    """The address of a page of ours; it keeps the language that the reader chose.

    Args:
        context: of the request.
        local: path from the server's root, such as `/doc/network/iclei`.
        arguments: of the query; those that are None are left out.
    """
    kept: dict[str, object] = {"lang": context.language} if context.language_chosen else {}
    kept |= {name: value for name, value in arguments.items() if value is not None}
    return quote(local, safe="/#:.-_~") + (f"?{urlencode(kept)}" if kept else "")


def _in_language(context: RequestContext, tag: str) -> str:
    arguments = [(name, value) for name, value in context.arguments if name != "lang"]
    return f"{quote(context.path)}?{urlencode([*arguments, ('lang', tag)])}"


def _report(context: RequestContext, iri: str, told_by: str) -> str:
    """The address for error reports with IRI and release filled in; empty if nobody takes them."""
    contact = context.settings.contact.strip()
    if not contact:
        return ""
    language = context.language
    source = told_by or f"{context.settings.public_url.rstrip('/')}{context.path}"
    digest = context.release.digest if context.release else ""
    body = t("report.body", language, iri=iri, source=source, digest=digest)
    fields = urlencode({"subject": t("report.subject", language, iri=iri), "body": body}, quote_via=quote)
    if contact.startswith(("http://", "https://")):
        return f"{contact}{'&' if '?' in contact else '?'}{urlencode({'iri': iri, 'source': source})}"
    return f"mailto:{quote(contact.removeprefix('mailto:'), safe='@')}?{fields}"


def thing_alternates(path: str) -> list[tuple[str, str]]:
    """The other forms of a document about a thing."""
    forms = (
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("application/json", "json"),
        ("text/csv", "csv"),
    )
    return [(media_type, f"/doc/{path}.{suffix}") for media_type, suffix in forms]


def vocabulary_alternates(local: str) -> list[tuple[str, str]]:
    """The RDF forms of the ontology or the shapes."""
    forms = (("text/turtle", "ttl"), ("application/ld+json", "jsonld"), ("application/rdf+xml", "rdf"))
    return [(media_type, f"/{local}.{suffix}") for media_type, suffix in forms]


def iri_of(path: str) -> str:
    """The IRI of what a page is about."""
    return BASE + path.lstrip("/")
