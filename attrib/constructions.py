"""Constructions of which grammar says more than the network found: what is no attribution after all, whose
subject is what is said and not who says it, hedges, and the turns of a transcript.

Each was counted in the training texts of PolNeAR before it went in; docs/model.md has what it changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from attrib.drafts import Draft, quotations_at
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.spans import Span, SpanIndex, cut, has_words, trim

# The probability of what these rules find by themselves: set by eye, below what a cue with its source has.
HEDGE_SCORE = 0.6
TURN_SCORE = 0.8
# A text whose labels come again like this is a transcript.
FEWEST_LABELS, FEWEST_TURNS = 2, 2

_ACCORDING = re.compile(r"according\s+to", re.IGNORECASE)
# Of somebody "who is thought to be abroad" nobody says who thinks so.
_BELIEVED = re.compile(
    r"(?:is|are|was|were|be|been|being|[’']s|[’']re|(?:has|have|had)\s+(?:long\s+)?been)(?:\s+(?:\w+ly|also|now|still))?"
    r"\s+(?:believed|thought|said|reported|alleged|understood|rumou?red|feared|considered|known|estimated|"
    r"expected|presumed|supposed|deemed)",
    re.IGNORECASE,
)
_QUOTED_AS = re.compile(
    r".*\b(?:quoted|cited)\s+as\s+(?:saying|telling|asking|adding|warning)", re.IGNORECASE
)
_HEDGE = re.compile(r"\b(?:allegedly|reportedly|purportedly|supposedly)\b", re.IGNORECASE)
_BREAK = re.compile(r";\s")
_DETERMINERS = word_set("the a an")
_LABEL = re.compile(r"(?P<name>[^\n:.?!“”\"]{1,40})(?P<colon>:)\s")
# What an announcement of an event is set out by.
_NO_NAMES = word_set(
    "what where when who why how date time place venue tickets price contact note photo image"
)


def correct_draft(reading: Reading, draft: Draft) -> Draft | None:
    """The draft as its construction wants it; `None` for what is no attribution.

    >>> text = "He is thought to be abroad."
    >>> import numpy as np
    >>> none = np.zeros((0, 1), dtype=np.float32)
    >>> everything = (Span(0, len(text)),)
    >>> reading = Reading(text, everything, (), everything, (), (), (), (), (), (), none)
    >>> draft = Draft((Span(0, 2),), Span(3, 13), (Span(14, 26),), 0.9, ())
    >>> corrected = correct_draft(reading, draft)
    >>> corrected.source, [span.of(text) for span in corrected.content]
    ((), ['He', 'to be abroad'])
    """
    text, cue = reading.text, draft.cue
    if cue is None:
        return draft
    said = cue.of(text)
    source = tuple(span for span in draft.source if not set(words_of(span.of(text))) <= _DETERMINERS)
    draft = replace(draft, source=source)
    if _ACCORDING.fullmatch(said) and not source:
        return None  # "lined up according to height"
    if _BELIEVED.fullmatch(said):
        return _without_believed(text, draft, cue)
    if _QUOTED_AS.fullmatch(said):
        return _with_quoted(text, draft, cue)
    return _until_break(reading, draft, cue)


def _without_believed(text: str, draft: Draft, cue: Span) -> Draft:
    """ "He is thought to be abroad": the subject is a part of what is thought."""
    after = draft.content[0]
    subject = len(draft.source) == 1 and not text[draft.source[0].end : cue.start].strip()
    if not subject or after.start < cue.end or not after.of(text).startswith("to "):
        return draft
    return replace(draft, source=(), content=(*draft.source, *draft.content))


def _with_quoted(text: str, draft: Draft, cue: Span) -> Draft:
    """ "The prosecutor was quoted as saying that …": the subject is the source."""
    before = [span for span in draft.content if span.end <= cue.start]
    rest = tuple(span for span in draft.content if span.start >= cue.end)
    if draft.source or len(before) != 1 or not rest or text[before[0].end : cue.start].strip():
        return draft
    return replace(draft, source=(before[0],), content=rest)


def _until_break(reading: Reading, draft: Draft, cue: Span) -> Draft:
    """Reported speech behind its cue ends at a semicolon, as five in six do in PolNeAR; a quotation does
    not."""
    text = reading.text
    last = draft.content[-1]
    if last.start < cue.end or said_in_full(text, cue):
        return draft
    for found in _BREAK.finditer(text, last.start, last.end):
        if not quotations_at(reading, last.start, last.end):
            return replace(draft, content=(*draft.content[:-1], Span(last.start, found.start())))
    return draft


def said_in_full(text: str, cue: Span) -> bool:
    """Whether a cue introduces all that follows it: a colon does."""
    return cue.of(text).endswith(":")


def find_hedges(reading: Reading, drafts: Sequence[Draft], furniture: Sequence[Span]) -> list[Draft]:
    """What is "allegedly" or "reportedly" so, as attributions without a source: the rest of the claim that
    holds the word. Not so inside of another attribution.
    """
    taken = SpanIndex([*(span for draft in drafts for span in draft.spans), *furniture])
    claims = [(span, stretch) for stretch in reading.claims for span in stretch.spans]
    index = SpanIndex(span for span, _ in claims)
    found = []
    for match in _HEDGE.finditer(reading.text):
        hedge = Span(*match.span())
        holding = [claims[place][1] for place in index.touching(hedge) if claims[place][0].holds(hedge)]
        if not holding or taken.touching(hedge):
            continue
        parts = (trim(reading.text, part) for part in cut(holding[0].spans, [hedge]))
        content = tuple(_without_stop(reading.text, part) for part in parts if has_words(reading.text, part))
        if content and not any(taken.touching(part) for part in content):
            found.append(Draft((), hedge, content, HEDGE_SCORE, ("hedge-adverb",)))
    return found


def _without_stop(text: str, span: Span) -> Span:
    return trim(text, Span(span.start, span.end - 1)) if text[span.end - 1] in ".,;:" else span


def find_turns(reading: Reading, drafts: Iterable[Draft], others: Sequence[Span]) -> list[Draft]:
    """The turns of a transcript that no draft has: a label, a colon, and the rest of the paragraph.

    A text is a transcript when two labels or more come again at the head of its paragraphs. `others` are
    headings and site furniture, which hold no turn.
    """
    text = reading.text
    heads = [
        (match, paragraph)
        for paragraph in reading.paragraphs
        if (match := _LABEL.match(text, paragraph.start, paragraph.end)) is not None
        and not any(other.touches(paragraph) for other in others)
        and not _NO_NAMES & set(words_of(match["name"]))
    ]
    counts = Counter(match["name"].casefold() for match, _ in heads)
    if sum(count >= FEWEST_TURNS for count in counts.values()) < FEWEST_LABELS:
        return []
    cues = {draft.cue.start for draft in drafts if draft.cue is not None}
    return [
        Draft(
            (Span(*match.span("name")),), Span(*match.span("colon")), (rest,), TURN_SCORE, ("labelled-turn",)
        )
        for match, paragraph in heads
        if match.start("colon") not in cues
        and has_words(text, rest := trim(text, Span(match.end(), paragraph.end)))
    ]
