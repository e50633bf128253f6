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
    assert by_id["q2"].discrimination == pytest.approx(1)  # 1 0 0, the rest 1, 3/4, 1/3 …
