"""Text for people, from the Fluent files of each capability, Chinese first.

HTML is escaped here and nowhere else: `html` escapes every argument that is not already
`Html`; `plain` is for buttons and toasts, which Telegram shows as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path
from typing import Final, TypeAlias

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from community.errors import CommunityError

_Parts: TypeAlias = tuple[tuple[str, str], ...]
"""Text as it stands, or else the name of a variable."""

LANGUAGES: Final = ("zh", "en")
DEFAULT_LANGUAGE: Final = "zh"
FOLDER = Path(__file__).parents[1]
"""Each of its folders has its texts in `zh.ftl` and `en.ftl`."""


def text_files(language: str) -> list[Path]:
    """The Fluent files of a language."""
    return sorted(FOLDER.rglob(f"{language}.ftl"))


class TextMissing(LookupError):
    """A message or one of its variables is missing; a defect of the program."""


class Html(str):
    """Text that is Telegram HTML already."""

    __slots__ = ()


@cache
def _read(file: Path) -> ast.Resource:
    """Read once for each process: to parse all of a language takes 0.1 s."""
    return FluentResource(file.read_text(encoding="utf-8"))


class Texts:
    """The messages of one language."""

    def __init__(self, language: str, files: Iterable[Path]) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        self._simple: dict[str, _Parts | None] = {}
        for file in files:
            self._bundle.add_resource(_read(file))

    def html(self, key: str, **values: str | int | float) -> Html:
        """The message with its values filled in and escaped."""
        escaped = {
            name: escape(value, quote=False)
            if isinstance(value, str) and not isinstance(value, Html)
            else value
            for name, value in values.items()
        }
        return Html(self._format(key, escaped))

    def plain(self, key: str, **values: str | int | float) -> str:
        """The message with its values as they are, for places that know no HTML."""
        return self._format(key, values)

    def error(self, error: CommunityError) -> Html:
        """What a member reads when a rule says no."""
        return self.html(f"error-{error.code}", **error.values)

    def has(self, key: str) -> bool:
        return bool(self._bundle.has_message(key))

    def _format(self, key: str, values: dict[str, str | int | float]) -> str:
        try:
            parts = self._simple[key]
        except KeyError:
            parts = self._simple[key] = self._parts(key)
        if parts is not None:
            said = _filled(parts, values)
            if said is not None:
                return said
        return self._by_fluent(key, values)

    def _parts(self, key: str) -> _Parts | None:
        """The message as text and names of variables, when it has nothing else in it."""
        if not self._bundle.has_message(key):
            raise TextMissing(key)
        pattern = self._bundle.get_message(key).value
        parts: list[tuple[str, str]] = []
        for element in getattr(pattern, "elements", [pattern]):
            if isinstance(element, ast.TextElement):
                parts.append((element.value, ""))
            elif isinstance(element, ast.Placeable) and isinstance(
                element.expression, ast.VariableReference
            ):
                parts.append(("", element.expression.id.name))
            else:
                return None
        return tuple(parts)

    def _by_fluent(self, key: str, values: dict[str, str | int | float]) -> str:
        pattern = self._bundle.get_message(key).value
        assert pattern is not None, key
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise TextMissing(f"{key}: {errors[0]}")
        return str(text)


def _filled(parts: _Parts, values: dict[str, str | int | float]) -> str | None:
    """What Fluent would say, eight times as fast; None where Fluent must decide itself."""
    said = ""
    for text, name in parts:
        if not name:
            said += text
            continue
        value = values.get(name)
        if isinstance(value, str):
            said += value
        elif type(value) is int and -1000 < value < 1000:  # larger ones are grouped
            said += str(value)
        else:
            return None
    return said


@cache
def texts_for(language: str) -> Texts:
    """The texts of a language of `LANGUAGES`; of the first one for any other."""
    language = known(language)
    return Texts(language, text_files(language))


def known(language: str) -> str:
    """The language itself, if there are texts in it; the first one otherwise."""
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def client_language(language_code: str | None) -> str:
    """The language for a client's IETF tag: English unless it is unset or Chinese."""
    if not language_code or language_code.lower().startswith("zh"):
        return "zh"
    return "en"


def joined(*parts: str | None, by: str = "\n") -> Html:
    """Parts that are HTML already, without the empty ones."""
    return Html(by.join(part for part in parts if part))
