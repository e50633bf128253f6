"""The commands for people who annotate, run as they are typed."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_agreement import ANA, BO, TEXT
from test_corrections import CORRECTED, PROGRAM

from attrib.cli import main
from attrib.files import read_annotated, write_annotated
from attrib.records import Annotated


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def only(path: str) -> Annotated:
    (record,) = read_annotated(path)
    return record


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_annotated("ana.jsonl", [ANA])
    write_annotated("bo.jsonl", [BO])
    write_annotated("program.jsonl", [PROGRAM])
    write_annotated("corrected.jsonl", [CORRECTED])
    Path("harbour.txt").write_text(TEXT, encoding="utf-8", newline="")
    return tmp_path


def test_agree_prints_tables_and_writes_disagreements() -> None:
    ran = run("agree", "ana.jsonl", "bo.jsonl", "-o", "cases.jsonl", "--top", 1)
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.startswith("1 article, annotators: ana, bo\n")
    assert "record soft         all                           2       1       1      66.7" in ran.stdout
    assert "… and 3 more; --top shows more, -o writes all" in ran.stdout
    rows = [json.loads(line) for line in Path("cases.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows[0]["readings"]["bo"]["content"] == "stay,"
    assert len(rows) == 4
    found = json.loads(run("agree", "ana.jsonl", "bo.jsonl", "--json").stdout)
    assert found["annotators"] == ["ana", "bo"] and len(found["alphas"]) == 8


def test_an_article_of_one_annotator_stops_the_command_or_is_listed() -> None:
    write_annotated("ana.jsonl", [ANA, replace(ANA, article_id="dam")])
    ran = run("agree", "ana.jsonl", "bo.jsonl")
    assert ran.exit_code == 1
    assert ran.stderr.startswith("attrib: 1 article is not annotated by everybody: dam (only ana). ")
    ran = run("agree", "ana.jsonl", "bo.jsonl", "--missing", "leave")
    assert ran.exit_code == 0
    assert "left out, not annotated by all: dam (only ana)" in ran.stdout


def test_one_file_is_not_enough() -> None:
    ran = run("agree", "ana.jsonl")
    assert (ran.exit_code, ran.stderr) == (2, "attrib: Give two files or more, one for each annotator.\n")
    ran = run("agree", "ana.jsonl", "ana.jsonl")
    assert ran.stderr == "attrib: The same file was given twice. Give one file for each annotator.\n"


def test_compare_shows_what_changed() -> None:
    ran = run("compare", "ana.jsonl", "bo.jsonl", "-o", "changes.jsonl")
    assert ran.exit_code == 0, ran.output
    assert "lost: harbour 27:42 attribution: found" in ran.stdout
    rows = [json.loads(line) for line in Path("changes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["sort"] for row in rows] == ["moved", "moved", "lost", "changed"]
    assert json.loads(run("compare", "ana.jsonl", "bo.jsonl", "--json").stdout)["counts"][0]["lost"] == 1


@pytest.mark.parametrize("name", ["list.csv", "list.jsonl"])
def test_a_list_that_is_filled_in_becomes_a_record(name: str) -> None:
    ran = run("adjudicate", "ana.jsonl", "bo.jsonl", "-o", name)
    assert (ran.exit_code, ran.stderr) == (0, f"attrib: 4 cases to decide in {name}\n")
    if name.endswith("csv"):
        with open(name, encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        # As a spreadsheet saves it: with a byte order mark.
        with open(name, "w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows({**row, "decision": "ana"} for row in rows)
    else:
        rows = [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]
        lines = [json.dumps({**row, "decision": "ana"}) for row in rows]
        Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = run("adjudicate", "ana.jsonl", "bo.jsonl", "--decisions", name, "--by", "dov", "-o", "gold.jsonl")
    assert (ran.exit_code, ran.stderr) == (0, "attrib: 1 article: all agreed on 1 case, 4 were decided\n")
    assert only("gold.jsonl").attributions == ANA.attributions
    assert run("check", "gold.jsonl").exit_code == 0


def test_decisions_need_somebody_who_made_them() -> None:
    run("adjudicate", "ana.jsonl", "bo.jsonl", "-o", "list.csv")
    ran = run("adjudicate", "ana.jsonl", "bo.jsonl", "--decisions", "list.csv", "-o", "gold.jsonl")
    assert ran.exit_code == 2
    ran = run(
        "adjudicate", "ana.jsonl", "bo.jsonl", "--decisions", "list.csv", "--by", "dov", "-o", "g.jsonl"
    )
    assert ran.exit_code == 1
    assert ran.stderr.startswith("attrib: decisions: 4 problems: harbour number 2: not decided; ")
    assert not Path("g.jsonl").exists()


def test_texts_are_taken_out_and_put_back() -> None:
    assert run("detach", "ana.jsonl", "-o", "bare.jsonl").exit_code == 0
    assert only("bare.jsonl").text is None
    ran = run("rejoin", "bare.jsonl", "harbour.txt", "-o", "whole.jsonl")
    assert (ran.exit_code, ran.stderr) == (0, "attrib: 1 record with text, 0 without\n")
    assert only("whole.jsonl") == ANA
    ran = run("rejoin", "bare.jsonl", "harbour.txt", "-o", "whole.jsonl")
    assert ran.exit_code == 2 and "whole.jsonl is there already. " in ran.stderr


def test_annotate_writes_without_the_text() -> None:
    ran = run("annotate", "harbour.txt", "--without-text", "-o", "bare.jsonl")
    assert ran.exit_code == 0, ran.output
    assert only("bare.jsonl").text is None
    assert run("rejoin", "bare.jsonl", "harbour.txt", "-o", "whole.jsonl").exit_code == 0
    assert run("annotate", "harbour.txt", "-o", "plain.jsonl").exit_code == 0
    assert Path("whole.jsonl").read_bytes() == Path("plain.jsonl").read_bytes()


def test_anchor_moves_and_reports() -> None:
    Path("harbour.txt").write_text("New. " + TEXT, encoding="utf-8")
    ran = run("anchor", "ana.jsonl", "harbour.txt", "-o", "moved.jsonl", "--report", "report.jsonl")
    assert (ran.exit_code, ran.stderr) == (0, "attrib: harbour: spans 9 moved\n")
    assert only("moved.jsonl").attributions[0].content[0].start == 5
    Path("harbour.txt").write_text(TEXT.replace("stay", "go"), encoding="utf-8")
    ran = run("anchor", "ana.jsonl", "harbour.txt", "-o", "moved.jsonl", "--force")
    assert ran.exit_code == 1
    assert "attrib: harbour: left out attribution a1: content " in ran.stderr
    assert run("check", "moved.jsonl").exit_code == 0
    Path("dam.txt").write_text(TEXT, encoding="utf-8")
    ran = run("anchor", "ana.jsonl", "dam.txt", "-o", "other.jsonl")
    assert ran.stderr == "attrib: harbour: no text has this id. Those given have: dam.\n"


def test_corrections_are_kept_when_articles_are_annotated_anew() -> None:
    ran = run("correct", "corrected.jsonl", "program.jsonl", "--by", "ana", "-o", "reviewed.jsonl")
    assert (ran.exit_code, ran.stderr) == (0, "attrib: 1 corrected article, 0 others\n")
    ran = run("correct", "reviewed.jsonl", "program.jsonl", "-o", "again.jsonl")
    assert ran.stderr == (
        "attrib: 1 corrected article, 0 others: 0 findings to look at, 5 left as the person settled them\n"
    )
    assert only("again.jsonl").attributions == CORRECTED.attributions
    ran = run("annotate", "harbour.txt", "--keep", "reviewed.jsonl", "-o", "kept.jsonl")
    assert ran.exit_code == 0, ran.output
    kept = only("kept.jsonl")
    assert set(CORRECTED.claims) <= set(kept.claims)
    assert kept.extra["review"]["by"] == "ana"
    write_annotated("other.jsonl", [replace(PROGRAM, article_id="dam")])
    ran = run("correct", "reviewed.jsonl", "other.jsonl", "-o", "lost.jsonl")
    assert ran.stderr.startswith("attrib: other.jsonl: 1 corrected article not there (harbour). ")
