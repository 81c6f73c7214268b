"""What a notice is, said once for everybody who handles it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind:
    """One kind of message that the bot sends on its own."""

    name: str
    """Stands in `outbox.kind` and in the dedup key: never changed, at most 32 characters."""
    about: str
    """What `object_id` is the number of."""
    priority: int = 5
    """0 goes out first among what is due."""
    twice_is_fine: bool = False
    """Whether it is sent again, silently, when nobody knows whether it arrived. Otherwise it is
    parked for a person to decide."""
    waits_for_morning: bool = False
    """Whether a late one waits for the end of quiet hours. Others come without a sound then."""
