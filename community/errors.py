"""What can go wrong for a member or a staff member, named for the situation.

Exceptions carry values and no prose; the chat's words for them are in
`handlers/locales`, found by `code` (`error-center-unknown`, …).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any


class CommunityError(Exception):
    """A rule said no. `values` fill the blanks of the message for people; the conversation
    turns moments into words first."""

    def __init__(self, **values: str | int | datetime | None) -> None:
        super().__init__(", ".join(f"{key}={value!r}" for key, value in values.items()))
        self.values: dict[str, Any] = dict(values)

    @property
    def code(self) -> str:
        """The name in kebab case: `CenterUnknown` is `center-unknown`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()


class CenterUnknown(CommunityError):
    """No center has this id or link."""


class PlaceNameInvalid(CommunityError):
    """A saved place needs a name of 1 to 20 characters."""


class TooManyFavourites(CommunityError):
    """A member keeps at most `limit` centers."""


class TooManySavedPlaces(CommunityError):
    """A member keeps at most `limit` places."""


class NotStaff(CommunityError):
    """The action needs a staff role that the member does not have."""


class ReportUnknown(CommunityError):
    """No report has this number."""


class TooManyReports(CommunityError):
    """A member makes at most `limit` reports a day."""
