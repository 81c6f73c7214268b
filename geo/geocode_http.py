"""How geopy reaches its services here: asynchronously, with the HTTP client we have.

geopy's own asynchronous adapter needs aiohttp; this one is geopy's documented extension
point (`adapter_factory`) on httpx. Importing it imports geopy, which costs some 0.2 s:
`geo.geocode` does so only when a geocoder is configured.
"""

from __future__ import annotations

import json
import logging
import ssl
import urllib.request
from collections.abc import Mapping
from typing import Any

import httpx
from geopy.adapters import AdapterHTTPError, BaseAsyncAdapter
from geopy.exc import (
    GeocoderParseError,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

LARGEST_ANSWER = 1_000_000
"""Bytes. Addresses take a few thousand."""


class HttpxAdapter(BaseAsyncAdapter):  # type: ignore[misc]  # geopy is untyped
    """A geopy adapter on httpx.

    `proxies` are geopy's: None for those of the system, {} for none, or URLs by scheme.
    """

    def __init__(self, *, proxies: Mapping[str, str] | None, ssl_context: ssl.SSLContext | None):
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        # Both log the address called, with the member's text and the operator's key in it.
        for name in ("geopy", "httpx"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._proxies = _proxies(proxies)
        self._verify: ssl.SSLContext | bool = ssl_context or True
        self._client: httpx.AsyncClient | None = None

    async def get_json(
        self,
        url: str,
        *,
        timeout: float,  # noqa: ASYNC109  # the signature is geopy's
        headers: Mapping[str, str],
    ) -> Any:
        text = await self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise GeocoderParseError("not JSON") from None

    async def get_text(
        self,
        url: str,
        *,
        timeout: float,  # noqa: ASYNC109  # the signature is geopy's
        headers: Mapping[str, str],
    ) -> str:
        try:
            return await self._get(url, timeout, headers)
        except httpx.TimeoutException:
            raise GeocoderTimedOut("timed out") from None
        except httpx.TransportError as error:
            raise GeocoderUnavailable(type(error).__name__) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise GeocoderServiceError(type(error).__name__) from None

    async def __aexit__(self, *_: object) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _get(self, url: str, patience_s: float, headers: Mapping[str, str]) -> str:
        if self._client is None:
            self._client = self._opened()
        plain = {**headers, "Accept-Encoding": "identity"}
        async with self._client.stream("GET", url, headers=plain, timeout=patience_s) as response:
            if response.status_code >= 300:
                raise AdapterHTTPError(
                    f"HTTP {response.status_code}",
                    status_code=response.status_code,
                    headers=response.headers,
                    text="",
                )
            if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
                # What is packed may unpack to a thousand times as much.
                raise GeocoderParseError("encoded")
            content = b""
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > LARGEST_ANSWER:
                    raise GeocoderParseError("too large")
        return _text(content, response.charset_encoding)

    def _opened(self) -> httpx.AsyncClient:
        mounts = {
            f"{scheme}://": httpx.AsyncHTTPTransport(proxy=url, verify=self._verify)
            for scheme, url in self._proxies.items()
        }
        return httpx.AsyncClient(mounts=mounts, verify=self._verify, trust_env=False)


def _text(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "utf-8", errors="replace")
    except LookupError:  # a name that Python does not know
        return content.decode(errors="replace")


def _proxies(proxies: Mapping[str, str] | None) -> dict[str, str]:
    found = urllib.request.getproxies() if proxies is None else proxies
    return {
        scheme: url if "://" in url else f"http://{url}"
        for scheme, url in found.items()
        if scheme in ("http", "https") and url
    }
