"""The Bot API methods that the double answers, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.playground.double.methods import answering, editing, identity, looking, placing, sending
from bot.playground.double.request import Request

METHODS: dict[str, Callable[[Request], Any]] = {
    "getMe": looking.get_me,
    "getFile": looking.get_file,
    "getChat": looking.get_chat,
    "getChatMember": looking.get_chat_member,
    "getChatMemberCount": looking.get_chat_member_count,
    "setWebhook": looking.set_webhook,
    "deleteWebhook": looking.delete_webhook,
    "getWebhookInfo": looking.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendContact": sending.send_contact,
    "sendMediaGroup": sending.send_media_group,
    "sendChatAction": sending.send_chat_action,
    "copyMessage": sending.copy_message,
    "forwardMessage": sending.forward_message,
    "sendLocation": placing.send_location,
    "sendVenue": placing.send_venue,
    "editMessageLiveLocation": placing.edit_live_location,
    "stopMessageLiveLocation": placing.stop_live_location,
    "editMessageText": editing.edit_text,
    "editMessageCaption": editing.edit_caption,
    "editMessageMedia": editing.edit_media,
    "editMessageReplyMarkup": editing.edit_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "pinChatMessage": editing.pin_message,
    "unpinChatMessage": editing.unpin_message,
    "unpinAllChatMessages": editing.unpin_all,
    "answerCallbackQuery": answering.answer_callback,
    "answerInlineQuery": answering.answer_inline,
    "setMyCommands": identity.set_commands,
    "getMyCommands": identity.get_commands,
    "deleteMyCommands": identity.delete_commands,
    "setMyName": identity.set_name,
    "getMyName": identity.get_name,
    "setMyDescription": identity.set_description,
    "getMyDescription": identity.get_description,
    "setMyShortDescription": identity.set_short_description,
    "getMyShortDescription": identity.get_short_description,
    "setChatMenuButton": identity.set_menu_button,
    "getChatMenuButton": identity.get_menu_button,
}
