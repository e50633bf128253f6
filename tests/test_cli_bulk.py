"""`attrib annotate` into a folder of shards, as a person meets it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from attrib import cli_bulk
from attrib.cli import main
from attrib.cli_bulk import _Progress
from attrib.formats import Problem
from attrib.recipe import Outcome
from attrib.schema import find_problems
from attrib.shards import Tally

FERRY = (
    "The ferry is late, Ana Ruiz, the harbour master, said on Monday. “Nobody told us,” one passenger said."
)


def run(*words: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["annotate", *map(str, words)], input=stdin)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where each test runs: five articles, and a row that is none."""
    monkeypatch.chdir(tmp_path)
    rows = [json.dumps({"id": "ferry", "text": f"{FERRY} It carries {n} cars."}) for n in range(5)]
    Path("news.jsonl").write_text("\n".join([*rows[:3], '{"id": 7}', *rows[3:]]) + "\n", encoding="utf-8")
    return tmp_path


def read_shards(folder: str) -> bytes:
    paths = sorted(Path(folder).glob("shard-*"))
    return b"".join(gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in paths)


@pytest.mark.parametrize(
    "words",
    [("--shards", 3), ("--shard-articles", 2), ("--shards", 2, "--workers", 2), ("--shards", 2, "--pack")],
)
def test_shards_put_together_are_the_one_file(folder: Path, words: tuple[object, ...]) -> None:
    for on_error in ("skip", "record"):
        one = run("news.jsonl", "--on-error", on_error)
        ran = run("news.jsonl", "-o", on_error, *words, "--on-error", on_error)
        assert ran.exit_code == 0, ran.output
        assert read_shards(on_error) == one.stdout_bytes
        assert len(list(Path(on_error).glob("shard-*"))) == (
            2 if words[1] == 2 and words[0] == "--shards" else 3
        )


def test_a_stream_is_written_as_it_comes(folder: Path) -> None:
    ran = run("-", "--stdin-as", "txt", "-o", "out/", stdin=FERRY)
    assert ran.exit_code == 0, ran.output
    (row,) = map(json.loads, read_shards("out").splitlines())
    assert (find_problems(row), row["article_id"], row["text"]) == ([], "stdin", FERRY)
    assert ran.stderr == "attrib: 1 article, 18 words in out\n"


def test_a_folder_of_pages_becomes_shards(folder: Path) -> None:
    Path("pages").mkdir()
    for name in ("b", "a"):
        paragraphs = f"<p>{FERRY}</p>" * 4
        page = f"<html><head><title>{name}</title></head><body><article>{paragraphs}</article></body></html>"
        Path(f"pages/{name}.html").write_text(page, encoding="utf-8")
    assert run("pages", "-o", "out/").exit_code == 0
    assert [json.loads(line)["article_id"] for line in read_shards("out").splitlines()] == ["a", "b"]


def test_records_without_text_and_with_corrections_are_as_in_one_file(folder: Path) -> None:
    assert run("news.jsonl", "-o", "kept.jsonl", "--on-error", "skip").exit_code == 0
    words = ("news.jsonl", "--on-error", "skip", "--keep", "kept.jsonl", "--without-text")
    assert run(*words, "-o", "out", "--workers", 2).exit_code == 0
    assert read_shards("out") == run(*words).stdout_bytes
    assert {json.loads(line)["text"] for line in read_shards("out").splitlines()} == {None}


def test_the_first_problem_stops_the_run_and_the_report_says_where(folder: Path) -> None:
    ran = run("news.jsonl", "-o", "out", "--shard-articles", 2)
    said = (
        "news.jsonl:4: the text 'text' is missing (the row has: 'id'). Say which key or column holds the "
        "text."
    )
    assert ran.exit_code == 1
    assert ran.stderr.splitlines() == [
        "attrib: stopped; 3 articles kept in out. Go on with the same command and --resume.",
        f"attrib: {said}",
    ]
    report = json.loads(Path("out/report.json").read_text())
    assert (report["state"], report["error"], report["articles"]) == ("stopped", said, 3)
    assert [shard["name"] for shard in report["shards"]] == ["shard-000000.jsonl"]
    ran = run("news.jsonl", "-o", "out", "--shard-articles", 2, "--on-error", "skip", "--resume")
    assert ran.exit_code == 0
    assert ran.stderr.splitlines() == [
        "attrib: going on with a run in which 3 articles are done",
        f"attrib: {said}",
        "attrib: 5 articles, 110 words in out, 2 of them annotated now; 1 problem, listed in out/report.json",
    ]
    assert read_shards("out") == run("news.jsonl", "--on-error", "skip").stdout_bytes


def test_a_command_line_that_makes_no_sense_is_refused(folder: Path) -> None:
    Path("texts").mkdir()
    Path("texts/one.txt").write_text(FERRY, encoding="utf-8")
    for words, said in {
        (
            "news.jsonl",
            "--shards",
            2,
        ): "--shards writes shards into a folder: name one, such as -o annotated/",
        (
            "news.jsonl",
            "--workers",
            2,
            "-o",
            "out.jsonl",
        ): "--workers writes shards into a folder: name one, such as -o annotated/",
        (
            "news.jsonl",
            "--shards",
            2,
            "--shard-articles",
            3,
            "-o",
            "out",
        ): "--shards and --shard-articles both say how large a shard is: give one of them.",
        (
            "news.jsonl",
            "--scheduler",
            "tcp://x",
            "--workers",
            3,
            "-o",
            "out",
        ): "--scheduler names a cluster that has its own workers: leave out --workers.",
        (
            "news.jsonl",
            "-o",
            "out/",
            "--resume",
            "--force",
        ): "--resume goes on with a run, --force replaces it: give one of them.",
        (
            "texts",
            "-o",
            "texts/out/",
        ): "texts/out lies in texts, all of which is read. Name a folder outside of it.",
        (
            "texts/one.txt",
            "-o",
            "texts/",
        ): "texts/one.txt is to be read and lies in texts. Name another folder for the shards.",
        ("texts", "-o", "news.jsonl/"): "news.jsonl is a file. Name a folder for the shards.",
        (
            "-",
            "-o",
            "out",
            "--shards",
            2,
        ): "--shards counts the articles first, and standard input can be read only "
        "once. Say how many go into each shard: --shard-articles 1000.",
    }.items():
        ran = run(*words)
        assert (ran.exit_code, ran.stderr) == (2, f"attrib: {said}\n")
    assert not Path("out").exists()


def test_a_model_that_is_not_there_leaves_no_folder(folder: Path) -> None:
    ran = run("news.jsonl", "-o", "out", "--shards", 2, "--model", "nowhere")
    assert ran.exit_code == 1
    assert ran.stderr.startswith("attrib: nowhere/model.json: there is no model here.")
    assert not Path("out").exists()


# Progress


def test_progress_tells_articles_speed_errors_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(cli_bulk.time, "monotonic", lambda: now)
    lines: list[str] = []
    watch = _Progress(lines.append, every_seconds=60)
    watch.begin(1000, Tally(articles=100))
    for second in range(100):
        now = second + 1.0
        watch.see(Outcome(b"", 0, Problem("a", "no")) if second == 7 else Outcome(b"", 300, None))
    assert lines == ["160 articles of 1000, 295 words/s, 1 error, 14 min left"]
    assert watch.line() == "200 articles of 1000, 297 words/s, 1 error, 13 min left"


def test_progress_of_a_stream_does_not_guess_the_time_left() -> None:
    watch = _Progress(lambda line: None, every_seconds=60)
    watch.begin(None, Tally())
    watch.see(Outcome(b"", 10, None))
    assert watch.line().startswith("1 article, ")
    assert watch.line().endswith(" words/s, 0 errors")


def test_many_problems_do_not_flood_the_terminal(capsys: Any) -> None:
    watch = _Progress(lambda line: None, every_seconds=60)
    for number in range(100):
        watch.see(Outcome(b"", 0, Problem(f"a{number}", "no text")))
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 21
    assert said[-2:] == ["attrib: a19: no text", "attrib: further problems stand in report.json"]
