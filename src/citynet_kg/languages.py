"""The three languages of everything that people read, and what to show when one is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("en", "de", "uk")
DEFAULT = "en"
# A Ukrainian reader is never shown a Russian name in place of a missing Ukrainian one.
NEVER_SHOWN = frozenset({"ru"})


def pick(texts: Mapping[str, str], wanted: str) -> tuple[str, str] | None:
    """Choose the text to show: the wanted language, else English, else a local one.

    Args:
        texts: language tag (empty for none) to text.
        wanted: one of `LANGUAGES`.

    Returns:
        (text, tag), or None if there is nothing to show.
    """
    for tag in (wanted, DEFAULT, ""):
        if tag in texts:
            return texts[tag], tag
    for tag in sorted(texts):
        if tag.split("-")[0] not in NEVER_SHOWN:
            return texts[tag], tag
    return None
