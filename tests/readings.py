"""Hand-made Readings: a text with inline marks becomes what the network would say of it.

    >>> reading = read_marked("[s1:The mayor] [q1:said] [c1:the dam holds].")
    >>> reading.text, reading.relations[0].content
    ('The mayor said the dam holds.', (Span(start=15, end=28),))

Marks nest. s, q, c with a number: source, cue and content of that relation. k with a number: a claim's
stretch (without any, each sentence is one). P, O, L: names of persons, organisations, places. w, l, n:
evaluative words of the three layers. m with a number: a mention, which means with SAME what the mention of
that number before it means, if there is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from attrib.layout import find_paragraphs
from attrib.quotes import find_quotations
from attrib.reading import Mention, Reading, Relation, Stretch, Wording
from attrib.records import Block, Name
from attrib.spans import Span, trim

NAME_TYPES = {"P": "Person", "O": "Organization", "L": "Location"}
LAYERS = {"w": "lexical_bias", "l": "loaded_language", "n": "name_calling"}
SAME = 0.9
_OPEN = re.compile(r"\[([sqckPOLwlnm])(\d*):")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[”\"’')»]*(?=\s)")
_NEXT = re.compile(r"\s*(\S?)")


def split_sentences(text: str, paragraphs: tuple[Span, ...]) -> tuple[Span, ...]:
    """Sentences by full stops alone, quotations split as well, which is enough for invented texts."""
    found = []
    for paragraph in paragraphs:
        start = paragraph.start
        for end in _SENTENCE_END.finditer(text, paragraph.start, paragraph.end):
            following = _NEXT.match(text, end.end())[1]  # type: ignore[index]
            word = text[max(start, end.end() - 8) : end.end()].split()[-1]
            if following.islower() or word in {"Dr.", "Mr.", "Mrs.", "Ms.", "St.", "Jan.", "No."}:
                continue
            found.append(trim(text, Span(start, end.end())))
            start = end.end()
        rest = trim(text, Span(start, paragraph.end))
        if rest.start < rest.end:
            found.append(rest)
    return tuple(found)


def unmark(marked: str) -> tuple[str, list[tuple[str, str, Span]]]:
    """The bare text, and each mark as (letter, number, span)."""
    text: list[str] = []
    stack: list[tuple[str, str, int]] = []
    marks: list[tuple[str, str, Span]] = []
    at = 0
    while at < len(marked):
        opened = _OPEN.match(marked, at)
        if opened:
            stack.append((opened.group(1), opened.group(2), len(text)))
            at = opened.end()
        elif marked[at] == "]" and stack:
            letter, number, start = stack.pop()
            marks.append((letter, number, Span(start, len(text))))
            at += 1
        else:
            text.append(marked[at])
            at += 1
    return "".join(text), sorted(marks, key=lambda mark: (mark[2].start, -mark[2].end))


def read_marked(marked: str) -> Reading:
    """The Reading that a network would give for a marked text."""
    text, marks = unmark(marked)

    def of(letter: str, number: str) -> tuple[Span, ...]:
        return tuple(span for mark, n, span in marks if (mark, n) == (letter, number))

    relations = tuple(
        Relation(of("s", n), next(iter(of("q", n)), None), of("c", n), False, 0.9)
        for n in sorted({n for letter, n, _ in marks if letter == "c"}, key=int)
    )
    return make_reading(
        text,
        relations=relations,
        names=tuple(Name(span, NAME_TYPES[letter], 0.9) for letter, _, span in marks if letter in NAME_TYPES),
        claims=tuple(
            Stretch(of("k", n), "statement", 0.8)
            for n in sorted({n for letter, n, _ in marks if letter == "k"}, key=int)
        ),
        wording=tuple(Wording(span, LAYERS[letter], 0.7) for letter, _, span in marks if letter in LAYERS),  # type: ignore[arg-type]
        mentions=[(n, span) for letter, n, span in marks if letter == "m"],
    )


def make_reading(
    text: str,
    *,
    relations: tuple[Relation, ...] = (),
    names: tuple[Name, ...] = (),
    claims: tuple[Stretch, ...] = (),
    wording: tuple[Wording, ...] = (),
    mentions: Sequence[tuple[str, Span]] = (),
) -> Reading:
    """A Reading with sentences, tokens and quotations by rule; without claims, each sentence is one.

    `mentions` are numbers, alike for those that mean the same, and places.
    """
    paragraphs = find_paragraphs(text)
    sentences = split_sentences(text, paragraphs)
    antecedents = np.zeros((len(mentions), len(mentions) + 1), dtype=np.float32)  # (mentions, reach + 1)
    for at, (number, _) in enumerate(mentions):
        same = [before for before in range(at) if mentions[before][0] == number]
        if same:
            antecedents[at, at - 1 - same[-1]] = SAME
        antecedents[at, -1] = 1 - SAME if same else 1.0
    return Reading(
        text=text,
        paragraphs=paragraphs,
        quotations=find_quotations(text, paragraphs),
        sentences=sentences,
        tokens=tuple(Span(*match.span()) for match in re.finditer(r"\w+|[^\w\s]", text)),
        names=names,
        relations=relations,
        claims=claims or tuple(Stretch((span,), "statement", 0.8) for span in sentences),
        wording=wording,
        mentions=tuple(Mention(span, "person", 0.9) for _, span in mentions),
        antecedents=antecedents,
    )


def block(text: str, kind: str, words: str, *, repeats: bool = False, at: int = 0) -> Block:
    """The block whose text is `words`, looked for from `at` on."""
    start = text.index(words, at)
    return Block(kind, Span(start, start + len(words)), repeats)  # type: ignore[arg-type]
