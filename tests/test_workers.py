"""Runs in processes of their own: killed, interrupted, out of disk, and with workers that are lost."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench import make_texts

from attrib.errors import BadInput, BadModel
from attrib.formats import Problem
from attrib.recipe import Items, Recipe, annotate_here
from attrib.records import Article
from attrib.workers import annotate_in_processes

ROOT = Path(__file__).parent.parent
ARTICLES = 140


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of about 100 words, some with the same id, and one row that cannot be read."""
    path = tmp_path_factory.mktemp("source") / "news.jsonl"
    texts = (text[:600] for text in make_texts(ARTICLES - 1, seed=1))
    rows = [json.dumps({"id": f"a{n % 60}", "text": text}) for n, text in enumerate(texts)]
    rows.insert(40, "{torn")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(source: Path) -> bytes:
    """What one run in one go writes into one file."""
    ran = subprocess.run(
        [*COMMAND, str(source), "-o", "-", "--on-error", "record"], capture_output=True, cwd=ROOT, check=True
    )
    assert len(ran.stdout.splitlines()) == ARTICLES
    return ran.stdout


COMMAND = [sys.executable, "-m", "attrib", "annotate"]


def start(source: Path, folder: Path, *words: str, limit_bytes: int | None = None) -> subprocess.Popen[str]:
    """The command in a process group of its own, as a terminal makes one."""

    def limit() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # what a shell runs in the background ignores it
        if limit_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

    return subprocess.Popen(
        [*COMMAND, str(source), "-o", f"{folder}/", "--shard-articles", "16", "--on-error", "record", *words],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=limit,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate(timeout=60)
    return process.returncode, said


def read_shards(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("shard-*")))


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)


def is_gone(group: int) -> bool:
    """Whether no process of the group is left (one that only waits to be reaped is none)."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[2] == str(group) and fields[0] != "Z":
            return False
    return True


@pytest.mark.parametrize("words", [(), ("--workers", "2")], ids=["one process", "two workers"])
def test_a_run_killed_at_random_moments_ends_with_the_bytes_of_one_that_was_not(
    source: Path, whole: bytes, tmp_path: Path, words: tuple[str, ...]
) -> None:
    drawn = random.Random(f"seven {words}")
    folder = tmp_path / "out"
    killed = 0
    for kill in range(4):
        process = start(source, folder, "--resume", *words)
        if kill != 2:  # the third is killed while it starts, the others while they write
            wait_until_it_writes(process, folder)
        time.sleep(drawn.uniform(0, 0.2))
        if kill % 2:
            os.kill(process.pid, signal.SIGKILL)  # the workers are left alone
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        assert whole.startswith(read_shards(folder))
        wait_until(lambda process=process: is_gone(process.pid))  # type: ignore[misc]
    assert killed >= 3
    code, said = finish(start(source, folder, "--resume", *words))
    assert code == 0, said
    assert "going on with a run in which" in said
    assert read_shards(folder) == whole
    report = json.loads((folder / "report.json").read_text())
    assert (report["state"], report["articles"], report["problem_count"]) == ("finished", ARTICLES - 1, 1)
    assert report["this_run"]["articles"] < ARTICLES - 1


def count_bytes(folder: Path) -> int:
    """The bytes of all shards and of the part in hand."""
    found = 0
    for path in (*folder.glob("shard-*"), *folder.glob(".shard-*.part")):
        with contextlib.suppress(FileNotFoundError):  # it got its name meanwhile
            found += path.stat().st_size
    return found


def wait_until_it_writes(process: subprocess.Popen[str], folder: Path) -> None:
    before = count_bytes(folder)
    wait_until(lambda: process.poll() is not None or count_bytes(folder) > before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_an_interrupted_run_says_what_is_kept_and_how_to_go_on(
    source: Path, whole: bytes, tmp_path: Path, number: int
) -> None:
    folder = tmp_path / "out"
    process = start(source, folder, "--workers", "2")
    wait_until_it_writes(process, folder)
    os.killpg(process.pid, number) if number == signal.SIGINT else os.kill(process.pid, number)
    code, said = finish(process)
    assert code == 130
    report = json.loads((folder / "report.json").read_text())
    kept = report["articles"] + report["problem_count"]
    assert report["state"] == "interrupted"
    assert 0 < kept < ARTICLES
    plural = "article" if kept == 1 else "articles"
    told = [line for line in said.splitlines() if "news.jsonl:41" not in line]
    assert told == [
        f"attrib: stopped; {kept} {plural} kept in {folder}. Go on with the same command and --resume."
    ]
    wait_until(lambda: is_gone(process.pid))
    assert finish(start(source, folder, "--resume", "--workers", "2"))[0] == 0
    assert read_shards(folder) == whole


def test_a_full_disk_stops_the_run_with_one_error_and_nothing_half_written(
    source: Path, whole: bytes, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    code, said = finish(start(source, folder, limit_bytes=len(whole) // 12))
    assert code == 1
    assert said.splitlines()[-1].startswith(f"attrib: {folder}/.shard-00000")
    assert "cannot be written (File too large). The shards that are there are whole: make room" in said
    assert "Traceback" not in said
    assert whole.startswith(read_shards(folder))
    assert finish(start(source, folder, "--resume"))[0] == 0
    assert read_shards(folder) == whole


# Workers that are lost


HINT = "Is the text very long, or memory short?"


class Poison(Article):
    """An article that ends the process that unpacks it, at once and without a word."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def batches_of(*sizes: int) -> Iterator[Items]:
    for number, size in enumerate(sizes):
        yield tuple(Article(f"a{number}-{n}", f"Boat {n} is late, the mayor said.") for n in range(size))


def test_processes_give_what_one_process_gives_in_its_order() -> None:
    recipe = Recipe(threads=1)
    sizes = (3, 0, 1, 2, 0, 4)
    here = list(annotate_here(batches_of(*sizes), recipe))
    assert [len(outcomes) for outcomes in here] == list(sizes)
    assert list(annotate_in_processes(batches_of(*sizes), recipe, workers=2)) == here


def test_a_lost_worker_costs_nothing_but_time() -> None:
    recipe, told = Recipe(threads=1), list[str]()
    results = annotate_in_processes(batches_of(*[6] * 12), recipe, workers=2, tell=told.append)
    found = [next(results)]
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    ours = [pid for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(ours) == 2
    for pid in ours:
        os.kill(int(pid), signal.SIGKILL)
    found += results
    assert found == list(annotate_here(batches_of(*[6] * 12), recipe))
    batch = "a process was killed (signal 9); its 6 articles are annotated again, each alone"
    assert batch in told
    # One whose last answer was still in its pipe may be handed an article before it is missed.
    assert set(told) <= {batch, "a process was killed (signal 9); its article is annotated again"}


def test_an_article_that_ends_every_process_becomes_a_problem_and_the_others_are_annotated() -> None:
    recipe, told = Recipe(threads=1), list[str]()
    first, second = batches_of(2, 2)
    bad = (first[0], Poison("bad", "Boom."), first[1])
    found = list(annotate_in_processes(iter([bad, second]), recipe, workers=1, tell=told.append))
    assert [[outcome.problem for outcome in outcomes] for outcomes in found] == [
        [
            None,
            Problem("bad", "a process ended (exit code 3) over this text, 2 times. " + HINT),
            None,
        ],
        [None, None],
    ]  # fmt: skip
    assert told == [
        "a process ended (exit code 3); its 3 articles are annotated again, each alone",
        "a process ended (exit code 3); its article is annotated again",
    ]


class Bomb(Recipe):
    """A recipe that ends the process that unpacks it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (4,)


def test_processes_that_never_start_are_given_up() -> None:
    with pytest.raises(BadInput, match=r"ended \(exit code 4\) before it had opened the model, 3 times\."):
        list(annotate_in_processes(batches_of(1), Bomb(), workers=2))


def test_a_model_that_cannot_be_opened_is_the_same_error_as_in_one_process() -> None:
    for recipe, said in (
        (Recipe(model=Path("nowhere")), "nowhere/model.json: there is no model here."),
        (Recipe(model_sha256="0" * 64), "and 000000000000… where the run was begun."),
        (Recipe(attrib="0.0.1"), "the run was begun with 0.0.1. Install the same version everywhere."),
    ):
        with pytest.raises(BadModel) as caught:
            list(annotate_in_processes(batches_of(1), recipe, workers=1))
        assert said in str(caught.value)
