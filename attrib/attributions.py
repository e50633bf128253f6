"""Reading → attributions: who is said to have said what, and what each attribution says of itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from attrib.constructions import (
    correct_draft,
    is_doubtful,
    is_purpose,
    keep_sentence,
    with_cited_sources,
    without_shared_sources,
)
from attrib.contents import settle_contents
from attrib.cues import is_finite, is_noun, is_participle, is_passive, pick_modality, pick_stance
from attrib.drafts import (
    NEAR,
    Draft,
    add_bare_quotations,
    complete_quotations,
    paragraph_at,
    paragraph_span,
    quotations_at,
    sentence_at,
    tidy_relation,
)
from attrib.grounds import find_grounds
from attrib.headings import find_heading_sources
from attrib.hedges import settle_hedges
from attrib.interviews import find_answers
from attrib.naming import NameIndex
from attrib.phrases import pick_phrase
from attrib.prose import find_furniture, lies_in, words_of
from attrib.quotes import pair_quotes
from attrib.reading import Reading
from attrib.receivers import find_receivers
from attrib.records import Attribution, Block, Manner, SourceStatus
from attrib.sources import pick_status
from attrib.spans import Span, SpanIndex, cut, find_words, holds_word
from attrib.subjects import add_subjects, find_reported, introduce_quotations
from attrib.turns import LABEL, settle_turns
from attrib.unlinked import find_unlinked

# Whoever is blamed is named in fewer characters.
BLAMED_CHARS = 150
# The probability given to an answer of an interview: a guess, since no corpus marks any.
ANSWER_SCORE = 0.8
# Somebody asks, who is not said; so far before the cue the word stands that tells.
WHEN_CHARS = 12
_WHEN_ASKED = re.compile(r"\b(?:when|if|once|after being)\s+(?:asked|pressed|questioned)\Z", re.IGNORECASE)
# French and Swiss books set them one way, German ones the other.
_GUILLEMETS = (("«", "»"), ("»", "«"))
# Between who is blamed and the saying that it is for.
_BLAME = re.compile(r"\s(?:for|of)(?:\s\w+ly)?\s\Z")


def find_attributions(reading: Reading, blocks: Sequence[Block]) -> tuple[Attribution, ...]:
    """The attributions of a text in the order of their first cue or content, ids a1, a2 …

    Relations in bylines, labels, site furniture and repeated headlines are left out. Spans are trimmed; a
    content holds its quotation marks and no full stop outside them, and is cut at paragraph breaks. A
    quotation that no relation covers joins the attribution it goes on from, or becomes one without cue or
    source; so does an answer of an interview. Speakers are not looked for here.
    """
    furniture = find_furniture(blocks)
    drafts = [
        draft
        for relation in reading.relations
        if not is_purpose(reading.text, relation)
        and not is_doubtful(reading.text, relation)
        and (kept := keep_sentence(reading, relation)) is not None
        and (tidied := tidy_relation(reading, kept, furniture)) is not None
        and (draft := correct_draft(reading, tidied)) is not None
    ]
    headings = tuple(block.span for block in blocks if block.kind in ("headline", "deck"))
    drafts = without_shared_sources(reading, settle_contents(reading, add_subjects(reading, drafts)))
    drafts = settle_hedges(reading, with_cited_sources(reading, drafts))
    drafts += find_heading_sources(reading, drafts, headings, furniture)
    drafts = settle_turns(reading, drafts, (*furniture, *headings))
    drafts += find_unlinked(reading, drafts, furniture)
    drafts += find_reported(reading, drafts)
    drafts = add_bare_quotations(reading, complete_quotations(reading, drafts), (*furniture, *headings))
    drafts = introduce_quotations(reading, drafts)
    drafts += [
        Draft((), None, answer, ANSWER_SCORE, ("interview-answer",))
        for answer in find_answers(reading.text, reading.paragraphs, blocks)
    ]
    drafts.sort(key=lambda draft: (draft.start, -draft.end))
    parents = _find_parents(drafts)
    names = NameIndex(reading.text, reading.names)
    drafts = [
        draft if parent is None else _with_blamed_source(reading.text, names, draft, drafts[parent])
        for draft, parent in zip(drafts, parents, strict=True)
    ]
    children: dict[int, list[Draft]] = defaultdict(list)
    for child, parent in enumerate(parents):
        if parent is not None:
            children[parent].append(drafts[child])
    extents = [(min(span.start for span in draft.spans), draft.end) for draft in drafts]
    found: list[Attribution] = []
    for index, draft in enumerate(drafts):
        sentence = sentence_at(reading, draft.cue.start if draft.cue else draft.content[0].start)
        if draft.source:
            status = pick_status(reading.text, draft.source, names.near(draft.source))
        else:
            status = _pick_missing_status(reading, draft, found, sentence)
        around = range(max(index - NEAR, 0), min(index + NEAR + 1, len(drafts)))
        near = [
            drafts[other]
            for other in around
            if extents[other][0] < sentence.end and sentence.start < extents[other][1]
        ]
        receivers = find_receivers(reading, draft, near)
        others = (span for other in near for span in other.content if span.touches(sentence))
        said = tuple(span for span in others if not any(span.holds(part) for part in draft.source))
        unnamed = status in ("anonymous", "nominal", "vague", "pronoun")
        orphan = draft.cue is None and not draft.source and status == "elided"
        found.append(
            Attribution(
                id=f"a{index + 1}",
                source=draft.source,
                source_status=status,
                cue=draft.cue,
                content=draft.content,
                manner=_pick_manner(reading, draft, children[index], headings),
                modality=pick_modality(reading.text, draft.cue, draft.content, sentence),
                stance=pick_stance(reading.text, draft.cue) if draft.cue else "neutral",
                parent=None if (parent := parents[index]) is None else f"a{parent + 1}",
                open="orphan-quotation" if orphan else None,
                addressee=receivers.addressee,
                medium=receivers.medium,
                grounds=find_grounds(reading.text, sentence, draft.source, said) if unnamed else (),
                score=draft.score,
                why=draft.why,
            )
        )
    return tuple(found)


def _find_parents(drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft the innermost other one whose content holds its cue and content. A parent's content is
    always larger, so no chain can close.
    """
    sizes = [sum(span.end - span.start for span in draft.content) for draft in drafts]
    owners = [index for index, draft in enumerate(drafts) for _ in draft.content]
    contents = SpanIndex(span for draft in drafts for span in draft.content)
    parents: list[int | None] = []
    for index, draft in enumerate(drafts):
        parts = (*draft.content, *([draft.cue] if draft.cue else []))
        near = {owners[place] for place in contents.touching(draft.content[0])}
        holders = [
            other
            for other in sorted(near)
            if sizes[other] > sizes[index] and lies_in(parts, drafts[other].content)
        ]
        parents.append(min(holders, key=lambda other: (sizes[other], other)) if holders else None)
    return parents


def _with_blamed_source(text: str, names: NameIndex, draft: Draft, parent: Draft) -> Draft:
    """The saying that somebody is blamed or praised for, with that person as its source: "the minister" in
    "criticised the minister for saying that …"."""
    if draft.source or draft.cue is None:
        return draft
    around = next((part for part in parent.content if part.holds(draft.cue)), None)
    if around is None or draft.cue.start - around.start > BLAMED_CHARS:
        return draft
    link = _BLAME.search(text, around.start, draft.cue.start)
    if link is None or link.start() == around.start:
        return draft
    blamed = Span(around.start, link.start())
    fits = pick_phrase(text, blamed, names.near((blamed,))) == blamed
    return replace(draft, source=(blamed,)) if fits else draft


def _pick_missing_status(
    reading: Reading, draft: Draft, before: Sequence[Attribution], sentence: Span
) -> SourceStatus:
    """The status of an attribution without a source: elided when the context gives a speaker, else none."""
    text = reading.text
    if "interview-answer" in draft.why:
        return "elided"
    if "hedge-adverb" in draft.why:
        return "none"
    if draft.cue is None:
        # Some prose outside quotation marks, here or in the paragraph before, lets the reader look for the
        # speaker.
        here = paragraph_at(reading, draft.content[0].start)
        around = [
            Span(p.start, min(p.end, draft.content[0].start))
            for p in reading.paragraphs[max(here - 1, 0) : here + 1]
        ]
        around = [span for span in around if span.start < span.end]
        marked = quotations_at(reading, around[0].start, around[-1].end) if around else ()
        prose = cut(around, marked)
        return "elided" if any(holds_word(text, span) for span in prose) else "none"
    if _WHEN_ASKED.search(text, max(sentence.start, draft.cue.start - WHEN_CHARS), draft.cue.end):
        return "none"
    if is_noun(text, draft.cue) or (is_passive(text, draft.cue) and not is_participle(text, draft.cue)):
        return "none"
    subject_before = any(
        other.source and other.cue and sentence.start <= other.cue.start < draft.cue.start
        for other in before[-NEAR:]
    )
    if is_participle(text, draft.cue):
        return "elided"
    words = words_of(text[sentence.start : draft.cue.start])
    coordinated = bool(words) and words[-1] in {"and", "but", "then", "or", "before", "after", "also"}
    return "elided" if is_finite(text, draft.cue) and (subject_before or coordinated) else "none"


def _pick_manner(
    reading: Reading, draft: Draft, children: Sequence[Draft], headings: Sequence[Span]
) -> Manner:
    """Direct when every word of the content stands in marks of its own, mixed when some do; a transcript's
    turn is direct.

    Marks of a content inside this one count for that one only.
    """
    text = reading.text
    if "interview-answer" in draft.why or _is_turn(reading, draft, headings):
        return "direct"
    nested = [span for child in children for span in child.content]
    words = quoted_words = 0
    some = False
    for fragment in draft.content:
        near = quotations_at(reading, fragment.start, fragment.end)
        own = [span for span in near if fragment.holds(span)]
        if (text[fragment.start], text[fragment.end - 1]) in _GUILLEMETS:
            own = [fragment]  # French sets blanks inside its marks, where no quotation is looked for
        if not own and any(span.holds(fragment) for span in near):
            own = [span for span in pair_quotes(text, fragment) if fragment.holds(span)]
        # A quotation left open at one end of the fragment (a split quotation, an unbalanced mark).
        own += [
            Span(max(span.start, fragment.start), min(span.end, fragment.end))
            for span in near
            if not fragment.holds(span) and not span.holds(fragment)
        ]
        inside = find_words(text, fragment)
        marked = [word for word in inside if any(span.holds(word) for span in own)]
        words += len(inside)
        quoted_words += len(marked)
        some = some or any(not any(child.holds(word) for child in nested) for word in marked)
    if words and quoted_words == words:
        return "direct"
    return "mixed" if some else "indirect"


def _is_turn(reading: Reading, draft: Draft, headings: Sequence[Span]) -> bool:
    """Whether an attribution is a turn of a transcript: a label at the start of a paragraph, a colon, and
    more such turns.
    """
    text = reading.text
    if draft.cue is None or draft.cue.of(text) != ":" or not draft.source:
        return False
    paragraph = paragraph_span(reading, draft.cue.start)
    if draft.source[0].start != paragraph.start or any(heading.holds(draft.cue) for heading in headings):
        return False
    turns = (p for p in reading.paragraphs if LABEL.match(text, p.start, p.end))
    return len(list(islice(turns, 2))) > 1
