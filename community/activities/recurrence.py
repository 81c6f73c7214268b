"""What repeats: RFC 5545 recurrence rules on the wall clock of a zone.

A rule is expanded in local time and each start is then placed in the zone, so an activity at
19:30 stays at 19:30 when the clocks change. A local time that the change skips is read with
the offset before it, one that it repeats is the first (RFC 5545, 3.3.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from community.activities.rule_dates import FREQUENCIES, Effort, dates
from community.activities.rule_dates import WEEKDAYS as WEEKDAYS
from community.errors import CommunityError

MAX_COUNT = 366
MAX_INTERVAL = 99
MAX_LENGTH = 300
LAST_DAY = datetime(2199, 12, 31, 23, 59, 59)  # noqa: DTZ001 - the wall clock
"""Whatever is to repeat longer repeats until then; near the year 9999 moments have no number."""

_NUMBERS = {
    "COUNT": range(1, MAX_COUNT + 1),
    "INTERVAL": range(1, MAX_INTERVAL + 1),
    "BYMONTH": range(1, 13),
    "BYMONTHDAY": (*range(-31, 0), *range(1, 32)),
    "BYSETPOS": (*range(-31, 0), *range(1, 32)),
}
_ORDINALS = {"MONTHLY": 5, "YEARLY": 53}


class RecurrenceInvalid(CommunityError):
    """A rule cannot be used; `part` says which part of it, `value` what it says."""


def checked_rule(text: str, local_start: datetime, zone: ZoneInfo) -> str:
    """The rule in one spelling: upper case, UNTIL on the wall clock.

    `local_start` is naive and has to be the first start of the rule. Raises
    `RecurrenceInvalid` with the part that is wrong: a name, or `RRULE` for the whole.
    """
    parts = read_rule(text)
    if "UNTIL" in parts:
        parts["UNTIL"] = _wall_clock(parts["UNTIL"], zone)
    rule = _text(parts)
    _refuse_empty(rule, parts, local_start)
    return rule


def read_rule(text: str) -> dict[str, str]:
    """The parts of a rule by their names. Raises `RecurrenceInvalid` where one is not known."""
    parts = _parts(text)
    frequency = parts.get("FREQ", "")
    if frequency not in FREQUENCIES:
        raise RecurrenceInvalid(part="FREQ", value=frequency)
    if "COUNT" in parts and "UNTIL" in parts:
        raise RecurrenceInvalid(part="UNTIL", value=parts["UNTIL"])
    if "BYSETPOS" in parts and not {"BYDAY", "BYMONTHDAY", "BYMONTH"} & parts.keys():
        raise RecurrenceInvalid(part="BYSETPOS", value=parts["BYSETPOS"])
    for name, value in parts.items():
        if not _part_fits(name, value, frequency):
            raise RecurrenceInvalid(part=name, value=value)
    return parts


def starts(
    rule: str | None,
    local_start: datetime,
    zone: ZoneInfo,
    *,
    after: datetime,
    until: datetime,
    effort: Effort | None = None,
) -> list[datetime]:
    """Every start from `after` to `until`, both included, in UTC and in order.

    The search costs days of `effort`; where that ends, so do the starts.
    """
    if rule is None:
        moment = in_zone(local_start, zone)
        return [moment] if after <= moment <= until else []
    first, last = _near(after, -_MARGIN), _near(until, _MARGIN)
    locals_ = _locals(rule, local_start, first, last, effort)
    moments = (in_zone(local, zone) for local in locals_)
    return [moment for moment in moments if after <= moment <= until]


def in_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which the clocks of `zone` show `local` (naive).

    At the ends of the calendar, where there is none, the nearest that has a number.
    """
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return _FIRST if local.year == 1 else _LAST


def weekly(*, count: int | None = None, until: date | None = None, interval: int = 1) -> str:
    """The rule "every week at this time"; at most one of `count` and `until` (included)."""
    parts = {"FREQ": "WEEKLY"}
    if interval > 1:
        parts["INTERVAL"] = str(interval)
    if count is not None:
        parts["COUNT"] = str(count)
    if until is not None:
        parts["UNTIL"] = f"{until:%Y%m%d}T235959"
    return _text(parts)


def ended_before(rule: str, local: datetime) -> str:
    """The rule without its starts at and after `local`."""
    parts = _parts(rule)
    parts.pop("COUNT", None)
    parts["UNTIL"] = f"{local - timedelta(seconds=1):%Y%m%dT%H%M%S}"
    return _text(parts)


def continued_from(
    rule: str, local_start: datetime, local: datetime, effort: Effort | None = None
) -> str:
    """The rule for those starts that come at and after `local`, which is one of them."""
    parts = _parts(rule)
    if "COUNT" in parts:
        before = _locals(rule, local_start, local_start, local - timedelta(seconds=1), effort)
        parts["COUNT"] = str(max(0, int(parts["COUNT"]) - sum(1 for _ in before)))
    return _text(parts)


def moved_by(rule: str, days: int, shift: timedelta) -> str:
    """The rule whose starts are all `shift` later, of which `days` change the date.

    Raises `RecurrenceInvalid` where the dates of a month or a year would move: that
    is another rule and not the same one later.
    """
    parts = _parts(rule)
    if "UNTIL" in parts:
        parts["UNTIL"] = f"{_last(parts['UNTIL']) + shift:{_UNTIL}}"
    if days == 0:
        return _text(parts)
    if parts["FREQ"] in ("MONTHLY", "YEARLY") or {"BYMONTH", "BYMONTHDAY"} & parts.keys():
        raise RecurrenceInvalid(part="FREQ", value=parts["FREQ"])
    if "BYDAY" in parts:
        parts["BYDAY"] = ",".join(_later(day, days) for day in parts["BYDAY"].split(","))
        # Weeks begin later too, so that days of one week stay in one week.
        parts["WKST"] = _later(parts.get("WKST", "MO"), days)
    return _text(parts)


_UNTIL = "%Y%m%dT%H%M%S"
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_MARGIN = timedelta(days=2)
"""By more than the clocks of the world differ."""


def _later(day: str, days: int) -> str:
    return WEEKDAYS[(WEEKDAYS.index(day) + days) % 7]


def _parts(text: str) -> dict[str, str]:
    text = text.strip().upper().removeprefix("RRULE:")
    if not text or len(text) > MAX_LENGTH or not text.isascii():
        raise RecurrenceInvalid(part="RRULE", value=text[:MAX_LENGTH])
    parts: dict[str, str] = {}
    for piece in text.rstrip(";").split(";"):
        name, separator, value = piece.partition("=")
        if not name or not separator or not value or name in parts:
            raise RecurrenceInvalid(part=name or "RRULE", value=value)
        parts[name] = value
    return parts


def _text(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _part_fits(name: str, value: str, frequency: str) -> bool:
    if name in _NUMBERS:
        items = value.split(",") if name.startswith("BY") else [value]
        return all(_number(item) in _NUMBERS[name] for item in items)
    if name == "BYDAY":
        return all(_weekday_fits(item, frequency) for item in value.split(","))
    if name == "WKST":
        return value in WEEKDAYS
    if name == "UNTIL":
        return _moment(value) is not None
    return name == "FREQ"


def _number(text: str) -> int | None:
    digits = text.removeprefix("-").removeprefix("+")
    return int(text) if digits.isdigit() and len(digits) <= 3 else None


def _weekday_fits(item: str, frequency: str) -> bool:
    ordinal, day = item[:-2], item[-2:]
    if day not in WEEKDAYS:
        return False
    if not ordinal:
        return True
    number = _number(ordinal)
    return number is not None and 1 <= abs(number) <= _ORDINALS.get(frequency, 0)


def _moment(value: str) -> datetime | None:
    for form in ("%Y%m%d", _UNTIL, f"{_UNTIL}Z"):
        try:
            return datetime.strptime(value, form)  # noqa: DTZ007 - the zone is given beside
        except ValueError:
            continue
    return None


def _wall_clock(value: str, zone: ZoneInfo) -> str:
    moment = _moment(value)
    assert moment is not None
    if "T" not in value:
        moment = moment.replace(hour=23, minute=59, second=59)
    if moment >= LAST_DAY:
        moment = LAST_DAY
    elif value.endswith("Z") and moment.year > 1:
        moment = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    return f"{moment.year:04}{moment:%m%dT%H%M%S}"


def _last(until: str) -> datetime:
    """What UNTIL says on the wall clock, not later than `LAST_DAY`."""
    moment = _moment(until)
    return LAST_DAY if moment is None else min(moment, LAST_DAY)


def _near(moment: datetime, by: timedelta) -> datetime:
    """A moment a little earlier or later, without its zone."""
    try:
        return moment.replace(tzinfo=None) + by
    except OverflowError:
        return moment.replace(tzinfo=None)


def _refuse_empty(rule: str, parts: dict[str, str], local_start: datetime) -> None:
    first = next(_locals(rule, local_start, local_start, local_start), None)
    if first != local_start:
        part = next((name for name in ("BYDAY", "BYMONTHDAY", "BYMONTH") if name in parts), "UNTIL")
        raise RecurrenceInvalid(part=part, value=parts.get(part, rule))


def _locals(
    rule: str,
    local_start: datetime,
    first: datetime,
    last: datetime,
    effort: Effort | None = None,
) -> Iterator[datetime]:
    parts = _parts(rule)
    until = _last(parts["UNTIL"]) if "UNTIL" in parts else None
    return dates(parts, until, local_start, first, last, effort or Effort())
