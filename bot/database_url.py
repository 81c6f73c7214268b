"""The URL of a PostgreSQL database, and the password in it.

A password with an `@` that is not percent-encoded ends too early for whoever takes the URL
apart: the rest of it becomes a host or a port, and errors name those. Such a URL is refused
before anybody takes it apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, unquote

POSTGRESQL: Final = "postgresql+asyncpg://"
FORM: Final = (
    f"must be {POSTGRESQL}USER:PASSWORD@HOST:PORT/NAME, with @ : / ? # % in user and password "
    "written as %40 %3A %2F %3F %23 %25"
)
_WHO = re.compile(r"(?:(?P<user>[^:/]*)(?::(?P<password>[^@]*))?@)?(?P<where>.*)", re.DOTALL)
"""As SQLAlchemy divides it."""
_WHERE = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[\w.-]*)(?::[0-9]{1,5})?(?:/[^?@]*)?(?:\?[^@]*)?")
_SHORTEST: Final = 4
"""A shorter password is struck out only with its URL: it may be a part of any word."""


def well_formed(url: str) -> bool:
    """Whether the password in a URL of PostgreSQL ends where it is meant to."""
    return bool(_WHERE.fullmatch(_parts(url)["where"] or ""))


def secrets_of(url: str) -> Iterator[str]:
    """What must not be shown of any URL: it, and its password in both ways to write it."""
    yield url
    if not url.startswith(POSTGRESQL):
        return
    parts = _parts(url)
    query = (parts["where"] or "").partition("?")[2]
    given = [parts["password"] or "", *parse_qs(query).get("password", [])]
    for password in given:
        for written in {password, unquote(password)}:
            if len(written) >= _SHORTEST:
                yield written


def _parts(url: str) -> dict[str, str | None]:
    found = _WHO.fullmatch(url.removeprefix(POSTGRESQL))
    assert found is not None  # it takes anything
    return found.groupdict()
