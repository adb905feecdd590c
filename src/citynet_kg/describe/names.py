"""What things are called: by their own names, or by what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox
from babel import Locale

from citynet_kg.describe.cells import Cell, literal_cell, texts_of
from citynet_kg.graph.terms import EU_LANGUAGES
from citynet_kg.identifiers import RELATION_TYPES, path_of
from citynet_kg.languages import pick
from citynet_kg.vocab import LANGUAGE, compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citynet_kg.describe.facts import Facts, Term

_GOAL = "http://metadata.un.org/sdg/"
_TAGS = {code: tag for tag, code in EU_LANGUAGES.items()}
_FIRST = ("org:member", "cnet:viaPost", "cnet:committedParty")
_LAST = ("org:organization", "cnet:instrument")


def name_of(facts: Facts, iri: str, language: str) -> Cell:
    """Name a thing that was loaded or mentioned.

    Its preferred or proper name; else, for relations and other things without one, a name made of what they are about;
    else its label, its title, an alternative name; else the end of its IRI.

    Args:
        facts: what has been read.
        iri: of the thing.
        language: one of the three; see `languages.pick`.
    """
    path = path_of(iri) or ""
    own = _picked(facts, iri, ("skos:prefLabel", "foaf:name"), language)
    made = own or _made(facts, iri, path.split("/", 1)[0], language)
    found = made or _picked(facts, iri, ("rdfs:label", "dct:title", "skos:altLabel"), language)
    if found is None:
        return Cell(_nameless(iri, language), "", path, iri)
    return Cell(found.text, found.language, path, iri, key=found.key)


def cell(term: Term, facts: Facts, language: str) -> Cell:
    """Show a term. IRIs are named by what `facts` has read of them."""
    return name_of(facts, term.value, language) if isinstance(term, ox.NamedNode) else literal_cell(term)


def _picked(facts: Facts, iri: str, curies: Sequence[str], language: str) -> Cell | None:
    for curie in curies:
        picked = pick(texts_of(facts[iri], curie), language)
        if picked:
            return Cell(*picked)
    return None


def _made(facts: Facts, iri: str, kind: str, language: str) -> Cell | None:
    if kind in RELATION_TYPES:
        return _relation(facts, iri, language)
    if kind == "source" and facts[iri] and not facts[iri].literals("dct:title"):
        return _untitled(facts, iri, language)
    if kind in ("absence", "count"):
        about = _parts(facts, iri, ("cnet:aboutParty", "cnet:countOf", "cnet:absentType"), language)
        return _joined(": ".join(c.text for c in about), about, f"name.{kind}") if about else None
    return None


def _relation(facts: Facts, iri: str, language: str) -> Cell | None:
    """Name a relation by its parties: "Bonn – Kherson", "Stuttgart: chair – DEFUS"; each as the reader calls it."""
    first, last = _parts(facts, iri, _FIRST, language), _parts(facts, iri, _LAST, language)
    partners = sorted(_parts(facts, iri, ("cnet:partner",), language), key=lambda c: c.text.casefold())
    roles = _parts(facts, iri, ("org:role",), language)[:1]
    if not first and not partners:
        return None
    parties = [c.text for c in (*first, *partners)]
    if roles:
        parties = [f"{', '.join(parties)}: {roles[0].text}"]
    return _joined(" – ".join([*parties, *(c.text for c in last)]), [*first, *partners, *roles, *last])


def _untitled(facts: Facts, iri: str, language: str) -> Cell | None:
    """Name a source without a title by its publisher and the end of its address."""
    publishers = _parts(facts, iri, ("dct:publisher",), language)
    address = urlsplit(facts[iri].iri("schema:url") or "")
    end = next((part for part in reversed(address.path.split("/")) if part), address.netloc)
    text = ", ".join(c.text for c in publishers) + (f" ({end})" if end and publishers else end)
    return _joined(text, publishers, "name.untitled") if text else None


def _parts(facts: Facts, iri: str, curies: Sequence[str], language: str) -> list[Cell]:
    named = (i for curie in curies for i in facts[iri].iris(curie) if facts[i])
    return [name_of(facts, i, language) for i in named]


def _joined(text: str, parts: Sequence[Cell], key: str = "") -> Cell:
    """A name of several parts has a language only if they all share it."""
    tags = {c.language for c in parts}
    return Cell(text, tags.pop() if len(tags) == 1 and not key else "", key=key)


def _nameless(iri: str, language: str) -> str:
    if iri.startswith(_GOAL):
        return f"SDG {iri.removeprefix(_GOAL)}"
    if iri.startswith(LANGUAGE):
        code = iri.removeprefix(LANGUAGE)
        return str(Locale(language).languages.get(_TAGS.get(code, ""), code))
    path = path_of(iri)
    return path.split("/", 1)[1] if path else compact(iri)
