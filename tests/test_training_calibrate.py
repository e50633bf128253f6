"""Scores become probabilities, by curves fitted on dev; and the error that is left is measured."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.training.calibrate import STEP, expected_error, fit

POINTS = st.lists(st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), max_size=400)


def draw_points(count: int, bent: float = 1.0) -> list[tuple[float, bool]]:
    """Findings that are right as often as their raw score, to the power of `bent`, says."""
    chance = random.Random(1)
    raws = [chance.random() for _ in range(count)]
    return [(raw, chance.random() < raw**bent) for raw in raws]


@settings(deadline=None)
@given(POINTS)
def test_a_curve_rises_and_calls_nothing_certain(points: list[tuple[float, bool]]) -> None:
    curve = fit(points)
    assert (curve == ()) == (len(points) < 2 * STEP)
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(curve))
    assert all(0 < probability < 1 for _, probability in curve)


@settings(deadline=None)
@given(POINTS, st.randoms())
def test_the_order_of_the_findings_does_not_matter(
    points: list[tuple[float, bool]], chance: random.Random
) -> None:
    shuffled = list(points)
    chance.shuffle(shuffled)
    assert fit(points) == fit(shuffled)


def test_a_curve_by_hand() -> None:
    # 50 of raw score 0.1, 10 of them right, 50 of 0.5, 9 of them right, 50 of 0.9, all right. The first two
    # do not rise and are pooled: (19 + 1) / (100 + 2) at (50 · 0.1 + 50 · 0.5) / 100; then 51 / 52.
    points = [(0.1, n < 10) for n in range(50)] + [(0.5, n < 9) for n in range(50)] + [(0.9, True)] * 50
    assert fit(points) == ((0.3, 0.1961), (0.9, 0.9808))


def test_calibrated_scores_have_hardly_any_error() -> None:
    assert expected_error(draw_points(6000)) < 0.03


def test_a_bent_scale_is_mended_by_its_curve() -> None:
    # Right as often as the cube of the raw score says: uncorrected, the error would be 1/2 - 1/4.
    assert expected_error(draw_points(6000, bent=3)) < 0.03


def test_too_few_findings_keep_their_raw_scores_and_their_error() -> None:
    # 40 findings, scored 0.9, of which a tenth is right: no curve, and an error of 0.8.
    assert expected_error([(0.9, n % 10 == 0) for n in range(40)]) == pytest.approx(0.8)
    # Scored as they are: none.
    assert expected_error([(0.1, n % 10 == 0) for n in range(40)]) == pytest.approx(0.0, abs=1e-9)


def test_nothing_found_has_no_error() -> None:
    assert expected_error([]) == 0.0
    assert fit([]) == ()
