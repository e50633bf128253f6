"""Reading and attributions → claims: every asserting stretch of an article, and who says so.

The network gives claim-sized stretches; here they are cut where the voice changes, rid of "the minister
said", and what it left out is looked at once more.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from attrib.furniture import pick_furniture
from attrib.hedges import is_hedge
from attrib.prose import (
    AUXILIARIES,
    COORDINATORS,
    asserts,
    has_word,
    is_adjunct,
    may_hold_verb,
    word_set,
    words_of,
)
from attrib.reading import Reading, Stretch
from attrib.records import Attribution, Block, Claim, ClaimKind, Status
from attrib.sayings import PERCEIVING, SAYING, SPEAKING
from attrib.spans import Span, SpanIndex, cut, find_words, holds_word, merge, trim
from attrib.zones import Zone, find_zones, zones_in

# The score of a claim that the network left out and a rule put back: a constant for "unsure", not measured.
GAP_SCORE = 0.5
# Outside contents, fewer words than this that the network left out are dates, credits, labels: gum dev has no
# claim among them.
GAP_WORDS = 3

# A sentence of site furniture is shorter.
FURNITURE_CHARS = 60

# Words that open a clause which is said, asked or denied.
_PRONOUNS = word_set("it this that these those them him her us me")
_PERSONS = word_set("i you he she we they who which what")
_AFTER_VERBS = (["for"], ["about"], ["of"], ["on"], ["to"], ["with"], ["at"])
_CLAUSE_OPENERS = word_set("that whether if why how what when where who which because there it")
_ASKED_ABOUT = re.compile(
    r"\b(?:asked|questioned|pressed|quizzed|speaking|commenting)\b.*\b(?:about|on|over|of)$", re.IGNORECASE
)
_ASKING = re.compile(
    r"\W*(?:(?:and|but|or|so)\s+)?(?:who\w*|what\w*|when|where|why|how\w*|which\w*|whether|if|is|are|was|were|do|does|"
    r"did|can|could|will|would|should|has|have|had)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])[\s,.;:]*")
_LEFT = " \t\r\n\N{NO-BREAK SPACE},;:.–—-)”’"
_RIGHT = " \t\r\n\N{NO-BREAK SPACE},;:–—-("
_LEADING_COORDINATOR = re.compile(rf"(?:{'|'.join(sorted(COORDINATORS))})\s+", re.IGNORECASE)
_TRAILING_COORDINATOR = re.compile(
    rf"(?:[\s,]+|[–—-]+\s*)(?:{'|'.join(sorted(COORDINATORS))})$", re.IGNORECASE
)


@dataclass
class _Draft:
    spans: list[Span]
    holders: frozenset[int]
    kind: ClaimKind
    score: float
    sentence: int = field(default=-1)


def find_claims(
    reading: Reading, blocks: Sequence[Block], attributions: Sequence[Attribution]
) -> tuple[Claim, ...]:
    """The claims of a text in order, ids c1, c2 …; no two overlap.

    A claim lies wholly inside or wholly outside each content. Inside, it is `attributed` to the innermost
    attribution, or `unsourced` when nobody is named as its source; outside, it is `unattributed`. Sources,
    cues, addressees, site furniture and repeated headlines are no claims. Spans are trimmed and hold at least
    one word.
    """
    zones = find_zones(reading, blocks, _find_holders(reading, attributions))
    starts = [zone.span.start for zone in zones]
    drafts: list[_Draft] = []
    index = SpanIndex(span for stretch in reading.claims for span in stretch.spans)
    owners = [number for number, stretch in enumerate(reading.claims) for _ in stretch.spans]
    places = [span for stretch in reading.claims for span in stretch.spans]
    for number, stretch in enumerate(reading.claims):
        # What two stretches share goes to the first.
        shared = [places[p] for span in stretch.spans for p in index.touching(span) if owners[p] < number]
        drafts += _cut_stretch(reading, stretch._replace(spans=cut(stretch.spans, shared)), zones, starts)
    for draft in drafts:
        draft.sentence = _sentence_at(reading, draft.spans[0].start)
        if draft.kind == "question" and not _may_ask(reading, draft):
            draft.kind = "statement"
    drafts = _join_adjuncts(reading, drafts)
    drafts = _fill_gaps(reading, drafts, zones, starts)
    topics = {index for index, one in enumerate(attributions) if _is_topic(reading.text, one)}
    contents = {span for one in attributions for span in one.content}
    drafts = [d for d in drafts if not d.holders & topics and not _is_left_over(reading, d, contents)]
    drafts.sort(key=lambda draft: draft.spans[0])
    return tuple(_to_claim(draft, index, attributions) for index, draft in enumerate(drafts, start=1))


def _find_holders(reading: Reading, attributions: Sequence[Attribution]) -> dict[int, Attribution]:
    """The attributions whose content holds claims of its own, by index.

    "He said the dam holds" is a claim of his. "They were denied visas" is one claim, the outlet's, though the
    guidelines make the visas a content: what is denied is no clause. A content holds claims when the network
    sees a claim begin with it, or when its form says so: a quotation, "that …", whatever follows a verb of
    saying, an infinitive after a verb of speaking.
    """
    begins = sorted(span.start for stretch in reading.claims for span in stretch.spans)
    holders = {
        index: attribution
        for index, attribution in enumerate(attributions)
        if any(_holds_claims(reading, attribution, part, begins) for part in attribution.content)
    }
    # Around a content that holds claims no frame is left over: "Ruiz criticised the mayor for saying …".
    around = {attribution.parent for attribution in holders.values()}
    holders |= {index: one for index, one in enumerate(attributions) if one.id in around}
    return dict(sorted(holders.items()))


def _is_topic(text: str, attribution: Attribution) -> bool:
    """Whether a content only names what somebody was asked about: "Asked about *the missing funds*, …"."""
    if attribution.cue is None or not _ASKED_ABOUT.search(attribution.cue.of(text)):
        return False
    return not any(asserts(part.of(text)) for part in attribution.content)


def _holds_claims(reading: Reading, attribution: Attribution, part: Span, begins: Sequence[int]) -> bool:
    text = reading.text
    words = find_words(text, Span(part.start, min(part.end, part.start + 80)))
    if (
        not words
        or attribution.cue is None
        or "nominal-cue" in attribution.why
        or is_hedge(text, attribution.cue)
        or (attribution.manner == "direct" and len(words) >= GAP_WORDS + 2)
    ):
        return True
    reach = words[min(1, len(words) - 1)].start
    at = bisect_left(begins, part.start)
    if at < len(begins) and begins[at] <= reach:
        return True
    first = words[0].of(text).casefold()
    if len(words) == 1 and first in _PRONOUNS and words_of(attribution.cue.of(text))[-1:] in _AFTER_VERBS:
        return False  # "had asked for it"; but what "both deny it" is a claim, and the denying none
    if first == "to":
        return not SPEAKING.isdisjoint(words_of(attribution.cue.of(text)))
    cue = words_of(attribution.cue.of(text))
    if not PERCEIVING.isdisjoint(cue) and first not in _CLAUSE_OPENERS and not may_hold_verb(part.of(text)):
        return False  # "has shown its contempt for the union"
    if not SAYING.isdisjoint(cue) or not has_word(attribution.cue.of(text)):
        return True
    return first in _CLAUSE_OPENERS or part.start in {span.start for span in reading.sentences}


def _cut_stretch(
    reading: Reading, stretch: Stretch, zones: Sequence[Zone], starts: Sequence[int]
) -> list[_Draft]:
    """One stretch cut where the voice changes: a draft for each voice in it."""
    text = reading.text
    parts = [zone for span in stretch.spans for zone in zones_in(span, zones, starts)]
    framed = any(zone.frame for zone in parts)
    kept = [zone for zone in parts if zone.prose and not zone.frame]
    if kept and kept[0].caption and sum(len(find_words(text, span)) for span in stretch.spans) <= GAP_WORDS:
        return []  # "Image: Ana Ruiz", "Vesk at night"
    voices: dict[frozenset[int], list[Span]] = {}
    for zone in kept:
        voices.setdefault(zone.holders, []).append(zone.span)
    whole = len(voices) == 1 and not framed
    drafts = []
    for holders, spans in voices.items():
        pieces = [trim(text, span) for span in merge(spans)]
        if not whole:
            pieces = [_tidy_edges(text, piece, coordinators=not holders) for piece in pieces]
        if not holders and framed:
            pieces = [piece for piece in pieces if _stands_alone(text, piece, parts)]
        elif not holders and not whole:
            pieces = [
                piece
                for piece in pieces
                if len(find_words(text, piece)) >= GAP_WORDS or asserts(piece.of(text))
            ]
        pieces = [piece for piece in pieces if piece.start < piece.end and holds_word(text, piece)]
        if any(has_word(piece.of(text)) for piece in pieces):
            drafts.append(_Draft(pieces, holders, stretch.kind, stretch.score))
    return drafts


def _tidy_edges(text: str, piece: Span, *, coordinators: bool) -> Span:
    """A piece that was cut off, without the comma it was cut at, and without "and" where the outlet's own
    voice goes on.
    """
    start, end = piece.start, piece.end
    while start < end and text[start] in _LEFT:
        start += 1
    while end > start and text[end - 1] in _RIGHT:
        end -= 1
    if coordinators:
        if lead := _LEADING_COORDINATOR.match(text, start, end):
            start = lead.end()
        if tail := _TRAILING_COORDINATOR.search(text[start:end]):
            end = start + tail.start()
    return trim(text, Span(start, max(start, end)))


def _stands_alone(text: str, piece: Span, parts: Sequence[Zone]) -> bool:
    """Whether what is left of a sentence beside source, cue and content says something of its own.

    What stands between the parts of an attribution is an addressee, a time or a place ("told villagers in
    Khatlon").
    """
    # From either end, so that the first zones of a long sentence mostly settle it.
    before = any(zone.span.end <= piece.start for zone in parts if zone.frame or zone.holders)
    after = any(zone.span.start >= piece.end for zone in reversed(parts) if zone.frame or zone.holders)
    lead = re.search(r"(\w+)[\s,]*$", text[max(piece.start - 30, 0) : piece.start])
    coordinated = lead is not None and lead.group(1).casefold() in COORDINATORS
    words = f"and {piece.of(text)}" if coordinated else piece.of(text)
    if after and re.search(r"\b(?:how|what|as|that|which|who|when|where)$", piece.of(text)):
        return False  # "That was how" before a source leads up to the cue
    if (
        before
        and after
        and not coordinated
        and not re.search(r"[;.!?]|—|–", text[max(piece.start - 3, 0) : piece.start])
    ):
        return False
    return asserts(words)


def _is_left_over(reading: Reading, draft: _Draft, contents: Set[Span]) -> bool:
    """Whether a draft is but a pronoun left over from a frame ("it" of "it was learned that"), or a sentence
    of site furniture in a paragraph of text ("Follow us on Twitter.")."""
    if len(draft.spans) > 1 or draft.spans[0] in contents:
        return False
    sentence = reading.sentences[draft.sentence] if reading.sentences else draft.spans[0]
    short = not draft.holders and sentence.end - sentence.start < FURNITURE_CHARS
    if short and pick_furniture(sentence.of(reading.text)) in ("boilerplate", "byline"):
        return True
    words = words_of(draft.spans[0].of(reading.text))
    label = draft.spans[0].of(reading.text).endswith(":")  # "Live:"
    return len(words) == 1 and (label or words[0] in _PRONOUNS | _PERSONS | AUXILIARIES)


def _may_ask(reading: Reading, draft: _Draft) -> bool:
    """Whether a question mark or a question's first word bears out that something is asked."""
    sentence = reading.sentences[draft.sentence] if reading.sentences else Span(0, len(reading.text))
    asks = _ASKING.match(reading.text, draft.spans[0].start)
    return asks is not None or "?" in sentence.of(reading.text)


def _join_adjuncts(reading: Reading, drafts: list[_Draft]) -> list[_Draft]:
    """The drafts without those of the outlet that only say when, where or how ("Later in June,"): each joins
    its neighbour of the same voice in the sentence, and is dropped where it has none ("the mayor said on
    Monday").

    One that is a sentence of its own stays: a headline may have no verb.
    """
    text = reading.text
    drafts = sorted(drafts, key=lambda draft: draft.spans[0])
    kept: list[_Draft] = []
    before: _Draft | None = None  # an adjunct that waits for what it opens
    for at, draft in enumerate(drafts):
        sentence = reading.sentences[draft.sentence] if reading.sentences else Span(0, len(text))
        alone = len(draft.spans) > 1 or not cut([trim(text, sentence)], draft.spans)
        if not draft.holders and not alone and is_adjunct(draft.spans[0].of(text)):
            opens = draft.spans[0].of(text).split(maxsplit=1)[0].casefold() in COORDINATORS
            if before is None and not opens and kept and _are_neighbours(text, kept[-1], draft):
                kept[-1].spans[-1] = Span(kept[-1].spans[-1].start, draft.spans[-1].end)
            elif at + 1 < len(drafts) and _are_neighbours(text, draft, drafts[at + 1]):
                before = draft
            continue
        if before is not None:
            draft.spans[0] = Span(before.spans[0].start, draft.spans[0].end)
            before = None
        kept.append(draft)
    return kept


def _are_neighbours(text: str, first: _Draft, second: _Draft) -> bool:
    """Whether two drafts of one voice and sentence have no word between them."""
    between = Span(first.spans[-1].end, second.spans[0].start)
    return (
        first.holders == second.holders
        and first.sentence == second.sentence
        and between.start <= between.end
        and not holds_word(text, between)
    )


def _fill_gaps(
    reading: Reading, drafts: list[_Draft], zones: Sequence[Zone], starts: Sequence[int]
) -> list[_Draft]:
    """What no stretch covers: inside a content it goes to the neighbouring claim of that content; outside, it
    is a claim when no attribution stands in the sentence and it asserts something.
    """
    text = reading.text
    added = list(drafts)
    by_sentence: dict[int, list[_Draft]] = defaultdict(list)
    taken = merge(span for draft in drafts for span in draft.spans)
    taken_starts = [span.start for span in taken]
    for draft in drafts:
        by_sentence[draft.sentence].append(draft)
    for index, sentence in enumerate(reading.sentences):
        inside = list(zones_in(sentence, zones, starts))
        free = [zone for zone in inside if zone.prose and not zone.frame and not zone.caption]
        framed = any(zone.frame for zone in inside)
        for zone in free:
            low, high = bisect_left(taken_starts, zone.span.start), bisect_right(taken_starts, zone.span.end)
            for gap in cut([zone.span], taken[max(low - 1, 0) : high]):
                piece = _tidy_edges(text, trim(text, gap), coordinators=False)
                words = find_words(text, piece)
                if not words or _ASIDE.fullmatch(text, gap.start, gap.end):
                    continue
                new: _Draft | None
                if zone.holders:
                    new = _join(text, by_sentence[index], piece, zone.holders)
                elif framed or len(words) < GAP_WORDS or not asserts(piece.of(text)):
                    continue
                else:
                    new = _Draft([piece], zone.holders, "statement", GAP_SCORE, index)
                if new is not None:
                    new.sentence = index
                    added.append(new)
                    by_sentence[index].append(new)
    return added


def _join(text: str, drafts: Sequence[_Draft], piece: Span, holders: frozenset[int]) -> _Draft | None:
    """Adds a piece to the nearest claim of the same voice, the one before it first; a new claim when there is
    none.
    """
    same = [draft for draft in drafts if draft.holders == holders]
    if not same:
        return _Draft([piece], holders, "statement", GAP_SCORE, -1) if has_word(piece.of(text)) else None
    before = [draft for draft in same if draft.spans[-1].end <= piece.start]
    after = [draft for draft in same if draft.spans[0].start >= piece.end]
    nearest = (
        max(before, key=lambda d: d.spans[-1].end)
        if before
        else min(after or same, key=lambda d: d.spans[0].start)
    )
    spans = merge([*nearest.spans, piece])
    joined: list[Span] = []
    for span in spans:
        # Nothing but white space or a mark between two pieces: one stretch.
        if (
            joined
            and not holds_word(text, Span(joined[-1].end, span.start))
            and "\n" not in text[joined[-1].end : span.start]
        ):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    nearest.spans = joined
    return None


def _to_claim(draft: _Draft, number: int, attributions: Sequence[Attribution]) -> Claim:
    claim = Claim(
        f"c{number}",
        tuple(draft.spans),
        "unattributed",
        kind=draft.kind,
        sentence=max(draft.sentence, 0),
        score=draft.score,
    )
    if not draft.holders:
        return claim
    innermost = attributions[min(draft.holders, key=lambda index: (_size(attributions[index]), index))]
    status: Status = "unsourced" if innermost.source_status == "none" else "attributed"
    return replace(claim, status=status, attribution=innermost.id, speaker=innermost.speaker)


def _size(attribution: Attribution) -> int:
    return sum(span.end - span.start for span in attribution.content)


def _sentence_at(reading: Reading, at: int) -> int:
    return max(bisect_right(reading.sentences, at, key=lambda span: span.start) - 1, 0)
