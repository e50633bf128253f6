"""Examples → windows → batches: how one pass over the corpora is put together."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attrib.pieces import BREAKS
from attrib.training.augment import augment
from attrib.training.corpora import UNKNOWN, Example, Maker, draw
from attrib.training.labels import HEADS

# Share of each corpus that one pass reads. polnear carries the relations; the large corpora whose heads are
# learned soon (names, boundaries) are read in parts, so that a pass takes a quarter of an hour on two cores.
SHARES = {"polnear": 1.0, "gum": 1.0, "ewt": 0.4, "worldwide": 0.5, "basil": 1.0, "ptc": 0.5, "own": 1.0}
# Window sizes of a pass, in pieces with the two special ones: the reader's own size most often, longer and
# shorter ones so that nothing depends on it.
WINDOW_SIZES = (256, 256, 384)
BATCH_PIECES = 3072


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces `low` to `high` of an example."""

    example: Example
    low: int
    high: int

    def __len__(self) -> int:
        return self.high - self.low + 2


def cut_windows(example: Example, size: int, rng: random.Random) -> Iterator[Window]:
    """The example in windows of at most `size`, without overlap, the first shorter by chance so that cuts
    move."""
    room = size - 2
    breaks = np.flatnonzero(example.pieces.breaks == BREAKS.index("paragraph"))
    low, total = 0, len(example.pieces)
    first = rng.randrange(room // 2, room + 1)
    while low < total:
        high = min(low + (first if low == 0 and total > room else room), total)
        if high < total:
            # Back to a paragraph's start, unless that would leave half the window unread.
            at = breaks[(breaks > low + room // 2) & (breaks <= high)]
            high = int(at[-1]) if len(at) else high
        yield Window(example, low, high)
        low = high


def make_pass(
    rows: Mapping[str, Sequence[dict[str, Any]]], maker: Maker, seed: int, number: int
) -> list[list[Window]]:
    """The batches of one pass, the same for the same seed and number; windows of like length go together."""
    rng = random.Random(f"{seed}/{number}")
    windows: list[Window] = []
    for corpus in sorted(rows):
        chosen = draw(list(rows[corpus]), SHARES[corpus], rng)
        for row in chosen:
            example = maker.make(augment(row, rng) if corpus == "polnear" else row)
            if len(example.pieces):
                windows += cut_windows(example, rng.choice(WINDOW_SIZES), rng)
    rng.shuffle(windows)
    windows.sort(key=lambda window: len(window) // 32)
    batches: list[list[Window]] = [[]]
    for window in windows:
        if batches[-1] and (len(batches[-1]) + 1) * max(map(len, (*batches[-1], window))) > BATCH_PIECES:
            batches.append([])
        batches[-1].append(window)
    rng.shuffle(batches)
    return batches


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as tensors. `links[pointer]` is (m, 3): window, from, to (the number of pieces means
    "nothing"); `entities` is (windows, pieces), an entity's number at heads of mentions, -1 elsewhere."""

    inputs: tuple[Tensor, Tensor, Tensor, Tensor, Tensor]
    targets: dict[str, Tensor]
    links: dict[str, Tensor]
    entities: Tensor
    fresh: Tensor  # (windows, pieces): whether a head of a mention is its entity's first in the whole text

    @property
    def pieces(self) -> int:
        return int(self.inputs[4].sum())


def make_batch(windows: Sequence[Window], cls: int, sep: int) -> Batch:
    """Windows → tensors, padded to the longest."""
    width = max(map(len, windows))
    shape = (len(windows), width)
    ids, shapes, breaks, quoted, mask = (np.zeros(shape, dtype=np.int64) for _ in range(5))
    targets = {head: np.full(shape, UNKNOWN, dtype=np.int64) for head in HEADS}
    entities = np.full(shape, -1, dtype=np.int64)
    fresh = np.zeros(shape, dtype=bool)
    links: dict[str, list[NDArray[np.int64]]] = {"source": [], "cue": []}
    for row, window in enumerate(windows):
        part = slice(window.low, window.high)
        inside = slice(1, len(window) - 1)
        pieces = window.example.pieces
        ids[row, 0], ids[row, len(window) - 1] = cls, sep
        ids[row, inside] = pieces.ids[part]
        shapes[row, inside] = pieces.shapes[part]
        breaks[row, inside] = pieces.breaks[part]
        quoted[row, inside] = pieces.quoted[part]
        mask[row, : len(window)] = 1
        for head, target in window.example.targets.items():
            targets[head][row, inside] = target[part]
        if window.example.chains is not None:
            entities[row, inside] = window.example.chains[part]
            firsts = np.unique(window.example.chains, return_index=True)[1]
            fresh[row, inside] = np.isin(np.arange(window.low, window.high), firsts)
        for pointer, pairs in window.example.links.items():
            inside_window = (pairs >= window.low) & (pairs < window.high)
            kept = pairs[inside_window[:, 0] & (inside_window[:, 1] | (pairs[:, 1] == -1))]
            to = np.where(kept[:, 1] == -1, width, kept[:, 1] - window.low + 1)
            links[pointer].append(
                np.stack([np.full(len(kept), row), kept[:, 0] - window.low + 1, to], axis=1)
            )
    return Batch(
        inputs=tuple(torch.from_numpy(array) for array in (ids, shapes, breaks, quoted, mask)),  # type: ignore[arg-type]
        targets={head: torch.from_numpy(target) for head, target in targets.items()},
        links={
            pointer: torch.from_numpy(np.concatenate(pairs) if pairs else np.zeros((0, 3), dtype=np.int64))
            for pointer, pairs in links.items()
        },
        entities=torch.from_numpy(entities),
        fresh=torch.from_numpy(fresh),
    )
