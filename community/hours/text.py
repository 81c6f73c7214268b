"""Chinese opening hours as people write them, read into an OSM expression.

`周一至周五 9：00-20:00周六至周天10:00-17:00` becomes `Mo-Fr 09:00-20:00; Sa-Su 10:00-17:00`.
What is not fully understood is refused by name; what cannot be put into the expression
exactly is kept as a note in its own words, and where it would matter the state is unknown.
`docs/hours.md` lists how words are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from community.hours.clauses import EVERY_DAY, WEEKEND, Clause, Reading
from community.hours.grammar import read_clauses
from community.hours.opening import HoursInvalid, OpeningHours
from community.hours.ranges import Season
from community.hours.tokens import HoursNotUnderstood

__all__ = ["MAX_TEXT", "HoursNotUnderstood", "HoursText", "read_hours"]

MAX_TEXT = 300
"""Characters; the longest real one has 38."""


@dataclass(frozen=True, slots=True)
class HoursText:
    """`expression` None: the hours are not known. `note`: what members must be told too."""

    expression: str | None
    note: str | None = None


def read_hours(text: str) -> HoursText:
    """Raises `HoursNotUnderstood`, and nothing else, whatever the text."""
    if len(text) > MAX_TEXT:
        raise HoursNotUnderstood(text[:MAX_TEXT], 0, MAX_TEXT, "too_long")
    for position, char in enumerate(text):
        if not (char.isprintable() or char.isspace()):
            raise HoursNotUnderstood(text, position, position + 1, "word")
    try:
        reading = read_clauses(text)
    except HoursNotUnderstood:
        if _OSM.search(text) and (expression := _osm(text.strip())):
            return HoursText(expression)
        raise
    note = "；".join(dict.fromkeys(reading.notes)) or None
    if not reading.clauses and not reading.school:
        if note is None:
            raise HoursNotUnderstood(text, 0, len(text), "incomplete")
        return HoursText(None, note)
    expression = "; ".join(_Compiler(text, reading).rules())
    if _osm(expression) is None:  # the words it quotes make it longer than is allowed
        raise HoursNotUnderstood(text, 0, len(text), "too_long")
    return HoursText("24/7" if expression == _ALWAYS else expression, note)


_OSM = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|off|open|unknown|24/7)\b")
_ALWAYS = "Mo-Su 00:00-24:00"
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_ANY_ZONE = ZoneInfo("UTC")


def _osm(text: str) -> str | None:
    """The text itself if it is an expression."""
    try:
        return OpeningHours.parse(text, _ANY_ZONE).expression
    except HoursInvalid:
        return None


class _Compiler:
    """Puts the clauses of one text into rules."""

    def __init__(self, text: str, reading: Reading) -> None:
        self.text = text
        self.reading = reading
        self.on_holidays = [
            clause
            for clause in reading.clauses
            if clause.days and (clause.days.holiday or clause.days.festival)
        ]
        self.seasons: list[Season | None] = sorted(
            dict.fromkeys(clause.season for clause in reading.clauses),
            key=lambda season: season is not None,
        )
        self.weeks = {season: self._week(season) for season in self.seasons}

    def rules(self) -> list[str]:
        """From the general to the particular: what comes later wins."""
        self._check_seasons()
        rules: list[str] = []
        if not any(_hours(week) for week in self.weeks.values()):
            rules.append("Mo-Su unknown")
        closed: list[str] = []
        for season in self.seasons:
            prefix = f"{season.selector} " if season else ""
            week = self.weeks[season]
            rules += [f"{prefix}{days} {what}" for days, what in _grouped(week) if what != "off"]
            off = [f"{prefix}{days} {what}" for days, what in _grouped(week) if what == "off"]
            closed = [*off, *closed] if season else [*closed, *off]
        return [*rules, *closed, *self._school(), *self._holidays()]

    def _week(self, season: Season | None) -> dict[int, str]:
        """What is said of each weekday in a season: times, `off` or `unknown "…"`."""
        week: dict[int, str] = {}
        said: dict[int, Clause] = {}
        clauses = [clause for clause in self.reading.clauses if clause.season == season]
        for clause in sorted(clauses, key=lambda clause: clause.kind == "closed"):
            days = clause.days.weekdays if clause.days else frozenset()
            what = self._what(clause)
            for day in sorted(days):
                before = said.get(day)
                if before and week[day] != what and not _excepts(clause, before):
                    self._contradiction(clause)
                week[day], said[day] = what, clause
        others = [clause for clause in clauses if clause.days is None]
        if len({self._what(clause) for clause in others}) > 1:
            self._contradiction(others[-1])
        for clause in others[:1]:
            week |= dict.fromkeys(EVERY_DAY - set(week), self._what(clause))
        return week

    def _what(self, clause: Clause) -> str:
        if clause.kind == "hours":
            return _times(clause.ranges)
        return "off" if clause.kind == "closed" else f"unknown {self._quoted(clause)}"

    def _quoted(self, clause: Clause) -> str:
        return _comment(self.text[clause.start : clause.end])

    def _contradiction(self, clause: Clause) -> None:
        raise HoursNotUnderstood(self.text, clause.start, clause.end, "contradiction")

    def _check_seasons(self) -> None:
        """Two seasons that overlap must not differ on the same weekday."""
        seasons = [season for season in self.seasons if season]
        for position, one in enumerate(seasons):
            for other in seasons[position + 1 :]:
                week, other_week = self.weeks[one], self.weeks[other]
                differ = any(
                    week[day] != other_week[day] for day in week.keys() & other_week.keys()
                )
                if differ and one.days & other.days:
                    late = [c for c in self.reading.clauses if c.season == other]
                    self._contradiction(late[0])

    def _school(self) -> Iterator[str]:
        """暑期 and 寒假 have no exact dates: unknown in the months in which they fall."""
        base = self.weeks.get(None, {})
        for school in self.reading.school:
            affected: dict[int, str] = {}
            for clause in school.clauses:
                days = clause.days.weekdays if clause.days else EVERY_DAY
                for day in days:
                    usual = base.get(day, "off")
                    if clause.kind == "closed" and not self._seasonal():
                        if usual != "off":  # closed anyway outside these hours
                            affected[day] = f"{_only_times(usual)}unknown"
                    else:
                        affected[day] = "unknown"
            if not school.clauses:
                affected = dict.fromkeys(EVERY_DAY, "unknown")
            for days_text, what in _grouped(affected):
                yield f"{school.months} {days_text} {what} {_comment(school.text)}"

    def _seasonal(self) -> bool:
        return any(self.seasons)

    def _holidays(self) -> Iterator[str]:
        """What holds on public holidays, where the text says so."""
        spoken = {self._what(clause) if clause.days else "" for clause in self.on_holidays}
        loose = [c for c in self.on_holidays if c.days and c.days.loose_holiday]
        covered = {day for week in self.weeks.values() for day in week}
        if len(spoken) > 1 or any(clause.season for clause in self.on_holidays):
            self._contradiction(self.on_holidays[-1])
        for clause in loose:
            if clause.kind == "hours" and not covered >= WEEKEND:  # or are weekends meant too?
                raise HoursNotUnderstood(self.text, clause.start, clause.end, "ambiguous")
        if spoken:
            yield f"PH {spoken.pop()}"
        elif self.reading.no_rest or self.reading.open_on_holidays:
            yield from self._as_usual()
        elif any(c.days and c.days.workday for c in self.reading.clauses):
            weekend = any(
                week.get(day, "off") != "off" for week in self.weeks.values() for day in WEEKEND
            )
            yield "PH unknown" if weekend else "PH off"

    def _as_usual(self) -> Iterator[str]:
        """Holidays as usual: said in a rule only if every open day is like the others."""
        usual = {what for week in self.weeks.values() for what in week.values()} - {"off"}
        if len(usual) == 1 and not self._seasonal():
            (times,) = usual
            if times != "00:00-24:00" or self.reading.open_on_holidays:
                yield f"PH {times}"
        elif self.reading.open_on_holidays:
            yield "PH unknown"


def _excepts(clause: Clause, before: Clause) -> bool:
    """每天9:00-17:00，周一闭馆: a closing day takes precedence over a wider statement."""
    return (
        clause.kind == "closed"
        and before.kind != "closed"
        and clause.days is not None
        and before.days is not None
        and clause.days.weekdays < before.days.weekdays
    )


def _hours(week: dict[int, str]) -> bool:
    return any(what != "off" for what in week.values())


def _grouped(week: dict[int, str]) -> list[tuple[str, str]]:
    """Weekdays with the same hours together, in order of the first."""
    groups: dict[str, list[int]] = {}
    for day in sorted(week):
        groups.setdefault(week[day], []).append(day)
    return [(_weekdays(days), what) for what, days in groups.items()]


def _weekdays(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join("-".join(dict.fromkeys((_DAYS[run[0]], _DAYS[run[-1]]))) for run in runs)


def _times(ranges: Iterable[tuple[int, int]]) -> str:
    return ",".join(
        f"{_hm(start)}-{_hm(end - 1440 if 1440 < end < start + 1440 else end)}"
        for start, end in sorted(ranges)
    )


def _only_times(what: str) -> str:
    return "" if what.startswith("unknown") else f"{what} "


def _hm(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _comment(text: str) -> str:
    return '"' + " ".join(text.split()).replace('"', "”") + '"'
