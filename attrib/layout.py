"""The parts of a page: its paragraphs, and which of them are headline, deck, byline, body or site
furniture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from attrib.furniture import fold_words, is_label, pick_dateline_end, pick_furniture, stands_in_capitals
from attrib.records import Block, BlockKind
from attrib.spans import Span, trim

_BREAK = re.compile("(?>\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])")
# One or more line breaks with all the white space after the first: every match starts at a break, so the scan
# is linear.
_GAP = re.compile(f"{_BREAK.pattern}\\s*")
_SENTENCE_END = re.compile("[.!?…。][\"'”’»)\\]]*\\s*$")
_WORD_AHEAD = re.compile(r"\S*")

# In hard-wrapped prose about seven lines of ten end inside a sentence that goes on with a small letter.
WRAPPED_SHARE = 0.5
# A wrapped line is one into which the next word did not fit. Some programs hyphenate, or count a tab as
# eight.
FULL_SHARE = 0.75
# The longest headline in the news corpora at hand has 27 words; decks run to 60.
HEADLINE_WORDS = 30
DECK_WORDS = 60
REPEAT_CHARS = 600
# Section labels and headlines stand before the body, which starts within this many paragraphs.
HEAD_PARAGRAPHS = 12


def find_paragraphs(text: str) -> tuple[Span, ...]:
    r"""The paragraphs of a text, trimmed, in order; together they hold every character that is not white
    space.

    A blank line (or U+2029) always parts two paragraphs. A single line break does so unless the text is
    hard-wrapped: then it is plain white space where the line was full or its sentence goes on. Takes time
    linear in the text.

    >>> find_paragraphs("Tram opens\nTRANSPORT\n\nIt opens on Monday.")
    (Span(start=0, end=10), Span(start=11, end=20), Span(start=22, end=41))
    >>> find_paragraphs("The tram line opens on\r\nMonday, said the city\r\ncouncil.")
    (Span(start=0, end=55),)
    """
    lines, gaps = _find_lines(text)
    if not lines:
        return ()
    joined = _find_joined(text, lines, gaps)
    spans: list[Span] = [lines[0]]
    for line, joins in zip(lines[1:], joined, strict=True):
        if joins:
            spans[-1] = Span(spans[-1].start, line.end)
        else:
            spans.append(line)
    return tuple(spans)


def _find_lines(text: str) -> tuple[list[Span], list[bool]]:
    """The trimmed lines that are not empty, and for each but the first whether one line break alone stands
    before it."""
    lines: list[Span] = []
    singles: list[bool] = []
    start, single = 0, False
    for gap in [*_GAP.finditer(text), None]:
        line = trim(text, Span(start, gap.start() if gap else len(text)))
        if line.start < line.end:
            if lines:
                singles.append(single)
            lines.append(line)
        if gap:
            start = gap.end()
            single = "\u2029" not in gap.group() and len(_BREAK.findall(gap.group())) == 1
    return lines, singles


class _LineEnd(NamedTuple):
    """A single line break: how long the line before it is, and whether its sentence goes on behind it."""

    chars: int
    next_word_chars: int
    goes_on: bool

    def is_full(self, width_chars: int) -> bool:
        return self.chars + 1 + self.next_word_chars > width_chars


def _find_joined(text: str, lines: Sequence[Span], singles: Sequence[bool]) -> list[bool]:
    """For each line but the first, whether it goes on with the paragraph of the line before it."""
    if not any(singles):
        return [False] * len(singles)
    ends = [
        _read_line_end(text, before, after) if single else None
        for before, after, single in zip(lines, lines[1:], singles, strict=False)
    ]
    width = _pick_width([end for end in ends if end])
    if width is not None:
        return [end is not None and (end.goes_on or end.is_full(width)) for end in ends]
    # The page as a whole is not wrapped; a note pasted into it may be.
    joined: list[bool] = []
    start = 0
    while start < len(ends):
        stop = start
        while stop < len(ends) and ends[stop] is not None:
            stop += 1
        stretch = [end for end in ends[start:stop] if end]
        width = _pick_width(stretch) if stretch else None
        joined += [width is not None and (end.goes_on or end.is_full(width)) for end in stretch]
        joined += [False] * (stop < len(ends))
        start = stop + 1
    return joined


def _read_line_end(text: str, before: Span, after: Span) -> _LineEnd:
    ahead = _WORD_AHEAD.match(text, after.start, after.end)
    ends_sentence = _SENTENCE_END.search(text, max(before.start, before.end - 8), before.end)
    goes_on = ends_sentence is None and text[after.start].islower()
    return _LineEnd(before.end - before.start, len(ahead.group()) if ahead else 0, goes_on)


def _pick_width(ends: Sequence[_LineEnd]) -> int | None:
    """The width to which lines were wrapped; `None` when they were not."""
    going_on = [end for end in ends if end.goes_on]
    if not going_on or len(going_on) < WRAPPED_SHARE * len(ends):
        return None
    width = max(end.chars for end in going_on)
    return width if sum(end.is_full(width) for end in going_on) >= FULL_SHARE * len(going_on) else None


def find_blocks(
    text: str, paragraphs: Sequence[Span], meta: Mapping[str, Any] | None = None
) -> tuple[Block, ...]:
    r"""What each paragraph is on the page: one block each, in order, which together hold all that is not
    white space.

    Only a dateline is cut off the paragraph it opens ("OSLO, 3 May (NTB) —"). `meta` helps where it has a
    `title`, an `author` or an `outlet`. In doubt a paragraph is body: a claim that is taken for furniture is
    lost. `repeats` is said of headlines, decks, labels and boilerplate whose words stood before, never of
    body: a body paragraph that repeats the deck is the one that says whose claim it is.

    >>> text = "Tram to open: mayor\n\nBy Ana Ruiz\n\nDEPOK, 3 May (KLM) — The tram opens on Monday."
    >>> for block in find_blocks(text, find_paragraphs(text)):
    ...     print(block.kind, repr(block.span.of(text)))
    headline 'Tram to open: mayor'
    byline 'By Ana Ruiz'
    dateline 'DEPOK, 3 May (KLM) —'
    body 'The tram opens on Monday.'
    """
    page = _Page(text, paragraphs, meta or {})
    blocks: list[Block] = []
    seen: set[str] = set()
    first_body = True
    for span, kind, words in zip(page.spans, page.find_kinds(), page.words, strict=True):
        repeats = bool(words) and words in seen and kind in ("headline", "deck", "section", "boilerplate")
        seen.add(words)
        end = pick_dateline_end(span.of(text), opens_body=first_body) if kind == "body" else None
        if end is not None:
            blocks.append(Block("dateline", Span(span.start, span.start + end)))
            span = trim(text, Span(span.start + end, span.end))
        first_body = first_body and kind != "body"
        blocks.append(Block(kind, span, repeats))
    return tuple(blocks)


class _Page:
    """The paragraphs of one text while their kinds are settled."""

    def __init__(self, text: str, paragraphs: Sequence[Span], meta: Mapping[str, Any]) -> None:
        self.spans = [span for span in paragraphs if span.start < span.end]
        self.strings = [span.of(text) for span in self.spans]
        # Words are folded to find repeats, and what may repeat is short.
        self.words = [fold_words(string) if len(string) <= REPEAT_CHARS else "" for string in self.strings]
        self.title = fold_words(str(meta.get("title") or ""))
        credits = (meta.get("author"), meta.get("outlet"))
        self.credits = {fold_words(str(credit)) for credit in credits if credit} - {""}

    def find_kinds(self) -> list[BlockKind]:
        """The kind of every paragraph."""
        own = [self._pick_own_kind(i) for i in range(len(self.spans))]
        headline = self._pick_headline(own)
        body = self._pick_body(own, headline)
        kinds: list[BlockKind] = []
        for i, kind in enumerate(own):
            if headline is not None and self._is_headline(i, headline):
                kinds.append("headline")
            elif kind is not None:
                kinds.append(kind)
            elif headline is not None and i < body:
                kinds.append(self._pick_head_kind(i, headline))
            else:
                kinds.append("section" if self._is_crosshead(i, own) else "body")
        return kinds

    def _pick_own_kind(self, i: int) -> BlockKind | None:
        """What a paragraph is by its own words."""
        if self.words[i] in self.credits or self.words[i].removeprefix("by ") in self.credits:
            return "byline"
        return pick_furniture(self.strings[i])

    def _is_headline(self, i: int, headline: int) -> bool:
        return i == headline or (bool(self.words[i]) and self.words[i] == self.words[headline])

    def _is_title(self, i: int) -> bool:
        """Whether the paragraph is the title of the meta data, which often has the outlet's name at its
        end."""
        words = self.words[i]
        return bool(words) and (
            words == self.title or (words.count(" ") >= 3 and self.title.startswith(f"{words} "))
        )

    def _pick_headline(self, own: Sequence[BlockKind | None]) -> int | None:
        head = range(min(HEAD_PARAGRAPHS, len(own)))
        if self.title:
            titles = [i for i in head if self._is_title(i)]
            if titles:
                return titles[0]
        open_ones = [i for i in head if own[i] is None]
        for at, i in enumerate(open_ones[:2]):
            # "World" over the headline is a label, as long as a headline follows.
            follower = open_ones[at + 1] if at + 1 < len(open_ones) else None
            labelled = at == 0 and follower is not None and is_label(self.strings[i])
            if labelled and follower is not None and looks_like_headline(self.strings[follower]):
                continue
            return i if looks_like_headline(self.strings[i]) else None
        return None

    def _pick_body(self, own: Sequence[BlockKind | None], headline: int | None) -> int:
        """Where the body starts: at the first whole sentence that is not a deck."""
        if headline is None:
            return 0
        for i in range(headline + 1, len(own)):
            if own[i] is not None or self._is_headline(i, headline):
                continue
            if (
                self.strings[i][0].islower()
                or pick_dateline_end(self.strings[i], opens_body=True) is not None
            ):
                return i
            whole = _SENTENCE_END.search(self.strings[i]) is not None or self.strings[i][-1] in "\"'”’:;,"
            if i > headline + HEAD_PARAGRAPHS or (whole and not self._stands_before_byline(i, own, headline)):
                return i
            if len(self.strings[i].split()) > DECK_WORDS:
                return i
        return headline + 1

    def _stands_before_byline(self, i: int, own: Sequence[BlockKind | None], headline: int) -> bool:
        """Whether paragraph `i` is the only one between headline and byline, as a deck with a full stop
        is."""
        after = own[i + 1] if i + 1 < len(own) else None
        between = [j for j in range(headline + 1, i) if own[j] is None and not self._is_headline(j, headline)]
        bylines = [j for j in range(i) if own[j] in ("byline", "dateline")]
        return (
            after in ("byline", "dateline")
            and i + 2 < len(own)
            and not bylines
            and all(is_label(self.strings[j]) for j in between)
        )

    def _pick_head_kind(self, i: int, headline: int) -> BlockKind:
        if is_label(self.strings[i]):
            return "section"
        return "deck" if i > headline else "body"

    def _is_crosshead(self, i: int, own: Sequence[BlockKind | None]) -> bool:
        """Whether a paragraph is a label between body paragraphs ("Displays of charity")."""
        return (
            0 < i < len(own) - 1
            and is_label(self.strings[i])
            and _SENTENCE_END.search(self.strings[i - 1]) is not None
        )


_TURN = re.compile(r"(?:[^\W\d_a-z][^\W\d_a-z.'’ -]*|Q|A):\s")  # "THE CHAIR: We resume."
_LIST_ITEM = re.compile(r"[-*•–—―+@#]")


def looks_like_headline(paragraph: str) -> bool:
    """Whether a first paragraph looks like a headline: short, and not a sentence with its full stop.

    A full stop is forgiven where the words are set In Headline Capitals.

    >>> looks_like_headline("Tram to open: mayor"), looks_like_headline("The tram opens on Monday.")
    (True, False)
    """
    words = paragraph.split()
    if (
        len(words) > HEADLINE_WORDS
        or paragraph[0].islower()
        or _LIST_ITEM.match(paragraph)
        or _TURN.match(paragraph)
    ):
        return False
    if paragraph[-1] in ",;:" and len(words) > 1:
        return paragraph[-1] == ";"
    ending = _SENTENCE_END.search(paragraph)
    if ending is None or ending.group()[0] in "?!":
        return True
    return stands_in_capitals(paragraph)
