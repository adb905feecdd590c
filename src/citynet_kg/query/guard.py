"""Look at a query before it is parsed.

How long is it, how deep, of how many operators, over which graphs, and does it want to call somebody?

The engine cannot be trusted with what this refuses: 3,000 nested groups (6 kB) end its process, so do some ten thousand
UNIONs or operators, and it sends SERVICE requests to any address by itself (all measured with pyoxigraph 0.5.13).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from citynet_kg.errors import QueryRefusedError, UnknownGraphError
from citynet_kg.query.tokens import dataset_tokens, read_prologue, service_tokens, tokens_of, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_NESTED = 100
# About a tenth of what ended the engine's process.
MOST_OF = {
    "UNION": 1000,
    "&&": 2000,
    "||": 2000,
    "!": 1000,
    "-": 2000,
    "+": 2000,
    "*": 2000,
    "/": 1500,
    "|": 1500,
    "^": 1000,
    "<": 2000,
    ">": 2000,
    "=": 2000,
    ",": 3000,
    ";": 3000,
}


def names_service(text: str) -> bool:
    """Tell whether a query has the keyword SERVICE.

    Raises:
        QuerySyntaxError: a character escape that stands for none.
        QueryRefusedError: it may have, but hides it.
    """
    lower = text.lower()
    if "\\u" in lower:
        plain = unescaped(text)
        if service_tokens(tokens_of(plain)) and not service_tokens(tokens_of(text)):
            raise QueryRefusedError("Write the keyword SERVICE without character escapes.")
    return "service" in lower and bool(service_tokens(tokens_of(text)))


def inspect_query(text: str, *, longest: int) -> None:
    """Let a query pass, or refuse it.

    Args:
        text: the query.
        longest: how many characters it may have.

    Raises:
        QueryRefusedError: too long, too deep, of too many operators, or with SERVICE.
        QuerySyntaxError: a character escape that stands for none.
    """
    if len(text) > longest:
        raise QueryRefusedError(f"The query has {len(text):,} characters; {longest:,} are allowed.")
    if names_service(text):
        raise QueryRefusedError("SERVICE is not allowed here: nothing else is called.")
    if len(text) < min(MOST_OF.values()) and sum(map(text.count, "([{")) <= MOST_NESTED:
        return  # too short for too many of anything: most queries need no closer look
    counts: Counter[str] = Counter()
    depth = 0
    for token in tokens_of(text):
        if token.kind == "open":
            depth += 1
            if depth > MOST_NESTED:
                raise QueryRefusedError(f"The query nests deeper than {MOST_NESTED} brackets.")
        elif token.kind == "close":
            depth -= 1
        elif token.kind in ("other", "word"):
            counts[token.text.upper()] += 1
    for operator, most in MOST_OF.items():
        if counts[operator] > most:
            raise QueryRefusedError(f"The query has {operator} {counts[operator]:,} times; {most:,} are allowed.")


def check_graphs(text: str, named: Iterable[str], known: frozenset[str]) -> None:
    """Make sure that every graph that a query is to be evaluated over is here.

    Args:
        text: the query, whose FROM clauses are read.
        named: the graphs of the protocol's parameters.
        known: the graphs that there are.

    Raises:
        UnknownGraphError: one is not.
    """
    wanted = list(named)
    if "from" in text.lower():
        tokens = tokens_of(text)
        prologue = read_prologue(tokens, text)
        wanted += (prologue.iri(graph) for _, graph in dataset_tokens(tokens) if graph.kind in ("iri", "name"))
    unknown = sorted(set(wanted) - known)
    if unknown:
        some = ", ".join(sorted(known)[:10])
        raise UnknownGraphError(
            f"There is no graph <{unknown[0]}>. Nothing is ever loaded from an address. "
            f"There are {len(known)}, listed at /.well-known/void: {some} …"
        )
