"""Replace the SERVICE clauses of a query by what their endpoints answer."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import FederationError, QueryRefusedError
from citynet_kg.federation.clauses import ServiceClause, dataset_clauses, first_clause
from citynet_kg.federation.policy import Policy
from citynet_kg.federation.remote import RemoteServices
from citynet_kg.query.formats import RESULT_FORMATS
from citynet_kg.query.guard import inspect_query, names_service
from citynet_kg.query.tokens import Prologue, Token, read_prologue, tokens_of, variables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citynet_kg.federation.remote import Row
    from citynet_kg.query import QueryRequest
    from citynet_kg.query.pool import QueryPool
    from citynet_kg.settings import Settings

BATCH = 100
_AT_ONCE = 4
_WIKIBASE = "http://wikiba.se/ontology#"
_LABELS = ("Label", "AltLabel", "Description")
# Where these occur in a group, what is joined to it may not be moved before it.
_ORDERED = ("OPTIONAL", "MINUS", "BIND", "SELECT")
_GENID = "https://w3id.org/citynet/.well-known/genid/"


class Federation:
    """Evaluates SERVICE for one server."""

    def __init__(self, pool: QueryPool, settings: Settings) -> None:
        self._pool, self._settings = pool, settings
        self._policy = Policy(settings)
        self._remote = RemoteServices(settings)

    @staticmethod
    def is_wanted(text: str) -> bool:
        """Tell whether a query has a SERVICE clause."""
        return names_service(text)

    async def resolve(self, request: QueryRequest, client: str, seconds: float | None) -> QueryRequest:
        """The same query with VALUES in place of its SERVICE clauses.

        Args:
            request: the query.
            client: who asks; evaluating what is bound before a clause takes a turn of theirs.
            seconds: that all of it may take.

        Raises:
            QueryRefusedError: an endpoint that is not allowed, too many requests.
            FederationError: an endpoint that failed, unless SILENT.
            CityNetError: what evaluating raises.
        """
        inspect_query(_without_services(request.text), longest=self._settings.query_length)
        allowed = min(seconds or self._settings.deadline, self._settings.deadline)
        job = _Job(self, request, client, time.monotonic() + allowed)
        text = request.text
        while (clause := first_clause(text)) is not None:
            replacement = await job.values(clause, text)
            text = f"{text[: clause.start]} {replacement} {text[clause.end :]}"
        return replace(request, text=text, longest=self._settings.query_length + self._settings.federation_bytes)

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def policy(self) -> Policy:
        return self._policy

    @property
    def remote(self) -> RemoteServices:
        return self._remote

    @property
    def pool(self) -> QueryPool:
        return self._pool


class _Job:
    """The SERVICE clauses of one query, one after the other."""

    def __init__(self, federation: Federation, request: QueryRequest, client: str, deadline: float) -> None:
        self._federation, self._request, self._client, self._deadline = federation, request, client, deadline
        self._requests = 0
        self._blank = 0

    async def values(self, clause: ServiceClause, text: str) -> str:
        """What stands in place of a clause."""
        tokens = tokens_of(text)
        prologue = read_prologue(tokens, text)
        named = clause.endpoint.text[1:] if clause.endpoint.kind == "variable" else None
        clause = self._forwarded(clause, prologue)
        body = tokens_of(clause.body)
        before = variables_of(tokens_of(clause.before))
        shared = [v for v in clause.variables if v in before]
        wanted = [*shared, *([named] if named and named in before and named not in shared else [])]
        bindings = await self._bindings(clause, wanted, prologue, dataset_clauses(tokens, text)) if wanted else [{}]
        if not bindings:
            return "VALUES () { }"
        projected = [*clause.variables, *_labels(body, variables_of(tokens))]
        rows: list[Row] = []
        for endpoint, its_bindings in self._by_endpoint(clause, named, bindings, prologue):
            try:
                url = self._federation.policy.allow(endpoint)
                answered = await self._ask(endpoint, url, clause, prologue, shared, its_bindings, projected)
            except (FederationError, QueryRefusedError):
                if not clause.silent:
                    raise
                answered = [{}]
            rows += ({**row, named: ox.NamedNode(endpoint)} for row in answered) if named else answered
        columns = list(dict.fromkeys([*projected, *([named] if named else [])]))
        return self._as_values(columns, rows)

    def _forwarded(self, clause: ServiceClause, prologue: Prologue) -> ServiceClause:
        """The clause as its endpoint may see it.

        Wikidata's own services are forwarded as they are, and so are services that are allowed here. A SILENT one that
        is not is taken out: its address goes nowhere.

        Raises:
            QueryRefusedError: a nested service that is not allowed.
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
                self._federation.policy.allow(endpoint)
            except QueryRefusedError:
                if not nested.silent:
                    raise
                body = f"{body[: nested.start]} {{ }} {body[nested.end :]}"
        return replace(clause, body=body)

    async def _bindings(self, clause: ServiceClause, wanted: list[str], prologue: Prologue, dataset: str) -> list[Row]:
        """The different bindings that the query has before the clause; one empty row if they are too many to send."""
        most = BATCH * self._federation.settings.federation_requests
        names = " ".join(f"?{v}" for v in wanted)
        query = f"{prologue.text} SELECT DISTINCT {names} {dataset} WHERE {{ {clause.before}\n}} LIMIT {most + 1}"
        asked = replace(
            self._request,
            text=query,
            result_format=RESULT_FORMATS[0],
            longest=self._federation.settings.query_length + self._federation.settings.federation_bytes,
        )
        answer = await self._federation.pool.answer(asked, self._client, max(0.1, self._deadline - time.monotonic()))
        results = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
        if not isinstance(results, ox.QuerySolutions):
            raise TypeError("not a SELECT query")
        rows: list[Row] = [
            {n: term for n in wanted if isinstance(term := row[n], ox.NamedNode | ox.Literal)} for row in results
        ]
        return rows if len(rows) <= most else [{}]

    def _by_endpoint(
        self, clause: ServiceClause, named: str | None, bindings: list[Row], prologue: Prologue
    ) -> Iterable[tuple[str, list[Row]]]:
        if named is None:
            yield prologue.iri(clause.endpoint), bindings
            return
        endpoints: dict[str, list[Row]] = {}
        for row in bindings:
            term = row.get(named)
            if not isinstance(term, ox.NamedNode):
                raise QueryRefusedError(f"SERVICE ?{named}: the variable is not bound to an address before the clause.")
            endpoints.setdefault(term.value, []).append({k: v for k, v in row.items() if k != named})
        yield from sorted(endpoints.items())

    async def _ask(
        self,
        endpoint: str,
        url: str,
        clause: ServiceClause,
        prologue: Prologue,
        shared: list[str],
        bindings: list[Row],
        projected: list[str],
    ) -> list[Row]:
        """Ask one endpoint, with all bindings, a hundred in a request."""
        restricted = bool(shared) and all(any(v in row for v in shared) for row in bindings)
        batches = [bindings[i : i + BATCH] for i in range(0, len(bindings), BATCH)] if restricted else [None]
        self._requests += len(batches)
        most = self._federation.settings.federation_requests
        if self._requests > most:
            raise QueryRefusedError(f"The query would take more than {most} requests to other services.")
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(batch: list[Row] | None) -> list[Row]:
            query = _remote_query(clause, prologue, shared, batch, projected)
            async with gate:
                return await asyncio.to_thread(self._federation.remote.ask, endpoint, url, query, self._deadline)

        return [row for rows in await asyncio.gather(*map(one, batches)) for row in rows]

    def _as_values(self, columns: list[str], rows: list[Row]) -> str:
        """Rows as a VALUES block on one line. Blank nodes of a remote get names: they mean nothing elsewhere."""
        if not columns:
            return " ".join(["{ VALUES () {", *["()"] * len(rows), "} }"])
        self._blank += 1

        def written(term: object) -> str:
            if term is None:
                return "UNDEF"
            if isinstance(term, ox.BlankNode):
                return f"<{_GENID}{self._blank}-{term.value}>"
            return str(term).replace("\n", "\\n").replace("\r", "\\r")

        lines = ["(" + " ".join(written(row.get(c)) for c in columns) + ")" for row in rows]
        return f"VALUES ({' '.join(f'?{c}' for c in columns)}) {{ {' '.join(lines)} }}"


def _remote_query(
    clause: ServiceClause, prologue: Prologue, shared: list[str], batch: list[Row] | None, projected: list[str]
) -> str:
    """The query for an endpoint: the body of the clause, joined with a batch of bindings."""
    names = " ".join(f"?{v}" for v in projected) or "*"
    body = clause.body
    if batch:
        columns = [v for v in shared if any(v in row for row in batch)]
        rows = " ".join("(" + " ".join(str(row[v]) if v in row else "UNDEF" for v in columns) + ")" for row in batch)
        values = f"VALUES ({' '.join(f'?{v}' for v in columns)}) {{ {rows} }}"
        ordered = any(t.is_word(*_ORDERED) for t in tokens_of(body))
        body = f"{{ {body}\n}} {values}" if ordered else f"{values} {body}"
    return f"{prologue.text} SELECT {names} WHERE {{ {body}\n}}"


def _labels(body: Sequence[Token], outer: Sequence[str]) -> list[str]:
    """Variables that Wikidata's label service binds only if they are asked for by name."""
    if not any(t.kind == "name" and t.text.endswith(":label") for t in body):
        return []
    inner = variables_of(body)
    return [v for v in outer for end in _LABELS if v not in inner and v.endswith(end) and v.removesuffix(end) in inner]


def _without_services(text: str) -> str:
    """The query with its SERVICE keywords taken out, to look at its size and nesting."""
    pieces, at = [], 0
    for token in tokens_of(text):
        if token.is_word("SERVICE"):
            pieces.append(text[at : token.start])
            at = token.end
    return "".join([*pieces, text[at:]])
