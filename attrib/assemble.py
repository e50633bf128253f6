"""The network's probabilities over a whole text → one `Reading`: which spans there are, and which belong
together."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from attrib.decode import (
    Floats,
    Found,
    Link,
    Pointer,
    Prior,
    Vectors,
    find_antecedents,
    find_spans,
    pick_links,
)
from attrib.found_names import join_dates, join_nicknames, join_persons, settle_by_text, settle_types
from attrib.pieces import BREAKS, Pieces
from attrib.quotes import find_quotations
from attrib.reading import Mention, Reading, Relation, Stretch, Wording
from attrib.records import Name
from attrib.spans import Span, holds_word, trim

# A word is taken for the head of a mention when that is at least as probable as this; chosen on dev.
MENTION_FLOOR = 0.4

# Labels of photo credits, which news sites set right behind a caption.
_CREDIT = re.compile(
    r"(?:^|(?<=\s))(?P<label>(?:Image|Photo|Picture|Photograph|Credit|Video|Graphic)(?: by| credit)?:)\s"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the exported model says beside its weights. Chosen on dev by `attrib train`, stored in
    `model.json`.

    `biases[head]` are added to O when spans are decoded; `calibration[what]` are (raw score, probability)
    points.
    """

    heads: Mapping[str, tuple[str, ...]]
    pointers: Mapping[str, Pointer]
    biases: Mapping[str, float]
    calibration: Mapping[str, tuple[tuple[float, float], ...]]

    def columns(self, head: str) -> slice:
        """Where the classes of a head stand among the columns of the scores."""
        low = 0
        for name, classes in self.heads.items():
            if name == head:
                return slice(low, low + len(classes))
            low += len(classes)
        raise KeyError(head)

    def calibrate(self, what: str, raw: float) -> float:
        """The probability, measured on dev, that a finding with this raw score is right; `raw` where none was
        measured."""
        points = self.calibration.get(what)
        return round(_interpolate(points, raw) if points else raw, 4)


def _interpolate(points: Sequence[tuple[float, float]], at: float) -> float:
    """The height at `at` of a line through points that are sorted, level beyond its ends. For one value this
    is much faster than numpy's."""
    place = bisect_right(points, (at, math.inf))
    if not place or place == len(points):
        return points[max(place - 1, 0)][1]
    (left, low), (right, high) = points[place - 1], points[place]
    return low + (high - low) / (right - left) * (at - left)


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of every piece of a text.

    `table` (pieces, all classes) holds log-probabilities, `vectors` the projections of each pointer.
    """

    table: Floats
    vectors: Mapping[str, Vectors]


def assemble(
    text: str, paragraphs: tuple[Span, ...], pieces: Pieces, scores: Scores, settings: Settings
) -> Reading:
    """Everything that can be read off the scores of one text."""
    maker = _Maker(text, paragraphs, pieces, scores, settings)
    mentions, antecedents = maker.find_mentions()
    sentences = maker.find_starts("sentences")
    return Reading(
        text=text,
        paragraphs=paragraphs,
        quotations=find_quotations(text, paragraphs),
        sentences=sentences,
        tokens=maker.find_starts("tokens"),
        names=maker.find_names(),
        relations=maker.find_relations(),
        claims=maker.find_claims(sentences),
        wording=maker.find_wording(),
        mentions=mentions,
        antecedents=antecedents,
    )


class _Maker:
    """One text's arrays, and a method for each part of its Reading."""

    def __init__(
        self, text: str, paragraphs: tuple[Span, ...], pieces: Pieces, scores: Scores, settings: Settings
    ) -> None:
        self.text, self.paragraphs, self.pieces = text, paragraphs, pieces
        self.scores, self.settings = scores, settings
        self.firsts = np.flatnonzero(pieces.first)  # (words,) first piece of each
        opens = np.searchsorted(pieces.starts[self.firsts], [p.start for p in paragraphs])
        self.breaks = np.flatnonzero(pieces.breaks == BREAKS.index("paragraph"))
        edges = [*opens.tolist(), len(self.firsts)]
        self.rows = [(low, high) for low, high in pairwise(edges) if low < high]

    def layer(self, head: str, rows: Sequence[tuple[int, int]] | None = None) -> list[Found]:
        """The decoded spans of one head in the whole text, or only in some ranges of words."""
        table = self.scores.table[:, self.settings.columns(head)]
        tags = self.settings.heads[head]
        bias, cuts = (self.settings.biases.get(name, 0.0) for name in (head, f"{head} cuts"))
        return find_spans(table, self.firsts, self.rows if rows is None else rows, tags, bias, cuts)

    def span(self, found: Found) -> Span:
        return self.pieces.span(found.low, found.high)

    def find_starts(self, head: str) -> tuple[Span, ...]:
        """Tokens or sentences: from each start to the last character before the next one that is no blank.

        A paragraph starts both; a blank before a word starts a token. A gap inside a word is a character that
        the vocabulary swallowed, such as an accent of its own, and starts nothing.
        """
        if not len(self.pieces):
            return ()
        inside, start = self.scores.table[:, self.settings.columns(head)].T  # (pieces,) each
        starts = start - inside > self.settings.biases.get(head, 0.0)
        starts |= self.pieces.breaks == BREAKS.index("paragraph")
        if head == "tokens":
            starts |= (self.pieces.breaks != BREAKS.index("none")) & self.pieces.first
        else:
            self._start_credits(starts)
            # Nothing begins behind a comma in the same paragraph ("Citing rules, U.S. officials …").
            for piece in np.flatnonzero(starts).tolist():
                if piece and self.text[self.pieces.ends[piece - 1] - 1] == ",":
                    starts[piece] = self.pieces.breaks[piece] == BREAKS.index("paragraph")
        lows = np.flatnonzero(starts)
        highs = np.append(lows[1:], len(self.pieces)) - 1
        pairs = zip(self.pieces.starts[lows].tolist(), self.pieces.ends[highs].tolist(), strict=True)
        return tuple(Span(start, end) for start, end in pairs)

    def _start_credits(self, starts: NDArray[np.bool_]) -> None:
        """Makes "Image: Ana Ruiz" behind a caption a sentence of its own: no full stop parts the two, and the
        corpora that sentences are learned from hardly hold any."""
        for credit in _CREDIT.finditer(self.text):
            low, high = self.pieces.at(credit.start("label"), credit.end())
            starts[low : high + 1] = False
            starts[low : low + 1] = True

    def find_names(self) -> tuple[Name, ...]:
        """The names of the text, each with one type wherever it stands."""
        found = join_persons(self.layer("names"), self.pieces.breaks)
        spans = [self.span(part) for part in found]
        types = settle_types(
            [(span.of(self.text), part.kind, part.score) for span, part in zip(spans, found, strict=True)]
        )
        names = [
            Name(span, kind, self.settings.calibrate("names", part.score))
            for span, kind, part in zip(spans, types, found, strict=True)
        ]
        return settle_by_text(self.text, join_nicknames(self.text, join_dates(self.text, names)))

    def find_claims(self, sentences: Sequence[Span]) -> tuple[Stretch, ...]:
        """The claims head's stretches; C takes up the claim of its sentence that stood before the one it
        interrupts."""
        starts = [sentence.start for sentence in sentences]

        def sentence_of(found: Found) -> int:
            return bisect_right(starts, self.span(found).start)

        kinds = self.scores.table[:, self.settings.columns("kinds")]
        classes = self.settings.heads["kinds"]
        parts: list[list[Found]] = []
        for found in self.layer("claims"):
            if found.kind == "C" and parts:
                # "The Challenge (which was new) was founded": the claim before the gap is not the one in the
                # gap.
                here = sentence_of(found)
                inside = len(parts) > 1 and parts[-1][0].low > parts[-2][-1].low
                inside = inside and sentence_of(parts[-2][-1]) == here
                if inside or sentence_of(parts[-1][-1]) == here:
                    parts[-2 if inside else -1].append(found)
                    continue
            parts.append([found])
        return tuple(
            Stretch(
                spans=tuple(self.span(part) for part in claim),
                kind=classes[int(kinds[claim[0].low].argmax())],  # type: ignore[arg-type]
                score=self.settings.calibrate("claims", min(part.score for part in claim)),
            )
            for claim in parts
        )

    def find_wording(self) -> tuple[Wording, ...]:
        found = [
            Wording(self.span(part), layer, self.settings.calibrate(layer, part.score))
            for layer in ("lexical_bias", "loaded_language", "name_calling")
            for part in self.layer(layer)
        ]
        return tuple(sorted(found))

    def find_mentions(self) -> tuple[tuple[Mention, ...], Floats]:
        """Head words of mentions with their kind, and the probabilities of their antecedents."""
        table = self.scores.table[:, self.settings.columns("mentions")]
        vectors = self.scores.vectors["antecedent"]
        likely = np.flatnonzero((np.exp(table[:, 0]) < 1 - MENTION_FLOOR) & self.pieces.first)
        heads = [piece for piece in likely.tolist() if piece in vectors]
        classes = self.settings.heads["mentions"]
        ends = (
            np.append(self.firsts[1:], len(self.pieces))[np.searchsorted(self.firsts, heads)] if heads else ()
        )
        mentions = tuple(
            Mention(
                self.pieces.span(piece, int(end)),
                classes[1 + int(table[piece, 1:].argmax())],  # type: ignore[arg-type]
                round(float(1 - np.exp(table[piece, 0])), 4),
            )
            for piece, end in zip(heads, ends, strict=True)
        )
        return mentions, find_antecedents(heads, vectors, self.settings.pointers["antecedent"])

    def find_relations(self) -> tuple[Relation, ...]:
        """Outer relations, and in the contents of each the inner ones."""
        outer = self.link(self.layer("roles"))
        relations = [self.relation(parts, inner=False) for parts in outer]
        # The contents of all outer relations are decoded at once, then linked one relation at a time.
        rows = sorted(self.words(content) for parts in outer for content, _ in parts.contents)
        inner = self.layer("inner", rows)
        lows = [found.low for found in inner]
        for parts in outer:
            ranges = [(bisect_left(lows, c.low), bisect_left(lows, c.high)) for c, _ in parts.contents]
            inside = [found for low, high in sorted(ranges) for found in inner[low:high]]
            # A quotation inside a quotation that no cue introduces is a part of what is quoted.
            cued = any(found.kind == "cue" for found in inside)
            nested = [one for one in self.link(inside) if one.cue is not None] if cued else []
            relations += [self.relation(one, inner=True) for one in nested]
        return tuple(sorted(relations, key=lambda relation: (relation.content, relation.inner)))

    def words(self, found: Found) -> tuple[int, int]:
        low, high = np.searchsorted(self.firsts, (found.low, found.high))
        return int(low), int(high)

    def link(self, found: Sequence[Found]) -> list[_Parts]:
        """Spans of roles → sources, cues and contents that belong together, in the order of their cues.

        Every content goes to its best cue, every cue to its best source or none. A cue without content is
        dropped; a content that points to no cue stands alone.
        """
        vectors, pointers, biases = self.scores.vectors, self.settings.pointers, self.settings.biases
        sources = [part for part in found if part.kind == "source" and part.low in vectors["source"]]
        cues = [part for part in found if part.kind == "cue" and part.low in vectors["cue"]]
        contents = [part for part in found if part.kind == "content" and part.low in vectors["cue"]]
        contents = [part for part in contents if holds_word(self.text, self.span(part))]
        cue_places = [cue.low for cue in cues]
        source_places = [source.low for source in sources]
        content_places = [content.low for content in contents]
        near = (biases.get("link between", 0.0), biases.get("link paragraph", 0.0), self.breaks)
        to_cue = pick_links(
            content_places,
            cue_places,
            vectors["cue"],
            pointers["cue"],
            Prior(biases.get("link cue", 0.0), *near),
        )
        prior = Prior(biases.get("link source", 0.0), *near)
        to_source = pick_links(cue_places, source_places, vectors["source"], pointers["source"], prior)
        held: dict[int | None, list[tuple[Found, Link]]] = {}
        for content, link in zip(contents, to_cue, strict=True):
            held.setdefault(link.to, []).append((content, link))
        parts: list[_Parts] = []
        for index, cue in enumerate(cues):
            if index in held:
                to = to_source[index]
                parts.append(_Parts(None if to.to is None else sources[to.to], cue, held[index], to))
        parts += [_Parts(None, None, [alone], Link(None, 1.0)) for alone in held.get(None, [])]
        return parts

    def relation(self, parts: _Parts, *, inner: bool) -> Relation:
        contents = _join([self.span(content) for content, _ in parts.contents], self.text)
        return Relation(
            source=(self.span(parts.source),) if parts.source else (),
            cue=self.span(parts.cue) if parts.cue else None,
            content=contents,
            inner=inner,
            score=self.settings.calibrate("inner" if inner else "relations", parts.score),
        )


@dataclass(frozen=True, slots=True)
class _Parts:
    source: Found | None
    cue: Found | None
    contents: list[tuple[Found, Link]]
    to_source: Link

    @property
    def score(self) -> float:
        """The product of what was decided: each span's and each link's probability. Not itself a probability
        of the record, which is what calibration makes of it."""
        score = (
            self.to_source.score
            * (self.cue.score if self.cue else 1.0)
            * (self.source.score if self.source else 1.0)
        )
        return score * min(content.score * link.score for content, link in self.contents)


def _join(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Fragments of one content; two with nothing but blanks of one paragraph between them are one."""
    joined: list[Span] = []
    for span in sorted(spans):
        gap = text[joined[-1].end : span.start] if joined else "\n"
        if joined and not gap.strip() and "\n" not in gap:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(trim(text, span))
    return tuple(joined)


def keep_vectors(
    table: Floats, projections: Floats, opens: NDArray[np.bool_], settings: Settings
) -> tuple[NDArray[np.int64], Floats]:
    """The pieces of one window at which a span or a mention may begin, and their projections.

    The projections of all pieces of a long text would fill the memory; one piece in five or so can matter.
    """
    # No span runs over a paragraph's end, so a content that does begins anew where the next one opens,
    # however improbable a beginning is there.
    likely = opens.copy()
    for head in ("roles", "inner"):
        columns = settings.columns(head)
        begins = [columns.start + i for i, tag in enumerate(settings.heads[head]) if tag.startswith("B")]
        likely |= (table[:, begins] > np.log(0.01)).any(axis=1)
    likely |= table[:, settings.columns("mentions").start] < np.log(1 - MENTION_FLOOR)
    rows = np.flatnonzero(likely)
    return rows, projections[rows]
