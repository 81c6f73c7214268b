"""The way there in words: `沿江陵路向北600米，左转滨盛路250米`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.chat.texts import Html, Texts, joined
from handlers.places import wording

if TYPE_CHECKING:
    from geo.streets.directions import Step

MOST_STEPS = 8
"""Longer ways are cut here; the map apps tell the rest."""


def way_words(steps: Sequence[Step], texts: Texts) -> Html:
    """One sentence for the whole way; empty when there are no steps."""
    said = [_step(step, texts) for step in steps[:MOST_STEPS]]
    if len(steps) > MOST_STEPS:
        said.append(texts.html("way-more"))
    return joined(*said, by=texts.plain("way-comma"))


def _step(step: Step, texts: Texts) -> Html:
    kind = step.kind.value
    where = step.name or ""
    if not where and texts.has(f"way-kind-{kind}"):
        where = texts.plain(f"way-kind-{kind}")
    values = {
        "name": where,
        "heading": texts.plain(f"heading-{step.heading.value.lower()}"),
        "distance": wording.distance(step.distance_m, texts),
    }
    if step.turn is None:
        return texts.html("way-first" if where else "way-first-unnamed", **values)
    values["turn"] = texts.plain(f"turn-{step.turn.value.replace('_', '-')}")
    return texts.html("way-next" if where else "way-next-unnamed", **values)
