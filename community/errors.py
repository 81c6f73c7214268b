"""What can go wrong for a member or a staff member: each capability names its own situations.

Exceptions carry values and no prose; the chat's words for them are in the capability's texts,
found by `code` (`error-center-unknown`, …).
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
