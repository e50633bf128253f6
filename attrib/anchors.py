"""Anchors: where a marked stretch stands after its text was edited or scraped again, by quote and context.

The idea is that of the TextQuoteSelector of the W3C Web Annotation Data Model (2017): the exact words, and
some of the text before and after them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Literal

from attrib.spans import Span

Outcome = Literal["kept", "moved", "changed", "lost", "ambiguous"]

CONTEXT = 48  # characters on either side that are compared first; widened only where two places tie
# A quote this long that stands once is taken for the same wherever it stands. A shorter one ("he", "said")
# recurs by accident, and needs the words on one side of it to be the same as well.
LONG_CHARS = 40
NEAR = 16  # characters next to a quote that say so: an edit further off does not make it another place
SIDE_FITS = 0.75  # the likeness from which one side counts as the same: an edit or two in these characters
CHANGED_FITS = 0.6  # below this, words that are like the quote are not worth showing

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
_FOLD = _QUOTES | _DASHES | _NOTHING | {"\N{HORIZONTAL ELLIPSIS}": "..."}


@dataclass(frozen=True, slots=True)
class Found:
    """Where a stretch stands in the new text.

    `outcome`: "kept" (the same words at the same place), "moved" (the same words elsewhere), "changed" (not
    these words any more: `span` is the likest place, and only shown), "lost" (nothing like it, or these words
    only in `places` where another text is around them), "ambiguous" (several places fit equally well:
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
        self._cache: dict[Span, Found] = {}

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
        places = _find_all(quote, self._new.text)
        fitting = [at for at in places if self._fits(start, end, at)]
        if places and not fitting:
            likest = max(self._score(start, end, at, CONTEXT) for at in places)
            return Found("lost", None, likest, len(places))
        if not fitting:
            return self._find_like(quote)
        best = self._pick_best(start, end, fitting)
        if len(best) > 1:
            best = self._pick_by_order(start, end, best)
        score = self._score(start, end, best[0], CONTEXT)
        if len(best) > 1:
            return Found("ambiguous", None, score, len(best))
        found = self._new.unfold(best[0], best[0] + len(quote))
        return Found("kept" if found == span else "moved", found, score)

    def _fits(self, start: int, end: int, at: int) -> bool:
        return end - start >= LONG_CHARS or max(self._likeness(start, end, at, NEAR)) >= SIDE_FITS

    def _likeness(self, start: int, end: int, at: int, context: int) -> tuple[float, float]:
        """How like the text before and behind the two places is, 0 to 1 each. The edge of a text is like
        another edge, but tells nothing of a place: it counts half."""
        from rapidfuzz.distance import Indel

        behind = at + end - start
        pairs = (
            (self._old.text[max(0, start - context) : start], self._new.text[max(0, at - context) : at]),
            (self._old.text[end : end + context], self._new.text[behind : behind + context]),
        )
        one, other = (
            Indel.normalized_similarity(old, new) if old.strip() or new.strip() else 0.5 for old, new in pairs
        )
        return one, other

    def _score(self, start: int, end: int, at: int, context: int) -> float:
        return round(sum(self._likeness(start, end, at, context)) / 2, 4)

    def _pick_best(self, start: int, end: int, places: list[int]) -> list[int]:
        """The places with the likest context; where several tie, more of it is compared, up to all."""
        context = CONTEXT
        while True:
            scores = {at: self._score(start, end, at, context) for at in places}
            best = max(scores.values())
            places = [at for at in places if scores[at] == best]
            if len(places) == 1 or context >= max(len(self._old.text), len(self._new.text)):
                return places
            context *= 8

    def _pick_by_order(self, start: int, end: int, places: list[int]) -> list[int]:
        """Of places that nothing tells apart, the one with the same number in the text, if the old text has
        as many such places as the new one."""
        quote = self._old.text[start:end]
        alike = [at for at in _find_all(quote, self._old.text) if self._is_alike(start, at, len(quote))]
        return [places[alike.index(start)]] if len(alike) == len(places) and start in alike else places

    def _is_alike(self, start: int, at: int, size: int) -> bool:
        text = self._old.text
        return (
            text[max(0, at - CONTEXT) : at] == text[max(0, start - CONTEXT) : start]
            and text[at + size : at + size + CONTEXT] == text[start + size : start + size + CONTEXT]
        )

    def _find_like(self, quote: str) -> Found:
        """The words that are likest to the quote, if any are like it at all."""
        from rapidfuzz import fuzz

        if len(quote) > len(self._new.text):
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
