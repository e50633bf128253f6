"""The reader: one network, read once over a text in overlapping windows, gives everything the finding modules
need.

One window goes into one call: dynamic quantisation takes one scale per tensor, so windows that shared a call
would change each other, and a text's result would depend on its neighbours. Calls are shared among threads
instead, each call on one thread.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from attrib.assemble import Scores, Settings, assemble, keep_vectors
from attrib.decode import Floats, Pointer, Vectors
from attrib.errors import BadModel
from attrib.layout import find_paragraphs
from attrib.pieces import BREAKS, Cutter, Pieces
from attrib.reading import Reading
from attrib.spans import Span

MODEL_FOLDER = Path(__file__).parent / "data" / "model"
MODEL_FORMAT = "attrib-reader/1"
_KEYS = {"name", "files", "window", "overlap", "heads", "pointers", "biases", "calibration"}
# Windows handed to the threads before the results of the first are taken: enough that no thread waits.
LOOK_AHEAD = 12


class Network(Protocol):
    """Anything that reads one window: four arrays (pieces,) → `table` (pieces, classes), `projections`
    (pieces, pointers, 2, dimensions)."""

    def read_window(
        self,
        ids: NDArray[np.int64],
        shapes: NDArray[np.int64],
        breaks: NDArray[np.int64],
        quoted: NDArray[np.int64],
    ) -> tuple[Floats, Floats]: ...


class OnnxNetwork:
    """The exported network on ONNX Runtime, one thread a call."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def read_window(
        self,
        ids: NDArray[np.int64],
        shapes: NDArray[np.int64],
        breaks: NDArray[np.int64],
        quoted: NDArray[np.int64],
    ) -> tuple[Floats, Floats]:
        inputs = {"ids": ids[None], "shapes": shapes[None], "breaks": breaks[None], "quoted": quoted[None]}
        table, projections = self._session.run(("table", "projections"), inputs)
        return table[0], projections[0]  # (pieces, classes), (pieces, pointers, 2, dimensions)


@dataclass(frozen=True, slots=True)
class Model:
    """A model folder, read and checked: what `Reader` needs beside the network, and what `made_with` says of
    it."""

    folder: Path
    name: str
    sha256: str
    window: int
    overlap: int
    settings: Settings


def read_model(folder: Path = MODEL_FOLDER) -> Model:
    """The model in a folder. Raises `BadModel` when a file is missing, of another format or not as it was
    exported."""
    path = folder / "model.json"
    again = "Install attrib again, or make the model with `attrib train`."
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise BadModel(f"{path}: there is no model here. {again}") from None
    except ValueError as error:
        raise BadModel(f"{path}: not JSON ({error}). {again}") from None
    form = card.get("format") if isinstance(card, dict) else None
    if form != MODEL_FORMAT:
        raise BadModel(f"{path}: the format is {form!r}, this attrib reads {MODEL_FORMAT!r}. {again}")
    if missing := sorted(_KEYS - card.keys()):
        raise BadModel(f"{path}: the key {missing[0]!r} is missing. {again}")
    if not isinstance(card["files"], dict) or "reader.onnx" not in card["files"]:
        raise BadModel(f"{path}: the key 'files' does not name reader.onnx with its sha256. {again}")
    for name, wanted in card["files"].items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except FileNotFoundError:
            raise BadModel(f"{folder / name}: the file is missing. {again}") from None
        if found != wanted:
            raise BadModel(
                f"{folder / name}: the sha256 is {found[:12]}…, the model was exported with {wanted[:12]}…. "
                f"The file was changed or cut short (by git without LFS, a copy tool, a full disk?). {again}"
            )
    return Model(
        folder,
        card["name"],
        card["files"]["reader.onnx"],
        card["window"],
        card["overlap"],
        read_settings(card),
    )


def read_settings(card: Mapping[str, Any]) -> Settings:
    """The decoding settings in the plain form of `model.json`."""
    return Settings(
        heads={head: tuple(classes) for head, classes in card["heads"].items()},
        pointers={
            name: Pointer(np.array(one["nothing"], np.float32), np.array(one["distance"], np.float32))
            for name, one in card["pointers"].items()
        },
        biases=card["biases"],
        calibration={
            what: tuple((raw, p) for raw, p in points) for what, points in card["calibration"].items()
        },
    )


class _Window(NamedTuple):
    low: int
    high: int


class Scored(NamedTuple):
    """A text in pieces with what the network says of each, before anything is decoded."""

    text: str
    paragraphs: tuple[Span, ...]
    pieces: Pieces
    scores: Scores


class _Waiting(NamedTuple):
    text: str
    paragraphs: tuple[Span, ...]
    pieces: Pieces
    windows: list[_Window]
    results: deque[Future[tuple[Floats, Floats]]]


class Reader:
    """Reads texts with one network. Safe to share among threads; close it, or use it as a context manager."""

    def __init__(self, model: Model, network: Network, *, threads: int | None = None) -> None:
        self.model = model
        self._network = network
        self._cutter = Cutter(model.folder / "vocab.txt")
        self._pool = ThreadPoolExecutor(threads or count_cores(), thread_name_prefix="attrib-reader")

    def read(self, text: str) -> Reading:
        """The reading of one text of any length; a text with nothing in it gives an empty reading."""
        return next(self.read_many([text]))

    def read_many(self, texts: Iterable[str]) -> Iterator[Reading]:
        """The readings of many texts in their order, while later texts are already being read.

        Holds a few texts in memory, however many there are.
        """
        settings = self.model.settings
        return (assemble(*scored, settings) for scored in self.score_many(texts))

    def score_many(self, texts: Iterable[str]) -> Iterator[Scored]:
        """What `read_many` decodes, for choosing how to decode it."""
        waiting: deque[_Waiting] = deque()
        for text in texts:
            waiting.append(self._start(text))
            while (
                len(waiting) > 1
                # An empty text has no window, and must not wait for ever.
                and sum(len(one.windows) or 1 for one in waiting) - len(waiting[0].windows) >= LOOK_AHEAD
            ):
                yield self._finish(waiting.popleft())
        while waiting:
            yield self._finish(waiting.popleft())

    def close(self) -> None:
        """Ends the reader's threads."""
        self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def cut(self, text: str) -> Pieces:
        """The pieces of a text, as the network reads them."""
        return self._cutter.cut(text, find_paragraphs(text))

    def _start(self, text: str) -> _Waiting:
        paragraphs = find_paragraphs(text)
        pieces = self._cutter.cut(text, paragraphs)
        windows = cut_windows(pieces, self.model.window, self.model.overlap)
        results = deque(self._pool.submit(self.read_window, pieces, window) for window in windows)
        return _Waiting(text, paragraphs, pieces, windows, results)

    def read_window(self, pieces: Pieces, window: _Window) -> tuple[Floats, Floats]:
        """What the network says of one window of the pieces: (pieces, classes), (pieces, pointers, 2,
        dimensions)."""
        part = slice(window.low, window.high)

        def framed(values: NDArray[np.int64], first: int, last: int) -> NDArray[np.int64]:
            return np.concatenate(([first], values[part], [last]))

        table, projections = self._network.read_window(
            framed(pieces.ids, self._cutter.cls, self._cutter.sep),
            framed(pieces.shapes, 0, 0),
            framed(pieces.breaks, 0, 0),
            framed(pieces.quoted, 0, 0),
        )
        return table[1:-1], projections[1:-1]

    def _finish(self, waiting: _Waiting) -> Scored:
        # Each is let go when it has been merged: a window's projections are 0.8 MB, and a long text has a
        # thousand windows.
        results = (waiting.results.popleft().result() for _ in waiting.windows)
        scores = merge_windows(waiting.pieces, waiting.windows, results, self.model.settings)
        return Scored(waiting.text, waiting.paragraphs, waiting.pieces, scores)


def cut_windows(pieces: Pieces, size: int, overlap: int) -> list[_Window]:
    """Windows of at most `size` pieces (the two special ones included) that cover all.

    A window that does not reach the end stops at the last paragraph break of its final third, if there is
    one; the next takes up its last `overlap` pieces once more.
    """
    room, total = size - 2, len(pieces)
    breaks = np.flatnonzero(pieces.breaks == BREAKS.index("paragraph"))
    windows: list[_Window] = []
    low = 0
    while low < total:
        high = min(low + room, total)
        if high < total:
            before = breaks[: np.searchsorted(breaks, high, side="right")]
            if len(before) and before[-1] >= low + max(2 * room // 3, 1):
                high = int(before[-1])
        windows.append(_Window(low, high))
        if high == total:
            break
        low = max(high - overlap, low + 1)
    return windows


def merge_windows(
    pieces: Pieces, windows: Iterable[_Window], results: Iterable[tuple[Floats, Floats]], settings: Settings
) -> Scores:
    """Windows' results → scores of every piece of the text.

    Where windows overlap, log-probabilities are averaged with weights that grow towards each window's middle,
    and the projections of the weightier window are taken.
    """
    total, width = len(pieces), sum(len(classes) for classes in settings.heads.values())
    opens = pieces.breaks == BREAKS.index("paragraph")
    table = np.zeros((total, width), dtype=np.float32)
    weights = np.zeros(total, dtype=np.float32)
    heaviest = np.zeros(total, dtype=np.float32)  # the weight with which a piece's projections were kept
    rows = np.full(total, -1, dtype=np.int64)  # where they stand among all that were kept
    kept: list[Floats] = []
    count = 0
    for window, (scores, projections) in zip(windows, results, strict=True):
        size = window.high - window.low
        at = np.arange(size)
        left = at + 1 if window.low else np.full(size, size)
        right = size - at if window.high < total else np.full(size, size)
        weight = np.minimum(left, right).astype(np.float32)  # (pieces,)
        table[window.low : window.high] += scores * weight[:, None]
        weights[window.low : window.high] += weight
        at, vectors = keep_vectors(scores, projections, opens[window.low : window.high], settings)
        better = weight[at] > heaviest[window.low + at]
        places = window.low + at[better]
        heaviest[places] = weight[at[better]]
        rows[places] = np.arange(count, count + len(places))
        count += len(places)
        kept.append(vectors[better])
    table /= np.maximum(weights, 1)[:, None]
    every = np.concatenate(kept) if kept else np.zeros((0, len(settings.pointers), 2, 1), dtype=np.float32)
    pointers = {name: Vectors(rows, every[:, index]) for index, name in enumerate(settings.pointers)}
    return Scores(table, pointers)


def count_cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@functools.cache
def open_reader(folder: Path = MODEL_FOLDER, threads: int | None = None) -> Reader:
    """The reader of a model folder (the bundled one by default), opened once per process."""
    model = read_model(folder)
    return Reader(model, OnnxNetwork(folder / "reader.onnx"), threads=threads)
