"""A way on foot in steps that can be told: along which street, whither, how far, which turn.

Pure data; the words are the conversation's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from geo.position import Position
from geo.streets.building.access import Kind
from geo.streets.file import BRIDGE, TUNNEL
from geo.streets.graph import Floats
from geo.streets.network import StreetNetwork
from geo.streets.route import Leg, route

TINY_M = 30.0
"""An unnamed stretch shorter than this is part of its neighbour: kerbs, corners, crossings."""
TOLD_M = 12.0
"""Steps, bridges and tunnels are told from this length on."""
_LOOK_M = 15.0  # what one sees of a street when turning into it


class StepKind(Enum):
    """What one walks on."""

    STREET = "street"
    PATH = "path"
    STEPS = "steps"
    CROSSING = "crossing"
    SQUARE = "square"
    BRIDGE = "bridge"
    TUNNEL = "tunnel"
    INDOOR = "indoor"
    OPEN = "open"
    """Off the streets: between a position and the nearest street."""


class Turn(Enum):
    """How a step begins, seen from the one before."""

    STRAIGHT = "straight"
    SLIGHT_LEFT = "slight-left"
    LEFT = "left"
    SHARP_LEFT = "sharp-left"
    SLIGHT_RIGHT = "slight-right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp-right"
    BACK = "back"


class Heading(Enum):
    """The point of the compass a step leads to."""

    N = "N"
    NE = "NE"
    E = "E"
    SE = "SE"
    S = "S"
    SW = "SW"
    W = "W"
    NW = "NW"


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction. `turn` is None for the first."""

    name: str | None
    heading: Heading
    distance_m: float
    turn: Turn | None
    kind: StepKind


@dataclass(slots=True)
class _Stretch:
    name: str | None
    kind: StepKind
    metres: float
    line: Floats

    def joined(self, other: _Stretch) -> _Stretch:
        """Both as one, with the name and kind of this one."""
        line = np.concatenate([self.line, other.line])
        return _Stretch(self.name, self.kind, self.metres + other.metres, line)


_KINDS = {
    Kind.MAIN: StepKind.STREET,
    Kind.STREET: StepKind.STREET,
    Kind.SERVICE: StepKind.STREET,
    Kind.PATH: StepKind.PATH,
    Kind.STEPS: StepKind.STEPS,
    Kind.CROSSING: StepKind.CROSSING,
    Kind.AREA: StepKind.SQUARE,
    Kind.INDOOR: StepKind.INDOOR,
}
_ALWAYS_TOLD = {StepKind.STEPS, StepKind.BRIDGE, StepKind.TUNNEL}


def directions(network: StreetNetwork, origin: Position, target: Position) -> list[Step]:
    """The steps of the quickest way; none when there is no way (or nowhere to go).

    Their lengths add up to the distance of the walk.
    """
    stretches = [_stretch(network, leg) for leg in route(network, origin, target)]
    stretches = _merge_alike(stretches)
    stretches = _merge_alike(_absorb_tiny(stretches))
    steps: list[Step] = []
    for i, stretch in enumerate(stretches):
        turn = _turn(stretches[i - 1].line, stretch.line) if i else None
        heading = _heading(_direction(stretch))
        steps.append(Step(stretch.name, heading, stretch.metres, turn, stretch.kind))
    return steps


def _stretch(network: StreetNetwork, leg: Leg) -> _Stretch:
    if leg.edge is None:
        return _Stretch(None, StepKind.OPEN, leg.metres, leg.line)
    data = network.data
    way = int(data.edge_way[leg.edge])
    flags, name = int(data.way_flags[way]), int(data.way_name[way])
    kind = _KINDS[Kind(int(data.way_kind[way]))]
    if kind is not StepKind.STEPS and flags & (BRIDGE | TUNNEL):
        kind = StepKind.BRIDGE if flags & BRIDGE else StepKind.TUNNEL
    return _Stretch(data.names[name] if name >= 0 else None, kind, leg.metres, leg.line)


def _merge_alike(stretches: list[_Stretch]) -> list[_Stretch]:
    """Neighbours become one if they have a name in common, or are unnamed, alike and straight on.

    Bridges, tunnels and stairs stay apart from what is not, unless they are too short to tell.
    """
    merged: list[_Stretch] = []
    for stretch in stretches:
        if merged and _alike(merged[-1], stretch):
            merged[-1] = merged[-1].joined(stretch)
        else:
            merged.append(stretch)
    return merged


def _alike(before: _Stretch, after: _Stretch) -> bool:
    told = {s.kind for s in (before, after) if s.kind in _ALWAYS_TOLD and s.metres >= TOLD_M}
    if told and before.kind is not after.kind:
        return False
    if before.name is not None and before.name == after.name:
        return True
    if before.name is not None or after.name is not None or before.kind is not after.kind:
        return False
    if before.kind in (StepKind.SQUARE, *_ALWAYS_TOLD):
        return True
    turn = _turn(before.line, after.line)
    return turn in (Turn.STRAIGHT, Turn.SLIGHT_LEFT, Turn.SLIGHT_RIGHT)


def _absorb_tiny(stretches: list[_Stretch]) -> list[_Stretch]:
    """Stretches not worth telling go to the one before them, those at the start to the next."""
    kept: list[_Stretch] = []
    pending: _Stretch | None = None
    for stretch in stretches:
        if not _is_tiny(stretch):
            kept.append(_behind(pending, stretch) if pending else stretch)
            pending = None
        elif kept:
            kept[-1] = kept[-1].joined(stretch)
        else:
            pending = pending.joined(stretch) if pending else stretch
    return kept or ([pending] if pending else [])


def _behind(tiny: _Stretch, stretch: _Stretch) -> _Stretch:
    line = np.concatenate([tiny.line, stretch.line])
    return _Stretch(stretch.name, stretch.kind, tiny.metres + stretch.metres, line)


def _is_tiny(stretch: _Stretch) -> bool:
    if stretch.kind in _ALWAYS_TOLD:
        return stretch.metres < TOLD_M
    return stretch.metres < (TINY_M if stretch.name is None else TOLD_M)


def _direction(stretch: _Stretch) -> tuple[float, float]:
    """From the start to the end, or the first look if the stretch winds back."""
    x, y = (stretch.line[-1] - stretch.line[0]).tolist()
    if math.hypot(x, y) < stretch.metres / 2:
        return _first_look(stretch.line)
    return x, y


def _first_look(line: Floats) -> tuple[float, float]:
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    ahead = min(_LOOK_M, float(along[-1]))
    x, y = (float(np.interp(ahead, along, line[:, i]) - line[0, i]) for i in (0, 1))
    return x, y


def _turn(before: Floats, after: Floats) -> Turn:
    came_x, came_y = _first_look(before[::-1])
    goes_x, goes_y = _first_look(after)
    came_x, came_y = -came_x, -came_y
    left = math.degrees(
        math.atan2(came_x * goes_y - came_y * goes_x, came_x * goes_x + came_y * goes_y)
    )
    size = abs(left)
    if size < 25:
        return Turn.STRAIGHT
    if size >= 165:
        return Turn.BACK
    if size < 55:
        return Turn.SLIGHT_LEFT if left > 0 else Turn.SLIGHT_RIGHT
    if size < 125:
        return Turn.LEFT if left > 0 else Turn.RIGHT
    return Turn.SHARP_LEFT if left > 0 else Turn.SHARP_RIGHT


def _heading(direction: tuple[float, float]) -> Heading:
    eighth = round(math.degrees(math.atan2(direction[0], direction[1])) / 45) % 8
    return list(Heading)[eighth]
