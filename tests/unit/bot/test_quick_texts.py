"""The quick way of saying a text says what Fluent says, for every text there is."""

from __future__ import annotations

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from handlers.chat.texts import LANGUAGES, TextMissing, text_files, texts_for

VALUES = ("滨江 <&> {x}", 0, 1, 7, 999, 1000, -1000, 1_234_567)


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Every message of a language with the names of its variables."""
    found = {}
    for file in text_files(language):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Message):
                variables = _Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.names
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_fluent_says(language: str) -> None:
    texts, everything = texts_for(language), messages(language)
    assert len(everything) > 100
    for key, names in everything.items():
        for value in VALUES:
            values = dict.fromkeys(names, value)
            assert texts.plain(key, **values) == texts._by_fluent(key, values), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_value_is_a_defect(language: str) -> None:
    for key, names in messages(language).items():
        if names:
            with pytest.raises(TextMissing):
                texts_for(language).plain(key)


def test_a_missing_message_is_a_defect() -> None:
    with pytest.raises(TextMissing):
        texts_for("zh").plain("no-such-message")
