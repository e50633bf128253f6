"""Many articles into a folder of shards: what is done is kept whatever happens, and nothing is done twice.

The run reads articles and settles their ids in one process, has batches annotated by whoever does that (this
process, others, a cluster), and writes what comes back in the articles' order.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from attrib.errors import BadInput, BadOption
from attrib.evaluative import read_lexicon
from attrib.files import STDIN, OnError, read_articles
from attrib.formats import Columns, Problem
from attrib.limits import TEXT_CHARS
from attrib.reader import MODEL_FOLDER, read_model
from attrib.recipe import Items, Mapper, Outcome, Recipe, cut_batches
from attrib.records import Article
from attrib.shard_folder import LISTED, ShardFolder, read_asked
from attrib.shards import Layout, Tally, digest_item


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be annotated, how, and where the shards go."""

    inputs: tuple[str, ...]
    folder: Path
    recipe: Recipe
    layout: Layout
    columns: Columns = field(default_factory=Columns)
    stdin: str = "txt"
    max_chars: int = TEXT_CHARS  # of one text
    on_error: OnError = "stop"
    pack: bool = False  # shards are .jsonl.gz

    def read(self) -> Iterator[Article | Problem]:
        """The input from its beginning, with settled ids."""
        return read_articles(
            self.inputs,
            columns=self.columns,
            on_error="record",
            stdin=self.stdin,
            max_chars=self.max_chars,
        )

    def to_asked(self) -> dict[str, Any]:
        """What decides the bytes of the shards, in plain form. Where the model lies does not; what it is
        does."""
        recipe = self.recipe
        model = read_model(recipe.model or MODEL_FOLDER)
        return {
            "attrib": recipe.attrib,
            "inputs": list(self.inputs),
            "model": model.name,
            "model_sha256": model.sha256,
            "lexicon": read_lexicon(recipe.lexicon).name,
            "language": recipe.language,
            "min_score": recipe.min_score,
            "without_text": recipe.without_text,
            "keep_sha256": hashlib.sha256(recipe.keep.read_bytes()).hexdigest() if recipe.keep else None,
            "columns": asdict(self.columns),
            "max_chars": self.max_chars,
            "stdin": self.stdin if STDIN in self.inputs else None,
            "on_error": self.on_error,
            "pack": self.pack,
            **asdict(self.layout),
        }


class Watch(Protocol):
    """Whoever sees how a run goes."""

    def begin(self, items: int | None, done: Tally) -> None:
        """Articles to be done, if they were counted, and what an earlier run did."""

    def see(self, outcome: Outcome) -> None:
        """One more article is written."""


class _Batch(NamedTuple):
    shard: int
    items_sha256: str | None  # of all articles of the shard, with its last batch


class Run:
    """One run of an order; `total` counts what stands in the shards, `fresh` what this run annotated."""

    def __init__(self, order: Order, folder: ShardFolder, watch: Watch) -> None:
        self.order = order
        self.total = Tally()
        self.fresh = Tally()
        self._folder = folder
        self._watch = watch
        self._begun = False
        self._waiting: deque[_Batch] = deque()
        self._tallies: dict[int, Tally] = {}
        self._started = time.monotonic()

    def annotate(self, mapper: Mapper) -> None:
        """Annotates what is not done yet and writes it. `mapper` gives outcomes for batches, in order.

        Raises `BadInput` when the input is not what it was when the run was begun, when nothing more can be
        written, or for the first article that fails, if the order says so.
        """
        for shard in self._folder.finished.values():
            self._count(Tally(shard.articles, shard.words, shard.problem_count))
        with closing(mapper(self._feed())) as results:
            for outcomes in results:
                batch = self._waiting.popleft()
                for outcome in outcomes:
                    self._write(batch.shard, outcome)
                if batch.items_sha256 is not None:
                    tally = self._tallies.pop(batch.shard)
                    self._folder.finish(batch.shard, tally, batch.items_sha256)

    def _feed(self) -> Iterator[Items]:
        """The batches that are left to do, while `_waiting` notes where each belongs."""
        items = self.order.read()
        sizes = self.order.layout.sizes()
        number = -1
        for number, size in enumerate(sizes):
            block = _Block(islice(items, size))
            if number in self._folder.finished:
                block.run_through()
                self._check_same(number, block)
                continue
            tally = self._tallies[number] = Tally()
            taken = self._folder.take_up(number, iter(block), tally)
            self._count(tally)
            self._begin()
            for batch in cut_batches(chain(taken, block)):
                self._waiting.append(_Batch(number, None))
                yield batch
            if self.order.layout.items is None and block.count == 0:
                break
            if self.order.layout.items is not None and block.count < size:
                raise self._changed("fewer articles than when they were counted")
            self._waiting.append(_Batch(number, block.sha256))
            yield ()
        self._begin()
        if max(self._folder.finished, default=-1) > number:
            raise self._changed("fewer articles")
        if next(items, None) is not None:
            raise self._changed("more articles than when they were counted")

    def _begin(self) -> None:
        """Tells the watch what is done, once that is known: what stands in the part in hand too."""
        if not self._begun:
            self._begun = True
            self._watch.begin(self.order.layout.items, self.total)

    def _check_same(self, number: int, block: _Block) -> None:
        shard = self._folder.finished[number]
        if block.sha256 != shard.items_sha256:
            what = f"other articles than those in {shard.name}" if block.count else "fewer articles"
            raise self._changed(what)

    def _changed(self, what: str) -> BadInput:
        return BadInput(
            f"{' '.join(self.order.inputs)}: the input now has {what}, so the run in {self._folder.path} "
            "cannot go on. Give it the same input, or write to another folder."
        )

    def _count(self, tally: Tally) -> None:
        self.total.articles += tally.articles
        self.total.words += tally.words
        self.total.problem_count += tally.problem_count

    def _write(self, shard: int, outcome: Outcome) -> None:
        problem = outcome.problem
        if problem is not None and self.order.on_error == "stop":
            raise BadInput(f"{problem.where}: {problem.message}")
        self._folder.write(shard, outcome.line)
        for tally in (self._tallies[shard], self.total, self.fresh):
            tally.add(outcome.words, problem)
        del self.total.problems[:], self.fresh.problems[:]  # a shard's tally has them
        self._watch.see(outcome)

    def to_report(self, state: str, error: str | None = None) -> dict[str, Any]:
        """What the run was asked for and what came of it, in plain form. `state` is "finished",
        "interrupted" or "stopped"."""
        seconds = time.monotonic() - self._started
        problems = [*self._folder.problems, *(one for t in self._tallies.values() for one in t.problems)]
        return {
            "state": state,
            "error": error,
            "options": self._folder.asked,
            "model_sha256": self._folder.asked.get("model_sha256"),
            "articles": self.total.articles,
            "words": self.total.words,
            "problem_count": self.total.problem_count,
            "problems": [problem.to_json() for problem in problems[:LISTED]],
            "this_run": {
                "articles": self.fresh.articles,
                "words": self.fresh.words,
                "seconds": round(seconds, 3),
                "words_per_second": round(self.fresh.words / max(seconds, 1e-9), 1),
            },
            "shards": [asdict(shard) for _, shard in sorted(self._folder.finished.items())],
        }


class _Block:
    """The articles of one shard, which are counted and hashed as they pass."""

    def __init__(self, items: Iterator[Article | Problem]) -> None:
        self._items = items
        self._digest = hashlib.sha256()
        self.count = 0

    def __iter__(self) -> Iterator[Article | Problem]:
        for item in self._items:
            self.count += 1
            self._digest.update(digest_item(item))
            yield item

    def run_through(self) -> None:
        for _ in self:
            pass

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def settle_layout(order: Order, *, resume: bool, tell: Callable[[str], None]) -> Layout:
    """The order's layout, with the articles counted if their shards are to be equal: by an earlier run, or
    now.

    Raises `BadOption` for standard input, which can be read only once.
    """
    layout = order.layout
    if layout.shards is None:
        return layout
    if STDIN in order.inputs:
        raise BadOption(
            "--shards counts the articles first, and standard input can be read only once. Say how many go "
            "into each shard: --shard-articles 1000."
        )
    asked: Mapping[str, Any] = read_asked(order.folder) if resume else {}
    if asked.get("shards") == layout.shards and isinstance(asked.get("items"), int):
        return Layout(shards=layout.shards, items=asked["items"])
    tell("counting the articles")
    return Layout(shards=layout.shards, items=sum(1 for _ in order.read()))
