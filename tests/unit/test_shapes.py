"""What is handled and what is parked."""

from __future__ import annotations

from typing import Any

import aiogram.types
import pytest
from telegram import Update

from bot.telegram import shapes
from tests.labs.corpus import corpus
from tests.labs.lab_bot import text_update
from tests.telegram_double import unknown_fields

CORPUS = corpus()


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize("name", CORPUS)
def test_what_telegram_sends_fits(name: str) -> None:
    update = {"update_id": 1, **CORPUS[name]}
    assert shapes.fits(update)
    Update.de_json(update, None)
    Update.de_json(shapes.bare(update), None)
    assert list(unknown_fields(aiogram.types.Update.model_validate(update), name)) == []


def test_the_corpus_has_every_type() -> None:
    kinds = {kind for update in CORPUS.values() for kind in update}
    assert kinds >= {str(kind) for kind in Update.ALL_TYPES}
    assert kinds >= aiogram.types.Update.model_fields.keys() - {"update_id"}


def test_the_corpus_has_every_field_of_a_message() -> None:
    fields = {field for update in CORPUS.values() for field in update.get("message", ())}
    model = aiogram.types.Message.model_fields
    assert fields == {info.alias or name for name, info in model.items()}


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
        ("document", {"file_id": "f", "file_unique_id": "u", "file_name": 5}),
        ("document", {"file_id": "f", "file_unique_id": "u", "file_size": "9"}),
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


def test_bare_is_what_is_read() -> None:
    update = text_update(1, 7)
    full = {**update["message"], "giveaway": 5, "sender_chat": None}
    full["from"] = {**full["from"], "last_name": ["x"]}
    update["message"]["chat"].pop("first_name")
    bare = shapes.bare({"update_id": 1, "message": full})
    assert bare == update
    assert Update.de_json(bare, None).message is not None


@pytest.mark.parametrize("kind", ["poll_answer", "message_reaction"])
def test_people_in_other_kinds_are_looked_at(kind: str) -> None:
    assert not shapes.fits({"update_id": 1, kind: [{"user": {"id": "x"}}]})
