"""What a SERVICE clause asks of its endpoint, and how the answer is written in its place.

Text only: nothing is asked or evaluated here. Reading a long query takes its time, so whoever serves others meanwhile
lets a thread do it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import QueryRefusedError
from citynet_kg.federation.clauses import dataset_clauses, first_clause
from citynet_kg.query.tokens import Token, read_prologue, tokens_of, variables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citynet_kg.federation.clauses import ServiceClause
    from citynet_kg.federation.policy import Policy
    from citynet_kg.federation.remote import Row
    from citynet_kg.query.tokens import Prologue

_WIKIBASE = "http://wikiba.se/ontology#"
_LABELS = ("Label", "AltLabel", "Description")
# Where these occur in a group, what is joined to it may not be moved before it.
_ORDERED = ("OPTIONAL", "MINUS", "BIND", "SELECT")
_GENID = "https://w3id.org/citynet/.well-known/genid/"


@dataclass(frozen=True, slots=True)
class Plan:
    """One SERVICE clause, read."""

    start: int
    end: int
    """Where the clause stands in the query."""
    silent: bool
    endpoint: str
    """Empty if a variable names it."""
    endpoint_variable: str
    prologue: str
    dataset: str
    """The FROM clauses of the query."""
    before: str
    body: str
    """As the endpoint may see it."""
    shared: tuple[str, ...]
    """Variables of the body that are bound before the clause."""
    wanted: tuple[str, ...]
    """Variables whose bindings are needed to ask: the shared ones, and the one that names the endpoint."""
    projected: tuple[str, ...]
    """Variables that the endpoint is asked for."""

    @property
    def columns(self) -> list[str]:
        """The variables that stand in place of the clause."""
        return list(dict.fromkeys([*self.projected, *([self.endpoint_variable] if self.endpoint_variable else [])]))

    def bindings_query(self, most: int) -> str:
        """The query for what is bound before the clause, each binding once."""
        names = " ".join(f"?{v}" for v in self.wanted)
        return f"{self.prologue} SELECT DISTINCT {names} {self.dataset} WHERE {{ {self.before}\n}} LIMIT {most}"

    def remote_query(self, batch: Sequence[Row] | None) -> str:
        """The query for the endpoint: the body of the clause, joined with a batch of bindings if there is one."""
        names = " ".join(f"?{v}" for v in self.projected) or "*"
        body = self.body
        if batch:
            columns = [v for v in self.shared if any(v in row for row in batch)]
            values = as_values(columns, batch)
            ordered = any(t.is_word(*_ORDERED) for t in tokens_of(body))
            body = f"{{ {body}\n}} {values}" if ordered else f"{values} {body}"
        return f"{self.prologue} SELECT {names} WHERE {{ {body}\n}}"


def first_plan(text: str, policy: Policy) -> Plan | None:
    """Read the first SERVICE clause of a query, None if it has none.

    Raises:
        QuerySyntaxError: the clause is not well formed.
        QueryRefusedError: a service within it that is not allowed.
    """
    clause = first_clause(text)
    if clause is None:
        return None
    tokens = tokens_of(text)
    prologue = read_prologue(tokens, text)
    by_variable = clause.endpoint.kind == "variable"
    named = clause.endpoint.text[1:] if by_variable else ""
    body = _forwarded(clause, prologue, policy)
    before = variables_of(tokens_of(clause.before))
    shared = tuple(v for v in clause.variables if v in before)
    return Plan(
        start=clause.start,
        end=clause.end,
        silent=clause.silent,
        endpoint="" if by_variable else prologue.iri(clause.endpoint),
        endpoint_variable=named,
        prologue=prologue.text,
        dataset=dataset_clauses(tokens, text),
        before=clause.before,
        body=body,
        shared=shared,
        wanted=(*shared, named) if named in before and named not in shared else shared,
        projected=(*clause.variables, *_labels(tokens_of(body), variables_of(tokens))),
    )


def as_values(columns: Sequence[str], rows: Sequence[Row], blank: str = "") -> str:
    """Rows as a VALUES block on one line.

    Args:
        columns: variables.
        rows: what they are bound to.
        blank: what the names of blank nodes begin with: those of a remote mean nothing elsewhere.
    """
    if not columns:
        return " ".join(["{ VALUES () {", *["()"] * len(rows), "} }"])

    def written(term: object) -> str:
        if term is None:
            return "UNDEF"
        if isinstance(term, ox.BlankNode):
            return f"<{_GENID}{blank}-{term.value}>"
        return str(term).replace("\n", "\\n").replace("\r", "\\r")

    lines = ["(" + " ".join(written(row.get(c)) for c in columns) + ")" for row in rows]
    return f"VALUES ({' '.join(f'?{c}' for c in columns)}) {{ {' '.join(lines)} }}"


def _forwarded(clause: ServiceClause, prologue: Prologue, policy: Policy) -> str:
    """The body as its endpoint may see it.

    Wikidata's own services are forwarded as they are, and so are services that are allowed here. A SILENT one that
    is not is taken out: its address goes nowhere.
    """
    body = clause.body
    start = 0
    while (nested := first_clause(body, start)) is not None:
        start = nested.start + len("SERVICE")
        if nested.endpoint.kind == "variable":
            raise QueryRefusedError("A SERVICE inside another must name its address.")
        endpoint = prologue.iri(nested.endpoint)
        if endpoint.startswith(_WIKIBASE):
            continue
        try:
            policy.allow(endpoint)
        except QueryRefusedError:
            if not nested.silent:
                raise
            body = f"{body[: nested.start]} {{ }} {body[nested.end :]}"
    return body


def _labels(body: Sequence[Token], outer: Sequence[str]) -> list[str]:
    """Variables that Wikidata's label service binds only if they are asked for by name."""
    if not any(t.kind == "name" and t.text.endswith(":label") for t in body):
        return []
    inner = variables_of(body)
    return [v for v in outer for end in _LABELS if v not in inner and v.endswith(end) and v.removesuffix(end) in inner]
