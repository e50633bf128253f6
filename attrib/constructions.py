"""Constructions of which grammar says more than the network found: what is no attribution after all, whose
subject is what is said and not who says it, hedges, and the turns of a transcript.

Each was counted in the training texts of PolNeAR before it went in; docs/model.md has what it changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from attrib.drafts import Draft, paragraph_span, quotations_at, sentence_at
from attrib.prose import word_set, words_of
from attrib.reading import Reading, Relation
from attrib.spans import Span, SpanIndex, cut, holds_word, trim

# The probability of what these rules find by themselves: set by eye, below what a cue with its source has.
HEDGE_SCORE = INNER_SCORE = NOMINAL_SCORE = PARTICIPLE_SCORE = DECLINED_SCORE = 0.6
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
_GREETING = re.compile(r"(?:goodbye|farewell|hello|grace|cheese)\b(?!,)", re.IGNORECASE)
_SAYING = word_set("say says said saying")
# "Pressed by a caller on whether …": the agent asks.
_ASKED = re.compile(r"(?:.*\s)?(?:asked|pressed|questioned|challenged|quizzed|grilled)", re.IGNORECASE)
_AGENT = re.compile(
    r"\s+(?P<by>by)\s+(?P<agent>[^,;:.?!“”\"]{2,80}?)\s+(?=(?:on|about|over|whether|if|why|how|what|when|where)\b)"
)
# "the announcement by the union that …"
_NOMINAL = (
    r"(?P<cue>(?:(?:the|an?)\s+)?(?:announcement|allegation|claim|statement|warning|accusation|assertion|suggestion|"
    r"complaint|pledge|promise|threat|admission|denial|prediction|demand|report)s?\s+(?:by|from))"
    r"\s+(?P<source>[^,;:.?!“”\"]{2,80}?)"
)
_NOMINAL_BEFORE = re.compile(rf"{_NOMINAL}\s*\Z", re.IGNORECASE)
_REPORTING = r"(?:saying|telling|claiming|warning|arguing|insisting|suggesting|alleging)"
_INNER = (
    re.compile(rf"\b{_NOMINAL}\s+(?P<content>that\s.+)", re.IGNORECASE | re.DOTALL),
    re.compile(rf"\bfor\s+(?P<cue>{_REPORTING})\s+(?P<content>that\s.+)", re.IGNORECASE | re.DOTALL),
)
_QUOTES = re.compile(r"(?:.*\s)?(?:quot(?:es?|ed|ing)|cit(?:es?|ed|ing))", re.IGNORECASE)
_AS_SAYING = re.compile(
    rf"(?P<source>[^,;:“”\"]{{2,80}}?)\s+(?P<cue>as\s+{_REPORTING})\s+(?P<content>.+)",
    re.IGNORECASE | re.DOTALL,
)
_CONTRAST = re.compile(r"(?:,\s+(?:while|whereas|but|although|though)|;)\s+\Z")
# "…, promising the first half by June": in PolNeAR 147 contents end before such a comma, 4 go on.
# After "and" only where the cue of the content is one of these itself.
_PARTICIPLE = re.compile(
    r"(?P<link>,|,?\s+and)\s+(?P<cue>(?:adding|promising|warning|saying|noting|insisting|arguing|claiming|telling|"
    r"calling|citing|suggesting|stressing|vowing|pledging|describing|accusing|predicting)\b"
    r"(?:\s+(?:of|about|against)\b)?)\s+"
)
# What somebody would not say.
_DECLINED = re.compile(
    r"\b(?P<cue>(?:would|did|could)(?:\s+not|n['’]t)(?:\s+(?:immediately|yet))?\s+"
    r"(?:say|name|identify|specify|confirm|give(?=\s+(?:an?|the|his|her|its|their|any|details|figures)\b)))"
    r"\s+(?P<content>\w[^.;“”\"\n]*)"
)
_PRONOUN = re.compile(r"\b(?:he|she|they|it)\s+\Z", re.IGNORECASE)
CONTRAST_CHARS = 12
# How far before a content its nominal cue is looked for.
NOMINAL_CHARS = 140
_INFINITIVE = re.compile(r"to\s", re.IGNORECASE)
# No clause ends with one of these, but for what is left out of it ("she would").
_UNFINISHED = re.compile(r"\s(?:would|will|could|should|must|may|might|the|an?|of)\Z", re.IGNORECASE)
# So many words that a content left out between its subject and the cue.
_GAP = re.compile(r"(?:\s+[\w'’-]+){1,3}\s")
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
    if _SAYING & set(words_of(said)[-1:]) and _GREETING.match(text, draft.content[0].start):
        return None  # "says goodbye to paper"
    if _ASKED.fullmatch(said) and (agent := _AGENT.match(text, cue.end)) is not None:
        return _with_agent(draft, cue, agent)
    if _BELIEVED.fullmatch(said):
        return _without_believed(text, draft, cue)
    if _QUOTED_AS.fullmatch(said):
        return _with_quoted(text, draft, cue)
    return _until_break(reading, draft, cue)


def is_purpose(text: str, relation: Relation) -> bool:
    """Whether a relation inside of a content has an infinitive for a cue: "a delegation is to arrive to
    discuss the quay" reports no talk. GUM has no such cue inside of what is said."""
    return (
        relation.inner
        and relation.cue is not None
        and _INFINITIVE.match(text, relation.cue.start) is not None
    )


def complete_ends(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The same, a content that stops behind "would" or "the" reaching to the end of its sentence, or to where
    something else is found."""
    text = reading.text
    taken = SpanIndex(span for draft in drafts for span in draft.spans)
    done = []
    for draft in drafts:
        last = draft.content[-1]
        end = last.end
        if _UNFINISHED.search(text, max(last.start, last.end - CONTRAST_CHARS), last.end):
            sentence = sentence_at(reading, last.start)
            rest = Span(last.end, min(sentence.end, paragraph_span(reading, last.start).end))
            if rest.start < rest.end and text[rest.start] in " \n" and not taken.touching(rest):
                end = _without_stop(text, rest).end
        done.append(replace(draft, content=(*draft.content[:-1], Span(last.start, end))))
    return done


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
    if not rest or rest[0].start > agent.end() + CONTRAST_CHARS:
        return draft
    rest[0] = Span(agent.end(), rest[0].end)
    source = (Span(*agent.span("agent")),)
    return replace(draft, source=source, cue=Span(cue.start, agent.end("by")), content=tuple(rest))


def complete_nominal(reading: Reading, content: Span) -> Draft | None:
    """The attribution of a content that the network gave no cue, where the words before it are a nominal one:
    "the announcement by the union that …"."""
    text = reading.text
    if not text.startswith("that ", content.start):
        return None
    found = _NOMINAL_BEFORE.search(text, max(content.start - NOMINAL_CHARS, 0), content.start)
    if found is None:
        return None
    cue, source = Span(*found.span("cue")), Span(*found.span("source"))
    return Draft((source,), cue, (content,), NOMINAL_SCORE, ("nominal-cue",))


def find_inner(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """What a content reports in turn and the network did not find: "denied allegations by two colleagues
    that …", "criticised the minister for saying that …", "quoted a memo as saying …"."""
    text = reading.text
    taken = SpanIndex(draft.cue for draft in drafts if draft.cue is not None)
    found = []
    for draft in drafts:
        quotes = draft.cue is not None and _QUOTES.fullmatch(draft.cue.of(text))
        for part in draft.content:
            matches = [pattern.search(text, part.start, part.end) for pattern in _INNER]
            if quotes:
                matches.append(_AS_SAYING.match(text, part.start, part.end))
            for match in matches:
                if match is None or taken.touching(Span(*match.span("cue"))):
                    continue
                named = "source" in match.re.groupindex
                source = (Span(*match.span("source")),) if named else ()
                content = (Span(*match.span("content")),)
                found.append(Draft(source, Span(*match.span("cue")), content, INNER_SCORE, ("inner-cue",)))
    return found


def part_contrasts(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The same, where "X said A, while Y said B" was read as one content of X: A ends at the contrast, and
    what Y says is no part of A."""
    text = reading.text
    parted = list(drafts)
    contents = [(span, index) for index, draft in enumerate(drafts) for span in draft.content]
    index_of = SpanIndex(span for span, _ in contents)
    for second, draft in enumerate(drafts):
        if draft.cue is None or not draft.source:
            continue
        start = min(draft.source[0].start, draft.cue.start)
        contrast = _CONTRAST.search(text, max(start - CONTRAST_CHARS, 0), start)
        if contrast is None or quotations_at(reading, contrast.start(), contrast.start() + 1):
            continue
        for place in index_of.touching(Span(contrast.start(), start)):
            span, first = contents[place]
            cue = parted[first].cue
            if first == second or cue is None or cue.start > span.start or not span.holds(draft.cue):
                continue
            kept = [
                one if one != span else Span(span.start, contrast.start()) for one in parted[first].content
            ]
            parted[first] = replace(parted[first], content=tuple(one for one in kept if one.end <= start))
            rest = tuple(one for one in parted[second].content if one.start > contrast.start())
            parted[second] = replace(parted[second], content=rest or parted[second].content)
    return parted


def part_participles(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The same, where reported speech was read on over "…, promising that …": the participle opens an
    attribution of its own, with the same source."""
    text = reading.text
    cues = SpanIndex(draft.cue for draft in drafts if draft.cue is not None)
    parted: list[Draft] = []
    for draft in drafts:
        last, cue = draft.content[-1], draft.cue
        parted.append(draft)
        if cue is None or last.start < cue.end or said_in_full(text, cue):
            continue
        chained = cue.of(text).split()[0].endswith("ing")
        for found in _PARTICIPLE.finditer(text, last.start, last.end):
            quoted = quotations_at(reading, last.start, last.end)
            if quoted or not (found["link"] == "," or chained):
                continue
            parted[-1] = replace(draft, content=(*draft.content[:-1], Span(last.start, found.start())))
            rest = Span(found.end(), last.end)
            if not cues.touching(Span(*found.span("cue"))) and holds_word(text, rest):
                cue = Span(*found.span("cue"))
                parted.append(Draft(draft.source, cue, (rest,), PARTICIPLE_SCORE, ("participle-cue",)))
            break
    return parted


def find_declined(reading: Reading, drafts: Sequence[Draft], furniture: Sequence[Span]) -> list[Draft]:
    """What somebody whom a name or a pronoun stands for "would not say" or "did not name", where the network
    found nothing."""
    text = reading.text
    taken = SpanIndex([*(span for draft in drafts for span in draft.spans), *furniture])
    ends = {name.span.end: name.span for name in reading.names}
    found = []
    for match in _DECLINED.finditer(text):
        cue, content = Span(*match.span("cue")), trim(text, Span(*match.span("content")))
        before = text[: cue.start].rstrip()
        pronoun = _PRONOUN.search(text, max(cue.start - CONTRAST_CHARS, 0), cue.start)
        source = ends.get(len(before)) or (trim(text, Span(*pronoun.span())) if pronoun else None)
        if source is not None and not taken.touching(Span(source.start, content.end)):
            found.append(Draft((source,), cue, (content,), DECLINED_SCORE, ("declined-cue",)))
    return found


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
        content = tuple(_without_stop(reading.text, part) for part in parts if holds_word(reading.text, part))
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
        and holds_word(text, rest := trim(text, Span(match.end(), paragraph.end)))
    ]
