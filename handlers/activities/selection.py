"""Which activities are listed, as buttons carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from handlers.chat.codec import number, read_number

_PLACES, _WHENS, _TOPICS = frozenset("afcusmpx"), frozenset("atwn"), frozenset("akig")
KIND_NUMBERS: Final = {
    "party_lesson": 0,
    "salon": 1,
    "sport": 2,
    "workshop": 3,
    "volunteering": 4,
    "micro_lecture": 5,
    "family": 6,
    "other": 7,
}
"""By which kinds of activities travel in buttons. A number is never given to another kind."""
_KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}


def kind_of(number: int) -> str:
    """The kind with this number; `other` for one that nobody has."""
    return _KINDS.get(number, "other")


@dataclass(frozen=True, slots=True)
class Agenda:
    """A list of activities at hand: where, when, about what, and its page."""

    place: str = "a"
    """a anywhere, f favourite centers, c a center, u a sub-district (by its center), s a saved
    place of the member; and for cards that were opened from another list: m my activities,
    p my past ones."""
    place_number: int = 0
    when: str = "a"
    """a any time, t tonight, w this week, n next week."""
    topic: str = "a"
    """a anything, k a kind (`KIND_NUMBERS`), i an interest (a checksum of its name), g a club."""
    topic_number: int = 0
    page: int = 0

    def packed(self) -> str:
        place = f"{self.place}{number(self.place_number)}"
        topic = f"{self.topic}{number(self.topic_number)}"
        return f"{place}~{self.when}~{topic}~{number(self.page)}"

    @classmethod
    def unpacked(cls, written: str) -> Agenda:
        place, when, topic, page = written.split("~")
        if place[:1] not in _PLACES or when not in _WHENS or topic[:1] not in _TOPICS:
            raise ValueError(written)
        return cls(
            place[0],
            read_number(place[1:]),
            when,
            topic[0],
            read_number(topic[1:]),
            read_number(page),
        )
