"""Moving a record to another version of its text, and saying of every part what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from attrib.anchors import Finder, Found, Outcome
from attrib.errors import BadAnnotation
from attrib.records import Annotated, Attribution, Claim, Evaluative, Name, Speaker, text_sha256
from attrib.spans import Span


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one span: of which finding (`kind` and `id`; names, blocks and sentences have their
    number as id), of which field, what its words were, and where they are now."""

    kind: str
    id: str
    field: str
    old: Span
    words: str
    found: Found


@dataclass(frozen=True, slots=True)
class Anchored:
    """A record on the new text, and the fate of every span.

    `left_out` are the findings that could not be moved: kind, id, and why ("content changed", "its
    attribution was left out" …).
    """

    record: Annotated
    fates: tuple[Fate, ...]
    left_out: tuple[tuple[str, str, str], ...]

    def count(self) -> dict[Outcome, int]:
        """How many spans of findings had which fate; sentences and blocks are not counted."""
        fates = Counter(one.found.outcome for one in self.fates if one.kind not in ("sentence", "block"))
        order: tuple[Outcome, ...] = ("kept", "moved", "changed", "lost", "ambiguous")
        return {outcome: fates[outcome] for outcome in order}

    def to_json(self) -> dict[str, Any]:
        """The report in plain form: all spans that are not where they were, and what was left out."""
        return {
            "article_id": self.record.article_id,
            "spans": self.count(),
            "left_out": [{"kind": kind, "id": id, "why": why} for kind, id, why in self.left_out],
            "fates": [
                {
                    **{"kind": one.kind, "id": one.id, "field": one.field, "words": one.words},
                    **{"old": [one.old.start, one.old.end], "outcome": one.found.outcome},
                    "new": [one.found.span.start, one.found.span.end] if one.found.span else None,
                    **{"score": one.found.score, "places": one.found.places},
                }
                for one in self.fates
                if one.found.outcome != "kept"
            ],
        }


def anchor(record: Annotated, text: str) -> Anchored:
    """Moves a record to another version of its text, span by span (`anchors.Finder`).

    A finding is moved only when the words of its source, cue and content (its spans, its span) are all found,
    in their order; else it is left out and listed, and so is what depends on it: claims and evaluative
    stretches of an attribution, and those nested in it. Addressees, media, grounds, mentions and targets that
    are not found are left out of what is moved. Sentences that were edited become what is left of them.

    Raises `BadAnnotation` for a stand-off record, whose words are not known.
    """
    if record.text is None:
        raise BadAnnotation(
            f"{record.article_id}: the record holds no text, so nobody knows which words were marked. "
            "`attrib rejoin` puts the text that was annotated back."
        )
    return _Move(record, text).run()


class _Move:
    def __init__(self, record: Annotated, text: str) -> None:
        self._record = record
        self._old = record.text or ""
        self._text = text
        self._finder = Finder(self._old, text)
        self._fates: list[Fate] = []
        self._left_out: list[tuple[str, str, str]] = []

    def run(self) -> Anchored:
        record = self._record
        attributions = self._move_attributions()
        there = {one.id for one in attributions}
        claims = tuple(self._move_claims(there))
        speakers = tuple(self._move_speaker(one) for one in record.speakers)
        evaluative = tuple(self._move_evaluative(there))
        names = self._move_names()
        blocks = []
        for number, block in enumerate(record.blocks):
            span = self._one("block", str(number), "span", block.span)
            blocks += [replace(block, span=span)] if span else []
        sentences, numbers = self._move_sentences(claims)
        moved = replace(
            record,
            text=self._text,
            text_sha256=text_sha256(self._text),
            blocks=tuple(_apart(sorted(blocks, key=lambda one: one.span))),
            sentences=sentences,
            names=names,
            attributions=attributions,
            claims=tuple(replace(one, sentence=numbers[one.id]) for one in claims),
            speakers=_keep_needed(speakers, (*attributions, *claims, *evaluative)),
            evaluative=evaluative,
        )
        return Anchored(moved, tuple(self._fates), tuple(self._left_out))

    def _one(self, kind: str, id: str, field: str, span: Span) -> Span | None:
        """Where a span is now; `None` when its words are not found in one place."""
        found = self._finder.find(span)
        self._fates.append(Fate(kind, id, field, span, span.of(self._old), found))
        return found.span if found.outcome in ("kept", "moved") else None

    def _many(self, kind: str, id: str, field: str, spans: Iterable[Span]) -> list[Span | None]:
        return [self._one(kind, id, field, span) for span in spans]

    def _whole(
        self, kind: str, id: str, fields: Mapping[str, Iterable[Span]]
    ) -> dict[str, tuple[Span, ...]] | None:
        """All spans of all fields; `None`, and a line in `left_out`, when one is missing or out of order."""
        moved: dict[str, tuple[Span, ...]] = {}
        for field, spans in fields.items():
            places = self._many(kind, id, field, spans)
            if None in places:
                fate = self._fates[len(self._fates) - len(places) + places.index(None)]
                self._left_out.append((kind, id, f"{field} {fate.found.outcome}"))
                return None
            moved[field] = tuple(place for place in places if place is not None)
            if any(after.start < before.end for before, after in pairwise(moved[field])):
                self._left_out.append((kind, id, f"{field} in another order"))
                return None
        return moved

    def _part(self, id: str, field: str, spans: Iterable[Span]) -> tuple[Span, ...]:
        found = sorted(place for place in self._many("attribution", id, field, spans) if place is not None)
        return tuple(_apart_spans(found))

    def _move_attributions(self) -> tuple[Attribution, ...]:
        moved: dict[str, Attribution] = {}
        for one in self._record.attributions:
            cue = [one.cue] if one.cue is not None else []
            parts = self._whole(
                "attribution", one.id, {"source": one.source, "cue": cue, "content": one.content}
            )
            if parts is None:
                continue
            moved[one.id] = replace(
                one,
                source=parts["source"],
                cue=parts["cue"][0] if parts["cue"] else None,
                content=parts["content"],
                addressee=self._part(one.id, "addressee", one.addressee),
                medium=self._part(one.id, "medium", one.medium),
                grounds=self._part(one.id, "grounds", one.grounds),
            )
        while orphans := [
            one for one in moved.values() if one.parent is not None and one.parent not in moved
        ]:
            for one in orphans:
                del moved[one.id]
                self._left_out.append(("attribution", one.id, "the attribution around it was left out"))
        return tuple(moved.values())

    def _move_claims(self, there: set[str]) -> Iterable[Claim]:
        for one in self._record.claims:
            if one.attribution is not None and one.attribution not in there:
                self._left_out.append(("claim", one.id, "its attribution was left out"))
                continue
            parts = self._whole("claim", one.id, {"spans": one.spans})
            if parts is not None:
                yield replace(one, spans=parts["spans"])

    def _move_evaluative(self, there: set[str]) -> Iterable[Evaluative]:
        for one in self._record.evaluative:
            if one.attribution is not None and one.attribution not in there:
                self._left_out.append(("evaluative", one.id, "its attribution was left out"))
                continue
            parts = self._whole("evaluative", one.id, {"span": [one.span]})
            if parts is None:
                continue
            target = one.target
            if isinstance(target, Span):
                target = self._one("evaluative", one.id, "target", target)
            yield replace(one, span=parts["span"][0], target=target)

    def _move_speaker(self, one: Speaker) -> Speaker:
        mentions = self._many("speaker", one.id, "mentions", one.mentions)
        return replace(one, mentions=tuple(sorted(place for place in mentions if place is not None)))

    def _move_names(self) -> tuple[Name, ...]:
        moved = []
        for number, name in enumerate(self._record.names):
            span = self._one("name", str(number), "span", name.span)
            moved += [replace(name, span=span)] if span else []
        return tuple(sorted(moved, key=lambda one: one.span))

    def _move_sentences(self, claims: Iterable[Claim]) -> tuple[tuple[Span, ...], dict[str, int]]:
        """The sentences, and the number of each claim's. One that was edited is what its claims cover."""
        places = self._many_sentences()
        for claim in claims:
            if claim.sentence < len(places):
                span = places[claim.sentence]
                start, end = claim.spans[0].start, claim.spans[-1].end
                grown = (min(span.start, start), max(span.end, end)) if span is not None else (start, end)
                places[claim.sentence] = Span(*grown)
        kept = tuple(_apart_spans(sorted(place for place in places if place is not None)))
        starts = [span.start for span in kept]
        return kept, {
            one.id: max(sum(start <= one.spans[0].start for start in starts) - 1, 0) for one in claims
        }

    def _many_sentences(self) -> list[Span | None]:
        spans = self._record.sentences
        return [self._one("sentence", str(number), "span", span) for number, span in enumerate(spans)]


def _apart_spans(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap joined."""
    apart: list[Span] = []
    for span in spans:
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return apart


def _apart(blocks: Iterable[Any]) -> list[Any]:
    """Blocks in order, without those that overlap the one before."""
    apart: list[Any] = []
    for block in blocks:
        if not apart or block.span.start >= apart[-1].span.end:
            apart.append(block)
    return apart


def _keep_needed(
    speakers: Iterable[Speaker], findings: Iterable[Attribution | Claim | Evaluative]
) -> tuple[Speaker, ...]:
    """Those whom a finding or another speaker needs, or whom the text still mentions."""
    known = {one.id: one for one in speakers}
    wanted = {one.id for one in known.values() if one.mentions}
    for found in findings:
        ids = (found.voice, found.target) if isinstance(found, Evaluative) else (found.speaker,)
        wanted |= {id for id in ids if isinstance(id, str) and id in known}
    asked = list(wanted)
    for id in asked:  # grows while it is walked
        one = known[id]
        for other in (*one.members, *([one.speaks_for] if one.speaks_for else [])):
            if other not in wanted:
                wanted.add(other)
                asked.append(other)
    return tuple(one for one in known.values() if one.id in wanted)
