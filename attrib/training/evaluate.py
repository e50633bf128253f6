"""Scores of a network on dev, head by head, for choosing while it trains.

These are scores of pieces, windows and most likely tags; the measures of record are those of `attrib score`,
which reads whole articles with the exported model.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from attrib.training.batches import Batch, cut_windows, find_antecedents, make_batch
from attrib.training.corpora import TIERS, UNKNOWN, Example, Maker, may_train_on, read_rows
from attrib.training.headlines import add_headline, unstop_title
from attrib.training.labels import HEADS
from attrib.training.nested import wrap_paragraphs
from attrib.training.network import NOT_A_PLACE, Network

DEV_WINDOW = 384
DEV_BATCH = 8
# One document in this many is enough to see whether a head still learns; the measures of record read all of
# dev.
DEV_STRIDE = 4


@dataclass(frozen=True, slots=True)
class DevScore:
    """Counts of spans (or links): in gold, guessed, right."""

    gold: int
    guess: int
    right: int

    @property
    def f1(self) -> float | None:
        """F1, 0 to 1; `None` when there is neither gold nor guess."""
        total = self.gold + self.guess
        return 2 * self.right / total if total else None


def read_dev(data: Path, maker: Maker) -> dict[str, list[Example]]:
    """The dev examples of each corpus; polnear's also with made headlines and wrapped sentences, which stay
    the same."""
    rows = {
        corpus: [row for row in read_rows(data, f"{corpus}_dev") if may_train_on(row)]
        for corpus in sorted(TIERS)
    }
    examples = {corpus: list(maker.make_all(documents[::DEV_STRIDE])) for corpus, documents in rows.items()}
    rng = random.Random("dev")
    examples["headlines"] = [
        _only_headline(maker.make(add_headline(unstop_title(row), rng))) for row in rows["polnear"]
    ]
    wrapped = [wrap_paragraphs(row, rng) for row in rows["polnear"][::DEV_STRIDE]]
    examples["wrapped"] = [_only_inner(maker.make(row)) for row in wrapped if row["wrapped"]]
    return examples


def _only_headline(example: Example) -> Example:
    end = int((example.pieces.starts < example.text.index("\n")).sum())
    roles = example.targets["roles"].copy()
    roles[end:] = UNKNOWN
    links = {pointer: pairs[pairs[:, 0] < end] for pointer, pairs in example.links.items()}
    return Example(example.id, "headlines", example.text, example.pieces, {"roles": roles}, links)


def _only_inner(example: Example) -> Example:
    inner = {"inner": example.targets["inner"]}
    return Example(example.id, "wrapped", example.text, example.pieces, inner, {})


def evaluate(network: Network, data: Path, maker: Maker) -> dict[str, DevScore]:
    """`corpus/head` or `corpus/head/kind` → counts, over all dev documents."""
    counts: dict[str, list[int]] = {}
    for corpus, examples in read_dev(data, maker).items():
        for example in examples:
            windows = list(cut_windows(example, DEV_WINDOW, random.Random(0)))
            for low in range(0, len(windows), DEV_BATCH):
                batch = make_batch(windows[low : low + DEV_BATCH], maker.cutter.cls, maker.cutter.sep)
                for name, gold, guess, right in _score_batch(network, batch):
                    total = counts.setdefault(f"{corpus}/{name}", [0, 0, 0])
                    for index, value in enumerate((gold, guess, right)):
                        total[index] += value
    return {name: DevScore(*total) for name, total in sorted(counts.items())}


def _score_batch(network: Network, batch: Batch) -> Iterator[tuple[str, int, int, int]]:
    with torch.inference_mode():
        found = network(*batch.inputs)
    for head, classes in HEADS.items():
        target = batch.targets[head]
        if not bool((target != UNKNOWN).any()):
            continue
        guess = found[head].argmax(-1)
        kinds = (
            ("span",) if classes[0] != "O" or head == "claims" else sorted({tag[2:] for tag in classes[1:]})
        )
        for kind in kinds:
            gold_spans, guess_spans = set(), set()
            for row in range(len(target)):
                known = target[row] != UNKNOWN
                gold_spans |= {(row, *s) for s in _spans(target[row][known].tolist(), classes, kind)}
                guess_spans |= {(row, *s) for s in _spans(guess[row][known].tolist(), classes, kind)}
            yield f"{head}/{kind}", len(gold_spans), len(guess_spans), len(gold_spans & guess_spans)
    everywhere = torch.arange(len(batch.places.document))
    for pointer, links in batch.links.items():
        if len(links):
            scores = network.point(pointer, found["projections"], links[:, 0], everywhere, batch.places)
            yield f"link/{pointer}", len(links), len(links), int((scores.argmax(-1) == links[:, 1]).sum())
    mentions = (batch.entities >= 0).nonzero()[:, 0]
    if len(mentions):
        allowed, right = find_antecedents(batch, mentions)
        scores = network.point("antecedent", found["projections"], mentions, mentions, batch.places)
        to = scores.masked_fill(~allowed, NOT_A_PLACE).argmax(1)
        answered = int(right.any(1).sum())
        yield "link/antecedent", answered, answered, int(right.gather(1, to[:, None]).sum())


def _spans(tags: Sequence[int], classes: Sequence[str], kind: str) -> Iterator[tuple[int, int]]:
    """The spans of one kind in a row of tags; for heads without BIO, every piece that is something is a span
    of its own, with what it is in place of its end."""
    if classes[0] != "O":
        nothing = 0 if classes[0] in ("inside", "none") else None
        yield from ((index, int(tag)) for index, tag in enumerate(tags) if tag != nothing)
        return
    if classes == HEADS["claims"]:
        begins, inside = {1, 3}, {2}
    else:
        begins, inside = {classes.index(f"B-{kind}")}, {classes.index(f"I-{kind}")}
    start = None
    for index, tag in enumerate((*tags, 0)):
        if start is not None and tag not in inside:
            yield start, index
            start = None
        if tag in begins or (tag in inside and start is None):
            start = index
