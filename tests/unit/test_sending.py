"""Slow and vanished clients: an application in a thread always comes to its end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from citynet_kg.web import sending
from citynet_kg.web.sending import PatientSender

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

BODY = {"type": "http.response.body", "body": b"x" * 1000, "more_body": True}


def _sent(send: Callable[[dict[str, Any]], Awaitable[None]], times: int) -> PatientSender:
    async def run() -> PatientSender:
        sender = PatientSender(send)
        for _ in range(times):
            await asyncio.wait_for(sender(dict(BODY)), 5)
        return sender

    return asyncio.run(run())


def test_what_is_taken_is_sent() -> None:
    taken = []

    async def send(message: dict[str, Any]) -> None:
        taken.append(message)

    _sent(send, 3).check()
    assert taken == [BODY] * 3


def test_a_client_that_has_gone_is_told_of_at_the_end() -> None:
    calls = []

    async def send(message: dict[str, Any]) -> None:
        calls.append(message)
        raise OSError("gone")

    sender = _sent(send, 100)
    assert len(calls) == 1
    with pytest.raises(ConnectionError):
        sender.check()


def test_a_client_that_takes_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_PATIENCE", 0.05)

    async def send(_message: dict[str, Any]) -> None:
        await asyncio.sleep(60)

    sender = _sent(send, 100)
    with pytest.raises(ConnectionError):
        sender.check()
