from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from attrib.decode import (
    ANTECEDENT_REACH,
    IMPOSSIBLE,
    LINK_REACH,
    Floats,
    Found,
    Link,
    Pointer,
    Prior,
    Vectors,
    _score_links,
    find_antecedents,
    find_spans,
    find_transitions,
    gather_words,
    pick_links,
    pick_tags,
)

CLAIMS = ("O", "B", "I", "C")
Layer = tuple[Floats, NDArray[np.int64], list[tuple[int, int]], tuple[str, ...]]
ROLES = ("O", "B-source", "I-source", "B-cue", "I-cue")


def to_scores(*rows: list[float]) -> Floats:
    """Probabilities → log-probabilities."""
    with np.errstate(divide="ignore"):
        return np.maximum(np.log(np.array(rows, dtype=np.float32)), -30).astype(np.float32)


def draw_scores(size: int, tags: int, seed: int) -> Floats:
    """(size, tags) log-probabilities, some of them near certain and some near even."""
    rng = np.random.default_rng(seed)
    raw = rng.normal(size=(size, tags)) * rng.choice([0.5, 3, 8], size=(size, 1))
    return np.asarray(raw - np.log(np.exp(raw).sum(axis=1, keepdims=True)), dtype=np.float32)


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    """Scores of pieces, the first pieces of the words, rows of words, and tags."""
    tags = draw(st.sampled_from([CLAIMS, ROLES]))
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=12))  # pieces of each word
    firsts = np.cumsum([0, *sizes[:-1]])
    edges = sorted({0, len(sizes), *draw(st.lists(st.integers(0, len(sizes)), max_size=3))})
    rows = list(pairwise(edges))
    return draw_scores(sum(sizes), len(tags), draw(st.integers(0, 10_000))), firsts, rows, tags


# Transitions


def test_an_inside_tag_follows_only_its_own_kind() -> None:
    allowed = find_transitions(ROLES) == 0
    assert allowed.tolist() == [
        # to O, B-source, I-source, B-cue, I-cue
        [True, True, False, True, False],  # from O
        [True, True, True, True, False],  # from B-source
        [True, True, True, True, False],  # from I-source
        [True, True, False, True, True],  # from B-cue
        [True, True, False, True, True],  # from I-cue
    ]


def test_a_continued_claim_may_start_anywhere_and_go_on() -> None:
    assert (find_transitions(CLAIMS) == 0).tolist() == [
        [True, True, False, True],  # from O
        [True, True, True, True],  # from B
        [True, True, True, True],  # from I
        [True, True, True, True],  # from C
    ]


# Words


def test_a_word_that_begins_a_span_goes_on_inside_it() -> None:
    # Two words: one of two pieces, one of one piece. Log-probabilities that add up by hand.
    scores = np.array([[-1, -2, -3, -4], [-5, -6, -7, -8], [-9, -10, -11, -12]], dtype=np.float32)
    words = gather_words(scores, np.array([0, 2]), CLAIMS)
    # O: -1-5. B: B of the first piece, I of the second: -2-7. I: -3-7. C: -4-7.
    assert words.tolist() == [[-6, -9, -10, -11], [-9, -10, -11, -12]]


def test_each_kind_goes_on_inside_its_own_kind() -> None:
    scores = np.array([[-1, -2, -3, -4, -5], [-10, -20, -30, -40, -50]], dtype=np.float32)
    assert gather_words(scores, np.array([0]), ROLES).tolist() == [[-11, -32, -33, -54, -55]]


# Tags


def score_row(tags: tuple[int, ...], words: Floats, names: tuple[str, ...]) -> float:
    """What a row of tags scores, or minus infinity if it is not allowed."""
    transitions = find_transitions(names)
    total = 0.0
    for place, tag in enumerate(tags):
        inside = names[tag].startswith("I")
        if (place == 0 and inside) or (place and transitions[tags[place - 1], tag] == IMPOSSIBLE):
            return -np.inf
        total += float(words[place, tag])
    return total


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.sampled_from([CLAIMS, ROLES]),
       st.integers(0, 10_000), st.sampled_from([0.0, -3.0, 2.0]))  # fmt: skip
def test_the_tags_are_the_best_of_all_allowed_rows(
    lengths: list[int], names: tuple[str, ...], seed: int, bias: float
) -> None:
    words = draw_scores(sum(lengths), len(names), seed)
    words[:, 0] += bias
    edges = np.cumsum([0, *lengths]).tolist()
    rows = list(pairwise(edges))
    chosen = pick_tags(words, rows, names)
    for low, high in rows:
        best = max(
            score_row(tags, words[low:high], names) for tags in product(range(len(names)), repeat=high - low)
        )
        found = score_row(tuple(chosen[low:high].tolist()), words[low:high], names)
        assert found == pytest.approx(best, abs=1e-3)


def test_words_of_many_pieces_can_be_found_alone_in_their_row() -> None:
    # Each of five pieces is likelier inside than not, though the word's product is below one in a hundred.
    words = np.array([[5 * np.log(0.3), 5 * np.log(0.36), -30, -30]], dtype=np.float32)
    assert pick_tags(words, [(0, 1)], CLAIMS).tolist() == [1]


def test_words_in_no_row_are_outside() -> None:
    words = to_scores([0.1, 0.9, 0, 0], [0.1, 0.9, 0, 0], [0.1, 0.9, 0, 0])
    assert pick_tags(words, [(1, 2)], CLAIMS).tolist() == [0, 1, 0]
    assert pick_tags(words, [(1, 1)], CLAIMS).tolist() == [0, 0, 0]


def test_rows_decoded_side_by_side_are_as_decoded_alone() -> None:
    rng = np.random.default_rng(3)
    edges = np.cumsum([0, *rng.integers(1, 40, size=30)]).tolist()
    rows = list(pairwise(edges))
    words = draw_scores(edges[-1], len(ROLES), 4)
    together = pick_tags(words, rows, ROLES)
    for low, high in rows:
        alone = pick_tags(words[low:high], [(0, high - low)], ROLES)
        assert together[low:high].tolist() == alone.tolist()


# Spans


def test_spans_by_hand() -> None:
    scores = to_scores(
        [0.1, 0.9, 0.0, 0.0, 0.0],  # The
        [0.2, 0.0, 0.8, 0.0, 0.0],  # mayor
        [0.1, 0.0, 0.0, 0.9, 0.0],  # sa
        [0.7, 0.0, 0.0, 0.0, 0.3],  # ##id: with "sa" 0.9 × 0.3 inside, 0.1 × 0.7 outside
        [0.9, 0.1, 0.0, 0.0, 0.0],  # so
    )
    firsts = np.array([0, 1, 2, 4])
    found = find_spans(scores, firsts, [(0, 4)], ROLES)
    assert [(one.low, one.high, one.kind) for one in found] == [(0, 2, "source"), (2, 4, "cue")]
    assert found[0].score == pytest.approx((0.9 * 0.8) ** 0.5, abs=1e-4)
    assert found[1].score == pytest.approx(0.9, abs=1e-4)
    # A bias of log 20 on O outweighs the cue (0.27 to 0.07 × 20), not the source (0.72 to 0.02 × 400 does).
    assert [one.kind for one in find_spans(scores, firsts, [(0, 4)], ROLES, np.log(20))] == []
    assert [one.kind for one in find_spans(scores, firsts, [(0, 4)], ROLES, np.log(5))] == ["source"]


def test_claims_have_the_tag_that_begins_them_as_their_kind() -> None:
    scores = to_scores([0, 1, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0])
    found = find_spans(scores, np.arange(6), [(0, 6)], CLAIMS)
    assert found == [Found(0, 2, "B", 1), Found(2, 3, "B", 1), Found(4, 6, "C", 1)]


def test_a_span_ends_with_its_row_and_begins_anew_in_the_next() -> None:
    scores = to_scores([0, 1, 0, 0], [0.01, 0.01, 0.98, 0], [0.01, 0.01, 0.98, 0], [0.01, 0.01, 0.98, 0])
    found = find_spans(scores, np.arange(4), [(0, 2), (2, 4)], CLAIMS)
    assert [(one.low, one.high) for one in found] == [(0, 2), (2, 4)]


def test_no_words_give_no_spans() -> None:
    nothing = np.zeros((0, 4), dtype=np.float32)
    assert find_spans(nothing, np.zeros(0, dtype=np.int64), [], CLAIMS) == []


@settings(max_examples=100, deadline=None)
@given(layers())
def test_no_span_crosses_a_row_or_ends_inside_a_word(layer: Layer) -> None:
    scores, firsts, rows, tags = layer
    edges = {*firsts.tolist(), len(scores)}
    limits = np.append(firsts, len(scores))
    found = find_spans(scores, firsts, rows, tags)
    for one in found:
        assert one.low < one.high
        assert {one.low, one.high} <= edges
        assert 0 < one.score <= 1 + 1e-6
        assert any(limits[low] <= one.low and one.high <= limits[high] for low, high in rows)
    assert all(one.high <= other.low for one, other in pairwise(found))


@settings(max_examples=100, deadline=None)
@given(layers(), st.floats(-4, 4), st.floats(0.1, 4))
def test_a_higher_bias_never_puts_more_words_into_spans(
    layer: Layer,
    bias: float,
    more: float,
) -> None:
    scores, firsts, rows, tags = layer

    def held_words(bias: float) -> int:
        spans = find_spans(scores, firsts, rows, tags, bias)
        return sum(one.low <= first < one.high for one in spans for first in firsts)

    assert held_words(bias + more) <= held_words(bias)


def test_beginnings_that_cost_more_join_what_stands_together() -> None:
    # Two words, O B I: the second begins a span a little more readily than it goes on with the first.
    scores = np.log(np.array([[0.1, 0.8, 0.1], [0.1, 0.5, 0.4]], dtype=np.float32))
    firsts, rows, tags = np.array([0, 1]), [(0, 2)], ("O", "B-cue", "I-cue")
    assert [one[:2] for one in find_spans(scores, firsts, rows, tags)] == [(0, 1), (1, 2)]
    assert [one[:2] for one in find_spans(scores, firsts, rows, tags, cuts=0.5)] == [(0, 2)]


# Pointers and links

FLAT = Pointer(np.zeros(2, dtype=np.float32), np.zeros(20, dtype=np.float32))


def vectors_of(**places: tuple[Sequence[float], Sequence[float]]) -> Vectors:
    """`p7=([from], [to])` → the two projections of piece 7."""
    rows = np.full(1 + max(int(name[1:]) for name in places), -1)
    for row, name in enumerate(places):
        rows[int(name[1:])] = row
    return Vectors(rows, np.array(list(places.values()), dtype=np.float32))


def draw_pointer(rng: np.random.Generator, dimensions: int = 4) -> Pointer:
    return Pointer(rng.normal(size=dimensions).astype(np.float32), rng.normal(size=20).astype(np.float32))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 9))
def test_a_pointers_probabilities_sum_to_one(seed: int, targets: int) -> None:
    rng = np.random.default_rng(seed)
    places = np.sort(rng.integers(0, 600, size=targets))
    vectors = Vectors(np.arange(601), rng.normal(size=(601, 2, 4)).astype(np.float32))
    prior = Prior(float(rng.normal()), 0.5, 1.5, np.array([0, 200, 400]))
    scores = _score_links(np.array([100, 600]), places, vectors, draw_pointer(rng), prior)
    assert scores.shape == (2, targets + 1)
    assert np.exp(scores).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_a_pointers_score_by_hand() -> None:
    # Four dimensions: products are halved. Distance class 1 back is index 1, none before "nothing".
    distance = np.zeros(20, dtype=np.float32)
    distance[1], distance[12] = 0.5, -1  # one piece back; two or three pieces ahead
    pointer = Pointer(np.array([0, 0, 0, 2], dtype=np.float32), distance)
    vectors = vectors_of(p9=([0] * 4, [2, 9, 9, 0]), p10=([1, 0, 0, 1], [0] * 4), p13=([0] * 4, [4, 9, 9, 0]))
    (scores,) = _score_links(np.array([10]), np.array([9, 13]), vectors, pointer, Prior(0.25))
    raw = np.array([2 / 2 + 0.5, 4 / 2 - 1, 2 / 2 + 0.25])
    assert np.exp(scores).tolist() == pytest.approx((np.exp(raw) / np.exp(raw).sum()).tolist(), abs=1e-6)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [(0, 10), (1, 11), (2, 12), (3, 12), (4, 13), (255, 18), (256, 19), (5000, 19),
     (-1, 1), (-2, 2), (-3, 2), (-4, 3), (-255, 8), (-256, 9), (-5000, 9)],
)  # fmt: skip
def test_distances_fall_into_classes_that_double(steps: int, expected: int) -> None:
    pointer = Pointer(np.zeros(2, dtype=np.float32), np.arange(20, dtype=np.float32))
    assert pointer.of_distance(np.array([steps])).tolist() == [expected]


def test_distances_fall_into_the_classes_that_were_trained() -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from attrib.training.network import DISTANCE_CLASSES, distance_class

    steps = np.arange(-1100, 1101)
    pointer = Pointer(np.zeros(2, np.float32), np.arange(2 * DISTANCE_CLASSES, dtype=np.float32))
    assert pointer.of_distance(steps).tolist() == distance_class(torch.tensor(steps)).tolist()


def test_links_go_to_the_best_candidate_or_to_nothing() -> None:
    vectors = vectors_of(
        p0=([0, 0], [0, 9]),
        p5=([9, 0], [0, 0]),  # points to what has its first number high: piece 8
        p8=([0, 0], [9, 0]),
        p9=([0, -9], [0, 0]),  # points away from piece 0, and to nothing by the bias
    )
    links = pick_links([5, 9], [0, 8], vectors, FLAT, Prior(nothing=1.0))
    assert [link.to for link in links] == [1, None]
    assert links[0].score == pytest.approx(1, abs=1e-4)
    # Of 9's candidates piece 0 is all but excluded; piece 8 has exp(0), nothing exp(1).
    assert links[1].score == pytest.approx(np.e / (1 + np.e), abs=1e-4)


def test_a_link_costs_what_it_passes_over() -> None:
    vectors = vectors_of(p2=([0, 0], [0, 0]), p4=([0, 0], [0, 0]), p9=([0, 0], [0, 0]))
    # All scores are equal, so the costs decide: 4 is next to 9, 2 lies behind 4; a paragraph starts at 3.
    (link,) = pick_links(
        [9], [2, 4], vectors, FLAT, Prior(nothing=-2, between=1, paragraph=3, breaks=np.array([0, 3]))
    )
    assert link.to == 1
    assert link.score == pytest.approx(1 / (1 + np.exp(-4) + np.exp(-2)), abs=1e-4)
    (link,) = pick_links([9], [2, 4], vectors, FLAT, Prior(nothing=1))
    assert link.to is None


def test_links_lose_by_what_stands_between() -> None:
    # Candidates 2, 4, 6, 12 of origin 5, all alike by the network; a paragraph starts at 4 and at 10.
    vectors = vectors_of(**{f"p{piece}": ([0, 0], [0, 0]) for piece in (2, 4, 5, 6, 12)})
    prior = Prior(nothing=-9.0, between=1.0, paragraph=0.5, breaks=np.array([0, 4, 10]))
    (link,) = pick_links([5], [2, 4, 6, 12], vectors, FLAT, prior)
    # 2 and 12: one between, one paragraph; 4 and 6: nothing. The first of equals is picked.
    raw = np.exp([-1.5, 0, 0, -1.5, -9])
    assert link.to == 1
    assert link.score == pytest.approx(1 / raw.sum(), abs=1e-4)
    (link,) = pick_links(
        [5], [2, 6, 12], vectors, FLAT, Prior(nothing=-9.0, paragraph=0.5, breaks=prior.breaks)
    )
    assert (link.to, link.score) == (1, pytest.approx(1 / (2 * np.exp(-0.5) + 1 + np.exp(-9)), abs=1e-4))


def test_without_candidates_in_reach_everything_points_to_nothing() -> None:
    assert pick_links([3, 4], [], vectors_of(p0=([0, 0], [0, 0])), FLAT, Prior()) == [
        Link(None, 1.0),
        Link(None, 1.0),
    ]
    far = LINK_REACH + 1
    vectors = vectors_of(**{"p0": ([0, 0], [9, 9]), f"p{far}": ([9, 9], [0, 0])})
    assert pick_links([far], [0], vectors, FLAT, Prior()) == [Link(None, 1.0)]
    near = vectors_of(**{"p0": ([0, 0], [9, 9]), f"p{far - 1}": ([9, 9], [0, 0])})
    assert pick_links([far - 1], [0], near, FLAT, Prior())[0].to == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 150))
def test_antecedents_are_scored_like_any_pointer_and_rows_sum_to_one(seed: int, mentions: int) -> None:
    rng = np.random.default_rng(seed)
    heads = np.cumsum(rng.integers(1, 30, size=mentions)).tolist()
    values = arrays_of(rng, mentions)
    rows = np.full(max(heads, default=0) + 1, -1)
    rows[heads] = np.arange(len(heads))
    vectors = Vectors(rows, np.stack(values, axis=1))
    pointer = draw_pointer(rng)
    table = find_antecedents(heads, vectors, pointer)
    assert table.shape == (mentions, ANTECEDENT_REACH + 1)
    assert table.sum(axis=1).tolist() == pytest.approx([1] * mentions, abs=1e-5)
    for index in {0, mentions // 2, mentions - 1} if mentions else ():
        low = max(0, index - ANTECEDENT_REACH)
        steps = np.array(heads[low:index], dtype=np.int64) - heads[index]
        near = values[1][low:index] @ values[0][index] * pointer.scale + pointer.of_distance(steps)
        scores = np.exp(np.append(near, pointer.nothing @ values[0][index] * pointer.scale))
        scores /= scores.sum()
        expected = np.zeros(ANTECEDENT_REACH + 1)
        expected[: index - low], expected[-1] = scores[:-1][::-1], scores[-1]
        assert table[index].tolist() == pytest.approx(expected.tolist(), abs=1e-5)


def arrays_of(rng: np.random.Generator, mentions: int) -> Floats:
    return rng.normal(size=(2, mentions, 4)).astype(np.float32)


def test_no_mentions_have_no_antecedents() -> None:
    assert find_antecedents([], vectors_of(p0=([0, 0], [0, 0])), FLAT).shape == (0, ANTECEDENT_REACH + 1)
