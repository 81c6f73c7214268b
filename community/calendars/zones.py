"""Time zones by the names that calendars give them: those of IANA and of Windows.

What a calendar itself says of a zone (VTIMEZONE) is never read: it is a program for changes of
the clock that may be made to run for hours, and the known zones are better kept.
"""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

LONGEST_NAME = 100


def known_zone(name: str) -> ZoneInfo | None:
    """The zone of a TZID; None when the name is not known.

    Some programs put words before an IANA name, as in
    `/freeassociation.sourceforge.net/Europe/Helsinki`.
    """
    if len(name) > LONGEST_NAME:
        return None
    parts = name.strip().strip("/").split("/")
    for length in (3, 2, 1):
        if len(parts) == length or len(parts) > length > 1:
            key = _keys().get("/".join(parts[-length:]).casefold())
            if key is not None:
                return ZoneInfo(key)
    return None


@cache
def _keys() -> dict[str, str]:
    """Every name, folded, and the key of its zone."""
    # The table of the Unicode consortium (CLDR, windowsZones), as icalendar ships it.
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    known = available_timezones()
    keys = {name.casefold(): key for name, key in WINDOWS_TO_OLSON.items() if key in known}
    return keys | {key.casefold(): key for key in known}
