"""Who has the floor: whom the first person means where it stands in nobody's words.

A text says so by labels ("RUIZ: …"), by calling upon people, by their saying their name, by its layout as an
interview, by a byline or a signature. What a transcript without labels says in between is left open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from attrib.drafts import paragraph_at, quotations_at
from attrib.interviews import asks, find_answers, find_introduction, find_parties, find_presented
from attrib.naming import strip_titles, to_key
from attrib.prose import word_set, words_of
from attrib.reading import Reading
from attrib.records import Block
from attrib.referents import Referents
from attrib.spans import Span

FIRST_PERSON = word_set("i me my mine we us our ours myself ourselves")
_INTRODUCTION = re.compile(
    r"\b(?:I(?:['’]m| am)|[Mm]y name is|[Tt]his is)\s+(?:your (?:host|guide)\b[^.!?]{0,25}?,\s+)?$"
)
_VALEDICTION = re.compile(
    r"(?:yours?|best|kind|warm|with|respectfully|sincerely|love|cheers|regards|thanks)\b[^,\n]{0,40},?\s*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by\s+", re.IGNORECASE)
_LABEL = re.compile(r"(?P<name>[^\n:.?!“”\"]{1,40}):\s")
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|prof|professor|general|justice|judge|senator|minister)\.?\s+$", re.IGNORECASE
)
# A call to speak is short: "Miss Ruiz?", "We turn to you, Dr Moe."
_CALL_WORDS = 6
# Who was called upon goes on in paragraphs as long as these; a short one may be somebody's question.
_LONG_WORDS = 40
_MONOLOGUE = 20
# A text with more quotations than this quotes its speakers, and is no transcript.
_DIALOGUE = 8
# So many paragraphs that end with a question make an interview, under a heading no longer than this.
_QUESTIONS = 4
_HEADING_WORDS = 16
# Signatures stand in the last paragraphs, bylines in the first.
_EDGE_PARAGRAPHS = 4


class Holder(NamedTuple):
    """Who has the floor somewhere: the key of a person, why we think so, and how likely it is.

    Counted once on all entity chains of gum, those of training texts among them, the guest of an interview
    was right in 31 of 31, who was called upon in 17 of 31; the scores of the other reasons are guesses.
    """

    key: str
    reason: str
    score: float


class Floor:
    """The floor of one text, asked place by place."""

    def __init__(self, reading: Reading, referents: Referents, blocks: Sequence[Block]) -> None:
        self._reading, self._referents, self._blocks = reading, referents, blocks
        self._persons = sorted(
            (span, key) for span, key in referents.of_name.items() if key.startswith("person ")
        )

    def pick(self, place: int) -> Holder | None:
        """Who says "I" at a place that stands in nobody's content; `None` when nothing tells, or two do.

        The text is asked for labels first, then for what stands nearest.
        """
        at = bisect_right(self.turns, place, key=lambda turn: turn[0].start) - 1
        if at >= 0:
            label = self.turns[at][1]
            return Holder(label, "turn-label", 0.95) if label is not None else None
        paragraph = paragraph_at(self._reading, place)
        here = [key for key, where in self._introduced.items() if where == paragraph]
        if len(here) == 1:
            return Holder(here[0], "introduces-self", 0.9)
        if (holder := self._pick_called(paragraph)) is not None:
            return holder
        if self.guest is not None and not self._asks[paragraph] and paragraph > 0:
            return Holder(self.guest, "interviewee", 0.95)
        if len(self.authors) == 1:
            return self.authors[0]
        # In a text of long paragraphs one person speaks throughout; short ones may be anybody's turns.
        if len(self._introduced) == 1 and not self.authors and self._is_long:
            return Holder(next(iter(self._introduced)), "introduces-self", 0.7)
        return None

    @cached_property
    def turns(self) -> list[tuple[Span, str | None]]:
        """The turns of a transcript in order, with the key of the person whose label each has.

        `None` where the label names nobody whom the text names; no turns unless there are two labels.
        """
        starts: list[tuple[int, str]] = []
        for paragraph in self._reading.paragraphs:
            match = _LABEL.match(self._reading.text, paragraph.start, paragraph.end)
            if match is not None:
                starts.append((paragraph.start, to_key(match.group("name"))))
        if len(starts) < 2 or not all(0 < len(name.split()) < 5 for _, name in starts):
            return []
        ends = [start for start, _ in starts[1:]] + [len(self._reading.text)]
        return [
            (Span(start, end), self._pick_label(name))
            for (start, name), end in zip(starts, ends, strict=True)
        ]

    def _pick_label(self, name: str) -> str | None:
        words = name.split()
        for label in (name, " ".join(words[-2:]), words[-1]):
            key = self._referents.person_key(label)
            if key is not None and key in self._referents.by_key:
                return key
        return None

    @cached_property
    def authors(self) -> list[Holder]:
        """Whom byline and signature name, each once."""
        text, paragraphs = self._reading.text, self._reading.paragraphs
        bylines = [block.span for block in self._blocks if block.kind == "byline"]
        bylines += [p for p in paragraphs[:_EDGE_PARAGRAPHS] if _BYLINE.match(text, p.start, p.end)]
        found = {key: Holder(key, "byline", 0.85) for span in bylines for key in self._named_in(span)}
        for span in self._find_signatures(paragraphs[-_EDGE_PARAGRAPHS:]):
            for key in list(self._named_in(span))[:1]:
                found.setdefault(key, Holder(key, "signature", 0.85))
        return list(found.values())

    def _find_signatures(self, tail: Sequence[Span]) -> Iterator[Span]:
        """Where a signature stands: behind a valediction in its line ("Respectfully, Ana Ruiz"), or below
        it."""
        text = self._reading.text
        for number, span in enumerate(tail):
            comma = re.match(r"[^,\n]{3,30},\s*", span.of(text))
            if comma and comma.end() < span.end - span.start and _VALEDICTION.match(comma.group().strip()):
                yield Span(span.start + comma.end(), span.end)
            elif _VALEDICTION.match(span.of(text).split("\n")[0].strip()) and number + 1 < len(tail):
                yield tail[number + 1]

    @cached_property
    def _introduced(self) -> dict[str, int]:
        """Who says their name outside quotation marks, and in which paragraph first."""
        text = self._reading.text
        found: dict[str, int] = {}
        for span, key in self._persons:
            match = _INTRODUCTION.search(text, max(0, span.start - 60), span.start)
            if match and not quotations_at(self._reading, span.start, span.end):
                found.setdefault(key, paragraph_at(self._reading, span.start))
        return found

    def _pick_called(self, at: int) -> Holder | None:
        """Who was called upon in the paragraph before; in a long paragraph, who was called upon last."""
        paragraphs = self._reading.paragraphs
        if len(self._reading.quotations) > _DIALOGUE:
            return None
        for back in range(1, min(at, _MONOLOGUE) + 1):
            if back > 1 and self._words[at] < _LONG_WORDS:
                return None
            if (key := self._pick_call(paragraphs[at - back])) is not None:
                return Holder(key, "called-upon", 0.65 if back == 1 else 0.55)
        return None

    def _pick_call(self, paragraph: Span) -> str | None:
        """Whom a paragraph calls upon: its last sentence is short and ends with a name that has a title or a
        question mark, or it is a heading in capitals with one name ("STATEMENT OF ANA RUIZ").
        """
        text, sentences = self._reading.text, self._reading.sentences
        if paragraph.of(text).isupper():
            named = list(self._named_in(paragraph))
            return named[0] if len(named) == 1 and self._word_count(paragraph) <= _HEADING_WORDS else None
        at = bisect_right(sentences, paragraph.end - 1, key=lambda span: span.start) - 1
        if at < 0 or not paragraph.holds(sentences[at]) or self._word_count(sentences[at]) > _CALL_WORDS:
            return None
        last = sentences[at]
        names = [(span, key) for span, key in self._persons_in(last)]
        if len(names) != 1 or re.search(r"\w", text[names[0][0].end : last.end]):
            return None
        span, key = names[0]
        start = strip_titles(text, span).start
        titled = start > span.start or bool(_TITLED.search(text, max(0, start - 14), start))
        asked = last.of(text).endswith("?")
        return key if (titled or asked) and not quotations_at(self._reading, last.start, last.end) else None

    @cached_property
    def guest(self) -> str | None:
        """The one person whom an interview is with, as its heading or its introduction names them."""
        paragraphs, text = self._reading.paragraphs, self._reading.text
        if (presented := self._presented()) is not None:
            return presented
        if sum(self._asks) < _QUESTIONS:
            return None
        if self._words[0] > _HEADING_WORDS:
            return None
        title = paragraphs[0].of(text).rstrip()
        if title[-1:] in ".?!":
            return None
        named = set(self._named_in(paragraphs[0]))
        if not named and "interview" in title.lower():
            for span in paragraphs[1 : min(self._asks.index(True) + 1, _EDGE_PARAGRAPHS)]:
                named |= set(self._named_in(span))
        return named.pop() if len(named) == 1 else None

    def pick_party(self, label: str) -> str | None:
        """Whom "Q" or "A" stands for: the one person whom a sentence before all turns names as who asks, or
        who answers."""
        return self._parties.get(label.casefold()) if len(label) == 1 else None

    @cached_property
    def _parties(self) -> dict[str, str]:
        if not self.turns:
            return {}
        start = self.turns[0][0].start
        sides = find_parties(self._reading.text, self._reading.sentences, start) or ()
        named = {label: list(self._named_in(side)) for label, side in zip("qa", sides, strict=False)}
        return {label: keys[0] for label, keys in named.items() if len(keys) == 1}

    def _presented(self) -> str | None:
        """The one person whom the introduction says the interview is with."""
        reading = self._reading
        introduction = find_introduction(reading.text, reading.paragraphs)
        if introduction is None or not find_answers(reading.text, reading.paragraphs, self._blocks):
            return None
        spans = find_presented(reading.text, introduction, reading.sentences)
        named = {key for span in spans for key in self._named_in(span)}
        return named.pop() if len(named) == 1 else None

    @cached_property
    def _asks(self) -> list[bool]:
        """Whether each paragraph ends with a question."""
        return [asks(self._reading.text, paragraph) for paragraph in self._reading.paragraphs]

    @cached_property
    def _words(self) -> list[int]:
        return [self._word_count(span) for span in self._reading.paragraphs]

    @cached_property
    def _is_long(self) -> bool:
        return sum(self._words) >= _LONG_WORDS * len(self._words)

    def _word_count(self, span: Span) -> int:
        return len(words_of(span.of(self._reading.text)))

    def _persons_in(self, span: Span) -> list[tuple[Span, str]]:
        low = bisect_right(self._persons, span.start - 1, key=lambda pair: pair[0].start)
        high = bisect_right(self._persons, span.end - 1, key=lambda pair: pair[0].start)
        return [pair for pair in self._persons[low:high] if span.holds(pair[0])]

    def _named_in(self, span: Span) -> Iterator[str]:
        """The persons named in a stretch, each once, in order."""
        yield from dict.fromkeys(key for _, key in self._persons_in(span))
