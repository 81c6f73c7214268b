"""Typed addresses become positions, by a service the operator chooses.

The services are geopy's, by their geopy names ("nominatim", "baiduv3", "photon", …). Around
them: a cache that also remembers what was not found, a pause between calls, a time-out, the
datum of the answers, and a box outside of which an answer is not believed. What members
type is neither logged nor carried by an exception.
"""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from geo.box import Box
from geo.datum import Datum, to_wgs84
from geo.position import Position

LONGEST_TEXT = 100
"""What is longer is no address and is not sent (Baidu takes 84 bytes, 28 characters)."""

MOST_PLACES = 5

_BAIDU = ("baidu", "baiduv3")

Call = Callable[[str], Awaitable[Any]]
"""Asks the service; gives geopy's Location, a list of them, or None."""


@dataclass(frozen=True, slots=True)
class GeocodedPlace:
    """Where the service takes an address to be, WGS-84. `label` is the service's wording,
    or the text asked for when the service has none."""

    label: str
    position: Position


class Trouble(StrEnum):
    """Why there is no answer."""

    TIMEOUT = "timeout"
    LIMITED = "limited"
    """The service wants fewer calls, or its quota is used up."""
    BUSY = "busy"
    """Too many ask at once here: the pause between calls would take longer than the time-out."""
    SERVICE = "service"
    """Not reached, or failing."""
    ANSWER = "answer"
    """An answer nobody can read."""
    KEY = "key"
    """The key or account is not accepted."""
    QUERY = "query"
    """The request as such is not accepted."""


class GeocoderUnavailable(Exception):
    """No answer now; later there may be one."""

    def __init__(self, service: str, trouble: Trouble, retry_after_s: float | None = None) -> None:
        super().__init__(service, trouble, retry_after_s)
        self.service = service
        self.trouble = trouble
        self.retry_after_s = retry_after_s


class GeocoderRefused(Exception):
    """The service will not answer us: the operator has to mend something."""

    def __init__(self, service: str, trouble: Trouble) -> None:
        super().__init__(service, trouble)
        self.service = service
        self.trouble = trouble


class GeocoderMisconfigured(ValueError):
    """No such service, or options it does not know. `reason` is geopy's own."""

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(service, reason)
        self.service = service
        self.reason = reason


class Geocoder:
    """Asks one service. Made by `make_geocoder`; for one event loop."""

    def __init__(
        self,
        service: str,
        call: Call,
        *,
        close: Callable[[], Awaitable[None]],
        datum: Datum,
        box: Box | None,
        timeout_s: float,
        min_delay_s: float,
        cache: AnswerCache,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._service = service
        self._call = call
        self._close = close
        self._datum = datum
        self._box = box
        self._timeout_s = timeout_s
        self._min_delay_s = min_delay_s
        self._cache = cache
        self._clock = clock
        self._sleep = sleep
        self._next_call_at = float("-inf")

    async def find(self, text: str) -> list[GeocodedPlace]:
        """Where `text` may be, the service's best first, at most `MOST_PLACES`; [] for nowhere.

        Raises `GeocoderUnavailable` or `GeocoderRefused`.
        """
        asked = " ".join(unicodedata.normalize("NFKC", text[: 4 * LONGEST_TEXT]).split())
        if not 2 <= len(asked) <= LONGEST_TEXT or not _sendable(asked):
            return []
        known = self._cache.get(asked)
        if known is None:
            await self._wait_for_turn()
            known = self._places(asked, await self._ask(asked))
            self._cache.put(asked, known)
        return list(known)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._close()

    async def _wait_for_turn(self) -> None:
        now = self._clock()
        turn = max(now, self._next_call_at)
        if turn - now > self._timeout_s:
            raise GeocoderUnavailable(self._service, Trouble.BUSY, turn - now)
        self._next_call_at = turn + self._min_delay_s
        if turn > now:
            await self._sleep(turn - now)

    async def _ask(self, text: str) -> Any:
        from geopy import exc

        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._call(text)
        except exc.GeocoderQuotaExceeded as error:
            pause = _pause(getattr(error, "retry_after", None))
            if pause is not None:
                self._next_call_at = max(self._next_call_at, self._clock() + pause)
            raise GeocoderUnavailable(self._service, Trouble.LIMITED, pause) from None
        except TimeoutError:  # geopy's own time-out is one as well
            raise GeocoderUnavailable(self._service, Trouble.TIMEOUT) from None
        except (exc.GeocoderAuthenticationFailure, exc.GeocoderInsufficientPrivileges):
            raise GeocoderRefused(self._service, Trouble.KEY) from None
        except exc.GeocoderQueryError:
            raise GeocoderRefused(self._service, Trouble.QUERY) from None
        except exc.GeocoderParseError:
            raise GeocoderUnavailable(self._service, Trouble.ANSWER) from None
        except exc.GeopyError:
            raise GeocoderUnavailable(self._service, Trouble.SERVICE) from None
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            # What geopy's parsers do with JSON of another shape.
            raise GeocoderUnavailable(self._service, Trouble.ANSWER) from None

    def _places(self, asked: str, answer: Any) -> tuple[GeocodedPlace, ...]:
        locations = answer if isinstance(answer, list) else [answer] if answer else []
        found: dict[GeocodedPlace, None] = {}
        for location in locations[:MOST_PLACES]:
            position = to_wgs84(location.latitude, location.longitude, self._datum)
            if self._box is None or self._box.contains(position):
                found[GeocodedPlace(self._label(asked, location), position)] = None
        return tuple(found)

    def _label(self, asked: str, location: Any) -> str:
        # Baidu's is the sort of match ("门址"), not a name.
        address = None if self._service in _BAIDU else location.address
        return address if isinstance(address, str) and address else asked


class AnswerCache:
    """The last answers, also empty ones, each for a while. The least recently used goes."""

    def __init__(self, size: int, ttl_s: float, clock: Callable[[], float]) -> None:
        self._size = size
        self._ttl_s = ttl_s
        self._clock = clock
        self._answers: OrderedDict[str, tuple[float, tuple[GeocodedPlace, ...]]] = OrderedDict()

    def get(self, text: str) -> tuple[GeocodedPlace, ...] | None:
        """The answer to `text`; None when it is not known (any more)."""
        entry = self._answers.get(text)
        if entry is None:
            return None
        expires_at, places = entry
        if self._clock() >= expires_at:
            del self._answers[text]
            return None
        self._answers.move_to_end(text)
        return places

    def put(self, text: str, places: tuple[GeocodedPlace, ...]) -> None:
        self._answers[text] = (self._clock() + self._ttl_s, places)
        self._answers.move_to_end(text)
        while len(self._answers) > self._size:
            self._answers.popitem(last=False)


def make_geocoder(
    service: str,
    *,
    options: Mapping[str, Any],
    query_options: Mapping[str, Any] | None = None,
    datum: Datum | None = None,
    box: Box | None = None,
    timeout_s: float = 5.0,
    min_delay_s: float = 1.0,
    cache_size: int = 1000,
    cache_ttl_s: float = 86_400.0,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Geocoder:
    """A geocoder by its geopy name.

    `options` go to geopy's class (`domain`, `user_agent`, `api_key`, `proxies`, …),
    `query_options` to each call (`language`, `country_codes`, …). `datum` is what the
    service answers in: BD-09 for Baidu, else WGS-84, unless told. Nominatim is asked for
    places within `box` only; every service's answers outside it are dropped.
    Raises `GeocoderMisconfigured`.
    """
    name = service.strip().lower()
    geopy_geocoder = _geopy_geocoder(name, options, timeout_s)
    asking = _asking(name, box) | dict(query_options or {})

    async def call(text: str) -> Any:
        return await geopy_geocoder.geocode(text, **asking)

    async def close() -> None:
        await geopy_geocoder.__aexit__(None, None, None)

    return Geocoder(
        name,
        call,
        close=close,
        datum=datum or (Datum.BD09 if name in _BAIDU else Datum.WGS84),
        box=box,
        timeout_s=timeout_s,
        min_delay_s=min_delay_s,
        cache=AnswerCache(cache_size, cache_ttl_s, clock),
        clock=clock,
        sleep=sleep,
    )


def _geopy_geocoder(service: str, options: Mapping[str, Any], timeout_s: float) -> Any:
    from geopy.exc import GeopyError
    from geopy.geocoders import get_geocoder_for_service

    from geo.geocode_http import HttpxAdapter

    try:
        make = get_geocoder_for_service(service)
        return make(**{"timeout": timeout_s, **options, "adapter_factory": HttpxAdapter})
    except (GeopyError, TypeError, ValueError) as error:
        raise GeocoderMisconfigured(service, str(error)) from None


def _asking(service: str, box: Box | None) -> dict[str, Any]:
    """What each call says besides the text."""
    if service in _BAIDU:
        return {}  # one result at most, and geopy fails on exactly_one=False
    if service != "nominatim":
        return {"exactly_one": False}
    asking: dict[str, Any] = {"exactly_one": False, "limit": MOST_PLACES}
    if box is not None:
        corners = ((box.south, box.west), (box.north, box.east))
        asking |= {"viewbox": corners, "bounded": True}
    return asking


def _sendable(text: str) -> bool:
    """Without lone surrogates, which no URL can hold."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _pause(retry_after: object) -> float | None:
    """Seconds to wait as the service said, at most an hour."""
    if not isinstance(retry_after, int | float) or not retry_after > 0:
        return None
    return min(float(retry_after), 3600.0)
