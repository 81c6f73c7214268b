"""What is kept of a member as such: who they are, what they agreed to, a form begun."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from community.capability import Kept, Person, Personal
from community.members import tables
from community.members.members import consents
from community.storage.database import Transaction
from community.storage.json_rows import json_rows

_SHOWN = (
    "channel",
    "channel_user_id",
    "language",
    "client_language",
    "active",
    "quiet_from",
    "quiet_until",
    "leads",
    "digest",
    "created_at",
)


async def _export(tx: Transaction, member: Person) -> dict[str, Any]:
    table, draft = tables.member, tables.draft
    (row,) = await json_rows(
        tx, select(*(table.c[name] for name in _SHOWN)).where(table.c.id == member.id)
    )
    drafts = select(draft.c.form, draft.c.fields, draft.c.expires_at)
    return {
        "member": row,
        "consents": [
            {
                "purpose": item.purpose,
                "version": item.version,
                "given_at": item.given_at.isoformat(),
                "withdrawn_at": item.withdrawn_at.isoformat() if item.withdrawn_at else None,
            }
            for item in await consents(tx, member.id)
        ],
        "drafts": await json_rows(tx, drafts.where(draft.c.member_id == member.id)),
    }


PERSONAL = Personal(
    kept=(
        Kept("member", (tables.member,)),
        Kept("consent", (tables.consent,)),
        Kept("draft", (tables.draft,)),
    ),
    export=_export,
)
