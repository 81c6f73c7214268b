"""Sight lines over squares."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from geo.streets.building import areas
from geo.streets.building.areas import Surface, sight_lines

NORTH, EAST = 110_852.4, 96_288.9  # metres per degree at 30.2 N, near enough


def surface(*rings: list[tuple[float, float]], inside: list[tuple[float, float]] | None = None):  # type: ignore[no-untyped-def]
    """Nodes numbered in order; rings closed."""
    points = [point for ring in rings for point in ring] + (inside or [])
    x = np.array([round((120.2 + p[0] / EAST) * 1e7) for p in points], dtype=np.int32)
    y = np.array([round((30.2 + p[1] / NORTH) * 1e7) for p in points], dtype=np.int32)
    numbers, start = [], 0
    for ring in rings:
        numbers.append(np.array([*range(start, start + len(ring)), start]))
        start += len(ring)
    return Surface(numbers, np.arange(start, len(points))), x, y, points


def shortest(found: np.ndarray, made: Surface, points: list[tuple[float, float]], a: int, b: int):  # type: ignore[no-untyped-def]
    pairs = [tuple(pair) for ring in made.rings for pair in pairwise(ring)]
    pairs += [tuple(pair) for pair in found]
    rows, columns = np.array(pairs).T
    weight = [math.dist(points[i], points[j]) for i, j in pairs]
    graph = coo_matrix((weight, (rows, columns)), shape=(len(points), len(points)))
    return float(dijkstra(graph.tocsr(), directed=False, indices=a)[b])


SQUARE = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]


def test_entrances_see_each_other() -> None:
    made, x, y, points = surface(SQUARE)
    found = sight_lines(made, x, y, np.array([True, False, True, False]))
    assert {tuple(sorted(pair)) for pair in found.tolist()} == {(0, 2)}
    assert shortest(found, made, points, 0, 2) == pytest.approx(math.hypot(100, 100))


def test_without_entrances_nobody_crosses() -> None:
    made, x, y, _ = surface(SQUARE)
    assert len(sight_lines(made, x, y, np.zeros(4, dtype=bool))) == 0


def test_a_sliver_is_not_crossed() -> None:
    made, x, y, _ = surface([(0, 0), (1, 0), (1, 0.5), (0, 0.5)])
    assert len(sight_lines(made, x, y, np.ones(4, dtype=bool))) == 0


def test_a_bend_is_walked_around_its_corner() -> None:
    bend = [(0.0, 0.0), (100.0, 0.0), (100.0, 20.0), (20.0, 20.0), (20.0, 100.0), (0.0, 100.0)]
    made, x, y, points = surface(bend)
    ends = np.array([False, False, True, False, False, True])
    found = sight_lines(made, x, y, ends)
    expected = math.dist((100, 20), (20, 20)) + math.dist((20, 20), (0, 100))
    assert shortest(found, made, points, 2, 5) <= expected * areas.WORTH


def test_the_end_of_a_path_inside_is_reached() -> None:
    made, x, y, points = surface(SQUARE, inside=[(50.0, 50.0)])
    found = sight_lines(made, x, y, np.array([True, False, False, False, False]))
    assert shortest(found, made, points, 0, 4) == pytest.approx(math.hypot(50, 50))


def test_many_entrances_are_thinned_out() -> None:
    angles = np.linspace(0, 2 * math.pi, 200, endpoint=False)
    circle = [(100 * math.cos(a), 100 * math.sin(a)) for a in angles]
    made, x, y, points = surface(circle)
    found = sight_lines(made, x, y, np.ones(200, dtype=bool))
    assert len(np.unique(found)) <= areas.MOST_ENDS
    assert shortest(found, made, points, 0, 100) <= 200 * 1.1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.2, 1.0), min_size=5, max_size=14))
def test_no_way_across_is_much_longer_than_the_full_visibility_graph(radii: list[float]) -> None:
    angles = np.linspace(0, 2 * math.pi, len(radii), endpoint=False)
    star = [
        (80 * r * math.cos(a), 80 * r * math.sin(a)) for r, a in zip(radii, angles, strict=True)
    ]
    made, x, y, points = surface(star)
    everything = np.ones(len(star), dtype=bool)
    found = sight_lines(made, x, y, everything)
    kept = areas.WORTH
    try:
        areas.WORTH = 1.0
        full = sight_lines(made, x, y, everything)
    finally:
        areas.WORTH = kept
    assert len(found) <= len(full)
    for a in range(len(star)):
        best = shortest(full, made, points, 0, a)
        assert shortest(found, made, points, 0, a) <= best * kept + 0.1
        assert best >= math.dist(points[0], points[a]) - 0.1
