"""How a place's name is written: with and without its administrative parts, and in pinyin.

A name such as 西兴街道滨和社区党群服务中心 is hardly ever typed in full. `written` lists the
shorter ways of writing it, each with a cost that grows with what was left out, and
`readings` tells how Chinese text is spelled in pinyin.
"""

from __future__ import annotations

import heapq
import itertools
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

_NO_KINDS: frozenset[str] = frozenset()

# Suffix, the kind it tells, the cost of leaving it out. Longest first among those that overlap.
_SUFFIXES = (
    ("党群服务中心", "党群", 1),
    ("党群服务站", "党群", 1),
    ("杭州邻里阅读空间", "阅读", 1),
    ("邻里阅读空间", "阅读", 1),
    ("服务中心", "", 1),
    ("居民委员会", "", 1),
    ("居委会", "", 1),
    ("街道", "街道", 3),
    ("社区", "社区", 3),
    ("站", "站", 1),
    ("路", "路", 4),
)
_PREFIXES = (
    re.compile(r"^.{2,3}?省"),
    re.compile(r"^.{2,3}?市(?!民)"),
    re.compile(r"^.{2,5}?区"),
    re.compile(r"^.{2,3}?街道"),
)
_PREFIX_COST = 1
_GENERIC = frozenset(suffix for suffix, _, _ in _SUFFIXES) | {"地铁", "地铁站", "地铁口", "中心"}
"""Words that name a sort of place and no place."""

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_PARTS = re.compile(r"[·•・]")
_NOT_WRITTEN = re.compile(r"[^\w]+|_+")
_METRO_STATION = re.compile(r"(?<=.)(?:地铁站|地铁口)$|(?<=..)地铁$")
_RETROFLEX = re.compile(r"([zcs])h")
_BACK_NASAL = re.compile(r"([aei])ng")

MOST_FORMS = 24
"""Ways to write one name that are looked for."""
_MOST_READINGS = 16
_READINGS_PER_CHARACTER = 3
_MOST_CHARACTERS_READ_BOTH_WAYS = 12
"""Longer text, an address mostly, is spelled with the usual reading of each character only."""


@dataclass(frozen=True, slots=True)
class Written:
    """One way to write a name, without punctuation."""

    text: str
    cost: int
    """0 for the whole name; more, the more of it was left out."""
    kinds: frozenset[str]
    """The sorts of place that were left out at its end, such as 社区 or 站."""


def folded(text: str) -> str:
    """Compatibility forms (full-width letters), case and outer spaces made one."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def plain(text: str) -> str:
    """Letters, digits and Chinese characters alone; a metro station is a 站."""
    return _METRO_STATION.sub("站", _NOT_WRITTEN.sub("", folded(text)))


def is_generic(text: str) -> bool:
    """Nothing but a word for a sort of place: 社区, 党群服务中心, ditiezhan."""
    return text in _GENERIC or (text.isascii() and text in _generic_sounds())


def written(name: str) -> list[Written]:
    """The ways to write `name`, the whole of it first, each text once at its lowest cost.

    Of a text that is nothing but administrative parts there are as many as it has pieces. No
    real name has a dozen, so the `MOST_FORMS` that leave out least are enough.
    """
    return _cheapest(_whole(name), _shorter)


def written_address(address: str) -> list[Written]:
    """The ways to write `address`: a road's 路 or a building's 中心 at its end belongs to it."""
    return _cheapest(_whole(address), _without_beginning)


def readings(text: str) -> tuple[str, ...]:
    """How `text` is spelled in pinyin without tones (ü is v), its usual reading first.

    Characters with several readings (长: zhang, chang) give several spellings, within
    reason. What is not Chinese stays as it is.
    """
    return tuple("".join(syllables) for syllables in _syllables(text))


def initials(text: str) -> tuple[str, ...]:
    """The first letters of the readings of `text`."""
    return tuple(dict.fromkeys("".join(s[0] for s in each) for each in _syllables(text)))


def latin(text: str) -> str:
    """Typed pinyin as `readings` spells it: no tone marks, spaces or apostrophes, ü is v."""
    marked = unicodedata.normalize("NFD", text).replace("u\u0308", "v")
    return "".join(c for c in marked if c.isascii() and c.isalnum())


def southern(spelling: str) -> str:
    """What many southern speakers do not tell apart made one: zh/z, ch/c, sh/s, ang/an, …"""
    return _BACK_NASAL.sub(r"\1n", _RETROFLEX.sub(r"\1", spelling))


def is_chinese(character: str) -> bool:
    """A Chinese character: of the ideograph blocks, or 〇."""
    return character == "〇" or unicodedata.name(character, "").startswith("CJK ")


def _cheapest(
    whole: Iterable[Written], shorter: Callable[[Written], Iterator[Written]]
) -> list[Written]:
    """`whole` and what becomes of it, cheapest first, `MOST_FORMS` at most."""
    found: dict[str, Written] = {}
    numbers = itertools.count()  # of equally cheap ones the first
    waiting = [(form.cost, next(numbers), form) for form in whole]
    heapq.heapify(waiting)
    while waiting and len(found) < MOST_FORMS:
        form = heapq.heappop(waiting)[-1]
        if len(form.text) < 2 or is_generic(form.text) or form.text in found:
            continue
        found[form.text] = form
        for other in shorter(form):
            heapq.heappush(waiting, (other.cost, next(numbers), other))
    return list(found.values())


def _whole(name: str) -> Iterator[Written]:
    text = folded(name)
    yield Written(plain(text), 0, _NO_KINDS)
    without = _IN_BRACKETS.sub("", text)
    if without != text:
        yield Written(plain(without), 1, _NO_KINDS)
    parts = _PARTS.split(without)
    if len(parts) > 1:
        for part in parts:
            yield Written(plain(part), 2, _NO_KINDS)


def _shorter(form: Written) -> Iterator[Written]:
    for suffix, kind, cost in _SUFFIXES:
        if form.text.endswith(suffix):
            kinds = form.kinds | {kind} if kind else form.kinds
            yield Written(form.text.removesuffix(suffix), form.cost + cost, kinds)
            break
    if form.text.endswith("路站"):  # 江陵站 is what some call 江陵路站
        yield Written(form.text[:-2] + "站", form.cost + 4, form.kinds | {"路"})
    yield from _without_beginning(form)


def _without_beginning(form: Written) -> Iterator[Written]:
    for prefix in _PREFIXES:
        if (match := prefix.match(form.text)) and len(form.text) - match.end() >= 2:
            yield Written(form.text[match.end() :], form.cost + _PREFIX_COST, form.kinds)


def _syllables(text: str) -> list[tuple[str, ...]]:
    """The spellings of `text` with the fewest unusual readings."""
    per_character = [_character_readings(character) for character in text]
    usual = tuple(choice[0] for choice in per_character)
    if len(text) > _MOST_CHARACTERS_READ_BOTH_WAYS:
        return [usual]
    others = [(at, r) for at, choice in enumerate(per_character) for r in choice[1:]]
    found = {usual: None}
    for changes in itertools.chain(((c,) for c in others), itertools.combinations(others, 2)):
        if len(found) == _MOST_READINGS:
            break
        syllables = list(usual)
        for at, reading in changes:
            syllables[at] = reading
        found[tuple(syllables)] = None
    return list(found)


@lru_cache(maxsize=1)
def _generic_sounds() -> frozenset[str]:
    return frozenset(readings(word)[0] for word in _GENERIC)


@lru_cache(maxsize=8192)
def _character_readings(character: str) -> tuple[str, ...]:
    if not is_chinese(character):
        return (character,)
    pypinyin = _pypinyin()
    (found,) = pypinyin.pinyin(
        character, style=pypinyin.Style.NORMAL, heteronym=True, errors="default"
    )
    return tuple(found[:_READINGS_PER_CHARACTER])


@lru_cache(maxsize=1)
def _pypinyin() -> ModuleType:
    """The library with its characters alone.

    Its dictionary of phrases would cost another 46 MB and 110 ms, and only chooses between
    readings that are all wanted here. The switches are its documented environment
    variables; they are read at import and put back at once.
    """
    switches = ("PYPINYIN_NO_PHRASES", "PYPINYIN_NO_DICT_COPY")
    before = {name: os.environ.get(name) for name in switches}
    os.environ.update(dict.fromkeys(switches, "true"))
    try:
        import pypinyin
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    return pypinyin
