"""What can be set, its default and its environment variable. Made once, passed down."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PUBLIC_URL = "https://w3id.org/citynet"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service presents itself and how much it gives to one request."""

    public_url: str = PUBLIC_URL
    """Prefix of absolute links in sitemap, VoID, DCAT and Link headers (CITYNET_PUBLIC_URL)."""
    contact: str = ""
    """An e-mail or web address for error reports; shown only if set (CITYNET_CONTACT)."""
    deadline: float = 30.0
    """Seconds that one query of a stranger may take (CITYNET_DEADLINE)."""
    query_workers: int = 4
    """Processes that evaluate strangers' queries (CITYNET_QUERY_WORKERS)."""
    query_memory: int = 1 << 30
    """Bytes that one query may use beyond the shared store (CITYNET_QUERY_MEMORY)."""
    query_wait: float = 5.0
    """Seconds that a query waits for a free worker before it is sent away (CITYNET_QUERY_WAIT)."""
    query_queue: int = 32
    """Queries that may wait at once (CITYNET_QUERY_QUEUE)."""
    query_length: int = 100_000
    """Characters of a query; longer ones are refused before parsing (CITYNET_QUERY_LENGTH)."""
    answer_bytes: int = 100_000_000
    """Bytes of one answer (CITYNET_ANSWER_BYTES)."""
    body_bytes: int = 1_000_000
    """Bytes of a request body (CITYNET_BODY_BYTES)."""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings; what is not set takes its default.

    Raises:
        ValueError: a number is not one.
    """
    defaults = Settings()
    given = {f.name: environment.get(f"CITYNET_{f.name.upper()}") for f in fields(Settings)}
    return replace(defaults, **{name: type(getattr(defaults, name))(text) for name, text in given.items() if text})
