"""A row that begins to wait in the outbox: the one place that writes its columns and its key.

`outbox.put` writes rows one by one, `insert_selected` as many as a SELECT finds, without their
coming to Python. Both say what they are about in the same words.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    String,
    cast,
    delete,
    false,
    func,
    literal,
    or_,
)

from community.messages import tables
from community.messages.kinds import NoticeKind

TABLE = tables.outbox
ROW = TABLE.c


def columns(
    kind: NoticeKind,
    *,
    member_id: Any,
    object_id: Any,
    revision: Any,
    payload: Any,
    due_at: Any,
    not_after: Any,
) -> dict[str, Any]:
    """What a new row has in its columns: given values, or expressions over a SELECT."""
    return {
        "dedup_key": _key(kind.name, member_id, object_id, revision),
        "kind": kind.name,
        "member_id": member_id,
        "object_id": object_id,
        "revision": revision,
        "payload": payload,
        "priority": kind.priority,
        "due_at": due_at,
        "not_after": not_after,
    }


def insert_one(insert: Any) -> Any:
    """An INSERT that takes `columns` and leaves a row whose key is known as it is."""
    return _unless_known(insert.values(created_at=func.current_timestamp()))


def insert_selected(insert: Any, source: Select[Any], values: dict[str, Any]) -> Any:
    """The same for each row of `source`; `values` are `columns` over it."""
    values = {**values, "created_at": func.current_timestamp()}
    selected = [
        value if isinstance(value, ColumnElement) else literal(value) for value in values.values()
    ]
    rows = source.with_only_columns(*selected, maintain_column_froms=True)
    return _unless_known(insert.from_select([*values], rows))


def withdrawal(*kinds: NoticeKind) -> Delete:
    """Deletes what waits of these kinds and has not been begun; narrow it down with `where`."""
    chosen = or_(
        false(), *(ROW.kind == kind.name for kind in kinds)
    )  # as executemany wants it: no IN
    return delete(TABLE).where(chosen, ROW.state == "pending")


def _key(kind: str, *numbers: Any) -> Any:
    """What makes two notices the same one: `kind:member:object:revision`."""
    if not any(isinstance(number, ColumnElement) for number in numbers):
        return ":".join(map(str, (kind, *numbers)))
    key: ColumnElement[str] = literal(kind)
    for number in numbers:
        key = key + literal(":") + cast(number, String)
    return key


def _unless_known(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["dedup_key"])
