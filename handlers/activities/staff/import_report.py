"""What an import of activities did or would do, in words, row by row."""

from __future__ import annotations

from community.activities.imports import ActivityImport
from community.places.rows import RowProblem
from community.tables.files import FileRefused
from handlers.chat.texts import Html, Texts, joined
from handlers.places.import_words import refused_file

SHOWN_PROBLEMS = 12
LONGEST_VALUE = 40
PARTS = {
    "SUMMARY": "title",
    "DTSTART": "time",
    "DTEND": "minutes",
    "RRULE": "rrule",
}
"""Properties of a calendar by the columns of a table that say the same."""


def report(result: ActivityImport, texts: Texts) -> Html:
    """`新增2 更新1 无变化0 取消0 错误1`, and each row that is wrong with its remedy."""
    wrong = {problem.row_number for problem in result.problems if not problem.warning}
    summary = texts.html(
        "activity-file-summary",
        added=str(len(result.added)),
        updated=str(len(result.updated)),
        unchanged=str(len(result.unchanged)),
        cancelled=str(len(result.cancelled)),
        wrong=str(len(wrong)),
    )
    lines = [_line(problem, texts) for problem in result.problems[:SHOWN_PROBLEMS]]
    more = len(result.problems) - SHOWN_PROBLEMS
    rest = texts.html("activity-file-more", count=str(more)) if more > 0 else None
    return joined(summary, *lines, rest)


def refused(error: FileRefused, texts: Texts) -> Html:
    """Why a table as a whole cannot be read; columns by the names that people give them."""
    column = _column(error.column, texts) if error.column else None
    named = FileRefused(error.code, limit=error.limit, row=error.row, column=column)
    return texts.html("plain-text", text=refused_file(named, texts))


def _line(problem: RowProblem, texts: Texts) -> Html:
    return texts.html(
        "activity-row-warning" if problem.warning else "activity-row-error",
        row=str(problem.row_number),
        column=_column(problem.column, texts),
        value=problem.value[:LONGEST_VALUE],
        said=_said(problem, texts),
    )


def _column(name: str, texts: Texts) -> str:
    key = f"activity-column-{PARTS.get(name, name)}"
    return texts.plain(key) if texts.has(key) else name


def _said(problem: RowProblem, texts: Texts) -> str:
    values = {name: str(value) for name, value in problem.values.items()}
    for key in (f"activity-row-{problem.code}", f"problem-{problem.code}", f"error-{problem.code}"):
        if texts.has(key):
            return texts.plain(key, **values)
    return problem.code
