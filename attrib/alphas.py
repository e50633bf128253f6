"""Krippendorff's alpha: agreement beyond chance, for two or more annotators, with gaps.

Krippendorff, K. (2011), Computing Krippendorff's alpha-reliability. All labels here are nominal: two are the
same or they are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Unit = tuple[str | None, ...]  # the label that each annotator gave one thing; None: gave it none


@dataclass(frozen=True, slots=True)
class Alpha:
    """Agreement beyond chance on one question.

    `alpha` is 1 when all agree, 0 when they agree as often as labels drawn by lot, below 0 when they agree
    less often than that. It is `None` when there is nothing to compare: no unit has two labels, or all labels
    are the same, and then agreement by chance is certain. `observed` is the share of pairs of labels that are
    the same, chance included.
    """

    question: str
    units: int  # with labels of two annotators or more; the others tell nothing
    labels: tuple[tuple[str, int], ...]  # each label and how often it was given to those, the commonest first
    observed: float | None
    alpha: float | None
    low: float | None = None  # None: no bootstrap, too few articles, or no alpha
    high: float | None = None


def measure_alpha(
    question: str, articles: Sequence[Sequence[Unit]], draws: NDArray[np.int64] | None = None
) -> Alpha:
    """The alpha of all units of all articles. `draws` (draws, articles) says how often each draw holds each
    article, for the interval of 95 in 100 draws; the units of one article depend on one another, so they are
    drawn together.

    >>> measure_alpha("colour", [[("a", "a"), ("a", "b"), ("b", "b"), ("b", None)]]).alpha
    0.4444444444444444
    """
    units = [unit for article in articles for unit in article if _count(unit) > 1]
    given = Counter(label for unit in units for label in unit if label is not None)
    labels = tuple(sorted(given.items(), key=lambda pair: (-pair[1], pair[0])))
    if not units:
        return Alpha(question, 0, (), None, None)
    per_article = _sum_up(articles, [label for label, _ in labels])  # (articles, labels + 1)
    total = per_article.sum(axis=0)
    observed = float(total[-1] / total[:-1].sum())
    if len(labels) == 1:
        return Alpha(question, len(units), labels, observed, None)
    low = high = None
    if draws is not None:
        drawn = _find_alpha(draws @ per_article)
        if not np.isnan(drawn).all():
            low, high = (float(one) for one in np.nanpercentile(drawn, [2.5, 97.5]))
    return Alpha(question, len(units), labels, observed, _ask_library(units), low, high)


def _count(unit: Unit) -> int:
    return sum(label is not None for label in unit)


def _ask_library(units: Sequence[Unit]) -> float:
    from nltk.metrics.agreement import AnnotationTask

    given = [
        (side, item, label)
        for item, unit in enumerate(units)
        for side, label in enumerate(unit)
        if label is not None
    ]
    return float(AnnotationTask(given).alpha())


def _sum_up(articles: Sequence[Sequence[Unit]], labels: Sequence[str]) -> NDArray[np.float64]:
    """(articles, labels + 1) how often each label was given in units with two or more, and the number of
    labels that have an equal partner: what alpha is made of, and can be added up over articles."""
    number = {label: i for i, label in enumerate(labels)}
    sums = np.zeros((len(articles), len(labels) + 1))
    for row, article in zip(sums, articles, strict=True):
        for unit, times in Counter(article).items():
            given = Counter(label for label in unit if label is not None)
            many = given.total()
            if many > 1:
                for label, count in given.items():
                    row[number[label]] += times * count
                    row[-1] += times * count * (count - 1) / (many - 1)
    return sums


def _find_alpha(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """(draws,) alpha for nominal labels, 1 − (n − 1)(n − Σ o_cc) ÷ (n² − Σ n_c²); nan where a draw has one
    label only."""
    given, equal = sums[:, :-1], sums[:, -1]
    n = given.sum(axis=1)
    chance = n**2 - (given**2).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(chance > 0, 1 - (n - 1) * (n - equal) / chance, np.nan))
