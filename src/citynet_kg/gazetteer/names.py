"""Turn names into keys that are equal when people mean the same name, and take titles off names.

A key forgets case, diacritics, punctuation; it keeps the script. `readings` lists what a name may be looked up as, the
most literal first, so that a weaker reading counts only where the stronger ones find nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from citynet_kg.gazetteer.transliteration import is_cyrillic, latin_readings

if TYPE_CHECKING:
    from collections.abc import Iterator

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans({
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n",
    "ŧ": "t", "ə": "a", "'": None, "’": None, "‘": None, "ʼ": None, "ʻ": None, "`": None, "´": None, "ʹ": None,
    "ё": "е",
})  # fmt: skip
_APART = re.compile(r"[\W_]+")

_TITLES = (
    "landeshauptstadt", "bundeshauptstadt", "universitätsstadt", "universitaetsstadt", "hansestadt", "kreisstadt",
    "große kreisstadt", "klingenstadt", "landstadt", "reichsstadt", "barlachstadt", "lutherstadt", "bundesstadt",
    "freie und hansestadt", "freie hansestadt", "wissenschaftsstadt", "kreisfreie stadt", "stadtgemeinde",
    "marktgemeinde", "gemeinde", "markt", "stadt",
    "the city of", "city of", "town of", "municipality of", "metropolitan city of", "borough of", "commune of",
    "city and county of", "greater city of", "village of", "city council of", "municipal council of",
    "ville de", "ville d", "commune de", "commune d", "mairie de", "mairie d", "municipalité de", "la ville de",
    "comune di", "città di", "citta di", "città metropolitana di", "comune de",
    "ayuntamiento de", "ciudad de", "municipio de", "concello de", "ajuntament de", "ajuntament d",
    "município de", "câmara municipal de", "cidade de", "prefeitura de", "prefeitura municipal de",
    "gemeente", "stad", "miasto", "gmina", "urząd miasta", "statutární město", "město", "obec", "mesto", "grad",
    "opština", "općina", "občina", "mestna občina", "municipiul", "orașul", "oras", "comuna", "primăria", "kommune",
    "kommun", "kaupunki", "linn", "dimos", "municipality", "commune",
    "місто", "м", "мiсто", "смт", "селище", "село", "с", "громада", "територіальна громада",
    "міська рада", "міська територіальна громада", "город", "г", "община",
)  # fmt: skip
_ENDINGS = (
    "city council", "city", "municipality", "town council", "town", "commune", "kommune", "kommun", "landeshauptstadt",
    "hansestadt", "stadt", "kreisstadt", "gemeinde", "borough", "metropolitan borough", "kaupunki",
    "linn", "міська громада", "міська територіальна громада", "громада", "місто", "міська рада",
)  # fmt: skip
_UMLAUT = re.compile("(?:(?<=[^aeiouq])|^)(ae|oe|ue)")


@lru_cache(maxsize=200_000)
def fold(name: str) -> str:
    """The key of a name.

    >>> fold("Ivano-Frankivs’k"), fold("Malmö"), fold("Київ")
    ('ivano frankivsk', 'malmo', 'київ')
    """
    if name.isascii():
        return _APART.sub(" ", name.lower().replace("'", "").replace("`", "")).strip()
    lower = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
    # й and ї are letters of their own; only Latin and Greek lose their marks
    parts = [c if "\u0400" <= c <= "\u04ff" else unicodedata.normalize("NFKD", c) for c in lower]
    bare = "".join(c for c in "".join(parts) if not unicodedata.combining(c)).translate(_LETTERS)
    return _APART.sub(" ", bare).strip()


def spelling(name: str) -> str:
    """The name with its diacritics, but in one way of writing them.

    >>> spelling("Călărași") == spelling("CĂLĂRAŞI")
    True
    """
    return unicodedata.normalize("NFC", name).casefold().replace("ş", "ș").replace("ţ", "ț")


def contradicts(one: str, other: str) -> bool:
    """Tell whether two names of one key are spelt with different diacritics, so that they are two names.

    A list or a gazetteer without diacritics contradicts nothing.

    >>> contradicts("Kömlő", "Komló"), contradicts("Knjaževac", "Knjazevac")
    (True, False)
    """
    return not (one.isascii() or other.isascii() or _APART.sub(" ", spelling(one)) == _APART.sub(" ", spelling(other)))


_TITLE_KEYS = tuple(sorted({fold(t) for t in _TITLES}, key=len, reverse=True))
_ENDING_KEYS = tuple(sorted({fold(t) for t in _ENDINGS}, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Reading:
    """A key under which a name may be looked up, and what was done to the name: a code of `matching.words`."""

    key: str
    how: str


def readings(name: str) -> tuple[Reading, ...]:
    """What a name may be looked up as, the most literal reading first.

    >>> [r.key for r in readings("Stadt Köln")]
    ['stadt koln', 'koln']
    """
    found: dict[str, str] = {}
    for key, how in _readings(name):
        if key:
            found.setdefault(key, how)
    return tuple(Reading(key, how) for key, how in found.items())


def _readings(name: str) -> Iterator[tuple[str, str]]:
    whole = fold(name)
    yield whole, "as-written"
    yield from ((untitled, "untitled") for untitled in _untitled(whole))
    base = re.sub(r"[(\[].*?[)\]]", " ", name)
    parts = [base] if base != name else []
    parts += [part for mark in ("/", ",", " - ", " – ", ";") if mark in base for part in base.split(mark)[:1]]
    for part in parts:
        key = fold(part)
        yield key, "shortened"
        yield from ((untitled, "shortened") for untitled in _untitled(key))
    if not is_cyrillic(name):
        for key in (whole, *_untitled(whole)):
            if (plain := _UMLAUT.sub(lambda m: m[1][0], key)) != key:
                yield plain, "umlaut"
        return
    for text in (whole, *_untitled(whole), *map(fold, parts)):
        for latin in latin_readings(text):
            yield fold(latin), "transliterated"


def _untitled(key: str) -> Iterator[str]:
    """The key without a title before it, after it, or both."""
    before = next((key[len(t) + 1 :] for t in _TITLE_KEYS if key.startswith(t + " ")), key)
    if before != key:
        yield before
    after = next((before[: -len(t) - 1] for t in _ENDING_KEYS if before.endswith(" " + t)), before)
    if after != before:
        yield after
