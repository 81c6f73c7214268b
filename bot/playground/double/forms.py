"""Bodies of Bot API calls: form, multipart form or JSON, as fields and uploaded files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from bot.playground.double.files import Upload

Form = tuple[dict[str, Any], dict[str, Upload]]


class Unreadable(Exception):
    """A body that is not what its content type says."""


def read_form(content_type: str, body: bytes, query: Mapping[str, str]) -> Form:
    """Fields of address and body together. Raises ``Unreadable``."""
    fields: dict[str, Any] = dict(query)
    header = Message()
    header["content-type"] = content_type or "application/x-www-form-urlencoded"
    kind = header.get_content_type()
    try:
        if kind == "multipart/form-data":
            boundary = header.get_param("boundary")
            if not isinstance(boundary, str):
                raise Unreadable
            parts, uploads = _multipart(body, boundary.encode())
            return {**fields, **parts}, uploads
        if kind == "application/json":
            decoded = json.loads(body or b"{}")
            if not isinstance(decoded, dict):
                raise Unreadable
            return {**fields, **decoded}, {}
        fields.update(parse_qsl(body.decode(), keep_blank_values=True))
    except ValueError:
        raise Unreadable from None
    return fields, {}


def _multipart(body: bytes, boundary: bytes) -> Form:
    """RFC 7578. The delimiter cannot occur in the data, so splitting at it is exact."""
    fields: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise Unreadable
    for piece in pieces[1:-1]:
        head, separator, data = piece.partition(b"\r\n\r\n")
        if not separator:
            raise Unreadable
        name, filename, content_type = _disposition(head.decode())
        if filename is None:
            fields[name] = data.decode()
        else:
            uploads[name] = Upload(filename, data, content_type)
    return fields, uploads


def _disposition(head: str) -> tuple[str, str | None, str]:
    name, filename, content_type = "", None, ""
    for line in head.split("\r\n"):
        key, _, value = line.partition(":")
        if key.strip().lower() == "content-type":
            content_type = value.strip()
        elif key.strip().lower() == "content-disposition":
            name = _quoted(value, "name") or ""
            filename = _quoted(value, "filename")
    if not name:
        raise Unreadable
    return name, filename, content_type


def _quoted(value: str, key: str) -> str | None:
    start = value.find(f'; {key}="')
    if start < 0:
        return None
    start += len(key) + 4
    text = value[start : value.find('"', start)]
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
