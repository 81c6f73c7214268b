"""Fetch a calendar from the internet without being led into a network that is not public."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlunsplit

import httpx

from community.calendars.addresses import AddressRefused, checked_url, refuse_address
from community.calendars.reading import MAX_BYTES

SECONDS = 20.0
"""For everything, redirects included."""
MAX_REDIRECTS = 3
HEADERS = {"Accept": "text/calendar", "User-Agent": "anjia-calendar", "Accept-Encoding": "identity"}

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""The IP addresses of a host name."""


class FetchFailed(Exception):
    """`code`: `timeout`, `unreachable`, `unresolved`, `status`, `too_big`, `redirects`,
    `encoded` (compressed, though that was not asked for)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Fetched:
    """`data` is None when nothing changed since `etag`."""

    data: bytes | None
    etag: str | None


async def fetch(
    url: str,
    etag: str | None = None,
    *,
    resolve: Resolve | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    seconds: float = SECONDS,
) -> Fetched:
    """The bytes of a calendar, at most `MAX_BYTES`, within `seconds`.

    Every address, that of each redirect too, has to be https and public; the connection
    goes to the address that was checked. Raises `AddressRefused` and `FetchFailed`.
    """
    # Neither proxies nor credentials of the environment.
    client = httpx.AsyncClient(transport=transport, trust_env=False, timeout=seconds)
    try:
        async with asyncio.timeout(seconds), client:
            return await _follow(client, url, etag, resolve or resolve_name)
    except (TimeoutError, httpx.TimeoutException):
        raise FetchFailed("timeout") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
        raise FetchFailed("unreachable") from None


async def resolve_name(host: str) -> Sequence[str]:
    """As the system resolves it. Raises `FetchFailed`."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # the latter for a label that is too long
        raise FetchFailed("unresolved") from None
    return list(dict.fromkeys(str(address[4][0]) for address in found))


async def _follow(
    client: httpx.AsyncClient, url: str, etag: str | None, resolve: Resolve
) -> Fetched:
    for _ in range(MAX_REDIRECTS + 1):
        parts = checked_url(url)
        request = await _request(client, parts, etag, resolve)
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            if response.status_code == 304:
                return Fetched(None, etag)
            if response.has_redirect_location:
                url = _joined(url, response.headers["location"])
                continue
            if response.status_code != 200:
                raise FetchFailed("status")
            return Fetched(await _read(response), _kept(response.headers.get("etag")))
        finally:
            await response.aclose()
    raise FetchFailed("redirects")


async def _request(
    client: httpx.AsyncClient, parts: SplitResult, etag: str | None, resolve: Resolve
) -> httpx.Request:
    """To a checked address; the certificate is still that of the name."""
    host = parts.hostname or ""
    addresses = await resolve(host)
    if not addresses:
        raise FetchFailed("unresolved")
    for address in addresses:
        refuse_address(address)
    address = addresses[0]
    netloc = f"[{address}]" if ":" in address else address
    mark = _kept(etag)
    headers = HEADERS | {"Host": host} | ({"If-None-Match": mark} if mark else {})
    target = urlunsplit(("https", netloc, parts.path or "/", parts.query, ""))
    return client.build_request("GET", target, headers=headers, extensions={"sni_hostname": host})


async def _read(response: httpx.Response) -> bytes:
    """The bytes as they came: what is packed may unpack to a thousand times as much."""
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise FetchFailed("encoded")
    chunks, size = [], 0
    async for chunk in response.aiter_raw():
        size += len(chunk)
        if size > MAX_BYTES:
            raise FetchFailed("too_big")
        chunks.append(chunk)
    return b"".join(chunks)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise AddressRefused(reason="unreadable") from None


def _kept(etag: str | None) -> str | None:
    """A mark that can be sent back."""
    return etag if etag and etag.isascii() and etag.isprintable() else None
