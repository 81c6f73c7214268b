"""What is kept of a person: the list of it, their copy, and how it goes.

Every capability says of itself what it keeps (`Rules.personal`), and the machinery too; this
goes through them, so that nothing is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from community.capability import Kept, Personal, Rules
from community.members import members
from community.members.members import Member
from community.storage.database import Transaction


def kept(rules: Iterable[Rules]) -> tuple[Kept, ...]:
    """All that is kept, in the order of the list (`Database.rules`): the page `/privacy`."""
    return tuple(one for personal in _personal(rules) for one in personal.kept)


async def export(tx: Transaction, member: Member) -> dict[str, Any]:
    """Everything that is kept of a member, as one object of JSON values.

    Rows that several tell of stand once: those of a name that is there already are joined to
    it, first to first.
    """
    told: dict[str, Any] = {}
    for personal in _personal(_every(tx)):
        if personal.export is None:
            continue
        for name, value in (await personal.export(tx, member)).items():
            told[name] = _joined(told[name], value) if name in told else value
    return told


async def erase(tx: Transaction, member: Member, now: datetime) -> None:
    """Delete a member with everything that is kept of them, but what `Kept.stays` says."""
    for personal in _personal(_every(tx)):
        if personal.erase is not None:
            await personal.erase(tx, member, now)
    await members.delete_row(tx, member.id)


def _every(tx: Transaction) -> Iterable[Rules]:
    """Also what is switched off: it may have kept something before that."""
    from community import capabilities

    return dict.fromkeys((*tx.rules, *capabilities.RULES))


def _personal(rules: Iterable[Rules]) -> Iterable[Personal]:
    return (one.personal for one in rules if one.personal is not None)


def _joined(rows: list[dict[str, Any]], more: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, **other} for row, other in zip(rows, more, strict=True)]
