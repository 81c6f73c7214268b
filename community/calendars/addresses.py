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
_UNICAST = ipaddress.ip_network("2000::/3")
"""Of version 6 only this is the public internet; what is special within it is listed below."""
# The special-purpose registries of IANA (RFC 6890), those that are reachable too: nobody
# serves a calendar from a relay, a sink or an example. Said here, since what the standard
# library takes for global differs between its versions.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)


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
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip in _NAT64:  # the way to an IPv4 address from a network without IPv4
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    outside = ip.version == 6 and ip not in _UNICAST
    if outside or not ip.is_global or any(ip in network for network in _SPECIAL):
        raise AddressRefused(reason="not_public", address=str(ip))
