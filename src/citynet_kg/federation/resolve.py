"""Replace the SERVICE clauses of a query by what their endpoints answer."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import FederationError, QueryRefusedError, QueryTimeoutError
from citynet_kg.federation.planning import as_values, first_plan
from citynet_kg.federation.policy import Policy
from citynet_kg.federation.remote import RemoteServices
from citynet_kg.query.formats import RESULT_FORMATS
from citynet_kg.query.guard import inspect_query, names_service
from citynet_kg.query.tokens import service_tokens, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citynet_kg.federation.planning import Plan
    from citynet_kg.federation.remote import Row
    from citynet_kg.query import QueryRequest
    from citynet_kg.query.pool import QueryPool
    from citynet_kg.settings import Settings

BATCH = 100
_AT_ONCE = 4
_CALLERS = 16


class Federation:
    """Evaluates SERVICE for one server. What takes long, reading or waiting, is left to threads."""

    def __init__(self, pool: QueryPool, settings: Settings) -> None:
        self._pool, self._settings = pool, settings
        self._policy = Policy(settings)
        self._remote = RemoteServices(settings)
        # apart from the threads that read: remotes that are slow must not keep a query from being read
        self._callers = ThreadPoolExecutor(_CALLERS, thread_name_prefix="service")

    async def resolve(
        self, request: QueryRequest, client: str, seconds: float | None
    ) -> tuple[QueryRequest, float | None]:
        """The same query with VALUES in place of its SERVICE clauses; the query itself if it has none.

        Args:
            request: the query.
            client: who asks; evaluating what is bound before a clause takes a turn of theirs.
            seconds: that all of it may take; the deadline of the settings if None or longer.

        Returns:
            The query, and the seconds that are left for it.

        Raises:
            QueryRefusedError: an endpoint that is not allowed, too many clauses or requests.
            QueryTimeoutError: the services took all the time.
            FederationError: an endpoint that failed, unless SILENT.
            CityNetError: what evaluating raises.
        """
        if not _may_call(request.text) or not await asyncio.to_thread(names_service, request.text):
            return request, seconds
        allowed = min(seconds or self._settings.deadline, self._settings.deadline)
        deadline = time.monotonic() + allowed
        try:
            async with asyncio.timeout(allowed):
                text = await self._resolved(request, _Job(self, request, client, deadline))
        except TimeoutError:
            raise QueryTimeoutError(f"The services took longer than {allowed:g} seconds.") from None
        left = max(0.001, deadline - time.monotonic())
        return replace(request, text=text, longest=self.longest), left

    async def _resolved(self, request: QueryRequest, job: _Job) -> str:
        text = request.text
        await asyncio.to_thread(self._inspect, text)
        while (plan := await asyncio.to_thread(first_plan, text, self._policy)) is not None:
            replacement = await job.values(plan)
            text = f"{text[: plan.start]} {replacement} {text[plan.end :]}"
        return text

    def _inspect(self, text: str) -> None:
        """Refuse a query that is too long, too deep, or has more clauses than it may send requests."""
        tokens = tokens_of(text)
        services = service_tokens(tokens)
        pieces, at = [], 0
        for token in services:
            pieces.append(text[at : token.start])
            at = token.end
        inspect_query("".join([*pieces, text[at:]]), longest=self._settings.query_length)
        most = self._settings.federation_requests
        if len(services) > most:
            raise QueryRefusedError(f"The query has {len(services):,} SERVICE clauses; {most:,} are allowed.")

    @property
    def longest(self) -> int:
        """Characters that a query may have with the answers in it."""
        return self._settings.query_length + self._settings.federation_bytes

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def policy(self) -> Policy:
        return self._policy

    @property
    def pool(self) -> QueryPool:
        return self._pool

    async def call(self, endpoint: str, query: str, deadline: float, most: int) -> tuple[Sequence[Row], int]:
        """Ask an endpoint; see `RemoteServices.ask`."""
        url = self._policy.allow(endpoint)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._callers, self._remote.ask, endpoint, url, query, deadline, most)

    def close(self) -> None:
        """Call nobody any more."""
        self._callers.shutdown(wait=False, cancel_futures=True)


def _may_call(text: str) -> bool:
    """Tell at a glance whether a query needs a closer look."""
    lower = text.lower()
    return "service" in lower or "\\u" in lower


class _Job:
    """The SERVICE clauses of one query, one after the other."""

    def __init__(self, federation: Federation, request: QueryRequest, client: str, deadline: float) -> None:
        self._federation, self._request, self._client, self._deadline = federation, request, client, deadline
        self._requests = 0
        self._clauses = 0
        self._left = federation.settings.federation_bytes

    async def values(self, plan: Plan) -> str:
        """What stands in place of a clause."""
        self._clauses += 1
        bindings = await self._bindings(plan) if plan.wanted else [{}]
        if not bindings:
            return "VALUES () { }"
        rows: list[Row] = []
        for endpoint, its_bindings in _by_endpoint(plan, bindings):
            try:
                self._federation.policy.allow(endpoint)
                answered = await self._ask(endpoint, plan, its_bindings)
            except (FederationError, QueryRefusedError):
                if not plan.silent:
                    raise
                answered = [{}]
            named = plan.endpoint_variable
            rows += ({**row, named: ox.NamedNode(endpoint)} for row in answered) if named else answered
        return await asyncio.to_thread(as_values, plan.columns, rows, str(self._clauses))

    async def _bindings(self, plan: Plan) -> list[Row]:
        """The different bindings that the query has before the clause; one empty row if they are too many to send."""
        most = BATCH * self._federation.settings.federation_requests
        asked = replace(
            self._request,
            text=plan.bindings_query(most + 1),
            result_format=RESULT_FORMATS[0],
            longest=self._federation.longest,
            excerpt=None,
        )
        answer = await self._federation.pool.answer(asked, self._client, max(0.1, self._deadline - time.monotonic()))
        rows = await asyncio.to_thread(_rows, answer.body, plan.wanted)
        return rows if len(rows) <= most else [{}]

    async def _ask(self, endpoint: str, plan: Plan, bindings: list[Row]) -> list[Row]:
        """Ask one endpoint, with all bindings, a hundred in a request."""
        restricted = bool(plan.shared) and all(any(v in row for v in plan.shared) for row in bindings)
        batches = [bindings[i : i + BATCH] for i in range(0, len(bindings), BATCH)] if restricted else [None]
        self._requests += len(batches)
        most = self._federation.settings.federation_requests
        if self._requests > most:
            raise QueryRefusedError(f"The query would take more than {most} requests to other services.")
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(batch: list[Row] | None) -> Sequence[Row]:
            query = await asyncio.to_thread(plan.remote_query, batch)
            async with gate:
                rows, size = await self._federation.call(endpoint, query, self._deadline, self._left)
            self._left -= size
            return rows

        return [row for rows in await asyncio.gather(*map(one, batches)) for row in rows]


def _rows(body: bytes, wanted: Iterable[str]) -> list[Row]:
    """The rows of an answer of our own workers; blank nodes cannot be sent to others."""
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        raise TypeError("not a SELECT query")
    return [{n: term for n in wanted if isinstance(term := row[n], ox.NamedNode | ox.Literal)} for row in results]


def _by_endpoint(plan: Plan, bindings: list[Row]) -> Iterable[tuple[str, list[Row]]]:
    named = plan.endpoint_variable
    if not named:
        yield plan.endpoint, bindings
        return
    endpoints: dict[str, list[Row]] = {}
    for row in bindings:
        term = row.get(named)
        if not isinstance(term, ox.NamedNode):
            raise QueryRefusedError(f"SERVICE ?{named}: the variable is not bound to an address before the clause.")
        endpoints.setdefault(term.value, []).append({k: v for k, v in row.items() if k != named})
    yield from sorted(endpoints.items())
