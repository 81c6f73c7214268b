"""How open states, times and distances are said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from community.hours.opening import Opening, OpenState, Span
from community.places.directory import NearbyPlace
from handlers.chat import words
from handlers.chat.texts import Html, Texts, joined

SOON = timedelta(hours=1)
"""From when on the minutes left are said."""
HERE_M = 30
"""Nearer than a position is exact: one stands in front of it."""
FAR_MINUTES = 90
"""Beyond this, nobody walks: the distance is said instead."""


def opening_line(opening: Opening, now: datetime, texts: Texts) -> Html:
    """Whether a place is open, when that changes, and what makes it doubtful.

    `now` in the district's zone.
    """
    doubt = texts.html(f"doubt-{opening.doubt}") if opening.doubt else None
    return joined(state_line(opening, now, texts), doubt, by="")


def state_line(opening: Opening, now: datetime, texts: Texts) -> Html:
    """The same without the doubt, for lists that say it once for all lines."""
    if opening.state is OpenState.UNKNOWN:
        return texts.html("state-unknown")
    if opening.state is OpenState.OPEN:
        return _open_line(opening, now, texts)
    if opening.until is None:
        return texts.html("state-closed")
    when = words.coming(opening.until.astimezone(now.tzinfo), now, texts)
    return texts.html("state-closed-until", when=when)


def _open_line(opening: Opening, now: datetime, texts: Texts) -> Html:
    if opening.all_day:
        return texts.html("state-open-always")
    if opening.until is None:
        return texts.html("state-open")
    until = opening.until.astimezone(now.tzinfo)
    left = opening.until - now
    if left <= SOON:
        minutes = max(1, int(left.total_seconds() // 60))
        return texts.html("state-open-soon", time=_end_time(until), minutes=minutes)
    if until.date() == now.date() or until - now < timedelta(hours=12):
        return texts.html("state-open-until", time=_end_time(until))
    return texts.html("state-open-until", time=words.coming(until, now, texts))


def doubts(openings: Iterable[Opening], texts: Texts) -> list[Html]:
    """Why the hours of a list may differ, each reason once."""
    found = dict.fromkeys(opening.doubt for opening in openings if opening.doubt)
    return [texts.html(f"doubt-{doubt}") for doubt in found]


def day_spans(spans: Sequence[Span], texts: Texts) -> str:
    """The hours of one day: `9:00–20:00`, `24小时`, `不开放`; unknown spans say so."""
    said = [
        texts.plain("span-unknown", span=_span(span))
        if span.state is OpenState.UNKNOWN
        else _span(span)
        for span in spans
        if span.state is not OpenState.CLOSED
    ]
    if not said:
        return texts.plain("day-closed")
    if said == ["0:00–24:00"]:
        return texts.plain("day-all")
    return texts.plain("list-comma").join(said)


def _span(span: Span) -> str:
    return f"{words.clock_time(span.start)}–{_end_time(span.end)}"


def _end_time(moment: datetime) -> str:
    """`22:00`; midnight ends a day: `24:00`."""
    return "24:00" if moment.hour == moment.minute == 0 else words.clock_time(moment)


def walk(place: NearbyPlace, texts: Texts, *, mark: bool = False) -> Html:
    """`约6分钟`, `就在这里`; `mark` adds that it is an estimate, where that is not said above."""
    if place.distance_m < HERE_M:
        return texts.html("walk-here")
    if place.minutes > FAR_MINUTES:
        said = texts.html("walk-far", distance=distance(place.distance_m, texts))
    else:
        said = texts.html("walk-minutes", minutes=place.minutes)
    marked = texts.html("estimated") if mark and place.estimated else None
    return joined(said, marked, by=" ")


def distance(metres: float, texts: Texts) -> str:
    """`450米`, `1.2公里`, `36公里`."""
    if metres < 950:
        return texts.plain("distance-metres", metres=str(max(10, round(metres / 10) * 10)))
    kilometres = f"{metres / 1000:.1f}" if metres < 9950 else f"{metres / 1000:.0f}"
    return texts.plain("distance-kilometres", kilometres=kilometres)


def stars(place_stars: float | None, ratings: int | None, texts: Texts) -> str | None:
    """`★4.6(38)`; None when nobody rated."""
    if place_stars is None:
        return None
    if ratings:
        return texts.plain("stars-rated", stars=f"{place_stars:.1f}", ratings=str(ratings))
    return texts.plain("stars", stars=f"{place_stars:.1f}")
