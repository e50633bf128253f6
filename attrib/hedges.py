"""What is "allegedly" or "reportedly" so: attributions to nobody, over the rest of the word's claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from attrib.contents import without_stop
from attrib.drafts import Draft
from attrib.lexicon import pick_cue
from attrib.reading import Reading
from attrib.spans import Span, SpanIndex, cut, holds_word, merge, trim

# The probability of what is found here: set by eye, below what a cue with its source has.
HEDGE_SCORE = 0.6

_ADVERBS = "allegedly|reportedly|purportedly|supposedly"
_HEDGE = re.compile(rf"\b(?:{_ADVERBS})\b", re.IGNORECASE)
_HEDGED = re.compile(
    rf"(?:(?:is|are|was|were|has|have|had|been|being|also|both|all)\s+)*(?P<hedge>{_ADVERBS})\s+\w+\s+by",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:,\s*)?(?:and|but|or|while)\b[\s,]*", re.IGNORECASE)


def settle_hedges(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts; one whose cue is a hedge has the rest of its claim as its content, on both sides of the
    word, where that is nobody else's."""
    drafts = [_without_agent(reading.text, draft) for draft in drafts]
    hedged = [not draft.source and is_hedge(reading.text, draft.cue) for draft in drafts]
    if not any(hedged):
        return drafts
    others = SpanIndex(
        span for draft, own in zip(drafts, hedged, strict=True) if not own for span in draft.spans
    )
    claims = _Claims(reading)
    settled = []
    for draft, own in zip(drafts, hedged, strict=True):
        content = claims.around(draft.cue) if own and draft.cue is not None else ()
        free = content and not any(others.touching(part) for part in content)
        settled.append(replace(draft, content=content) if free else draft)
    return settled


def find_hedges(reading: Reading, drafts: Sequence[Draft], furniture: Sequence[Span]) -> list[Draft]:
    """The hedges of which the network found nothing. Not so inside of another attribution."""
    if _HEDGE.search(reading.text) is None:
        return []
    taken = SpanIndex([*(span for draft in drafts for span in draft.spans), *furniture])
    claims = _Claims(reading)
    found = []
    for match in _HEDGE.finditer(reading.text):
        hedge = Span(*match.span())
        content = () if taken.touching(hedge) else claims.around(hedge)
        if content and not any(taken.touching(part) for part in content):
            found.append(Draft((), hedge, content, HEDGE_SCORE, ("hedge-adverb",)))
    return found


def _without_agent(text: str, draft: Draft) -> Draft:
    """ "The inquiry was allegedly delayed by ministers": the hedge alone is the cue, since who delays it says
    nothing."""
    found = _HEDGED.fullmatch(text, draft.cue.start, draft.cue.end) if draft.cue is not None else None
    if found is None or draft.cue is None or pick_cue(text, Span(found.end("hedge"), draft.cue.end)):
        return draft
    before = (
        draft.content[-1].end if text[draft.content[-1].end : draft.cue.start] == " " else draft.cue.start
    )
    led = Span(before, found.start("hedge"))
    done = Span(found.end("hedge") + 1, max([draft.cue.end, *(span.end for span in draft.source)]))
    content = tuple(trim(text, span) for span in merge([*draft.content, led, done]) if holds_word(text, span))
    free = not any(span.touches(done) for span in draft.content)
    return Draft((), Span(*found.span("hedge")), content if free else draft.content, draft.score, draft.why)


def is_hedge(text: str, cue: Span | None) -> bool:
    """Whether a cue is an adverb that leaves open who says so."""
    return cue is not None and _HEDGE.fullmatch(text, cue.start, cue.end) is not None


class _Claims:
    """The claims of a text, asked for what stands around a word."""

    def __init__(self, reading: Reading) -> None:
        self._text = reading.text
        self._parts = [(span, stretch) for stretch in reading.claims for span in stretch.spans]
        self._index = SpanIndex(span for span, _ in self._parts)

    def around(self, word: Span) -> tuple[Span, ...]:
        """The rest of the claim that holds a word, without "and" in front and the stop at the end."""
        holding = [self._parts[at] for at in self._index.touching(word) if self._parts[at][0].holds(word)]
        if not holding:
            return ()
        parts = [trim(self._text, part) for part in cut(holding[0][1].spans, [word])]
        if parts and (link := _LINK.match(self._text, parts[0].start, parts[0].end)) is not None:
            parts[0] = Span(link.end(), parts[0].end)
        return tuple(without_stop(self._text, part) for part in parts if holds_word(self._text, part))
