"""Runs into a folder of shards, with a stand-in for whoever annotates: what is kept, whatever happens."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
from collections.abc import Generator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib import shard_folder
from attrib.bulk import Order, Run, settle_layout
from attrib.errors import BadInput, BadOption
from attrib.formats import Problem
from attrib.recipe import Items, Outcome, Recipe, cut_batches
from attrib.records import Article, text_sha256
from attrib.shard_folder import MANIFEST, ShardFolder, read_asked
from attrib.shards import Layout, Tally, find_differences

BATCH = 2


class Silent:
    """A watch that only counts."""

    def __init__(self) -> None:
        self.seen = 0

    def begin(self, items: int | None, done: Tally) -> None:
        pass

    def see(self, outcome: Outcome) -> None:
        self.seen += 1


def outcome_of(item: Article | Problem) -> Outcome:
    """What a run would write of an article: one whose text says "refused" is not annotated."""
    if isinstance(item, Article) and "refused" in item.text:
        item = Problem(item.id, "the text is refused")
    if isinstance(item, Problem):
        return Outcome((json.dumps(item.to_json()) + "\n").encode(), 0, item)
    row = {
        "schema": "attrib/1",
        "article_id": item.id,
        "text": item.text,
        "text_sha256": text_sha256(item.text),
    }
    return Outcome((json.dumps(row) + "\n").encode(), len(item.text.split()), None)


def stub(batches: Iterator[Items]) -> Generator[list[Outcome], None, None]:
    """Annotates one batch behind the one that is read, as workers do."""
    waiting: list[Items] = []
    for items in batches:
        waiting.append(items)
        if len(waiting) > 1:
            yield [outcome_of(item) for item in waiting.pop(0)]
    for items in waiting:
        yield [outcome_of(item) for item in items]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attrib.recipe.BATCH_ARTICLES", BATCH)
    # Checking the real model's sha256 takes longer than a run here.
    monkeypatch.setattr(
        "attrib.bulk.read_model", lambda folder: SimpleNamespace(name="stub", sha256="0" * 64)
    )


def write_input(
    path: Path, count: int, *, refused: tuple[int, ...] = (), broken: tuple[int, ...] = ()
) -> Path:
    rows = [
        json.dumps({"id": f"a{n % 4}", "text": f"Boat {n} is {'refused' if n in refused else 'late'}."})
        for n in range(count)
    ]
    lines = ["{torn" if n in broken else row for n, row in enumerate(rows)]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def order_of(source: Path, folder: Path, **options: Any) -> Order:
    options.setdefault("layout", Layout(shard_articles=3))
    options.setdefault("on_error", "skip")
    return Order(inputs=(str(source),), folder=folder, recipe=Recipe(), **options)


def execute(order: Order, *, resume: bool = False, force: bool = False, mapper: Any = stub) -> Run:
    with ShardFolder(order.folder, order.to_asked(), resume=resume, force=force) as folder:
        run = Run(order, folder, Silent())
        run.annotate(mapper)
        folder.write_report(run.to_report("finished"))
    return run


def shards_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("shard-*"))}


def ids_of(folder: Path) -> list[str]:
    lines = b"".join(shards_of(folder).values()).splitlines()
    return [row.get("article_id", row.get("where")) for row in map(json.loads, lines)]


# What stands where


def test_shards_put_together_are_the_input_in_its_order_with_ids_as_one_run_settles_them(
    tmp_path: Path,
) -> None:
    source = write_input(tmp_path / "in.jsonl", 8)
    execute(order_of(source, tmp_path / "out"))
    assert list(shards_of(tmp_path / "out")) == [f"shard-00000{n}.jsonl" for n in range(3)]
    assert ids_of(tmp_path / "out") == ["a0", "a1", "a2", "a3", "a0-2", "a1-2", "a2-2", "a3-2"]
    lines = [len(data.splitlines()) for data in shards_of(tmp_path / "out").values()]
    assert lines == [3, 3, 2]


def test_counted_shards_differ_by_one_article_at_most(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 11)
    order = order_of(source, tmp_path / "out", layout=Layout(shards=4))
    told: list[str] = []
    layout = settle_layout(order, resume=False, tell=told.append)
    assert (layout, told) == (Layout(shards=4, items=11), ["counting the articles"])
    execute(order_of(source, tmp_path / "out", layout=layout))
    assert [len(data.splitlines()) for data in shards_of(tmp_path / "out").values()] == [2, 3, 3, 3]
    # A run that is taken up knows the count.
    assert settle_layout(order, resume=True, tell=told.append) == layout
    assert len(told) == 1


@given(items=st.integers(0, 300), shards=st.integers(1, 40))
def test_the_sizes_of_counted_shards_add_up(items: int, shards: int) -> None:
    sizes = list(Layout(shards=shards, items=items).sizes())
    assert sum(sizes) == items
    assert len(sizes) == min(shards, items)
    assert not sizes or (min(sizes) >= 1 and max(sizes) - min(sizes) <= 1)


def test_standard_input_cannot_be_counted() -> None:
    order = Order(inputs=("-",), folder=Path("out"), recipe=Recipe(), layout=Layout(shards=2))
    with pytest.raises(
        BadOption, match=r"^--shards counts the articles first, and standard input can be read only"
    ):
        settle_layout(order, resume=False, tell=print)


def test_an_input_without_articles_gives_a_report_and_no_shard(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 0)
    for name, layout in (("stream", Layout(shard_articles=3)), ("counted", Layout(shards=3, items=0))):
        execute(order_of(source, tmp_path / name, layout=layout))
        assert shards_of(tmp_path / name) == {}
        assert json.loads((tmp_path / name / "report.json").read_text())["articles"] == 0


@given(st.lists(st.integers(0, 250_000), max_size=40))
def test_batches_hold_every_article_once_and_none_is_large_without_need(sizes: list[int]) -> None:
    items = [Article(str(n), "x" * size) for n, size in enumerate(sizes)]
    batches = list(cut_batches(items))
    assert [item for batch in batches for item in batch] == items
    for batch in batches:
        assert 1 <= len(batch) <= BATCH
        assert sum(len(item.text) for item in batch[:-1] if isinstance(item, Article)) < 100_000


# Problems


def test_problems_are_skipped_or_recorded_and_always_reported_with_their_place(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 7, refused=(1,), broken=(4,))
    for on_error in ("skip", "record"):
        execute(order_of(source, tmp_path / on_error, on_error=on_error))
        report = json.loads((tmp_path / on_error / "report.json").read_text())
        assert (report["state"], report["articles"], report["words"], report["problem_count"]) == (
            "finished",
            5,
            20,
            2,
        )
        assert [one["where"] for one in report["problems"]] == ["a1", f"{source}:5"]
        assert [shard["problem_count"] for shard in report["shards"]] == [1, 1, 0]
        assert [shard["sha256"] for shard in report["shards"]] == [
            hashlib.sha256(data).hexdigest() for data in shards_of(tmp_path / on_error).values()
        ]
    assert ids_of(tmp_path / "skip") == ["a0", "a2", "a3", "a1-2", "a2-2"]
    assert ids_of(tmp_path / "record") == ["a0", "a1", "a2", "a3", f"{source}:5", "a1-2", "a2-2"]


def test_a_run_that_stopped_at_a_problem_goes_on_when_told_to_skip_it(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 8, refused=(4,))
    with pytest.raises(BadInput, match=r"^a0-2: the text is refused$"):
        execute(order_of(source, tmp_path / "out", on_error="stop"))
    assert ids_of(tmp_path / "out") == ["a0", "a1", "a2"]
    run = execute(order_of(source, tmp_path / "out", on_error="skip"), resume=True)
    assert (run.total.articles, run.fresh.articles) == (7, 3)  # a3 stood in the part already
    execute(order_of(source, tmp_path / "whole", on_error="skip"))
    assert shards_of(tmp_path / "out") == shards_of(tmp_path / "whole")


def test_packed_shards_hold_the_same_lines(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 7, refused=(1,))
    execute(order_of(source, tmp_path / "plain"))
    execute(order_of(source, tmp_path / "packed", pack=True))
    assert [gzip.decompress(data) for data in shards_of(tmp_path / "packed").values()] == list(
        shards_of(tmp_path / "plain").values()
    )


# Killed at any moment


class Killed(BaseException):
    """The end of a process: nothing of attrib may catch it."""


class Death:
    """Ends a run at the n-th step on the disk; a write it ends at is torn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, steps: int, seed: int) -> None:
        self.left = steps
        self._random = random.Random(seed)
        for name in ("replace", "fsync"):
            monkeypatch.setattr(shard_folder.os, name, self._before(getattr(os, name)))
        monkeypatch.setattr(Path, "unlink", self._before(Path.unlink))
        real = ShardFolder._open_part
        monkeypatch.setattr(
            ShardFolder, "_open_part", lambda folder, number: Torn(real(folder, number), self)
        )

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed

    def _before(self, function: Any) -> Any:
        def stepped(*words: Any, **named: Any) -> Any:
            self.step()
            return function(*words, **named)

        return stepped


class Torn:
    """A file whose last write before the end is torn."""

    def __init__(self, file: Any, death: Death) -> None:
        self._file = file
        self._death = death

    def write(self, data: bytes) -> int:
        try:
            self._death.step()
        except Killed:
            self._file.write(data[: self._death._random.randrange(len(data))])
            raise
        return int(self._file.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@pytest.mark.parametrize("options", [{}, {"pack": True}, {"on_error": "record"}], ids=str)
def test_a_run_killed_at_any_step_goes_on_to_the_bytes_of_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
) -> None:
    source = write_input(tmp_path / "in.jsonl", 8, refused=(1,), broken=(5,))
    execute(order_of(source, tmp_path / "whole", **options))
    whole = shards_of(tmp_path / "whole")
    steps = killed = 0
    while True:
        folder = tmp_path / f"killed-{steps}"
        with monkeypatch.context() as patch:
            Death(patch, steps, seed=steps)
            try:
                execute(order_of(source, folder, **options), resume=True)
            except Killed:
                killed += 1
            else:
                break
        # What stands there under its name is whole, at every moment.
        assert shards_of(folder).items() <= whole.items()
        run = execute(order_of(source, folder, **options), resume=True)
        assert shards_of(folder) == whole, f"killed at step {steps}"
        assert (run.total.articles, run.total.words, run.total.problem_count) == (6, 24, 2)
        assert not list(folder.glob(".shard-*"))
        steps += 1
    assert killed >= 20


@settings(max_examples=15, deadline=None)
@given(deaths=st.lists(st.integers(0, 25), max_size=6))
def test_a_run_killed_again_and_again_loses_nothing(deaths: list[int], tmp_path_factory: Any) -> None:
    tmp_path = tmp_path_factory.mktemp("again")
    source = write_input(tmp_path / "in.jsonl", 9, refused=(2,))
    execute(order_of(source, tmp_path / "whole"))
    for seed, steps in enumerate(deaths):
        with pytest.MonkeyPatch.context() as patch:
            Death(patch, steps, seed)
            try:
                execute(order_of(source, tmp_path / "out"), resume=True)
            except Killed:
                continue
    execute(order_of(source, tmp_path / "out"), resume=True)
    assert shards_of(tmp_path / "out") == shards_of(tmp_path / "whole")


def test_what_is_done_is_not_annotated_again(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 8)
    execute(order_of(source, tmp_path / "out"))
    again = execute(order_of(source, tmp_path / "out"), resume=True)
    assert (again.total.articles, again.fresh.articles) == (8, 0)


def test_a_shard_that_was_changed_is_made_again(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 8)
    execute(order_of(source, tmp_path / "out"))
    whole = shards_of(tmp_path / "out")
    (tmp_path / "out" / "shard-000001.jsonl").write_bytes(b"cut")
    (tmp_path / "out" / "shard-000002.jsonl").unlink()
    run = execute(order_of(source, tmp_path / "out"), resume=True)
    assert run.fresh.articles == 5
    assert shards_of(tmp_path / "out") == whole


def test_a_torn_manifest_costs_one_shard_at_most(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 8)
    execute(order_of(source, tmp_path / "out"))
    whole, manifest = shards_of(tmp_path / "out"), (tmp_path / "out" / MANIFEST).read_bytes()
    for cut in (1, 20, len(manifest.splitlines()[-1])):
        (tmp_path / "out" / MANIFEST).write_bytes(manifest[:-cut])
        assert execute(order_of(source, tmp_path / "out"), resume=True).fresh.articles == 2
        assert shards_of(tmp_path / "out") == whole
    (tmp_path / "out" / MANIFEST).write_bytes(b"{")
    with pytest.raises(BadInput, match=r"manifest\.log: not a manifest of attrib\. Begin anew"):
        execute(order_of(source, tmp_path / "out"), resume=True)


# What does not fit


def test_a_run_asked_for_something_else_says_what_differs(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 4)
    execute(order_of(source, tmp_path / "out"))
    before = shards_of(tmp_path / "out")
    other = Order(
        inputs=(str(source),),
        folder=tmp_path / "out",
        recipe=Recipe(min_score=0.5),
        layout=Layout(shard_articles=2),
        on_error="skip",
    )
    with pytest.raises(BadOption) as caught:
        execute(other, resume=True)
    assert str(caught.value) == (
        f"{tmp_path / 'out'} was begun with something else: min_score was 0.0 and is 0.5; shard_articles "
        "was 3 and is 2. Go on with what it was begun with, or write to another folder."
    )
    assert shards_of(tmp_path / "out") == before


def test_another_model_is_something_else() -> None:
    assert find_differences(
        {"model_sha256": "a", "inputs": ["x"]}, {"model_sha256": "b", "inputs": ["y"]}
    ) == ["model_sha256 was 'a' and is 'b'"]


@pytest.mark.parametrize(
    ("count", "layout", "said"),
    [
        (9, Layout(shards=2, items=8), "more articles than when they were counted"),
        (7, Layout(shards=2, items=8), "fewer articles than when they were counted"),
        (9, Layout(shard_articles=3), "other articles than those in shard-000002.jsonl"),
        (6, Layout(shard_articles=3), "fewer articles"),
    ],
)
def test_an_input_that_changed_since_is_refused(
    tmp_path: Path, count: int, layout: Layout, said: str
) -> None:
    source = write_input(tmp_path / "in.jsonl", 8)
    execute(order_of(source, tmp_path / "out", layout=layout))
    if layout.shards:  # the last shard is not done yet, so only the count can tell
        lines = (tmp_path / "out" / MANIFEST).read_bytes().splitlines(keepends=True)
        (tmp_path / "out" / MANIFEST).write_bytes(b"".join(lines[:2]))
    write_input(source, count)
    with pytest.raises(BadInput) as caught:
        execute(order_of(source, tmp_path / "out", layout=layout), resume=True)
    assert str(caught.value) == (
        f"{source}: the input now has {said}, so the run in {tmp_path / 'out'} cannot go on. Give it the "
        "same input, or write to another folder."
    )


def test_an_article_that_changed_is_refused_where_it_is_done_and_annotated_where_it_is_not(
    tmp_path: Path,
) -> None:
    source = write_input(tmp_path / "in.jsonl", 5)
    order = order_of(source, tmp_path / "out", on_error="stop")
    write_input(source, 5, refused=(4,))
    with pytest.raises(BadInput):
        execute(order)  # stops with a3 in the part
    source.write_text(
        source.read_text().replace("Boat 3 is late", "Boat 3 has sunk").replace("refused", "late")
    )
    execute(order, resume=True)
    assert "Boat 3 has sunk" in shards_of(tmp_path / "out")["shard-000001.jsonl"].decode()
    source.write_text(source.read_text().replace("Boat 0 is late", "Boat 0 has sunk"))
    with pytest.raises(BadInput, match=r"other articles than those in shard-000000\.jsonl"):
        execute(order, resume=True)


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 4)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("mine")
    for resume, force in ((False, False), (True, False), (False, True)):
        with pytest.raises(BadOption, match=r"out holds other files \(thesis\.doc\)\. Name a new folder"):
            execute(order_of(source, tmp_path / "out"), resume=resume, force=force)


def test_a_run_that_is_there_is_replaced_only_when_asked_and_nothing_else_goes(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 8)
    execute(order_of(source, tmp_path / "out"))
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(BadOption, match=r"out holds a run already\. Go on with it \(--resume\), replace it"):
        execute(order_of(source, tmp_path / "out"))
    write_input(source, 2)
    execute(order_of(source, tmp_path / "out", layout=Layout(shard_articles=1)), force=True)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        ".lock", "manifest.log", "notes.txt", "report.json", "shard-000000.jsonl", "shard-000001.jsonl",
    ]  # fmt: skip
    assert read_asked(tmp_path / "out")["shard_articles"] == 1


def test_two_runs_cannot_write_to_one_folder(tmp_path: Path) -> None:
    order = order_of(write_input(tmp_path / "in.jsonl", 4), tmp_path / "out")
    with (
        ShardFolder(order.folder, order.to_asked()),
        pytest.raises(BadOption, match="another run is writing"),
    ):
        execute(order, resume=True)
    execute(order, resume=True)
    assert len(ids_of(tmp_path / "out")) == 4


def test_a_folder_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 4)
    with pytest.raises(BadInput) as caught:
        execute(order_of(source, source / "out"))
    assert str(caught.value) == (
        f"{source / 'out'}: cannot be written (Not a directory). The shards that are there are whole: make "
        "room or choose another folder, and go on with --resume."
    )


@pytest.mark.parametrize("steps", range(0, 24, 3))
def test_a_full_disk_leaves_whole_shards_and_the_run_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    source = write_input(tmp_path / "in.jsonl", 8)
    execute(order_of(source, tmp_path / "whole"))
    whole = shards_of(tmp_path / "whole")
    with monkeypatch.context() as patch:
        death = Death(patch, steps, seed=steps)

        def full() -> None:
            death.left -= 1
            if death.left < 0:
                raise OSError(28, "No space left on device")

        patch.setattr(death, "step", full)
        with pytest.raises(BadInput, match=r"cannot be written \(No space left on device\)"):
            execute(order_of(source, tmp_path / "out"), resume=True)
    assert shards_of(tmp_path / "out").items() <= whole.items()
    execute(order_of(source, tmp_path / "out"), resume=True)
    assert shards_of(tmp_path / "out") == whole
