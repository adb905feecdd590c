"""Find SERVICE clauses in a query, and what the query binds before each.

Works on SPARQL's own terminals, so that nothing in a string, a comment or an IRI is taken for a keyword, and on its
nesting of groups.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citynet_kg.errors import QuerySyntaxError
from citynet_kg.query.tokens import Token, dataset_tokens, tokens_of, variables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Groups through which the bindings of the group around them can be seen.
_TRANSPARENT = ("group", "optional", "union", "graph", "exists")


@dataclass(slots=True)
class _Group:
    """A group whose closing brace has not come yet."""

    kind: str
    opened: int
    """Index of its brace among the tokens."""
    clause: int
    """Where the text of the clause begins that the group belongs to: at OPTIONAL, at the first branch of a union …"""
    graph: str = ""
    last_clause: int = -1
    """Start of the last group within, for unions."""
    last_filter: int = -1


@dataclass(frozen=True, slots=True)
class ServiceClause:
    """One SERVICE clause of a query."""

    start: int
    end: int
    silent: bool
    endpoint: Token
    body: str
    before: str
    """The patterns that bind variables before the clause, as the text of a group."""
    variables: tuple[str, ...] = field(default=())
    """The variables of the body, in order."""


def dataset_clauses(tokens: Sequence[Token], text: str) -> str:
    """The FROM clauses of a query, as written."""
    return " ".join(text[keyword.start : graph.end] for keyword, graph in dataset_tokens(tokens))


def first_clause(text: str, start: int = 0) -> ServiceClause | None:
    """The first SERVICE clause of a query, or of the body of another clause, None if it has none.

    Args:
        text: the query or body.
        start: where to begin to look.

    Raises:
        QuerySyntaxError: the clause is not well formed.
    """
    tokens = tokens_of(text)
    groups: list[_Group] = []
    for i, token in enumerate(tokens):
        if token.is_word("SERVICE") and token.start >= start:
            return _clause(text, tokens, i, groups)
        if token.kind == "open" and token.text == "{":
            groups.append(_opened(tokens, i, groups))
        elif token.kind == "close" and token.text == "}" and groups:
            closed = groups.pop()
            if groups:
                groups[-1].last_clause = closed.clause
        elif token.is_word("FILTER") and groups:
            groups[-1].last_filter = token.start
    return None


def _opened(tokens: Sequence[Token], i: int, groups: Sequence[_Group]) -> _Group:  # noqa: PLR0911 - one for each kind
    """The group that begins with the brace at `i`."""
    before = tokens[i - 1] if i else None
    start = tokens[i].start
    if before is None or not groups:
        return _Group("where", i, start)
    around = groups[-1]
    if before.is_word("OPTIONAL"):
        return _Group("optional", i, before.start)
    if before.is_word("UNION"):
        return _Group("union", i, around.last_clause)
    if before.is_word("MINUS"):
        return _Group("minus", i, before.start)
    if before.is_word("EXISTS"):
        return _Group("exists", i, around.last_filter if around.last_filter >= 0 else start)
    if i >= 2 and tokens[i - 2].is_word("GRAPH"):  # noqa: PLR2004 - GRAPH name {
        return _Group("graph", i, tokens[i - 2].start, graph=before.text)
    if i + 1 < len(tokens) and tokens[i + 1].is_word("SELECT"):
        return _Group("select", i, start)
    if before.is_word("WHERE") or around.kind == "select":
        return _Group("where", i, start)
    return _Group("group", i, start)


def _clause(text: str, tokens: Sequence[Token], i: int, groups: Sequence[_Group]) -> ServiceClause:
    at = i + 1
    silent = at < len(tokens) and tokens[at].is_word("SILENT")
    at += silent
    if at + 1 >= len(tokens) or tokens[at].kind not in ("iri", "name", "variable") or tokens[at + 1].text != "{":
        raise QuerySyntaxError("After SERVICE come the endpoint and a group in braces.")
    depth, end = 0, at + 1
    while True:
        if end >= len(tokens):
            raise QuerySyntaxError("The group of a SERVICE clause is not closed.")
        depth += (tokens[end].text == "{" and tokens[end].kind == "open") - (
            tokens[end].text == "}" and tokens[end].kind == "close"
        )
        if depth == 0:
            break
        end += 1
    body = tokens[at + 2 : end]
    return ServiceClause(
        start=tokens[i].start,
        end=tokens[end].end,
        silent=silent,
        endpoint=tokens[at],
        body=text[tokens[at + 1].end : tokens[end].start],
        before=_bound_before(text, tokens, tokens[i].start, groups),
        variables=variables_of(body),
    )


def _bound_before(text: str, tokens: Sequence[Token], start: int, groups: Sequence[_Group]) -> str:
    """The patterns before a position: of its own group, and of those around it that it is joined with."""
    if not groups:
        return ""
    inner = text[tokens[groups[-1].opened].end : start].strip()
    child = groups[-1]
    for around in reversed(groups[:-1]):
        if child.kind not in _TRANSPARENT:
            break
        if child.graph:
            inner = f"GRAPH {child.graph} {{ {inner}\n}}" if inner else ""
        outer = text[tokens[around.opened].end : child.clause].strip()
        if outer:
            inner = f"{{ {outer}\n}} {{ {inner}\n}}" if inner else outer
        child = around
    return inner
