"""Text → pieces: what the reader's network sees of a text, with each piece's exact place in it.

A piece is a WordPiece of an uncased vocabulary. Beside its id the network is given what that vocabulary loses
or cannot see: the shape of its letters, the break before it, and where it stands to quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import BertWordPieceTokenizer

from attrib.quotes import find_quotations
from attrib.spans import Span

SHAPES = ("lower", "title", "upper", "digit", "punctuation", "mixed", "other")
BREAKS = ("none", "space", "paragraph")
QUOTED = ("outside", "inside", "mark")

# Code points → 0 other, 1 lower, 2 upper, 3 digit, 4 punctuation or symbol. The table ends with the basic
# plane: what lies beyond is emoji and rare scripts, which have no shape that helps.
_OTHER, _LOWER, _UPPER, _DIGIT, _PUNCTUATION = range(5)


def _kind(code: int) -> int:
    category = unicodedata.category(chr(code))
    if category in ("Ll",):
        return _LOWER
    if category in ("Lu", "Lt"):
        return _UPPER
    if category[0] == "N":
        return _DIGIT
    return _PUNCTUATION if category[0] in "PS" else _OTHER


_KINDS = np.array([_kind(code) for code in range(0x3000)] + [_OTHER], dtype=np.uint8)
_SURROGATE = re.compile("[\ud800-\udfff]")
# Blanks and line breaks (a form feed between the pages of a PDF) that the vocabulary takes for control
# characters and swallows, so that the words on both sides would become one.
_CONTROL_BLANK = re.compile("[\x0b\x0c\x1c-\x1f\x85]")


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one text, as parallel arrays of length n in the order of the text.

    `starts` and `ends` are code points of the text, half-open. `first` says that a piece starts a word as the
    vocabulary cuts words (at blanks and punctuation).
    """

    ids: NDArray[np.int64]  # (n,) vocabulary
    starts: NDArray[np.int64]  # (n,)
    ends: NDArray[np.int64]  # (n,)
    first: NDArray[np.bool_]  # (n,)
    shapes: NDArray[np.int64]  # (n,) index of SHAPES
    breaks: NDArray[np.int64]  # (n,) index of BREAKS
    quoted: NDArray[np.int64]  # (n,) index of QUOTED

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, start: int, end: int) -> tuple[int, int]:
        """The pieces that a stretch of text touches, as a half-open range of indexes; empty when it touches
        none."""
        low = int(np.searchsorted(self.ends, start, side="right"))
        high = int(np.searchsorted(self.starts, end, side="left"))
        return low, max(low, high)

    def span(self, low: int, high: int) -> Span:
        """The text from piece `low` up to but not including piece `high`."""
        return Span(int(self.starts[low]), int(self.ends[high - 1]))


# Letters and digits in a style of their own (𝗯𝗼𝗹𝗱, ｗｉｄｅ), which no vocabulary holds → plain ones.
_STYLED_RANGES = (range(0x1D400, 0x1D800), range(0xFF01, 0xFF5F))
_PLAIN = {
    code: plain
    for codes in _STYLED_RANGES
    for code in codes
    if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1
}
_STYLED = re.compile("[\U0001d400-\U0001d7ff\uff01-\uff5e]")


class Cutter:
    """Cuts texts into pieces with one vocabulary (a `vocab.txt`, one piece a line)."""

    def __init__(self, vocabulary: Path) -> None:
        self._tokenizer = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
        # Words are cut from the whole article at once, so no length limit and no special pieces.
        self._tokenizer.no_truncation()
        self.cls = self._tokenizer.token_to_id("[CLS]")
        self.sep = self._tokenizer.token_to_id("[SEP]")

    def cut(self, text: str, paragraphs: Sequence[Span]) -> Pieces:
        """The pieces of a text.

        White space yields none, nor do combining accents, control and format characters (NUL, U+FEFF, soft
        hyphens, joiners) and lone surrogates: those inside a piece belong to it, others to no piece. Every
        other character is in exactly one. `paragraphs` say where breaks are and where quotation marks are
        paired.
        """
        # UTF-8 cannot hold a lone surrogate; the vocabulary swallows what it is replaced with.
        cleaned = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
        if _STYLED.search(cleaned):
            text = cleaned = cleaned.translate(_PLAIN)  # one for one, so that places stay
        encoding = self._tokenizer.encode(_CONTROL_BLANK.sub(" ", cleaned), add_special_tokens=False)
        offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
        keep = offsets[:, 1] > offsets[:, 0]
        ids = np.array(encoding.ids, dtype=np.int64)[keep]
        starts, ends = offsets[keep, 0], offsets[keep, 1]
        words = np.array(encoding.word_ids, dtype=np.int64)[keep]
        # Letters that unfold into several (½, ligatures) may give pieces that share a character: the first
        # has it.
        starts[1:] = np.maximum(starts[1:], ends[:-1])
        fresh = ends > starts
        ids, starts, ends, words = ids[fresh], starts[fresh], ends[fresh], words[fresh]
        first = np.ones(len(ids), dtype=bool)
        first[1:] = words[1:] != words[:-1]
        return Pieces(
            ids=ids,
            starts=starts,
            ends=ends,
            first=first,
            shapes=_find_shapes(text, starts, ends),
            breaks=_find_breaks(starts, ends, paragraphs),
            quoted=_find_quoted(text, starts, ends, paragraphs),
        )


def _find_shapes(text: str, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The index of SHAPES of every piece, from the letters it stands for in the text."""
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _KINDS[np.minimum(codes, len(_KINDS) - 1)]
    counts = np.zeros((5, len(codes) + 1), dtype=np.int32)
    for kind in range(5):
        np.cumsum(kinds == kind, out=counts[kind, 1:])
    other, lower, upper, digit, punctuation = counts[:, ends] - counts[:, starts]  # (5, n)
    size = ends - starts
    shapes = np.full(len(starts), SHAPES.index("mixed"), dtype=np.int64)
    shapes[lower == size] = SHAPES.index("lower")
    starts_upper = kinds[starts] == _UPPER
    shapes[starts_upper & (upper == 1) & (lower == size - 1)] = SHAPES.index("title")
    # One capital letter alone ("A", an initial) counts as title, as a capitalised word does.
    shapes[(upper == size) & (size > 1)] = SHAPES.index("upper")
    shapes[digit == size] = SHAPES.index("digit")
    shapes[punctuation == size] = SHAPES.index("punctuation")
    shapes[other == size] = SHAPES.index("other")
    return shapes


def _find_breaks(
    starts: NDArray[np.int64], ends: NDArray[np.int64], paragraphs: Sequence[Span]
) -> NDArray[np.int64]:
    breaks = np.zeros(len(starts), dtype=np.int64)
    if not len(starts):
        return breaks
    breaks[1:][starts[1:] > ends[:-1]] = BREAKS.index("space")
    opens = np.array([paragraph.start for paragraph in paragraphs], dtype=np.int64)
    firsts = np.searchsorted(starts, opens, side="left")
    breaks[firsts[firsts < len(starts)]] = BREAKS.index("paragraph")
    breaks[0] = BREAKS.index("paragraph")
    return breaks


def _find_quoted(
    text: str, starts: NDArray[np.int64], ends: NDArray[np.int64], paragraphs: Sequence[Span]
) -> NDArray[np.int64]:
    quoted = np.zeros(len(starts), dtype=np.int64)
    spans = find_quotations(text, paragraphs)
    if not spans or not len(starts):
        return quoted
    lows = np.searchsorted(ends, [span.start for span in spans], side="right")
    highs = np.searchsorted(starts, [span.end for span in spans], side="left")
    for low, high in zip(lows.tolist(), highs.tolist(), strict=True):
        if low < high:
            quoted[low:high] = QUOTED.index("inside")
            quoted[low] = QUOTED.index("mark")
            quoted[high - 1] = QUOTED.index("mark")
    return quoted
