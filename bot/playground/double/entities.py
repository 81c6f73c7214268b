"""Formatted text as Telegram reads it: HTML in, plain text and entities out.

Offsets and lengths of entities count UTF-16 code units; byte offsets in complaints count
UTF-8, both as in the Bot API. The words of the complaints are Telegram's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
ATTRIBUTES = {
    "a": {"href"},
    "span": {"class"},
    "code": {"class"},
    "blockquote": {"expandable"},
}
_ORDER = (
    "expandable_blockquote",
    "blockquote",
    "text_link",
    "pre",
    "code",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
)
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


class Malformed(Exception):
    """HTML that Telegram refuses; ``str()`` is its complaint."""


@dataclass(frozen=True)
class Formatted:
    """Text with its entities. ``remarks`` names what Telegram would silently let pass or drop."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()
    remarks: tuple[str, ...] = ()


def utf16_length(text: str) -> int:
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def parse_html(source: str) -> Formatted:
    """Read ``source`` as Telegram's HTML style. Raises ``Malformed``."""
    return _Reader(source).read()


def plain(text: str) -> Formatted:
    return Formatted(text)


def trimmed(formatted: Formatted) -> Formatted:
    """Without white space at both ends, as Telegram stores every text."""
    text = formatted.text.rstrip()
    lead = len(text) - len(text.lstrip())
    text = text[lead:]
    shift, limit = utf16_length(formatted.text[:lead]), utf16_length(text)
    entities = []
    for entity in formatted.entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, limit)
        if end > start:
            entities.append({**entity, "offset": start, "length": end - start})
    return Formatted(text, tuple(entities), formatted.remarks)


_DETECTORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("url", re.compile(r"(?<![\w@/])(?:https?://|www\.|t\.me/)[^\s<>\"'，。；！？（）]+", re.I)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "bot_command",
        re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    ),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
)


def with_detected(formatted: Formatted) -> Formatted:
    """Add what Telegram finds by itself: links, addresses, commands, mentions, hashtags."""
    if not any(mark in formatted.text for mark in "/@#.:"):
        return formatted
    closed = {"pre", "code", "text_link", "text_mention"}
    taken = [
        (e["offset"], e["offset"] + e["length"]) for e in formatted.entities if e["type"] in closed
    ]
    found = []
    for kind, pattern in _DETECTORS:
        for match in pattern.finditer(formatted.text):
            start = utf16_length(formatted.text[: match.start()])
            end = start + utf16_length(match.group())
            if all(end <= left or start >= right for left, right in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    entities = sorted([*formatted.entities, *found], key=_sort_key)
    return Formatted(formatted.text, tuple(entities), formatted.remarks)


def normal_url(url: str) -> str | None:
    """The address as Telegram stores it, or None for one it does not take."""
    url = url.strip()
    if url.startswith("tg://"):
        return url
    if "://" not in url:
        url = "http://" + url
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https", "ton") or re.search(r"\s", url):
        return None
    top = host.rpartition(".")[2]
    if "." not in host or (not top.isdigit() and len(top) < 2):
        return None
    if not parts.path and not parts.query and not parts.fragment:
        return url + "/"
    if not parts.path:
        return url.replace(parts.netloc, parts.netloc + "/", 1)
    return url


def _sort_key(entity: dict[str, Any]) -> tuple[int, int, int]:
    kind = entity["type"]
    rank = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
    return entity["offset"], -entity["length"], rank


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    start: int


@dataclass
class _Reader:
    source: str
    at: int = 0
    parts: list[str] = field(default_factory=list)
    offset: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def read(self) -> Formatted:
        while self.at < len(self.source):
            char = self.source[self.at]
            if char == "&":
                self._reference()
            elif char == "<":
                if self.source.startswith("</", self.at):
                    self._end_tag()
                else:
                    self._start_tag()
            else:
                self._put(char)
                self.at += 1
        if self.stack:
            tag = self.stack[-1].tag
            raise Malformed(f'Can\'t find end tag corresponding to start tag "{tag}"')
        text = _joined_surrogates("".join(self.parts))
        entities = sorted(_merged_code(self.entities), key=_sort_key)
        return Formatted(text, tuple(entities), tuple(self.remarks))

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.offset += utf16_length(text)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def _reference(self) -> None:
        char, end = _decoded(self.source, self.at)
        if char is None:
            self.remarks.append(f"unescaped & at byte offset {self._byte(self.at)}")
            char = "&"
        self._put(char)
        self.at = end

    def _start_tag(self) -> None:
        begin = self.at
        name = self._take(lambda char: not char.isspace() and char != ">")[1:].lower()
        if self.at >= len(self.source):
            raise Malformed(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if name not in TAGS:
            raise Malformed(f'Unsupported start tag "{name}" at byte offset {self._byte(begin)}')
        attributes: dict[str, str] = {}
        while True:
            self._take(str.isspace)
            if self._peek() == ">":
                break
            key, value = self._attribute(name, begin)
            if key not in ATTRIBUTES.get(name, ()):
                self.remarks.append(f'attribute "{key}" of <{name}> is ignored by Telegram')
            attributes[key] = value
        self.at += 1
        argument = self._argument(name, attributes, begin)
        self.stack.append(_Open(name, argument, self.offset, len(self.parts)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        key = self._take(lambda char: not char.isspace() and char not in "=>").lower()
        where = f'the tag "{tag}" at byte offset {self._byte(begin)}'
        if not key and self._peek():
            raise Malformed(f"Empty attribute name in {where}")
        self._take(str.isspace)
        if self._peek() != "=":
            if tag == "blockquote" and key == "expandable" and self._peek():
                return key, "1"
            if not self._peek():
                raise Malformed(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            raise Malformed(f"Expected equal sign in declaration of an attribute of {where}")
        self.at += 1
        self._take(str.isspace)
        return key, self._value(tag, begin)

    def _value(self, tag: str, begin: int) -> str:
        quote = self._peek()
        if not quote:
            raise Malformed(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        if quote not in "'\"":
            start = self.at
            value = self._take(lambda char: char.isascii() and (char.isalnum() or char in ".-"))
            if not (self._peek().isspace() or self._peek() == ">"):
                raise Malformed(f"Unexpected end of name token at byte offset {self._byte(start)}")
            return value.lower()
        self.at += 1
        value = ""
        while self._peek() != quote:
            if not self._peek():
                raise Malformed(f"Unclosed start tag at byte offset {self._byte(begin)}")
            char, end = _decoded(self.source, self.at)
            if char is None and self._peek() == "&":
                self.remarks.append(f"unescaped & at byte offset {self._byte(self.at)}")
            value += char if char is not None else self._peek()
            self.at = end
        self.at += 1
        return value

    def _argument(self, tag: str, attributes: dict[str, str], begin: int) -> str:
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise Malformed(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}'
            )
        if tag == "code":
            css = attributes.get("class", "")
            return css.removeprefix("language-") if css.startswith("language-") else ""
        return attributes.get({"a": "href", "blockquote": "expandable"}.get(tag, ""), "")

    def _end_tag(self) -> None:
        begin = self.at
        if not self.stack:
            raise Malformed(f"Unexpected end tag at byte offset {self._byte(begin)}")
        name = self._take(lambda char: not char.isspace() and char != ">")[2:].lower()
        self._take(str.isspace)
        if self._peek() != ">":
            raise Malformed(f"Unclosed end tag at byte offset {self._byte(begin)}")
        opened = self.stack.pop()
        if name and name != opened.tag:
            raise Malformed(
                f"Unmatched end tag at byte offset {self._byte(begin)}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self.at += 1
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity = {
            "type": TAGS[opened.tag],
            "offset": opened.offset,
            "length": self.offset - opened.offset,
        }
        if opened.tag == "a":
            href = opened.argument or "".join(self.parts[opened.start :])
            url = normal_url(href)
            if url is None:
                self.remarks.append(f"link to {href!r} is dropped by Telegram")
                return
            entity["url"] = url
        elif opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        self.entities.append(entity)

    def _peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def _take(self, wanted: Any) -> str:
        start = self.at
        while self.at < len(self.source) and wanted(self.source[self.at]):
            self.at += 1
        return self.source[start : self.at]


def _decoded(source: str, at: int) -> tuple[str | None, int]:
    """The character that the reference at ``at`` stands for (None: not one), and what follows."""
    match = _REFERENCE.match(source, at)
    if match is None:
        return None, at + 1
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name], match.end()
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if not 0 < code <= 0x10FFFF:
        return None, at + 1
    return chr(code), match.end()


def _joined_surrogates(text: str) -> str:
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise Malformed(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        ) from None


def _merged_code(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """<pre><code class="language-x"> over the same text is one entity with a language."""
    pre = {(e["offset"], e["length"]) for e in entities if e["type"] == "pre"}
    merged = []
    languages = {}
    for entity in entities:
        span = (entity["offset"], entity["length"])
        if entity["type"] == "code" and "language" in entity:
            if span in pre:
                languages[span] = entity["language"]
                continue
            entity = {key: value for key, value in entity.items() if key != "language"}
        merged.append(entity)
    for entity in merged:
        language = languages.get((entity["offset"], entity["length"]))
        if entity["type"] == "pre" and language:
            entity["language"] = language
    return merged
