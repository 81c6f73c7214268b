"""What a notice is, said once for everybody who handles it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from community.capability import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind:
    """One kind of message that the bot sends on its own.

    A capability defines its kinds in `notices.py` and names them in `Rules.notices`; whoever
    turns them into words stands in the folder of the same name in `handlers/`.
    """

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


@lru_cache(maxsize=16)
def notice_kinds(rules: tuple[Rules, ...]) -> dict[str, NoticeKind]:
    """The kinds of all capabilities by name, in the order of the list."""
    return {kind.name: kind for one in rules for kind in one.notices}


def kind_named(rules: tuple[Rules, ...], name: str) -> NoticeKind:
    """The kind of a row. Of one that nobody knows any more nothing is taken for granted."""
    return notice_kinds(rules).get(name) or NoticeKind(name=name, about="nothing")


def names_of(rules: tuple[Rules, ...], which: Callable[[NoticeKind], bool]) -> list[str]:
    """The names of some of the kinds."""
    return [kind.name for kind in notice_kinds(rules).values() if which(kind)]
