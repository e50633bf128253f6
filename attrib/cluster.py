"""Where one machine is not enough: the same batches as tasks of Dask, and functions for a Dask bag, a Dask
dataframe and Spark's `mapInPandas`.

Dask and Spark do what clusters need (queues, retries, lost workers); attrib brings a function that opens the
model once in a worker's process. See docs/cluster.md.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from attrib.errors import AttribError, BadInput, BadOption
from attrib.formats import Problem
from attrib.joining import to_article
from attrib.recipe import Items, Outcome, Recipe, annotate_batch, cut_batches, fail
from attrib.records import Article

if TYPE_CHECKING:
    import pandas

# Batches on their way for each thread of the cluster: one in work, the others so that nobody waits for the
# client or for a long article in front.
AHEAD = 4
# How often a batch that failed is tried again elsewhere, beside what Dask does about lost workers.
RETRIES = 2
CONNECT_SECONDS = 20
# For Spark: `frame.mapInPandas(annotate_frames, schema=SPARK_SCHEMA)`.
SPARK_SCHEMA = "article_id string, record string, error string"


@contextlib.contextmanager
def connect(address: str) -> Iterator[Any]:
    """A client of the Dask scheduler at an address such as tcp://10.0.0.4:8786.

    Raises `BadOption` when Dask is not installed or no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise BadOption(
            "--scheduler needs Dask, which is not installed: pip install 'attrib[cluster]'."
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        why = str(error) or type(error).__name__
        raise BadOption(
            f"{address}: no Dask scheduler answers there ({why}). Is it running, and is the address the one "
            "that it printed?"
        ) from None
    with client:
        yield client


def annotate_on_cluster(
    batches: Iterator[Items], recipe: Recipe, *, client: Any, tell: Callable[[str], None] = lambda said: None
) -> Generator[list[Outcome], None, None]:
    """What becomes of each batch, in order, annotated by the workers of a Dask cluster.

    Dask gives the batches of a lost worker to others. A batch over which it loses several is taken apart, and
    an article over which it does gets a problem in its place.

    Raises `BadInput` when the scheduler is lost, and what opening the model raises on a worker.
    """
    order: deque[tuple[Items, Any]] = deque()
    left = True
    while left or order:
        while left and len(order) < AHEAD * max(sum(client.nthreads().values()), 1):
            items = next(batches, None)
            left = items is not None
            if items is not None:
                order.append((items, _submit(client, recipe, items)))
        if order:
            items, future = order.popleft()
            yield _collect(client, recipe, items, future, tell)


def _submit(client: Any, recipe: Recipe, items: Items) -> Any:
    """The task of a batch; `None` for an empty one. `pure`: two equal batches are two tasks."""
    return client.submit(annotate_batch, recipe, items, pure=False, retries=RETRIES) if items else None


def _collect(
    client: Any, recipe: Recipe, items: Items, future: Any, tell: Callable[[str], None]
) -> list[Outcome]:
    from distributed import KilledWorker

    if future is None:
        return []
    try:
        outcomes: list[Outcome] = future.result()
    except AttribError:
        raise
    except KilledWorker as error:
        if len(items) == 1:
            return [
                fail(items[0], f"workers were lost over this text. Is it very long, or memory short? {error}")
            ]
        tell(f"workers were lost over {len(items)} articles; they are annotated again, each alone")
        alone = [((item,), _submit(client, recipe, (item,))) for item in items]
        return [outcome for one, task in alone for outcome in _collect(client, recipe, one, task, tell)]
    except ImportError as error:
        raise BadInput(
            f"A worker cannot import attrib ({error}). Install the same version on all workers."
        ) from None
    except Exception as error:
        raise BadInput(
            f"The cluster gave up ({error or type(error).__name__}). Is its scheduler still running? What is "
            "written stays: go on with --resume."
        ) from None
    return outcomes


Row = Mapping[str, Any]


def annotate_rows(rows: Iterable[Row], **options: Any) -> list[dict[str, Any]]:
    """Rows with `text`, perhaps `id`, and anything else as meta → rows with `article_id`, `record`, `error`.

    For `bag.map_partitions(annotate_rows)` of Dask. `record` is one line of attrib's JSONL, `None` where
    `error` says why. A row without an id gets one that is made of its text. Ids are not settled here: nobody
    sees all partitions, so they must be unique already. The options are those of `Recipe`.

    Raises `BadOption` for an option that does not exist.
    """
    recipe = to_recipe(options)
    # A list: what one worker hands to another must be pickled, and a generator cannot be.
    return [
        _to_row(item, outcome)
        for items in cut_batches(map(_to_item, rows))
        for item, outcome in zip(items, annotate_batch(recipe, items), strict=True)
    ]


def _to_row(item: Article | Problem, outcome: Outcome) -> dict[str, Any]:
    problem = outcome.problem
    return {
        "article_id": item.id if isinstance(item, Article) else item.where,
        "record": outcome.line.decode("utf-8").rstrip("\n") if problem is None else None,
        "error": None if problem is None else problem.message,
    }


def annotate_frames(frames: Iterable[pandas.DataFrame], **options: Any) -> Iterator[pandas.DataFrame]:
    """Frames with the columns `text`, perhaps `id`, and any others as meta → frames of `annotate_rows`.

    For Spark's `mapInPandas` with `SPARK_SCHEMA`, and for anything else that hands frames on.
    """
    from attrib.table import record_frame

    for frame in frames:
        yield record_frame(annotate_rows(cast(list[Row], frame.to_dict("records")), **options))


def annotate_frame(frame: pandas.DataFrame, **options: Any) -> pandas.DataFrame:
    """The same for one frame: for `map_partitions` of a Dask dataframe, with `meta=record_frame([])`."""
    return next(annotate_frames([frame], **options))


def to_recipe(options: Mapping[str, Any]) -> Recipe:
    """The recipe of options given by name; `threads` is 1, since a cluster has a worker for each core.

    Raises `BadOption` for one that does not exist.
    """
    known = [name for name in Recipe.__dataclass_fields__ if name != "attrib"]
    if unknown := sorted(options.keys() - set(known)):
        raise BadOption(f"There is no option {', '.join(unknown)}. There are: {', '.join(known)}.")
    paths = {name: Path(options[name]) for name in ("model", "lexicon", "keep") if options.get(name)}
    return Recipe(**{"threads": 1, **options, **paths})


def _to_item(row: Row) -> Article | Problem:
    values = {str(key): _to_plain(value) for key, value in row.items() if not _is_missing(value)}
    text, given = values.pop("text", None), values.pop("id", None)
    if not isinstance(text, str):
        where = "a row without id" if given is None else str(given)
        return Problem(where, f"the text is missing, or no string (the row has: {', '.join(map(str, row))}).")
    if given in (None, ""):
        return Article(to_article(text).id, text, values)
    return Article(str(given), text, values)


def _is_missing(value: Any) -> bool:
    """Whether a cell holds nothing: None, or what pandas has in its place (NaN, NaT, NA)."""
    if value is None or type(value).__name__ == "NAType":
        return True
    return (isinstance(value, float) and value != value) or type(value).__name__ == "NaTType"


def _to_plain(value: Any) -> Any:
    """A cell as JSON can hold it: numbers of numpy as those of Python, dates and the like as strings."""
    if isinstance(value, (str, bool, int, float, list, dict)):
        return value
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 else str(value)
