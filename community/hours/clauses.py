"""What a Chinese hours text says, clause by clause.

A clause says for some days, perhaps in one season, either hours, or that it is closed, or
that nobody can say.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from community.hours.ranges import Season

EVERY_DAY = frozenset(range(7))
WEEKEND = frozenset((5, 6))


@dataclass(frozen=True, slots=True)
class Days:
    """Weekdays (Monday 0) and the other days a clause is for."""

    weekdays: frozenset[int] = frozenset()
    holiday: bool = False
    loose_holiday: bool = False
    """节假日: public holidays for sure, weekends perhaps."""
    festival: bool = False
    """Some holidays only, such as 春节."""
    workday: bool = False
    """工作日 or 非工作日: by the state calendar."""

    def __or__(self, other: Days) -> Days:
        return Days(
            self.weekdays | other.weekdays,
            self.holiday or other.holiday,
            self.loose_holiday or other.loose_holiday,
            self.festival or other.festival,
            self.workday or other.workday,
        )


@dataclass(slots=True)
class Clause:
    """`days` None: those that no other clause names. `ranges` are minutes after midnight;
    empty when `kind` is not `hours`."""

    kind: str
    """`hours`, `closed` or `unknown`."""
    days: Days | None
    season: Season | None
    start: int
    end: int
    ranges: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SchoolClause:
    """What is said of 暑期 or 寒假: not dated exactly, so kept in its own words."""

    months: str
    text: str
    clauses: tuple[Clause, ...]


@dataclass(slots=True)
class Reading:
    """All that a text says."""

    clauses: list[Clause] = field(default_factory=list)
    school: list[SchoolClause] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    no_rest: bool = False
    """Public holidays are as usual."""
    open_on_holidays: bool = False
    """A weekly closing day that does not hold on public holidays."""
