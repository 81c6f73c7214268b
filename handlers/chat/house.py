"""All capabilities of a district together, as the router and everybody else look things up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from community.capability import Rules
from handlers.chat import forms
from handlers.chat.codec import Form
from handlers.chat.screen import AnyButton, Button, Keys, Screen, keyboard
from handlers.chat.talk import Command, Heard, Key, Linked, Renderer, Slot, Talk, Tapped, Typed
from handlers.chat.texts import FOLDER, LANGUAGES, Texts, known

T = TypeVar("T")


class House:
    """The list of capabilities, and what follows from it."""

    def __init__(self, talks: Iterable[Talk], rules: Iterable[Rules]) -> None:
        self.talks = tuple(talks)
        self.rules = tuple(rules)
        """Of these capabilities, and of those that have no conversation."""
        self.buttons: dict[type[Form], Tapped] = dict(forms.BUTTONS)
        self.forms: dict[str, Typed] = dict(_all(talk.forms for talk in self.talks))
        self.photos: dict[str, Typed] = dict(_all(talk.photos for talk in self.talks))
        self.links: dict[str, Linked] = dict(_all(talk.links for talk in self.talks))
        self.group_links: dict[str, Linked] = dict(_all(talk.group_links for talk in self.talks))
        self.buttons.update(_all(talk.buttons for talk in self.talks))
        self.codes: dict[str, type[Form]] = {form.code: form for form in self.buttons}
        self.commands: dict[str, Command] = {
            one.name: one for talk in self.talks for one in talk.commands
        }
        self.keys: list[Key] = sorted(
            (key for talk in self.talks for key in talk.keys), key=lambda one: one.rank
        )
        self.renderers: dict[str, Renderer] = {
            kind.name: render for talk in self.talks for kind, render in talk.notices.items()
        }
        self._events: dict[type, list[Heard]] = {}
        for talk in self.talks:
            for event, hear in talk.events.items():
                self._events.setdefault(event, []).append(hear)
        self._texts: dict[str, Texts] = {}

    @property
    def listed_commands(self) -> list[str]:
        """The names of those that clients list, in their order."""
        ranked = [(one.rank, one.name) for one in self.commands.values() if one.rank is not None]
        return ["start", *(name for _, name in sorted(ranked))]

    def heard(self, event: type) -> list[Heard]:
        """Who may answer such an event, in the order of the list."""
        return self._events.get(event, [])

    def adds(self, slot: Slot[T]) -> list[T]:
        """What was added to a place, in the order of the list."""
        found: list[Any] = [talk.adds[slot] for talk in self.talks if slot in talk.adds]
        return found

    def texts(self, language: str) -> Texts:
        """The texts of a language of `LANGUAGES`; of the first one for any other."""
        language = known(language)
        if language not in self._texts:
            machinery = (FOLDER / "chat", FOLDER / "tables")
            folders = [*machinery, *(talk.folder for talk in self.talks)]
            files = [folder / f"{language}.ftl" for folder in folders]
            self._texts[language] = Texts(language, [file for file in files if file.exists()])
        return self._texts[language]

    def menu(self, texts: Texts) -> Keys:
        """The keys under the input field: share a position, or go without."""
        labels = [texts.plain("menu-location"), *(texts.plain(one.key) for one in self.keys)]
        pairs = [tuple(labels[start : start + 2]) for start in range(0, len(labels), 2)]
        return Keys(tuple(pairs), texts.plain("menu-placeholder"))

    def offered(self, screen: Screen) -> Screen:
        """The screen without buttons that lead to what is switched off."""
        if all(map(self._offers, chain(*screen.rows))):
            return screen
        rows = ([one for one in row if self._offers(one)] for row in screen.rows)
        return replace(screen, rows=keyboard(*rows))

    def _offers(self, button: AnyButton) -> bool:
        return not isinstance(button, Button) or type(button.form) in self.buttons

    @cached_property
    def _pressed(self) -> dict[str, Form]:
        return {
            self.texts(language).plain(one.key): one.form
            for language in LANGUAGES
            for one in self.keys
        }

    def pressed(self, text: str) -> Form | None:
        """Which key a text comes from, in whatever language it was drawn."""
        return self._pressed.get(text)


def _all(tables: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """The entries of all tables. Two capabilities with one key are a mistake of the program."""
    seen: set[Any] = set()
    for table in tables:
        for key, value in table.items():
            if key in seen:
                raise ValueError(f"{key} stands in two capabilities")
            seen.add(key)
            yield key, value
