"""Where reported speech ends: at a semicolon, at a contrast, at a participle, at the next verb of its
subject, at the end of its sentence.

Rules that docs/model.md lists were counted in the training texts of PolNeAR before they went in; the others
come from reading what was found in articles and in invented passages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from attrib.drafts import Draft, paragraph_span, quotations_at, sentence_at
from attrib.reading import Reading
from attrib.spans import Span, SpanIndex, holds_word, trim

PARTED_SCORE = 0.6  # of what was parted from another content: set by eye
# How far before a place the word that decides is looked for.
NEAR_CHARS = 12
# Two pieces of a content may lie so far apart and be one.
GAP_CHARS = 60
# "It leaks, she said, | and nobody cares".
_LINKED = re.compile(r",\s(?=(?:and|but|or|because|since|as|though|although|if|when|where|with)\b)")

_BREAK = re.compile(r";\s")
# "X said A, and Y said B": in PolNeAR 56 contents end before such an "and", 1 goes on.
_CONTRAST = re.compile(r"(?:,\s+(?:while|whereas|but|although|though|and)|;)\s+\Z")
# "…, promising the first half by June": in PolNeAR 119 contents end before such a comma, 3 go on.
# After "and" only where the cue of the content is one of these itself.
_PARTICIPLE = re.compile(
    r"(?P<link>,|,?\s+and)\s+(?P<cue>(?:adding|promising|warning|saying|noting|insisting|arguing|claiming|telling|"
    r"calling|citing|suggesting|stressing|vowing|pledging|describing|accusing|predicting)\b"
    r"(?:\s+(?:of|about|against)\b)?)\s+"
)
# "… and said that": in PolNeAR 48 contents end before such an "and", 5 go on.
_COORDINATED = re.compile(
    r",?\s+(?:and|but)\s+(?P<cue>(?:(?:also|then|later)\s+)?(?P<verb>said|says|added|adds|noted|notes|warned|warns|"
    r"insisted|insists|argued|argues|suggested|stressed|vowed|promised|pledged|called|calls|urged|urges|accused|"
    r"accuses|praised|described|describes|criticized|questioned|cited|asked\s+for|told(?=\s+\w+\s+(?:to|that)\b)|"
    r"asked(?=\s+(?:\w+\s+)?(?:to|whether)\b)))\s+(?:(?:him|her|them|us|me|reporters)\s+)?"
)
# Nor with one of these right before another word.
_HANGING = re.compile(
    r"(?<!\S)(?:in|on|into|about|between|against|during|as|and|or|that|to|by|for|with|from|at|are|is|was|were|has|"
    r"have|had|be|been|not|cannot|can|who|which|if|than)\Z"
)
_LOOSE = re.compile(r",?\s(?:and|or|but)\Z")
# In a headline a comma does: "Police chief denies cover-up, blames error".
_LISTED = re.compile(
    r"(?P<link>,)\s+(?P<cue>(?P<verb>says|blames|warns|vows|denies|calls|urges|accuses|admits|slams))\s+"
)
# Between what one attribution reports and the next.
_LINK = re.compile(r"(?:,?\s+(?:and|but|while)|,)\s*\Z")
# "…, though the bank disputes this"
_DENIAL = re.compile(
    r",\s(?:though|although|but|while|which|something)\s(?P<source>[^,;:.?!“”\"\n]{2,60}?)\s(?P<cue>(?:(?:has|have)\s)?"
    r"(?:(?:strongly|firmly|flatly|hotly|both|always|repeatedly)\s)?"
    r"(?:disputes?|disputed|den(?:y|ies|ied)|rejects?|rejected|contests?|contested))\s"
    r"(?P<what>this|that|it|(?:the|this|that)\s(?:claim|account|figure|allegation|charge|accusation|version|number)s?)\Z"
)
_FINITE = re.compile(r"\w+(?:ed|s|id|old)")
# A verb before a clause with "that", by its ending: "gushed that …", "says that …".
_THAT_CUE = re.compile(r"\b(?P<cue>\w+(?:ed|s|id|old))\s+\Z")
# No clause ends with one of these, but for what is left out of it ("she would").
_UNFINISHED = re.compile(r"\s(?:would|will|could|should|must|may|might|the|an?|of)\Z", re.IGNORECASE)


def settle_contents(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with contents that end where reported speech ends, and what that sets free as drafts of its
    own."""
    ended = [_until_break(reading, draft) for draft in join_pieces(reading, drafts)]
    completed = complete_ends(reading, part_clauses(reading, ended))
    parted = part_participles(reading, part_contrasts(reading, part_denials(reading, completed)))
    return part_coordinations(reading, parted)


def join_pieces(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The same, with the words between two pieces of a content behind its cue given to it, where they stand
    in one sentence and belong to nothing else."""
    taken = SpanIndex(span for draft in drafts for span in draft.spans)
    return [replace(draft, content=_join(reading, draft, taken)) for draft in drafts]


def _join(reading: Reading, draft: Draft, taken: SpanIndex) -> tuple[Span, ...]:
    pieces = list(draft.content[:1])
    around = [*draft.source, *([draft.cue] if draft.cue else [])]
    for span in draft.content[1:]:
        gap = Span(pieces[-1].end, span.start)
        between = [part.end for part in around if part.touches(gap)]
        behind = Span(max(between), span.start) if between else gap
        if not _is_gap(reading, behind) or taken.touching(behind):
            pieces.append(span)
        elif between:
            first = _LINKED.match(reading.text, behind.start, behind.end)
            pieces.append(Span(first.end(), span.end) if first else span)
        else:
            pieces[-1] = Span(pieces[-1].start, span.end)
    return tuple(pieces)


def _is_gap(reading: Reading, gap: Span) -> bool:
    """Whether a stretch between two pieces is a part of one sentence outside of quotation marks."""
    if not 0 < gap.end - gap.start <= GAP_CHARS or not holds_word(reading.text, gap):
        return False
    one_sentence = sentence_at(reading, gap.start) == sentence_at(reading, gap.end)
    return one_sentence and not quotations_at(reading, gap.start, gap.end)


def part_clauses(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The same, a clause with "that" given back to its own sentence: it depends on a word there and not on a
    cue in another. Where a name and a verb stand before it, they are its source and cue.

    >>> found = _THAT_CUE.search("The librarian Anne Foss gushed ")
    >>> found["cue"]
    'gushed'
    """
    text = reading.text
    ends = {name.span.end: name.span for name in reading.names if name.type == "Person"}
    cues = SpanIndex(draft.cue for draft in drafts if draft.cue is not None)
    parted: list[Draft] = []
    for draft in drafts:
        stray = [span for span in draft.content if _is_stray(reading, draft.cue, span)]
        kept = tuple(span for span in draft.content if span not in stray)
        if not kept or not stray:
            parted.append(draft)
            continue
        parted.append(replace(draft, content=kept))
        for span in stray:
            found = _THAT_CUE.search(text, sentence_at(reading, span.start).start, span.start)
            source = ends.get(found.start("cue") - 1) if found else None
            if found and source is not None and not cues.touching(Span(*found.span("cue"))):
                cue = Span(*found.span("cue"))
                parted.append(Draft((source,), cue, (span,), PARTED_SCORE, ("that-clause",)))
    return parted


def _is_stray(reading: Reading, cue: Span | None, span: Span) -> bool:
    """Whether a piece of content is a clause with "that" in a sentence before or behind that of its cue."""
    if cue is None or not reading.text.startswith("that ", span.start):
        return False
    return sentence_at(reading, span.start) != sentence_at(reading, cue.start)


def complete_ends(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The same, a content that stops behind "would" or "the", or between "in" and the next word, reaching to
    the end of its sentence where nothing else is found there."""
    text = reading.text
    places = [span for draft in drafts for span in draft.spans]
    taken = SpanIndex(places)
    done = []
    for draft in drafts:
        last = draft.content[-1]
        end = last.end
        near = max(last.start, last.end - NEAR_CHARS)
        goes_on = text[last.end : last.end + 1] == " " and text[last.end + 1 : last.end + 2].isalpha()
        if _UNFINISHED.search(text, near, last.end) or (goes_on and _HANGING.search(text, near, last.end)):
            sentence = sentence_at(reading, last.start)
            rest = Span(last.end, min(sentence.end, paragraph_span(reading, last.start).end))
            others = [places[place] for place in taken.touching(rest) if not places[place].holds(last)]
            if others:  # what somebody else says, or says it with, ends it
                rest = _until(text, rest, min(others).start)
            if rest.start < rest.end and text[rest.start] in " \n":
                end = without_stop(text, rest).end
            elif loose := _LOOSE.search(text, near, end):
                end = loose.start()
        done.append(replace(draft, content=(*draft.content[:-1], Span(last.start, end))))
    return done


def _until(text: str, rest: Span, other: int) -> Span:
    """What is left of a stretch before another attribution, without the "and" that leads to it."""
    link = _LINK.search(text, rest.start, other)
    return Span(rest.start, link.start() if link else rest.start)


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
        contrast = _CONTRAST.search(text, max(start - NEAR_CHARS, 0), start)
        if contrast is None or quotations_at(reading, contrast.start(), contrast.start() + 1):
            continue
        for place in index_of.touching(Span(contrast.start(), start)):
            span, first = contents[place]
            cue = parted[first].cue
            if first == second or cue is None or cue.start > span.start or not span.holds(draft.cue):
                continue
            if not holds_word(text, Span(span.start, max(contrast.start(), span.start))):
                continue
            kept = [
                one if one != span else Span(span.start, contrast.start()) for one in parted[first].content
            ]
            parted[first] = replace(parted[first], content=tuple(one for one in kept if one.end <= start))
            rest = tuple(one for one in parted[second].content if one.start > contrast.start())
            parted[second] = replace(parted[second], content=rest or parted[second].content)
    return parted


def part_denials(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The same, where reported speech was read on over "…, though Y denies this": what Y denies is Y's."""
    text = reading.text
    cues = SpanIndex(draft.cue for draft in drafts if draft.cue is not None)
    parted: list[Draft] = []
    for draft in drafts:
        last, cue = draft.content[-1], draft.cue
        parted.append(draft)
        if cue is None or last.start < cue.end or said_in_full(text, cue):
            continue
        found = _DENIAL.search(text, last.start, last.end)
        if found is None or quotations_at(reading, found.start(), last.end):
            continue
        parted[-1] = replace(draft, content=(*draft.content[:-1], Span(last.start, found.start())))
        source, denial, what = (Span(*found.span(part)) for part in ("source", "cue", "what"))
        if not cues.touching(denial):
            parted.append(Draft((source,), denial, (what,), PARTED_SCORE, ("denial-behind",)))
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
                parted.append(Draft(draft.source, cue, (rest,), PARTED_SCORE, ("participle-cue",)))
            break
    return parted


def part_coordinations(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The same, where reported speech was read on over "… and said that …" in the tense of its own cue: who
    said the one said the other, in an attribution of its own."""
    parted = list(drafts)
    heads = {draft.cue.start: place for place, draft in enumerate(drafts) if draft.cue is not None}
    for place, draft in enumerate(drafts):
        found = _find_coordinated(reading, draft)
        if found is None:
            continue
        last = draft.content[-1]
        cue, rest = Span(*found.span("cue")), Span(found.end(), last.end)
        parted[place] = replace(draft, content=(*draft.content[:-1], Span(last.start, found.start())))
        inner = heads.get(cue.start, heads.get(found.start("verb")))
        if inner is not None:
            own = tuple(span for span in drafts[inner].content if span.start >= cue.end)
            whole = Span(min(drafts[inner].cue or cue, cue).start, cue.end)
            parted[inner] = replace(drafts[inner], source=draft.source, cue=whole, content=own or (rest,))
        else:
            parted.append(Draft(draft.source, cue, (rest,), PARTED_SCORE, ("coordinated-cue",)))
    return parted


def _find_coordinated(reading: Reading, draft: Draft) -> re.Match[str] | None:
    """Where in the last piece of a content its source's next verb stands, outside of quotation marks."""
    text, cue, last = reading.text, draft.cue, draft.content[-1]
    if cue is None or not draft.source or last.start < cue.end or said_in_full(text, cue):
        return None
    verb = cue.of(text).split()[-1]
    if not _FINITE.fullmatch(verb) or draft.source[-1].end > cue.start:
        return None
    quoted = quotations_at(reading, last.start, last.end)
    listed = (
        cue.of(text).endswith("s")
        and sentence_at(reading, cue.start).end == paragraph_span(reading, cue.start).end
    )
    patterns = (_COORDINATED, _LISTED) if listed else (_COORDINATED,)
    for found in (match for pattern in patterns for match in pattern.finditer(text, last.start, last.end)):
        here = Span(*found.span("verb"))
        same = found["verb"].endswith("s") == verb.endswith("s")
        before, after = Span(last.start, found.start()), Span(found.end(), last.end)
        if same and not any(mark.touches(here) for mark in quoted) and holds_word(text, before):
            return found if holds_word(text, after) else None
    return None


def _until_break(reading: Reading, draft: Draft) -> Draft:
    """Reported speech behind its cue ends at a semicolon, as five in six do in PolNeAR; a quotation does
    not."""
    text, cue = reading.text, draft.cue
    last = draft.content[-1]
    if cue is None or last.start < cue.end or said_in_full(text, cue):
        return draft
    for found in _BREAK.finditer(text, last.start, last.end):
        if not quotations_at(reading, last.start, last.end):
            return replace(draft, content=(*draft.content[:-1], Span(last.start, found.start())))
    return draft


def said_in_full(text: str, cue: Span) -> bool:
    """Whether a cue introduces all that follows it: a colon does."""
    return cue.of(text).endswith(":")


def without_stop(text: str, span: Span) -> Span:
    return trim(text, Span(span.start, span.end - 1)) if text[span.end - 1] in ".,;:" else span
