"""Alignment: which word of an edited text is which of the old one, also where paragraphs changed places.

The idea is that of patience diff (Bram Cohen): runs of words that stand exactly once in both texts are the
same run; they grow while their neighbours are equal. Nothing here asks that runs keep their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

# Words of a run that must stand once in both texts, the longest first; shorter ones recur by accident.
RUNS = (8, 5, 3)
# Between two words whose partners are known even a pair, then a single word, says enough.
SHORT_RUNS = (2, 1)
GAP_WORDS = 200  # longer gaps hold too much for that
START, END = "\x00start", "\x00end"  # the edges of a text are words of their own: no word is "\x00…"


def align(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each old word the place of the same word in the new text; `None` where it has none, or where
    nothing says which it is. No new word is given twice.

    >>> align("the dam broke at noon".split(), "at noon , they say , the dam broke".split())
    [6, 7, 8, None, None]
    """
    pair = _Pair([START, *old, END], [START, *new, END])
    pair.match(1, (0, 1), (0, 1))
    pair.match(1, (len(pair.old) - 1, len(pair.old)), (len(pair.new) - 1, len(pair.new)))
    # All runs first, then what is beside them: a run that grows too early takes the words of the next.
    for run in RUNS:
        pair.match(run, (0, len(pair.old)), (0, len(pair.new)))
    pair.grow()
    for gap in pair.find_gaps():
        for run in SHORT_RUNS:
            pair.match(run, *gap)
    return [place - 1 if place is not None else None for place in pair.partner[1:-1]]


class _Pair:
    """Two texts as words, and the partners found so far."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new = old, new
        self.partner: list[int | None] = [None] * len(old)
        self.taken = [False] * len(new)
        self.contested: set[int] = set()

    def match(self, run: int, here: tuple[int, int], there: tuple[int, int]) -> None:
        """Joins the runs that stand once in each of the two stretches.

        A word that two runs of this length take to two places belongs to neither.
        """
        singles = _find_singles(self.new, run, *there)
        wanted: dict[int, set[int]] = {}
        for words, i in _find_singles(self.old, run, *here).items():
            j = singles.get(words)
            if j is not None and all(self._may(i + n, j + n) for n in range(run)):
                for n in range(run):
                    wanted.setdefault(i + n, set()).add(j + n)
        asked = Counter(place for places in wanted.values() for place in places)
        for i, places in wanted.items():
            if len(places) > 1 or asked[min(places)] > 1:
                self.contested.add(i)
            elif self.partner[i] is None:
                self._join(i, min(places))

    def _may(self, i: int, j: int) -> bool:
        return self.partner[i] == j or self._fit(i, j)

    def grow(self) -> None:
        """Joins the neighbours of words that are joined, while they are equal and free."""
        for step in (1, -1):
            for i in range(len(self.old))[::step]:
                j = self.partner[i]
                a, b = (i + step, j + step) if j is not None else (-1, -1)
                if 0 <= a < len(self.old) and 0 <= b < len(self.new) and self._fit(a, b):
                    self._join(a, b)

    def _fit(self, i: int, j: int) -> bool:
        free = self.partner[i] is None and i not in self.contested and not self.taken[j]
        return free and self.old[i] == self.new[j]

    def _join(self, i: int, j: int) -> None:
        self.partner[i] = j
        self.taken[j] = True

    def find_gaps(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Stretches without partners between two neighbours that have theirs in order, with nothing but free
        words in between."""
        gaps = []
        known = [i for i, place in enumerate(self.partner) if place is not None]
        for i, k in pairwise(known):
            j, m = self.partner[i], self.partner[k]
            if k - i < 2 or j is None or m is None or not 1 < m - j <= GAP_WORDS or k - i > GAP_WORDS:
                continue
            if not any(self.taken[j + 1 : m]):
                gaps.append(((i + 1, k), (j + 1, m)))
        return gaps


def _find_singles(words: Sequence[str], run: int, start: int, end: int) -> dict[tuple[str, ...], int]:
    """The runs of so many words that stand once between two places, and where."""
    places: dict[tuple[str, ...], int] = {}
    again: set[tuple[str, ...]] = set()
    for at in range(start, end - run + 1):
        key = tuple(words[at : at + run])
        if key in places:
            again.add(key)
        places[key] = at
    return {key: at for key, at in places.items() if key not in again}
