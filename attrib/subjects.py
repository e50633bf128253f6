"""Who stands right before a cue that the network gave no source: the subject of its verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from attrib.claims import SAYING
from attrib.cues import is_finite, is_participle, is_passive
from attrib.drafts import Draft, join_names, sentence_at
from attrib.phrases import find_words_of
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.roles import find_phrase_back
from attrib.spans import Span, SpanIndex

# A noun phrase before a verb is shorter than this.
PHRASE_CHARS = 80

_PRONOUN = re.compile(r"\b(?:I|[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|[Yy]ou|[Ww]ho)\s+\Z")
_PRONOUN_CHARS = 6
# "which the minister promised"; a clause ("if he asks", "what") is no subject.
_RELATIVE = re.compile(
    r"(?:(?P<word>which|that)\s+(?=\w)|[“\"‘']|(?:if|when|as|what|because|since|while|whatever|which|that)\b)",
    re.IGNORECASE,
)
# Their subject is a part of what seems so.
_RAISING = word_set("seem seems seemed appear appears appeared look looks looked tend tends tended")


def add_subjects(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts; one without a source whose cue is a finite verb has as its source what stands right before
    it: a piece of its own content, a pronoun, a name; inside of what somebody else says also a noun phrase in
    which the network sees a mention.

    >>> import numpy as np
    >>> text, none = "Ruiz said she hopes to stay.", np.zeros((0, 1), dtype=np.float32)
    >>> everything = (Span(0, len(text)),)
    >>> reading = Reading(text, everything, (), everything, (), (), (), (), (), (), none)
    >>> (draft,) = add_subjects(reading, [Draft((), Span(14, 19), (Span(20, 27),), 0.9, ())])
    >>> draft.source[0].of(text)
    'she'
    """
    names = {name.span.end: name.span for name in reading.names}
    mentions = {mention.head.end for mention in reading.mentions}
    contents = SpanIndex(span for draft in drafts for span in draft.content)
    return [
        _with_subject(reading, draft, names, mentions if _is_inside(draft, contents) else set())
        for draft in drafts
    ]


def _is_inside(draft: Draft, contents: SpanIndex) -> bool:
    return draft.cue is not None and bool(contents.touching(draft.cue))


def _with_subject(reading: Reading, draft: Draft, names: dict[int, Span], mentions: set[int]) -> Draft:
    text, cue = reading.text, draft.cue
    if draft.source or cue is None or not _has_subject(text, cue):
        return draft
    first, before = draft.content[0], len(text[: cue.start].rstrip())
    if first.end == before and len(draft.content) > 1:
        return _without_subject(text, draft, first)
    if any(span.end > before - 1 and span.start < cue.start for span in draft.content):
        return draft
    sentence = sentence_at(reading, cue.start)
    pronoun = _PRONOUN.search(text, max(cue.start - _PRONOUN_CHARS, sentence.start), cue.start)
    if pronoun is not None:
        return replace(draft, source=(Span(pronoun.start(), before),))
    if before in names:
        return replace(draft, source=(join_names(reading, names[before]),))
    if before not in mentions:
        return draft
    words = find_words_of(text, Span(max(sentence.start, before - PHRASE_CHARS), before))
    phrase = find_phrase_back(text, words) if words else None
    if phrase is None or not SAYING.isdisjoint(words_of(phrase.of(text))):
        return draft
    return replace(draft, source=(phrase,))


def _without_subject(text: str, draft: Draft, first: Span) -> Draft:
    """The piece of content before the verb as its source; "which" in front of a subject is content still."""
    relative = _RELATIVE.match(text, first.start, first.end)
    if relative is None:
        return replace(draft, source=(first,), content=draft.content[1:])
    subject, rest = Span(relative.end(), first.end), (Span(*relative.span("word")), *draft.content[1:])
    return replace(draft, source=(subject,), content=rest) if relative["word"] else draft


def _has_subject(text: str, cue: Span) -> bool:
    words = words_of(cue.of(text))
    return (
        is_finite(text, cue)
        and not is_participle(text, cue)
        and not is_passive(text, cue)
        and words[0] != "to"
        and _RAISING.isdisjoint(words)
    )
