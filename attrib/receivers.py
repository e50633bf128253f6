"""To whom something is said, and through what: the addressee and the medium of an attribution.

The addressee is who is spoken to: the object of telling ("told reporters"), who is said something to ("said
to the council", "a letter to the board", "an interview with Norbank Radio"), or who is told or asked in the
passive. The medium is what carries the words to the reader: a text, a post, a broadcast, a speech, an outlet,
a spokesman. It is given with its complement ("a letter to the board"). A news organisation that is told
something is both. Place and time of the telling are neither.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple

from attrib.cues import is_passive
from attrib.drafts import Draft, sentence_at
from attrib.lexicon import pick_cue
from attrib.media import Gathered, add_channel, add_media, is_outlet
from attrib.phrases import OBJECTS
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.spans import Span, cut, trim

# Verbs whose object is who is told. What they are told stands in the content.
_TELLING = word_set(
    """tell inform assure reassure remind notify warn advise brief promise ask beg urge persuade convince
    press question quiz interview address email e-mail text phone telephone message alert instruct order query
    lecture
    """
)
_TELLING_OF = word_set("warn inform notify remind advise assure convince persuade speak talk boast complain")
# What is told, not who: "tell the truth".
_TOLD_THINGS = word_set(
    "truth story stories tale tales joke jokes lie lies difference time question questions facts"
)
# Verbs after which "to somebody" is who is spoken to, not what the talk is of ("object to", "agree to").
_SPEAKING = word_set(
    """say speak talk write complain explain admit announce confirm reveal testify promise reply confide
    declare describe mention suggest recommend propose indicate apologise apologize appeal swear vow
    pledge boast brag disclose report state lie whisper shout mutter tweet issue deliver send release
    give submit present repeat deny joke hint signal stress emphasise emphasize remark comment add claim
    recount relate post email confess concede acknowledge respond outline argue insist hand read present
    detail note lament grumble joke protest assert predict
    """
)
_SPEAKING_TO = re.compile(
    r"\b(?:sp(?:eaking|oke|eaks|oken)|talk(?:ing|ed|s)?|writ(?:ing|ten)|wrote|complain(?:ing|ed)|"
    r"testif(?:ying|ied)|"
    r"address(?:ing|ed)|tell(?:ing|s)|told|brief(?:ing|ed)|respond(?:ing|ed) to questions from|"
    r"reply(?:ing)?|replied)\b"
    r"(?P<to>\s+(?:[a-z]+ly\s+)?(?:to|with|before)\b)?\s+",
    re.IGNORECASE,
)
_FINITE = re.compile(r"(?:sp[oe]\w*k[es]s?|talks|talked|wrote|told|tells|testified|replied)\b(?<!speaking)")
_OBJECT_FORMS = word_set("addressing addressed telling tells told briefing briefed")
_COORDINATED = re.compile(r"\s*[,;–—]?\s*(?:and|but|while|then)\b\s*|\s*;\s*")


class Receivers(NamedTuple):
    """To whom something is said, and through what."""

    addressee: tuple[Span, ...]
    medium: tuple[Span, ...]


def find_receivers(reading: Reading, draft: Draft, others: Iterable[Draft] = ()) -> Receivers:
    """The addressees and the media of one attribution, in order, from the sentence of its cue.

    Looked for in the cue behind its reporting word, in the source, and in what stands beside the
    attribution's parts in the sentence; never in its content, nor in the parts of `others`, the attributions
    around it. An attribution without a cue has none.

    >>> import numpy as np
    >>> text = "“No,” the mayor told reporters in Vesk in a written statement."
    >>> everything = (Span(0, len(text)),)
    >>> none = np.zeros((0, 1), dtype=np.float32)
    >>> reading = Reading(text, everything, (Span(0, 5),), everything, (), (), (), (), (), (), none)
    >>> draft = Draft((Span(6, 15),), Span(16, 20), (Span(0, 5),), 0.9, ())
    >>> [span.of(text) for span in sum(find_receivers(reading, draft), ())]
    ['reporters', 'a written statement']
    """
    if draft.cue is None:
        return Receivers((), ())
    text, cue = reading.text, draft.cue
    sentence = sentence_at(reading, cue.start)
    near = [
        other
        for other in others
        if other is not draft and any(span.touches(sentence) for span in (*other.content, *other.source))
    ]
    stretches = _find_stretches(reading, draft, near)
    at = bisect_left(reading.names, sentence.start, key=lambda name: name.span.start)
    names = tuple(takewhile(lambda name: name.span.start < sentence.end, reading.names[max(at - 1, 0) :]))
    found = Gathered(reading, names, [], [])
    _add_told(found, draft, near, stretches)
    for stretch in stretches:
        _add_beside(found, stretch)
        add_media(found, draft, stretch)
    add_channel(found, draft)
    for span in found.addressee:
        if is_outlet(text, span):
            found.medium.append(span)
    kept = [_keep(spans, draft.content) for spans in (found.addressee, found.medium)]
    return Receivers(*kept)


def _keep(spans: Iterable[Span], content: Sequence[Span]) -> tuple[Span, ...]:
    """Each span once, the longest where two overlap, none that touches the content."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda one: (one.start, -one.end)):
        if not any(part.touches(span) for part in content) and not any(one.touches(span) for one in kept):
            kept.append(span)
    return tuple(kept)


def _find_stretches(reading: Reading, draft: Draft, others: Sequence[Draft]) -> list[Span]:
    """Where receivers may stand: the end of the cue, the source, and what is free in the sentence next to the
    parts of this attribution.
    """
    text, cue = reading.text, draft.cue
    assert cue is not None  # the caller has looked
    sentence = sentence_at(reading, cue.start)
    known = pick_cue(text, cue)
    tail = Span(known[1].end if known else cue.end, cue.end)
    holders = [other for other in others if any(span.holds(cue) for span in other.content)]
    rooms = [sentence]
    for holder in holders:  # what is said inside a content is addressed there
        rooms = [
            Span(max(room.start, span.start), min(room.end, span.end))
            for room in rooms
            for span in holder.content
            if room.touches(span)
        ]
    own = [cue, *draft.source, *draft.content]
    strange = [
        span
        for other in others
        if other not in holders
        for span in (*other.source, *other.content, *([other.cue] if other.cue else []))
        if span.touches(sentence) and not any(part.touches(span) for part in own)
    ]
    free = [
        part
        for stretch in cut(rooms, [*own, *strange])
        if (part := _own_part(text, stretch, own, strange)) is not None
    ]
    inside = [cut([span], draft.content) for span in draft.source if any(room.holds(span) for room in rooms)]
    return sorted(
        span for span in (tail, *free, *(one for group in inside for one in group)) if span.start < span.end
    )


def _own_part(text: str, stretch: Span, own: Sequence[Span], strange: Sequence[Span]) -> Span | None:
    """The part of a free stretch that belongs to the attribution whose parts are `own`; `None` for none.

    A stretch goes with what stands before it, and with what comes after only at the start of a sentence or
    behind "and": "said A and, in a letter, told".
    """
    before = max(
        (span for span in (*own, *strange) if span.end <= stretch.start), default=None, key=lambda s: s.end
    )
    after = min((span for span in (*own, *strange) if span.start >= stretch.end), default=None)
    joint = _COORDINATED.match(text, stretch.start, stretch.end)
    if before is None or (joint is not None and after is not None and joint.end() < stretch.end):
        start = joint.end() if joint and before is not None else stretch.start
        return Span(start, stretch.end) if after in own else None
    return stretch if before in own else None


def _add_told(found: Gathered, draft: Draft, others: Sequence[Draft], stretches: Sequence[Span]) -> None:
    """Who is told or asked: the object of the reporting word, or its subject in the passive."""
    text, cue = found.reading.text, draft.cue
    known = pick_cue(text, cue) if cue else None
    if cue is None or known is None or known[0].part == "noun":
        return
    entry, where = known
    if {"a", "an", "the", "in", "by", "via"} & set(words_of(text[cue.start : where.start])):
        return  # a noun after all: "responded in a text message"
    lemma = entry.lemma.split()[0]
    first = (words_of(cue.of(text)) or [""])[0]
    ends = [
        span for span in stretches if span.start >= where.end and not text[where.end : span.start].strip()
    ]
    here = Span(ends[0].start, _reach(text, ends)) if ends else Span(where.end, where.end)
    if lemma in _TELLING and is_passive(text, cue):
        subject = [
            span for span in stretches if span.end <= cue.start and not text[span.end : cue.start].strip()
        ]
        if subject and (told := _pick_last(found, subject[-1])) is not None:
            found.addressee.append(told)
    elif (
        lemma in _TELLING and first.endswith("ed") and (not draft.source or draft.source[0].start >= cue.end)
    ):
        # "Asked about X, Y said": Y is who was asked.
        later = [o for o in others if o.source and o.cue and o.source[0].start >= draft.end]
        sentence = sentence_at(found.reading, cue.start)
        here_asked = [o.source[0] for o in later if sentence.holds(o.source[0])]
        if here_asked and sentence.of(text).lstrip("“\"' ").startswith(text[cue.start : cue.start + 4]):
            found.addressee.append(min(here_asked))
    elif lemma in _TELLING:
        told = found.pick(here.start, here.end)
        if told is not None and not _TOLD_THINGS & set(words_of(told.of(text))):
            found.addressee.append(_cut_topic(text, told, lemma))
    elif lemma in _SPEAKING or "to" in words_of(text[where.end : cue.end]):
        to = re.match(r"\s*(?:[a-z]+ly\s+)?(?:to|with|before)\s+", text[where.end : here.end])
        spoken = (
            found.pick(where.end + to.end(), here.end, strict=True) if to and lemma in _SPEAKING else None
        )
        if spoken is not None:
            found.addressee.append(_cut_topic(text, spoken, lemma))


def _cut_topic(text: str, told: Span, lemma: str) -> Span:
    """Who is told, without what they are told of ("warned residents of floods")."""
    topic = re.search(r"(?<!\bmembers)(?<!\bmember)(?<!\bgroup)(?<!\bboard)\s+of\s", told.of(text))
    return Span(told.start, told.start + topic.start()) if topic and lemma in _TELLING_OF else told


def _reach(text: str, spans: Sequence[Span]) -> int:
    """How far stretches that follow each other without a gap go."""
    end = spans[0].end
    for span in spans[1:]:
        if text[end : span.start].strip() or span.start < end:
            break
        end = span.end
    return end


def _pick_last(found: Gathered, stretch: Span) -> Span | None:
    """The noun phrase that a stretch ends with, as the subject of the verb after it does."""
    text = found.reading.text
    start = max((match.end() for match in re.finditer(r"[,;:–—”\"(]\s*", stretch.of(text))), default=0)
    lead = re.compile(r"\s*(?:and|but|so|when|after|before|as|while|then|if|because)\s+", re.IGNORECASE)
    match = lead.match(text, stretch.start + start, stretch.end)
    begin = match.end() if match else stretch.start + start
    phrase = found.pick(begin, stretch.end)
    if (
        phrase is None
        or text[phrase.end : stretch.end].strip()
        or phrase.of(text).casefold() in OBJECTS - {"you"}
    ):
        pronoun = trim(text, Span(begin, stretch.end))
        return pronoun if words_of(pronoun.of(text)) in (["he"], ["she"], ["they"], ["we"], ["i"]) else None
    return phrase


def _add_beside(found: Gathered, stretch: Span) -> None:
    """Who is spoken to in an adjunct: "speaking to reporters", "who told the Guardian"."""
    text = found.reading.text
    for match in _SPEAKING_TO.finditer(text, stretch.start, stretch.end):
        object_form = match.group().split()[0].casefold() in _OBJECT_FORMS
        if match.group("to") is None and not object_form:
            continue
        before = words_of(text[stretch.start : match.start()])[-1:]
        if _FINITE.match(match.group()) and before not in (["who"], ["and"], ["also"], ["when"]):
            continue  # it has a subject of its own
        spoken = found.pick(match.end(), stretch.end, strict=match.group("to") is not None)
        if spoken is not None:
            found.addressee.append(spoken)
