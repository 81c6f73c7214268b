"""Staff read words for everything that rules and readers of files refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from community.activities.changes import MessageInvalid, ReasonMissing
from community.activities.files import rows
from community.activities.files.taking import AlreadyPast, RuleChanged, RuleTooCostly
from community.activities.recurrence import RecurrenceInvalid
from community.activities.seats import CapacityTooSmall
from community.activities.series import (
    LIMITS,
    ActivityInvalid,
    AlreadyRepeats,
    NotDraft,
    SeriesUnknown,
    StartPast,
)
from community.calendars import reading
from community.calendars.reading import CalendarRefused
from community.clubs.clubs import ClubNameInvalid, ClubNameTaken, ClubUnknown
from community.errors import CommunityError
from community.staff.roles import NotStaff
from community.tables.reports import Report
from community.tables.rows import RowProblem
from handlers.activities.staff.import_report import report
from handlers.chat.texts import LANGUAGES, texts_for

REFUSALS: list[CommunityError] = [
    SeriesUnknown(number=1),
    NotDraft(number=1),
    AlreadyRepeats(number=1),
    StartPast(starts_at="周三"),
    CapacityTooSmall(taken=3, capacity=2),
    ReasonMissing(limit=200),
    MessageInvalid(limit=500),
    RecurrenceInvalid(part="FREQ", value="X"),
    CalendarRefused(reason="too_big", limit=9),
    CalendarRefused(reason="too_many_events", limit=9),
    CalendarRefused(reason="not_a_calendar"),
    CalendarRefused(reason="too_costly"),
    CalendarRefused(reason="unread"),
    ClubNameInvalid(limit=30),
    ClubNameTaken(name="x"),
    ClubUnknown(number=1),
    NotStaff(center=1),
    *(
        ActivityInvalid(field=field, limit=9)
        for field in (*LIMITS, "capacity", "minutes", "local_start", "interests", "kind")
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: f"{error.code}-{error}")
def test_every_refusal_of_the_rules_has_words(language: str, error: CommunityError) -> None:
    said = texts_for(language).error(error)
    assert said
    assert "{" not in said


def codes_of_readers() -> set[str]:
    codes: set[str] = set()
    for module in (rows, reading):
        source = Path(module.__file__ or "").read_text(encoding="utf-8")
        described = source.split('"""')[1]
        codes |= set(re.findall(r"`([a-z_]+)`", described))
    return codes | {
        AlreadyPast().code,
        RuleChanged().code,
        RuleTooCostly().code,
        "start-past",
        "not-staff",
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(codes_of_readers()))
def test_every_problem_of_a_row_has_words(language: str, code: str) -> None:
    problem = RowProblem(7, "title", "羽毛球", code, {"limit": 9, "row": 2})
    text = report(Report("activity", unchanged=(1,), problems=(problem,)), texts_for(language))
    line = text.splitlines()[1]
    assert "7" in line
    assert "羽毛球" in line
    assert not line.endswith(code)


def test_long_lists_of_problems_are_cut() -> None:
    problems = tuple(RowProblem(row, "time", "x", "time", {}) for row in range(2, 22))
    lines = report(Report("activity", problems=problems), texts_for("zh")).splitlines()
    assert lines[0] == "新增0 更新0 无变化0 取消0 错误20"
    assert len(lines) == 14
    assert lines[-1] == "另有8条没有列出。"


def test_whatever_the_titles_of_columns_it_is_one_message() -> None:
    result = Report("activity", unknown_columns=("长" * 1000,) * 60)
    for language in LANGUAGES:
        assert len(report(result, texts_for(language))) < 4096
