"""Tell which queries of shapes the store can be asked with `$this` given, as SHACL means it.

SHACL puts the focus node wherever `$this` stands; the store joins it to the outermost group. Both mean the same where
`$this` stands nowhere else, so other queries are refused rather than answered wrongly.
"""

from __future__ import annotations

import re

_TOKENS = re.compile(
    r"(?P<skip>#[^\n\r]*|<[^<>\"{}|^`\\\s]*>"
    r"|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r"|\"(?:[^\"\\\n\r]|\\.)*\"|'(?:[^'\\\n\r]|\\.)*')"
    r"|(?P<variable>[?$][\w]+)|(?P<word>[A-Za-z_][\w-]*:?[\w.-]*)|(?P<brace>[{}()])",
    re.DOTALL,
)
_REFUSED = frozenset({"MINUS", "SERVICE", "VALUES"})
"""What SHACL forbids in queries (section 5.3.2)."""
_RESERVED = frozenset({"currentShape", "shapesGraph", "PATH"})


def obstacle(query: str) -> str | None:
    """What keeps the store from answering a query as SHACL means it; None if nothing does."""
    braces, parentheses, is_bound, before = 0, 0, False, ""
    for token in _TOKENS.finditer(query):
        text, word = token[0], (token["word"] or "").upper()
        braces += {"{": 1, "}": -1}.get(text, 0)
        parentheses += {"(": 1, ")": -1}.get(text, 0)
        if word in _REFUSED:
            return f"{word} in a query"
        if word == "SELECT" and braces:
            return "a query in a query"
        if token["variable"] and text[1:] in _RESERVED:
            return f"{text} in a query"
        if token["variable"] and text[1:] == "this":
            if before.upper() == "AS":
                return "a query that binds $this"
            if braces > 1 or (braces == 1 and parentheses and not is_bound):
                return "$this where the store would not know it"
            is_bound = is_bound or braces == 1
        if not token["skip"]:
            before = text
    return None
