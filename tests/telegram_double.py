"""What tests need around the Bot API double: the second opinion, and a bot on top of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import aiogram.methods
import pydantic
from aiogram.types import BufferedInputFile

from bot.playground.double.double import Double
from bot.playground.double.files import Upload


def aiogram_complaints(method: str, params: Mapping[str, Any]) -> list[str]:
    """What aiogram's model of the method says about a call: wrong types, unknown fields."""
    model = getattr(aiogram.methods, method[0].upper() + method[1:], None)
    if model is None:
        return [f"aiogram knows no method {method}"]
    try:
        parsed = model.model_validate(_with_files(params))
    except pydantic.ValidationError as error:
        return [
            f"aiogram: {'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()
        ]
    return [f"aiogram knows no field {path}" for path in unknown_fields(parsed, method)]


def checked_double(**options: Any) -> Double:
    """A double that also asks aiogram about every call."""
    return Double(validator=aiogram_complaints, **options)


def assert_clean(double: Double) -> None:
    """No call broke a rule and every tap was answered."""
    assert double.violations == []
    unanswered = double.queries.unanswered_taps
    assert unanswered == [], [tap.data for tap in unanswered]


def _with_files(value: Any) -> Any:
    if isinstance(value, Upload):
        return BufferedInputFile(value.data, filename=value.name)
    if isinstance(value, Mapping):
        return {key: _with_files(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_files(item) for item in value]
    return value


def unknown_fields(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from unknown_fields(item, path)
    if not isinstance(value, pydantic.BaseModel):
        return
    for name in value.model_extra or {}:
        yield f"{path}.{name}"
    for name in value.model_fields_set & type(value).model_fields.keys():
        yield from unknown_fields(getattr(value, name), f"{path}.{name}")
