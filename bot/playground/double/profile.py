"""How the bot presents itself: commands, names and menu buttons, by scope and language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ScopeKey = tuple[str, int, int]
DEFAULT: ScopeKey = ("default", 0, 0)


@dataclass
class Profile:
    """``commands`` by (scope, language); the texts by language, "" being for all others."""

    commands: dict[tuple[ScopeKey, str], list[dict[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)

    def commands_for(self, user_id: int, language: str | None) -> list[dict[str, str]]:
        """What the menu of a private chat shows: the narrowest scope, the language first."""
        code = (language or "").partition("-")[0].lower()
        for scope in (("chat", user_id, 0), ("all_private_chats", 0, 0), DEFAULT):
            for key in (code, ""):
                found = self.commands.get((scope, key))
                if found:
                    return found
        return []

    def text_for(self, name: str, language: str | None) -> str:
        code = (language or "").partition("-")[0].lower()
        return self.texts.get((name, code)) or self.texts.get((name, ""), "")

    def menu_button(self, chat_id: int | None) -> dict[str, Any]:
        usual = self.menu_buttons.get(0, {"type": "default"})
        return usual if chat_id is None else self.menu_buttons.get(chat_id, usual)
