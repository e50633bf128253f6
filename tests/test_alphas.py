"""Alpha has the published values, and says nothing where there is nothing to say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.alphas import Unit, measure_alpha


def units(*rows: str) -> list[Unit]:
    """Rows of labels, one row per annotator, "." for none; as units."""
    return [
        tuple(None if one == "." else one for one in column)
        for column in zip(*(row.split() for row in rows), strict=True)
    ]


# Krippendorff (2011), Computing Krippendorff's alpha-reliability: examples A (as B there), C and, with three
# annotators and many gaps, the one of his textbook that Wikipedia works out.
BINARY = units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
FOUR = units(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
THREE = units(
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
)


@pytest.mark.parametrize(("data", "expected"), [(BINARY, 0.095), (FOUR, 0.743), (THREE, 0.691)])
def test_alpha_is_that_of_the_published_examples(data: list[Unit], expected: float) -> None:
    assert measure_alpha("example", [data]).alpha == pytest.approx(expected, abs=0.0005)


def test_only_what_two_annotators_labelled_counts() -> None:
    found = measure_alpha("example", [FOUR])
    assert found.units == 11  # the twelfth has one label
    assert dict(found.labels) == {"2": 13, "3": 10, "1": 9, "4": 5, "5": 3}


def test_alpha_is_undefined_without_units_and_where_all_labels_are_the_same() -> None:
    assert measure_alpha("nothing", [[]]).alpha is None
    assert measure_alpha("one each", [[("a", None)]]) == measure_alpha("one each", [])
    same = measure_alpha("same", [[("a", "a"), ("a", "a")]])
    assert (same.alpha, same.observed, same.units) == (None, 1.0, 2)


def test_total_disagreement_is_below_chance() -> None:
    # n = 4, n_a = n_b = 2, no pair equal: 1 − 3 · 4 ÷ (16 − 8).
    assert measure_alpha("crossed", [[("a", "b"), ("b", "a")]]).alpha == pytest.approx(-0.5)


def test_an_interval_of_equal_articles_is_the_value_of_more_of_the_same() -> None:
    draws = np.array([[1, 1], [2, 0], [0, 2]])
    found = measure_alpha("example", [BINARY, BINARY], draws)
    assert found.low == pytest.approx(found.alpha) == found.high


LABELS = st.sampled_from(["a", "b", "c", None])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(LABELS, LABELS, LABELS), max_size=8), min_size=1, max_size=4))
def test_the_sums_that_draws_use_give_the_alpha_of_the_library(articles: list[list[Unit]]) -> None:
    draws = np.ones((1, len(articles)), dtype=np.int64)
    found = measure_alpha("any", articles, draws)
    if found.alpha is not None:
        assert found.low == pytest.approx(found.alpha) == found.high
