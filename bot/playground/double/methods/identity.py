"""Methods by which the bot presents itself."""

from __future__ import annotations

import re
from typing import Any

from bot.playground.double.entities import utf16_length
from bot.playground.double.profile import DEFAULT, ScopeKey
from bot.playground.double.refusals import bad_request
from bot.playground.double.request import Request

MAX_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def set_commands(request: Request) -> bool:
    commands = [
        {"command": item["command"].removeprefix("/"), "description": item["description"].strip()}
        for item in request.params["commands"]
    ]
    key = (_scope(request), _language(request))
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for item in commands:
        if not _COMMAND.fullmatch(item["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(item["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    request.double.profile.commands[key] = commands
    request.double.journal.tell("commands", None)
    return True


def get_commands(request: Request) -> list[dict[str, str]]:
    return request.double.profile.commands.get((_scope(request), _language(request)), [])


def delete_commands(request: Request) -> bool:
    request.double.profile.commands.pop((_scope(request), _language(request)), None)
    request.double.journal.tell("commands", None)
    return True


def set_name(request: Request) -> bool:
    return _set_text(request, "name")


def get_name(request: Request) -> dict[str, str]:
    name = request.double.profile.text_for("name", _language(request))
    return {"name": name or request.double.me.first_name}


def set_description(request: Request) -> bool:
    return _set_text(request, "description")


def get_description(request: Request) -> dict[str, str]:
    return _get_text(request, "description")


def set_short_description(request: Request) -> bool:
    return _set_text(request, "short_description")


def get_short_description(request: Request) -> dict[str, str]:
    return _get_text(request, "short_description")


def set_menu_button(request: Request) -> bool:
    button = request.params.get("menu_button", {"type": "default"})
    if button["type"] not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: type is not supported")
    chat_id = request.params.get("chat_id")
    key = 0 if chat_id is None else request.double.chats.find(chat_id).id
    request.double.profile.menu_buttons[key] = button
    request.double.journal.tell("commands", key or None)
    return True


def get_menu_button(request: Request) -> dict[str, Any]:
    chat_id = request.params.get("chat_id")
    found = None if chat_id is None else request.double.chats.find(chat_id).id
    return request.double.profile.menu_button(found)


def _set_text(request: Request, name: str) -> bool:
    text = request.params.get(name, "").strip()
    if utf16_length(text) > _LIMITS[name]:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    request.double.profile.texts[name, _language(request)] = text
    request.double.journal.tell("commands", None)
    return True


def _get_text(request: Request, name: str) -> dict[str, str]:
    return {name: request.double.profile.text_for(name, _language(request))}


def _language(request: Request) -> str:
    code: str = request.params.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope(request: Request) -> ScopeKey:
    scope = request.params.get("scope")
    if scope is None:
        return DEFAULT
    if scope["type"] not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    values = {"chat_id": 0, "user_id": 0}
    for key in _SCOPES[scope["type"]]:
        if key not in scope:
            raise bad_request(f"can't parse BotCommandScope: can't find field \"{key}\"")
        values[key] = scope[key]
    if values["chat_id"]:
        values["chat_id"] = request.double.chats.find(values["chat_id"]).id
    return scope["type"], values["chat_id"], values["user_id"]
