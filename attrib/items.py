"""What all makers of exercise items share: the article to read from, passages, plausible speakers, doubts.

A `Candidate` is an item with its level, before it is chosen and numbered.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from attrib.errors import BadAnnotation
from attrib.exercise import Item, Level, Option
from attrib.layout import find_paragraphs
from attrib.prose import find_furniture
from attrib.records import Annotated, Attribution, Claim, Evaluative, Speaker
from attrib.sheets import clean_cell
from attrib.spans import Span

Unsure = Literal["leave", "flag"]
OUTLET = "outlet"
UNSOURCED = "nobody-named"
# Longer passages are cut at sentences: more than a phone's two screens is not read.
PASSAGE_CHARS = 1500
DISTRACTORS = 3  # with the outlet and "does not say who" six options, as many as fit a phone
_MARKS = ('"', "'", "“", "‘", "«")
_TOKEN = re.compile(r"\w+(?:['’\-‑]\w+)*")


class Candidate(NamedTuple):
    """An item that could be asked; of one `group` not all are."""

    level: Level
    place: int  # in the text
    group: str
    item: Item


@dataclass(frozen=True, slots=True)
class Choice:
    """How items are chosen: what the user asked for."""

    seed: int = 0
    unsure: Unsure = "leave"
    threshold: float = 0.5


@dataclass(slots=True)
class Reading:
    """One record with what makers ask of it. Raises `BadAnnotation` for a record without text."""

    record: Annotated
    choice: Choice = field(default_factory=Choice)
    text: str = field(init=False)
    paragraphs: tuple[Span, ...] = field(init=False)
    attributions: dict[str, Attribution] = field(init=False)
    speakers: dict[str, Speaker] = field(init=False)

    def __post_init__(self) -> None:
        if self.record.text is None:
            raise BadAnnotation(
                f"{self.record.article_id}: the record holds no text (it is stand-off), so nothing can be "
                "asked of it. `attrib rejoin` puts the text back."
            )
        self.text = clean_cell(self.record.text)  # as many characters; those that no file can hold are U+FFFD
        # A second copy of a headline, a byline and a share button are nothing to ask about.
        furniture = find_furniture(self.record.blocks)
        found = find_paragraphs(self.record.text)
        self.paragraphs = tuple(one for one in found if not any(f.holds(one) for f in furniture))
        self.attributions = {one.id: one for one in self.record.attributions}
        self.speakers = {one.id: one for one in self.record.speakers}

    @property
    def outlet(self) -> str:
        """The outlet's name in brackets behind a space; nothing where it is not known."""
        name = self.record.meta.get("outlet")
        return f" ({clean_cell(name)})" if isinstance(name, str) and name.strip() else ""

    def name(self, id: str) -> str:
        """A speaker's name as students see it."""
        return " ".join(clean_cell(self.speakers[id].name).split())

    def words(self, spans: Iterable[Span]) -> str:
        """The words of some stretches on one line, what stands between them as "…"."""
        return " … ".join(" ".join(span.of(self.text).split()) for span in spans)

    def chain(self, attribution_id: str | None) -> tuple[Attribution, ...]:
        """An attribution and those around it, the innermost first; none for nobody."""
        return self.record.chain(attribution_id) if attribution_id in self.attributions else ()

    def find_paragraph(self, span: Span) -> int | None:
        """Where the paragraph that holds a stretch stands among the paragraphs."""
        return next((i for i, one in enumerate(self.paragraphs) if one.holds(span)), None)

    def is_shared(self, span: Span, edges: Iterable[Span]) -> bool:
        """Whether a sentence that holds a stretch also holds a cue, outside of it."""
        sentence = next((one for one in self.record.sentences if one.touches(span)), None)
        if sentence is None:
            at = self.find_paragraph(span)
            sentence = self.paragraphs[at] if at is not None else span
        return any(sentence.holds(edge) and not span.holds(edge) for edge in edges)

    @property
    def cues(self) -> list[Span]:
        """All cues."""
        return [one.cue for one in self.record.attributions if one.cue is not None]

    def doubt(self, *found: Attribution | Claim | Evaluative | None, speaker: bool = False) -> str | None:
        """Why the program may be wrong about one of these, for the teacher; `None`: it is sure.

        With `speaker` also whether it settled who speaks, and how surely.
        """
        for one in found:
            if one is None:
                continue
            if one.score < self.choice.threshold:
                what = {"A": "attribution", "C": "claim", "E": "evaluative wording"}[type(one).__name__[0]]
                return f"{what} {one.id}: score {one.score:.2f}"
            if speaker and isinstance(one, Attribution):
                if one.open is not None or (one.speaker is None and one.source_status != "none"):
                    return f"attribution {one.id}: no speaker is settled ({one.open or 'no reason given'})"
                if one.speaker_score is not None and one.speaker_score < self.choice.threshold:
                    return f"attribution {one.id}: speaker_score {one.speaker_score:.2f}"
        return None

    def leaves_out(self, doubt: str | None) -> bool:
        """Whether an item of which the program is unsure is not to be made."""
        return doubt is not None and self.choice.unsure == "leave"

    def draw(self, about: str) -> random.Random:
        """Numbers by lot for one item: the same for the same seed, whatever else is made."""
        return random.Random(f"{self.choice.seed}:{self.record.article_id}:{about}")

    def pick_others(self, about: str, right: str | None, near: Sequence[str] = ()) -> list[str]:
        """Speakers who could have said it and did not: `near` first, then those of the same kind, then by
        lot. Whoever could be called right as well is none of them."""
        draw = self.draw(about)
        kind = self.speakers[right].kind if right is not None else None
        taken = {self.name(right).casefold()} if right is not None else set()
        found: list[str] = []
        order = sorted(self.speakers, key=lambda id: (id not in near, draw.random()))
        for id in sorted(order, key=lambda id: (id not in near, self.speakers[id].kind != kind)):
            name = self.name(id).casefold()
            alike = any(name in other or other in name for other in taken)
            if name and not alike and not (right is not None and self._are_related(id, right)):
                taken.add(name)
                found.append(id)
        return found[:DISTRACTORS]

    def _are_related(self, id: str, right: str) -> bool:
        """The same, a member of the other, or speaking for the other: both answers can be defended."""
        one, other = self.speakers[id], self.speakers[right]
        shared = set(one.members) & set(other.members)
        return bool(
            id == right
            or shared
            or {right, other.speaks_for} & {*one.members, one.speaks_for} - {None}
            or {id, one.speaks_for} & {*other.members, other.speaks_for} - {None}
        )

    def cut_passage(
        self, spans: Sequence[Span], before: int, *, evidence: Sequence[Span] = ()
    ) -> tuple[str, tuple[Span, ...]] | None:
        """The paragraphs with some stretches and what tells the answer, and `before` more where there is
        room; and where the stretches stand in them.

        `None` when one of them stands in no paragraph, or they are too far apart to be read together.
        """
        places = [self.find_paragraph(span) for span in (*spans, *evidence)]
        found = [place for place in places if place is not None]
        if len(found) < len(places) or not found:
            return None
        first = min(found)
        start, end = self.paragraphs[first].start, self.paragraphs[max(found)].end
        for at in range(first - 1, max(first - before, 0) - 1, -1):
            if end - self.paragraphs[at].start <= PASSAGE_CHARS:
                start = self.paragraphs[at].start
        if end - start > PASSAGE_CHARS:
            told = sorted((*spans, *evidence))
            start, end = self._cut_sentences(
                Span(start, end), Span(told[0].start, max(one.end for one in told))
            )
            if end - start > PASSAGE_CHARS:
                return None
        return self.text[start:end], tuple(Span(one.start - start, one.end - start) for one in spans)

    def _cut_sentences(self, whole: Span, focus: Span) -> tuple[int, int]:
        """The sentences around a focus, as many as there is room for, of a paragraph that is too long."""
        inside = [one for one in self.record.sentences if whole.holds(one)]
        start = min((s.start for s in inside if focus.start - s.start <= PASSAGE_CHARS // 2), default=0)
        end = max((s.end for s in inside if s.end - focus.end <= PASSAGE_CHARS // 4), default=whole.end)
        return min(start, focus.start), max(end, focus.end)


def find_tokens(text: str) -> tuple[Span, ...]:
    """The words that can be marked one by one: apostrophes and hyphens stay inside.

    >>> len(find_tokens("so-called “experts” don’t know"))
    4
    """
    return tuple(Span(*match.span()) for match in _TOKEN.finditer(text))


def shuffle(options: Sequence[Option], draw: random.Random) -> tuple[Option, ...]:
    """The same options in an order by lot."""
    return tuple(draw.sample(options, len(options)))


def quote(words: str) -> str:
    """Words in marks, for an explanation; words that bring their own get none, and long ones are shortened
    in the middle.

    >>> quote("said"), quote("“fix”")
    ('“said”', '“fix”')
    """
    parts = words.split()
    if len(parts) > 16:
        words = " ".join([*parts[:9], "…", *parts[-5:]])
    return words if words[:1] in _MARKS else f"“{words}”"
