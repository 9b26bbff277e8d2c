"""The one place on the web that a crawl may ask: scheme, host and port."""

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from graph.errors import InputUnusable

_PORTS = {"http": 80, "https": 443}


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, multicast or reserved."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None:
        found = mapped
    return found.is_global and not found.is_multicast and not found.is_reserved


@dataclass(frozen=True, slots=True)
class Origin:
    """Compares as the same-origin rule of browsers does; `is_replica` says that it is on a loopback address of this machine."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Self:
        """The origin of an address; raises ValueError for one that is not of http or https, or has no host."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(f"{url!r} is no address of the web")
        return cls(parts.scheme, parts.hostname.rstrip(".").lower(), parts.port or _PORTS[parts.scheme])

    @classmethod
    def of_site(cls, base: str) -> Self:
        """The origin of a site that was named by a user; raises InputUnusable, also for literal private addresses."""
        try:
            origin = cls.of(base)
        except ValueError as error:
            raise InputUnusable(f"{base!r} is no site that can be crawled", "give its https:// address") from error
        if origin.is_literal and not origin.is_replica and not is_public(origin.host):
            raise InputUnusable(f"{base!r} is on a private address", "a replica is crawled on a loopback address only")
        return origin

    @property
    def is_literal(self) -> bool:
        """Whether the host is an IP address."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return False
        return True

    @property
    def is_replica(self) -> bool:
        """Whether this is an address of this machine itself."""
        return self.host == "localhost" or (self.is_literal and ipaddress.ip_address(self.host).is_loopback)
