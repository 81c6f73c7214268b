"""Well-formed updates of every type of the Bot API, made from aiogram's models of it.

One update for each type, for each field that its content may have, and for each form that such
a field may take. Handwritten ones would soon lack what the next Bot API brings.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from aiogram.types import Chat, Message, MessageEntity, Update, User
from pydantic import BaseModel
from pydantic.fields import FieldInfo

MEMBER = 7
"""Who acts in every update of the corpus, in the private chat with the bot."""
SINCE = 1_790_000_000
_GIVEN: dict[type[BaseModel], dict[str, Any]] = {
    User: {"id": MEMBER, "is_bot": False, "first_name": "小安", "language_code": "zh-hans"},
    Chat: {"id": MEMBER, "type": "private", "first_name": "小安"},
    MessageEntity: {"type": "bold", "offset": 0, "length": 2},
}
_PLAIN: dict[type, Any] = {
    bool: True, int: 1, float: 1.5, str: "安家", datetime: SINCE, timedelta: 900
}  # fmt: skip
_FEW = ("text", "photo", "location")
"""What other types than `message` are seen with: the fields are the same."""


def corpus() -> dict[str, dict[str, Any]]:
    """The updates without their number, by type, field and form: `message.photo`."""
    return dict(_entries())


def _entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for kind, field in Update.model_fields.items():
        if kind == "update_id":
            continue
        model = next(one for one in get_args(field.annotation) if one is not type(None))
        least = _least(model)
        if model is Message and "channel" not in kind:
            least["from"] = dict(_GIVEN[User])
        yield kind, {kind: least}
        for name, inner in model.model_fields.items():
            if name not in least and (model is not Message or kind == "message" or name in _FEW):
                for number, value in enumerate(_forms(inner.annotation)):
                    suffix = f".{number}" if number else ""
                    content = {**least, inner.alias or name: value}
                    yield f"{kind}.{name}{suffix}", {kind: content}


def _least(model: type[BaseModel]) -> dict[str, Any]:
    """What the model needs, and what tells it from others."""
    if model in _GIVEN:
        return dict(_GIVEN[model])
    return {
        field.alias or name: next(_forms(field.annotation))
        for name, field in model.model_fields.items()
        if field.is_required() or _is_tag(field)
    }


def _is_tag(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is Literal


def _forms(annotation: Any) -> Iterator[Any]:
    """Every form that a value may take: one, or one of each member of a union."""
    annotation = getattr(annotation, "__value__", annotation)  # the name of a type
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        for one in get_args(annotation):
            if one is not type(None):
                yield from _forms(one)
    elif origin is Annotated:
        yield from _forms(get_args(annotation)[0])
    elif origin is Literal:
        value = get_args(annotation)[0]
        yield value.value if isinstance(value, Enum) else value
    elif origin is list:
        yield [next(_forms(get_args(annotation)[0]))]
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield _least(annotation)
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        yield next(iter(annotation)).value
    else:
        yield _PLAIN[annotation]
