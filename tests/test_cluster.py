"""The same run on a real cluster of processes on this machine, one of which is killed on the way."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas
import pytest
from click.testing import CliRunner, Result

from attrib.bulk import Order, Run
from attrib.cli import main
from attrib.cluster import (
    SPARK_SCHEMA,
    annotate_frame,
    annotate_frames,
    annotate_on_cluster,
    annotate_rows,
    connect,
    to_recipe,
)
from attrib.errors import BadInput, BadModel, BadOption
from attrib.formats import Problem
from attrib.pipeline import load
from attrib.recipe import Outcome, Recipe, annotate_batch
from attrib.records import Article
from attrib.shard_folder import ShardFolder
from attrib.shards import Layout, Tally
from attrib.table import record_frame

FERRY = (
    "The ferry is late, Ana Ruiz, the harbour master, said on Monday. “Nobody told us,” one passenger said."
)
ARTICLES = 200


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process of one thread with a nanny that starts it again when it is lost."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cluster") / "news.jsonl"
    rows = [
        json.dumps({"id": f"a{n % 150}", "text": f"{FERRY} It carries {n} cars."}) for n in range(ARTICLES)
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["annotate", *map(str, words)])


def read_shards(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("shard-*")))


@pytest.fixture(scope="module")
def whole(source: Path) -> bytes:
    return run(source).stdout_bytes


class Assassin:
    """Kills a worker's process when so many articles are written."""

    def __init__(self, cluster: Any, articles: int) -> None:
        self._cluster, self._left = cluster, articles
        self.killed: list[int] = []

    def begin(self, items: int | None, done: Tally) -> None:
        pass

    def see(self, outcome: Outcome) -> None:
        self._left -= 1
        if self._left == 0:
            self.killed.append(next(iter(self._cluster.workers.values())).pid)
            os.kill(self.killed[0], signal.SIGKILL)


def test_the_command_on_a_cluster_gives_the_bytes_of_one_process(
    cluster: Any, source: Path, whole: bytes, tmp_path: Path
) -> None:
    ran = run(source, "-o", tmp_path / "out", "--shards", 3, "--scheduler", cluster.scheduler_address)
    assert ran.exit_code == 0, ran.output
    assert read_shards(tmp_path / "out") == whole
    assert len(list((tmp_path / "out").glob("shard-*"))) == 3


def test_a_worker_that_is_killed_costs_nothing_but_time(
    cluster: Any, source: Path, whole: bytes, tmp_path: Path
) -> None:
    order = Order(
        inputs=(str(source),),
        folder=tmp_path / "out",
        recipe=Recipe(threads=1),
        layout=Layout(shard_articles=64),
    )
    assassin = Assassin(cluster, articles=20)
    with (
        connect(cluster.scheduler_address) as client,
        ShardFolder(order.folder, order.to_asked()) as folder,
    ):
        run = Run(order, folder, assassin)
        run.annotate(partial(annotate_on_cluster, recipe=order.recipe, client=client))
        assert len(assassin.killed) == 1
        with pytest.raises(ProcessLookupError):
            os.kill(assassin.killed[0], 0)
    assert (run.total.articles, run.total.problem_count) == (ARTICLES, 0)
    assert read_shards(tmp_path / "out") == whole


def test_a_model_that_a_worker_does_not_have_is_one_clear_error(cluster: Any) -> None:
    with (
        connect(cluster.scheduler_address) as client,
        pytest.raises(BadModel, match=r"there is no model here"),
    ):
        list(annotate_on_cluster(batch(), Recipe(model=Path("nowhere")), client=client))


def batch(*ids: str) -> Iterator[tuple[Article, ...]]:
    yield tuple(Article(one, FERRY) for one in ids or ("a",))


class Losing:
    """A client whose workers are lost over the article "bad"."""

    def __init__(self) -> None:
        self.tried: list[list[str]] = []

    def nthreads(self) -> dict[str, int]:
        return {"tcp://one": 1}

    def submit(self, task: Any, recipe: Recipe, items: Any, **options: Any) -> Any:
        self.tried.append([item.id for item in items])
        return Losing.Future(partial(task, recipe, items), lost=any(item.id == "bad" for item in items))

    class Future:
        def __init__(self, task: Any, *, lost: bool) -> None:
            self._task, self._lost = task, lost

        def result(self) -> Any:
            from distributed import KilledWorker

            if self._lost:
                raise KilledWorker("task", SimpleNamespace(address="tcp://one"), 3)
            return self._task()


def test_an_article_over_which_workers_are_lost_becomes_a_problem_and_the_others_are_annotated() -> None:
    client, told = Losing(), list[str]()
    ((one, bad, two),) = annotate_on_cluster(
        batch("one", "bad", "two"), Recipe(threads=1), client=client, tell=told.append
    )
    assert client.tried == [["one", "bad", "two"], ["one"], ["bad"], ["two"]]
    assert (one.problem, two.problem) == (None, None)
    assert isinstance(bad.problem, Problem)
    assert bad.problem.where == "bad"
    assert bad.problem.message.startswith("workers were lost over this text.")
    assert told == ["workers were lost over 3 articles; they are annotated again, each alone"]


def test_a_lost_scheduler_is_an_error_that_says_how_to_go_on() -> None:
    class Lost(Losing):
        def submit(self, *words: Any, **options: Any) -> Any:
            class Cancelled:
                def result(self) -> Any:
                    raise OSError("Timed out trying to connect")

            return Cancelled()

    with pytest.raises(BadInput) as caught:
        list(annotate_on_cluster(batch(), Recipe(), client=Lost()))
    assert str(caught.value) == (
        "The cluster gave up (Timed out trying to connect). Is its scheduler still running? What is written "
        "stays: go on with --resume."
    )


def test_a_scheduler_that_does_not_answer_is_a_faulty_command_line(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attrib.cluster.CONNECT_SECONDS", 1)
    ran = run(source, "-o", tmp_path / "out", "--shards", 2, "--scheduler", "tcp://127.0.0.1:9")
    assert ran.exit_code == 2
    assert ran.stderr.startswith("attrib: tcp://127.0.0.1:9: no Dask scheduler answers there (")
    assert not (tmp_path / "out").exists()


# From Python


ROWS = [
    {"id": "one", "text": FERRY, "outlet": "The Depok Post"},
    {"text": FERRY, "page": 3},
    {"id": 7, "text": None},
]


def test_rows_become_records_with_the_ids_they_have_and_errors_in_their_place() -> None:
    one, two, bad = annotate_rows(ROWS)
    assert [row["article_id"] for row in (one, two, bad)] == ["one", load().annotate(FERRY).article_id, "7"]
    assert json.loads(one["record"])["meta"] == {"outlet": "The Depok Post"}
    assert json.loads(two["record"])["meta"] == {"page": 3}
    assert (one["error"], two["error"], bad["record"]) == (None, None, None)
    assert bad["error"] == "the text is missing, or no string (the row has: id, text)."
    with pytest.raises(BadOption, match=r"^There is no option treads\. There are: model, lexicon, threads, "):
        annotate_rows(ROWS, treads=2)


def test_a_dask_bag_and_a_dask_dataframe_are_annotated_on_the_cluster(cluster: Any) -> None:
    import dask.bag
    import dask.dataframe

    rows = [{"id": f"a{n}", "text": f"{FERRY} It carries {n} cars."} for n in range(12)]
    expected = annotate_rows(rows)
    with connect(cluster.scheduler_address) as client:
        bag = dask.bag.from_sequence(rows, npartitions=3)
        assert client.compute(bag.map_partitions(annotate_rows)).result(60) == expected
        frame = dask.dataframe.from_pandas(pandas.DataFrame(rows), npartitions=3)
        found = client.compute(frame.map_partitions(annotate_frame, meta=record_frame([]))).result(60)
    assert found["record"].tolist() == [row["record"] for row in expected]
    assert found["article_id"].tolist() == [f"a{n}" for n in range(12)]


def test_frames_as_spark_hands_them_on_become_frames_of_its_schema() -> None:
    frames = [
        pandas.DataFrame(
            {"id": ["a", "b"], "text": [FERRY, None], "date": pandas.to_datetime(["2024-05-03", None])}
        ),
        pandas.DataFrame({"id": [], "text": []}),
        pandas.DataFrame({"text": [FERRY], "words": [18]}),
    ]
    found = list(annotate_frames(iter(frames), without_text=True))
    assert [len(frame) for frame in found] == [2, 0, 1]
    for frame in found:
        assert [f"{name} string" for name in frame.columns] == SPARK_SCHEMA.split(", ")
        assert set(frame.dtypes.astype(str)) == {"string"} or set(frame.dtypes.astype(str)) == {"str"}
    record = json.loads(found[0]["record"][0])
    assert (record["text"], record["meta"]) == (None, {"date": "2024-05-03 00:00:00"})
    assert found[0]["record"].isna().tolist() == [False, True]
    assert found[0]["error"].tolist()[1] == "the text is missing, or no string (the row has: id, text, date)."
    assert json.loads(found[2]["record"][0])["meta"] == {"words": 18}


def test_options_are_those_of_a_recipe_and_a_worker_reads_with_one_thread() -> None:
    assert to_recipe({"model": "models/ours", "min_score": 0.5}) == Recipe(
        model=Path("models/ours"), min_score=0.5, threads=1
    )


def test_a_batch_fails_article_by_article_and_never_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    from attrib import recipe as module

    class Faulty:
        def annotate_many(self, items: Any, *, on_error: str) -> Iterator[Any]:
            for item in items:
                if item.id == "bad":
                    raise ZeroDivisionError("by zero")
                yield Problem(item.id, "fine")

    monkeypatch.setattr(module, "open_recipe", lambda recipe: (Faulty(), lambda record: record))
    outcomes = annotate_batch(Recipe(), tuple(Article(one, FERRY) for one in ("one", "bad", "two")))
    assert [outcome.problem for outcome in outcomes] == [
        Problem("one", "fine"),
        Problem(
            "bad",
            "attrib failed on this text, which is a bug worth reporting: ZeroDivisionError('by zero')",
        ),
        Problem("two", "fine"),
    ]
