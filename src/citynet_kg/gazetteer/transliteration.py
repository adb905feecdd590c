"""Write Ukrainian and Russian names in Latin letters, the way gazetteers spell them.

Ukrainian follows resolution 55 of the Cabinet of Ministers of 2010, which the United Nations took over in 2012;
the spellings with y that older lists have (Zaporizhzhya) are a second reading of the same letters.
"""

from __future__ import annotations

import re

_SHARED = {
    "а": "a", "б": "b", "в": "v", "д": "d", "е": "e", "ж": "zh", "з": "z", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ь": "", "ъ": "", "ы": "y", "э": "e", "ё": "e", "ў": "u", "'": "", "’": "", "ʼ": "", "`": "",
}  # fmt: skip
_UKRAINIAN = _SHARED | {
    "г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "i", "й": "i", "є": "ie", "ю": "iu", "я": "ia",
}  # fmt: skip
_UKRAINIAN_INITIAL = {"ї": "yi", "й": "y", "є": "ye", "ю": "yu", "я": "ya"}
_WITH_Y = {"ї": "yi", "й": "y", "є": "ye", "ю": "yu", "я": "ya"}
_RUSSIAN = _SHARED | {"г": "g", "и": "i", "й": "y", "ю": "yu", "я": "ya", "і": "i"}
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ONLY_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_ONLY_RUSSIAN = re.compile("[ыэёъЫЭЁЪ]")


def is_cyrillic(text: str) -> bool:
    """Tell whether the text has a Cyrillic letter."""
    return _CYRILLIC.search(text) is not None


def latin_readings(text: str) -> tuple[str, ...]:
    """The Latin spellings of a Cyrillic name, the likeliest first; none for any other text.

    >>> latin_readings("Запоріжжя")
    ('zaporizhzhia', 'zaporizhzhya')
    >>> latin_readings("Херсон")[0]
    'kherson'
    """
    if not is_cyrillic(text):
        return ()
    lower = text.casefold()
    readings = []
    if not _ONLY_RUSSIAN.search(text):
        # зг is written zgh, so that it is not read as ж
        joined = lower.replace("зг", "з\0")
        readings += [_spelt(joined, _UKRAINIAN, _UKRAINIAN_INITIAL), _spelt(joined, _UKRAINIAN | _WITH_Y, {})]
    if not _ONLY_UKRAINIAN.search(text):
        readings.append(_spelt(lower, _RUSSIAN, {}))
    return tuple(dict.fromkeys(readings))


def _spelt(lower: str, table: dict[str, str], initial: dict[str, str]) -> str:
    letters, begins = [], True
    for letter in lower:
        if letter == "\0":
            letters.append("gh")
        else:
            letters.append(initial.get(letter, table.get(letter, letter)) if begins else table.get(letter, letter))
        begins = not (letter.isalpha() or letter in "'’ʼ\0")
    return "".join(letters)
