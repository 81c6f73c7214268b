"""The picture of a life circle: streets, circle, member and numbered places, as a PNG.

Drawn with Pillow at twice the size and reduced, which smooths the lines. North is up. The
only writing is digits and Latin letters, from the font that Pillow brings along.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from PIL import Image, ImageDraw

from geo.position import Position
from geo.streets.building.access import Kind
from geo.streets.drawing.circle import circle
from geo.streets.drawing.pins import Pin, Point, draw_pins, font
from geo.streets.graph import Floats
from geo.streets.metric import E7, AnyFloats, metres_per_degree
from geo.streets.network import StreetNetwork

SIZE = 800
"""Width and height in pixels: a phone shows it whole, a printer at 5 cm."""
FARTHEST_PIN_M = 5000.0
"""Places farther away are not drawn: they would shrink the circle to a dot."""
_SMOOTH = 2
_LEAST_SPAN_M = 500.0
_ATTRIBUTION = "© OpenStreetMap"

_LAND = (250, 249, 245)
_REACHED = (214, 232, 250)
_EDGE = (58, 120, 190)
_SQUARE = (238, 234, 224)
_REACHED_SQUARE = (203, 222, 240)
_INK = (40, 40, 46)
_MEMBER = (206, 32, 41)
_LINES = {
    Kind.PATH: ((184, 180, 168), 1.0),
    Kind.CROSSING: ((184, 180, 168), 1.0),
    Kind.STEPS: ((160, 140, 120), 1.0),
    Kind.SERVICE: ((190, 188, 182), 1.2),
    Kind.STREET: ((160, 158, 154), 2.2),
    Kind.MAIN: ((126, 124, 122), 3.6),
}
"""Colour and width in pixels, in the order of drawing."""


@dataclass(frozen=True, slots=True)
class _View:
    """From degrees to (doubled) pixels."""

    west: float
    north: float
    scale: Floats
    metres_per_pixel: float

    @classmethod
    def over(cls, origin: Position, shape: shapely.Geometry, pins: Sequence[Pin]) -> _View:
        """The smallest square with the circle, the pins, and some margin."""
        points = [(origin.lon, origin.lat), *((p.position.lon, p.position.lat) for p in pins)]
        if not shape.is_empty:
            west, south, east, north = shape.bounds
            points += [(west, south), (east, north)]
        low, high = np.min(points, axis=0), np.max(points, axis=0)
        per_degree = np.array(metres_per_degree(origin.lat)[::-1])
        span = max(float(((high - low) * per_degree).max()), _LEAST_SPAN_M) * 1.12
        middle = (low + high) / 2
        corner = middle + np.array([-span / 2, span / 2]) / per_degree
        pixels = SIZE * _SMOOTH
        return cls(
            west=float(corner[0]),
            north=float(corner[1]),
            scale=per_degree / span * pixels * [1, -1],
            metres_per_pixel=span / pixels,
        )

    def pixels(self, degrees: AnyFloats) -> Floats:
        """(lon, lat) of shape (n, 2) as (x, y) in doubled pixels."""
        result: Floats = (degrees - [self.west, self.north]) * self.scale
        return result

    def point(self, position: Position) -> Point:
        x, y = self.pixels(np.array([[position.lon, position.lat]]))[0].tolist()
        return x, y

    @property
    def middle(self) -> Position:
        lon, lat = np.array([self.west, self.north]) + SIZE * _SMOOTH / 2 / self.scale
        return Position(float(lat), float(lon))

    @property
    def span_m(self) -> float:
        return self.metres_per_pixel * SIZE * _SMOOTH


def picture(
    network: StreetNetwork,
    origin: Position,
    seconds: float,
    pins: Sequence[Pin] = (),
    shape: shapely.Geometry | None = None,
) -> bytes:
    """A PNG of `SIZE` × `SIZE` pixels, at most 200 KB.

    Pins are drawn in the order of the list; those farther than `FARTHEST_PIN_M` are left
    out. `shape` spares computing the circle again. Takes tens of milliseconds: call it off
    the event loop.
    """
    shape = circle(network, origin, seconds) if shape is None else shape
    pins = [pin for pin in pins if _near(origin, pin.position)]
    view = _View.over(origin, shape, pins)
    image = Image.new("RGB", (SIZE * _SMOOTH, SIZE * _SMOOTH), _LAND)
    draw = ImageDraw.Draw(image)
    _draw_circle(draw, view, shape)
    _draw_squares(draw, view, network, shape)
    _draw_streets(draw, view, network)
    _draw_outline(draw, view, shape)
    _draw_member(draw, view.point(origin))
    full = float(SIZE * _SMOOTH)
    points = [view.point(pin.position) for pin in pins]
    draw_pins(draw, pins, points, 15.0 * _SMOOTH, (full, full - 26 * _SMOOTH))
    _draw_margin(draw, view)
    return _png(image.reduce(_SMOOTH))


def _near(origin: Position, other: Position) -> bool:
    north, east = metres_per_degree(origin.lat)
    away = math.hypot((other.lat - origin.lat) * north, (other.lon - origin.lon) * east)
    return away <= FARTHEST_PIN_M


def _rings(shape: shapely.Geometry, view: _View) -> list[tuple[bool, list[float]]]:
    """(whether it is a hole, x and y alternating) of all rings, holes after their shells."""
    rings = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and not part.is_empty:
            for hole, ring in enumerate((part.exterior, *part.interiors)):
                points = view.pixels(shapely.get_coordinates(ring))
                rings.append((hole > 0, points.ravel().tolist()))
    return rings


def _draw_circle(draw: ImageDraw.ImageDraw, view: _View, shape: shapely.Geometry) -> None:
    for hole, ring in _rings(shape, view):
        draw.polygon(ring, fill=_LAND if hole else _REACHED)


def _draw_outline(draw: ImageDraw.ImageDraw, view: _View, shape: shapely.Geometry) -> None:
    for _, ring in _rings(shape, view):
        draw.line(ring, fill=_EDGE, width=2 * _SMOOTH, joint="curve")


def _draw_squares(
    draw: ImageDraw.ImageDraw, view: _View, network: StreetNetwork, shape: shapely.Geometry
) -> None:
    data = network.data
    points = view.pixels(np.column_stack([data.ring_x, data.ring_y]) * E7)
    full = SIZE * _SMOOTH
    shapely.prepare(shape)
    colours = ((_SQUARE, _LAND), (_REACHED_SQUARE, _REACHED))
    for i, hole in enumerate(data.ring_hole.tolist()):
        start, end = data.ring_points[i], data.ring_points[i + 1]
        ring = points[start:end]
        if (ring.max(axis=0) < 0).any() or (ring.min(axis=0) > full).any():
            continue
        lon, lat = data.ring_x[start] * E7, data.ring_y[start] * E7
        inside = bool(shapely.intersects_xy(shape, lon, lat))
        colour = colours[inside][hole]
        draw.polygon(ring.ravel().tolist(), fill=colour)


def _draw_streets(draw: ImageDraw.ImageDraw, view: _View, network: StreetNetwork) -> None:
    data = network.data
    cut = network.graph.around(view.middle, view.span_m / 2 + 300)
    edges = network.graph.edges_at(cut.nodes)
    edges = edges[network.attracts[edges]]
    kinds = data.way_kind[data.edge_way[edges]]
    point, ends = network.pieces.points_of(edges)
    flat = view.pixels(np.column_stack([data.point_x[point], data.point_y[point]]) * E7)
    lines, starts = flat.ravel().tolist(), [0, *(2 * ends).tolist()]
    for kind, (colour, width) in _LINES.items():
        for i in np.flatnonzero(kinds == kind).tolist():
            draw.line(lines[starts[i] : starts[i + 1]], fill=colour, width=round(width * _SMOOTH))


def _draw_member(draw: ImageDraw.ImageDraw, point: Point) -> None:
    x, y = point
    for radius, colour in ((13, (255, 255, 255)), (11, _MEMBER), (4, (255, 255, 255))):
        r = radius * _SMOOTH
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)


def _draw_margin(draw: ImageDraw.ImageDraw, view: _View) -> None:
    """Scale bar and attribution in a white strip at the bottom, north arrow at the top right."""
    full, u = SIZE * _SMOOTH, _SMOOTH
    draw.rectangle((0, full - 26 * u, full, full), fill=(255, 255, 255))
    metres = _round_length(view.span_m / 4)
    length, y, x = metres / view.metres_per_pixel, full - 9 * u, 12 * u
    draw.line([(x, y), (x + length, y)], fill=_INK, width=2 * u)
    for end in (x, x + length):
        draw.line([(end, y - 5 * u), (end, y + 4 * u)], fill=_INK, width=2 * u)
    label = f"{metres} m" if metres < 1000 else f"{metres / 1000:g} km"
    draw.text((x + length + 8 * u, full - 13 * u), label, fill=_INK, font=font(15 * u), anchor="lm")
    right = (full - 8 * u, full - 13 * u)
    draw.text(right, _ATTRIBUTION, fill=_INK, font=font(13 * u), anchor="rm")
    x, y = full - 24 * u, 12 * u
    draw.polygon([(x, y), (x - 8 * u, y + 20 * u), (x + 8 * u, y + 20 * u)], fill=_INK)
    draw.text((x, y + 31 * u), "N", fill=_INK, font=font(17 * u), anchor="mm")


def _round_length(metres: float) -> int:
    """The longest 1, 2 or 5 × 10ⁿ metres that fits."""
    power = 10 ** math.floor(math.log10(metres))
    return int(max(step * power for step in (1, 2, 5) if step * power <= metres))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        buffer, "PNG", compress_level=6
    )
    return buffer.getvalue()
