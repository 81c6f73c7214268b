"""Is it open, until when, and how sure are we: opening hours at a moment.

An expression follows OpenStreetMap's `opening_hours`; `docs/hours.md` tells how public
holidays and make-up workdays are applied to it. Nothing here guesses: what cannot be known
is UNKNOWN or carries a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from community.hours.holidays import DayKind, calendar_day
from community.hours.rules import DayView, HoursInvalid, MinuteSpan, OpenState, Rules, read_rules

__all__ = ["Doubt", "HoursInvalid", "OpenState", "Opening", "OpeningHours", "Span", "opening_at"]


class Doubt(StrEnum):
    """Why the hours of a day may differ from what the expression says."""

    HOLIDAY = "holiday"
    """A public holiday, and the expression does not speak of them."""
    MAKE_UP = "make_up"
    """A make-up workday on which it is not clear which hours hold."""
    CALENDAR = "calendar"
    """The state calendar of that day is not known, and it would matter."""
    SCHOOL = "school"
    """The expression speaks of school holidays, which nobody told us."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The state at a moment."""

    state: OpenState
    until: datetime | None = None
    """When the state changes, in the place's zone; None: not within the next year."""
    comment: str | None = None
    doubt: Doubt | None = None
    all_day: bool = False
    """Open from midnight to midnight on that day: what a 24-hour filter looks for."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of OPEN or UNKNOWN time; both ends in the place's zone."""

    start: datetime
    end: datetime
    state: OpenState
    comment: str | None = None


class OpeningHours:
    """A parsed expression in a zone. Build it with `parse`; equal ones are shared."""

    __slots__ = ("_chinese", "_last", "_rules", "expression", "zone")

    def __init__(self, expression: str, zone: ZoneInfo, rules: Rules) -> None:
        self.expression = expression
        self.zone = zone
        self._rules = rules
        self._chinese = zone.key in CHINESE_ZONES
        self._last: tuple[float, float, Opening] = (0.0, 0.0, _UNKNOWN)

    @staticmethod
    def parse(expression: str, zone: ZoneInfo) -> OpeningHours:
        """Raises `HoursInvalid`."""
        return _parsed(expression, zone)

    def at(self, moment: datetime) -> Opening:
        """The state at `moment` (aware); the last answer is kept for as long as it holds."""
        instant = _instant(moment)
        start, end, opening = self._last
        if not start <= instant < end:
            start, end, opening = self._answer(instant)
            self._last = (start, end, opening)
        return opening

    def day(self, day: date) -> tuple[Span, ...]:
        """What starts on that local day, in order; past midnight belongs to it as well."""
        spans, _ = self._plan(day)
        return tuple(
            Span(
                self._local(self._wall(day, span.start)),
                self._local(self._wall(day, span.end)),
                span.state,
                span.comment,
            )
            for span in _joined(spans)
        )

    def week(self, monday: date) -> tuple[tuple[Span, ...], ...]:
        """The seven days from `monday` on."""
        return tuple(self.day(monday + timedelta(step)) for step in range(7))

    def _answer(self, instant: float) -> tuple[float, float, Opening]:
        pieces = self._from(instant)
        now = next(piece for piece in pieces if piece.end > instant)
        until = next((piece.start for piece in pieces if piece.state is not now.state), None)
        opening = Opening(
            state=now.state,
            until=None if until is None else self._local(until),
            comment=now.comment,
            doubt=now.doubt,
            all_day=self._open_all_day(self._local(instant).date()),
        )
        return now.start, now.end, opening

    def _from(self, instant: float) -> Iterator[_Piece]:
        """Piece after piece without a gap, from the midnight before `instant` on."""
        today = self._local(instant).date()
        for step in range(_YEAR if self._rules.vary_over_the_year else _FORTNIGHT):
            yield from self._pieces(today + timedelta(step))

    def _pieces(self, day: date) -> Iterator[_Piece]:
        """That local day from midnight to midnight, cut where anything changes."""
        midnight, next_midnight = self._wall(day, 0), self._wall(day, 1440)
        spans, doubt = self._plan(day)
        yesterday = day - timedelta(1)
        earlier, earlier_doubt = self._plan(yesterday)
        covers = [
            _Piece(self._wall(origin, span.start), self._wall(origin, span.end), *span[2:], why)
            for origin, plan, why in ((yesterday, earlier, earlier_doubt), (day, spans, doubt))
            for span in plan
            if origin is day or span.end > 1440
        ]
        cuts = {midnight, next_midnight}
        cuts.update(edge for cover in covers for edge in cover[:2])
        inside = sorted(cut for cut in cuts if midnight <= cut <= next_midnight)
        for start, end in pairwise(inside):
            over = [cover for cover in covers if cover.start <= start and end <= cover.end]
            # What is surely open stays open, whatever else is said of the same time.
            best = min(over, key=lambda cover: _RANK[cover.state], default=None)
            if best is None:
                yield _Piece(start, end, OpenState.CLOSED, None, doubt)
            else:
                yield best._replace(start=start, end=end)

    def _plan(self, day: date) -> tuple[tuple[MinuteSpan, ...], Doubt | None]:
        """The spans of a day by the calendar, and what makes them doubtful."""
        rules, view = self._rules, DayView(day, day.weekday())
        kind = calendar_day(day).kind if self._chinese else DayKind.UNKNOWN
        view, doubt = self._seen(view, kind)
        spans = rules.day(view)
        if doubt is None and rules.name_school_holidays:
            other = rules.day(view._replace(school_holiday=True))
            doubt = None if _same(spans, other) else Doubt.SCHOOL
        return spans, doubt

    def _seen(self, view: DayView, kind: DayKind) -> tuple[DayView, Doubt | None]:
        """What the calendar makes of a day: what it is to be taken for."""
        rules = self._rules
        if kind is DayKind.ORDINARY or rules.always_open:
            return view, None
        if kind is DayKind.HOLIDAY:
            if rules.name_public_holidays:
                return view._replace(public_holiday=True), None
            return view, Doubt.HOLIDAY
        spans = rules.day(view)
        workdays = [view._replace(weekday=weekday) for weekday in range(5)]
        as_workday = [rules.day(workday) for workday in workdays]
        if kind is DayKind.MAKE_UP:
            alike = all(_same(as_workday[0], other) for other in as_workday[1:])
            if rules.name_public_holidays and alike:
                return workdays[0], None
            differs = any(not _same(spans, other) for other in as_workday)
            return view, Doubt.MAKE_UP if differs else None
        if rules.name_public_holidays:
            holiday = rules.day(view._replace(public_holiday=True))
            others = [holiday, *(as_workday if view.weekday >= 5 else ())]
        else:
            weekend = [rules.day(view._replace(weekday=weekday)) for weekday in (5, 6)]
            others = [*as_workday, *weekend]
        differs = any(not _same(spans, other) for other in others)
        return view, Doubt.CALENDAR if differs else None

    def _open_all_day(self, day: date) -> bool:
        return all(piece.state is OpenState.OPEN for piece in self._pieces(day))

    def _wall(self, day: date, minutes: int) -> float:
        """The instant of a wall-clock time, minutes after midnight of `day`.

        A time that the change of the clocks skips is taken by the offset before it; of one
        that comes twice, the first is meant.
        """
        days, minutes = divmod(minutes, 1440)
        noon = day + timedelta(days)
        hour, minute = divmod(minutes, 60)
        wall = datetime(noon.year, noon.month, noon.day, hour, minute, tzinfo=self.zone)
        return wall.timestamp()

    def _local(self, instant: float) -> datetime:
        return datetime.fromtimestamp(instant, self.zone)


def opening_at(expression: str | None, moment: datetime, zone: ZoneInfo) -> Opening:
    """The state at `moment`; unknown hours (None) are UNKNOWN. Raises `HoursInvalid`."""
    if expression is None:
        return _UNKNOWN
    return _parsed(expression, zone).at(moment)


CHINESE_ZONES = frozenset(
    {"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "PRC"}
)
"""Where the Chinese state calendar holds; elsewhere public holidays are not known."""

_FORTNIGHT = 15
"""Days to look ahead where every week is like the next: one week is enough, one more
covers a make-up weekend."""
_YEAR = 400
"""Days to look ahead where seasons or holidays matter."""
_UNKNOWN = Opening(OpenState.UNKNOWN)
_RANK = {OpenState.OPEN: 0, OpenState.UNKNOWN: 1, OpenState.CLOSED: 2}


class _Piece(NamedTuple):
    start: float
    end: float
    state: OpenState
    comment: str | None
    doubt: Doubt | None


@lru_cache(maxsize=4096)
def _parsed(expression: str, zone: ZoneInfo) -> OpeningHours:
    return OpeningHours(expression, zone, read_rules(expression))


def _instant(moment: datetime) -> float:
    if moment.tzinfo is None:
        raise ValueError(f"not an aware datetime: {moment!r}")
    return moment.timestamp()


def _joined(spans: tuple[MinuteSpan, ...]) -> list[MinuteSpan]:
    """Without what is closed, and what touches joined: how people would write it."""
    joined: list[MinuteSpan] = []
    for span in spans:
        if span.state is OpenState.CLOSED:
            continue
        last = joined[-1] if joined else None
        if last and last.end >= span.start and last[2:] == span[2:]:
            joined[-1] = last._replace(end=max(last.end, span.end))
        else:
            joined.append(span)
    return joined


def _same(one: tuple[MinuteSpan, ...], other: tuple[MinuteSpan, ...]) -> bool:
    return _joined(one) == _joined(other)
