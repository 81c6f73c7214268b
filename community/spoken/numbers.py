"""Numbers as people write them: `二十三`, `20人`, `1个半小时`.

Digits are 0 to 9 in half or full width; those of other scripts are refused.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final


class NumberUnread(ValueError):
    """The text is not a number of what was asked for."""


NUMERALS: Final = "零〇一二两三四五六七八九十"


def numeral(text: str) -> int | None:
    """Digits, or Chinese numerals up to 99: 9, 十, 二十三, 两, 零五; None for anything else."""
    if text.isascii() and text.isdecimal():
        return int(text)
    tens, ten, units = text.rpartition("十")
    if ten:
        one, other = _VALUES.get(tens or "一"), _VALUES.get(units or "零")
        return one * 10 + other if one and other is not None else None
    if len(units) == 2 and units[0] in "零〇":
        units = units[1]
    return _VALUES.get(units)


def read_count(text: str) -> int:
    """How many people: `20`, `20人`, `二十位`. Raises `NumberUnread`."""
    match = _COUNT.fullmatch(_plain(text))
    found = numeral(match.group(1)) if match else None
    if not found:
        raise NumberUnread(text)
    return found


def read_duration(text: str, bare: int = 1) -> int:
    """How many minutes: `90分钟`, `1.5小时`, `1个半小时`, `半小时`.

    A number alone has units of `bare` minutes. Raises `NumberUnread`.
    """
    plain = _plain(text)
    if plain.isascii() and plain.isdecimal() and len(plain) <= _MOST_DIGITS:
        return int(plain) * bare
    match = DURATION.fullmatch(plain)
    if match is None:
        raise NumberUnread(text)
    return duration(match)


def duration(match: re.Match[str]) -> int:
    """The minutes of what `DURATION` found."""
    half, whole, unit = match.group("half"), match.group("number"), match.group("unit")
    if half:
        return 30
    number = numeral(whole)
    count = float(whole) if number is None else number
    if unit.startswith(("分", "m")):
        return int(count)
    return int(count * 60) + (30 if "半" in unit else 0)


_VALUES: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_MOST_DIGITS = 5
_NUMERAL = "[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_COUNT = re.compile(rf"([0-9]{{1,{_MOST_DIGITS}}}|{_NUMERAL}) ?(?:人|位|名|people|persons|seats)?")
DURATION: Final = re.compile(
    r"(?P<half>半个?小时)"
    rf"|(?P<number>[0-9]{{1,3}}(?:\.5)?|{_NUMERAL}) ?"
    r"(?P<unit>个?半?小时|分钟|hours?|h|minutes?|min)"
)
"""On text that is in one spelling already; `duration` says how many minutes it is."""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())
