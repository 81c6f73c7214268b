"""Who opened a Mini App: `initData` as Telegram signed it, or a refusal.

A page hands its server the query string `Telegram.WebApp.initData`; whoever else sends one
cannot sign it. Checked as https://core.telegram.org/bots/webapps describes, and more closely:
each key once, no line breaks (the fields are joined by them before they are signed, so that
another cut of the same text would carry the same hash), and not older than an hour.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl

LARGEST: Final = 4096
"""Characters; Telegram's are a few hundred."""
MOST_FIELDS: Final = 32
OLDEST: Final = timedelta(hours=1)
SKEW: Final = timedelta(minutes=1)
"""How far Telegram's clock may be ahead of ours."""
LARGEST_ID: Final = 2**52
_KEY = re.compile(r"[a-z_]+")
_DATE = re.compile(r"[0-9]{1,11}")


class InitDataRefused(Exception):
    """`code`: `size`, `form`, `hash`, `date`, `user`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Visitor:
    """The Telegram user who opened the page, and what the link to it said."""

    user_id: int
    start_param: str
    opened_at: datetime


def verified(init_data: str, token: str, now: datetime) -> Visitor:
    """The visitor, when all of it is true. Raises `InitDataRefused`."""
    if len(init_data) > LARGEST:
        raise InitDataRefused("size")
    if not init_data.isascii():  # what is more stands there as %E5…
        raise InitDataRefused("form")
    fields = _fields(init_data)
    given = fields.pop("hash", "")
    if not token or not hmac.compare_digest(given.encode(), _hash(fields, token)):
        raise InitDataRefused("hash")
    return Visitor(_user_id(fields), fields.get("start_param", ""), _opened_at(fields, now))


def _fields(init_data: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            init_data,
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:  # bytes that are no text, too
        raise InitDataRefused("form") from None
    fields = dict(pairs)
    well_formed = all(_KEY.fullmatch(key) and "\n" not in value for key, value in pairs)
    if len(fields) < len(pairs) or not well_formed:
        raise InitDataRefused("form")
    return fields


def _hash(fields: dict[str, str], token: str) -> bytes:
    secret = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    text = "\n".join(f"{key}={value}" for key, value in sorted(fields.items()))
    return hmac.digest(secret, text.encode(), hashlib.sha256).hex().encode()


def _opened_at(fields: dict[str, str], now: datetime) -> datetime:
    date = fields.get("auth_date", "")
    if not _DATE.fullmatch(date):
        raise InitDataRefused("date")
    opened_at = datetime.fromtimestamp(int(date), UTC)
    if not -SKEW <= now - opened_at <= OLDEST:
        raise InitDataRefused("date")
    return opened_at


def _user_id(fields: dict[str, str]) -> int:
    try:
        number = json.loads(fields["user"])["id"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise InitDataRefused("user") from None
    if type(number) is not int or not 0 < number <= LARGEST_ID:
        raise InitDataRefused("user")
    return number
