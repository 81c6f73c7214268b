"""What nothing else understood: a friendly answer, or silence where nobody asked."""

from __future__ import annotations

from community.members import members
from handlers.chat.buttons import menu
from handlers.chat.replies import Replies, Send, Toast
from handlers.chat.request import Request


async def button_unknown(request: Request) -> Replies:
    """An old, foreign or damaged button."""
    return [Toast(request.texts.plain("button-unknown"), alert=True)]


async def command_unknown(request: Request) -> Replies:
    return [Send(request.texts.html("command-unknown"), menu(request.texts))]


async def message_unknown(request: Request) -> Replies:
    """A sticker, a voice, a contact: say what helps."""
    return [Send(request.texts.html("message-unknown"), menu(request.texts))]


async def membership_changed(request: Request) -> Replies:
    """The member blocked the bot, or came back. Strangers are not written down for that."""
    change = request.update.my_chat_member
    if change is not None and request.private and request.member.id:
        gone = change.new_chat_member.status in {"kicked", "left"}
        await members.set_active(request.tx, request.member.id, active=not gone)
    return []


async def silence(request: Request) -> Replies:
    """Edited messages, channel posts, polls: nobody waits for an answer."""
    return []
