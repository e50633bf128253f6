"""How to annotate, as a value that travels to another process or machine, and what comes back from there.

A model's session cannot be sent, so whoever does the work opens the model where it is, once in a process.
"""

from __future__ import annotations

import functools
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from attrib import __version__
from attrib.corrections import carry_over
from attrib.errors import AttribError, BadModel
from attrib.files import dump_line, read_annotated, to_row
from attrib.formats import Problem
from attrib.pipeline import Annotator, LanguagePolicy, load
from attrib.reader import MODEL_FOLDER, read_model
from attrib.records import Annotated, Article
from attrib.standoff import drop_text

Items = tuple[Article | Problem, ...]

# A batch ends with the article that takes it to one of these. So many articles are a few seconds' work: what
# a lost worker costs, and what two workers can differ by at the end.
BATCH_ARTICLES = 16
BATCH_CHARS = 100_000

Settle = Callable[[Annotated], Annotated]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that a record depends on beside its article. Paths are opened where the work is done."""

    model: Path | None = None  # None: the bundled one
    lexicon: Path | None = None
    threads: int | None = None  # None: as many as there are cores
    language: LanguagePolicy = "flag"
    min_score: float = 0.0
    keep: Path | None = None  # records that a person corrected
    without_text: bool = False
    model_sha256: str | None = None  # what must be found there; None: whatever is
    attrib: str = __version__


class Outcome(NamedTuple):
    """What became of one article: its line, to the byte as it is written, and what a run counts."""

    line: bytes
    words: int
    problem: Problem | None  # why there is no record; the line then stands for it


# One list for each batch, in the batches' order. What it holds (processes, tasks) goes when it is closed.
Mapper = Callable[[Iterator[Items]], Generator[list[Outcome], None, None]]


def cut_batches(items: Iterable[Article | Problem]) -> Iterator[Items]:
    """The items in their order, a few seconds' work at a time.

    >>> [len(batch) for batch in cut_batches([Article("a", "The ferry is late.")] * 40)]
    [16, 16, 8]
    """
    batch: list[Article | Problem] = []
    chars = 0
    for item in items:
        batch.append(item)
        chars += len(item.text) if isinstance(item, Article) else 0
        if len(batch) == BATCH_ARTICLES or chars >= BATCH_CHARS:
            yield tuple(batch)
            batch, chars = [], 0
    if batch:
        yield tuple(batch)


def seal(recipe: Recipe) -> Recipe:
    """The recipe with its model's sha256, so that no process can work with another.

    Raises `BadModel` for a model that cannot be opened.
    """
    return replace(recipe, model_sha256=read_model(recipe.model or MODEL_FOLDER).sha256)


def annotate_here(batches: Iterator[Items], recipe: Recipe) -> Generator[list[Outcome], None, None]:
    """What becomes of each batch, in order, in this process; later batches are read meanwhile."""
    annotator, settle = open_recipe(recipe)
    sizes: deque[int] = deque()

    def pick_items() -> Iterator[Article | Problem]:
        for batch in batches:
            sizes.append(len(batch))
            yield from batch

    outcomes: list[Outcome] = []
    for result in annotator.annotate_many(pick_items(), on_error="record"):
        while sizes[0] == 0:
            yield []
            sizes.popleft()
        outcomes.append(to_outcome(result, settle))
        if len(outcomes) == sizes[0]:
            yield outcomes
            outcomes = []
            sizes.popleft()
    for _ in sizes:
        yield []


def annotate_batch(recipe: Recipe, items: Items) -> list[Outcome]:
    """What becomes of one batch: a task that can be done anywhere, and again.

    Raises `BadModel` when the model or attrib's version here is not that of the recipe.
    """
    annotator, settle = open_recipe(recipe)
    try:
        return [to_outcome(one, settle) for one in annotator.annotate_many(items, on_error="record")]
    except AttribError:
        raise
    except Exception as error:
        if len(items) > 1:
            return [outcome for item in items for outcome in annotate_batch(recipe, (item,))]
        return [fail(items[0], f"attrib failed on this text, which is a bug worth reporting: {error!r}")]


def fail(item: Article | Problem, message: str) -> Outcome:
    """What becomes of an article that no process can annotate."""
    problem = item if isinstance(item, Problem) else Problem(item.id, message)
    return _to_problem_line(problem)


def to_outcome(result: Annotated | Problem, settle: Settle) -> Outcome:
    """The line of a record after the last touch, or of a problem."""
    if isinstance(result, Problem):
        return _to_problem_line(result)
    words = len((result.text or "").split())
    return Outcome(_to_line(settle(result)), words, None)


def _to_problem_line(problem: Problem) -> Outcome:
    return Outcome(_to_line(problem), 0, problem)


def _to_line(value: Annotated | Problem) -> bytes:
    return (dump_line(to_row(value)) + "\n").encode("utf-8")


def make_settle(keep: Path | None, *, without_text: bool) -> Settle:
    """What is done to a record before it is written: a person's corrections put in, the text left out."""
    kept = {record.article_id: record for record in read_annotated(keep)} if keep is not None else {}

    def settle(record: Annotated) -> Annotated:
        if record.article_id in kept:
            record = carry_over(kept[record.article_id], record).record
        return drop_text(record) if without_text else record

    return settle


_opening = threading.Lock()


def open_recipe(recipe: Recipe) -> tuple[Annotator, Settle]:
    """An annotator and the last touch, opened at a process's first call and kept. Safe among threads.

    Raises `BadModel` when the model or attrib's version here is not that of the recipe.
    """
    with _opening:
        return _open_recipe(recipe)


@functools.lru_cache(maxsize=1)
def _open_recipe(recipe: Recipe) -> tuple[Annotator, Settle]:
    if recipe.attrib != __version__:
        raise BadModel(
            f"This process has attrib {__version__}, the run was begun with {recipe.attrib}. "
            "Install the same version everywhere."
        )
    annotator = load(
        model=recipe.model,
        lexicon=recipe.lexicon,
        threads=recipe.threads,
        language=recipe.language,
        min_score=recipe.min_score,
    )
    found = read_model(recipe.model or MODEL_FOLDER).sha256
    if recipe.model_sha256 not in (None, found):
        raise BadModel(
            f"{recipe.model or MODEL_FOLDER}: the model's sha256 is {found[:12]}… here, and "
            f"{(recipe.model_sha256 or '')[:12]}… where the run was begun. Give every worker the same model."
        )
    return annotator, make_settle(recipe.keep, without_text=recipe.without_text)
