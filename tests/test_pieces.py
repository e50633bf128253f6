from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import texts

from attrib.layout import find_paragraphs
from attrib.pieces import BREAKS, QUOTED, SHAPES, Cutter, Pieces
from attrib.reader import MODEL_FOLDER
from attrib.spans import Span

CUTTER = Cutter(MODEL_FOLDER / "vocab.txt")
WORDS = (MODEL_FOLDER / "vocab.txt").read_text(encoding="utf-8").split("\n")


def cut(text: str) -> Pieces:
    return CUTTER.cut(text, find_paragraphs(text))


def spans(text: str) -> list[tuple[int, int]]:
    pieces = cut(text)
    return list(zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True))


def words(text: str) -> list[str]:
    return [WORDS[id] for id in cut(text).ids]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" ", []),
        ("a", [(0, 1)]),
        ("\x00", []),
        ("\ufeff", []),
        ("\ud800", []),
        ("\u0301", []),
        # İ becomes i and a combining dot when it is lowered, and is still one character here.
        ("İzmir fell", [(0, 1), (1, 2), (2, 5), (6, 10)]),
        ("i\u0307stanbul", [(0, 9)]),
        # A combining accent inside a piece belongs to it, one at its end to none.
        ("cafe\u0301s the\u0301 x", [(0, 6), (7, 10), (12, 13)]),
        ("👩🏽\u200d🚒 ran", [(0, 4), (5, 8)]),
        ("🇳🇴 won", [(0, 2), (3, 6)]),
        ("co\u00adoperate", [(0, 10)]),
        ("a\r\n\r\nb", [(0, 1), (5, 6)]),
        ("a\u2028b\u2029c\td", [(0, 1), (2, 3), (4, 5), (6, 7)]),
        ("x\ud800 y", [(0, 1), (3, 4)]),
        ("a\x00b", [(0, 3)]),
        ("\ufeffThe dam", [(1, 4), (5, 8)]),
        ("of\ufb01ce", [(0, 2), (2, 3), (3, 5)]),
        ("2½ m", [(0, 1), (1, 2), (3, 4)]),
        # Each Hangul syllable unfolds into two or three letters: the first piece has the character.
        ("한국 x", [(0, 1), (1, 2), (3, 4)]),
        ("don't", [(0, 3), (3, 4), (4, 5)]),
        ("x" * 150 + " y", [(0, 150), (151, 152)]),
    ],
)
def test_pieces_stand_where_their_characters_stand(text: str, expected: list[tuple[int, int]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize("blank", "\x0b \x0c \x1c \x1d \x1e \x1f \x85 \t \u00a0 \u2028 \u3000".split(" "))
def test_every_blank_parts_words_even_those_that_are_control_characters(blank: str) -> None:
    blank = blank or " "
    assert words(f"dam{blank}fell") == ["dam", "fell"]
    assert cut(f"dam{blank}fell").first.tolist() == [True, True]


def test_a_form_feed_between_pages_opens_a_paragraph_with_a_new_word() -> None:
    pieces = cut("the end\x0cNext page")
    assert words("the end\x0cNext page") == ["the", "end", "next", "page"]
    assert [BREAKS[b] for b in pieces.breaks] == ["paragraph", "space", "paragraph", "space"]


def test_shapes_are_those_of_the_letters_in_the_text() -> None:
    text = "NATO said iPhone A 12.5% É ½ ۷ 👍 McKay"
    expected = {
        "nato": "upper",
        "said": "lower",
        "iphone": "mixed",
        "a": "title",
        "12": "digit",
        ".": "punctuation",
        "5": "digit",
        "%": "punctuation",
        "e": "title",
        "½": "digit",
        "mckay": "mixed",
    }
    found = dict(zip(words(text), (SHAPES[shape] for shape in cut(text).shapes), strict=True))
    assert {word: found[word] for word in expected} == expected
    assert SHAPES[cut("👍").shapes[0]] == "other"


def test_breaks_and_quotation_marks_by_hand() -> None:
    text = 'He said: "No."\n\nShe didn\'t.'
    pieces = cut(text)
    assert words(text) == ["he", "said", ":", '"', "no", ".", '"', "she", "didn", "'", "t", "."]
    names = {"p": "paragraph", "s": "space", "n": "none"}
    assert [BREAKS[b] for b in pieces.breaks] == [names[letter] for letter in "psnsnnnpsnnn"]
    names = {"o": "outside", "i": "inside", "m": "mark"}
    assert [QUOTED[q] for q in pieces.quoted] == [names[letter] for letter in "ooomiimooooo"]
    assert pieces.first.all()


def test_a_quotation_that_stays_open_is_inside_to_the_end_of_its_paragraph_only() -> None:
    text = "“The dam fell.\n\n“And the town."
    # “ The dam fell . | “ And the town .
    assert [QUOTED[q] for q in cut(text).quoted] == [
        *("mark", "inside", "inside", "inside", "mark"),
        *("mark", "inside", "inside", "inside", "mark"),
    ]


def test_words_start_where_the_vocabulary_cuts_words() -> None:
    text = "İzmir's U.N."
    assert words(text) == ["i", "##z", "##mir", "'", "s", "u", ".", "n", "."]
    assert cut(text).first.tolist() == [True, False, False, True, True, True, True, True, True]


def is_swallowed(text: str, at: int) -> bool:
    """Whether the vocabulary may give a character no piece: white space, combining marks, U+FFFD, and what
    Unicode puts into class C (NUL, soft hyphen, joiners, U+FEFF, surrogates …)."""
    char = text[at]
    return char.isspace() or char == "\ufffd" or unicodedata.category(char)[0] in "CM"


@settings(max_examples=200, deadline=None)
@given(texts() | st.text(max_size=40))
def test_pieces_are_ordered_apart_inside_the_text_and_hold_every_letter(text: str) -> None:
    pieces = cut(text)
    assert (pieces.starts < pieces.ends).all()
    assert (pieces.ends[:-1] <= pieces.starts[1:]).all()
    assert not len(pieces) or (pieces.starts[0] >= 0 and pieces.ends[-1] <= len(text))
    held = np.zeros(len(text), dtype=bool)
    for start, end in zip(pieces.starts, pieces.ends, strict=True):
        held[start:end] = True
    assert [text[at] for at in range(len(text)) if not held[at] and not is_swallowed(text, at)] == []
    # No piece holds white space, so none reaches over two words or two paragraphs.
    assert [text[at] for at in range(len(text)) if held[at] and text[at].isspace()] == []


@settings(max_examples=200, deadline=None)
@given(texts())
def test_every_paragraph_opens_with_a_word_of_its_own(text: str) -> None:
    pieces = cut(text)
    opening = pieces.breaks == BREAKS.index("paragraph")
    assert pieces.first[opening].all()
    assert not len(pieces) or opening[0]
    for paragraph in find_paragraphs(text):
        low, high = pieces.at(paragraph.start, paragraph.end)
        if low < high:
            assert opening[low]
            assert pieces.starts[low] >= paragraph.start
            assert pieces.ends[high - 1] <= paragraph.end


def test_letters_in_a_style_of_their_own_are_read_as_plain_ones() -> None:
    plain, styled = "Late: 12 dead", "𝗟𝗮𝘁𝗲: １２ ｄｅａｄ"
    one, other = (CUTTER.cut(text, (Span(0, len(text)),)) for text in (plain, styled))
    for field in ("ids", "starts", "ends", "shapes"):
        assert getattr(one, field).tolist() == getattr(other, field).tolist()


@settings(max_examples=200, deadline=None)
@given(texts(), st.data())
def test_at_gives_the_pieces_that_a_stretch_touches_and_span_gives_them_back(
    text: str, data: st.DataObject
) -> None:
    pieces = cut(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = pieces.at(start, end)
    if start < end:
        touched = [
            index
            for index, (s, e) in enumerate(zip(pieces.starts, pieces.ends, strict=True))
            if s < end and start < e
        ]
        assert list(range(low, high)) == touched
    if low < high:
        span = pieces.span(low, high)
        assert pieces.at(span.start, span.end) == (low, high)


def test_at_gives_nothing_between_two_pieces() -> None:
    pieces = cut("the  dam")
    assert pieces.at(3, 5) == (1, 1)
    assert pieces.at(2, 6) == (0, 2)
    assert pieces.span(0, 2) == Span(0, 8)
