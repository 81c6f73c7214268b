"""Methods that ask about the bot, chats and files, and those about the webhook."""

from __future__ import annotations

from typing import Any

from bot.playground.double.entities import normal_url
from bot.playground.double.files import MAX_DOWNLOAD
from bot.playground.double.refusals import bad_request
from bot.playground.double.request import Request

_SECRET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def get_me(request: Request) -> dict[str, Any]:
    return {
        **request.double.me.body(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_file(request: Request) -> dict[str, Any]:
    stored = request.double.files.find(request.params["file_id"])
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.data) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": request.params["file_id"],
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.data),
        "file_path": stored.path,
    }


def get_chat(request: Request) -> dict[str, Any]:
    chat = request.double.chats.find(request.params["chat_id"])
    if not chat.started:
        raise bad_request("chat not found")
    full = {
        **chat.body(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[0]].body
    return full


def get_chat_member(request: Request) -> dict[str, Any]:
    chat = request.double.chats.find(request.params["chat_id"])
    user = request.double.chats.users.get(request.params["user_id"])
    if user is None:
        raise bad_request("user not found")
    present = chat.id == user.id or user.id in chat.member_ids
    return {"status": "member" if present else "left", "user": user.body()}


def get_chat_member_count(request: Request) -> int:
    chat = request.double.chats.find(request.params["chat_id"])
    return 2 if chat.type == "private" else len(chat.member_ids) + 1


def set_webhook(request: Request) -> bool:
    url = request.params["url"]
    secret = request.params.get("secret_token", "")
    if secret and not (len(secret) <= 256 and set(secret) <= _SECRET):
        raise bad_request("secret token contains unallowed characters")
    if url and (not url.startswith("https://") or normal_url(url) is None):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    updates = request.double.updates
    if request.params.get("drop_pending_updates"):
        updates.drop_pending()
    if "allowed_updates" in request.params:
        updates.allowed = frozenset(request.params["allowed_updates"]) or None
    request.double.webhook = (
        {
            "url": url,
            "secret_token": secret,
            "max_connections": request.params.get("max_connections", 40),
        }
        if url
        else None
    )
    return True


def delete_webhook(request: Request) -> bool:
    if request.params.get("drop_pending_updates"):
        request.double.updates.drop_pending()
    request.double.webhook = None
    return True


def get_webhook_info(request: Request) -> dict[str, Any]:
    webhook = request.double.webhook or {}
    info: dict[str, Any] = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(request.double.updates.pending),
    }
    if webhook:
        info["max_connections"] = webhook["max_connections"]
    if request.double.updates.allowed:
        info["allowed_updates"] = sorted(request.double.updates.allowed)
    return info
