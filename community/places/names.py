"""Find the place a member means by what they typed.

Understood are Chinese (whole, in part, without 街道/社区/站 and the like, a wrong character
that sounds the same, a slip), pinyin with or without tones and spaces, and initials. How
well a name fits is a score from 0 to 100; `decide` draws the line between "this one",
"which of these?" and "no idea".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from community.places.spelling import (
    Written,
    folded,
    initials,
    is_chinese,
    is_generic,
    latin,
    plain,
    readings,
    southern,
    written,
    written_address,
)

LONGEST_TEXT = 64
"""What is longer is no place name and is not looked at."""

CLEAR = 80
"""A match from here on can be taken without asking."""
POSSIBLE = 68
"""A match below is not worth offering."""
CLEAR_LEAD = 6
"""By how much the best must lead to be taken without asking."""
NEAR = 14
"""Choices farther than this behind the best are not offered."""


class How(StrEnum):
    """By what a name was recognised."""

    EXACT = "exact"
    PREFIX = "prefix"
    PART = "part"
    INSIDE = "inside"
    SHORTENED = "shortened"
    SOUND = "sound"
    INITIALS = "initials"
    TYPO = "typo"


@dataclass(frozen=True, slots=True)
class Named:
    """A place as it is called, by its other names too, and where it is."""

    key: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A place that fits, how well (up to 100) and by what."""

    key: str
    score: float
    how: How


class Verdict(StrEnum):
    """What to do with the matches."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Decision:
    """`matches` holds the one meant, the choices to offer (perhaps a single one, to be
    confirmed), or nothing."""

    verdict: Verdict
    matches: tuple[Match, ...]


def decide(matches: Sequence[Match]) -> Decision:
    """Judge what `PlaceNames.find` gave, best first."""
    possible = [match for match in matches if match.score >= POSSIBLE]
    if not possible:
        return Decision(Verdict.NONE, ())
    best = possible[0].score
    if best >= CLEAR and (len(possible) == 1 or possible[1].score <= best - CLEAR_LEAD):
        return Decision(Verdict.ONE, (possible[0],))
    return Decision(
        Verdict.SEVERAL, tuple(match for match in possible if match.score >= best - NEAR)
    )


class PlaceNames:
    """The names of places, ready to be searched. Immutable; build a new one on changes."""

    def __init__(self, named: Sequence[Named]) -> None:
        self._keys = [place.key for place in named]
        entries = [entry for number, place in enumerate(named) for entry in _entries(number, place)]
        self._by_text = _grouped((entry.text, entry) for entry in entries)
        self._by_sound = _grouped((sound, e) for e in entries for sound in e.sounds)
        self._by_southern_sound = _grouped(
            (sound, e) for e in entries for sound in {southern(sound) for sound in e.sounds}
        )
        self._by_initials = _grouped((letters, e) for e in entries for letters in e.initials)
        self._sounds = list(self._by_sound)

    def find(self, text: str, limit: int = 8) -> list[Match]:
        """The places `text` may mean, best first; equally good ones in their given order.

        Empty for what cannot be a name: too long, no letters, or only a word such as 社区.
        """
        query = _query(text)
        if query is None:
            return []
        best: dict[int, tuple[float, How]] = {}
        for entry, fit, how in self._fits(query):
            score = fit - entry.cost
            if score > best.get(entry.place, (0.0, how))[0]:
                best[entry.place] = (score, how)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
        return [
            Match(self._keys[place], round(score, 1), how) for place, (score, how) in ranked[:limit]
        ]

    def _fits(self, query: _Query) -> Iterator[_Fit]:
        yield from self._same(query)
        if query.chinese:
            for known, entries in self._by_text.items():
                yield from _chinese_fits(query, known, entries)
        else:
            yield from self._same_initials(query.text)
        yield from self._beginning_with(query)
        yield from self._misspelled(query)

    def _same(self, query: _Query) -> Iterator[_Fit]:
        unsure = _SHORT_SOUND_COST if query.chinese and query.core < 3 else 0
        for form in query.forms:
            for entry in self._by_text.get(form.text, ()):
                yield entry, 100 - form.cost - _clash(form, entry), How.EXACT
            for sound in readings(form.text):
                for entry in self._by_sound.get(sound, ()):
                    yield entry, 97 - unsure - form.cost - _clash(form, entry), How.SOUND
                for entry in self._by_southern_sound.get(southern(sound), ()):
                    yield entry, 89 - unsure - form.cost - _clash(form, entry), How.SOUND

    def _same_initials(self, typed: str) -> Iterator[_Fit]:
        if not 2 <= len(typed) <= _LONGEST_INITIALS:
            return
        for entry in self._by_initials.get(typed, ()):
            yield entry, 88 if len(typed) > 2 else 78, How.INITIALS
        if len(typed) == 2:
            return
        for known, entries in self._by_initials.items():
            if known.startswith(typed):
                for entry in entries:
                    yield entry, 74, How.INITIALS

    def _beginning_with(self, query: _Query) -> Iterator[_Fit]:
        """Names of which the sound typed is the beginning, or, of typed pinyin, a part."""
        if query.chinese and len(query.text) < 3:
            return
        typed = query.sounds[0]
        if len(typed) < _SHORTEST_SOUND:
            return
        parts_too = not query.chinese and len(typed) >= _SHORTEST_SOUND_INSIDE
        for known, entries in self._by_sound.items():
            at = known.find(typed)
            if at < 0 or (at > 0 and not parts_too) or _cuts_number(known, at, at + len(typed)):
                continue
            share = len(typed) / len(known)
            beginning = 74 + 8 * share if query.chinese else 76 + 12 * share
            fit = 68 + 8 * share if at else beginning
            for entry in entries:
                yield entry, fit, How.PART if at else How.PREFIX

    def _misspelled(self, query: _Query) -> Iterator[_Fit]:
        """Names that sound nearly as typed. A slip counts against what tells names apart."""
        from rapidfuzz import process  # not at import: only typed places need it
        from rapidfuzz.distance import OSA

        if query.core_sound < _SHORTEST_SOUND_INSIDE or (query.chinese and len(query.text) < 3):
            return
        allowed = 1 if query.core_sound < 10 else 2
        most = 81 if query.chinese else 85  # who writes characters seldom slips in the sound
        for typed in query.sounds[:2]:
            for known, wrong, _ in process.extract(
                typed, self._sounds, scorer=OSA.distance, score_cutoff=allowed, limit=_MOST_SLIPS
            ):
                if _digits(typed) == _digits(known):
                    for entry in self._by_sound[known]:
                        yield entry, most - 30 * wrong / len(typed), How.TYPO


_SHORTEST_SOUND = 3
_SHORTEST_SOUND_INSIDE = 5
_LONGEST_INITIALS = 8
_MOST_SLIPS = 50
_SHORT_SOUND_COST = 8
"""Any two syllables sound like many words."""
_OTHER_KIND_COST = 15
"""滨和社区 is not 滨和路."""
_ALIAS_COST = 1

_BEFORE = re.compile(r"^(?:我现在在|我现在|我要去|我想去|我在|我到|我去|离|到|去|在)(?=..)")
_AFTER = re.compile(
    r"(?<=..)(?:附近|旁边|边上|门口|对面|这里|这边|那里|那边|怎么走|在哪里|在哪|[a-k]\d?出?口|出口)$"
)
_ENGLISH = {
    "subdistrict": "jiedao",
    "community": "shequ",
    "metrostation": "zhan",
    "station": "zhan",
    "ditiezhan": "zhan",
    "road": "lu",
}
"""On signs: Jiangling Road Station."""
_ENGLISH_WORD = re.compile("|".join(_ENGLISH))
_SUFFIX_SOUND = re.compile(r"(?<=..)(?:shequ|jiedao|zhan)$")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One way to write one name of a place."""

    place: int
    text: str
    cost: int
    kinds: frozenset[str]
    core: int
    """How many characters tell it from others: the length without its administrative parts."""
    sounds: tuple[str, ...]
    initials: tuple[str, ...]


_Fit = tuple[_Entry, float, How]


@dataclass(frozen=True, slots=True)
class _Query:
    text: str
    chinese: bool
    forms: tuple[Written, ...]
    sounds: tuple[str, ...]
    core: int
    core_sound: int
    """Letters of the pinyin without the administrative parts."""


def _entries(number: int, place: Named) -> Iterator[_Entry]:
    yield from _entries_of(number, written(place.name), 0)
    for alias in place.aliases:
        yield from _entries_of(number, written(alias), _ALIAS_COST)
    if place.address:
        yield from _entries_of(number, written_address(place.address), _ALIAS_COST)


def _entries_of(place: int, forms: Sequence[Written], cost: int) -> Iterator[_Entry]:
    for form in forms:
        yield _Entry(
            place=place,
            text=form.text,
            cost=form.cost + cost,
            kinds=form.kinds,
            core=min(len(other.text) for other in forms if other.text in form.text),
            sounds=readings(form.text),
            initials=() if _digits(form.text) else initials(form.text),
        )


def _grouped(pairs: Iterable[tuple[str, _Entry]]) -> dict[str, list[_Entry]]:
    groups: dict[str, list[_Entry]] = {}
    for key, entry in pairs:
        groups.setdefault(key, []).append(entry)
    return groups


def _query(typed: str) -> _Query | None:
    if len(typed) > 4 * LONGEST_TEXT:
        return None
    text = _trimmed(typed)
    if not 2 <= len(text) <= LONGEST_TEXT or is_generic(text) or text.isdecimal():
        return None
    chinese = any(is_chinese(c) for c in text)
    forms = tuple(written(text)) if chinese else (Written(text, 0, frozenset()),)
    core = min((form.text for form in forms), key=len)
    return _Query(
        text=text,
        chinese=chinese,
        forms=forms,
        sounds=readings(text),
        core=len(core),
        core_sound=len(_SUFFIX_SOUND.sub("", readings(core)[0])),
    )


def _trimmed(typed: str) -> str:
    """Without what people say around a place: 我在…附近, …C口."""
    text = plain(typed)
    if not any(is_chinese(c) for c in text):
        return _ENGLISH_WORD.sub(lambda word: _ENGLISH[word[0]], latin(folded(typed)))
    shorter = _AFTER.sub("", _BEFORE.sub("", text))
    while shorter != text:
        text, shorter = shorter, _AFTER.sub("", _BEFORE.sub("", shorter))
    return plain(text)


def _clash(form: Written, entry: _Entry) -> int:
    apart = form.kinds and entry.kinds and form.kinds.isdisjoint(entry.kinds)
    return _OTHER_KIND_COST if apart else 0


def _chinese_fits(query: _Query, known: str, entries: list[_Entry]) -> Iterator[_Fit]:
    typed = query.text
    found = _part_fit(typed, known)
    if found is not None:
        fit, how = found
        for entry in entries:
            if how is not How.INSIDE or entry.cost <= 2:
                yield entry, fit, how
    elif typed != known and abs(len(typed) - len(known)) <= 1 and len(typed) >= 3:
        for entry in entries:
            if _is_slip(query, entry):
                yield entry, 58 + 24 * (1 - 1 / max(3, entry.core)), How.TYPO


def _part_fit(typed: str, known: str) -> tuple[float, How] | None:
    """How well one fits that is a part of the other."""
    if len(typed) < len(known):
        share = len(typed) / len(known)
        at = known.find(typed)
        if at >= 0 and not _cuts_number(known, at, at + len(typed)):
            if at == 0:
                return 76 + 12 * share, How.PREFIX
            # Two characters alone stand in many an address.
            return (72 + 8 * share if len(typed) > 2 else 66 + 12 * share), How.PART
        if at < 0 and _is_shortened(typed, known):
            return 72 + 10 * share, How.SHORTENED
    elif 3 <= len(known) < len(typed) and (at := typed.find(known)) >= 0:
        if _cuts_number(typed, at, at + len(known)):
            return None
        return 58 + 25 * len(known) / len(typed), How.INSIDE
    return None


def _is_slip(query: _Query, entry: _Entry) -> bool:
    """One character wrong, missing, too many or exchanged, where enough others are right."""
    from rapidfuzz.distance import OSA

    typed, known = query.text, entry.text
    exchanged = sorted(typed) == sorted(known)
    if not exchanged and min(query.core, entry.core) < 3:
        return False
    if _digits(typed) != _digits(known):
        return False
    return OSA.distance(typed, known, score_cutoff=1) <= 1


def _is_shortened(short: str, long: str) -> bool:
    """Begins alike, and all characters of `short` stand in `long` in their order."""
    if len(short) < 3 or short[0] != long[0] or _digits(short) != _digits(long):
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def _cuts_number(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] begins or ends in the middle of a number: 61 of 615."""
    before = start > 0 and text[start - 1].isdigit() and text[start].isdigit()
    after = end < len(text) and text[end - 1].isdigit() and text[end].isdigit()
    return before or after


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
