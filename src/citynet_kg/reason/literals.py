"""The datatypes of OWL 2 RL: which literals are written as their datatype asks, and which cannot be of two at once."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from citynet_kg.vocab import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(r"(?:[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN)")
_BOOLEAN = re.compile(r"true|false|0|1")
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DAY = r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_DATE = re.compile(rf"{_DAY}{_ZONE}?")
_TIME = re.compile(rf"{_CLOCK}{_ZONE}?")
_DATE_TIME = re.compile(rf"{_DAY}T{_CLOCK}{_ZONE}?")
_STAMP = re.compile(rf"{_DAY}T{_CLOCK}{_ZONE}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*")
_B64 = r"[A-Za-z0-9+/] ?"
_BASE64 = re.compile(rf"(?:(?:{_B64}){{4}})*(?:(?:{_B64}){{2}}[AEIMQUYcgkosw048] ?=|{_B64}[AQgw] ?= ?=)?")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_TOKEN = re.compile(r"(?:[^\s]+(?: [^\s]+)*)?")
_NORMALIZED = re.compile(r"[^\t\n\r]*")
_NAME = re.compile(r"[^\W\d][\w.\-:·]*|[_:][\w.\-:·]*")
_NC_NAME = re.compile(r"[^\W\d][\w.\-·]*")
_NM_TOKEN = re.compile(r"[\w.\-:·]+")

_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None), "nonNegativeInteger": (0, None), "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0), "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1), "int": (-(2**31), 2**31 - 1), "short": (-(2**15), 2**15 - 1), "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1), "unsignedInt": (0, 2**32 - 1), "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}  # fmt: skip
_STRINGS: dict[str, re.Pattern[str] | None] = {
    "string": None, "normalizedString": _NORMALIZED, "token": _TOKEN, "language": _LANGUAGE, "Name": _NAME,
    "NCName": _NC_NAME, "NMTOKEN": _NM_TOKEN,
}  # fmt: skip
_OTHERS: dict[str, re.Pattern[str] | None] = {
    "decimal": _DECIMAL, "double": _FLOAT, "float": _FLOAT, "boolean": _BOOLEAN, "dateTime": _DATE_TIME,
    "dateTimeStamp": _STAMP, "date": _DATE, "time": _TIME, "hexBinary": _HEX, "base64Binary": _BASE64, "anyURI": None,
}  # fmt: skip
# Value spaces that have nothing in common. Of the others OWL 2 RL's axioms say nothing, among them dates.
_FAMILIES = {
    **{XSD[name]: "decimal" for name in (*_BOUNDS, "decimal")},
    **{XSD[name]: "string" for name in _STRINGS},
    **{XSD[name]: "dateTime" for name in ("dateTime", "dateTimeStamp")},
    **{XSD[name]: name for name in ("double", "float", "boolean", "hexBinary", "base64Binary", "anyURI")},
    RDF.XMLLiteral: "XML",
}
DATATYPES = frozenset(
    {
        *(XSD[name] for name in (*_BOUNDS, *_STRINGS, *_OTHERS)),
        RDF.XMLLiteral, RDF.PlainLiteral, RDF.langString, RDF.HTML,
    }
)  # fmt: skip
"""The datatypes of OWL 2 RL that a class can stand beside, without rdfs:Literal."""

# Each datatype above another, among those that are derived by restriction.
_ABOVE = {
    "integer": "decimal", "nonNegativeInteger": "integer", "positiveInteger": "nonNegativeInteger",
    "nonPositiveInteger": "integer", "negativeInteger": "nonPositiveInteger", "long": "integer", "int": "long",
    "short": "int", "byte": "short", "unsignedLong": "nonNegativeInteger", "unsignedInt": "unsignedLong",
    "unsignedShort": "unsignedInt", "unsignedByte": "unsignedShort", "normalizedString": "string",
    "token": "normalizedString", "language": "token", "Name": "token", "NCName": "Name", "NMTOKEN": "token",
    "dateTimeStamp": "dateTime",
}  # fmt: skip


def types_of(literal: ox.Literal) -> list[ox.NamedNode]:
    """The datatype of a literal, and those above it."""
    found = [literal.datatype]
    name = literal.datatype.value.rpartition("#")[2] if literal.datatype in _FAMILIES else ""
    while name in _ABOVE:
        name = _ABOVE[name]
        found.append(XSD[name])
    return found


def can_be(literal: ox.Literal, datatype: ox.NamedNode) -> bool:
    """Tell whether OWL 2 RL leaves room for this literal to be of that datatype."""
    own, other = _FAMILIES.get(literal.datatype), _FAMILIES.get(datatype)
    return own is None or other is None or own == other


def is_well_formed(literal: ox.Literal) -> bool:
    """Tell whether a literal is written as its datatype asks; true for datatypes that OWL 2 RL does not have."""
    check = _CHECKS.get(literal.datatype)
    return check is None or check(literal.value)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _within(lowest: int | None, highest: int | None) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        if not _INTEGER.fullmatch(text):
            return False
        return (lowest is None or int(text) >= lowest) and (highest is None or int(text) <= highest)

    return check


def _is_dated(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        found = pattern.fullmatch(text)
        if found is None:
            return False
        # the calendar repeats itself every 400 years
        year = int(found[1]) % 400 + 2000
        try:
            dt.date(year, int(found[2]), int(found[3]))
        except ValueError:
            return False
        return True

    return check


_CHECKS = {
    **{XSD[name]: _within(*bounds) for name, bounds in _BOUNDS.items()},
    **{XSD[name]: _matches(p) for name, p in (_STRINGS | _OTHERS).items() if p is not None},
    **{XSD[name]: _is_dated(p) for name, p in _OTHERS.items() if p in (_DATE, _DATE_TIME, _STAMP)},
}
