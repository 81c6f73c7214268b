"""How activities, their times and their tickets are said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from community.activities.concerns import Concern, VenueClash
from community.activities.occurrences import Occurrence
from community.activities.series import Series
from community.hours.holidays import DayKind
from community.places.centers import CenterUnknown
from community.places.directory import Directory
from handlers.chat import words
from handlers.chat.texts import Html, Texts, joined


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of an activity, whether it is published or still a draft."""

    kind: str
    title: str
    description: str | None
    center_id: int
    venue: str | None
    start: datetime
    """Aware, in the zone of the activity, as `end` and `cancel_until`."""
    end: datetime
    cancel_until: datetime
    capacity: int
    seats_left: int
    guests_allowed: bool
    interests: tuple[str, ...]
    recurring: bool

    @classmethod
    def of(cls, found: Occurrence) -> Shown:
        return cls(
            found.kind,
            found.title,
            found.description,
            found.center_id,
            found.venue,
            found.local_start,
            found.local_end,
            found.cancel_until.astimezone(ZoneInfo(found.zone)),
            found.capacity,
            found.seats_left,
            found.guests_allowed,
            found.interests,
            found.recurring,
        )

    @classmethod
    def of_draft(cls, series: Series) -> Shown:
        start = series.local_start.replace(tzinfo=ZoneInfo(series.zone))
        return cls(
            series.kind,
            series.title,
            series.description,
            series.center_id,
            series.venue,
            start,
            start + timedelta(minutes=series.minutes),
            start - timedelta(minutes=series.cancel_minutes),
            series.capacity,
            series.capacity,
            series.guests_allowed,
            series.interests,
            series.rrule is not None,
        )


def facts(shown: Shown, directory: Directory, texts: Texts, seats: str | None = None) -> Html:
    """The card's first lines; `seats` replaces the line on seats and cancelling."""
    leave = texts.plain("activity-leave-until", when=same_day(shown.cancel_until, shown, texts))
    line = texts.html(
        "activity-seats", left=str(shown.seats_left), capacity=str(shown.capacity), leave=leave
    )
    about = texts.plain("list-comma").join(shown.interests)
    return joined(
        title(shown.kind, shown.title, texts),
        texts.html(
            "activity-when-where",
            when=span(shown.start, shown.end, texts),
            where=where(shown.center_id, shown.venue, directory, texts),
        ),
        line if seats is None else seats,
        texts.html("activity-recurring") if shown.recurring else None,
        texts.html("activity-guests") if shown.guests_allowed else None,
        texts.html("activity-about", names=about) if about else None,
        texts.html("activity-description", text=shown.description) if shown.description else None,
    )


def title(kind: str, name: str, texts: Texts) -> Html:
    return texts.html("activity-title", icon=texts.plain(f"activity-icon-{kind}"), title=name)


def span(start: datetime, end: datetime, texts: Texts) -> str:
    """`周三 5/20 19:30–21:00`; an end on another day is said with its day."""
    until = words.clock_time(end)
    if end.date() != start.date() and end - start > timedelta(hours=12):
        until = f"{words.day(end, texts)} {until}"
    return f"{words.day(start, texts)} {words.clock_time(start)}–{until}"


def start_of(found: Occurrence, texts: Texts) -> str:
    """`周三 5/20 19:30`."""
    return words.moment(found.local_start, texts)


def same_day(at: datetime, shown: Shown, texts: Texts) -> str:
    """`当天16:30`, `前一天19:30`, or with the date."""
    return relative(at, shown.start, texts)


def relative(at: datetime, start: datetime, texts: Texts) -> str:
    time = words.clock_time(at)
    days = (start.date() - at.date()).days
    if days == 0:
        return texts.plain("activity-same-day", time=time)
    if days == 1:
        return texts.plain("activity-day-before", time=time)
    return words.moment(at, texts)


def where(center_id: int, venue: str | None, directory: Directory, texts: Texts) -> str:
    """`长河驿站 · 二楼活动室`."""
    try:
        name = directory.center(center_id).name
    except CenterUnknown:
        name = texts.plain("activity-center-gone")
    return f"{name} · {venue}" if venue else name


def line(number: int, found: Occurrence, directory: Directory, texts: Texts, now: datetime) -> Html:
    """One line of a list."""
    if found.seats_left == 0:
        seats = texts.plain("activity-full-short")
    else:
        seats = texts.plain(
            "activity-left-short", left=str(found.seats_left), capacity=str(found.capacity)
        )
    return texts.html(
        "activity-line",
        number=str(number),
        icon=texts.plain(f"activity-icon-{found.kind}"),
        title=found.title,
        when=span(found.local_start, found.local_end, texts),
        where=where(found.center_id, None, directory, texts),
        seats=seats,
    )


def concern_lines(found: Iterable[Concern], zone: ZoneInfo, texts: Texts) -> list[Html]:
    """What staff should see before they go on, at most a handful."""
    return [_concern(one, zone, texts) for one in list(found)[:_MOST_CONCERNS]]


_MOST_CONCERNS = 6


def _concern(concern: Concern, zone: ZoneInfo, texts: Texts) -> Html:
    date = words.day(concern.starts_at.astimezone(zone), texts)
    if isinstance(concern, VenueClash):
        begin = words.clock_time(concern.other_starts_at.astimezone(zone))
        end = words.clock_time(concern.other_ends_at.astimezone(zone))
        return texts.html("concern-venue", date=date, span=f"{begin}–{end}", title=concern.title)
    if concern.kind is DayKind.MAKE_UP:
        return texts.html("concern-make-up", date=date)
    name = texts.plain(f"festival-{concern.festival.value}") if concern.festival else ""
    return texts.html("concern-holiday", date=date, festival=name)
