"""Constructions of which grammar says more than the network found: what is no attribution after all, and
whose subject is what is said and not who says it.

Each was counted in the training texts of PolNeAR before it went in; docs/model.md has what it changes.
"""

from __future__ import annotations

import re
from dataclasses import replace

from attrib.drafts import Draft, sentence_at
from attrib.prose import word_set, words_of
from attrib.reading import Reading, Relation
from attrib.spans import Span

# How far behind an agent its content may begin.
AGENT_CHARS = 12

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
_GREETING = re.compile(r"(?:goodbye|farewell|hello|grace|cheese)\b(?!,)", re.IGNORECASE)
_SAYING = word_set("say says said saying")
# "Pressed by a caller on whether …": the agent asks.
_ASKED = re.compile(r"(?:.*\s)?(?:asked|pressed|questioned|challenged|quizzed|grilled)", re.IGNORECASE)
_AGENT = re.compile(
    r"\s+(?P<by>by)\s+(?P<agent>[^,;:.?!“”\"]{2,80}?)\s+(?=(?:on|about|over|whether|if|why|how|what|when|where)\b)"
)
_INFINITIVE = re.compile(r"to\s", re.IGNORECASE)
# So many words that a content left out between its subject and the cue.
_GAP = re.compile(r"(?:\s+[\w'’-]+){1,3}\s")
_DETERMINERS = word_set("the a an")


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
    if _SAYING & set(words_of(said)[-1:]) and _GREETING.match(text, draft.content[0].start):
        return None  # "says goodbye to paper"
    if _ASKED.fullmatch(said) and (agent := _AGENT.match(text, cue.end)) is not None:
        return _with_agent(draft, cue, agent)
    if _BELIEVED.fullmatch(said):
        return _without_believed(text, draft, cue)
    if _QUOTED_AS.fullmatch(said):
        return _with_quoted(text, draft, cue)
    return draft


def keep_sentence(reading: Reading, relation: Relation) -> Relation | None:
    """A relation inside of a content with what stands in its cue's sentence: what is said in another one is
    the outer speaker's. `None` when nothing does."""
    if not relation.inner or relation.cue is None:
        return relation
    sentence = sentence_at(reading, relation.cue.start)
    near = tuple(span for span in relation.content if span.touches(sentence))
    return relation._replace(content=near) if near else None


def is_purpose(text: str, relation: Relation) -> bool:
    """Whether a relation inside of a content has an infinitive for a cue: "a delegation is to arrive to
    discuss the quay" reports no talk. GUM has no such cue inside of what is said."""
    return (
        relation.inner
        and relation.cue is not None
        and _INFINITIVE.match(text, relation.cue.start) is not None
    )


def _without_believed(text: str, draft: Draft, cue: Span) -> Draft:
    """ "He is thought to be abroad": the subject is a part of what is thought, up to the cue."""
    after = draft.content[0]
    gap = Span(after.end, cue.start)
    if not draft.source and gap.start < gap.end and _GAP.fullmatch(text, gap.start, gap.end):
        return replace(draft, content=(Span(after.start, gap.end - 1), *draft.content[1:]))
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


def _with_agent(draft: Draft, cue: Span, agent: re.Match[str]) -> Draft:
    """ "Pressed by a caller on whether …": who asks is the source."""
    rest = [Span(max(span.start, agent.end()), span.end) for span in draft.content if span.end > agent.end()]
    if not rest or rest[0].start > agent.end() + AGENT_CHARS:
        return draft
    rest[0] = Span(agent.end(), rest[0].end)
    source = (Span(*agent.span("agent")),)
    return replace(draft, source=source, cue=Span(cue.start, agent.end("by")), content=tuple(rest))
