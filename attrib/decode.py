"""From the network's probabilities to spans and links.

Spans are decoded word by word with the best allowed row of tags (Viterbi 1967), so that no inside tag stands
without its beginning and no span ends inside a word. Links are drawn between decoded spans of the whole
article, which is why the network exports two vectors per piece and not a table of pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

IMPOSSIBLE = np.float32(-1e9)
# A cue looks for its source, and a content for its cue, among the spans at most this many pieces away.
# Further candidates come from other windows, and mislead: with 320 the exact records on polnear dev lose 4.7
# points.
LINK_REACH = 96
# Pieces that are scored at once: so few that numpy's linear algebra stays on this thread, since the others
# belong to the reader.
BLOCK = 32
# Mentions before a mention that may be its antecedent.
ANTECEDENT_REACH = 64


class Found(NamedTuple):
    """One decoded span: pieces low to high (half-open), its kind, and the mean probability of its tags."""

    low: int
    high: int
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Pointer:
    """What scores a pointer's pairs outside the graph: `nothing` (dimensions,), `distance` (2 × classes,)."""

    nothing: Floats
    distance: Floats

    @property
    def scale(self) -> np.float32:
        """What products of two projections are multiplied by."""
        return np.float32(1 / np.sqrt(len(self.nothing)))

    def of_distance(self, steps: NDArray[np.int64]) -> Floats:
        """What signed distances in pieces, to minus from, add to scores; in the shape of `steps`."""
        classes = len(self.distance) // 2
        size = np.floor(np.log2(np.maximum(np.abs(steps), 1))).astype(np.int64) + (steps != 0)
        size = np.minimum(size, classes - 1)
        return self.distance[np.where(steps < 0, size, size + classes)]


@dataclass(frozen=True, slots=True)
class Vectors:
    """A pointer's projections at the pieces of a text at which a span may begin: `projections` (kept, 2,
    dimensions), "from" and "to", and `rows` (pieces,), where in them a piece stands, -1 for nowhere."""

    rows: NDArray[np.int64]
    projections: Floats

    def __contains__(self, piece: int) -> bool:
        return bool(self.rows[piece] >= 0)

    def origins(self, pieces: NDArray[np.int64]) -> Floats:
        """(n,) pieces → (n, dimensions), what points."""
        return self.projections[self.rows[pieces], 0]

    def targets(self, pieces: NDArray[np.int64]) -> Floats:
        """(n,) pieces → (n, dimensions), what is pointed to."""
        return self.projections[self.rows[pieces], 1]


def gather_words(scores: Floats, firsts: NDArray[np.int64], tags: Sequence[str]) -> Floats:
    """Log-probabilities of pieces (pieces, tags) → of words (words, tags); `firsts` are the words' first
    pieces.

    A word whose first piece begins a span goes on inside it with its other pieces.
    """
    rest = np.add.reduceat(scores, firsts, axis=0)  # (words, tags) sums over all pieces
    words = rest.copy()
    for index, tag in enumerate(tags):
        if tag.startswith(("B", "C")):
            inside = tags.index("I" + tag[1:]) if "I" + tag[1:] in tags else tags.index("I")
            words[:, index] = rest[:, inside] - scores[firsts, inside] + scores[firsts, index]
    return words


def find_transitions(tags: Sequence[str]) -> Floats:
    """(tags, tags) from → to: 0 where allowed, IMPOSSIBLE where an inside tag does not follow its kind."""
    allowed = np.zeros((len(tags), len(tags)), dtype=np.float32)
    for to, tag in enumerate(tags):
        if tag.startswith("I"):
            for before, other in enumerate(tags):
                if other == "O" or (len(tag) > 1 and other[2:] != tag[2:]):
                    allowed[before, to] = IMPOSSIBLE
    return allowed


def pick_tags(words: Floats, rows: Sequence[tuple[int, int]], tags: Sequence[str]) -> NDArray[np.int64]:
    """The best allowed tags (words,) of a text whose `rows` (paragraphs, as ranges of words) are decoded side
    by side.

    No span runs over the end of a row. Time is linear in the words; rows of like length go together.
    """
    chosen = np.zeros(len(words), dtype=np.int64)
    transitions = find_transitions(tags)
    start = np.where([tag.startswith("I") for tag in tags], IMPOSSIBLE, np.float32(0))
    # Where the best tag of every word may follow that of the word before, nothing is better than these; so it
    # is in most paragraphs, and in most of the others but for a few words.
    single = words.argmax(axis=1)
    wrong = np.zeros(len(words), dtype=bool)
    wrong[1:] = transitions[single[:-1], single[1:]] < 0
    open_rows: list[tuple[int, int]] = []
    filled = np.array([row for row in rows if row[0] < row[1]], dtype=np.int64).reshape(-1, 2)
    lows, highs = filled.T  # (rows,) each
    wrong[lows] = start[single[lows]] < 0
    covered = np.zeros(len(words) + 1, dtype=np.int64)
    covered[lows] += 1
    np.subtract.at(covered, highs, 1)
    inside = covered[:-1].cumsum() > 0
    chosen[inside] = single[inside]
    counts = np.append(0, wrong.cumsum())
    for low, high in filled[counts[highs] > counts[lows]].tolist():
        open_rows += _find_open(words[low:high], single[low:high], wrong[low:high], tags, low)
    open_rows.sort(key=lambda row: row[1] - row[0])
    for batch in _batches(open_rows):
        longest = max(high - low for low, high in batch)
        emissions = np.zeros((len(batch), longest, len(tags)), dtype=np.float32)
        for index, (low, high) in enumerate(batch):
            emissions[index, : high - low] = words[low:high]
        best = emissions[:, 0] + start  # (rows, tags)
        came = np.zeros((longest, len(batch), len(tags)), dtype=np.int64)
        ends = np.array([high - low for low, high in batch])
        finals = np.where((ends == 1)[:, None], best, 0)
        for step in range(1, longest):
            reached = best[:, :, None] + transitions  # (rows, from, to)
            came[step] = reached.argmax(axis=1)
            best = reached.max(axis=1) + emissions[:, step]
            done = ends == step + 1
            if done.any():
                finals[done] = best[done]
        for index, (low, high) in enumerate(batch):
            tag = int(finals[index].argmax())
            for step in range(high - low - 1, -1, -1):
                chosen[low + step] = tag
                tag = int(came[step, index, tag])
    return chosen


def _find_open(
    words: Floats, single: NDArray[np.int64], wrong: NDArray[np.bool_], tags: Sequence[str], first: int
) -> list[tuple[int, int]]:
    """The parts of a row in which its best tags (`single`) may have to change, as ranges of words from
    `first` on; `wrong` are the words whose best tag may not stand there.

    To begin a span at each wrong word is allowed and costs so much. Whatever is better costs less, so that a
    word whose second best tag costs more keeps its best one, and parts the row.
    """
    begin = [tags.index(f"B{tag[1:]}") if f"B{tag[1:]}" in tags else 0 for tag in tags]
    at = np.flatnonzero(wrong)
    cost = float((words[at, single[at]] - words[at, np.array(begin)[single[at]]]).sum())
    second, best = np.partition(words, -2, axis=1)[:, -2:].T
    settled = best - second > cost + 1e-3
    inside = np.array([tag.startswith("I") for tag in tags])[single]
    lows, highs = np.flatnonzero(settled & ~inside), np.flatnonzero(settled)
    found: list[tuple[int, int]] = []
    for word in at.tolist():
        before, after = np.searchsorted(lows, word), np.searchsorted(highs, word, side="right")
        low = int(lows[before - 1]) if before else 0
        high = int(highs[after]) + 1 if after < len(highs) else len(words)
        if found and low < found[-1][1] - first:
            found[-1] = (found[-1][0], max(found[-1][1], first + high))
        else:
            found.append((first + low, first + high))
    return found


def _batches(rows: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Rows, sorted by length, in groups whose longest is at most twice their shortest."""
    groups: list[list[tuple[int, int]]] = []
    for row in rows:
        if groups and row[1] - row[0] <= 2 * (groups[-1][0][1] - groups[-1][0][0]) + 8:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def find_spans(
    scores: Floats,
    firsts: NDArray[np.int64],
    rows: Sequence[tuple[int, int]],
    tags: Sequence[str],
    bias: float = 0.0,
    cuts: float = 0.0,
) -> list[Found]:
    """The spans of one layer: log-probabilities (pieces, tags) → spans in order.

    `bias` is added to O: above 0 finds fewer spans, below 0 more. `cuts` is taken from beginnings: above 0
    cuts what is inside into fewer spans. Both are chosen on dev.
    """
    if not len(firsts):
        return []
    words = gather_words(scores, firsts, tags)
    words[:, 0] += np.float32(bias)
    words[:, [tag.startswith("B") for tag in tags]] -= np.float32(cuts)
    chosen = pick_tags(words, rows, tags)
    ends = np.append(firsts[1:], len(scores))  # (words,) in pieces
    inside = chosen > 0
    opens = inside & ~np.array([tag.startswith("I") for tag in tags])[chosen]  # a beginning
    opens[1:] |= inside[1:] & ~inside[:-1]
    opens[[low for low, high in rows if low < high]] |= inside[[low for low, high in rows if low < high]]
    closes = inside.copy()  # the last word of each
    closes[:-1] &= opens[1:] | ~inside[1:]
    first, last = np.flatnonzero(opens), np.flatnonzero(closes)
    sums = np.cumsum(scores[firsts, chosen], dtype=np.float64)
    totals = sums[last] - np.where(first > 0, sums[first - 1], 0.0)
    probabilities = np.exp(totals / (last - first + 1))  # the geometric mean of the words'
    kinds = [tag[2:] or tag for tag in tags]
    columns = (firsts[first], ends[last], chosen[first], probabilities)
    return [
        Found(low, high, kinds[tag], probability)
        for low, high, tag, probability in zip(*(column.tolist() for column in columns), strict=True)
    ]


class Link(NamedTuple):
    """Which of the candidates something points to (`None`: nothing) and how probable that is."""

    to: int | None
    score: float


class Prior(NamedTuple):
    """What is known of links beside the network's scores, in log-probability; chosen on dev.

    `nothing` is added to the score of "nothing"; a candidate loses `between` for every other candidate, and
    `paragraph` for every paragraph's start, that lies between it and the origin. `breaks` are those starts,
    as pieces.
    """

    nothing: float = 0.0
    between: float = 0.0
    paragraph: float = 0.0
    breaks: NDArray[np.int64] = np.zeros(0, dtype=np.int64)


def pick_links(
    origins: Sequence[int],
    candidates: Sequence[int],
    vectors: Vectors,
    pointer: Pointer,
    prior: Prior,
) -> list[Link]:
    """For every origin piece (sorted) the best of the candidate pieces (sorted), or nothing."""
    if not candidates:
        return [Link(None, 1.0) for _ in origins]
    places = np.array(candidates, dtype=np.int64)
    links: list[Link] = []
    for low in range(0, len(origins), BLOCK):
        pieces = np.array(origins[low : low + BLOCK], dtype=np.int64)
        first, last = np.searchsorted(places, (pieces[0] - LINK_REACH, pieces[-1] + LINK_REACH + 1))
        scores = _score_links(pieces, places[first:last], vectors, pointer, prior)
        best = scores.argmax(axis=1)
        sure = np.exp(scores[np.arange(len(pieces)), best]).tolist()
        links += [
            Link(None if to == last - first else int(first) + to, score)
            for to, score in zip(best.tolist(), sure, strict=True)
        ]
    return links


def _score_links(
    origins: NDArray[np.int64], places: NDArray[np.int64], vectors: Vectors, pointer: Pointer, prior: Prior
) -> Floats:
    """(n, m + 1) log-probabilities of where `origins` (n,) point to: to `places` (m,), or to nothing."""
    vector = vectors.origins(origins)  # (n, dimensions)
    steps = places - origins[:, None]  # (n, m)
    near = vector @ vectors.targets(places).T * pointer.scale + pointer.of_distance(steps)
    none = vector @ pointer.nothing * pointer.scale + prior.nothing
    scores = np.concatenate([near, none[:, None]], axis=1)
    far = np.concatenate([np.abs(steps) > LINK_REACH, np.zeros((len(origins), 1), dtype=bool)], axis=1)
    scores[far] = IMPOSSIBLE
    scores = _normalise(scores)
    after = np.arange(len(places)) - np.searchsorted(places, origins)[:, None]  # -1: the nearest before
    passed = np.where(after < 0, -1 - after, after)
    paragraphs = np.searchsorted(prior.breaks, places, side="right")  # the paragraph of each
    crossed = np.abs(paragraphs - np.searchsorted(prior.breaks, origins, side="right")[:, None])
    scores[:, :-1] -= np.float32(prior.between) * passed + np.float32(prior.paragraph) * crossed
    return _normalise(scores)


def _normalise(scores: Floats) -> Floats:
    """Rows of scores as log-probabilities."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return (scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))).astype(np.float32)


def find_antecedents(heads: Sequence[int], vectors: Vectors, pointer: Pointer) -> Floats:
    """Probabilities of the antecedents of each mention, nearest first, then of none: (mentions,
    ANTECEDENT_REACH + 1)."""
    table = np.zeros((len(heads), ANTECEDENT_REACH + 1), dtype=np.float32)
    if not heads:
        return table
    places = np.array(heads, dtype=np.int64)
    origins, targets = vectors.origins(places), vectors.targets(places)  # (mentions, dimensions) each
    back = np.arange(1, ANTECEDENT_REACH + 1)
    for low in range(0, len(heads), BLOCK):
        rows = np.arange(low, min(low + BLOCK, len(heads)))
        first = max(0, low - ANTECEDENT_REACH)
        pairs = origins[rows] @ targets[first : rows[-1] + 1].T  # (rows, mentions from first)
        columns = rows[:, None] - back - first  # (rows, reach): mention before by mention before
        known = columns >= 0
        columns = np.maximum(columns, 0)
        scores = np.take_along_axis(pairs, columns, axis=1) * pointer.scale
        scores += pointer.of_distance(places[columns + first] - places[rows][:, None])
        none = origins[rows] @ pointer.nothing * pointer.scale
        scores = np.concatenate([np.where(known, scores, IMPOSSIBLE), none[:, None]], axis=1)
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        table[rows] = scores / scores.sum(axis=1, keepdims=True)
    return table
