"""Stretches of a text, and the few things one does with them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

WORD = re.compile(r"\w+")


class Span(NamedTuple):
    """A half-open stretch of an article's text, in Unicode code points.

    `text[span.start:span.end]` is the stretch. Offsets count from the start of the article, never of a
    sentence, so a span can be stored and drawn on its own.
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The stretch itself.

        >>> Span(4, 7).of("the dam broke")
        'dam'
        """
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Whether `other` lies wholly inside; a span holds itself."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


def trim(text: str, span: Span) -> Span:
    """The span without white space at its edges; an empty span at its start when nothing else was in it.

    >>> trim("a  dam ", Span(1, 7))
    Span(start=3, end=6)
    """
    stretch = text[span.start : span.end]
    left = len(stretch) - len(stretch.lstrip())
    right = len(stretch.rstrip())
    return Span(span.start + left, span.start + right) if left < right else Span(span.start, span.start)


def find_words(text: str, span: Span | None = None) -> list[Span]:
    r"""The words (`\w+`) of a text or of one stretch of it, as spans of the whole text.

    >>> find_words("Don’t go", Span(6, 8))
    [Span(start=6, end=8)]
    """
    where = span or Span(0, len(text))
    return [Span(*match.span()) for match in WORD.finditer(text, where.start, where.end)]


def holds_word(text: str, span: Span) -> bool:
    """Whether `find_words` finds any there. It stops at the first, and many stretches of one text overlap."""
    return WORD.search(text, span.start, span.end) is not None


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same characters in as few spans as can be, in order.

    >>> merge([Span(4, 6), Span(0, 2), Span(1, 4)])
    (Span(start=0, end=6),)
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def cut(spans: Iterable[Span], holes: Sequence[Span]) -> tuple[Span, ...]:
    """What is left of `spans` when the characters of `holes` are taken out, in order.

    >>> cut([Span(0, 9)], [Span(2, 4)])
    (Span(start=0, end=2), Span(start=4, end=9))
    """
    left: list[Span] = []
    taken = merge(holes)
    at = 0  # the first hole that ends behind what was cut; a long text has thousands of both
    for span in merge(spans):
        start = span.start
        while at < len(taken) and taken[at].end <= start:
            at += 1
        while at < len(taken) and taken[at].start < span.end:
            if start < taken[at].start:
                left.append(Span(start, taken[at].start))
            start = taken[at].end
            if start >= span.end:
                break  # the hole may reach into the next span
            at += 1
        if start < span.end:
            left.append(Span(start, span.end))
    return tuple(left)


class SpanIndex:
    """Spans asked by place: which of them touch a stretch, without looking at them all.

    >>> index = SpanIndex([Span(0, 9), Span(20, 30), Span(2, 5)])
    >>> index.touching(Span(4, 6)), index.touching(Span(9, 20))
    ([0, 2], [])
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._order = sorted(enumerate(spans), key=lambda pair: pair[1])
        self._starts = [span.start for _, span in self._order]
        # How far the spans up to here reach: where none of them reaches, nothing more can touch.
        self._reach = list(accumulate((span.end for _, span in self._order), max))

    def touching(self, span: Span) -> list[int]:
        """The spans that share a character with `span`, as ascending places in the list it was made of."""
        found = []
        at = bisect_left(self._starts, span.end) - 1
        while at >= 0 and self._reach[at] > span.start:
            place, candidate = self._order[at]
            if candidate.touches(span):
                found.append(place)
            at -= 1
        return sorted(found)
