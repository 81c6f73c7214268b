"""Commands, names and menu buttons, by scope and language."""

from __future__ import annotations

import json

from bot.playground.double.double import Double
from bot.playground.phone import Phone
from tests.unit.playground.calls import ok, refusal


async def test_commands_by_scope_and_language(double: Double, phone: Phone) -> None:
    def menu(word: str) -> str:
        return json.dumps([{"command": "near", "description": word}])

    private = '{"type": "all_private_chats"}'
    await ok(double, "setMyCommands", commands=menu("default"))
    await ok(double, "setMyCommands", commands=menu("附近"), scope=private, language_code="zh")
    await ok(double, "setMyCommands", commands=menu("nearby"), scope=private)
    shown = double.profile.commands_for
    assert shown(42, "zh-hans")[0]["description"] == "附近"
    assert shown(42, "fr")[0]["description"] == "nearby"
    await ok(double, "setMyCommands", commands=menu("staff"), scope='{"type":"chat","chat_id":42}')
    assert shown(42, "zh-hans")[0]["description"] == "staff"
    listed = await ok(double, "getMyCommands", scope=private, language_code="zh")
    assert listed == [{"command": "near", "description": "附近"}]
    await ok(double, "deleteMyCommands", scope='{"type":"chat","chat_id":42}')
    assert shown(42, None)[0]["description"] == "nearby"
    bad = json.dumps([{"command": "Near", "description": "x"}])
    assert (
        await refusal(double, "setMyCommands", commands=bad) == "Bad Request: BOT_COMMAND_INVALID"
    )
    many = json.dumps([{"command": f"c{n}", "description": "x"} for n in range(101)])
    assert "TOO_MUCH" in await refusal(double, "setMyCommands", commands=many)
    assert "language" in await refusal(double, "getMyCommands", language_code="zh-hans")
    assert double.violations == []


async def test_name_descriptions_and_menu_button(double: Double, phone: Phone) -> None:
    await ok(double, "setMyDescription", description="找服务点", language_code="zh")
    await ok(double, "setMyDescription", description="Find centers")
    assert await ok(double, "getMyDescription", language_code="zh") == {"description": "找服务点"}
    assert await ok(double, "getMyDescription", language_code="fr") == {
        "description": "Find centers"
    }
    await ok(double, "setMyShortDescription", short_description="短")
    assert await ok(double, "getMyShortDescription") == {"short_description": "短"}
    assert await ok(double, "getMyName") == {"name": "安家"}
    assert "too long" in await refusal(double, "setMyName", name="长" * 65)
    await ok(double, "setChatMenuButton", menu_button='{"type": "commands"}')
    assert await ok(double, "getChatMenuButton", chat_id=42) == {"type": "commands"}
    assert double.violations == []
