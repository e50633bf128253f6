"""The stretches of a text in which neither voice nor frame changes: what claims are cut into."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from attrib.prose import asserts, find_prose
from attrib.reading import Reading
from attrib.records import Attribution, Block
from attrib.spans import Span


class Zone(NamedTuple):
    """A stretch in which nothing changes: the same contents hold all of it, and it is a frame or is none."""

    span: Span
    holders: frozenset[int]  # indexes of the attributions whose content holds it
    frame: bool  # source and cue of some attribution
    prose: bool
    caption: bool  # what a picture's caption says counts, but not what the network left out of it


def find_zones(
    reading: Reading, blocks: Sequence[Block], attributions: Mapping[int, Attribution]
) -> list[Zone]:
    """The text cut at every edge of a content, a frame and the prose, in order; `attributions` by index."""
    edges: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    marks = [("prose", 0, span) for span in find_prose(reading.text, blocks, reading.paragraphs)]
    marks += [("caption", 0, block.span) for block in blocks if block.kind == "caption"]
    for index, attribution in attributions.items():
        marks += [("content", index, span) for span in attribution.content]
        marks += [("frame", index, span) for span in _find_frame(reading.text, attribution)]
    for kind, index, span in marks:
        edges[span.start].append((kind, index, 1))
        edges[span.end].append((kind, index, -1))
    zones: list[Zone] = []
    depth: dict[tuple[str, int], int] = defaultdict(int)
    open_contents: set[int] = set()
    frames = prose = captions = 0
    at = 0
    for edge in [*sorted(edges), len(reading.text)]:
        if at < edge:
            around = (frames > 0, prose > 0, captions > 0)
            zones.append(Zone(Span(at, edge), frozenset(open_contents), *around))
            at = edge
        for kind, index, step in edges.get(edge, ()):
            depth[kind, index] += step
            frames += step if kind == "frame" else 0
            prose += step if kind == "prose" else 0
            captions += step if kind == "caption" else 0
            if kind == "content":
                (open_contents.add if depth[kind, index] > 0 else open_contents.discard)(index)
    return zones


def _find_frame(text: str, attribution: Attribution) -> list[Span]:
    """Source and cue: what is no claim. A source that does something else before it speaks ("*The two* met in
    Depok and announced …") is the subject of that claim too, and stays in it.
    """
    cue = attribution.cue
    if cue is None:
        return list(attribution.source)
    sources = [
        span
        for span in attribution.source
        if span.end > cue.start or not asserts(re.sub(r"\W*\w+\W*$", "", text[span.end : cue.start]))
    ]
    return [*sources, cue]


def zones_in(span: Span, zones: Sequence[Zone], starts: Sequence[int]) -> Iterable[Zone]:
    """The zones of one span, cut to it."""
    index = max(bisect_right(starts, span.start) - 1, 0)
    while index < len(zones) and zones[index].span.start < span.end:
        zone = zones[index]
        part = Span(max(zone.span.start, span.start), min(zone.span.end, span.end))
        if part.start < part.end:
            yield zone._replace(span=part)
        index += 1
