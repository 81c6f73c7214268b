"""Deep links to activities."""

from __future__ import annotations

from community.activities.occurrences import Occurrence

START_ACTIVITY = "a_"
"""Prefix of the deep link to an activity; its random token follows."""


def deep_link(username: str, found: Occurrence) -> str:
    return f"https://t.me/{username}?start={START_ACTIVITY}{found.token}"
