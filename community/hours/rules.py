"""The rules of an OSM `opening_hours` expression, applied to one day at a time.

opening-hours-py checks the grammar, brings the expression into one canonical form and
judges the selectors we do not (seasons, dates, weeks, `Mo[1]`). Putting the rules of a day
together is done here, because two things are needed that the library does not offer: a day
may have to be taken for another one (a public holiday, a make-up workday), and what starts
before midnight must not be lost when another rule holds for the next day
(`Fr 22:00-02:00; Sa 10:00-12:00`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opening_hours import OpeningHours as Selector


class OpenState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class HoursInvalid(ValueError):
    """Not an expression we can evaluate.

    `reason` is one of `syntax`, `too_long`, `sun` (sunrise and the like need a position),
    `repeating` (`10:00-16:00/02:00`), `holiday_offset` (`PH -1 day`) and
    `holiday_and_weekday` (`PH Mo-Fr`, which some programs read as "or", some as "and").
    """

    def __init__(self, expression: str, reason: str) -> None:
        super().__init__(expression, reason)
        self.expression = expression
        self.reason = reason


class MinuteSpan(NamedTuple):
    """Minutes since the day's midnight; `end` goes up to 2880, the end of the next day."""

    start: int
    end: int
    state: OpenState
    comment: str | None = None


class DayView(NamedTuple):
    """What a date is taken for."""

    date: date
    weekday: int
    """Monday is 0; another one than the date's own on a make-up workday."""
    public_holiday: bool = False
    school_holiday: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `spans` already carry its state and comment."""

    separator: str
    season: Selector | None
    weekdays: frozenset[int] | None
    """None where no weekday is named: every day."""
    by_library: Selector | None
    public_holiday: bool
    school_holiday: bool
    state: OpenState
    spans: tuple[MinuteSpan, ...]
    whole_day: bool

    def matches(self, view: DayView) -> bool:
        noon = datetime.combine(view.date, time(12))
        if self.season is not None and not self.season.is_open(noon):
            return False
        if self.weekdays is None:
            return True
        return (
            view.weekday in self.weekdays
            or (self.public_holiday and view.public_holiday)
            or (self.school_holiday and view.school_holiday)
            or (self.by_library is not None and self.by_library.is_open(noon))
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of an expression, in order."""

    rules: tuple[Rule, ...]

    @property
    def name_public_holidays(self) -> bool:
        return any(rule.public_holiday for rule in self.rules)

    @property
    def name_school_holidays(self) -> bool:
        return any(rule.school_holiday for rule in self.rules)

    @property
    def vary_over_the_year(self) -> bool:
        return self.name_public_holidays or any(
            rule.season is not None or rule.by_library is not None for rule in self.rules
        )

    @property
    def always_open(self) -> bool:
        """`24/7` and nothing else."""
        (first, *others) = self.rules
        return (
            not others
            and first.season is None
            and first.weekdays is None
            and first.spans == (MinuteSpan(0, 1440, OpenState.OPEN),)
        )

    def day(self, view: DayView) -> tuple[MinuteSpan, ...]:
        """What starts on that day, in order, without overlaps; CLOSED spans are those that
        are said to be closed, gaps are closed as well."""
        spans: tuple[MinuteSpan, ...] = ()
        said_closed = False
        for rule in self.rules:
            if not rule.matches(view):
                continue
            if rule.separator == "||":
                if not said_closed:
                    spans = _over(rule.spans, spans)
                continue
            if rule.separator == ";" and rule.state is not OpenState.CLOSED:
                spans = rule.spans
            else:
                spans = _over(spans, rule.spans)
            said_closed = rule.state is OpenState.CLOSED and rule.whole_day
        return spans


MAX_EXPRESSION = 500
"""Characters; the longest real ones in OSM have 255, its limit for values."""


def read_rules(expression: str) -> Rules:
    """The rules of `expression`; raises `HoursInvalid`."""
    if len(expression) > MAX_EXPRESSION:
        raise HoursInvalid(expression, "too_long")
    bare = _QUOTED.sub("", expression)
    for reason, pattern in _REFUSED.items():
        if pattern.search(bare):
            raise HoursInvalid(expression, reason)
    from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

    try:
        canonical = str(OpeningHours(expression, auto_country=False, auto_timezone=False))
    except (ParserError, UnicodeError) as error:
        raise HoursInvalid(expression, "syntax") from error
    said_open = set(_SAID_OPEN.findall(expression))
    return Rules(
        tuple(
            _rule(separator, text, said_open, expression)
            for separator, text in _sequences(canonical)
        )
    )


_QUOTED = re.compile(r'"[^"]*"')
_SAID_OPEN = re.compile(r'\bopen\s*"([^"]*)"', re.IGNORECASE)
_REFUSED = {
    "sun": re.compile(r"sunrise|sunset|dawn|dusk", re.IGNORECASE),
    "repeating": re.compile(r"\d:\d\d\s*/\s*\d"),
    "holiday_offset": re.compile(r"\b[PS]H\s*[+-]\s*\d", re.IGNORECASE),
    "holiday_and_weekday": re.compile(
        r"\b[PS]H\s+(?:Mo|Tu|We|Th|Fr|Sa|Su)\b|\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\s+[PS]H\b",
        re.IGNORECASE,
    ),
}
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_SEPARATOR = re.compile(r'"[^"]*"|(?P<separator>; | \|\| |, )')
_TAIL = re.compile(
    r"^(?P<days>.*?)\s*(?P<times>24/7|\d\d:\d\d\S*)?(?:\s*\b(?P<kind>closed|unknown))?"
    r'(?:\s*"(?P<comment>[^"]*)")?$'
)
_WEEKDAYS = re.compile(r"(?:^|(?<=\s))(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b.*$")
_TIME = re.compile(r"(\d\d):(\d\d)(?:-(\d\d):(\d\d))?(\+)?")


def _sequences(canonical: str) -> Iterator[tuple[str, str]]:
    """Each rule with the separator before it; `;` before the first."""
    separator, start = ";", 0
    for found in _SEPARATOR.finditer(canonical):
        if found["separator"]:
            yield separator, canonical[start : found.start()]
            separator, start = found["separator"].strip(), found.end()
    yield separator, canonical[start:]


def _rule(separator: str, text: str, said_open: set[str], expression: str) -> Rule:
    parts = _TAIL.match(text)
    if parts is None:  # pragma: no cover - the canonical form always has this shape
        raise HoursInvalid(expression, "syntax")
    comment = parts["comment"] or None
    # A comment alone stands for "it depends"; the canonical form drops the word "open".
    depends = comment is not None and comment not in said_open
    state = OpenState(parts["kind"] or (OpenState.UNKNOWN if depends else OpenState.OPEN))
    times = parts["times"] if parts["times"] != "24/7" else None
    spans = tuple(sorted(_spans(times, state, comment)))
    days = _WEEKDAYS.search(parts["days"])
    season = parts["days"][: days.start()].strip() if days else parts["days"].strip()
    weekdays, by_library = _weekdays(days[0]) if days else (None, None)
    items = days[0].split(",") if days else []
    return Rule(
        separator=separator,
        season=_selector(season) if season else None,
        weekdays=weekdays,
        by_library=by_library,
        public_holiday="PH" in items,
        school_holiday="SH" in items,
        state=state,
        spans=spans,
        whole_day=times is None,
    )


def _weekdays(text: str) -> tuple[frozenset[int], Selector | None]:
    """The plain weekdays of `Mo-We,PH,Su`; the library judges the rest (`Mo[1]`)."""
    if "[" in text:
        return frozenset(), _selector(text)
    named: set[int] = set()
    for item in text.split(","):
        if item in ("PH", "SH"):
            continue
        first, _, last = item.partition("-")
        start, length = _DAYS.index(first), _DAYS.index(last or first) - _DAYS.index(first)
        named.update((start + step) % 7 for step in range(length % 7 + 1))
    return frozenset(named), None


def _selector(text: str) -> Selector:
    from opening_hours import OpeningHours

    return OpeningHours(f"{text} 00:00-24:00", auto_country=False, auto_timezone=False)


def _spans(times: str | None, state: OpenState, comment: str | None) -> Iterator[MinuteSpan]:
    if times is None:
        yield MinuteSpan(0, 1440, state, comment)
        return
    for hour, minute, end_hour, end_minute, open_end in _TIME.findall(times):
        start = int(hour) * 60 + int(minute)
        end = int(end_hour) * 60 + int(end_minute) if end_hour else start
        if end_hour and end <= start:
            end += 1440
        if end > start:
            yield MinuteSpan(start, end, state, comment)
        if open_end and end < 1440:  # "10:00+": from then on nobody knows
            yield MinuteSpan(end, 1440, OpenState.UNKNOWN, comment)


def _over(below: Iterable[MinuteSpan], above: Iterable[MinuteSpan]) -> tuple[MinuteSpan, ...]:
    """`above`, and of `below` what it leaves uncovered."""
    left = list(below)
    for cover in above:
        left = [
            span._replace(start=start, end=end)
            for span in left
            for start, end in (
                (span.start, min(span.end, cover.start)),
                (max(span.start, cover.end), span.end),
            )
            if start < end
        ]
    return tuple(sorted([*left, *above]))
