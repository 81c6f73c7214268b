"""What becomes of a file of centers, in words."""

from __future__ import annotations

from community.places.fields import CENTERS
from handlers.chat.texts import Texts
from handlers.places import wording
from handlers.tables.words import FileWords


def center_words(texts: Texts) -> FileWords:
    """Distances and datums as members read them."""
    return FileWords(
        CENTERS,
        texts,
        {
            "distance_m": lambda metres: wording.distance(float(metres), texts),
            "looks_like": lambda datum: texts.plain(f"datum-{datum}"),
        },
    )
