"""Look at a query before it is parsed: how long, how deep, and whether it wants to call somebody.

The engine cannot be trusted with what this refuses: 3,000 nested groups (6 kB) end its process, and it sends SERVICE
requests to any address by itself (both measured with pyoxigraph 0.5.13).
"""

from __future__ import annotations

import re

from citynet_kg.errors import QueryRefusedError, QuerySyntaxError

MOST_NESTED = 100

# The terminals of SPARQL 1.1, section 19.8, as far as they decide where a keyword can stand.
TOKEN = re.compile(
    r"""
      (?P<space>    \s+ | \#[^\n\r]* )
    | (?P<iri>      <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<string>   '''(?:'{0,2}(?:[^'\\]|\\.))*''' | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
                  | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*" )
    | (?P<variable> [?$]\w+ )
    | (?P<tag>      @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<name>     (?:[^\W\d_][\w.\-]*)?:(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])* | _:[\w.\-]+ )
    | (?P<word>     [^\W\d]\w* )
    | (?P<open>     [({\[] )
    | (?P<close>    [)}\]] )
    | (?P<other>    . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def names_service(text: str) -> bool:
    """Tell whether a query has the keyword SERVICE, in any spelling.

    Raises:
        QuerySyntaxError: a character escape that stands for none.
    """
    if "service" not in text.lower() and "\\u" not in text.lower():
        return False
    return any(m.lastgroup == "word" and m[0].upper() == "SERVICE" for m in TOKEN.finditer(unescaped(text)))


def inspect_query(text: str, *, longest: int) -> None:
    """Let a query pass, or refuse it.

    Args:
        text: the query.
        longest: how many characters it may have.

    Raises:
        QueryRefusedError: too long, too deep, or with SERVICE.
        QuerySyntaxError: a character escape that stands for none.
    """
    if len(text) > longest:
        raise QueryRefusedError(f"The query has {len(text):,} characters; {longest:,} are allowed.")
    depth = bangs = 0
    for match in TOKEN.finditer(unescaped(text)):
        kind = match.lastgroup
        if kind == "open":
            depth += 1
            if depth > MOST_NESTED:
                raise QueryRefusedError(f"The query nests deeper than {MOST_NESTED} brackets.")
        elif kind == "close":
            depth -= 1
        elif kind == "word" and match[0].upper() == "SERVICE":
            raise QueryRefusedError("SERVICE is not allowed here: nothing else is called.")
        bangs = bangs + 1 if match[0] in "!-+^" and kind == "other" else 0
        if bangs > MOST_NESTED:
            raise QueryRefusedError(f"The query repeats an operator more than {MOST_NESTED} times.")


def unescaped(text: str) -> str:
    """Replace character escapes as SPARQL 1.1, section 19.2, does before it looks for keywords."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:  # noqa: PLR2004 - the range of Unicode
            raise QuerySyntaxError(f"{match[0]} stands for no character.")
        return chr(number)

    return _ESCAPE.sub(character, text)
