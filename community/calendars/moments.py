"""Days, times and lengths of time as iCalendar writes them, within years that have them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

YEARS = range(1970, 2200)
"""Beyond them zones know nothing, and near the first and the last year moments have none."""


class YearUnusable(ValueError):
    """A day lies in a year that is not one of `YEARS`."""


def read_day_or_time(text: str) -> date | datetime:
    """A day, or a time that is naive or in UTC.

    Raises `ValueError` for what is neither and `YearUnusable`.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError
    year, month, day = (int(part) for part in match.group(1, 2, 3))
    if year not in YEARS:
        raise YearUnusable
    if match.group(4) is None:
        return date(year, month, day)
    hour, minute, second = (int(part) for part in match.group(4, 5, 6))
    zone = UTC if match.group(7) else None
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)


def read_length(text: str) -> timedelta:
    """A DURATION, which may be negative. Raises `ValueError`."""
    match = _LENGTH.fullmatch(text.strip().upper())
    if match is None or text.strip()[-1] in "PTpt":
        raise ValueError
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if match.group(1) == "-" else length


def moment(value: datetime, zone: ZoneInfo) -> datetime:
    """In UTC; what is naive is on the clock of `zone`."""
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def wall_clock(value: datetime, zone: ZoneInfo) -> datetime:
    """Naive, as the clocks of `zone` show it."""
    return moment(value, zone).astimezone(zone).replace(tzinfo=None)


_TIME = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z)?)?", re.IGNORECASE
)
_LENGTH = re.compile(
    r"([+-]?)P(?:([0-9]{1,5})W)?(?:([0-9]{1,5})D)?"
    r"(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8})S)?)?"
)
