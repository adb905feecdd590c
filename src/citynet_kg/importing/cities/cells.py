"""Read the cells of a city: numbers of inhabitants, years, codes, addresses, kinds. What is not sure is not read."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from citynet_kg.gazetteer.names import fold
from citynet_kg.importing.dating import UnreadableDateError, read_date

_NUMBER = re.compile(r"[0-9]+|[0-9]{1,3}(?:([.,'’  \u202f])[0-9]{3})(?:\1[0-9]{3})*")
_MOST_PEOPLE = 50_000_000
"""More than any city or region of a list has; a larger number is a slip."""
_YEARS = range(1800, 2100)
_AGS_LENGTH = 8
_UNLOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_NUTS3 = re.compile(r"[A-Z]{2}[A-Z0-9]{3}")
_NUTS_COUNTRIES = {"EL": "GR", "UK": "GB"}
"""Where the first letters of a NUTS code are not those of ISO 3166."""
_ADDRESS = re.compile(r"https?://[^\s/@<>\"{}|\\^`]+\.[^\s/@<>\"{}|\\^`]+(?:/[^\s@<>\"{}|\\^`]*)?")


def read_population(text: str) -> int | None:
    """A number of inhabitants, whole and for sure; None if it is none.

    >>> read_population("331.885"), read_population("1 234 567"), read_population("ca. 330000"), read_population("0.5")
    (331885, 1234567, None, None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    digits = re.sub("[^0-9]", "", text)
    if digits.startswith("0"):
        return None
    return int(digits) if int(digits) <= _MOST_PEOPLE else None


def read_year(text: str) -> int | None:
    """The year of "2021" or "31.12.2021"; None if it tells none."""
    try:
        year = read_date(text, day_first=True).year
    except UnreadableDateError:
        return None
    return year if year in _YEARS else None


def read_code(field: str, text: str) -> str:
    """An AGS, NUTS 3 or UN/LOCODE as registers write it; empty if the text is none.

    Spreadsheets drop the zero that the keys of nine German states begin with; a key has eight digits, so it is known.

    >>> read_code("ags", "5314000"), read_code("nuts3", "dea22"), read_code("unlocode", "DE BON")
    ('05314000', 'DEA22', 'DEBON')
    """
    bare = re.sub(r"[\s-]", "", text).upper()
    if field == "ags":
        key = bare.zfill(_AGS_LENGTH) if len(bare) == _AGS_LENGTH - 1 else bare
        return key if re.fullmatch("[0-9]{8}", key) and key[:2] != "00" else ""
    return bare if (_NUTS3 if field == "nuts3" else _UNLOCODE).fullmatch(bare) else ""


def country_of(field: str, code: str) -> str:
    """The country of a code, as ISO 3166 alpha-2."""
    return "DE" if field == "ags" else _NUTS_COUNTRIES.get(code[:2], code[:2]) if field == "nuts3" else code[:2]


def read_address(text: str) -> str:
    """A web address in full; empty if the text is none."""
    return text if _ADDRESS.fullmatch(text) else ""


def read_kind(text: str) -> str:
    """The kind of local authority that a word means; empty if it is not known."""
    return _kinds().get(fold(text), "")


def kinds() -> tuple[str, ...]:
    """The kinds that are told apart."""
    return tuple(dict.fromkeys(_kinds().values()))


@cache
def _kinds() -> dict[str, str]:
    text = (files("citynet_kg.importing") / "words" / "kinds.toml").read_text("utf-8")
    return {fold(word): kind for kind, words in tomllib.loads(text).items() for word in words}
