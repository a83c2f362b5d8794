"""Where a request comes from. A header says what its sender wants it to say: only what a trusted proxy wrote
into it is believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"
"""The address of a request that has none (a local socket)."""


def client_address(request: HttpRequest) -> str:
    """The address of the last hop that is not a trusted proxy (``OFFICE_TRUSTED_PROXIES``)."""
    at = _parsed(request.META.get("REMOTE_ADDR", ""))
    if at is None and not settings.OFFICE_TRUST_LOCAL_SOCKET:
        return NOWHERE
    hops = [h.strip() for h in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if h.strip()]
    while hops and (at is None or _is_proxy(at)):
        before = _parsed(hops.pop())
        if before is None:
            break  # a proxy does not write nonsense; what is left of it neither
        at = before
    return NOWHERE if at is None else str(at)


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Whether an address is one of some addresses and networks."""
    at = _parsed(address)
    return at is not None and _is_in(at, networks)


def _is_proxy(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return _is_in(address, settings.OFFICE_TRUSTED_PROXIES)


def _is_in(address: ipaddress.IPv4Address | ipaddress.IPv6Address, networks: Iterable[str]) -> bool:
    return any(address in ipaddress.ip_network(net, strict=False) for net in networks)


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found
