"""What the capabilities say of themselves, as tables: what is done, by whom, and what is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from community import privacy
from community.capabilities import MACHINERY, RULES
from community.capability import BASE
from handlers import capabilities
from handlers.chat import events, forms, router
from handlers.chat.codec import Form, layout
from handlers.chat.talk import Slot, Talk
from tools.document_words import code, first_line, table, yes

_HOUSE = capabilities.house()
_EN, _ZH = _HOUSE.texts("en"), _HOUSE.texts("zh")
_FIRST: Mapping[type, tuple[str, ...]] = {
    events.Tap: ("its form",),
    events.Command: ("its form",),
    events.Opened: ("its link",),
    events.Words: ("a key", "the open draft"),
    events.Photo: ("the open draft",),
}
"""Who answers before the capabilities are asked; see `handlers/chat/router.py`."""
_TYPES: Mapping[str, str] = {"int": "number", "bool": "flag", "str": "word"}


def _about_capabilities() -> str:
    talks = {talk.rules.name: talk for talk in _HOUSE.talks}
    rows = []
    for rules in (*RULES, *MACHINERY):
        talk = talks.get(rules.name)
        room = sys.modules[f"handlers.{rules.name}" if talk else f"community.{rules.name}"]
        rows.append(
            (
                code(rules.name),
                _kind(rules.name),
                first_line(room).partition(". ")[0].removesuffix(".") + ".",
                code(*rules.uses),
                code(*talk.uses) if talk else "",
                code(*(one.name for one in rules.tables)),
            )
        )
    heads = ("capability", "kind", "what", "its rules use", "its screens use too", "tables")
    return table(heads, rows)


def _kind(name: str) -> str:
    if name in BASE:
        return "always there"
    return "machinery" if name in {one.name for one in MACHINERY} else ""


def _about_commands() -> str:
    rows = [
        (
            f"`/{one.name}`",
            _EN.plain(f"command-{one.name}"),
            code(type(one.form).__name__),
            yes(one.rank is not None),
            code(_owner(lambda talk, one=one: one in talk.commands)),
        )
        for one in sorted(_HOUSE.commands.values(), key=lambda one: (one.rank or 1000, one.name))
    ]
    return table(("command", "said in the list", "opens", "listed", "capability"), rows)


def _about_keys() -> str:
    rows = [
        (
            _ZH.plain(one.key),
            _EN.plain(one.key),
            code(type(one.form).__name__),
            code(_owner(lambda talk, one=one: one in talk.keys)),
        )
        for one in _HOUSE.keys
    ]
    return table(("key", "in English", "opens", "capability"), rows)


def _about_links() -> str:
    rows = [
        (
            code(prefix + "…"),
            first_line(linked),
            yes(prefix in _HOUSE.group_links),
            code(_owner(lambda talk, prefix=prefix: prefix in talk.links)),
        )
        for prefix, linked in _HOUSE.links.items()
    ]
    return table(("link", "what it does", "in groups", "capability"), rows)


def _about_routes() -> str:
    names = {**router.NAMES, events.Command: "the name of the command", events.Opened: "start"}
    rows = [
        (
            code(event.__name__),
            first_line(event),
            name if " " in name else code(name),
            ", ".join([*_FIRST.get(event, ()), *_hearers(event)]),
        )
        for event, name in names.items()
    ]
    return table(("event", "what happened", "route", "who may answer, first to last"), rows)


def _hearers(event: type) -> Iterator[str]:
    return (code(talk.rules.name) for talk in _HOUSE.talks if event in talk.events)


def _about_drafts() -> str:
    asked = {**_HOUSE.forms}
    for name, take in _HOUSE.photos.items():
        asked.setdefault(name, take)
    rows = [
        (
            code(name),
            first_line(asked[name]),
            " and ".join(
                what
                for what, those in (("text", _HOUSE.forms), ("photo", _HOUSE.photos))
                if name in those
            ),
            code(_owner(lambda talk, name=name: name in talk.forms or name in talk.photos)),
        )
        for name in asked
    ]
    return table(("draft", "what an answer does", "answered by", "capability"), rows)


def _about_buttons() -> str:
    rows = [
        (
            code(form.code),
            code(form.__name__),
            ", ".join(_fields(form)),
            first_line(answer),
            _capability_of(form),
        )
        for form, answer in _HOUSE.buttons.items()
    ]
    return table(("code", "form", "carries", "what it does", "capability"), rows)


def _fields(form: type[Form]) -> Iterator[str]:
    for name, _, _ in layout(form):
        kind = str(form.__annotations__[name])
        plain, _, nothing = kind.partition(" | ")
        yield f"`{name}` {_TYPES.get(plain, plain)}{' or nothing' if nothing else ''}"


def _capability_of(form: type[Form]) -> str:
    return "" if form in forms.BUTTONS else code(_owner(lambda talk: form in talk.buttons))


def _about_slots() -> str:
    rows = []
    for name, slot in sorted(_slots().items()):
        module, _, variable = name.rpartition(".")
        added = [talk.rules.name for talk in _HOUSE.talks if slot in talk.adds]
        rows.append((slot.about, code(variable), code(module), code(*added)))
    return table(("place", "slot", "in", "who adds to it, first to last"), rows)


def _slots() -> dict[str, Slot[Any]]:
    """By the module that makes it and its name there: where others import it from is longer."""
    found: dict[Slot[Any], str] = {}
    for module in [one for name, one in sys.modules.items() if name.startswith("handlers.")]:
        source = Path(module.__file__ or "").read_text("utf-8")
        for variable, value in vars(module).items():
            if isinstance(value, Slot) and f"\n{variable}: Slot" in source:
                found[value] = f"{module.__name__}.{variable}"
    return {name: slot for slot, name in found.items()}


def _about_facts() -> str:
    facts = {fact: None for rules in RULES for fact in rules.hears}
    rows = [
        (
            code(fact.__name__),
            first_line(fact),
            code(fact.__module__.split(".")[1]),
            code(*(rules.name for rules in RULES if fact in rules.hears)),
        )
        for fact in facts
    ]
    return table(("fact", "what happened", "told by", "heard by, first to last"), rows)


def _about_what_is_kept() -> str:
    rows = [
        (
            _EN.plain(f"kept-{one.key}"),
            _EN.plain(f"kept-{one.key}-until"),
            _ZH.plain(f"kept-{one.key}") + "，" + _ZH.plain(f"kept-{one.key}-until"),
            yes(one.stays),
            code(*(each.name for each in one.tables)),
            code(rules.name),
        )
        for rules in (*RULES, *MACHINERY)
        for one in privacy.kept([rules])
    ]
    heads = ("what", "until", "as members read it", "rows stay", "tables", "capability")
    return table(heads, rows)


def _owner(has: Callable[[Talk], bool]) -> str:
    return next(talk.rules.name for talk in _HOUSE.talks if has(talk))


HOUSE: Mapping[str, Callable[[], str]] = {
    "capabilities": _about_capabilities,
    "commands": _about_commands,
    "keys": _about_keys,
    "links": _about_links,
    "routes": _about_routes,
    "drafts": _about_drafts,
    "buttons": _about_buttons,
    "slots": _about_slots,
    "facts": _about_facts,
}
PRIVACY: Mapping[str, Callable[[], str]] = {"kept": _about_what_is_kept}
