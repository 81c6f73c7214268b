"""What an import did, row by row, in words."""

from __future__ import annotations

from community.places.imports import Change, ImportReport
from community.places.rows import RowProblem
from community.tables.files import FileRefused
from handlers.chat.texts import Texts
from handlers.places import wording

LONGEST_VALUE = 60


def refused_file(error: FileRefused, texts: Texts) -> str:
    """Why a file as a whole cannot be read, and what to do."""
    values = {
        "limit": str(error.limit or ""),
        "row": str(error.row or ""),
        "column": error.column or "",
    }
    return texts.plain(f"file-{error.code}", **values)


def problem_line(problem: RowProblem, texts: Texts) -> str:
    """`第17行 时间"9-21"→请写09:00-21:00`: where, what, and the remedy."""
    return texts.plain(
        "import-warning-line" if problem.warning else "import-error-line",
        row=str(problem.row_number),
        column=_column(problem.column, texts),
        value=_short(problem.value),
        said=_said(problem, texts),
    )


def change_line(change: Change, texts: Texts) -> str:
    """A center that is new, or which of its facts differ."""
    row = str(change.row_number)
    if change.before is None:
        return texts.plain("import-added-line", row=row, name=change.after.name)
    names = texts.plain("list-comma").join(_fact(name, texts) for name in change.fields)
    return texts.plain("import-updated-line", row=row, name=change.after.name, facts=names)


def summary(report: ImportReport, texts: Texts) -> str:
    """`读取46行：新增12 更新30 无变化2 错误2`."""
    wrong = len({problem.row_number for problem in report.errors})
    return texts.plain(
        "import-summary",
        read=str(report.read),
        added=str(len(report.added)),
        updated=str(len(report.updated)),
        unchanged=str(report.unchanged),
        wrong=str(wrong),
    )


def _said(problem: RowProblem, texts: Texts) -> str:
    values: dict[str, str] = {}
    for name, value in problem.values.items():
        if name == "distance_m":
            values[name] = wording.distance(float(value), texts)
        elif name == "looks_like":
            values[name] = texts.plain(f"datum-{value}")
        else:
            values[name] = str(value)
    key = f"problem-{problem.code}"
    if problem.code == "outside" and "looks_like" in values:
        key = "problem-outside-datum"
    if problem.code == "hours":
        key = "problem-hours-suggested" if values.get("suggestion") else "problem-hours"
    return texts.plain(key, **values)


def _column(name: str, texts: Texts) -> str:
    key = f"column-{name}"
    return texts.plain(key) if texts.has(key) else name


def _fact(name: str, texts: Texts) -> str:
    return _column({"lon": "lat", "hours": "hours_text"}.get(name, name), texts)


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
