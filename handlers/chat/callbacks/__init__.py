"""Typed data of buttons: `codec` writes and reads it, the other modules have the forms."""

from __future__ import annotations

from handlers.chat.callbacks.activities import *  # noqa: F403 - the forms, which are its names
from handlers.chat.callbacks.activity_staff import *  # noqa: F403
from handlers.chat.callbacks.codec import (
    FORMS,
    MAX_BYTES,
    NO_FILTERS,
    RETIRED,
    Agenda,
    Form,
    Origin,
    View,
    data,
    new_operation,
    read,
    register,
)
from handlers.chat.callbacks.places import *  # noqa: F403

__all__ = [
    "FORMS",
    "MAX_BYTES",
    "NO_FILTERS",
    "RETIRED",
    "Agenda",
    "Form",
    "Origin",
    "View",
    "data",
    "new_operation",
    "read",
]

register()
