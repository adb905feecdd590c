"""A client gets the form that it likes best, of those there are."""

from __future__ import annotations

import pytest

from citynet_kg.web.media_types import DOCUMENT_OFFERS, RESULT_OFFERS, negotiate, prefers_html

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
RDFLIB = "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1"


@pytest.mark.parametrize(
    ("header", "form"),
    [
        (None, "html"),
        ("", "html"),
        ("*/*", "html"),
        ("*", "html"),
        (BROWSER, "html"),
        (RDFLIB, "rdf"),
        ("text/turtle", "ttl"),
        ("TEXT/Turtle", "ttl"),
        ("text/turtle;charset=utf-8", "ttl"),
        ("text/*", "html"),
        ("text/*;q=0.5, text/turtle", "ttl"),
        ("application/ld+json, text/turtle;q=0.9", "jsonld"),
        ("text/html;q=0, */*", "ttl"),
        ("text/html;q=0.2, application/n-triples;q=0.3", "nt"),
        ("application/json", "json"),
        ("text/csv", "csv"),
        ("application/xml", "rdf"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("text/turtle;q=rubbish", None),
        ("rubbish", None),
        (",,,", None),
    ],
)
def test_documents(header: str | None, form: str | None) -> None:
    chosen = negotiate(header, DOCUMENT_OFFERS)
    assert (chosen and chosen[0].name) == form


def test_the_matching_name_of_a_form_is_told() -> None:
    chosen = negotiate("application/json", RESULT_OFFERS)
    assert chosen is not None
    assert (chosen[0].name, chosen[1]) == ("json", "application/json")


@pytest.mark.parametrize(
    ("header", "expected"),
    [(BROWSER, True), (None, False), ("*/*", False), (RDFLIB, False), ("application/sparql-results+json", False)],
)
def test_only_browsers_get_pages_where_programs_are_expected(header: str | None, expected: bool) -> None:
    assert prefers_html(header) is expected
