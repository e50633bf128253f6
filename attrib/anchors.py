"""Anchors: where a marked stretch stands after its text was edited or scraped again, by its words.

The idea is that of the TextQuoteSelector of the W3C Web Annotation Data Model (2017), the exact words and
some of the text before and after them; but what is before and after is the whole text (`alignment`): a short
context takes one "she said" for another when the first was cut.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Literal

from attrib.alignment import align
from attrib.spans import Span

Outcome = Literal["kept", "moved", "changed", "lost", "ambiguous"]

CONTEXT = 48  # characters on either side that the score compares
# Words that the alignment leaves open are looked up by themselves. A quote this long that stands once, where
# no other words of the old text went, is taken for the same; a shorter one ("he", "said") recurs by accident,
# and needs the text on both sides to be nearly the same as well.
LONG_CHARS = 40
BOTH_FIT = 0.9
CHANGED_FITS = 0.6  # below this, words that are like the quote are not worth showing
# Where the same words stand at more free places than this, no further one is compared: they are ambiguous.
MOST_SCORED = 20
# So much text is searched for words that are only like a quote, over all quotes: some seconds. It is shown to
# people and moves nothing; behind it a quote that is gone is lost. An article of 5 000 characters has 4 000.
LIKE_CHARS = 20_000_000

_QUOTES = dict.fromkeys(
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{DOUBLE PRIME}\N{FULLWIDTH QUOTATION MARK}",
    '"',
) | dict.fromkeys(
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{SINGLE LOW-9 QUOTATION MARK}"
    "\N{PRIME}\N{MODIFIER LETTER APOSTROPHE}",
    "'",
)
_DASHES = dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}", "-")
_NOTHING = dict.fromkeys(
    "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}", ""
)
# Words and single marks, which are aligned alike.
_WORD = re.compile(r"\w+|[^\w\s]")
_FOLD = _QUOTES | _DASHES | _NOTHING | {"\N{HORIZONTAL ELLIPSIS}": "..."}


@dataclass(frozen=True, slots=True)
class Found:
    """Where a stretch stands in the new text.

    `outcome`: "kept" (the same words at the same place), "moved" (the same words elsewhere), "changed" (not
    these words any more: `span` is the likest place, and only shown), "lost" (nothing like it, or these words
    only in `places` where another text is around them), "ambiguous" (several places are free and fit:
    `places` of them). `score`, 0 to 1: how like the context is (the mean of both sides); for "changed", how
    like the words are.
    """

    outcome: Outcome
    span: Span | None
    score: float
    places: int = 1


class Finder:
    """Finds stretches of an old text in a new one.

    The same words are the same after white space, quotation marks, dashes, composed accents and invisible
    characters are made alike; case and everything else must be the same.

    >>> finder = Finder("Ana said no.", "On Monday Ana\\nsaid no.")
    >>> finder.find(Span(0, 8))
    Found(outcome='moved', span=Span(start=10, end=18), score=0.5, places=1)
    """

    def __init__(self, old: str, new: str) -> None:
        self._same = old == new
        self._old, self._new = _Folded(old), _Folded(new)
        self._partner = [] if self._same else align(self._old.list_words(), self._new.list_words())
        self._taken = [False] * len(self._new.words)
        for place in self._partner:
            if place is not None:
                self._taken[place] = True
        self._cache: dict[Span, Found] = {}
        self._places: dict[str, list[int]] = {}  # of words in the new text
        self._like_chars = LIKE_CHARS

    def find(self, span: Span) -> Found:
        """Where the stretch is now. Never raises; a stretch without a visible character is lost."""
        if self._same:
            return Found("kept", span, 1.0)
        if span not in self._cache:
            self._cache[span] = self._find(span)
        return self._cache[span]

    def _find(self, span: Span) -> Found:
        start, end = self._old.fold_span(span)
        quote = self._old.text[start:end]
        if not quote:
            return Found("lost", None, 0.0, 0)
        aligned = self._follow(start, end)
        if aligned is not None:
            return self._take(span, (start, end), aligned)
        if quote not in self._places:
            self._places[quote] = _find_all(quote, self._new.text)
        places = [at for at in self._places[quote] if self._is_free(at, at + len(quote))]
        if not places:
            return self._find_like(quote)
        scores = [self._score(start, end, (at, at + len(quote))) for at in places[:MOST_SCORED]]
        if len(quote) < LONG_CHARS and max(scores) < BOTH_FIT:
            return Found("lost", None, max(scores), len(places))
        if len(places) > 1:
            return Found("ambiguous", None, max(scores), len(places))
        return self._take(span, (start, end), (places[0], places[0] + len(quote)))

    def _take(self, span: Span, here: tuple[int, int], there: tuple[int, int]) -> Found:
        found = self._new.unfold(*there)
        return Found("kept" if found == span else "moved", found, self._score(*here, there))

    def _follow(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the words of a stretch went, if all of them did and still stand side by side."""
        first, last = self._old.words_in(start, end)
        went = [place for place in self._partner[first:last] if place is not None]
        if (
            not went
            or len(went) < last - first
            or went[-1] - went[0] != len(went) - 1
            or went != sorted(went)
        ):
            return None
        # A stretch may begin or end inside a word.
        begins = self._new.words[went[0]].start + start - self._old.words[first].start
        ends = self._new.words[went[-1]].end - (self._old.words[last - 1].end - end)
        return begins, ends

    def _is_free(self, start: int, end: int) -> bool:
        """Whether the words at a place of the new text are nobody's yet."""
        return not any(self._taken[place] for place in range(*self._new.words_in(start, end)))

    def _score(self, start: int, end: int, there: tuple[int, int]) -> float:
        """How like the text before and behind two places is, 0 to 1, the mean of both. Where a text begins or
        ends on both sides there is nothing to compare, and it counts half."""
        from rapidfuzz.distance import Indel

        pairs = (
            (
                self._old.text[max(0, start - CONTEXT) : start],
                self._new.text[max(0, there[0] - CONTEXT) : there[0]],
            ),
            (self._old.text[end : end + CONTEXT], self._new.text[there[1] : there[1] + CONTEXT]),
        )
        sides = (
            Indel.normalized_similarity(old, new) if old.strip() or new.strip() else 0.5 for old, new in pairs
        )
        return round(sum(sides) / 2, 4)

    def _find_like(self, quote: str) -> Found:
        """The words that are likest to the quote, if any are like it at all."""
        from rapidfuzz import fuzz

        self._like_chars -= len(self._new.text)
        if len(quote) > len(self._new.text) or self._like_chars < 0:
            return Found("lost", None, 0.0, 0)
        alignment = fuzz.partial_ratio_alignment(quote, self._new.text, score_cutoff=100 * CHANGED_FITS)
        if alignment is None or len(quote) < 8 or alignment.dest_start == alignment.dest_end:
            return Found("lost", None, 0.0, 0)  # short words are like some others everywhere
        span = self._new.unfold(alignment.dest_start, alignment.dest_end)
        return Found("changed", span, round(alignment.score / 100, 4))


class _Folded:
    """A text with its awkward characters made alike, and the place that each character came from."""

    def __init__(self, text: str) -> None:
        folded: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        while at < len(text):
            end = at + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            cluster = unicodedata.normalize("NFC", text[at:end])
            for one in cluster:
                if one.isspace():
                    if folded and folded[-1] == " ":
                        ends[-1] = end
                        continue
                    one = " "
                for character in _FOLD.get(one, one):
                    folded.append(character)
                    starts.append(at)
                    ends.append(end)
            at = end
        self.text = "".join(folded)
        self._starts, self._ends = starts, ends
        self.words = [Span(*match.span()) for match in _WORD.finditer(self.text)]
        self._word_starts = [word.start for word in self.words]
        self._word_ends = [word.end for word in self.words]

    def list_words(self) -> list[str]:
        """The words and marks of the folded text."""
        return [word.of(self.text) for word in self.words]

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last but one of the words that a stretch of the folded text touches."""
        return bisect_right(self._word_ends, start), bisect_left(self._word_starts, end)

    def fold_span(self, span: Span) -> tuple[int, int]:
        """Where the stretch stands in the folded text, without blanks at its edges."""
        start, end = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return start, end

    def unfold(self, start: int, end: int) -> Span:
        return Span(self._starts[start], self._ends[end - 1])


def _find_all(quote: str, text: str) -> list[int]:
    """Every place of the quote that does not begin or end inside a word."""
    places = []
    at = text.find(quote)
    while at >= 0:
        end = at + len(quote)
        opens = at == 0 or not (text[at - 1].isalnum() and quote[0].isalnum())
        closes = end == len(text) or not (text[end].isalnum() and quote[-1].isalnum())
        if opens and closes:
            places.append(at)
        at = text.find(quote, at + 1)
    return places
