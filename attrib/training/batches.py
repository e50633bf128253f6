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
from attrib.training.drills import join_drills
from attrib.training.labels import HEADS
from attrib.training.network import Places

# How often one pass reads each corpus. polnear carries the relations; gum, small, alone teaches claims and
# mentions; drills are few and short; the large corpora whose heads are learned soon are read in parts, so
# that a pass takes twenty minutes on two cores.
SHARES = {
    "polnear": 1.0,
    "gum": 3.0,
    "ewt": 0.3,
    "worldwide": 1.0,
    "basil": 1.5,
    "ptc": 1.0,
    "own": 1.0,
    "drills": 5.0,
}
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
            # Back to a paragraph's start, unless that would leave a quarter of the window unread.
            at = breaks[(breaks > low + 3 * room // 4) & (breaks <= high)]
            high = int(at[-1]) if len(at) else high
        yield Window(example, low, high)
        low = high


def make_pass(
    rows: Mapping[str, Sequence[dict[str, Any]]], maker: Maker, seed: int, number: int
) -> list[list[Window]]:
    """The batches of one pass, the same for the same seed and number.

    Windows of like length go together; those of one document with links or mentions stay together, so that
    links are learned over whole articles, as the reader draws them.
    """
    rng = random.Random(f"{seed}/{number}")
    units: list[list[Window]] = []
    for corpus in sorted(rows):
        drawn = draw(rows[corpus], SHARES[corpus], rng)
        for row in join_drills(drawn, rng) if corpus == "drills" else drawn:
            example = maker.make(augment(row, rng) if corpus == "polnear" else row)
            if len(example.pieces):
                units += bind_windows(list(cut_windows(example, rng.choice(WINDOW_SIZES), rng)))
    rng.shuffle(units)
    units.sort(key=lambda unit: max(map(len, unit)) // 32)
    batches: list[list[Window]] = [[]]
    for unit in units:
        both = [*batches[-1], *unit]
        if batches[-1] and len(both) * max(map(len, both)) > BATCH_PIECES:
            batches.append([])
        batches[-1] += unit
    rng.shuffle(batches)
    return batches


def bind_windows(windows: list[Window]) -> list[list[Window]]:
    """The windows of one example in the groups that must share a batch: all of them (as many as a batch
    holds) when something in the example points from one piece to another, else each alone."""
    example = windows[0].example
    if not example.links and example.chains is None:
        return [[window] for window in windows]
    room = max(1, BATCH_PIECES // max(map(len, windows)))
    return [windows[low : low + room] for low in range(0, len(windows), room)]


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as tensors; the pieces of all windows are numbered window after window, n = windows × pieces.

    `links[pointer]` is (m, 2): from, to (n means "nothing"); `entities` is (n,), an entity's number at heads
    of mentions, -1 elsewhere.
    """

    inputs: tuple[Tensor, Tensor, Tensor, Tensor, Tensor]  # (windows, pieces) each
    targets: dict[str, Tensor]  # (windows, pieces) each
    places: Places
    links: dict[str, Tensor]
    entities: Tensor
    fresh: Tensor  # (n,): whether a head of a mention is its entity's first in the whole text

    @property
    def pieces(self) -> int:
        return int(self.inputs[4].sum())


def make_batch(windows: Sequence[Window], cls: int, sep: int) -> Batch:
    """Windows → tensors, padded to the longest."""
    width = max(map(len, windows))
    shape = (len(windows), width)
    ids, shapes, breaks, quoted, mask = (np.zeros(shape, dtype=np.int64) for _ in range(5))
    targets = {head: np.full(shape, UNKNOWN, dtype=np.int64) for head in HEADS}
    documents, positions, entities = (np.full(shape, -1, dtype=np.int64) for _ in range(3))
    fresh = np.zeros(shape, dtype=bool)
    numbers: dict[int, int] = {}  # of an example's identity → its number in the batch
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
        documents[row, inside] = numbers.setdefault(id(window.example), len(numbers))
        positions[row, inside] = np.arange(window.low, window.high)
        for head, target in window.example.targets.items():
            targets[head][row, inside] = target[part]
        if window.example.chains is not None:
            entities[row, inside] = window.example.chains[part]
            firsts = np.unique(window.example.chains, return_index=True)[1]
            fresh[row, inside] = np.isin(np.arange(window.low, window.high), firsts)
    return Batch(
        inputs=tuple(torch.from_numpy(array) for array in (ids, shapes, breaks, quoted, mask)),  # type: ignore[arg-type]
        targets={head: torch.from_numpy(target) for head, target in targets.items()},
        places=Places(torch.from_numpy(documents.ravel()), torch.from_numpy(positions.ravel())),
        links=_number_links(windows, documents.ravel(), positions.ravel()),
        entities=torch.from_numpy(entities.ravel()),
        fresh=torch.from_numpy(fresh.ravel()),
    )


def _number_links(
    windows: Sequence[Window], documents: NDArray[np.int64], positions: NDArray[np.int64]
) -> dict[str, Tensor]:
    """The links of a batch's examples of which both ends stand in the batch."""
    links: dict[str, list[NDArray[np.int64]]] = {"source": [], "cue": []}
    examples = list({id(window.example): window.example for window in windows}.values())
    for number, example in enumerate(examples):
        own = np.flatnonzero(documents == number)
        numbers = np.full(len(example.pieces) + 1, -1, dtype=np.int64)  # of pieces in the batch
        numbers[positions[own]] = own
        numbers[-1] = len(documents)  # a link to piece -1 is one to nothing
        for pointer, pairs in example.links.items():
            known = numbers[pairs]  # (m, 2)
            links[pointer].append(known[(known >= 0).all(axis=1)])
    return {
        pointer: torch.from_numpy(np.concatenate(pairs) if pairs else np.zeros((0, 2), dtype=np.int64))
        for pointer, pairs in links.items()
    }


def find_antecedents(batch: Batch, mentions: Tensor) -> tuple[Tensor, Tensor]:
    """What each of `mentions` (m,) may point to, and what it does rightly, both (m, m + 1): the mentions
    before it in its document and, in the last column, nothing."""
    document, position = batch.places.document[mentions], batch.places.position[mentions]
    earlier = (document[None, :] == document[:, None]) & (position[None, :] < position[:, None])
    entity, nothing = batch.entities[mentions], batch.fresh[mentions][:, None]
    same = earlier & (entity[None, :] == entity[:, None])
    return torch.cat([earlier, torch.ones_like(nothing)], dim=1), torch.cat([same, nothing], dim=1)
