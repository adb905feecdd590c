"""The words of the pages, in three languages, and numbers and dates as each writes them."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from citynet_kg.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


# English for readers in Europe: the day before the month.
_LOCALES = {"en": "en_GB"}
# Numbers and dates as they were written before: a list has hundreds, and most come again.
_KEPT = 8192


class MissingMessageError(KeyError):
    """A key that `messages/*.toml` do not have: a mistake of ours, not of the reader."""


@cache
def messages(language: str) -> Mapping[str, str]:
    """All messages of a language, by dotted key."""
    text = (files("citynet_kg.web") / "messages" / f"{language}.toml").read_text("utf-8")
    return dict(_flattened(tomllib.loads(text), ""))


def _flattened(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from _flattened(value, f"{prefix}{key}.")


def t(key: str, language: str, **values: object) -> str:
    """The message of a key.

    Args:
        key: dotted.
        language: one of the three.
        values: what stands in braces in the message.

    Raises:
        MissingMessageError: there is no such message.
    """
    try:
        message = messages(language)[key]
    except KeyError:
        raise MissingMessageError(f"{language}.toml has no {key}") from None
    return message.format(**values) if values else message


def plural(key: str, number: int, language: str, **values: object) -> str:
    """The message of a key for a number of things: `key.one`, `key.few`, `key.many` or `key.other`.

    >>> plural("count.sources", 1, "en")
    '1 source'
    """
    form = Locale(language).plural_form(number)
    if f"{key}.{form}" not in messages(language):
        form = "other"
    return t(f"{key}.{form}", language, n=number_text(number, language), **values)


@lru_cache(_KEPT)
def number_text(number: int | str, language: str) -> str:
    """A number with the separators of the language, and as many decimals as are given."""
    locale = _LOCALES.get(language, language)
    return str(format_decimal(Decimal(number), locale=locale, decimal_quantization=False))


@lru_cache(_KEPT)
def date_text(stated: str, language: str) -> str:
    """A year, a month or a day in words, no more precise than it is stated; any other text as it is."""
    try:
        date = PartialDate.parse(stated)
    except ValueError:
        return stated
    locale = _LOCALES.get(language, language)
    if date.month is None:
        return str(date.year)
    if date.day is None:
        return str(format_skeleton("yMMMM", dt.datetime(date.year, date.month, 1, tzinfo=dt.UTC), locale=locale))
    return str(format_date(date.earliest, "long", locale=locale))
