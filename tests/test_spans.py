"""Spans are half-open, and merging and cutting them keeps every character once."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from strategies import span_lists, spans_in, texts, trimmed

from attrib.spans import Span, cut, find_words, merge, trim

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda pair: Span(pair[0], sum(pair))), max_size=8
)


def characters(spans: object) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}  # type: ignore[attr-defined]


def test_a_span_holds_itself_and_does_not_touch_its_neighbour() -> None:
    dam = Span(4, 7)
    assert dam.of("the dam broke") == "dam"
    assert dam.holds(dam)
    assert not dam.touches(Span(7, 9))
    assert dam.touches(Span(6, 9))


def test_trimming_only_white_space_gives_an_empty_span_at_its_start() -> None:
    assert trim("a \n b", Span(1, 4)) == Span(1, 1)


def test_words_are_counted_inside_the_span_alone() -> None:
    assert find_words("İzmir’s 12 boats", Span(6, 12)) == [Span(6, 7), Span(8, 10), Span(11, 12)]


@given(st.data())
def test_trimming_keeps_all_that_is_not_white_space(data: st.DataObject) -> None:
    text = data.draw(texts().filter(bool))
    span = data.draw(spans_in(text))
    short = trim(text, span)
    assert span.holds(short)
    assert short.of(text) == span.of(text).strip()
    assert trimmed(text, short)


@given(SPANS)
def test_merging_keeps_the_same_characters_in_spans_apart(spans: list[Span]) -> None:
    merged = merge(spans)
    assert characters(merged) == characters(spans)
    assert all(before.end < after.start for before, after in pairwise(merged))


@given(SPANS, SPANS)
def test_cutting_takes_out_the_holes_and_nothing_else(spans: list[Span], holes: list[Span]) -> None:
    left = cut(spans, holes)
    assert characters(left) == characters(spans) - characters(holes)
    assert list(left) == sorted(left)


@given(st.data())
def test_lists_of_spans_drawn_for_a_text_are_in_order_and_apart(data: st.DataObject) -> None:
    text = data.draw(texts().filter(lambda text: len(text) > 1))
    spans = data.draw(span_lists(text, min_size=1, max_size=4))
    assert spans
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end < after.start for before, after in pairwise(spans))
