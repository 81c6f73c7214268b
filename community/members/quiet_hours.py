"""The hours in which a member wants no message that rings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60
LONGEST_MARGIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` (included) to `end` (excluded), minutes after local midnight; equal: never."""

    begin: int = 22 * 60 + 30
    end: int = 8 * 60

    @classmethod
    def of_member(cls, begin: int | None, end: int | None) -> QuietHours:
        """As the member has set them; None is the default of the rules."""
        usual = cls()
        return cls(usual.begin if begin is None else begin, usual.end if end is None else end)

    def hold(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether `moment` is quiet by the wall clock of `zone`."""
        local = moment.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if self.begin <= self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end

    def earlier(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """`moment`, or if that is quiet a time before the quiet hours around it begin.

        Half an hour before (at most half of the day's other hours), so that many messages
        are through when the quiet begins.
        """
        if not self.hold(moment, zone):
            return moment
        local = moment.astimezone(zone)
        day = local.date()
        if local.hour * 60 + local.minute < self.begin:
            day -= timedelta(days=1)
        begin = datetime.combine(day, _wall_clock(self.begin), zone)
        return (begin - self._margin).astimezone(moment.tzinfo)

    def over(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """When the quiet hours around `moment` end; `moment` itself if it is not quiet."""
        if not self.hold(moment, zone):
            return moment
        local = moment.astimezone(zone)
        day = local.date()
        if local.hour * 60 + local.minute >= self.end:
            day += timedelta(days=1)
        return datetime.combine(day, _wall_clock(self.end), zone).astimezone(moment.tzinfo)

    @property
    def _margin(self) -> timedelta:
        awake = timedelta(minutes=(self.begin - self.end) % MINUTES_A_DAY)
        return min(LONGEST_MARGIN, awake / 2)


def _wall_clock(minute: int) -> time:
    return time(*divmod(minute, 60))
