"""Headlines that name their source behind or before a colon or a dash, where the network saw none: "Port
strike to end: union".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrib.drafts import Draft
from attrib.naming import head_of
from attrib.nouns import pick_noun
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.spans import Span, SpanIndex, holds_word, trim

# Set by eye, below what the network's own have: no corpus marks headlines.
HEADING_SCORE = 0.6
# A source in a headline is short, and what it says is not.
SOURCE_WORDS, CONTENT_WORDS = 4, 3

_TRAILING = re.compile(r"(?P<content>.+?)(?P<cue>:|\s(?:-|–|—|--))\s+(?P<source>[^:–—]+)", re.DOTALL)
_LEADING = re.compile(r"(?P<source>[^:–—]+?)(?P<cue>:)\s+(?P<content>.+)", re.DOTALL)
_SHOWN = re.compile(
    r"(?:[A-Z][a-z]+:\s)?(?P<content>[^:\n]+?),\s(?P<source>(?:[\w’'-]+\s){0,2}[\w’'-]+)\s(?P<cue>shows?|says?|finds?|suggests?|"
    r"reveals?|warns?|claims?|indicates?)"
)
# Columns and kinds of text, not sources.
_RUBRICS = word_set(
    "live explainer analysis opinion comment editorial interview profile review video watch photos gallery "
    "podcast update breaking exclusive quiz factbox timeline obituary recap results report news"
)


def find_heading_sources(
    reading: Reading, drafts: Sequence[Draft], headings: Sequence[Span], furniture: Sequence[Span]
) -> list[Draft]:
    """The attributions of headlines in which nothing was found, and that end or begin with a person's name or
    a noun for somebody who speaks, set off by a colon or (at the end) a dash."""
    taken = SpanIndex([*(span for draft in drafts for span in draft.spans), *furniture])
    found = []
    for heading in headings:
        if taken.touching(heading):
            continue
        draft = (
            _read(reading, heading, _TRAILING)
            or _read_verb(reading, heading)
            or _read(reading, heading, _LEADING)
        )
        if draft is not None:
            found.append(draft)
    return found


def _read_verb(reading: Reading, heading: Span) -> Draft | None:
    """ "Bank hid losses, documents show": a noun for who or what speaks and a verb behind a comma, after a
    rubric or not."""
    text = reading.text
    match = _SHOWN.fullmatch(text, heading.start, heading.end)
    noun = pick_noun(words_of(match["source"])) if match is not None else None
    if match is None or noun is None or len(words_of(match["content"])) < CONTENT_WORDS:
        return None
    spans = [Span(*match.span(part)) for part in ("source", "cue", "content")]
    return Draft((spans[0],), spans[1], (spans[2],), HEADING_SCORE, ("headline-source",))


def _read(reading: Reading, heading: Span, pattern: re.Pattern[str]) -> Draft | None:
    text = reading.text
    match = pattern.fullmatch(text, heading.start, heading.end)
    if match is None:
        return None
    source, content = (trim(text, Span(*match.span(part))) for part in ("source", "content"))
    words = words_of(source.of(text))
    if not words or len(words) > SOURCE_WORDS or len(words_of(content.of(text))) < CONTENT_WORDS:
        return None
    if not _may_speak(reading, source) or not holds_word(text, content):
        return None
    cue = trim(text, Span(*match.span("cue")))
    return Draft((source,), cue, (content,), HEADING_SCORE, ("headline-source",))


def _may_speak(reading: Reading, source: Span) -> bool:
    """Whether a short stretch is a person's name or a noun for people or bodies that speak."""
    text = reading.text
    words = head_of(text, source).of(text).split()
    if not _RUBRICS.isdisjoint(word.casefold() for word in words):
        return False
    if any(name.type == "Person" and name.span == source for name in reading.names):
        return True
    noun = pick_noun(words)
    return noun is not None and noun.kind in ("person", "organisation", "government", "group")
