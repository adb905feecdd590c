"""Tables that people open in a spreadsheet, which takes some texts for formulas."""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NEGATIVE = re.compile(r"-[0-9]+(?:\.[0-9]+)?")


def harmless(value: str) -> str:
    """Keep a spreadsheet from taking a text for a formula; a plain number stays one.

    >>> harmless("=1+1"), harmless("-2.5"), harmless("-2+3")
    ("'=1+1", '-2.5', "'-2+3")
    """
    if not value.startswith(_FORMULA) or _NEGATIVE.fullmatch(value):
        return value
    return f"'{value}"
