"""A record's text cut at every edge of its findings, so that overlapping and nested ones can be drawn.

No span has to lie inside another for this: a segment only lists what it belongs to.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from attrib.records import Annotated, Attribution, Block, Claim, Evaluative
from attrib.spans import Span, cut

OUTLET, UNSOURCED, UNSETTLED = "outlet", "unsourced", "unsettled"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch in which nothing begins or ends.

    `voice` is who says it: the id of a speaker, `outlet`, `unsourced` or `unsettled`; `None`: the stretch
    belongs to no claim ("Ruiz said"). `contents` are the attributions whose content holds it, the innermost
    last; `parts` are ("source", "a1") and the like.
    """

    span: Span
    voice: str | None
    claim: str | None
    contents: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    evaluative: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph of the page with what it is, and its segments in order."""

    kind: str
    repeats: bool
    segments: tuple[Segment, ...]


def cut_segments(record: Annotated) -> tuple[Part, ...]:
    """The text of a record in paragraphs and segments, which together hold all that is not white space
    between blocks. A record without blocks is one part of the kind "body"; one without text has none."""
    text = record.text or ""
    if not text.strip():
        return ()
    marks = list(_list_marks(record))
    edges = sorted({at for span, _, _ in marks for at in (span.start, span.end)})
    starts = sorted(marks, key=lambda mark: mark[0])
    voices = {one.id: find_voice(record, one) for one in record.claims}
    sizes = {one.id: sum(span.end - span.start for span in one.content) for one in record.attributions}
    parts = []
    for block in list_blocks(record):
        inside = [at for at in edges[bisect_left(edges, block.span.start) :] if at < block.span.end]
        cuts = sorted({block.span.start, *inside, block.span.end})
        near = [mark for mark in starts if mark[0].touches(block.span)]
        segments = tuple(
            _make_segment(Span(start, end), near, voices, sizes) for start, end in pairwise(cuts)
        )
        parts.append(Part(block.kind, block.repeats, segments))
    return tuple(parts)


def find_voice(record: Annotated, claim: Claim) -> str:
    """Whose words a claim is: a speaker's id, `outlet`, `unsourced` or `unsettled`."""
    if claim.status == "unattributed":
        return OUTLET
    if claim.status == "unsourced":
        return UNSOURCED
    known = {speaker.id for speaker in record.speakers}
    return claim.speaker if claim.speaker in known and claim.speaker else UNSETTLED


def list_blocks(record: Annotated) -> Iterator[Block]:
    """The blocks, and what stands between them as body: nothing of a text is left out."""
    text = record.text or ""
    found = list(record.blocks)
    for gap in cut([Span(0, len(text))], [block.span for block in found]):
        words = gap.of(text)
        if words.strip():
            start = gap.start + len(words) - len(words.lstrip())
            found.append(Block("body", Span(start, start + len(words.strip()))))
    yield from sorted(found, key=lambda block: block.span)


Mark = tuple[Span, str, Attribution | Claim | Evaluative]


def _list_marks(record: Annotated) -> Iterator[Mark]:
    for one in record.attributions:
        for kind in ("source", "content", "addressee", "medium", "grounds"):
            yield from ((span, kind, one) for span in getattr(one, kind))
        if one.cue is not None:
            yield one.cue, "cue", one
    for claim in record.claims:
        yield from ((span, "claim", claim) for span in claim.spans)
    for found in record.evaluative:
        yield found.span, "evaluative", found


def _make_segment(
    span: Span, marks: Iterable[Mark], voices: Mapping[str, str], sizes: Mapping[str, int]
) -> Segment:
    here = [(kind, one.id) for where, kind, one in marks if where.holds(span)]
    contents = sorted({id for kind, id in here if kind == "content"}, key=lambda id: (-sizes[id], id))
    claim = next((id for kind, id in here if kind == "claim"), None)
    return Segment(
        span,
        None if claim is None else voices[claim],
        claim,
        tuple(contents),
        tuple((kind, id) for kind, id in here if kind not in ("content", "claim", "evaluative")),
        tuple(id for kind, id in here if kind == "evaluative"),
    )
