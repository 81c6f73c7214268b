"""What a member sees: bubbles, buttons and the keyboard, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.playground.double.chats import Chat, Message


@dataclass(frozen=True)
class Bubble:
    """One message as it shows. ``text`` is the text or caption, without formatting."""

    id: int
    mine: bool
    text: str
    buttons: tuple[tuple[str, ...], ...]
    kind: str
    edited: bool
    body: dict[str, Any]

    def __str__(self) -> str:
        side = "我" if self.mine else "它"
        lines = [f"{side} {'[' + self.kind + '] ' if self.kind != 'text' else ''}{self.text}"]
        lines += ["   " + " ".join(f"[{label}]" for label in row) for row in self.buttons]
        return "\n".join(lines)


@dataclass(frozen=True)
class Screen:
    """A chat, oldest bubble first, and the rows of the reply keyboard."""

    bubbles: tuple[Bubble, ...]
    keyboard: tuple[tuple[str, ...], ...]

    @property
    def last(self) -> Bubble:
        return self.bubbles[-1]

    @property
    def text(self) -> str:
        return "\n".join(bubble.text for bubble in self.bubbles)

    def __contains__(self, part: str) -> bool:
        return part in str(self)

    def __str__(self) -> str:
        lines = [str(bubble) for bubble in self.bubbles]
        lines += ["⌨ " + " ".join(f"[{label}]" for label in row) for row in self.keyboard]
        return "\n".join(lines)


_KINDS = ("venue", "location", "photo", "document", "sticker", "contact")


def bubble_of(message: Message) -> Bubble:
    body = message.body
    rows = (message.markup or {}).get("inline_keyboard", [])
    kind = next((kind for kind in _KINDS if kind in body), "text")
    text = body.get("text") or body.get("caption") or ""
    if kind == "venue":
        text = f"{body['venue']['title']} {body['venue']['address']}"
    return Bubble(
        message.id,
        not message.by_bot,
        text,
        tuple(tuple(button["text"] for button in row) for row in rows),
        kind,
        "edit_date" in body,
        body,
    )


def screen_of(chat: Chat) -> Screen:
    rows = (chat.keyboard or {}).get("keyboard", [])
    return Screen(
        tuple(bubble_of(message) for message in chat.latest()),
        tuple(tuple(button["text"] for button in row) for row in rows),
    )
