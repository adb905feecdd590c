"""Mint and read back the identifiers that this project owns.

Nothing here touches a graph: a caller that holds two city slugs can name the partnership between them before a single
triple exists.
"""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from citynet_kg.vocab import CONCEPT, ID, SOURCE_GRAPH

THING_TYPES = (
    "municipality",
    "district",
    "region",
    "authority",
    "network",
    "association",
    "body",
    "office",
    "post",
    "organization",
    "person",
    "place",
    "membership",
    "tenure",
    "partnership",
    "cooperation",
    "project",
    "commitment",
    "decision",
    "instrument",
    "count",
    "absence",
    "source",
    "evidence",
    "concept",
)
AUTHORITY_TYPES = ("municipality", "district", "region", "authority")
RELATION_TYPES = ("membership", "tenure", "partnership", "cooperation", "project", "commitment")

_PART = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG = re.compile(rf"{_PART}(?:--{_PART})*")
PATH = re.compile(rf"({'|'.join(THING_TYPES)})/({SLUG.pattern}(?:/{_PART})?)")


def is_slug(text: str) -> bool:
    """Tell whether the text is lower-case ASCII with single hyphens, parts joined by two."""
    return SLUG.fullmatch(text) is not None


def split_path(path: str) -> tuple[str, str]:
    """Split `network/iclei` into type and slug.

    Raises:
        ValueError: not a path of a thing.
    """
    match = PATH.fullmatch(path)
    if match is None:
        raise ValueError(f"{path!r} is not of the form type/slug")
    return match[1], match[2]


def thing(path: str) -> NamedNode:
    """The IRI of `network/iclei`."""
    return NamedNode(ID + path)


def path_of(iri: str) -> str | None:
    """The path of one of our things, None for any other IRI."""
    path = iri.removeprefix(ID)
    return path if path != iri and PATH.fullmatch(path) else None


def concept(scheme: str, notation: str) -> NamedNode:
    """The IRI of a concept of one of our schemes."""
    return NamedNode(f"{CONCEPT}{scheme}/{notation}")


def source_graph(source_id: str) -> NamedNode:
    """The IRI of the named graph of one source."""
    return NamedNode(SOURCE_GRAPH + source_id)


def partnership_stem(*slugs: str) -> str:
    """Name the parties of a partnership, whichever is mentioned first.

    Registers list the same twinning from both ends. Ordering the slugs lets both listings meet on one node, so a repeat
    arrives as further evidence and not as a second partnership.

    >>> partnership_stem("kherson-ua", "bonn-de")
    'bonn-de--kherson-ua'
    """
    return "--".join(sorted(slugs))
