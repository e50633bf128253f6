"""What the network alone finds in the hard cases and in unseen passages, before any rule, and what attrib
makes of it:

    python tests/measure_network.py [MODEL …]

MODEL is a model's folder; without one the bundled model is read. Marks at the edges of spans count for
nothing here. Neither weights nor biases were chosen on the hard cases, but rules were, so the first line of a
model says more about other texts than the second. The passages of `annotations/unseen` came after the weights
and the rules. A program, not a test.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from attrib.adaptors import read_gold
from attrib.pipeline import Annotator, Options
from attrib.reader import MODEL_FOLDER, open_reader
from attrib.spans import Span
from attrib.training.drills import read_drills
from attrib.training.labels import ROLES

UNSEEN = Path(__file__).parent.parent / "annotations" / "unseen"
CASES = Path(__file__).parent / "cases" / "cases.jsonl"
EDGES = " .,;:“”\"'‘’«»„\n"
# A relation inside of a content that is less sure is left out, as rules do (attrib.constructions).
LEAST_INNER = 0.2


class Record(NamedTuple):
    """The parts of an attribution without marks at their edges."""

    source: frozenset[Span]
    cue: Span | None
    content: frozenset[Span]


def make_record(
    text: str, source: Iterable[Span], cue: Span | Sequence[Span] | None, content: Iterable[Span]
) -> Record:
    def bare(span: Span) -> Span:
        inside = span.of(text).strip(EDGES)
        start = span.start + span.of(text).find(inside)
        return Span(start, start + len(inside))

    one = cue if isinstance(cue, Span) or not cue else cue[0]
    return Record(frozenset(map(bare, source)), bare(one) if one else None, frozenset(map(bare, content)))


def print_scores(name: str, gold: list[list[Record]], found: list[list[Record]]) -> None:
    """Exact F1 in per cent of sources, cues, contents and whole records."""
    figures = []
    for part in (*Record._fields, None):
        sides = [
            [[getattr(one, part) if part else one for one in article] for article in side]
            for side in (gold, found)
        ]
        kept = [[[one for one in article if one] for article in side] for side in sides]
        right = sum(sum(one in others for one in ones) for ones, others in zip(*kept, strict=True))
        total = sum(len(article) for side in kept for article in side)
        figures.append(f"{part or 'record'} {200 * right / total:.1f}")
    print(f"{name:44} {'  '.join(figures)}")


def main(models: list[str]) -> None:
    folders = [Path(folder) for folder in models] or [MODEL_FOLDER]
    golds = [one.annotated for one in read_gold(CASES)]
    texts = [one.text or "" for one in golds]
    gold = [
        [make_record(text, a.source, a.cue, a.content) for a in one.attributions]
        for text, one in zip(texts, golds, strict=True)
    ]
    print(f"{sum(map(len, gold))} attributions of {len(gold)} hard cases")
    compare(folders, texts, gold)
    rows = read_drills(UNSEEN)
    texts = [row["text"] for row in rows]
    gold = [
        [
            make_record(row["text"], *([Span(*span) for span in one[role]] for role in ROLES))
            for one in [*row["attributions"], *row["inner"]]
        ]
        for row in rows
    ]
    print(f"{sum(map(len, gold))} attributions of {len(gold)} unseen passages")
    compare(folders, texts, gold)


def compare(folders: list[Path], texts: list[str], gold: list[list[Record]]) -> None:
    """Prints two lines for each model."""
    for model in folders:
        name = model.name
        linked = [
            [
                make_record(text, one.source, one.cue, one.content)
                for one in reading.relations
                if not (one.inner and one.score < LEAST_INNER)
            ]
            for text, reading in zip(texts, open_reader(model).read_many(texts), strict=True)
        ]
        annotated = Annotator(Options(model=model)).annotate_many(texts)
        settled = [
            [make_record(text, one.source, one.cue, one.content) for one in found.attributions]
            for text, found in zip(texts, annotated, strict=True)
        ]
        print_scores(f"{name}, network alone", gold, linked)
        print_scores(f"{name}, with rules", gold, settled)


if __name__ == "__main__":
    main(sys.argv[1:])
