"""Turns: places are never lost, and whoever can be served is."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citynet_kg.errors import ServiceBusyError, TooManyRequestsError
from citynet_kg.query.turns import Turns


async def _held(turns: Turns, client: str) -> AsyncExitStack:
    stack = AsyncExitStack()
    await stack.enter_async_context(turns.take(client))
    return stack


def test_clients_take_turns() -> None:
    async def run() -> list[str]:
        turns = Turns(1, 1, 20, 5)
        first = await _held(turns, "first")
        order: list[str] = []

        async def ask(client: str) -> None:
            async with turns.take(client):
                order.append(client)

        tasks = []
        for client in ("many", "many", "many", "one", "other"):
            tasks.append(asyncio.create_task(ask(client)))
            await asyncio.sleep(0)
        await first.aclose()
        await asyncio.gather(*tasks)
        return order

    assert asyncio.run(run()) == ["many", "one", "other", "many", "many"]


def test_a_place_goes_past_those_who_have_left() -> None:
    async def run() -> None:
        turns = Turns(1, 1, 20, 5)
        first = await _held(turns, "first")
        gone = [asyncio.create_task(_held(turns, "client")) for _ in range(3)]
        await asyncio.sleep(0)
        waiting = asyncio.create_task(_held(turns, "client"))
        await asyncio.sleep(0)
        for task in gone:
            task.cancel()
        await first.aclose()  # before those who were cancelled have been heard
        stack = await asyncio.wait_for(waiting, 1)
        await stack.aclose()
        assert (turns.running, turns.waiting) == (0, 0)

    asyncio.run(run())


def test_who_is_called_in_the_last_moment_is_served() -> None:
    async def run() -> None:
        turns = Turns(1, 1, 20, 0.01)
        for _ in range(20):
            first = await _held(turns, "first")
            waiting = asyncio.create_task(_held(turns, "second"))
            await asyncio.sleep(0.0095)
            await first.aclose()
            try:
                stack = await waiting
            except ServiceBusyError:
                pass
            else:
                await stack.aclose()
            assert (turns.running, turns.waiting) == (0, 0)
            async with turns.take("third"):
                pass

    asyncio.run(run())


def test_a_full_queue_and_a_greedy_client_are_told_apart() -> None:
    async def run() -> None:
        turns = Turns(1, 1, 4, 5)
        first = await _held(turns, "first")
        waiting = [asyncio.create_task(_held(turns, "greedy")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyRequestsError):
            await _held(turns, "greedy")
        waiting += [asyncio.create_task(_held(turns, name)) for name in ("one", "other")]
        await asyncio.sleep(0)
        with pytest.raises(ServiceBusyError):
            await _held(turns, "last")
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await first.aclose()
        assert (turns.running, turns.waiting) == (0, 0)

    asyncio.run(run())


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 5)), max_size=25))
def test_places_come_back_whatever_clients_do(visits: list[tuple[str, int, int]]) -> None:
    """Each visit: a client, how long it stays, and when it loses patience and leaves; 0 is never."""

    async def visit(turns: Turns, client: str, stay: int) -> None:
        try:
            async with turns.take(client):
                for _ in range(stay):
                    await asyncio.sleep(0)
        except (ServiceBusyError, TooManyRequestsError):
            pass

    async def run() -> None:
        turns = Turns(2, 1, 10, 5)
        tasks = [asyncio.create_task(visit(turns, client, stay)) for client, stay, _ in visits]
        for moment in range(1, 6):
            await asyncio.sleep(0)
            for task, (*_, leaves) in zip(tasks, visits, strict=True):
                if leaves == moment:
                    task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (turns.running, turns.waiting) == (0, 0)
        async with turns.take("new"), turns.take("newer"):
            assert turns.running == 2

    asyncio.run(run())
