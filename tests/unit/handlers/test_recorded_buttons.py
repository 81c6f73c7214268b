"""Buttons that earlier versions drew are still in chats: each is read as what it was.

`tests/data/buttons_N.json` is what version N drew (`python -m tools.record_buttons`). Forms are
compared by the names of their classes and fields, wherever these live today; a form may have
got further fields meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from handlers import capabilities
from handlers.chat import codec

CODES = capabilities.house().codes
RECORDINGS = sorted((Path(__file__).parents[2] / "data").glob("buttons_*.json"))
ANSWERED_KINDLY: frozenset[str] = frozenset({"ShowWay"})
"""Forms that lead nowhere any more: they are not read, so the chat says that they are old."""


def different(recorded: Any, now: Any, path: str = "") -> Iterator[str]:
    if isinstance(recorded, dict) and isinstance(now, dict):
        for name, value in recorded.items():
            yield from different(value, now.get(name, "nothing"), f"{path}.{name}")
    elif recorded != now:
        yield f"{path}: {recorded!r} became {now!r}"


def test_there_are_recordings() -> None:
    assert RECORDINGS
    assert len({name for name, _, _ in buttons(RECORDINGS[0])}) == 76


def buttons(recording: Path) -> list[tuple[str, dict[str, Any], str]]:
    read_: list[tuple[str, dict[str, Any], str]] = json.loads(recording.read_text("utf-8"))
    return read_


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.stem)
def test_each_is_read_as_what_it_was(recording: Path) -> None:
    wrong = []
    for name, fields, written in buttons(recording):
        form = codec.read(written, CODES)
        if name in ANSWERED_KINDLY:
            assert form is None, written
        elif form is None or type(form).__name__ != name:
            wrong.append(f"{written}: {name} became {type(form).__name__}")
        else:
            wrong += [f"{written} {one}" for one in different(fields, asdict(form))]
    assert wrong == []
