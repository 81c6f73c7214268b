"""A file and what an import did with it, row by row, in words: the same on every channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from community.tables.fields import Sheet, Value
from community.tables.files import FileRefused
from community.tables.reports import Change, Report
from community.tables.rows import RowProblem
from handlers.chat.texts import Texts

LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class FileWords:
    """The words for one kind of file.

    Its texts are `ABOUT-row`, `ABOUT-summary`, `ABOUT-column-FIELD` and `ABOUT-problem-CODE`;
    where that is not there `problem-CODE` of every file, or `error-CODE` of the rules.
    """

    sheet: Sheet
    texts: Texts
    shown: Mapping[str, Callable[[Value], str]] = field(default_factory=dict)
    """How the values of problems are written, by their names."""

    def refused(self, error: FileRefused) -> str:
        """Why the file as a whole cannot be read, and what to do."""
        column = error.column or ""
        named = self.sheet.field(column)
        if named is not None and self.texts.language == "zh":
            column = named.words[0]
        return self.texts.plain(
            f"file-{error.code}",
            limit=str(error.limit or ""),
            row=str(error.row or ""),
            column=column,
        )

    def unread(self, report: Report) -> Iterator[str]:
        """What of the file was not read."""
        for column in report.unknown_columns:
            yield self.texts.plain("import-unknown-column", column=_short(column))
        for sheet in report.other_sheets:
            yield self.texts.plain("import-other-sheet", sheet=_short(sheet))

    def problem(self, problem: RowProblem) -> str:
        """`第17行 时间"9-21"→请写09:00-21:00`: where, what, and the remedy."""
        return self.texts.plain(
            "import-warning" if problem.warning else "import-error",
            row=self._row(problem.row_number),
            column=self._column(problem.column),
            value=_short(problem.value),
            said=self._said(problem),
        )

    def changes(self, report: Report) -> Iterator[str]:
        """What is new, what differs and in which facts, what is cancelled."""
        for what in ("added", "updated", "cancelled"):
            for change in getattr(report, what):
                yield self.texts.plain(
                    f"import-{what}",
                    row=self._row(change.row_number),
                    name=change.name,
                    facts=self._facts(change),
                )

    def summary(self, report: Report) -> str:
        """`读取46行：新增12 更新30 无变化2 错误2`."""
        return self.texts.plain(
            f"{self.sheet.about}-summary",
            read=str(report.read),
            added=str(len(report.added)),
            updated=str(len(report.updated)),
            cancelled=str(len(report.cancelled)),
            unchanged=str(len(report.unchanged)),
            wrong=str(report.refused),
        )

    def _row(self, number: int) -> str:
        return self.texts.plain(f"{self.sheet.about}-row", row=str(number))

    def _column(self, name: str) -> str:
        field = self.sheet.field(name)
        key = f"{self.sheet.about}-column-{field.name if field else name}"
        return self.texts.plain(key) if self.texts.has(key) else name

    def _facts(self, change: Change) -> str:
        """Several facts may stand in one column; single dates stand in none."""
        fields = [(self.sheet.field_of(fact), fact) for fact in change.fields]
        columns = [self._column(field.name if field else fact) for field, fact in fields]
        columns = columns or [self.texts.plain("import-details")]
        return self.texts.plain("list-comma").join(dict.fromkeys(columns))

    def _said(self, problem: RowProblem) -> str:
        values = {name: self.shown.get(name, str)(value) for name, value in problem.values.items()}
        ours = f"{self.sheet.about}-problem-{problem.code}"
        special = ["warning"] if problem.warning else []
        named = [f"{ours}-{each}" for each in (*special, *values)]
        for key in (*named, ours, f"problem-{problem.code}", f"error-{problem.code}"):
            if self.texts.has(key):
                return self.texts.plain(key, **values)
        return problem.code


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
