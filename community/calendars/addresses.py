"""Which addresses a calendar may be fetched from: https, and only the public internet.

Whoever fetches resolves the name, asks `refuse_address` for every address and connects to
one that passed, not to the name: a second look-up could answer differently.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from community.errors import CommunityError

MAX_URL = 500
PORT = 443

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(CommunityError):
    """`reason`: `not_https`, `port`, `user`, `no_host`, `too_long`, `not_public`, `unreadable`."""


def checked_url(url: str) -> SplitResult:
    """The parts of a URL that may be fetched. Raises `AddressRefused`."""
    if len(url) > MAX_URL:
        raise AddressRefused(reason="too_long", limit=MAX_URL)
    if not url.isascii() or any(sign.isspace() or not sign.isprintable() for sign in url):
        raise AddressRefused(reason="unreadable")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(reason="unreadable") from None
    if parts.scheme.lower() != "https":
        raise AddressRefused(reason="not_https")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(reason="user")
    if not parts.hostname:
        raise AddressRefused(reason="no_host")
    if port not in (None, PORT):
        raise AddressRefused(reason="port")
    try:
        ipaddress.ip_address(parts.hostname)
    except ValueError:
        return parts
    refuse_address(parts.hostname)
    return parts


def refuse_address(address: str) -> None:
    """Raises `AddressRefused` unless the IP address is one of the public internet."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        raise AddressRefused(reason="unreadable") from None
    if ip in _NAT64:  # the way to an IPv4 address from a network without IPv4
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    for one in (ip, *_inside(ip)):
        if not one.is_global or one.is_multicast or one.is_reserved:
            raise AddressRefused(reason="not_public", address=str(ip))


def _inside(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses that an IPv6 address stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    return [one for one in found if one is not None]
