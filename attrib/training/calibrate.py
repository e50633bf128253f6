"""Scores that mean probabilities: curves fitted on dev, and how far they are off.

A curve is isotonic (Zadrozny and Elkan 2002): pairs of raw score and outcome, pooled until the share of right
ones rises with the raw score.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

Points = list[tuple[float, bool]]
Curve = tuple[tuple[float, float], ...]

# Fewest findings that one step of a curve stands for: fewer, and the curve follows chance.
STEP = 25
BINS = 10
FOLDS = 5


def fit(points: Sequence[tuple[float, bool]]) -> Curve:
    """The curve of a kind of finding, rising, as few points as it takes; empty when there are too few
    findings.

    Each step is drawn towards one half by two made-up outcomes, so that no finding is called certain.

    >>> fit([(0.2, False)] * 50 + [(0.9, True)] * 50)
    ((0.2, 0.0192), (0.9, 0.9808))
    """
    if len(points) < 2 * STEP:
        return ()
    ordered = sorted(points)
    # Equal raw scores stay in one step, whatever their number.
    steps: list[list[float]] = []  # [sum of raw, right, count]
    for raw, right in ordered:
        if steps and (steps[-1][2] < STEP or raw == steps[-1][3]):
            steps[-1] = [steps[-1][0] + raw, steps[-1][1] + right, steps[-1][2] + 1, raw]
        else:
            steps.append([raw, float(right), 1, raw])
    pooled: list[list[float]] = []
    for step in steps:
        pooled.append(step)
        while len(pooled) > 1 and pooled[-2][1] / pooled[-2][2] >= pooled[-1][1] / pooled[-1][2]:
            last = pooled.pop()
            pooled[-1] = [pooled[-1][0] + last[0], pooled[-1][1] + last[1], pooled[-1][2] + last[2], last[3]]
    return tuple(
        (round(raw / count, 4), round((right + 1) / (count + 2), 4)) for raw, right, count, _ in pooled
    )


def expected_error(points: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error (Guo et al. 2017), 0 to 1: mean distance of score and share right over
    ten bins.

    Each fifth of the findings is judged by a curve fitted on the others.
    """
    shuffled = list(points)
    random.Random(0).shuffle(shuffled)
    judged: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        curve = fit([point for at, point in enumerate(shuffled) if at % FOLDS != fold])
        judged += [(_read_off(curve, raw), right) for raw, right in shuffled[fold::FOLDS]]
    if not judged:
        return 0.0
    scores, outcomes = np.array(judged, dtype=float).T  # (findings,) each
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [abs((scores - outcomes)[bins == one].sum()) for one in np.unique(bins)]
    return float(sum(gaps) / len(judged))


def _read_off(curve: Curve, raw: float) -> float:
    """The probability that a curve gives a raw score; the raw score itself where there is no curve."""
    if not curve:
        return raw
    return float(np.interp(raw, [point[0] for point in curve], [point[1] for point in curve]))
