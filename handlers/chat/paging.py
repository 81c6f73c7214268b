"""Lists that are longer than a screen, and choices of which one holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.chat.codec import Form
from handlers.chat.forms import Nothing
from handlers.chat.screen import Button, Row
from handlers.chat.texts import Texts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list; a number beyond the end gives the last one."""

    items: Sequence[T]
    number: int
    pages: int
    first: int
    """The place of its first item in the list, from 1."""

    @classmethod
    def of(cls, items: Sequence[T], number: int, size: int) -> Page[T]:
        pages = max(1, -(-len(items) // size))
        number = min(number, pages - 1)
        start = number * size
        return cls(items[start : start + size], number, pages, start + 1)

    def turning(self, texts: Texts, form: Callable[[int], Form]) -> Row:
        """Back, where one is, and on; nothing where there is one page."""
        if self.pages == 1:
            return []
        row = [Button(f"{self.number + 1}/{self.pages}", Nothing())]
        if self.number > 0:
            row.insert(0, Button(texts.plain("page-back"), form(self.number - 1)))
        if self.number + 1 < self.pages:
            row.append(Button(texts.plain("page-on"), form(self.number + 1)))
        return row


def marked(label: str, on: bool) -> str:
    """The label of a choice that holds, or does not."""
    return f"✅ {label}" if on else label
