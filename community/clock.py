"""The clock that is passed in, so that tests and the playground can stop or move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that can be set: it runs on from there, or stands still when `stopped`."""

    def __init__(self, start: datetime | None = None, *, stopped: bool = False) -> None:
        self._stopped_at: datetime | None = None
        self._shift = timedelta()
        if start is not None:
            self.set(start)
        if stopped:
            self._stopped_at = self.now() if start is None else start.astimezone(UTC)

    def now(self) -> datetime:
        if self._stopped_at is not None:
            return self._stopped_at
        return datetime.now(UTC) + self._shift

    def set(self, moment: datetime) -> None:
        """Go to `moment` (aware) and keep running or standing as before."""
        moment = moment.astimezone(UTC)
        self._shift = moment - datetime.now(UTC)
        if self._stopped_at is not None:
            self._stopped_at = moment

    def advance(self, by: timedelta) -> None:
        """Go forward (or back) by a duration."""
        self.set(self.now() + by)
