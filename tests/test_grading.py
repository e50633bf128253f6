"""A class is marked: a small example worked out by hand, files that cannot be read, and the command."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from classroom import harbour
from click.testing import CliRunner, Result

from attrib.cli import main
from attrib.exercise import Answer, Answers, Exercise, Item, Key, Option
from attrib.files import write_annotated
from attrib.grading import find_answer_files, grade_answers, mark_answer, read_answers, students_sheet
from attrib.grading_text import items_sheet, to_text, written_sheet
from attrib.items import find_tokens

PASSAGE = "The brutal plan of the so-called regime failed"
CHOICES = (Option("s1", "Ana Ruiz"), Option("s2", "Jo Bell"), Option("outlet", "the outlet"))


def choice(id: str, right: str) -> Item:
    return Item(id, "choice", "Who says so?", PASSAGE, (), "S1", ("Look.",), Key((right,)), CHOICES)


WORDS = Item(
    "m1", "mark", "Mark.", PASSAGE, (), "E1", (), Key(("1", "6"), free=("5",)), (), find_tokens(PASSAGE)
)
NUMBER = Item("n1", "number", "How many?", "", (), "P1", (), Key(("3",)))
FREE = Item("w1", "write", "Say it.", PASSAGE, (), "E1", (), Key((), alternatives=("harsh",)))
EXERCISES = (
    Exercise("who-says-so-1", "who-says-so", 1, (choice("q1", "s1"), choice("q2", "outlet"))),
    Exercise("find-the-words-1", "find-the-words", 1, (WORDS,)),
    Exercise("say-it-neutrally-1", "say-it-neutrally", 1, (FREE,)),
)


def student(code: str, q1: str, q2: str | None, words: str, written: str = "harsh") -> Answers:
    """A student's first answers; a second one to q1 is right, since a hint came before it."""
    found = [Answer("q1", (q1,), None if q1 == "s1" else ("s1",), 1 if q1 != "s1" else 0)]
    found += [Answer("q2", (q2,))] if q2 else []
    found += [Answer("m1", tuple(words.split())), Answer("w1", (written,))]
    return Answers("set", code, tuple(found))


CLASS = (
    student("ash", "s1", "outlet", "1 6"),
    student("birch", "s1", "s2", "1 2"),
    student("cedar", "s2", "s2", "5 6", "=HYPERLINK(1)"),
    student("elm", "s1", None, "1 3 5 6"),
)


def test_points_of_an_answer_are_as_worked_out_by_hand() -> None:
    # The words: The 0, brutal 1, plan 2, of 3, the 4, so-called 5, regime 6, failed 7.
    cases = [("1 6", 1), ("1", 2 / 3), ("1 2", 1 / 2), ("5 6", 2 / 3), ("5", 0), ("1 3 5 6", 4 / 5), ("", 0)]
    for words, points in cases:
        assert mark_answer(WORDS, words.split()) == pytest.approx(points), words
    assert [mark_answer(NUMBER, [told]) for told in ("3", "03", " 3 ", "4", "³", "")] == [1, 1, 1, 0, 0, 0]
    assert mark_answer(FREE, ["harsh"]) is None
    assert mark_answer(replace(NUMBER, key=Key(())), ["3"]) is None


def test_a_class_is_measured_as_worked_out_by_hand() -> None:
    graded = grade_answers(EXERCISES, CLASS)
    by_id = {one.item.id: one for one in graded.items}
    assert {code: graded.sum_up(code) for code in graded.points} == {
        "ash": 3, "birch": 1.5, "cedar": pytest.approx(2 / 3), "elm": pytest.approx(1.8),
    }  # fmt: skip
    # q1: ash, birch and elm are right; q2: one of the three who answered.
    assert by_id["q1"].difficulty == 3 / 4 and by_id["q2"].difficulty == pytest.approx(1 / 3)
    assert by_id["m1"].difficulty == pytest.approx((1 + 1 / 2 + 2 / 3 + 4 / 5) / 4)
    assert by_id["w1"].difficulty is None and by_id["w1"].answered == 4
    # q1 has 1 1 0 1, the rest of the test has 1, (0 + 1/2) ÷ 2, (0 + 2/3) ÷ 2 and 4/5: deviations
    # 1/4 1/4 -3/4 1/4 and 97/240 -83/240 -63/240 49/240 from the means 3/4 and 143/240.
    covariance = (97 - 83 + 3 * 63 + 49) / 4 / 240
    spread = (12 / 16 * (97**2 + 83**2 + 63**2 + 49**2) / 240**2) ** 0.5
    assert by_id["q1"].discrimination == pytest.approx(covariance / spread)
    # q2: 1 0 0 and 1, 3/4, 1/3: deviations 2/3 -1/3 -1/3 and 11/36 2/36 -13/36, so 33/108 over 7/18.
    assert by_id["q2"].discrimination == pytest.approx(11 / 14)
    assert by_id["w1"].discrimination is None
    assert (by_id["q1"].hints, by_id["q1"].second) == (1, 1)
    # q1: s1 s1 s2 s1, q2: outlet s2 s2. Of 7 answers 2 + 1 have an equal partner; 3 are s1, 3 s2, 1 outlet:
    # 1 − 6 · (7 − 3) ÷ (49 − 9 − 9 − 1).
    assert graded.alphas[0].question == "who-says-so-1"
    assert graded.alphas[0].alpha == pytest.approx(1 - 24 / 30)
    # Of 8 words × 4 students: 0 1 2 3 4 5 6 7 are marked by 0 3 1 1 0 2 3 0.
    assert graded.alphas[1].units == 8 and dict(graded.alphas[1].labels) == {"not marked": 22, "marked": 10}
    assert [one.question for one in graded.alphas] == ["who-says-so-1", "find-the-words-1"]


def test_a_class_of_one_or_of_equals_has_no_discrimination() -> None:
    for students in (CLASS[:1], [replace(CLASS[0], code=str(number)) for number in range(5)]):
        graded = grade_answers(EXERCISES, students)
        assert [one.discrimination for one in graded.items] == [None] * 4


def write_answers(path: Path, told: Answers, **changed: Any) -> None:
    answers = [
        {
            "item": one.item,
            "first": list(one.first),
            "second": one.second and list(one.second),
            "hints": one.hints,
        }
        for one in told.answers
    ]
    row = {"schema": "attrib-answers/1", "set": told.set, "code": told.code, "answers": answers, **changed}
    path.write_text(json.dumps(row), encoding="utf-8")


def test_files_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    ash, birch = CLASS[:2]
    write_answers(tmp_path / "a.json", ash)
    write_answers(tmp_path / "again.json", ash, code=" ASH ")
    write_answers(tmp_path / "choice.json", birch, answers=[{"item": "q1", "first": ["s9"]}])
    write_answers(tmp_path / "code.json", birch, code=" ")
    write_answers(tmp_path / "far.json", birch, set="other")
    write_answers(tmp_path / "hints.json", birch, answers=[{"item": "q1", "first": ["s1"], "hints": "2"}])
    write_answers(tmp_path / "item.json", birch, answers=[{"item": "q9", "first": ["s1"]}])
    write_answers(tmp_path / "list.json", birch, answers=[{"item": "q1", "first": "s1"}])
    write_answers(tmp_path / "many.json", birch, answers=[{"item": "q1", "first": ["s1", "s2"]}])
    (tmp_path / "none.json").write_bytes(b"\xff\xfe{")
    write_answers(tmp_path / "row.json", birch, answers=["q1"])
    write_answers(tmp_path / "schema.json", birch, schema="attrib/1")
    (tmp_path / "torn.json").write_text('{"schema": "attrib-answers/1", "se', encoding="utf-8")
    twice = [{"item": "q1", "first": ["s1"]}] * 2
    write_answers(tmp_path / "twice.json", birch, answers=twice)
    write_answers(tmp_path / "word.json", birch, answers=[{"item": "m1", "first": ["8"]}])
    (tmp_path / "zz.txt").write_text("not looked at", encoding="utf-8")
    files = find_answer_files([tmp_path])
    assert len(files) == 15
    read, bad = read_answers(files, "set", EXERCISES)
    assert read == [ash]
    assert {Path(where).name: problem.replace(str(tmp_path), "") for where, problem in bad} == {
        "again.json": "the code 'ASH' is also that of /a.json",
        "choice.json": "the answer to q1 is none of those to choose from",
        "code.json": "it has no code",
        "far.json": "answers to another set (other, not set)",
        "hints.json": "the hints of q1 are no number",
        "item.json": "there is no item 'q9' in the key",
        "list.json": "the answer to q1 is no list of strings",
        "many.json": "q1 has more than one answer",
        "none.json": "not JSON; is it a result file, and whole?",
        "row.json": "there is no item 'q1' in the key",
        "schema.json": "not a result file (attrib-answers/1)",
        "torn.json": "not JSON; is it a result file, and whole?",
        "twice.json": "an item is answered twice",
        "word.json": "the answer to m1 is none of those to choose from",
    }


def test_the_tables_have_a_row_for_each_student_item_and_free_answer() -> None:
    graded = grade_answers(EXERCISES, CLASS)
    rows = list(students_sheet(graded).rows)
    assert rows[3] == {
        "code": "elm", "answered": 3, "items": 4, "points": 1.8, "share": 0.6, "hints": 0,
        "right_at_second_try": 0, "to_mark": 1, "who-says-so-1": 0.5, "find-the-words-1": 0.8,
        "q1": 1.0, "q2": None, "m1": 0.8,
    }  # fmt: skip
    assert rows[2]["hints"] == 1 and rows[2]["right_at_second_try"] == 1
    (q2,) = [row for row in items_sheet(graded).rows if row["item"] == "q2"]
    assert (q2["answered"], q2["difficulty"], q2["discrimination"]) == (3, 0.333, 0.786)
    assert q2["answer"] == "the outlet"
    assert [row["written"] for row in written_sheet(graded).rows] == [
        "harsh",
        "harsh",
        "=HYPERLINK(1)",
        "harsh",
    ]


def test_what_is_printed_names_the_hardest_items_first() -> None:
    lines = to_text(grade_answers(EXERCISES, CLASS), hard=2).splitlines()
    assert lines[:2] == [
        "4 students, 3 items marked",
        "share of all points: mean 58 %, from 22 % to 100 %",
    ]
    assert lines[4] == "  who-says-so-1     0.20  2 units"
    assert lines[-2:] == [
        "  q2  33 % of 3, +0.79  Who says so?",
        # 1 1/2 2/3 4/5 with 1 1/2 0 1: by hand 0.1958 ÷ √(0.1342 · 0.6875).
        "  m1  74 % of 4, +0.64  Mark.",
    ]


def read_table(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_annotated("quay.jsonl", [harbour()])
    ran = run("exercise", "quay.jsonl", "-o", "quay")
    assert ran.exit_code == 0, ran.output
    return tmp_path


def test_exercises_are_made_answered_and_graded_by_commands(folder: Path) -> None:
    key = [json.loads(line) for line in Path("quay/key.jsonl").read_text(encoding="utf-8").splitlines()]
    Path("answers").mkdir()
    for code, right in (("=1+1", True), ("oak", False)):
        answers = []
        for row in key:
            wrong = [one["id"] for one in row["options"] if one["id"] not in row["key"]["right"]][:1] or ["0"]
            free = row["shape"] == "write"
            given = ["@SUM(A1)"] if free else row["key"]["right"] if right else wrong
            answers.append({"item": row["id"], "first": given, "second": None, "hints": 0})
        told = {"schema": "attrib-answers/1", "set": key[0]["set"], "code": code, "answers": answers}
        Path(f"answers/{'a' if right else 'b'}.json").write_text(json.dumps(told), encoding="utf-8")
    ran = run(
        "grade", "quay/key.jsonl", "answers", "-o", "table.csv", "--items", "items.csv", "--written", "w.csv"
    )
    assert ran.exit_code == 0, ran.output
    rows = read_table("table.csv")
    assert [(row["code"], row["share"]) for row in rows] == [("'=1+1", "1.0"), ("oak", rows[1]["share"])]
    assert float(rows[1]["share"]) < 0.1
    written = read_table("w.csv")
    assert {row["written"] for row in written} == {"'@SUM(A1)"}
    assert len(read_table("items.csv")) == len(key)
    assert run("grade", "quay/key.jsonl", "answers", "-o", "table.csv").exit_code == 2
    Path("answers/c.json").write_text("{", encoding="utf-8")
    ran = run("grade", "quay/key.jsonl", "answers", "-o", "table.csv", "--force")
    assert ran.exit_code == 1
    assert "attrib: passed over: answers/c.json: not JSON; is it a result file, and whole?" in ran.stderr
    assert len(read_table("table.csv")) == 2


def test_the_command_says_what_it_cannot_do(folder: Path) -> None:
    ran = run("exercise", "quay.jsonl", "-o", "quay")
    assert (ran.exit_code, ran.stderr) == (
        2, "attrib: quay/page.html is there already. Replace it (--force) or name another folder.\n",
    )  # fmt: skip
    write_annotated("three.jsonl", [replace(harbour(), article_id=id) for id in ("a", "b", "c")])
    ran = run("exercise", "three.jsonl", "-o", "three")
    assert ran.exit_code == 2 and ran.stderr.startswith(
        "attrib: 3 articles are too many for one set of exercises: choose one with --article (a, b, c), or "
    )
    assert run("exercise", "three.jsonl", "-o", "three", "--article", "b").exit_code == 0
    ran = run("exercise", "three.jsonl", "-o", "new", "--article", "x")
    assert (ran.exit_code, ran.stderr) == (2, "attrib: There is no article 'x'. There are: a, b, c.\n")
    ran = run("grade", "quay.jsonl", "three", "-o", "t.csv")
    assert ran.exit_code == 1 and "the schema is 'attrib/1', not 'attrib-item/1'" in ran.stderr
    Path("empty").mkdir()
    ran = run("grade", "quay/key.jsonl", "empty")
    assert ran.exit_code == 1 and "There is no result file of set " in ran.stderr


def test_formats_kinds_and_levels_are_chosen(folder: Path) -> None:
    ran = run(
        "exercise", "quay.jsonl", "-o", "some", "--format", "page", "--kind", "who-says-so", "--level", 3
    )
    assert ran.exit_code == 0
    assert sorted(path.name for path in Path("some").iterdir()) == ["key.jsonl", "page.html"]
    assert ran.stdout == "Who says so?             level 3   3 items  about 3 minutes\n"
