"""The turns of a transcript: a label, a colon, and all that is said up to the next paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from attrib.drafts import Draft
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.spans import Span, SpanIndex, holds_word, trim

TURN_SCORE = 0.8  # of a turn that the network did not link: set by eye
# A text whose labels come again like this is a transcript; labels in capitals need not.
FEWEST_LABELS, FEWEST_TURNS = 2, 2
FEWEST_CAPITALS = 3

LABEL = re.compile(r"(?P<name>(?:(?:M[Rr][Ss]?|M[Ss]|D[Rr]|J[Rr])\.\s)?[^\n:.?!“”\"]{1,40})(?P<colon>:)\s")
# What an announcement of an event is set out by.
_NO_NAMES = word_set(
    "what where when who why how date time place venue tickets price contact note photo image"
)

_ASKERS = word_set("interviewer moderator host presenter reporter anchor journalist caller question")


def settle_turns(reading: Reading, drafts: Sequence[Draft], others: Sequence[Span]) -> list[Draft]:
    """The drafts, and the turns of a transcript that no draft has; those that one has in full.

    A text is a transcript when two labels or more come again at the head of its paragraphs, when there are a
    Q and an A, when three paragraphs or more have labels in capitals, or when all paragraphs have labels, in
    capitals or an interviewer's among them. `others` are headings and site furniture, which hold no turn.
    """
    turns = _find_turns(reading, others)
    settled = []
    for draft in drafts:
        rest = turns.pop(draft.cue.start, None) if draft.cue is not None else None
        whole = rest is not None and any(span.touches(rest[1]) for span in draft.content)
        if rest is not None and whole:
            draft = replace(draft, source=draft.source or (rest[0],), content=(rest[1],))
        settled.append(draft)
    return settled + [
        Draft((label,), Span(start, start + 1), (rest,), TURN_SCORE, ("labelled-turn",))
        for start, (label, rest) in turns.items()
    ]


def _find_turns(reading: Reading, others: Sequence[Span]) -> dict[int, tuple[Span, Span]]:
    """Where the colon of each turn stands → its label, and what is said."""
    text = reading.text
    set_apart = SpanIndex(others)
    heads = [
        (match, paragraph)
        for paragraph in reading.paragraphs
        if (match := LABEL.match(text, paragraph.start, paragraph.end)) is not None
        and not set_apart.touching(paragraph)
        and not _NO_NAMES & set(words_of(match["name"]))
    ]
    counts = Counter(match["name"].casefold() for match, _ in heads)
    again = sum(count >= FEWEST_TURNS for count in counts.values()) >= FEWEST_LABELS
    capitals = len(heads) >= FEWEST_CAPITALS and all(match["name"].isupper() for match, _ in heads)
    body = [paragraph for paragraph in reading.paragraphs if not set_apart.touching(paragraph)]
    upper = all(match["name"].isupper() for match, _ in heads)
    whole = len(heads) == len(body) and (upper or not _ASKERS.isdisjoint(counts))
    known = again or {"q", "a"} <= counts.keys() or ((capitals or whole) and len(counts) >= FEWEST_LABELS)
    if not known:
        return {}
    return {
        match.start("colon"): (Span(*match.span("name")), rest)
        for match, paragraph in heads
        if holds_word(text, rest := trim(text, Span(match.end(), paragraph.end)))
    }
