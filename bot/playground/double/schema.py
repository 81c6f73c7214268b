"""The methods and fields that the double knows, and how their values are read from a form.

A field is written ``name:type``, with ``!`` when it is required. Types: ``int float bool str``,
``chat`` (number or @name), ``file`` (upload, attach:// or id), ``json`` (checked elsewhere), the
name of an object in ``OBJECTS``, or one of these in brackets for a list.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.double.files import Upload
from bot.playground.double.refusals import bad_request

Report = Callable[[str], None]

_SEND = (
    "chat_id:chat! disable_notification:bool protect_content:bool "
    "reply_parameters:ReplyParameters reply_markup:ReplyMarkup "
)
_CAPTION = (
    "caption:str parse_mode:str caption_entities:[MessageEntity] show_caption_above_media:bool "
)
_TEXT = "parse_mode:str entities:[MessageEntity] link_preview_options:LinkPreviewOptions "
_EDIT = "chat_id:chat message_id:int inline_message_id:str reply_markup:ReplyMarkup "
_PLACE = "latitude:float! longitude:float! "
_MOVING = "horizontal_accuracy:float heading:int proximity_alert_radius:int "
_VENUE = (
    "title:str! address:str! foursquare_id:str foursquare_type:str google_place_id:str "
    "google_place_type:str "
)
_SCOPED = "scope:BotCommandScope language_code:str "
_RESULT = "type:str! id:str! reply_markup:ReplyMarkup input_message_content:InputMessageContent "
_THUMB = "thumbnail_url:str thumbnail_width:int thumbnail_height:int "

METHODS: dict[str, str] = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:[str]",
    "setWebhook": "url:str! certificate:file ip_address:str max_connections:int "
    "allowed_updates:[str] drop_pending_updates:bool secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": _SEND + _TEXT + "text:str!",
    "sendPhoto": _SEND + _CAPTION + "photo:file! has_spoiler:bool",
    "sendDocument": _SEND
    + _CAPTION.replace("show_caption_above_media:bool", "")
    + "document:file! thumbnail:file disable_content_type_detection:bool",
    "sendLocation": _SEND + _PLACE + _MOVING + "live_period:int",
    "sendVenue": _SEND + _PLACE + _VENUE,
    "sendContact": _SEND + "phone_number:str! first_name:str! last_name:str vcard:str",
    "sendMediaGroup": _SEND.replace("reply_markup:ReplyMarkup", "") + "media:[InputMedia]!",
    "sendChatAction": "chat_id:chat! action:str!",
    "copyMessage": _SEND + _CAPTION + "from_chat_id:chat! message_id:int!",
    "forwardMessage": "chat_id:chat! from_chat_id:chat! message_id:int! "
    "disable_notification:bool protect_content:bool",
    "editMessageText": _EDIT + _TEXT + "text:str!",
    "editMessageCaption": _EDIT + _CAPTION,
    "editMessageMedia": _EDIT + "media:InputMedia!",
    "editMessageReplyMarkup": _EDIT,
    "editMessageLiveLocation": _EDIT + _PLACE + _MOVING + "live_period:int",
    "stopMessageLiveLocation": _EDIT,
    "deleteMessage": "chat_id:chat! message_id:int!",
    "deleteMessages": "chat_id:chat! message_ids:[int]!",
    "pinChatMessage": "chat_id:chat! message_id:int! disable_notification:bool",
    "unpinChatMessage": "chat_id:chat! message_id:int",
    "unpinAllChatMessages": "chat_id:chat!",
    "answerCallbackQuery": "callback_query_id:str! text:str show_alert:bool url:str cache_time:int",
    "answerInlineQuery": "inline_query_id:str! results:[InlineQueryResult]! cache_time:int "
    "is_personal:bool next_offset:str button:InlineQueryResultsButton",
    "getFile": "file_id:str!",
    "getChat": "chat_id:chat!",
    "getChatMember": "chat_id:chat! user_id:int!",
    "getChatMemberCount": "chat_id:chat!",
    "setMyCommands": "commands:[BotCommand]! " + _SCOPED,
    "getMyCommands": _SCOPED,
    "deleteMyCommands": _SCOPED,
    "setMyName": "name:str language_code:str",
    "getMyName": "language_code:str",
    "setMyDescription": "description:str language_code:str",
    "getMyDescription": "language_code:str",
    "setMyShortDescription": "short_description:str language_code:str",
    "getMyShortDescription": "language_code:str",
    "setChatMenuButton": "chat_id:chat menu_button:MenuButton",
    "getChatMenuButton": "chat_id:chat",
}

OBJECTS: dict[str, str] = {
    "ReplyParameters": "message_id:int! chat_id:chat allow_sending_without_reply:bool quote:str "
    "quote_position:int",
    "MessageEntity": "type:str! offset:int! length:int! url:str language:str",
    "LinkPreviewOptions": "is_disabled:bool url:str prefer_small_media:bool "
    "prefer_large_media:bool show_above_text:bool",
    "ReplyMarkup": "inline_keyboard:[[InlineKeyboardButton]] keyboard:[[KeyboardButton]] "
    "is_persistent:bool resize_keyboard:bool one_time_keyboard:bool "
    "input_field_placeholder:str selective:bool remove_keyboard:bool force_reply:bool",
    "InlineKeyboardButton": "text:str! callback_data:str url:str switch_inline_query:str "
    "switch_inline_query_current_chat:str switch_inline_query_chosen_chat:SwitchInlineChosenChat "
    "copy_text:CopyTextButton web_app:WebAppInfo style:str",
    "SwitchInlineChosenChat": "query:str allow_user_chats:bool allow_bot_chats:bool "
    "allow_group_chats:bool allow_channel_chats:bool",
    "CopyTextButton": "text:str!",
    "WebAppInfo": "url:str!",
    "KeyboardButton": "text:str! request_location:bool request_contact:bool web_app:WebAppInfo "
    "style:str",
    "InputMedia": _CAPTION + "type:str! media:file! thumbnail:file has_spoiler:bool "
    "disable_content_type_detection:bool",
    "BotCommand": "command:str! description:str!",
    "BotCommandScope": "type:str! chat_id:chat user_id:int",
    "MenuButton": "type:str! text:str web_app:WebAppInfo",
    "InlineQueryResultsButton": "text:str! web_app:WebAppInfo start_parameter:str",
    "InputMessageContent": _TEXT
    + "message_text:str latitude:float longitude:float live_period:int "
    + _MOVING
    + _VENUE.replace("!", "")
    + "phone_number:str first_name:str last_name:str vcard:str",
    "InlineQueryResult/article": _RESULT + _THUMB + "title:str! url:str description:str",
    "InlineQueryResult/venue": _RESULT + _THUMB + _PLACE + _VENUE,
    "InlineQueryResult/location": _RESULT + _THUMB + _PLACE + _MOVING + "title:str! "
    "live_period:int",
    "InlineQueryResult/contact": _RESULT + _THUMB + "phone_number:str! first_name:str! "
    "last_name:str vcard:str",
    "InlineQueryResult/photo": _RESULT + _CAPTION + "photo_url:str photo_file_id:str "
    "thumbnail_url:str photo_width:int photo_height:int title:str description:str",
}


def _parsed(spec: str) -> dict[str, tuple[str, bool]]:
    fields = {}
    for item in spec.split():
        name, _, kind = item.partition(":")
        fields[name] = (kind.rstrip("!"), kind.endswith("!"))
    return fields


_METHOD_FIELDS = {name: _parsed(spec) for name, spec in METHODS.items()}
_OBJECT_FIELDS = {name: _parsed(spec) for name, spec in OBJECTS.items()}
CANONICAL = {name.lower(): name for name in METHODS}


def read_params(
    method: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload], unknown: Report
) -> dict[str, Any]:
    """The call's values in Python types. Raises ``Refused``; tells ``unknown`` of extra fields."""
    fields = _METHOD_FIELDS[method]
    given = {key: value for key, value in raw.items() if value is not None}
    given.update({name: up for name, up in uploads.items() if fields.get(name, ("",))[0] == "file"})
    params = _Reader(uploads, unknown).fields(method, fields, given)
    for name, (_, required) in fields.items():
        if required and name not in params:
            raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
    return params


_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
}


class _Reader:
    def __init__(self, uploads: Mapping[str, Upload], unknown: Report) -> None:
        self._uploads = uploads
        self._unknown = unknown

    def fields(
        self, owner: str, fields: Mapping[str, tuple[str, bool]], given: Mapping[str, Any]
    ) -> dict[str, Any]:
        values = {}
        for name, value in given.items():
            if name not in fields:
                self._unknown(f"{owner}.{name}")
            elif value is not None:
                values[name] = self.value(f"{owner}.{name}", fields[name][0], value)
        return values

    def value(self, path: str, kind: str, value: Any) -> Any:
        if kind.startswith("["):
            items = _decoded(path, value)
            if not isinstance(items, list):
                raise bad_request(f"can't parse {_leaf(path)}: expected an Array")
            return [self.value(path, kind[1:-1], item) for item in items]
        if kind in _SCALARS:
            return _SCALARS[kind](path, value)
        if kind == "file":
            return self._file(value)
        return self._object(path, kind, _decoded(path, value))

    def _object(self, path: str, kind: str, value: Any) -> dict[str, Any]:
        if kind == "KeyboardButton" and isinstance(value, str):
            value = {"text": value}
        if not isinstance(value, dict):
            raise bad_request(f"can't parse {_leaf(path)}: expected an Object")
        if kind == "InlineQueryResult":
            kind = f"{kind}/{value.get('type')}"
            if kind not in _OBJECT_FIELDS:
                self._unknown(kind)
                raise bad_request("can't parse inline query result: type is not supported")
        fields = _OBJECT_FIELDS[kind]
        values = self.fields(path, fields, value)
        for name, (_, required) in fields.items():
            if required and name not in values:
                raise bad_request(f"can't parse {_leaf(path)}: can't find field \"{name}\"")
        return values

    def _file(self, value: Any) -> Upload | str:
        if isinstance(value, Upload):
            return value
        text = _text("file", value)
        if text.startswith("attach://"):
            upload = self._uploads.get(text.removeprefix("attach://"))
            if upload is None:
                raise bad_request("can't find attached file")
            return upload
        return text


def _decoded(path: str, value: Any) -> Any:
    """Objects arrive as JSON text in a form; what is inside them is decoded already."""
    if not isinstance(value, str) or path.count(".") > 1:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {_leaf(path)} JSON object") from None


def _leaf(path: str) -> str:
    return path.rpartition(".")[2].replace("_", " ")


def _text(path: str, value: Any) -> str:
    if not isinstance(value, str):
        raise bad_request(f'field "{path.rpartition(".")[2]}" must be of type String')
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return value


def _integer(path: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lstrip("-").isascii():
        try:
            return int(value)
        except ValueError:
            pass
    raise bad_request(f'field "{path.rpartition(".")[2]}" must be of type Number')


def _number(path: str, value: Any) -> float:
    try:
        if isinstance(value, bool):
            raise ValueError
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise bad_request(f'field "{path.rpartition(".")[2]}" must be a finite Number')
    return number


def _boolean(path: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false", "1", "0", "yes", "no"):
        return value.lower() in ("true", "1", "yes")
    raise bad_request(f'field "{path.rpartition(".")[2]}" must be of type Boolean')


def _chat(path: str, value: Any) -> int | str:
    if isinstance(value, str) and value.startswith("@"):
        return value
    try:
        return _integer(path, value)
    except Exception:
        raise bad_request("chat not found") from None


_SCALARS: dict[str, Callable[[str, Any], Any]] = {
    "str": _text,
    "int": _integer,
    "float": _number,
    "bool": _boolean,
    "chat": _chat,
}
