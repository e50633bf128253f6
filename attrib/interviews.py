"""Interviews in questions and answers: which paragraphs answer, and whom the introduction says they are with.

The layout alone says who speaks, as quotation marks do elsewhere: an answer is in its speaker's own words,
though no cue and no mark says so. Transcripts with labels ("RUIZ: …") are the network's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrib.records import Block
from attrib.spans import Span, SpanIndex

# So many paragraphs that end with a question make an interview, if its beginning calls it one and no more
# than this share of the paragraphs behind the first question have quotation marks: news quotes, an interview
# seldom.
FEWEST_QUESTIONS = 2
QUOTING_SHARE = 1 / 3
# The beginning: what stands before the first question, and no more than so many paragraphs.
INTRODUCTION = 8
HEADING_WORDS = 20
_HEADED = re.compile(r"\b(?:interview(?:s|ed|ees?)?|Q ?& ?A|questions and answers)\b", re.IGNORECASE)
_MET = re.compile(
    r"\b(?:interviewed|(?:[Ww]e|I|[A-Z]\w+)(?: \w+ly)?"
    r" (?:spoke|talked|chatted|sat down|caught up) (?:with|to))\b"
)
# Who answers says "I", "we" or "you" in at least this share of the answers.
PERSONAL_SHARE = 1 / 2
_PERSONAL = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Ww]e|[Oo]urs?|us|[Yy]ou|[Yy]our)\b")
_MARKS = frozenset('“”„"«»')
_LABEL = re.compile(r"[^\n:.?!“”\"]{1,40}:\s")


# "Q:" and "A:" stand for who asks and who answers, as the text before the first of them says.
_ASKS_WHOM = re.compile(
    r"\b(?:interviewed|questioned|put \w*\s?questions to|"
    r"(?:spoke|talked|chatted|sat down|caught up|met) (?:with|to))\b"
)
_ANSWERS_WHOM = re.compile(r"\b(?:answer(?:s|ed)|took|takes|field(?:s|ed)) (?:\w+ )?questions (?:from|by)\b")


def asks(text: str, paragraph: Span) -> bool:
    """Whether a paragraph ends with a question; a label may follow a name ("Ana Ruiz: Why?")."""
    return paragraph.of(text).rstrip('”"’) ').endswith("?")


def find_answers(text: str, paragraphs: Sequence[Span], blocks: Sequence[Block]) -> list[tuple[Span, ...]]:
    """The answers of an interview, each the paragraphs between two questions; none in another text.

    Captions, headings and site furniture belong to no answer, and an answer with a label is left to the
    network. What stands before the first question is the introduction.

    >>> lines = ["Interview with Ana Ruiz", "Why?", "I saw it leak.", "Since when?", "Since 1911."]
    >>> text = "\\n\\n".join(lines)
    >>> spans = [Span(text.index(line), text.index(line) + len(line)) for line in lines]
    >>> [[span.of(text) for span in answer] for answer in find_answers(text, spans, ())]
    [['I saw it leak.'], ['Since 1911.']]
    """
    others = SpanIndex(block.span for block in blocks if block.kind != "body" or block.repeats)
    body = [span for span in paragraphs if not others.touching(span)]
    questions = [place for place, span in enumerate(body) if asks(text, span)]
    if len(questions) < FEWEST_QUESTIONS or find_introduction(text, paragraphs) is None:
        return []
    behind = body[questions[0] + 1 :]
    if sum(not _MARKS.isdisjoint(span.of(text)) for span in behind) > QUOTING_SHARE * len(behind):
        return []
    answers = [
        tuple(body[place + 1 : following])
        for place, following in zip(questions, [*questions[1:], len(body)], strict=True)
        if body[place + 1 : following] and not _LABEL.match(text, body[place + 1].start)
    ]
    personal = sum(any(_PERSONAL.search(span.of(text)) for span in answer) for answer in answers)
    return answers if personal >= PERSONAL_SHARE * len(answers) else []


def find_introduction(text: str, paragraphs: Sequence[Span]) -> Span | None:
    """The beginning of a text that calls itself an interview, up to its first question; `None` for others."""
    first = next((place for place, span in enumerate(paragraphs) if asks(text, span)), 0)
    opening = paragraphs[: min(first, INTRODUCTION)]
    if not opening:
        return None
    found = Span(opening[0].start, opening[-1].end)
    headed = len(opening[0].of(text).split()) <= HEADING_WORDS and _HEADED.search(opening[0].of(text))
    return found if headed or _MET.search(text, found.start, found.end) else None


def find_parties(text: str, sentences: Sequence[Span], end: int) -> tuple[Span, Span] | None:
    """What stands before and behind "interviewed" in a sentence before `end`: who asks stands in the first,
    who answers in the second. `None` where no sentence says it.

    >>> text = "Ana Ruiz interviewed the pilot Bo Lind."
    >>> [span.of(text) for span in find_parties(text, [Span(0, len(text))], len(text)) or ()]
    ['Ana Ruiz ', ' the pilot Bo Lind.']
    """
    for sentence in sentences:
        if sentence.end > end:
            return None
        for pattern in (_ASKS_WHOM, _ANSWERS_WHOM):
            if (match := pattern.search(text, sentence.start, sentence.end)) is not None:
                sides = Span(sentence.start, match.start()), Span(match.end(), sentence.end)
                return sides if pattern is _ASKS_WHOM else (sides[1], sides[0])
    return None


def find_presented(text: str, introduction: Span, sentences: Sequence[Span]) -> list[Span]:
    """What stands behind "interviewed" or "spoke with" in each sentence of the introduction."""
    found = []
    for sentence in sentences:
        for called in (_MET, _HEADED):
            if introduction.holds(sentence) and (match := called.search(text, sentence.start, sentence.end)):
                found.append(Span(match.end(), sentence.end))
                break
    return found
