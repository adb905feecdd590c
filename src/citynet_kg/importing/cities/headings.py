"""Know the columns of a list of cities."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from citynet_kg.gazetteer.names import fold
from citynet_kg.graph.terms import EU_LANGUAGES

NAME, ALTERNATIVES, POPULATION = "name", "alt_names", "population"
FIELDS = ("ags", "nuts3", POPULATION, "population_year", "website", "kind", ALTERNATIVES)
"""The fields of a list of cities, beside those of a place; `name` and some of these may carry a language or a year."""
_TAGGED = re.compile(r"(name|alt_?names?)(?:[_:.@-]|\s?\()([a-z]{2})\)?", re.IGNORECASE)
_YEAR = re.compile(
    r"\s(?:(?:stand|am|zum|as of|in|au|en|на|у|в|станом на)\s)*(?:[0-9]{1,2}\s)?(?:[0-9]{1,2}\s)?"
    r"((?:18|19|20)[0-9]{2})(?:\s(?:року|рік|р))?"
)


def field_of(heading: str) -> str:
    """The field of a heading that only a list of cities has; empty if it is none.

    >>> field_of("name_pl"), field_of("Deutscher Name"), field_of("Einwohner (31.12.2021)"), field_of("Stadt")
    ('name_pl', 'name_de', 'population_2021', '')
    """
    tagged = _TAGGED.fullmatch(heading.strip())
    if tagged and is_language(tagged[2].lower()):
        return f"{ALTERNATIVES if tagged[1].lower().startswith('alt') else NAME}_{tagged[2].lower()}"
    key = fold(heading)
    dated = _YEAR.search(key)
    if dated and dated.end() == len(key) and _words().get(key[: dated.start()]) == POPULATION:
        return f"{POPULATION}_{dated[1]}"
    return _words().get(key, "")


def is_field(field: str) -> bool:
    """Tell whether a list of cities may have a field."""
    stem, _, of = field.rpartition("_")
    return (
        field in FIELDS
        or (stem in (NAME, ALTERNATIVES) and is_language(of))
        or (stem == POPULATION and re.fullmatch("(?:18|19|20)[0-9]{2}", of) is not None)
    )


def is_language(tag: str) -> bool:
    """Tell whether names are taken in a language. Russian ones never are."""
    return tag in EU_LANGUAGES


@cache
def _words() -> dict[str, str]:
    text = (files("citynet_kg.importing") / "words" / "city-headings.toml").read_text("utf-8")
    words = tomllib.loads(text)
    return {fold(heading): field for field, headings in words.items() for heading in (field, *headings)}
