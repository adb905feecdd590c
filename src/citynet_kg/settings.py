"""What can be set, its default and its environment variable. Made once, passed down."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from citynet_kg.errors import BadSettingError

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
    """Seconds that one query of a stranger may take, from its start to the last byte (CITYNET_DEADLINE)."""
    query_workers: int = 8
    """Processes that evaluate strangers' queries (CITYNET_QUERY_WORKERS)."""
    query_memory: int = 1 << 30
    """Bytes that one query may use beyond the shared store (CITYNET_QUERY_MEMORY)."""
    query_wait: float = 5.0
    """Seconds that a query waits for a free worker before it is sent away (CITYNET_QUERY_WAIT)."""
    query_queue: int = 32
    """Queries that may wait at once (CITYNET_QUERY_QUEUE)."""
    query_length: int = 400_000
    """Characters of a query; longer ones are refused before parsing (CITYNET_QUERY_LENGTH)."""
    query_share: int = 6
    """Queries of one client that are evaluated at once (CITYNET_QUERY_SHARE)."""
    answer_rows: int = 1_000_000
    """Rows of one answer (CITYNET_ANSWER_ROWS)."""
    answer_bytes: int = 100_000_000
    """Bytes of one answer (CITYNET_ANSWER_BYTES)."""
    cache_bytes: int = 64_000_000
    """Bytes of answers that are kept to be given again (CITYNET_CACHE_BYTES)."""
    body_bytes: int = 2_000_000
    """Bytes of a request body (CITYNET_BODY_BYTES)."""
    federate: str = ""
    """Endpoints that SERVICE may name, separated by spaces; none by default (CITYNET_FEDERATE)."""
    mirrors: str = ""
    """Pairs of an endpoint and the address that its queries are sent to instead (CITYNET_MIRRORS)."""
    federation_timeout: float = 20.0
    """Seconds that one request to a remote service may take (CITYNET_FEDERATION_TIMEOUT)."""
    federation_bytes: int = 20_000_000
    """Bytes that one query may take from remote services (CITYNET_FEDERATION_BYTES)."""
    federation_requests: int = 50
    """Requests to remote services, and SERVICE clauses, for one query (CITYNET_FEDERATION_REQUESTS)."""
    log_requests: bool = False
    """Write a line for each request to standard error (CITYNET_LOG_REQUESTS)."""
    trust_proxy: bool = False
    """Take the client's address from X-Forwarded-For (CITYNET_TRUST_PROXY)."""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings; what is not set takes its default.

    Raises:
        BadSettingError: a number is not one, or not above zero.
    """
    defaults = Settings()
    given = {f.name: environment.get(f"CITYNET_{f.name.upper()}") for f in fields(Settings)}
    values: dict[str, Any] = {}
    for name, text in given.items():
        if text:
            try:
                values[name] = _converted(getattr(defaults, name), text)
            except ValueError:
                raise BadSettingError(f"CITYNET_{name.upper()}", text) from None
    return replace(defaults, **values)


def _converted(default: str | float | bool, text: str) -> str | float | bool:
    if isinstance(default, bool):
        return text.lower() in ("1", "true", "yes", "on")
    if isinstance(default, str):
        return text
    number = type(default)(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number
