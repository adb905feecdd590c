"""Read dates and periods the way people write them, as precise as they are and no more."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from babel import Locale

from citynet_kg.dates import PartialDate

_LANGUAGES = ("en", "de", "fr", "uk")
_SINCE = re.compile(
    r"^(?:mitglied\s+seit|member\s+since|membre\s+depuis|член\s+з|seit(?:\s+dem)?|since|depuis(?:\s+le)?|from|ab|починаючи\s+з|з|із|від)\s+",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"^(?:bis(?:\s+zum)?|until|till|to|jusqu['’]en|jusqu['’]au|до|по)\s+", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:ca?\.|circa|ca\s|um\s|about|around|approx\.?|env\.|environ|vers|etwa|близько|бл\.|прибл\.)|^~|\?$",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"^(?:heute|jetzt|now|today|present|ongoing|aujourd['’]hui|laufend|досі|сьогодні|наш час|дотепер)$", re.IGNORECASE
)
_YEAR_WORD = re.compile(r"\s*(?:року|рік|р\.?|г\.?)$", re.IGNORECASE)
_DASH = re.compile(r"\s*[–—]\s*|\s+-\s+|(?<=\d{4})-(?=\d{4}\b)|\s+(?:bis|until|to|jusqu['’]à|до|по)\s+", re.IGNORECASE)
_ISO = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?(?:[T ][0-9:.Z]+)?")
_DOTTED = re.compile(r"(?:([0-9]{1,2})\.\s*)?([0-9]{1,2})\.\s*([0-9]{4})\.?")
_SLASHED = re.compile(r"(?:([0-9]{1,2})[/-])?([0-9]{1,2})[/-]([0-9]{4})")
_WORDED = re.compile(
    r"(?:([0-9]{1,2})(?:\.|st|nd|rd|th|er)?\s+(?:de\s+|of\s+)?)?([^\W\d_]+)\.?,?\s+(?:de\s+)?([0-9]{4})"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")
_SERIAL = re.compile(r"([0-9]{5})(?:\.0*)?")
_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of Excel's 1900 system for all days from 1 March 1900 on (its 29 February 1900 never was)."""
_SERIALS = range(10_959, 73_051)
"""1930 to 2099: five digits outside are no date that a list of cities would have."""
_MONTHS_OF_YEAR = 12


class UnreadableDateError(ValueError):
    """A date that cannot be kept; `code` says why, in the words of `findings`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def read_period(text: str, day_first: bool | None = None) -> tuple[PartialDate | None, PartialDate | None]:
    """Read "1983", "seit März 2021", "1983–1990", "until 1999": a start, an end, or both.

    Args:
        text: not empty.
        day_first: how to read 03/04/2021; None refuses it.

    Raises:
        UnreadableDateError: the text is no date, may mean two, or is only approximate.
    """
    text = " ".join(text.split())
    if _ABOUT.search(text):
        raise UnreadableDateError("date-approximate")
    bare = _SINCE.sub("", text)
    if (match := _UNTIL.match(bare)) and bare == text:
        return None, read_date(bare[match.end() :], day_first)
    parts = _DASH.split(bare, maxsplit=1)
    if len(parts) > 1 and all(parts):
        end = None if _NOW.match(parts[1]) else read_date(_UNTIL.sub("", parts[1]), day_first)
        return read_date(parts[0], day_first), end
    return read_date(bare.strip(" –—-"), day_first), None


def read_date(text: str, day_first: bool | None = None) -> PartialDate:
    """Read one date.

    >>> str(read_date("9 Feb 2023")), str(read_date("03/2021")), str(read_date("44966"))
    ('2023-02-09', '2021-03', '2023-02-09')

    Raises:
        UnreadableDateError: see `read_period`.
    """
    text = _YEAR_WORD.sub("", " ".join(text.split())).strip()
    year, month, day = _parts(text, day_first)
    try:
        return PartialDate.parse(
            f"{year:04}" + (f"-{month:02}" if month is not None else "") + (f"-{day:02}" if day is not None else "")
        )
    except ValueError:
        raise UnreadableDateError("date-unreadable") from None


def _parts(text: str, day_first: bool | None) -> tuple[int, int | None, int | None]:
    if match := _SERIAL.fullmatch(text):
        if int(match[1]) not in _SERIALS:
            raise UnreadableDateError("date-unreadable")
        day = _EPOCH + dt.timedelta(days=int(match[1]))
        return day.year, day.month, day.day
    if match := _ISO.fullmatch(text):
        return int(match[1]), _number(match[2]), _number(match[3])
    if match := _DOTTED.fullmatch(text):
        return int(match[3]), int(match[2]), _number(match[1])
    if match := _SLASHED.fullmatch(text):
        return _slashed(match, day_first)
    if (match := _WORDED.fullmatch(text)) and (month := months().get(match[2].casefold())):
        return int(match[3]), month, _number(match[1])
    if (match := _MONTH_FIRST.fullmatch(text)) and (month := months().get(match[1].casefold())):
        return int(match[3]), month, int(match[2])
    raise UnreadableDateError("date-unreadable")


def _slashed(match: re.Match[str], day_first: bool | None) -> tuple[int, int | None, int | None]:
    one, other, year = _number(match[1]), int(match[2]), int(match[3])
    if one is None:
        return year, other, None
    if one > _MONTHS_OF_YEAR or one == other:
        return year, other, one
    if other > _MONTHS_OF_YEAR:
        return year, one, other
    if day_first is None:
        raise UnreadableDateError("date-ambiguous")
    return (year, other, one) if day_first else (year, one, other)


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


@cache
def months() -> dict[str, int]:
    """Names of months in the languages of lists, in full and shortened, as CLDR has them."""
    names: dict[str, int] = {}
    for tag in _LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(tag).months[context][width].items():
                    names.setdefault(name.casefold().rstrip("."), number)
    names.setdefault("sept", 9)
    names.setdefault("mrz", 3)
    return names
