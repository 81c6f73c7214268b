"""What is handled and what is parked."""

from __future__ import annotations

from typing import Any

import pytest

from bot import shapes
from tests.labs.fuzz import KINDS, corpus
from tests.labs.lab_bot import text_update


@pytest.mark.parametrize("update", corpus(), ids=lambda update: next(iter(update)))
def test_what_telegram_sends_fits(update: dict[str, Any]) -> None:
    assert shapes.fits({"update_id": 1, **update})


def test_the_corpus_has_every_kind() -> None:
    assert set(KINDS) <= {next(iter(update)) for update in corpus()}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message_id", "1"),
        ("date", 2**40),
        ("text", ["x"]),
        ("chat", {"id": "7", "type": "private"}),
        ("chat", None),
        ("from", {"id": 7, "is_bot": 0, "first_name": "x"}),
        ("from", {"id": 7, "is_bot": False, "first_name": "x", "language_code": 5}),
        ("from", {"id": 7, "is_bot": False, "first_name": "x", "language_code": "\ud800"}),
        ("from", {"id": 2**60, "is_bot": False, "first_name": "x"}),
        ("location", {"latitude": "30", "longitude": 120.0}),
        ("location", {"latitude": True, "longitude": 120.0}),
        ("entities", [{"type": "bold", "offset": -1, "length": 1}]),
    ],
)
def test_a_field_of_another_type_does_not_fit(field: str, value: Any) -> None:
    update = text_update(1, 7)
    assert shapes.fits(update)
    update["message"][field] = value
    assert not shapes.fits(update)


def test_what_nobody_reads_may_be_anything() -> None:
    update = text_update(1, 7)
    update["message"]["giveaway"] = {"anything": [None, float("inf")]}
    assert shapes.fits(update)
    assert shapes.fits({"update_id": 1, "new_in_the_next_api": 5})


@pytest.mark.parametrize("kind", ["poll_answer", "message_reaction"])
def test_people_in_other_kinds_are_looked_at(kind: str) -> None:
    assert not shapes.fits({"update_id": 1, kind: [{"user": {"id": "x"}}]})
