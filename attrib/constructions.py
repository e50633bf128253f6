"""Constructions of which grammar says more than the network found: what is no attribution after all, and
whose subject is what is said and not who says it.

Rules that docs/model.md lists were counted in the training texts of PolNeAR before they went in; the others
come from reading what was found in articles and in invented passages.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from attrib.cues import is_participle, is_passive, pick_cue
from attrib.drafts import NEAR, Draft, quotations_at, sentence_at
from attrib.edges import complete_edges, is_article
from attrib.naming import head_of
from attrib.nouns import VAGUE, pick_noun
from attrib.phrases import VERBS
from attrib.prose import AUXILIARIES, word_set, words_of
from attrib.quotes import CLOSERS
from attrib.reading import Reading, Relation
from attrib.sayings import SAYING
from attrib.seams import settle_seams
from attrib.spans import Span, cut, holds_word, trim

# How far behind an agent its content may begin.
AGENT_CHARS = 12
# Relations inside of a content that are less sure are left out: hardly any of those that were read was
# somebody's saying. "I think" inside of one's own quotation has to be surer still: it is mostly a turn of
# phrase. All four bounds are set by eye.
LEAST_INNER = 0.2
LEAST_OWN_THOUGHT = 0.5
# Where somebody stands before a verb of saying, next to nothing is enough.
LEAST_SAYING = 0.05
# What is no verb or noun of the list of cues is seldom one there.
LEAST_UNLISTED = 0.6
# Between a piece of content and a cue behind it, so many words at most beside the source.
WORDS_BETWEEN = 1
# So many words before a piece of content in its sentence, and it does not go on what another one says.
LOOSE_WORDS, LOOSE_CHARS = 2, 60

_ACCORDING = re.compile(r"according(?:\s+to)?", re.IGNORECASE)
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
_CITING = re.compile(r"(?:\w+\s+)?citing")
_TOLD = re.compile(
    r"(?:[\w'’]+\s+)*(?:is|are|was|were|be|been|being)\s+(?:(?:\w+ly|also|not|never|again|first|once|just)\s+)*"
    r"(?:told|warned|informed|advised|notified|reminded|briefed|instructed)(?:\s+(?:of|about|that))?",
    re.IGNORECASE,
)
_DECLINING = re.compile(r"(?:\w+\s)*(?:declin|refus)(?:e|es|ed|ing)", re.IGNORECASE)
_NAMED = re.compile(r"to\s+be\s+(?:named|identified|quoted)\b")
_SHOWN = re.compile(r"(?:(?:has|have|had)\s)?(?:is|are|was|were|been)\s(?:also\s)?shown", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:that|how|whether|why|to)\s")
_UNNAMED = re.compile(
    r"not\s+to\s+be\s+(?:named|identified|quoted)|(?:to\s+remain\s+)?anonym(?:ity|ous)\b", re.IGNORECASE
)
_GREETING = re.compile(r"(?:goodbye|farewell|hello|grace|cheese)\b(?!,)", re.IGNORECASE)
# "The storm claimed six lives", "she claimed the title", "called a halt": nothing is said.
_TAKING = re.compile(
    r"(?:\w+\s+)?(?:claim(?:s|ed|ing)?\s+(?:(?:an?|the|his|her|its|their|another|at\s+least|more\s+than|about|some|nearly|"
    r"over|up\s+to)\s+)*(?:[\w-]+\s+){0,2}?(?:lives|life|victims?|gold|silver|bronze|medals?|titles?|crown|cup|trophy|"
    r"place|spot|position|pole|wickets?|scalps?|seats?|benefits?|asylum|expenses|refunds?|compensation|luggage|baggage|"
    r"goals?|points?|prizes?|records?)|call(?:s|ed|ing)?\s+(?:a\s+(?:halt|truce)|time\s+on|it\s+(?:a\s+day|quits)))\b",
    re.IGNORECASE,
)
TERM_WORDS = 4
_CALLED = re.compile(r"(?:also\s+|better\s+|now\s+)?known\s+as", re.IGNORECASE)
_TERM = re.compile(r"(?:is|are)\s+(?:\w+ly\s+)?(?:called|termed|named|known\s+as|dubbed)", re.IGNORECASE)
_SAYING = word_set("say says said saying")
# "Pressed by a caller on whether …": the agent asks.
_ASKED = re.compile(r"(?:.*\s)?(?:asked|pressed|questioned|challenged|quizzed|grilled)", re.IGNORECASE)
_ASKED_ONLY = re.compile(
    r"(?:(?:when|also|later)\s+)?(?:asked|pressed|questioned|quizzed)(?:\s+(?:about|on))?", re.I
)
_AGENT = re.compile(
    r"\s+(?P<by>by)\s+(?P<agent>[^,;:.?!“”\"]{2,80}?)\s+(?=(?:on|about|over|whether|if|why|how|what|when|where)\b)"
)
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e)\s*\Z")
_INFINITIVE = re.compile(r"to\s", re.IGNORECASE)
# Who acts right before a cue.
_PRONOUN = re.compile(r"\b(?:he|she|they|it|we|i|who|his|her|their|its|our|my)\s+\Z", re.IGNORECASE)
_PRONOUN_CHARS = 8
_STOP = re.compile(r"[.!?][”\"’')\]]*\s")
# So many words that a content left out between its subject and the cue.
_GAP = re.compile(r"(?:\s+[\w'’-]+){1,3}\s")
# "It is not clear who ordered it", "nobody knows who said so"
_ASKING = re.compile(
    r"\b(?:clear|unclear|unknown|know|knows|knew|known|determine|establish|decide|of|about|on|remember|question)\s+\Z"
)
_ASKING_CHARS = 12
_HEARD = re.compile(r"(?:(?:has|have|had|also|then|later)\s+)*(?:heard|hears?)")
_COURT = re.compile(r"\b(?:court|jury|jurors|inquest|inquiry|tribunal|hearing|trial)\Z", re.IGNORECASE)


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
    if is_article(text, cue) and holds_word(text, cue):
        return None
    if said[0] in CLOSERS and not text[cue.start - 1 : cue.start].strip() and holds_word(text, cue):
        return None  # "PM ‘knew of leak’": a verb that is quoted, with its mark
    draft = complete_edges(reading, draft, cue)
    draft = settle_seams(reading, draft, draft.cue or cue)
    cue = draft.cue or cue
    said = cue.of(text)
    near = _keep_near(reading, draft, cue)
    if near is None:
        return None
    draft, source = near, near.source
    if source and _asks_who(text, source[0]):
        return None  # "It is not clear who ordered the strike"
    if AUXILIARIES.issuperset(words_of(said)) and holds_word(text, cue):
        return None  # what "has" or "was" alone goes with is not said
    if _ACCORDING.fullmatch(said) and not source:
        return None  # "lined up according to height"
    if _SAYING & set(words_of(said)[-1:]) and _GREETING.match(text, draft.content[0].start):
        return None  # "says goodbye to paper"
    if _ASKED.fullmatch(said) and (agent := _AGENT.match(text, cue.end)) is not None:
        return _with_agent(draft, cue, agent)
    if source and _HEARD.fullmatch(said) and _COURT.search(text, source[-1].start, source[-1].end):
        draft = replace(draft, source=())  # "The jury heard that": who hears says nothing
    if _TOLD.fullmatch(said) and all(span.end <= cue.start for span in source):
        draft = replace(draft, source=())  # "It was warned that": who is told says nothing
    if source and _ASKED_ONLY.fullmatch(said) and text[source[-1].end : cue.start].strip() == ",":
        draft = replace(draft, source=())  # "Ruiz, asked if he knew, said": who is asked does not ask
    if _BELIEVED.fullmatch(said):
        return _without_believed(text, draft, cue)
    if _QUOTED_AS.fullmatch(said):
        return _with_quoted(text, draft, cue)
    if _UNNAMED.match(text, draft.content[0].start) or (
        _DECLINING.fullmatch(said) and _NAMED.match(text, draft.content[0].start)
    ):
        return None  # "who asked not to be named": why somebody has no name
    if not source and _SHOWN.fullmatch(said) and _CLAUSE.match(text, draft.content[-1].start) is None:
        return None  # "The jury was shown a text": nobody says it
    nothing = _is_event(text, draft, cue) or _is_taking(text, draft, cue) or _is_term(text, draft, cue)
    return None if nothing else draft


def without_shared_sources(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts; one whose cue is a participle that goes on from a verb with the same source has none of its
    own: in "he said, adding that …" grammar leaves the subject of "adding" out.

    PolNeAR gives both the one source; the guidelines (S5) give the second none, and its speaker.
    """
    verbs: dict[tuple[Span, ...], list[int]] = {}  # source → where its cues stand, in order
    for cue, source in sorted((one.cue, one.source) for one in drafts if one.cue is not None):
        verbs.setdefault(source, []).append(cue.start)
    return [replace(draft, source=()) if _goes_on(reading, draft, verbs) else draft for draft in drafts]


def with_cited_sources(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts; "…, citing officials" and the like have those who are cited as their source, and what is
    reported before it in the sentence as their content. What is no speaker ("citing the cold") stays what
    the first one says."""
    if not any(draft.cue and _CITING.fullmatch(draft.cue.of(reading.text)) for draft in drafts):
        return list(drafts)
    spoken = sorted(
        (one for one in drafts if one.cue and one.source), key=lambda one: one.cue or one.source[0]
    )
    cited = []
    for draft in drafts:
        reported = _find_reported(reading, draft, spoken)
        changed = None if reported is None else replace(draft, source=draft.content, content=reported)
        cited.append(draft if changed is None else replace(changed, why=(*draft.why, "cited-source")))
    return cited


def keep_sentence(reading: Reading, relation: Relation) -> Relation | None:
    """A relation inside of a content with what stands in its cue's sentence: what is said in another one is
    the outer speaker's. `None` when nothing does."""
    if not relation.inner or relation.cue is None:
        return relation
    sentence = sentence_at(reading, relation.cue.start)
    near = tuple(span for span in relation.content if span.touches(sentence))
    return relation._replace(content=near) if near else None


def is_doubtful(text: str, relation: Relation) -> bool:
    """Whether a relation inside of a content is too unsure to be shown."""
    if not relation.inner:
        return False
    start = relation.cue.start if relation.cue is not None else relation.content[0].start
    source = relation.source or (Span(max(start - _PRONOUN_CHARS, 0), start),)
    own = _FIRST_PERSON.search(text, source[-1].start, source[-1].end) is not None
    if own:
        return relation.score < LEAST_OWN_THOUGHT
    if relation.cue is None:
        return relation.score < LEAST_INNER
    if relation.source and not SAYING.isdisjoint(words_of(relation.cue.of(text))):
        return relation.score < LEAST_SAYING
    return relation.score < (LEAST_INNER if pick_cue(text, relation.cue) else LEAST_UNLISTED)


def is_purpose(text: str, relation: Relation) -> bool:
    """Whether a relation inside of a content has an infinitive for a cue: "a delegation is to arrive to
    discuss the quay" reports no talk. GUM has no such cue inside of what is said."""
    return (
        relation.inner
        and relation.cue is not None
        and _INFINITIVE.match(text, relation.cue.start) is not None
    )


def _asks_who(text: str, source: Span) -> bool:
    """Whether a source is the "who" of a question that is spoken of."""
    before = max(source.start - _ASKING_CHARS, 0)
    return words_of(source.of(text)) == ["who"] and _ASKING.search(text, before, source.start) is not None


def _find_reported(reading: Reading, draft: Draft, spoken: Sequence[Draft]) -> tuple[Span, ...] | None:
    """What was reported before "citing officials" in the sentence, of drafts in the order of their cues."""
    text, cue = reading.text, draft.cue
    if cue is None or len(draft.content) > 1 or not _CITING.fullmatch(cue.of(text)):
        return None
    cited, sentence = draft.content[0], sentence_at(reading, cue.start)
    words = head_of(text, cited).of(text).split()
    noun = pick_noun(words)
    at = bisect_left(reading.names, cited, key=lambda name: name.span)
    name = reading.names[at] if at < len(reading.names) else None
    named = name is not None and name.span == cited and name.type in ("Person", "Organization")
    if not named and (noun is None or noun.kind == "document") and VAGUE.isdisjoint(words):
        return None
    last = bisect_left(spoken, cue, key=lambda one: one.cue or cue)
    for other in reversed(spoken[max(last - NEAR, 0) : last]):
        if other.cue is None or other.cue.start < sentence.start:
            break
        if not any(span.holds(cue) for span in other.content):
            return other.content
    # "The Post, citing two officials, reported that …"
    same = [one for one in spoken[last : last + NEAR] if one.source == draft.source and one.cue != cue]
    ahead = same[0] if draft.source and same and same[0].cue and sentence.holds(same[0].cue) else None
    return ahead.content if ahead is not None else None


def _goes_on(reading: Reading, draft: Draft, verbs: Mapping[tuple[Span, ...], Sequence[int]]) -> bool:
    cue, source = draft.cue, draft.source
    if cue is None or not source or source[-1].end > cue.start or not is_participle(reading.text, cue):
        return False
    starts = verbs[source]
    first = bisect_left(starts, max(sentence_at(reading, cue.start).start, source[-1].end))
    return starts[first] < cue.start


def _keep_near(reading: Reading, draft: Draft, cue: Span) -> Draft | None:
    """The draft with its source, and what it reports without quotation marks, from the sentence of its cue.

    PolNeAR has hardly any such source or content (docs/model.md). The source is then the pronoun before the
    cue, if there is one.
    """
    text, sentence = reading.text, sentence_at(reading, cue.start)
    source = draft.source
    if source and not any(span.touches(sentence) or not _has_stop(text, span, cue) for span in source):
        pronoun = _PRONOUN.search(text, max(cue.start - _PRONOUN_CHARS, sentence.start), cue.start)
        source = (trim(text, Span(*pronoun.span())),) if pronoun else ()
    content = tuple(
        span
        for span in draft.content
        if span.end > sentence.start
        or quotations_at(reading, span.start, span.end)
        or text.startswith("that ", span.start)
        or not _has_stop(text, span, cue)
    )
    content = tuple(
        span for span in content if not is_article(text, span) and not _is_loose(reading, span, cue)
    )
    if content and content[-1].start >= cue.end:
        content = tuple(span for span in content if not _is_apart(reading, span, source, cue))
    return replace(draft, source=source, content=content) if content else None


def _has_stop(text: str, one: Span, other: Span) -> bool:
    """Whether a sentence ends between two spans, not only a line."""
    first, second = sorted((one, other))
    return _STOP.search(text, first.end - 1, second.start + 1) is not None


def _is_loose(reading: Reading, span: Span, cue: Span) -> bool:
    """Whether a piece without quotation marks ends another sentence behind that of its cue, which begins with
    what is nobody's: "Video shows | otherwise"."""
    sentence = sentence_at(reading, span.start)
    if span.start < cue.end or sentence.start <= cue.start or quotations_at(reading, span.start, span.end):
        return False
    before = reading.text[max(sentence.start, span.start - LOOSE_CHARS) : span.start]
    if not before.strip("“\"‘'( "):
        # "Teow | was wanted in Macau": the subject of what is nobody's.
        alone = len(words_of(span.of(reading.text))) <= LOOSE_WORDS
        return alone and holds_word(reading.text, Span(span.end, sentence.end))
    return len(words_of(before)) >= LOOSE_WORDS


def _is_apart(reading: Reading, span: Span, source: tuple[Span, ...], cue: Span) -> bool:
    """Whether a piece of content without quotation marks stands before its cue with more between them than
    the source: with another piece behind the cue it belongs to another clause."""
    if span.end > cue.start or quotations_at(reading, span.start, span.end):
        return False
    between = cut([Span(span.end, cue.start)], source)
    words = sum(len(words_of(part.of(reading.text))) for part in between)
    return words > WORDS_BETWEEN and len(words_of(span.of(reading.text))) > 1


def _is_event(text: str, draft: Draft, cue: Span) -> bool:
    """ "He was promoted to chairman": somebody is the subject of a verb that reports nothing, and nobody is
    said to say anything."""
    if draft.source or not holds_word(text, cue) or is_participle(text, cue):
        return False
    if pick_cue(text, cue) is not None:
        return False
    return is_passive(text, cue) or draft.content[0].end <= cue.start


def _is_term(text: str, draft: Draft, cue: Span) -> bool:
    """ "Ice that no longer flows is called “dead ice”": a word is told, and nobody says it of anybody."""
    if _CALLED.fullmatch(text, cue.start, cue.end):
        return True  # "the rule known as “two strikes”"
    last = draft.content[-1]
    quoted = (
        last.start > cue.end and text[last.start] in CLOSERS and len(words_of(last.of(text))) <= TERM_WORDS
    )
    return quoted and not draft.source and _TERM.fullmatch(text, cue.start, cue.end) is not None


def _is_taking(text: str, draft: Draft, cue: Span) -> bool:
    """ "The landslide claimed eleven lives": a verb of saying with an object that nobody says."""
    first = draft.content[0]
    said = first.start < cue.end or not VERBS.isdisjoint(words_of(first.of(text)))
    return not said and _TAKING.match(text, cue.start) is not None


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
