"""Where the parts of one attribution meet: what belongs to the source, the cue or the content beside it, and
what stands between them and belongs to none.

Counts are of PolNeAR's training texts (docs/model.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from attrib.drafts import Draft, quotations_at, sentence_at
from attrib.naming import POSSESSIVE
from attrib.nouns import TITLES, pick_noun
from attrib.prose import word_set, words_of
from attrib.quotes import CLOSERS
from attrib.reading import Reading
from attrib.spans import Span

# A title or a role before a name is no longer than this.
TITLE_CHARS = 40
# Titles before a name: 1 420 stand in the source, 16 before it.
# A full stop is that of an abbreviation ("Dr.", "Sen."), or ends the sentence before.
_TITLE = re.compile(r"(?<!\w)(?:[A-Z](?:[\w’'-]*|\w{1,3}\.)[ \N{NO-BREAK SPACE}]){1,3}\Z")
# "The ministry's | audit found": whose a document is says what is in it, a day does not.
_ARTEFACT = re.compile(r"(?P<owner>.+['’]s?)\s(?P<noun>(?:[\w-]+\s)?[\w-]+)", re.DOTALL)
_TIMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday year month week night morning "
    "evening season summer winter spring autumn january february march april may june july august september "
    "october november december decade century"
)
# "said privately that": 14 such adverbs are in the cue, none is left out.
_ADVERB = re.compile(r"\s+(?:\w+ly|later|only)(?=\s+that\b)")
# "asked | about the funds", "warned | of frost": 1 692 such words stand in the cue, 80 in the content.
_LINKING = re.compile(r"(?:of|for|about|against|on|over)\b(?=\s+(?P<next>\w+))")
# "in the mayor's view", of which the network may take "in" for the cue.
_VIEW = re.compile(r"\s(?P<noun>view|opinion|words|eyes|judge?ment|telling|estimation|account)\b")
# "is concern | among growers"
_AMONG = re.compile(r"\s+among\s+")
_TELLING = re.compile(r"(?:.*\s)?(?:told|tells?|telling)", re.IGNORECASE)
# "told the contractor to start": 6 contents begin with "to", 3 with who is told.
_LISTENER = re.compile(
    r"(?P<whom>(?:(?:the|an?|his|her|their|its|two|several)\s+)?(?:[\w’'-]+\s+){1,3}?)(?:not\s+)?to\s"
    r"(?!(?:the|an?|his|her|their|its|reporters|journalists)\b)"
)
# "She warned her captain, Erik Strand, that …": who is addressed says nothing.
_ADDRESSING = re.compile(
    r"(?:.*\s)?(?:told|tells?|telling|warn(?:s|ed|ing)?|assur(?:es?|ed|ing)|inform(?:s|ed|ing)?|remind(?:s|ed|ing)?|"
    r"advis(?:es?|ed|ing)|notif(?:y|ies|ied)|promis(?:es?|ed)|convinced?|persuaded?)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:that|to|not\s+to|whether|how|why)\s")
# "Norbank, which said sales had doubled, hired 300": 41 contents end there, one goes on.
_RELATIVES = [["who"], ["which"]]
_WHAT = re.compile(r"\bwhat\s\Z", re.IGNORECASE)
_CLEFT = re.compile(r"(?:is|was)\s(?=(?:that|why|how|whether|what|who|where|when)\b|[“\"‘'])")
# "…, a claim the agent denies": what was said before is no part of it.
TAKEN_UP_CHARS = 60
_TAKEN_UP = re.compile(
    r",\s(?P<what>something|(?:an?|the)\s(?:[\w-]+\s)?(?:claim|allegation|charge|accusation|suggestion|assertion|"
    r"account|view|argument|figure))(?:\s(?:that|which))?\Z"
)
_WRITERS = re.compile(r"(?:however|meanwhile|moreover|nevertheless|though),\s(?=\w)")
_ASIDE = re.compile(r"(?:but|though|if|and)\s[^,;:.“”\"]{2,40},\s(?=that\b)")
_CALLING = re.compile(
    r"(?:\w+\s)*(?:describes?|described|calls?|called|sees?|saw|regards?|regarded|considers?|considered|terms?|termed)"
)
_LABEL = re.compile(r"\s(?P<label>(?:as\s)?[^,;:.?!\n]+)")
# "Had the minister | said that he was sorry, the strike might have ended"
_CONDITION = re.compile(r"(?:If|Unless|Should|Had|Were)\s+(?:[\w’'-]+\s+){1,7}")
_CONSEQUENCE = re.compile(
    r",\s(?:then\s)?(?=(?:[\w’'-]+\s){1,5}?(?:will|would|can|could|may|might|must|should|shall|is|are)\b)"
)
_REDUCED = re.compile(r",\s(?:\w+\s)?\w+ed")
_MAIN_VERB = re.compile(r",\s(?=(?:\w{3,}ed|has|had|is|are|was|were|will|would|did|does|says|said)\b)")


def settle_seams(reading: Reading, draft: Draft, cue: Span) -> Draft:
    """The draft with each word on its side of the seams between source, cue and content."""
    text = reading.text
    draft = with_title(text, _split_artefact(text, draft, cue))
    draft = _with_linking(text, _with_adverb(text, _with_among(text, _with_view(text, draft))))
    draft = _without_cleft(text, _part_taken_up(text, draft, cue))
    draft = _with_label(reading, _without_link(text, draft))
    draft = _end_reduced(text, draft)
    return _end_relative(text, _end_condition(reading, _without_addressee(text, draft)))


def _split_artefact(text: str, draft: Draft, cue: Span) -> Draft:
    """ "The ministry's audit | found": the document goes to the cue and its author is the source."""
    if len(draft.source) != 1 or draft.source[0].end + 1 != cue.start:
        return draft
    source = draft.source[0]
    match = _ARTEFACT.fullmatch(text, source.start, source.end)
    noun = pick_noun(words_of(match["noun"])) if match else None
    if (
        match is None
        or noun is None
        or noun.kind != "document"
        or _TIMES & {POSSESSIVE.sub("", word) for word in words_of(match["owner"])}
    ):
        return draft
    owner = Span(source.start, match.end("owner"))
    return replace(draft, source=(owner,), cue=Span(match.start("noun"), cue.end))


def with_title(text: str, draft: Draft) -> Draft:
    """ "Dr | Leila Farsi": a title or a role right before a name is a part of the source."""
    if not draft.source or not text[draft.source[0].start].isupper():
        return draft
    first = draft.source[0]
    before = _TITLE.search(text, max(first.start - TITLE_CHARS, 0), first.start)
    words = before.group().split() if before else []
    for at in range(len(words)):
        titles = [word.casefold().rstrip(".") for word in words[at:]]
        noun = pick_noun(titles)
        role = noun is not None and noun.kind == "person" and not noun.plural
        if before is not None and (role or TITLES.issuperset(titles)):
            start = first.start - sum(len(word) + 1 for word in words[at:])
            whole = Span(start, first.end)
            taken = any(span.touches(Span(start, first.start)) for span in draft.spans)
            return draft if taken else replace(draft, source=(whole, *draft.source[1:]))
    return draft


def _with_among(text: str, draft: Draft) -> Draft:
    """ "There is concern | among growers": the preposition belongs to a cue that is a noun."""
    if draft.cue is None or not draft.source:
        return draft
    among = _AMONG.match(text, draft.cue.end)
    if among is None or among.end() != draft.source[0].start:
        return draft
    return replace(draft, cue=Span(draft.cue.start, len(among.group().rstrip()) + draft.cue.end))


def _with_adverb(text: str, draft: Draft) -> Draft:
    """ "said | privately that": the adverb behind a verb belongs to the cue."""
    adverb = _ADVERB.match(text, draft.cue.end) if draft.cue is not None else None
    if draft.cue is None or adverb is None:
        return draft
    if any(span.touches(Span(draft.cue.end, adverb.end())) for span in (*draft.source, *draft.content)):
        return draft
    return replace(draft, cue=Span(draft.cue.start, adverb.end()))


def _with_linking(text: str, draft: Draft) -> Draft:
    """ "Asked | about the funds": a preposition between verb and content belongs to the cue."""
    cue = draft.cue
    at = next((n for n, span in enumerate(draft.content) if cue and span.start == cue.end + 1), None)
    if cue is None or at is None or not text[cue.end - 1].isalpha():
        return draft
    first = draft.content[at]
    linking = _LINKING.match(text, first.start, first.end)
    if linking is None or linking["next"].casefold() in _TIMES:
        return draft
    rest = Span(linking.start("next"), first.end)
    content = (*draft.content[:at], rest, *draft.content[at + 1 :])
    return replace(draft, cue=Span(cue.start, linking.end()), content=content)


def _with_view(text: str, draft: Draft) -> Draft:
    """ "In the mayor's | view": the noun is the cue."""
    if draft.cue is None or len(draft.source) != 1 or draft.cue.of(text).casefold() != "in":
        return draft
    noun = _VIEW.match(text, draft.source[0].end)
    return draft if noun is None else replace(draft, cue=Span(*noun.span("noun")))


def _without_addressee(text: str, draft: Draft) -> Draft:
    """The draft without who is addressed: a piece of content right behind the cue, before a clause."""
    cue = draft.cue
    behind = [span for span in draft.content if cue is not None and span.start >= cue.end]
    if cue is None or not behind or behind[0].start - cue.end > 1:
        return draft
    first = behind[0]
    if len(behind) == 1 or not _CLAUSE.match(text, behind[1].start):
        listener = _LISTENER.match(text, first.start, first.end)
        if listener is None or not _TELLING.fullmatch(cue.of(text)) or not _is_somebody(listener["whom"]):
            return draft
        clause = Span(listener.end("whom"), first.end)
        return replace(draft, content=tuple(clause if span == first else span for span in draft.content))
    if not _ADDRESSING.fullmatch(cue.of(text)) or _CLAUSE.match(text, first.start):
        return draft
    if text[first.start] in CLOSERS:
        return draft
    return replace(draft, content=tuple(span for span in draft.content if span != first))


def _is_somebody(whom: str) -> bool:
    words: Sequence[str] = words_of(whom)
    noun = pick_noun(words)
    pronoun = words[-1:] in (["him"], ["her"], ["them"])
    return pronoun or whom[:1].isupper() or (noun is not None and noun.kind != "document")


def _without_link(text: str, draft: Draft) -> Draft:
    """ "According to the paper, however, any use is far off", "suggests, but does not prove, that …": what
    stands between is the writer's."""
    first = draft.content[0]
    link = _WRITERS.match(text, first.start, first.end) or _ASIDE.match(text, first.start, first.end)
    return (
        draft if link is None else replace(draft, content=(Span(link.end(), first.end), *draft.content[1:]))
    )


def _with_label(reading: Reading, draft: Draft) -> Draft:
    """ "in what supporters describe as a witch hunt": what it is called stands behind the verb."""
    text, cue = reading.text, draft.cue
    if cue is None or not draft.source or words_of(draft.content[-1].of(text)) != ["what"]:
        return draft
    label = _LABEL.match(text, cue.end, sentence_at(reading, cue.end).end)
    if label is None or _CALLING.fullmatch(text, cue.start, cue.end) is None:
        return draft
    return replace(draft, content=(*draft.content, Span(*label.span("label"))))


def _part_taken_up(text: str, draft: Draft, cue: Span) -> Draft:
    """ "He was framed, something the judge called “fanciful”": "something" alone is spoken of."""
    start = min([cue.start, *(span.start for span in draft.source)])
    before = [span for span in draft.content if span.end <= start]
    if not before or start - before[-1].end > 1:
        return draft
    end = before[-1].end
    taken = _TAKEN_UP.search(text, max(before[0].start - len(", "), end - TAKEN_UP_CHARS, 0), end)
    if taken is None:
        return draft
    rest = tuple(span for span in draft.content if span not in before)
    return replace(draft, content=(Span(*taken.span("what")), *rest))


def _without_cleft(text: str, draft: Draft) -> Draft:
    """ "What he did say was that the money was gone": what is said begins behind "was"."""
    cue, last = draft.cue, draft.content[-1]
    cleft = _CLEFT.match(text, last.start, last.end) if cue is not None and last.start > cue.end else None
    if cue is None or cleft is None or not draft.source:
        return draft
    opening = draft.source[0].start
    if _WHAT.search(text, max(opening - len("what "), 0), opening) is None:
        return draft
    return replace(draft, content=(Span(cleft.end(), last.end),))


def _end_condition(reading: Reading, draft: Draft) -> Draft:
    """What is said in a condition at the head of a sentence ends at the comma before its consequence: "Had he
    said that he was sorry, the strike might have ended"."""
    text, cue, last = reading.text, draft.cue, draft.content[-1]
    if cue is None or last.start < cue.end or quotations_at(reading, last.start, last.end):
        return draft
    sentence = sentence_at(reading, cue.start)
    if not _CONDITION.fullmatch(text, sentence.start, cue.start):
        return draft
    comma = _CONSEQUENCE.search(text, last.start + 1, last.end)
    if comma is None:
        return draft
    return replace(draft, content=(*draft.content[:-1], Span(last.start, comma.start())))


def _end_reduced(text: str, draft: Draft) -> Draft:
    """ "The car, described as a silver estate, was found": what it is called ends at the comma, too."""
    cue = draft.cue
    behind = [span for span in draft.content if cue is not None and span.start == cue.end + 1]
    if cue is None or draft.source or not behind or not text.startswith("as ", behind[0].start):
        return draft
    if not _REDUCED.fullmatch(text, max(cue.start - len(", "), 0), cue.end):
        return draft
    return _end_label(text, draft, behind[0])


def _end_label(text: str, draft: Draft, label: Span) -> Draft:
    """The draft without what stands behind the first comma of a label, or behind the label before a comma."""
    if text[label.start + len("as ") :][:1] in CLOSERS:
        return draft
    end = text.find(",", label.start, min(label.end + 1, len(text)))
    if end < 0:
        return draft
    kept = tuple(span for span in draft.content if span.end <= label.start)
    return replace(draft, content=(*kept, Span(label.start, end)))


def _end_relative(text: str, draft: Draft) -> Draft:
    """What "which said …" reports ends at the comma before the verb of the clause around it."""
    cue = draft.cue
    behind = [span for span in draft.content if cue is not None and span.start >= cue.end]
    if not behind or len(draft.source) != 1 or text[behind[0].start] in CLOSERS:
        return draft
    inside = words_of(draft.content[0].of(text)) == ["which"] and draft.content[0].end < draft.source[0].start
    if not inside and words_of(draft.source[0].of(text)) not in _RELATIVES:
        return draft
    if inside and text.startswith("as ", behind[0].start):
        # "the plan, which unions call reckless, …": what it is called ends at the comma
        return _end_label(text, draft, behind[0])
    if inside and (rest := [span for span in behind[1:] if text[behind[0].end] == ","]):
        # "the virus, which doctors say spreads by touch, had reached the coast"
        return replace(draft, content=tuple(span for span in draft.content if span not in rest))
    comma = _MAIN_VERB.search(text, behind[0].start + 1, behind[-1].end)
    if comma is None:
        return draft
    kept = (
        Span(span.start, min(span.end, comma.start())) for span in draft.content if span.start < comma.start()
    )
    return replace(draft, content=tuple(kept))
