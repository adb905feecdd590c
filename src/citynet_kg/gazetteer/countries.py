"""Recognise a country however a list writes it: code or name, in the languages that CLDR and Wikidata give."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel import Locale

from citynet_kg.gazetteer.names import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LANGUAGES = ("en", "de", "uk", "fr", "es", "it", "pt", "pl", "nl", "ru", "cs", "hu", "ro", "bg")
_ALPHA2 = 2
# Codes in wide use that are not ISO 3166-1 alpha-2: EU usage for Greece and Britain, and what people write.
_IN_USE = {
    "el": "GR", "uk": "GB", "usa": "US", "u s a": "US", "u s": "US", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "great britain": "GB", "grossbritannien": "GB", "schottland": "GB", "uae": "AE",
    "brd": "DE", "czech republic": "CZ", "tschechische republik": "CZ", "holland": "NL", "macedonia": "MK",
    "republic of macedonia": "MK", "mazedonien": "MK", "swaziland": "SZ", "cape verde": "CV", "burma": "MM",
    "ivory coast": "CI", "palestine": "PS", "palastina": "PS", "state of palestine": "PS", "south korea": "KR",
    "republic of korea": "KR", "north korea": "KP", "russian federation": "RU", "russische foderation": "RU",
    "republic of the congo": "CG", "democratic republic of the congo": "CD", "the gambia": "GM", "macau": "MO",
    "republic of moldova": "MD", "weissrussland": "BY", "belarus": "BY", "viet nam": "VN", "kosovo": "XK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Countries:
    """Folded names and codes of countries, each to its ISO 3166-1 alpha-2 code."""

    codes: Mapping[str, str]

    def find(self, text: str) -> str | None:
        """The alpha-2 code of what a cell calls a country, None if it is not known."""
        key = fold(text)
        return self.codes.get(key) or self.codes.get(key.removeprefix("the "))

    def __contains__(self, code: object) -> bool:
        return code in self.codes.values()


def read_countries(file: Path, register: Path) -> Countries:
    """Read the names that Wikidata gives, the three-letter codes of the register, and the names of CLDR.

    Args:
        file: `data/gazetteer/country-names.csv`.
        register: `data/entities/countries.csv`.
    """
    codes: dict[str, str] = dict(_IN_USE)
    three = {row["alpha2"]: row["eu_code"] for row in _rows(register)}
    for row in _rows(file):
        for name in row["names"].split("|"):
            codes.setdefault(fold(name), row["alpha2"])
    for tag in _LANGUAGES:
        for code, name in Locale(tag).territories.items():
            if len(code) == _ALPHA2 and code.isalpha():
                codes.setdefault(fold(name), code)
                codes.setdefault(code.lower(), code)
    for alpha2, alpha3 in three.items():
        codes.setdefault(alpha2.lower(), alpha2)
        codes.setdefault(alpha3.lower(), alpha2)
    return Countries(codes)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
