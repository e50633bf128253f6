"""Attributions in the making: relations with tidied spans, quotations that no word introduces."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, replace

from attrib.prose import words_of
from attrib.quotes import stays_open
from attrib.reading import Reading, Relation
from attrib.records import Name
from attrib.spans import Span, SpanIndex, cut, holds_word, trim

# The probability given to a quotation that a rule found. Provisional: there is hardly any gold for quotations
# without a cue (polnear marks one in 19 781), so it stands below what the network's own links are kept at,
# until a person has judged some.
BARE_SCORE = 0.6
# Fewer words than this in quotation marks are a term or a title unless they make a sentence.
BARE_WORDS = 5
# How many attributions before a quotation or a cue are looked at: more than any sentence holds.
NEAR = 12
# How far before a quotation the mark is looked for that it follows: white space is hardly ever longer.
BEFORE_CHARS = 100

_ABBREVIATION = re.compile(r"(?:\b(?:[A-Za-z]\.){2,}|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|Bros|No|St|etc)\.)$")
# What the outlet sets behind a dash at the end: "the quay leaks -- the oldest in Vesk". In the training texts
# of PolNeAR three in four such glosses are left out of contents.
_GLOSS = re.compile(r"\s(?:--|[–—])\s(?=(?:the|an?)\s)[^–—\n]*\Z")
_EDGE = " \t\r\n\N{NO-BREAK SPACE},;:–—"
# When it was said, at the end of a source: "the Home Office today".
_TIME = re.compile(
    r",?\s(?:(?:on )?(?:today|yesterday|tonight|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))"
    r"(?: (?:morning|afternoon|evening|night))?\Z"
)
_PUNCTUATION_CUES = frozenset((":", "-", "–", "—", "―", "--"))
# In PolNeAR's training texts two in three of these at the head of a content in front of its cue are left out.
_CONNECTIVE = re.compile(r"(?:But|And|Still|However|In addition|Indeed|Also|Moreover),?\s+(?=\w)")
_CLOSING = "\"'”’»“›」"


# What stands between the names of a coordination; no group for a comma alone.
_COORDINATION = re.compile(r",? (and|or|&) |, ")


@dataclass(frozen=True, slots=True)
class Draft:
    """An attribution before it is known how it stands to the others.

    `content` is never empty and in order; `why` says how it was found.
    """

    source: tuple[Span, ...]
    cue: Span | None
    content: tuple[Span, ...]
    score: float
    why: tuple[str, ...]

    @property
    def start(self) -> int:
        return min(self.content[0].start, self.cue.start if self.cue else self.content[0].start)

    @property
    def spans(self) -> tuple[Span, ...]:
        """All of its three parts."""
        return (*self.content, *self.source, *([self.cue] if self.cue else []))

    @property
    def end(self) -> int:
        """Where the last of its three parts ends."""
        return max(span.end for span in self.spans)


def tidy_relation(reading: Reading, relation: Relation, furniture: tuple[Span, ...]) -> Draft | None:
    """One relation with its spans as the guidelines want them; `None` when nothing is left of its content, or
    when it has no cue: then only quotation marks can tell that something is said (`add_bare_quotations`)."""
    if relation.cue is None:
        return None
    text = reading.text
    cue, content = _tidy_cue(text, relation.cue, relation.content)
    if not holds_word(text, cue) and cue.of(text) not in _PUNCTUATION_CUES:
        return None
    if any(block.touches(cue) for block in furniture):
        return None
    source = tuple(
        join_names(reading, _tidy_source(text, span)) for span in relation.source if holds_word(text, span)
    )
    pieces = cut(content, [*furniture, *source, cue])
    whole = cue.of(text) == ":"  # the turn of a transcript is given in full
    fragments = []
    for piece in pieces:
        for paragraph in reading.paragraphs[paragraph_at(reading, piece.start) :]:
            if paragraph.start >= piece.end:
                break
            part = Span(max(piece.start, paragraph.start), min(piece.end, paragraph.end))
            if part.start < part.end and holds_word(text, part):
                fragments.append(_tidy_fragment(reading, part, whole=whole))
    # Marks that a fragment was given may be those that a cue of punctuation stands on.
    fragments = [
        part for span in cut(fragments, [*source, cue]) if holds_word(text, part := trim(text, span))
    ]
    if not fragments:
        return None
    if fragments[0].end <= cue.start:
        fragments[0] = _without_connective(text, fragments[0])
    return Draft(source, cue, tuple(sorted(set(fragments))), relation.score, ("network-link",))


def _without_connective(text: str, span: Span) -> Span:
    """A content in front of its cue without the word that ties the sentence to the one before, which is the
    writer's: "But the dam holds, she said"."""
    found = _CONNECTIVE.match(text, span.start, span.end)
    return Span(found.end(), span.end) if found else span


def _tidy_cue(text: str, cue: Span, content: Sequence[Span]) -> tuple[Span, tuple[Span, ...]]:
    """The cue without commas and marks at its edges, with a colon that touches it; a last "that" goes to the
    content.
    """
    cue = trim(text, cue)
    if cue.of(text) in _PUNCTUATION_CUES:
        return cue, tuple(content)
    while cue.end > cue.start and text[cue.end - 1] in ",; " + _CLOSING and len(words_of(cue.of(text))) > 0:
        cue = Span(cue.start, cue.end - 1)
    if text[cue.end : cue.end + 1] == ":":
        cue = Span(cue.start, cue.end + 1)
    that = re.search(r"\s+(that)$", cue.of(text))
    after = [span for span in content if span.start >= cue.end and not text[cue.end : span.start].strip()]
    if that and after:
        joined = Span(cue.start + that.start(1), after[0].end)
        return Span(cue.start, cue.start + that.start()), tuple(
            joined if span == after[0] else span for span in content
        )
    return cue, tuple(content)


def _tidy_source(text: str, span: Span) -> Span:
    """The source with the closing comma of a pair ("The director, Widad Jabbar,"), and without any other."""
    span = trim(text, span)
    while span.end > span.start + 1 and text[span.end - 1] in ",;:—–":
        span = trim(text, Span(span.start, span.end - 1))
    time = _TIME.search(text, span.start, span.end)
    if time is not None and time.start() > span.start:
        span = Span(span.start, time.start())
    pair = ", " in span.of(text) and text[span.end : span.end + 1] == ","
    return Span(span.start, span.end + 1) if pair else span


def join_names(reading: Reading, source: Span) -> Span:
    """A source that is one name of a coordination ("Denmark", of "Denmark, Norway and Iceland") with the
    others, as the guidelines want it; any other source as it is.
    """
    names = reading.names
    first = last = bisect_left(names, source.start, key=lambda name: name.span.start)
    if first == len(names) or names[first].span != source:
        return source
    kind = names[first].type
    links: list[str] = []

    def link(before: Name, after: Name) -> str | None:
        found = _COORDINATION.fullmatch(reading.text, before.span.end, after.span.start)
        return (found.group(1) or "") if found and before.type == after.type == kind else None

    while first > 0 and (word := link(names[first - 1], names[first])) is not None:
        links.append(word)
        first -= 1
    while last + 1 < len(names) and (word := link(names[last], names[last + 1])) is not None:
        links.append(word)
        last += 1
    # Commas alone ("In Vesk, Norland, Ada Lind said") do not coordinate.
    return Span(names[first].span.start, names[last].span.end) if any(links) else source


def _tidy_fragment(reading: Reading, part: Span, *, whole: bool) -> Span:
    """One piece of a content: trimmed, with the marks of a quotation that it fills, without a full stop
    outside them.
    """
    text = reading.text
    start, end = part.start, part.end
    while start < end and (text[start] in _EDGE or (text[start] == "(" and ")" not in text[start:end])):
        start += 1
    while end > start and (
        text[end - 1] in _EDGE
        or (text[end - 1] in "()" and text[start:end].count("(") != text[start:end].count(")"))
    ):
        end -= 1
    quoted = quotations_at(reading, start, end)
    for quotation in quoted:
        # The content stops short of the mark, or of the comma and the mark, that close the quotation.
        if (
            quotation.start <= start
            and end < quotation.end
            and not holds_word(text, Span(end, quotation.end))
        ):
            if start <= quotation.start or not holds_word(text, Span(quotation.start, start)):
                end = quotation.end
        elif (
            start <= quotation.start
            and end < quotation.end
            and not holds_word(text, Span(end, quotation.end))
        ):
            end = quotation.end
        # It starts behind the mark that opens a quotation which ends where it ends, or inside it.
        if (
            quotation.start < start
            and quotation.end <= end
            and not holds_word(text, Span(quotation.start, start))
        ):
            start = quotation.start
    gloss = _GLOSS.search(text, start, end)
    if gloss is not None and not whole and not any(q.touches(Span(gloss.start(), end)) for q in quoted):
        end = gloss.start()
    in_marks = any(quotation.end == end for quotation in quoted)
    inside = any(quotation.start <= start and end < quotation.end for quotation in quoted)
    if text[end - 1] == "." and not (in_marks or inside or whole or _ABBREVIATION.search(text[start:end])):
        end -= 1
    return trim(text, Span(start, max(end, start)))


def quotations_at(reading: Reading, start: int, end: int) -> tuple[Span, ...]:
    """The quotations that share a character with a stretch. They are in order and apart, so two cuts find
    them."""
    low = bisect_right(reading.quotations, start, key=lambda quotation: quotation.end)
    high = bisect_left(reading.quotations, end, key=lambda quotation: quotation.start)
    return reading.quotations[low:high]


def complete_quotations(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """The same, a content that opens a quotation and stops inside it reaching to its end: what stands in one
    pair of marks was said at once. Not so when something else is found in the rest."""
    taken = SpanIndex(span for draft in drafts for span in draft.spans)
    return [
        replace(draft, content=tuple(_complete(reading, span, taken) for span in draft.content))
        for draft in drafts
    ]


def _complete(reading: Reading, span: Span, taken: SpanIndex) -> Span:
    for quotation in quotations_at(reading, span.start, span.end):
        rest = Span(span.end, quotation.end)
        opens = not holds_word(reading.text, Span(quotation.start, max(span.start, quotation.start)))
        if rest.start < rest.end and opens and not taken.touching(rest):
            return Span(span.start, quotation.end)
    return span


def add_bare_quotations(reading: Reading, drafts: list[Draft], headings: tuple[Span, ...]) -> list[Draft]:
    """Quotations that no relation covers: joined to the attribution they go on from, else attributions of
    their own.
    """
    text = reading.text
    covered = SpanIndex([*(span for draft in drafts for span in draft.spans), *headings])
    done = list(drafts)
    ended = sorted((draft.end, index) for index, draft in enumerate(done))
    joined: Span | None = None
    for quotation in reading.quotations:
        if covered.touching(quotation) or not holds_word(text, quotation):
            continue
        at = bisect_left(ended, (quotation.start + 1, 0))
        near = [index for _, index in ended[max(at - NEAR, 0) : at]]
        goes_on = _pick_continued(reading, quotation, done, near, joined)
        if goes_on is not None:
            draft = done[goes_on]
            why = draft.why if "continued-quotation" in draft.why else (*draft.why, "continued-quotation")
            done[goes_on] = replace(draft, content=tuple(sorted((*draft.content, quotation))), why=why)
            insort(ended, (quotation.end, goes_on))
            joined = quotation
        elif _speaks(reading, quotation):
            done.append(Draft((), None, (quotation,), BARE_SCORE, ("bare-quotation",)))
            insort(ended, (quotation.end, len(done) - 1))
    return done


def _pick_continued(
    reading: Reading, quotation: Span, drafts: Sequence[Draft], near: Sequence[int], joined: Span | None
) -> int | None:
    """The attribution that a quotation goes on from: the one right before it, in the same paragraph or left
    open there.

    `near` are those that end before it, `joined` the quotation that was joined last.
    """
    text = reading.text
    before = [index for index in near if drafts[index].end <= quotation.start]
    if not before:
        return None
    nearest = max(before, key=lambda index: (drafts[index].end, -drafts[index].start))
    bare = drafts[nearest].cue is None
    index = nearest if bare else _pick_quoting(reading, drafts, before, nearest)
    last, ends = drafts[index].content[-1], drafts[nearest].end
    here, there = paragraph_at(reading, quotation.start), paragraph_at(reading, ends - 1)
    if here == there + 1 and quotation.start == reading.paragraphs[here].start:
        left_open = any(stays_open(text, span) for span in quotations_at(reading, last.end - 1, last.end))
        # "Bo described the night to a hearing:" hands over to the quotation below it.
        hands_over = text[ends : quotation.start].strip().endswith(":")
        return index if left_open or (hands_over and not bare) else None
    if bare:
        return None  # a quotation without a cue stands between
    if here != there or not _speaks(reading, quotation, words=1):
        return None
    # “A,” he said. “B.” “C.”: what follows a joined quotation with nothing between is an answer.
    if joined is not None and joined == last and not text[last.end : quotation.start].strip():
        return None
    between = Span(ends, quotation.start)
    same = sentence_at(reading, ends - 1)
    if quotation.start < same.end:
        return index if not holds_word(text, between) else None
    following = sentence_at(reading, quotation.start)
    first = following.start >= quotation.start - 1
    return index if first and not holds_word(text, Span(max(ends, same.end), quotation.start)) else None


def _pick_quoting(reading: Reading, drafts: Sequence[Draft], before: Sequence[int], nearest: int) -> int:
    """Of the attributions in the sentence of the nearest one, the last that quotes: in "“A,” she said, adding
    that B. “C.”" the second quotation goes on from the first.
    """
    cue = drafts[nearest].cue
    sentence = sentence_at(reading, cue.start if cue else drafts[nearest].end - 1)
    quoting = [
        index
        for index in before
        if sentence.start <= (drafts[index].cue or sentence).start < sentence.end
        and quotations_at(reading, drafts[index].content[-1].start, drafts[index].content[-1].end)
    ]
    return max(quoting, key=lambda index: drafts[index].start) if quoting else nearest


def _speaks(reading: Reading, quotation: Span, *, words: int = BARE_WORDS) -> bool:
    """Whether a quotation is speech rather than a title or a term: a sentence of its own, or five words that
    are no title.
    """
    text = reading.text
    inner = quotation.of(text).strip(_CLOSING + "‘„«“ ")
    found = words_of(inner)
    letters = [word for word in re.findall(r"[^\W\d_]\w*", inner)]
    if not letters:
        return False
    opens = max(paragraph_span(reading, quotation.start).start, quotation.start - BEFORE_CHARS)
    before = text[opens : quotation.start].rstrip()
    opens_sentence = not before or before[-1] in ".!?:…" + _CLOSING
    ended = inner[-1:] in ".!?…" or (inner[-1:] in ",—–" and words > 1)
    capital = letters[0][:1].isupper()
    if opens_sentence and capital and ended and len(found) >= min(words, 2):
        return True
    small = sum(word[:1].islower() and len(word) > 3 for word in letters)
    return len(found) >= BARE_WORDS and small > 0 and (ended or small * 2 >= len(letters) - 2)


def paragraph_at(reading: Reading, at: int) -> int:
    return max(bisect_right(reading.paragraphs, at, key=lambda span: span.start) - 1, 0)


def paragraph_span(reading: Reading, at: int) -> Span:
    return reading.paragraphs[paragraph_at(reading, at)] if reading.paragraphs else Span(0, len(reading.text))


def sentence_at(reading: Reading, at: int) -> Span:
    """The sentence that a place lies in, or the last one that starts before it."""
    index = bisect_right(reading.sentences, at, key=lambda span: span.start) - 1
    return reading.sentences[index] if index >= 0 else Span(0, len(reading.text))
