"""Members: who they are to a channel, their language, their consents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, select, update

from community.members import tables
from community.storage.database import AnyRow, Transaction
from community.storage.upsert import upsert

LOCATION_CONSENT = "location"
LOCATION_CONSENT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a channel. `language` None follows the client's."""

    id: int
    channel: str
    channel_user_id: int
    language: str | None
    location_consent: bool
    """Whether the consent in force is for the current version of its text."""
    client_language: str | None = None
    """What the client spoke last: for words that go out on their own."""
    form_until: datetime | None = None
    """When the form expires that they are filling in (`members.drafts`); None without one."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A member as the postman needs them. Quiet hours None: the default of the rules."""

    member: Member
    active: bool
    quiet_from: int | None
    quiet_until: int | None


@dataclass(frozen=True, slots=True)
class Consent:
    purpose: str
    version: int
    given_at: datetime
    withdrawn_at: datetime | None


def _members() -> Any:
    member, consent, draft = tables.member, tables.consent, tables.draft
    in_force = (
        (consent.c.member_id == member.c.id)
        & (consent.c.purpose == LOCATION_CONSENT)
        & (consent.c.version == LOCATION_CONSENT_VERSION)
        & consent.c.withdrawn_at.is_(None)
    )
    return select(
        member.c.id,
        member.c.language,
        member.c.client_language,
        member.c.active,
        consent.c.id.label("consent_id"),
        draft.c.expires_at.label("form_until"),
    ).select_from(
        member.outerjoin(consent, in_force).outerjoin(draft, draft.c.member_id == member.c.id)
    )


_MEMBERS = _members()
_FIND = _MEMBERS.where(
    tables.member.c.channel == bindparam("channel"),
    tables.member.c.channel_user_id == bindparam("user"),
)


async def find(tx: Transaction, channel: str, channel_user_id: int) -> Member | None:
    """The member behind a channel's user, if there is one."""
    row = await _row(tx, channel, channel_user_id)
    return None if row is None else _member(row, channel, channel_user_id)


async def meet(
    tx: Transaction,
    channel: str,
    channel_user_id: int,
    now: datetime,
    *,
    write_down: bool = True,
    client_language: str | None = None,
) -> Member:
    """The member behind a channel's user; new ones are written down, returning ones woken.
    What the client speaks is remembered, for words that go out on their own.

    Without `write_down` a stranger stays one (number 0): they only asked something in passing.
    """
    row = await _row(tx, channel, channel_user_id)
    if row is None:
        if not write_down:
            return Member(0, channel, channel_user_id, None, location_consent=False)
        statement = upsert(tx, tables.member).values(
            channel=channel,
            channel_user_id=channel_user_id,
            client_language=client_language,
            created_at=now,
        )
        await tx.execute(
            statement.on_conflict_do_nothing(index_elements=["channel", "channel_user_id"])
        )
        row = await _row(tx, channel, channel_user_id)
        assert row is not None
    if not write_down:
        return _member(row, channel, channel_user_id)
    if not row.active:
        await set_active(tx, row.id, active=True)
    if client_language is not None and row.client_language != client_language:
        await tx.execute(
            update(tables.member)
            .where(tables.member.c.id == row.id)
            .values(client_language=client_language)
        )
    return _member(row, channel, channel_user_id)


async def addressees(tx: Transaction, member_ids: Collection[int]) -> dict[int, Addressee]:
    """The members with these numbers, by number."""
    table = tables.member.c
    query = _MEMBERS.add_columns(
        table.channel, table.channel_user_id, table.quiet_from, table.quiet_until
    )
    return {
        row.id: Addressee(
            _member(row, row.channel, row.channel_user_id),
            row.active,
            row.quiet_from,
            row.quiet_until,
        )
        for row in await tx.rows(query.where(table.id.in_(member_ids)))
    }


async def _row(tx: Transaction, channel: str, channel_user_id: int) -> AnyRow | None:
    return await tx.row(_FIND, {"channel": channel, "user": channel_user_id})


def _member(row: AnyRow, channel: str, channel_user_id: int) -> Member:
    return Member(
        id=row.id,
        channel=channel,
        channel_user_id=channel_user_id,
        language=row.language,
        location_consent=row.consent_id is not None,
        client_language=row.client_language,
        form_until=row.form_until,
    )


async def lock(tx: Transaction, member_id: int) -> None:
    """Let nobody else count and add for this member until the transaction ends."""
    await tx.begin()
    await tx.rows(
        select(tables.member.c.id).where(tables.member.c.id == member_id).with_for_update()
    )


async def set_language(tx: Transaction, member_id: int, language: str | None) -> None:
    """Answer in `language` from now on; None follows the client again."""
    await tx.execute(
        update(tables.member).where(tables.member.c.id == member_id).values(language=language)
    )


async def set_active(tx: Transaction, member_id: int, *, active: bool) -> None:
    """Inactive members (they blocked the bot) get nothing that they did not ask for."""
    await tx.execute(
        update(tables.member).where(tables.member.c.id == member_id).values(active=active)
    )


async def move(tx: Transaction, member_id: int, channel_user_id: int) -> None:
    """The channel has given this member's chat another number (unless it is another member's)."""
    other = tables.member.alias()
    await tx.execute(
        update(tables.member)
        .where(
            tables.member.c.id == member_id,
            ~exists().where(
                other.c.channel == tables.member.c.channel,
                other.c.channel_user_id == channel_user_id,
            ),
        )
        .values(channel_user_id=channel_user_id)
    )


async def set_inactive(tx: Transaction, channel: str, channel_user_id: int) -> None:
    """The channel says that this user cannot be written to any more."""
    await tx.execute(
        update(tables.member)
        .where(
            tables.member.c.channel == channel,
            tables.member.c.channel_user_id == channel_user_id,
        )
        .values(active=False)
    )


async def give_consent(
    tx: Transaction, member_id: int, purpose: str, version: int, now: datetime
) -> None:
    """Record consent to a version of a text; the same again changes nothing."""
    consent = tables.consent.c
    await tx.execute(
        update(tables.consent)
        .where(
            consent.member_id == member_id,
            consent.purpose == purpose,
            consent.version != version,
            consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
    statement = upsert(tx, tables.consent).values(
        member_id=member_id, purpose=purpose, version=version, given_at=now
    )
    await tx.execute(statement.on_conflict_do_nothing())


async def withdraw_consent(tx: Transaction, member_id: int, purpose: str, now: datetime) -> bool:
    """Withdraw the consent in force; returns whether there was one."""
    consent = tables.consent.c
    result = await tx.execute(
        update(tables.consent)
        .where(
            consent.member_id == member_id,
            consent.purpose == purpose,
            consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
    return result.rowcount > 0


async def consents(tx: Transaction, member_id: int) -> list[Consent]:
    """Every consent ever given, oldest first."""
    table = tables.consent
    query = (
        select(table.c.purpose, table.c.version, table.c.given_at, table.c.withdrawn_at)
        .where(table.c.member_id == member_id)
        .order_by(table.c.id)
    )
    return [Consent(**row._mapping) for row in await tx.rows(query)]


async def delete_row(tx: Transaction, member_id: int) -> None:
    """The last step of `community.privacy.erase`: what hangs on the row goes with it."""
    await tx.execute(delete(tables.member).where(tables.member.c.id == member_id))
