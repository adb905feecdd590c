"""Find things by name, in memory.

Made once from the store. It knows every name, also alternative ones and those that only serve the search (old or
Russian spellings); it shows none of the latter.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.describe import lookup
from citynet_kg.describe.cells import Cell
from citynet_kg.identifiers import AUTHORITY_TYPES, RELATION_TYPES, path_of
from citynet_kg.languages import NEVER_SHOWN, pick
from citynet_kg.vocab import COUNTRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from citynet_kg.store import Store

_FOUND_BY = (
    "skos:prefLabel",
    "foaf:name",
    "cnet:acronym",
    "rdfs:label",
    "dct:title",
    "skos:altLabel",
    "skos:hiddenLabel",
)
_SHOWN_BY = _FOUND_BY[:2] + _FOUND_BY[3:5]
_NOT_LISTED = ("evidence/", "absence/", "count/")
# Letters that Unicode does not take apart.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_APOSTROPHES = re.compile(r"['’ʼ`´]")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Write a text without case, accents and punctuation.

    >>> fold("Tel Aviv-Jafo, Łódź")
    'tel aviv jafo lodz'
    """
    if text.isascii():  # most names are, and nothing has to be taken apart in them
        return " ".join(_WORD.findall(_APOSTROPHES.sub("", text).lower()))
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold().translate(_PLAIN))
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found."""

    path: str
    name: Cell
    type: str
    country: str
    matched: Cell | None
    """The alternative name that was found, if it is another than the one shown."""


@dataclass(frozen=True, slots=True)
class _Label:
    """One name of a thing, folded."""

    path: str
    folded: str
    rank: int
    shown: Cell | None


class SearchIndex:
    """All names, sorted by their words."""

    def __init__(self, store: Store) -> None:
        self._names: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        self._labels: list[_Label] = []
        self._read_names(store)
        self._country = {
            path: country.value
            for thing, country in lookup.pairs(store, "SELECT ?s ?c { ?s cnet:country ?c }")
            if (path := path_of(thing.value))
        }
        self._country_names: dict[str, dict[str, str]] = defaultdict(dict)
        for row in lookup.rows(store, "SELECT DISTINCT ?c ?l { ?s cnet:country ?c . ?c skos:prefLabel ?l }"):
            self._country_names[row["c"].value][row["l"].language] = row["l"].value  # type: ignore[union-attr,index]
        self._relations: dict[str, int] = {}
        counted = (
            "SELECT ?s (COUNT(DISTINCT ?r) AS ?n) "
            "{ ?r cnet:assessment ?a ; org:member|org:organization|cnet:partner ?s } GROUP BY ?s"
        )
        for row in lookup.rows(store, counted):
            path = path_of(row["s"].value)
            if path:
                self._relations[path] = int(row["n"].value)
        self._words = sorted(
            (word, number) for number, label in enumerate(self._labels) for word in set(label.folded.split())
        )
        self._paths: dict[str, list[str]] = defaultdict(list)
        for path in self._names:
            self._paths[path.split("/", 1)[0]].append(path)

    def _read_names(self, store: Store) -> None:
        for rank, curie in enumerate(_FOUND_BY):
            for thing, label in lookup.pairs(store, f"SELECT ?s ?l {{ ?s {curie} ?l }}"):
                path = path_of(thing.value)
                if path is None or path.startswith(_NOT_LISTED):
                    continue
                text, tag = label.value, getattr(label, "language", None) or ""
                if curie in _SHOWN_BY:
                    self._names[path][curie].setdefault(tag, text)
                visible = curie != "skos:hiddenLabel" and tag.split("-")[0] not in NEVER_SHOWN
                shown = Cell(text, tag, path) if visible else None
                spellings = {fold(text)}
                if tag in ("de", "") and not text.isascii():
                    spellings.add(fold(text.casefold().translate(_GERMAN)))
                self._labels += (_Label(path, spelling, rank, shown) for spelling in spellings if spelling)

    def name(self, path: str, language: str) -> Cell:
        """The name to show."""
        for curie in _SHOWN_BY:
            picked = pick(self._names[path].get(curie, {}), language) if path in self._names else None
            if picked:
                # A source without a title is labelled by its publisher.
                untitled = path.startswith("source/") and "dct:title" not in self._names[path]
                return Cell(picked[0], picked[1], path, key="name.untitled" if untitled else "")
        return Cell(path.rsplit("/", 1)[-1], "", path)

    def relations_of(self, path: str) -> int:
        """How many relations a thing takes part in."""
        return self._relations.get(path, 0)

    def things(self, types: Iterable[str], language: str) -> list[Cell]:
        """All things of some types, by name."""
        cells = (self.name(path, language) for kind in types for path in self._paths.get(kind, ()))
        return sorted(cells, key=lambda c: (fold(c.text), c.path))

    def size(self, kind: str) -> int:
        """How many things of a type have a name."""
        return len(self._paths.get(kind, ()))

    def busiest(self, types: Iterable[str], language: str, most: int) -> list[tuple[Cell, int]]:
        """The things of some types that take part in the most relations."""
        paths = (path for kind in types for path in self._paths.get(kind, ()))
        ordered = sorted(paths, key=lambda p: (-self.relations_of(p), p))[:most]
        return [(self.name(path, language), self.relations_of(path)) for path in ordered]

    def countries(self, language: str) -> list[tuple[str, str]]:
        """Code and name of every country in use."""
        named = ((c.rsplit("/", 1)[-1], self._country_name(c, language)) for c in set(self._country.values()))
        return sorted(named, key=lambda pair: fold(pair[1]))

    def country_name(self, code: str, language: str) -> str:
        """The name of a country by its code in the EU's table."""
        return self._country_name(COUNTRY + code, language)

    def _country_name(self, iri: str, language: str) -> str:
        picked = pick(self._country_names.get(iri, {}), language)
        return picked[0] if picked else iri.rsplit("/", 1)[-1]

    def hit(self, path: str, language: str, matched: Cell | None = None) -> Hit:
        """Describe a thing as the list of results shows it."""
        name, country = self.name(path, language), self._country.get(path)
        other = matched if matched is not None and fold(matched.text) != fold(name.text) else None
        return Hit(path, name, path.split("/", 1)[0], self._country_name(country, language) if country else "", other)

    def search(self, text: str, language: str, types: Sequence[str] = (), most: int = 50) -> list[Hit]:
        """Find things by the beginnings of the words of their names, the best first.

        Args:
            text: what a person typed.
            language: of the names to show.
            types: only these types, if any are given.
            most: how many at most.
        """
        folded = fold(text)
        best: dict[str, tuple[tuple[object, ...], _Label]] = {}
        for label in self._matching(folded.split()):
            kind = label.path.split("/", 1)[0]
            if types and kind not in types:
                continue
            key = (
                0 if label.folded == folded else 1 if label.folded.startswith(folded) else 2,
                _weight(kind),
                label.rank,
                -self.relations_of(label.path),
                len(label.folded),
                label.path,
            )
            if label.path not in best or key < best[label.path][0]:
                best[label.path] = (key, label)
        ordered = sorted(best.values(), key=lambda pair: pair[0])[:most]
        return [self.hit(label.path, language, label.shown) for _, label in ordered]

    def _matching(self, words: Sequence[str]) -> Iterator[_Label]:
        numbers: set[int] | None = None
        for word in words:
            start = bisect_left(self._words, (word, -1))
            end = bisect_left(self._words, (word + "\U0010ffff", -1))
            found = {number for _, number in self._words[start:end]}
            numbers = found if numbers is None else numbers & found
        return (self._labels[number] for number in numbers or ())


def _weight(kind: str) -> int:
    """Cities and networks before what stands around them, relations after things, sources and concepts last."""
    if kind in (*AUTHORITY_TYPES, "network"):
        return 0
    if kind in RELATION_TYPES:
        return 2
    return 3 if kind in ("source", "concept", "place", "decision") else 1
