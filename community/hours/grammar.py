"""The grammar of Chinese opening hours: from words to clauses.

Every word ends up in a clause or in a note; otherwise it is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from community.hours.clauses import EVERY_DAY, WEEKEND, Clause, Days, Reading, SchoolClause
from community.hours.ranges import Season, read_range, read_season
from community.hours.tokens import HoursNotUnderstood, Token, tokenize, weekday_numbers


def read_clauses(text: str) -> Reading:
    """Raises `HoursNotUnderstood`."""
    return _Reader(text, tokenize(text)).read()


_DAY_KINDS = {
    "weekend": Days(WEEKEND),
    "workdays": Days(frozenset(range(5)), workday=True),
    "rest_days": Days(WEEKEND, holiday=True, workday=True),
    "plain_days": Days(frozenset(range(5))),
    "every": Days(EVERY_DAY),
    "holiday": Days(holiday=True),
    "festival": Days(festival=True),
    "weekdays": Days(),
}
_SCHOOL_MONTHS = {"寒暑": "Jan-Feb,Jul-Aug", "暑": "Jul-Aug", "寒": "Jan-Feb"}
_SKIPPED = frozenset({"comma", "stop", "colon"})


class _Reader:
    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.index = 0
        self.depth = 0
        self.season: Season | None = None
        self.season_at: Token | None = None
        self.pending: Days | None = None
        self.pending_at: Token | None = None
        self.current: Clause | None = None
        self.closing: Token | None = None
        self.others = False
        self.others_at: Token | None = None
        self.days_behind = False
        self.reading = Reading()

    def read(self) -> Reading:
        while (token := self._peek()) is not None:
            self._clause(token)
        self._finish()
        return self.reading

    def _clause(self, token: Token) -> None:
        kind = token.kind
        if kind in _DAY_KINDS:
            self._days()
        elif kind in ("time", "number", "all_day"):
            self._hours()
        elif kind in ("open", "close"):
            self.depth = max(0, self.depth + (1 if kind == "open" else -1))
            self.index += 1
        elif kind in _SKIPPED or (kind == "join" and self._kind(1) in ("time", "number")):
            self.index += 1
        else:
            action = {
                "months": self._months,
                "season": self._season_word,
                "school": self._school,
                "vague": self._vague,
                "no_rest": self._no_rest,
                "no_break": self._no_break,
                "break": self._break,
                "but": self._but,
                "closing_day": self._closing_day,
                "others": self._others,
                "closed": self._closed,
            }.get(kind)
            if action is None:
                self._refuse(token, token, "word")
            action()

    # Tokens

    def _peek(self, offset: int = 0) -> Token | None:
        index = self.index + offset
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def _kind(self, offset: int = 0) -> str:
        token = self._peek(offset)
        return token.kind if token else "end"

    def _take(self) -> Token:
        self.index += 1
        return self.tokens[self.index - 1]

    def _refuse(
        self, first: Token, last: Token, reason: str, suggestion: str | None = None
    ) -> NoReturn:
        raise HoursNotUnderstood(self.text, first.start, last.end, reason, suggestion)

    def _words(self, first: Token, last: Token) -> str:
        return self.text[first.start : last.end]

    # Days

    def _day_group(self) -> Days:
        days = self._one_day()
        while True:
            step = 1 if self._kind() in ("join", "comma") else 0
            if self._kind(step) not in _DAY_KINDS:
                return days
            if self._kind() == "comma" and self._kind(2) == "except":  # 周一至周五，节假日除外
                return days
            self.index += step
            days |= self._one_day()

    def _one_day(self) -> Days:
        token = self._take()
        if token.kind == "weekdays":
            return Days(weekday_numbers(token.text))
        days = _DAY_KINDS[token.kind]
        return replace(days, loose_holiday=True) if token.text == "节假日" else days

    def _days(self) -> None:
        first = self.tokens[self.index]
        days = self._day_group()
        if self._kind() == "colon":
            self.index += 1
        follows = self._kind()
        if follows in ("closed", "except", "closing_day"):
            self._close(first, days, self._take())
        elif follows == "vague":
            self._doubt(first, days, self._take())
        elif self.closing is not None:
            self._close(self.closing, days, self.tokens[self.index - 1])
            self.closing = None
        elif self._explains_the_hours_before(follows):
            assert self.current is not None
            self.current.days, self.days_behind = days, True
        elif self.pending_at is not None:
            self._refuse(self.pending_at, self.pending_at, "incomplete")
        else:
            self.pending, self.pending_at, self.current = days, first, None

    def _explains_the_hours_before(self, follows: str) -> bool:
        """9:00-17:00（周一至周五）"""
        return (
            self.depth > 0
            and follows == "close"
            and self.current is not None
            and self.current.days is None
        )

    def _close(self, first: Token, days: Days, last: Token) -> None:
        if last.kind == "except" and days.holiday and self._closed_just_before():
            if self.current is not None:  # 9:00-17:00（周一闭馆，节假日除外）
                self._refuse(first, last, "ambiguous")
            self.reading.open_on_holidays = True
            return
        kind = "closed"
        if days.festival:
            kind = "unknown"
            self.reading.notes.append(self._words(first, last))
        season = self._season_of_closing(first, last, days)
        self._add(Clause(kind, days, season, first.start, last.end))
        if self.depth == 0 and self.pending is None:
            self.current = None

    def _closed_just_before(self) -> bool:
        clauses = self.reading.clauses
        return bool(clauses) and clauses[-1].kind == "closed" and self.pending is None

    def _season_of_closing(self, first: Token, last: Token, days: Days) -> Season | None:
        """Is it closed on Mondays in this season, or all year round?"""
        if self.season is None or days.holiday or days.festival:
            return None
        elsewhere = [c for c in self.reading.clauses if c.season not in (None, self.season)]
        goes_on = any(token.kind == "months" for token in self.tokens[self.index :])
        apart = self.tokens[self.tokens.index(first) - 1].kind == "stop"
        if not elsewhere and not goes_on:
            return self.season
        if apart and not goes_on:  # 5-9月 8:00-20:00；10-4月 9:00-17:00；周一闭馆
            return None
        alike = any(c.kind == "closed" and c.days == days for c in elsewhere)
        if apart or not (goes_on or alike or self.depth):
            self._refuse(first, last, "ambiguous")
        return self.season

    def _closed(self) -> None:
        """7月至8月闭馆; 其余时间休息."""
        token = self._take()
        before = self.tokens[self.index - 2] if self.index > 1 else token
        if self.others:
            self._add(Clause("closed", None, self.season, before.start, token.end))
            self.others = False
        elif before.kind == "months" and self.season is not None:
            days = Days(EVERY_DAY)
            self._add(Clause("closed", days, self.season, before.start, token.end))
            self.season = None
        else:
            self._refuse(token, token, "incomplete")

    def _doubt(self, first: Token, days: Days, last: Token) -> None:
        self.reading.notes.append(self._words(first, last))
        self._add(Clause("unknown", days, self.season, first.start, last.end))
        if self.depth == 0:
            self.current = None

    def _closing_day(self) -> None:
        token = self._take()
        if self.pending is not None and self.pending_at is not None:  # 周一为闭馆日
            self._close(self.pending_at, self.pending, token)
            self.pending = self.pending_at = None
        else:
            self.closing = token

    def _but(self) -> None:
        """除周一（闭馆）外"""
        first = self._take()
        if self._kind() not in _DAY_KINDS:
            self._refuse(first, first, "incomplete")
        days = self._day_group()
        if self._kind() == "closed":
            self.index += 1
        if self._kind() != "outside":
            self._refuse(first, self.tokens[self.index - 1], "incomplete")
        self._close(first, days, self._take())

    def _others(self) -> None:
        self.others_at = self._take()
        self.others, self.current = True, None
        if not any(c.season == self.season and c.days for c in self.reading.clauses):
            self.season = None

    # Hours

    def _hours(self) -> None:
        first = self.tokens[self.index]
        hours = self._range()
        last = self.tokens[self.index - 1]
        follows = self._kind()
        if follows == "break" and self._kind(1) not in ("time", "number"):
            self.index += 1
            self._cut(first, last, hours)
            return
        if follows == "closed":
            closed = self._take()
            if self.current is None or not self._inside(hours):
                self._refuse(first, closed, "ambiguous")
            self._cut(first, closed, hours)
            return
        if self.current is None or (self.days_behind and self.current.days is not None):
            self._open_clause(first)
        assert self.current is not None
        if any(hours[0] < end and start < hours[1] for start, end in self.current.ranges):
            self._refuse(first, last, "contradiction")
        self.current.ranges.append(hours)
        self.current.end = last.end

    def _open_clause(self, first: Token) -> None:
        named = any(
            clause.kind == "hours" and clause.days is not None and clause.season == self.season
            for clause in self.reading.clauses
        )
        if self.pending is None and named and not self.others and not self.days_behind:
            self._refuse(first, self.tokens[self.index - 1], "ambiguous")
        if self.pending is not None and self.pending.festival:  # not a day we can name
            self._refuse(self.pending_at or first, self.tokens[self.index - 1], "ambiguous")
        start = self.pending_at.start if self.pending_at else first.start
        self.current = Clause("hours", self.pending, self.season, start, first.end)
        self._add(self.current)
        self.pending, self.pending_at, self.others = None, None, False

    def _break(self) -> None:
        first = self._take()
        if self._kind() not in ("time", "number"):
            self._refuse(first, first, "incomplete")
        hours = self._range()
        self._cut(first, self.tokens[self.index - 1], hours)

    def _cut(self, first: Token, last: Token, pause: tuple[int, int]) -> None:
        """Takes a break out of the hours it follows."""
        clauses = [clause for clause in self.reading.clauses if clause.kind == "hours"]
        if self.current is None or (self.depth == 0 and len(clauses) > 1):
            self._refuse(first, last, "ambiguous")
        if not self._inside(pause):
            self._refuse(first, last, "contradiction")
        ranges = []
        for start, end in self.current.ranges:
            if start < pause[0] and pause[1] < end:
                ranges += [(start, pause[0]), (pause[1], end)]
            else:
                ranges.append((start, end))
        self.current.ranges = ranges

    def _inside(self, pause: tuple[int, int]) -> bool:
        ranges = self.current.ranges if self.current else []
        return any(start < pause[0] and pause[1] < end for start, end in ranges)

    def _range(self) -> tuple[int, int]:
        span, self.index = read_range(self.text, self.tokens, self.index)
        return span

    # Seasons, notes, and what is only said in words

    def _months(self) -> None:
        token = self._take()
        season = read_season(token.text)
        if season is None:
            self._refuse(token, token, "time")
        if self.pending_at is not None:
            self._refuse(self.pending_at, self.pending_at, "incomplete")
        clauses = self.reading.clauses
        named = self._kind(-3) == "season"  # 夏季（5月-9月）
        if self.depth and self._kind() == "close" and self.current is not None and not named:
            if len(clauses) > 1 or self.current.season is not None:
                self._refuse(token, token, "ambiguous")
            self.current.season = season  # 9:00-17:00（5月-9月）
            return
        self._season_is_used()
        self.season, self.season_at, self.current = season, token, None

    def _season_is_used(self) -> None:
        if self.season_at and self.season not in {c.season for c in self.reading.clauses}:
            self._refuse(self.season_at, self.season_at, "incomplete")

    def _season_word(self) -> None:
        token = self._take()
        step = 0
        while self._kind(step) in ("open", "colon"):
            step += 1
        if self._kind(step) != "months":
            self._refuse(token, token, "incomplete")

    def _school(self) -> None:
        """暑期：… up to the end of the sentence, kept in its own words."""
        first = self._take()
        while self._kind() in ("colon", "comma"):
            self.index += 1
        begin = self.index
        while self._kind() not in ("stop", "close", "school", "end"):
            self.index += 1
        inner = self.tokens[begin : self.index]
        if not inner or self.pending_at is not None:
            self._refuse(self.pending_at or first, self.pending_at or first, "incomplete")
        said = _Reader(self.text, inner).read()
        if not said.clauses and not said.notes:
            self._refuse(first, inner[-1], "incomplete")
        words = self._words(first, inner[-1]).strip()
        months = next(
            months for word, months in _SCHOOL_MONTHS.items() if first.text.startswith(word)
        )
        self.reading.school.append(SchoolClause(months, words, tuple(said.clauses)))
        self.reading.notes.append(words)

    def _vague(self) -> None:
        token = self._take()
        if self.pending is not None and self.pending_at is not None:
            self._doubt(self.pending_at, self.pending, token)
            self.pending = self.pending_at = None
        else:
            self.reading.notes.append(self._words(token, token))

    def _no_rest(self) -> None:
        token = self._take()
        self.reading.notes.append(self._words(token, token))
        if not set(token.text) <= set("含包括双休日周末、和及与"):
            self.reading.no_rest = True

    def _no_break(self) -> None:
        token = self._take()
        self.reading.notes.append(self._words(token, token))

    def _add(self, clause: Clause) -> None:
        self.reading.clauses.append(clause)

    def _finish(self) -> None:
        if self.others_at is not None and self.others:
            self._refuse(self.others_at, self.others_at, "incomplete")
        if self.days_behind and self.current is not None and self.current.days is None:
            raise HoursNotUnderstood(self.text, self.current.start, self.current.end, "ambiguous")
        if self.closing is not None:
            self._refuse(self.closing, self.closing, "incomplete")
        if self.pending is not None and self.pending_at is not None:
            clauses = self.reading.clauses
            if len(clauses) != 1 or clauses[0].kind != "hours" or clauses[0].days is not None:
                self._refuse(self.pending_at, self.pending_at, "incomplete")
            clauses[0].days = self.pending  # 9:00-17:00 周一至周五
        self._season_is_used()
