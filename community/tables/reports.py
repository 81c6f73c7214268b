"""What an import did, or would do: the same for every kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from community.tables.rows import RowProblem

Facts: TypeAlias = Mapping[str, Any]
"""What is known of a thing by name, as JSON values."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that makes a difference: `before` is None for what is new."""

    row_number: int
    ref: str
    """By which the thing is found again when the import is undone."""
    name: str
    before: Facts | None
    after: Facts

    @property
    def fields(self) -> tuple[str, ...]:
        """Which facts differ."""
        if self.before is None:
            return ()
        return tuple(name for name in self.before if self.before[name] != self.after[name])


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each row of a file."""

    about: str
    """The kind of file, as its `Sheet` says it."""
    added: tuple[Change, ...] = ()
    updated: tuple[Change, ...] = ()
    cancelled: tuple[Change, ...] = ()
    unchanged: tuple[int, ...] = ()
    """Numbers of rows."""
    problems: tuple[RowProblem, ...] = ()
    """Of reading and of taking, in the order of the file."""
    unknown_columns: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    """What of the file was not read."""
    batch: int | None = None
    """The number by which it is undone; None when there is nothing to undo."""

    @property
    def changes(self) -> tuple[Change, ...]:
        return (*self.added, *self.updated, *self.cancelled)

    @property
    def read(self) -> int:
        """How many rows there were."""
        rows = {change.row_number for change in self.changes} | set(self.unchanged)
        return len(rows | {problem.row_number for problem in self.problems})

    @property
    def errors(self) -> tuple[RowProblem, ...]:
        return tuple(problem for problem in self.problems if not problem.warning)

    @property
    def refused(self) -> int:
        """How many rows were not taken because of an error."""
        return len({problem.row_number for problem in self.errors})
