"""Which form of an answer a client gets: explicit parameter, then suffix, then the Accept header.

RFC 9110, section 12.5.1: the most specific range that matches decides a form's quality; the highest quality wins; among
equals our own order does. An absent header is `*/*`. Parameters other than `q` are not told apart here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from citynet_kg.errors import BadParameterError, UnknownFormatError
from citynet_kg.query import GRAPH_FORMATS, RESULT_FORMATS, Format

if TYPE_CHECKING:
    from collections.abc import Sequence

HTML = "text/html"
PROBLEM = "application/problem+json"
_LONGEST_REMEMBERED = 500


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """One form of a document: its name (also its suffix) and the media types that ask for it.

    The first media type is what is sent; the others are names by which some clients ask for the same. Only the first
    is meant by a range such as `*/*`.
    """

    name: str
    media_types: tuple[str, ...]


_BY_NAME = {f.name: f for f in GRAPH_FORMATS}
RDF_OFFERS = (
    Offer("ttl", ("text/turtle", "application/x-turtle")),
    Offer("jsonld", ("application/ld+json",)),
    Offer("nt", ("application/n-triples", "text/plain")),
    Offer("rdf", ("application/rdf+xml", "application/xml", "text/xml")),
)
RDF_FORMATS = {
    "ttl": _BY_NAME["turtle"],
    "nt": _BY_NAME["ntriples"],
    "rdf": _BY_NAME["rdfxml"],
    "jsonld": _BY_NAME["jsonld"],
}
HTML_OFFER = Offer("html", (HTML, "application/xhtml+xml"))
_TABLE_OFFERS = (Offer("json", ("application/json",)), Offer("csv", ("text/csv",)))
DOCUMENT_OFFERS = (HTML_OFFER, *RDF_OFFERS, *_TABLE_OFFERS)
LIST_OFFERS = (HTML_OFFER, *_TABLE_OFFERS, Offer("geojson", ("application/geo+json",)))
RESULT_OFFERS = tuple(Offer(f.name, (f.media_type, *f.aliases)) for f in RESULT_FORMATS)
GRAPH_OFFERS = tuple(Offer(f.name, (f.media_type, *f.aliases)) for f in GRAPH_FORMATS)


_FOR_PROGRAMS = frozenset((PROBLEM, *(m for offer in (*RESULT_OFFERS, *GRAPH_OFFERS) for m in offer.media_types)))


def negotiate(header: str | None, offers: Sequence[Offer]) -> tuple[Offer, str] | None:
    """Choose among offers.

    Args:
        header: the Accept header, None if there is none.
        offers: in our own order of preference.

    Returns:
        The offer and the media type that matched, or None if nothing is acceptable.
    """
    if header is not None and len(header) > _LONGEST_REMEMBERED:
        return _negotiated(header, tuple(offers))
    return _remembered(header, tuple(offers))


def _negotiated(header: str | None, offers: tuple[Offer, ...]) -> tuple[Offer, str] | None:
    ranges = _parse(header)
    best: tuple[float, Offer, str] | None = None
    for offer in offers:
        for number, media_type in enumerate(offer.media_types):
            quality = _quality(media_type, ranges if number == 0 else [r for r in ranges if r[0] == media_type])
            if quality > 0 and (best is None or quality > best[0]):
                best = (quality, offer, media_type)
    return None if best is None else best[1:]


_remembered = lru_cache(maxsize=500)(_negotiated)


def acceptable(header: str | None, offers: Sequence[Offer]) -> Offer:
    """Choose among offers, or say which there are.

    Raises:
        UnknownFormatError: nothing is acceptable.
    """
    chosen = negotiate(header, offers)
    if chosen is None:
        types = ", ".join(offer.media_types[0] for offer in offers)
        raise UnknownFormatError(f"This is offered as: {types}.")
    return chosen[0]


def form_asked(parameter: str | None, suffix: Offer | None, header: str | None, offers: Sequence[Offer]) -> Offer:
    """The form of a document: the parameter beats the suffix, the suffix beats the header.

    Args:
        parameter: `?format=`, the name or a media type of an offer; None if there is none.
        suffix: the offer that the path names; None if it names none.
        header: the Accept header, None if there is none.
        offers: in our own order of preference.

    Raises:
        BadParameterError: the parameter names no offer.
        UnknownFormatError: nothing is acceptable.
    """
    if parameter is None:
        return suffix or acceptable(header, offers)
    offer = next((o for o in offers if parameter == o.name or parameter in o.media_types), None)
    if offer is None:
        raise BadParameterError("format", f"{parameter!r} is not one of {', '.join(o.name for o in offers)}.")
    return offer


def prefers_html(header: str | None) -> bool:
    """Tell whether the sender is a person's browser: it names HTML, and likes nothing of ours better."""
    if header is None or not any(media_type in header.lower() for media_type in HTML_OFFER.media_types):
        return False
    ranges = _parse(header)
    html = max((q for kind, q in ranges if kind in HTML_OFFER.media_types), default=0.0)
    return html > 0 and html >= max((q for kind, q in ranges if kind in _FOR_PROGRAMS), default=0.0)


def _parse(header: str | None) -> list[tuple[str, float]]:
    if header is None or not header.strip():
        return [("*/*", 1.0)]
    ranges = []
    for part in header.split(","):
        kind, *parameters = (p.strip() for p in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        if kind.count("/") == 1:
            ranges.append((kind.lower(), quality))
        elif kind == "*":  # sent by old Java clients
            ranges.append(("*/*", quality))
    return ranges


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    family = media_type.split("/", maxsplit=1)[0] + "/*"
    for wanted in (media_type, family, "*/*"):
        matching = [quality for kind, quality in ranges if kind == wanted]
        if matching:
            return max(matching)
    return 0.0


def format_of(offer: Offer | None, formats: Sequence[Format]) -> Format | None:
    """The format of an offer of `RESULT_OFFERS` or `GRAPH_OFFERS`."""
    return None if offer is None else next(f for f in formats if f.name == offer.name)
