"""Write values as RDF terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from citynet_kg.identifiers import PATH, thing
from citynet_kg.vocab import LANGUAGE, XSD

if TYPE_CHECKING:
    import datetime as dt

    from citynet_kg.dates import PartialDate

# ISO 639-1 to the EU language table, whose codes are those of ISO 639-3 (bibliographic differences do not occur here).
EU_LANGUAGES = {
    "ca": "CAT", "cs": "CES", "da": "DAN", "de": "DEU", "el": "ELL", "en": "ENG", "es": "SPA", "fr": "FRA", "it": "ITA",
    "ja": "JPN", "nl": "NLD", "no": "NOR", "pl": "POL", "pt": "POR", "sv": "SWE", "tr": "TUR", "uk": "UKR", "zh": "ZHO",
}  # fmt: skip


def stated_date(date: PartialDate) -> Literal:
    """A date with the datatype of its precision."""
    return Literal(str(date), datatype=XSD[date.datatype])


def day(date: dt.date) -> Literal:
    """A day."""
    return Literal(date.isoformat(), datatype=XSD.date)


def text(value: str, tag: str = "") -> Literal:
    """A text, with its language if it has one."""
    return Literal(value, language=tag) if tag else Literal(value)


def value_of(term: object) -> str:
    """The IRI, label or lexical form of a term; empty for what has none."""
    return getattr(term, "value", "")


def link(value: str) -> NamedNode:
    """A thing of ours by its path, or an address.

    Raises:
        ValueError: neither a path nor an address.
    """
    if PATH.fullmatch(value):
        return thing(value)
    if value.startswith(("http://", "https://")):
        return NamedNode(value)
    raise ValueError(f"{value!r} is neither type/slug nor an address")


def language(tag: str) -> NamedNode | None:
    """The entry of the EU language table for a tag."""
    code = EU_LANGUAGES.get(tag)
    return None if code is None else NamedNode(LANGUAGE + code)
