"""How moments are said."""

from __future__ import annotations

from datetime import datetime

from handlers.chat.texts import Texts

EARLY_HOUR = 11
"""Before this hour tomorrow is said as tomorrow morning."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def clock_time(moment: datetime) -> str:
    """`8:00`, `21:40`; midnight at the end of a day is said by the caller."""
    return f"{moment.hour}:{moment.minute:02d}"


def date_short(moment: datetime, texts: Texts) -> str:
    return texts.plain("date-short", month=str(moment.month), day=str(moment.day))


def weekday(moment: datetime, texts: Texts) -> str:
    return texts.plain(f"weekday-{_WEEKDAYS[moment.weekday()]}")


def coming(moment: datetime, now: datetime, texts: Texts) -> str:
    """A moment of the next days: `今天14:00`, `明早8:00`, `周二13:00`, `12月3日9:00`."""
    time = clock_time(moment)
    days = (moment.date() - now.date()).days
    if days == 0:
        return texts.plain("when-today", time=time)
    if days == 1:
        early = "-early" if moment.hour < EARLY_HOUR else ""
        return texts.plain(f"when-tomorrow{early}", time=time)
    if days < 7:
        return texts.plain("when-weekday", day=weekday(moment, texts), time=time)
    return texts.plain("when-date", date=date_short(moment, texts), time=time)


def moment(at: datetime, texts: Texts) -> str:
    """`周三 5/20 19:30` of a moment that is in its zone."""
    return f"{day(at, texts)} {clock_time(at)}"


def day(at: datetime, texts: Texts) -> str:
    return texts.plain(
        "activity-day",
        weekday=weekday(at, texts),
        month=str(at.month),
        day=str(at.day),
    )
