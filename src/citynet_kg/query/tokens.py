"""Take a query apart into SPARQL's terminals, as far as they decide where a keyword can stand.

Two readers must agree: whoever looks for SERVICE here, and the engine that would act on it. Where a text could be read
in two ways (`1<2#>` is an IRI to one and a comparison with a comment to the other), it is refused, not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from citynet_kg.errors import QueryRefusedError, QuerySyntaxError
from citynet_kg.vocab import PREFIXES, QUERY_BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# SPARQL 1.1, section 19.8: the characters of names, exactly. Python's own classes differ from them in a few, and in
# each of those a text would be read in two ways.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE = "_0-9\u00b7\u0300-\u036f\u203f-\u2040"
# Prefixes are held to a length, so that no text takes long to read.
_TERMINAL = re.compile(
    rf"""
      (?P<space>    \s+ | \#[^\n\r]* )
    | (?P<iri>      <[^<>"{{}}|^`\\\x00-\x20]*> )
    | (?P<string>   '''(?:'{{0,2}}(?:[^'\\]|\\.))*''' | \"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*\"\"\"
                  | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*" )
    | (?P<variable> [?$][{_BASE}{_MORE}]+ )
    | (?P<tag>      @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<name>     (?:[{_BASE}][{_BASE}{_MORE}.\-]{{0,200}})?:
                    (?:[{_BASE}{_MORE}.\-:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*
                  | _:[{_BASE}{_MORE}.\-]+ )
    | (?P<number>   (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-]?[0-9]+)? )
    | (?P<word>     [{_BASE}_][{_BASE}{_MORE}]* )
    | (?P<open>     [({{\[] )
    | (?P<close>    [)}}\]] )
    | (?P<other>    && | \|\| | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_OPERANDS = ("variable", "number", "string", "name", "iri", "tag")


@dataclass(frozen=True, slots=True)
class Token:
    """A terminal and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Tell whether it is one of these keywords, in any case."""
        return self.kind == "word" and self.text.upper() in words


def tokens_of(text: str) -> list[Token]:
    """The terminals of a query, without white space and comments."""
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for match in _TERMINAL.finditer(text):
        if match.lastgroup != "space":
            yield Token(match.lastgroup or "other", match[0], match.start(), match.end())


def unescaped(text: str) -> str:
    """Replace character escapes as SPARQL 1.1, section 19.2, does before it looks for keywords.

    Raises:
        QuerySyntaxError: an escape that stands for no character.
    """

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:  # noqa: PLR2004 - the range of Unicode
            raise QuerySyntaxError(f"{match[0]} stands for no character.")
        return chr(number)

    return _ESCAPE.sub(character, text)


def service_tokens(tokens: Sequence[Token]) -> list[Token]:
    """The keywords SERVICE.

    Raises:
        QueryRefusedError: a text that an engine could read as SERVICE though it is written as part of something else.
    """
    found = []
    depth = 0
    for i, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        hidden = "service" in token.text.lower()
        if token.kind == "iri" and depth > 0 and i and _is_operand(tokens[i - 1]):
            if hidden or any(c in token.text for c in "#'\""):
                raise QueryRefusedError(
                    f"Write a space after < in {token.text[:40]}, or before it: it can be read in two ways."
                )
        elif token.is_word("SERVICE"):
            found.append(token)
        elif token.kind == "word" and hidden:
            raise QueryRefusedError(f"Write {token.text[:40]} with spaces around the keyword.")
        elif token.kind == "name" and token.text.lower().startswith("service") and _next_is(tokens, i, "{"):
            raise QueryRefusedError("Write a space after SERVICE.")
    return found


def _is_operand(token: Token) -> bool:
    return token.kind in _OPERANDS or token.text in (")", "]") or token.is_word("TRUE", "FALSE")


def _next_is(tokens: Sequence[Token], i: int, text: str) -> bool:
    return i + 1 < len(tokens) and tokens[i + 1].text == text


def variables_of(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The variables among tokens, each once, in order."""
    return tuple(dict.fromkeys(t.text[1:] for t in tokens if t.kind == "variable"))


@dataclass(frozen=True, slots=True)
class Prologue:
    """BASE and PREFIX declarations, as written and as a table."""

    text: str
    base: str
    prefixes: dict[str, str]

    def iri(self, token: Token) -> str:
        """The IRI that a token stands for.

        Raises:
            QuerySyntaxError: its prefix is not declared.
        """
        if token.kind == "iri":
            return joined(self.base, token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        space = self.prefixes.get(prefix, PREFIXES.get(prefix))
        if space is None:
            raise QuerySyntaxError(f"The prefix {prefix}: is not declared.")
        return space + re.sub(r"\\(.)", r"\1", local)


def joined(base: str, reference: str) -> str:
    """A reference resolved against a base.

    Raises:
        QuerySyntaxError: it is no reference that could be resolved.
    """
    try:
        return urljoin(base, reference)
    except ValueError:
        raise QuerySyntaxError(f"<{reference[:80]}> is not an IRI.") from None


def read_prologue(tokens: Sequence[Token], text: str) -> Prologue:
    """Read what stands before the query form."""
    base, prefixes, end = QUERY_BASE, {}, 0
    for i, token in enumerate(tokens):
        if token.is_word(*_FORMS):
            break
        if token.is_word("BASE") and i + 1 < len(tokens):
            base = joined(base, tokens[i + 1].text[1:-1])
            end = tokens[i + 1].end
        elif token.is_word("PREFIX") and i + 2 < len(tokens):
            name = tokens[i + 1].text.partition(":")[0]
            prefixes[name] = joined(base, tokens[i + 2].text[1:-1])
            end = tokens[i + 2].end
    return Prologue(text[:end], base, prefixes)


def undeclared_prefix(text: str) -> Token | None:
    """The first name of a query whose prefix is neither declared nor known here."""
    tokens = tokens_of(text)
    prologue = read_prologue(tokens, text)
    for token in tokens:
        if token.kind == "name" and not token.text.startswith("_:") and token.start >= len(prologue.text):
            prefix = token.text.partition(":")[0]
            if prefix not in prologue.prefixes and prefix not in PREFIXES:
                return token
    return None


def dataset_tokens(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """FROM and FROM NAMED clauses: the keyword and the token that names the graph."""
    for i, token in enumerate(tokens):
        if token.kind == "open" and token.text == "{":
            return
        if token.is_word("FROM"):
            at = i + 2 if i + 1 < len(tokens) and tokens[i + 1].is_word("NAMED") else i + 1
            if at < len(tokens):
                yield token, tokens[at]
