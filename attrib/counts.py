r"""Counts: how many findings gold and guess have, and how many of them agree.

Everything is counted over words (`\w+`): a stretch is the set of words it overlaps, so punctuation and blanks
at its edges never count. Nothing here knows of records, so the same functions serve while a network trains.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from attrib.spans import Span, find_words

WordSet = frozenset[int]  # indexes into the words of one text


class Counts(NamedTuple):
    """How many there are in gold and in guess, and how many of each agree with the other side.

    `right` and `guess_right` differ only where several may answer to one (overlapping spans).
    """

    gold: int = 0
    guess: int = 0
    right: int = 0
    guess_right: int = 0

    @property
    def precision(self) -> float | None:
        """The share of guesses that are right; `None` without guesses."""
        return self.guess_right / self.guess if self.guess else None

    @property
    def recall(self) -> float | None:
        """The share of gold that was found; `None` without gold."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; 0 when one side is empty, `None` when both are.

        >>> Counts(gold=4, guess=2, right=2, guess_right=2).f1
        0.6666666666666666
        """
        if not self.gold and not self.guess:
            return None
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class Words:
    """The words of one text, so that stretches can be compared as the sets of words they overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = list(spans)
        self._starts = [span.start for span in self._spans]
        self._ends = [span.end for span in self._spans]

    @classmethod
    def of(cls, text: str, masked: Iterable[Span] = ()) -> Words:
        """The words of a text but those that `masked` stretches touch."""
        words = find_words(text)
        out: set[Span] = {word for hole in masked for word in words if word.touches(hole)}
        return cls(word for word in words if word not in out)

    def __len__(self) -> int:
        return len(self._spans)

    def in_span(self, span: Span) -> range:
        """The indexes of the words that a span overlaps.

        >>> Words.of("The dam-breaker").in_span(Span(5, 9))
        range(1, 3)
        """
        return range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))

    def in_spans(self, spans: Iterable[Span]) -> WordSet:
        """The words that any of the spans overlaps."""
        return frozenset(index for span in spans for index in self.in_span(span))


def count_equal(gold: Iterable[Hashable], guess: Iterable[Hashable]) -> Counts:
    """Findings compared as wholes; the same finding twice needs two partners.

    >>> count_equal("aab", "ac")
    Counts(gold=3, guess=2, right=1, guess_right=1)
    """
    golds, guesses = Counter(gold), Counter(guess)
    right = (golds & guesses).total()
    return Counts(golds.total(), guesses.total(), right, right)


def span_counts(gold: Iterable[Span], guess: Iterable[Span], words: Words) -> Counts:
    """Spans compared exactly, each as the words it overlaps; spans without a word are left out.

    For use without records, as in training:

    >>> words = Words.of("Mr. Okoro said so.")
    >>> span_counts([Span(0, 9), Span(10, 14)], [Span(0, 10), Span(15, 18)], words)
    Counts(gold=2, guess=2, right=1, guess_right=1)
    """
    golds, guesses = ([found for span in spans if (found := words.in_span(span))] for spans in (gold, guess))
    return count_equal(golds, guesses)


def word_counts(gold: Iterable[Span], guess: Iterable[Span], words: Words) -> Counts:
    """Spans compared word by word: the words that any span covers on either side.

    >>> word_counts([Span(0, 9)], [Span(4, 14)], Words.of("Mr. Okoro said so."))
    Counts(gold=2, guess=2, right=1, guess_right=1)
    """
    return count_shared(words.in_spans(gold), words.in_spans(guess))


def touch_counts(gold: Sequence[Span], guess: Sequence[Span], words: Words) -> Counts:
    """Spans compared by touch: guesses that share a word with any gold span, and the other way round.

    >>> touch_counts([Span(0, 14)], [Span(0, 9), Span(10, 14), Span(15, 17)], Words.of("Mr. Okoro said so."))
    Counts(gold=1, guess=3, right=1, guess_right=2)
    """
    golds, guesses = (
        [found for span in spans if (found := words.in_spans([span]))] for spans in (gold, guess)
    )
    return count_touching(golds, guesses)


def count_touching(gold: Sequence[WordSet], guess: Sequence[WordSet]) -> Counts:
    """Stretches compared by touch, each as its words: those that share a word with any of the other side."""
    marked, guessed = frozenset().union(*gold), frozenset().union(*guess)
    right = sum(not one.isdisjoint(guessed) for one in gold)
    guess_right = sum(not one.isdisjoint(marked) for one in guess)
    return Counts(len(gold), len(guess), right, guess_right)


def count_shared(gold: WordSet, guess: WordSet) -> Counts:
    """Two sets of words compared word by word."""
    return Counts(len(gold), len(guess), len(gold & guess), len(gold & guess))


def count_share(right: Iterable[bool]) -> Counts:
    """Counts of a measure that has one answer per question: as many guesses as gold.

    >>> count_share([True, False, True]).recall
    0.6666666666666666
    """
    answers = list(right)
    return Counts(len(answers), len(answers), sum(answers), sum(answers))


Fit = tuple[bool, float, bool]  # how well a pair fits: same source, Jaccard of the contents, same cue


def match(fits: Mapping[tuple[int, int], Fit]) -> dict[int, int]:
    """As many pairs (gold i → guess j) as can be made of those allowed, each side used once.

    The best fitting pairs are taken first, then augmenting paths (Kuhn) re-pair them until none can be added.
    Taking the best first alone may waste a guess that another gold needs. The number of pairs, which is all
    that precision and recall count, is the largest there is, whatever the order; only which of two possible
    partners is asked for its speaker or manner follows from how well they fit.

    >>> match({(0, 0): (True, 0.9, True), (0, 1): (True, 0.6, True), (1, 0): (True, 0.8, True)})
    {0: 1, 1: 0}
    """
    order = sorted(fits, key=lambda pair: (*(-value for value in fits[pair]), pair))
    candidates: dict[int, list[int]] = {}
    guess_of: dict[int, int] = {}
    gold_of: dict[int, int] = {}
    for i, j in order:
        candidates.setdefault(i, []).append(j)
        if i not in guess_of and j not in gold_of:
            guess_of[i], gold_of[j] = j, i
    for start in candidates:
        if start not in guess_of:
            _augment(start, candidates, (guess_of, gold_of))
    return dict(sorted(guess_of.items()))


def _augment(
    start: int, candidates: Mapping[int, list[int]], pairs: tuple[dict[int, int], dict[int, int]]
) -> None:
    """Finds a partner for `start` by re-pairing others; leaves `pairs` as they are when there is none."""
    guess_of, gold_of = pairs
    asked_by: dict[int, int] = {}  # guess → the gold that asks for it
    asking = [start]
    for i in asking:  # grows while it is walked
        for j in candidates[i]:
            if j in asked_by:
                continue
            asked_by[j] = i
            if j in gold_of:
                asking.append(gold_of[j])
                continue
            free: int | None = j
            while free is not None:  # hand each guess on to the gold that asks for it, back to `start`
                asker = asked_by[free]
                freed = guess_of.get(asker)
                guess_of[asker], gold_of[free] = free, asker
                free = freed
            return
