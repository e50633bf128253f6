"""Who stands right before a cue that the network gave no source, and who leads up to a quotation with a
colon: subjects of verbs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from attrib.cues import is_finite, is_participle, is_passive
from attrib.drafts import Draft, join_names, quotations_at, sentence_at
from attrib.naming import head_of
from attrib.nouns import pick_noun
from attrib.phrases import VERBS, find_words_of
from attrib.prose import COORDINATORS, word_set, words_of
from attrib.quotes import SINGLE_CHARS, pair_quotes
from attrib.reading import Reading
from attrib.roles import PHRASE_CHARS, find_phrase_up_to
from attrib.sayings import SAYING
from attrib.seams import with_title
from attrib.spans import Span, SpanIndex

# Set by eye.
REPORTED_SCORE = 0.6

# "… had told reporters that …"
_SAYS_THAT = re.compile(
    r"\b(?P<cue>(?:(?:had|has|have)\s+)?(?:(?:also|never|later|once|repeatedly)\s+)?(?:told|said|says|warned|claimed|claims|"
    r"believed|believes|believe|thought|argued|insisted|announced|alleged|admitted|promised|predicted|feared|denied))\s+"
    r"(?:(?:[\w’'-]+\s+){1,4}?)?(?P<that>that)\s+\w"
)
# "My father used to say, 'Salt first'": a quotation inside of what is said, with its verb before it.
_SAYS_QUOTED = re.compile(
    r"\b(?P<cue>(?:(?:had|has|have|used\s+to|would|just|then|always)\s+){0,3}(?:say|says|said|tell|tells|told|asks?|asked|replied|"
    r"shouted|cried|answered|wrote|whispered|yelled|screamed|thought|added))\s*"
    r"(?:\s(?:me|him|her|us|them|myself|himself|herself|(?:my\s|the\s)?[\w’'-]+))?[,:]\s(?P<open>[“\"'‘«])(?=\w)"
)
_PRONOUN = re.compile(r"\b(?:I|[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|[Yy]ou|[Ww]ho)\s+\Z")
_PRONOUN_CHARS = 6
# "“Lies!” shouted one."
_BEHIND = re.compile(
    r"\s(?P<who>(?:one|another|others|some|many|he|she|they)(?:\sof\s(?:them|us|the\s[\w’'-]+))?)(?=[.,;:\n]|\Z)"
)
_WHOSE = re.compile(r",\s(?P<who>whose\s[\w’'-]+)\s\Z")
# "which the minister promised"; a clause ("if he asks", "what") is no subject.
_RELATIVE = re.compile(
    r"(?:(?P<word>which|that)\s+(?=\w)|[“\"‘']|(?:if|when|as|what|because|since|while|whatever|which|that)\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",\s(?:for\s(?:its|his|her|their)\spart|meanwhile|however|by\scontrast|in\sturn|too|though|in\sparticular),\s*\Z"
)
# How a sentence opens that leads up to a quotation: with a pronoun, or with a few words before a name.
_OPENING = re.compile(r"(?:But|And|So|Then|Later|Today),?\s+")
_OPENS = re.compile(r"(?P<pronoun>[Hh]e|[Ss]he)\s")
_PHRASE = re.compile(r"[A-Z][\w’'-]*(?:\s[\w’'-]+){0,7}")
_FEW_WORDS = re.compile(r"(?:[\w.-]+\s+){0,4}")
_TITLES = re.compile(r"(?:(?:[A-Z][\w.]*|the)\s+)*")
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
        _with_subject(reading, draft, names, mentions, inside=_is_inside(draft, contents)) for draft in drafts
    ]


def find_reported(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """What a content reports in turn ("… that Lind had told her that it leaks"), where the network found
    nothing: a verb of saying with its subject before it and "that" or a quotation behind it."""
    text = reading.text
    names = {name.span.end: name.span for name in reading.names}
    mentions = {mention.head.end for mention in reading.mentions}
    taken = SpanIndex(draft.cue for draft in drafts if draft.cue is not None)
    found: list[Draft] = []
    seen: set[Span] = set()  # what stands in a content inside of a content is come upon twice
    for draft in drafts:
        for part in draft.content:
            for cue, content in (*_find_clauses(reading, part), *_find_inner_quotations(text, part)):
                if cue in seen or taken.touching(cue):
                    continue
                seen.add(cue)
                inner = Draft((), cue, (content,), REPORTED_SCORE, ("reported-cue",))
                inner = _with_subject(reading, inner, names, mentions, inside=True)
                if inner.source and part.holds(inner.source[0]):
                    found.append(inner)
    return found


def _find_clauses(reading: Reading, part: Span) -> Iterator[tuple[Span, Span]]:
    """Verbs of saying outside of quotation marks, each with the clause with "that" behind it."""
    for match in _SAYS_THAT.finditer(reading.text, part.start, part.end):
        if not quotations_at(reading, *match.span("cue")):
            yield Span(*match.span("cue")), Span(match.start("that"), part.end)


def _find_inner_quotations(text: str, part: Span) -> Iterator[tuple[Span, Span]]:
    """Verbs of saying, each with the quotation that follows it."""
    for match in _SAYS_QUOTED.finditer(text, part.start, part.end):
        start = match.start("open")
        # What does not close so soon is not looked through to its end for every verb before it.
        quoted = pair_quotes(text, Span(start, min(start + SINGLE_CHARS, part.end)))
        if quoted:
            yield Span(*match.span("cue")), quoted[0]


def introduce_quotations(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts; a quotation that nothing but a colon introduces ("Lind wrote to the board in March: “…”")
    has the reporting verb before the colon for a cue, or the colon, and the subject there as its source."""
    return [_introduce(reading, draft) if "bare-quotation" in draft.why else draft for draft in drafts]


def _introduce(reading: Reading, draft: Draft) -> Draft:
    text, start = reading.text, draft.content[0].start
    end = len(text[:start].rstrip())
    if not text[:end].endswith(":"):
        return draft
    lead, colon = Span(sentence_at(reading, end - 1).start, end - 1), Span(end - 1, end)
    at = bisect_left(reading.names, lead.start, key=lambda name: name.span.start)
    near = takewhile(lambda name: name.span.end <= lead.end, islice(reading.names, at, None))
    names = [name.span for name in near if name.type == "Person"]
    ends = {name.end: name for name in names}
    why = ("introduced-quotation", *draft.why[1:])
    for word in find_words_of(text, lead):
        cue = Span(word.start, end if word.end == colon.start else word.end)
        subject = _with_subject(reading, replace(draft, cue=cue), ends, set(), inside=False)
        if subject.source and is_finite(text, word):
            return replace(with_title(text, subject), why=why)
    source = _find_opener(text, lead, names)
    return draft if source is None else replace(draft, source=(source,), cue=colon, why=why)


def _find_opener(text: str, lead: Span, names: Sequence[Span]) -> Span | None:
    """The pronoun or the one person that a sentence opens with, a title included."""
    opening = _OPENING.match(text, lead.start, lead.end)
    start = lead.start if opening is None else opening.end()
    pronoun = _OPENS.match(text, start, lead.end)
    if pronoun is not None:
        return None if names else Span(*pronoun.span("pronoun"))
    if len(names) != 1 or not _FEW_WORDS.fullmatch(text, start, names[0].start):
        return None
    titled = _TITLES.fullmatch(text, start, names[0].start)
    return Span(start if titled else names[0].start, names[0].end)


def _is_inside(draft: Draft, contents: SpanIndex) -> bool:
    return draft.cue is not None and bool(contents.touching(draft.cue))


def _with_subject(
    reading: Reading, draft: Draft, names: dict[int, Span], mentions: set[int], *, inside: bool
) -> Draft:
    text, cue = reading.text, draft.cue
    if draft.source or cue is None or not _has_subject(text, cue):
        return draft
    first, before = draft.content[0], _find_end(reading, cue)
    behind = _BEHIND.match(text, cue.end)
    if behind is not None and first.end <= cue.start and quotations_at(reading, first.start, first.end):
        return replace(draft, source=(Span(*behind.span("who")),))
    if first.end == before and len(draft.content) > 1:
        return _without_subject(text, draft, first)
    if any(span.end > before - 1 and span.start < cue.start for span in draft.content):
        return draft
    sentence = sentence_at(reading, cue.start)
    pronoun = _PRONOUN.search(text, max(cue.start - _PRONOUN_CHARS, sentence.start), cue.start)
    if pronoun is not None:
        return replace(draft, source=(Span(pronoun.start(), before),))
    whose = _WHOSE.search(text, max(cue.start - PHRASE_CHARS, sentence.start), cue.start)
    if whose is not None:
        return replace(draft, source=(Span(whose.start("who"), before),))
    if before in names:
        return replace(draft, source=(join_names(reading, names[before]),))
    if not inside and (whole := _find_whole(text, Span(sentence.start, before))) is not None:
        return replace(draft, source=(whole,))
    if before not in mentions:
        return draft
    phrase = find_phrase_up_to(text, sentence.start, before)
    if phrase is None or not SAYING.isdisjoint(words_of(phrase.of(text))):
        return draft
    return replace(draft, source=(phrase,)) if inside else draft


def _find_whole(text: str, before: Span) -> Span | None:
    """What a sentence begins with before its verb, when all of it is one noun phrase of a noun that speaks:
    "The law on guilds"."""
    opening = _OPENING.match(text, before.start, before.end)
    phrase = Span(before.start if opening is None else opening.end(), before.end)
    if not _PHRASE.fullmatch(text, phrase.start, phrase.end) or phrase.of(text).isupper():
        return None
    words = words_of(phrase.of(text))
    if words[-1] in COORDINATORS or words[-1] == "then":
        return None  # "The head of Norland left and announced": the verb before it has the subject
    known = pick_noun(words_of(head_of(text, phrase).of(text))) is not None
    return phrase if known and VERBS.isdisjoint(words) and SAYING.isdisjoint(words) else None


def _find_end(reading: Reading, cue: Span) -> int:
    """Where what stands before a cue ends; "for its part" and the like between commas are passed over."""
    text = reading.text
    aside = _ASIDE.search(
        text, max(cue.start - PHRASE_CHARS, sentence_at(reading, cue.start).start), cue.start
    )
    return aside.start() if aside is not None else len(text[: cue.start].rstrip())


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
        and words[-1] != "heard"
        and _RAISING.isdisjoint(words)
    )
