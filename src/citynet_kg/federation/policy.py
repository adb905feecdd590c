"""Which endpoints a query may name, and where their queries are sent."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from citynet_kg.errors import FederationError, QueryRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.settings import Settings

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """Where an endpoint is asked: the host by which it is known, and the one address that is connected to."""

    scheme: str
    host: str
    ip: str
    port: int
    target: str


class Policy:
    """The allow-list. Empty, it allows nothing."""

    def __init__(self, settings: Settings) -> None:
        pairs = settings.mirrors.split()
        mirrors = dict(zip(pairs[::2], pairs[1::2], strict=False))
        self._sent_to: Mapping[tuple[str, str, int, str], str] = {
            _normal(endpoint): mirrors.get(endpoint, endpoint) for endpoint in (*settings.federate.split(), *mirrors)
        }
        self._names = sorted({*settings.federate.split(), *mirrors})

    def allow(self, endpoint: str) -> str:
        """The address that an endpoint's queries are sent to.

        Raises:
            QueryRefusedError: it is not on the list.
        """
        try:
            address = self._sent_to.get(_normal(endpoint))
        except ValueError:
            address = None
        if address is None:
            allowed = ", ".join(f"<{name}>" for name in self._names) or "none"
            raise QueryRefusedError(f"SERVICE <{endpoint}> is not allowed here. Allowed services: {allowed}.")
        return address


def _normal(url: str) -> tuple[str, str, int, str]:
    """What makes two spellings of an address the same.

    Raises:
        ValueError: not an http address, or one with a user, a password or a fragment.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None or parts.fragment:
        raise ValueError(url)
    path = parts.path or "/"
    return (
        parts.scheme,
        parts.hostname.lower(),
        parts.port or _PORTS[parts.scheme],
        f"{path}?{parts.query}" if parts.query else path,
    )


def resolve(endpoint: str, url: str) -> Address:
    """Look an address up once, so that it is connected to where it was checked.

    A name on the list must not lead into the private network behind its operator's back; whoever means a loopback or
    private address writes it as such.

    Raises:
        FederationError: the name does not resolve, or to an address that it must not.
    """
    scheme, host, port, target = _normal(url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise FederationError(endpoint, "cannot be found: its name does not resolve.") from None
    ip = str(found[0][4][0])
    literal = host == "localhost" or _is_ip(host)
    if not literal and not ipaddress.ip_address(ip.split("%", maxsplit=1)[0]).is_global:
        raise FederationError(endpoint, "resolves to an address inside a private network, and is not asked.")
    return Address(scheme, host, ip, port, target)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
