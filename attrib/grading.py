"""Answers of a class against a key: points of every student, how hard and how telling every item is, and how
far students agree.

Difficulty and discrimination are those of classical test theory (share right; correlation with the rest of
the test), as in Crocker and Algina (1986), Introduction to classical and modern test theory, chapter 14.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import StatisticsError, correlation
from typing import Any

from attrib.alphas import Alpha, Unit, measure_alpha
from attrib.errors import BadInput
from attrib.exercise import ANSWERS_SCHEMA, Answer, Answers, Exercise, Item
from attrib.sheets import Sheet

# A correlation over fewer students says nothing.
MIN_STUDENTS = 3
MAX_BYTES = 2_000_000  # of a result file; a full one has some ten thousand
_MAX_CODE = 80


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """What a class made of one item."""

    item: Item
    exercise: Exercise
    answered: int
    points: float  # the sum over those who answered
    difficulty: float | None  # mean points, 0 to 1: the share right; None: nobody answered, or not marked
    discrimination: float | None  # with the points of all other items; None: undefined
    hints: int  # students who opened one before the first try
    second: int  # students who were right only at the second try


@dataclass(frozen=True, slots=True)
class Graded:
    """A class: students in the order of their codes, items in the order of the key."""

    students: tuple[Answers, ...]
    exercises: tuple[Exercise, ...]
    points: Mapping[str, Mapping[str, float]]  # code → item → points of the first try; unmarked items lack
    items: tuple[ItemFigures, ...]
    alphas: tuple[Alpha, ...]  # one for each exercise that is marked

    @property
    def marked(self) -> tuple[Item, ...]:
        """The items that are marked here, not by the teacher."""
        return tuple(item for one in self.exercises for item in one.items if is_marked(item))

    def sum_up(self, code: str) -> float:
        """All points of one student."""
        return sum(self.points[code].values())


def is_marked(item: Item) -> bool:
    """Whether an item has an answer that is right."""
    return bool(item.key.right) and item.shape != "write"


def mark_answer(item: Item, given: Sequence[str]) -> float | None:
    """Points from 0 to 1; `None` for an item that the teacher marks.

    Marked words: 2 · hits ÷ (words marked + right words), the F1 of the marked words; words that count
    neither way are left out. Anything else is right or not.
    """
    if not is_marked(item):
        return None
    if item.shape != "mark":
        answer = given[0].strip() if given else ""
        if item.shape == "number" and re.fullmatch(r"[0-9]{1,9}", answer):
            answer = str(int(answer))
        return float(answer == item.key.right[0])
    counted = set(given) - set(item.key.free)
    return 2 * len(counted & set(item.key.right)) / (len(counted) + len(item.key.right))


def find_answer_files(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and of folders all that end in .json, in the order of their names."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*.json")) if path.is_dir() else [path]
        found.update(dict.fromkeys(one for one in inside if one.is_file() and not one.name.startswith(".")))
    return list(found)


def read_answers(
    paths: Iterable[Path], set_id: str, exercises: Sequence[Exercise]
) -> tuple[list[Answers], list[tuple[str, str]]]:
    """The result files of one set by code, and those that cannot be read, each with what is wrong.

    Of two files with one code neither can be told to be the student's, so the second is passed over.
    """
    items = {item.id: item for one in exercises for item in one.items}
    read: dict[str, tuple[Path, Answers]] = {}
    bad: list[tuple[str, str]] = []
    for path in paths:
        try:
            answers = _read_one(path, set_id, items)
        except BadInput as error:
            bad.append((str(path), str(error)))
            continue
        key = answers.code.casefold()
        if key in read:
            bad.append((str(path), f"the code {answers.code!r} is also that of {read[key][0]}"))
        else:
            read[key] = path, answers
    return [answers for _, (_, answers) in sorted(read.items())], bad


def _read_one(path: Path, set_id: str, items: Mapping[str, Item]) -> Answers:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput("far too large for a result file")
        row = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"it cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise BadInput("not JSON; is it a result file, and whole?") from None
    if not isinstance(row, dict) or row.get("schema") != ANSWERS_SCHEMA:
        raise BadInput(f"not a result file ({ANSWERS_SCHEMA})")
    if row.get("set") != set_id:
        raise BadInput(f"answers to another set ({str(row.get('set'))[:20]}, not {set_id})")
    code = row.get("code")
    if not isinstance(code, str) or not code.strip() or len(code) > _MAX_CODE:
        raise BadInput("it has no code")
    answers = row.get("answers")
    if not isinstance(answers, list):
        raise BadInput("it has no list of answers")
    found = [_read_answer(one, items) for one in answers]
    if len({one.item for one in found}) < len(found):
        raise BadInput("an item is answered twice")
    return Answers(set_id, " ".join(code.split()), tuple(found))


def _read_answer(row: Any, items: Mapping[str, Item]) -> Answer:
    if not isinstance(row, dict) or not isinstance(row.get("item"), str) or row["item"] not in items:
        told = str(row.get("item") if isinstance(row, dict) else row)[:40]
        raise BadInput(f"there is no item {told!r} in the key")
    item = items[row["item"]]
    first, second, hints = row.get("first"), row.get("second"), row.get("hints", 0)
    for given in (first, *([second] if second is not None else [])):
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            raise BadInput(f"the answer to {item.id} is no list of strings")
        allowed = {one.id for one in item.options} if item.shape == "choice" else None
        allowed = {str(place) for place in range(len(item.words))} if item.shape == "mark" else allowed
        if allowed is not None and not set(given) <= allowed:
            raise BadInput(f"the answer to {item.id} is none of those to choose from")
        if item.shape != "mark" and len(given) > 1:
            raise BadInput(f"{item.id} has more than one answer")
    if isinstance(hints, bool) or not isinstance(hints, int):
        raise BadInput(f"the hints of {item.id} are no number")
    return Answer(item.id, tuple(first), tuple(second) if second is not None else None, hints)  # type: ignore[arg-type]


def grade_answers(exercises: Sequence[Exercise], students: Sequence[Answers]) -> Graded:
    """Marks the first tries of a class and measures its items. An item that a student left out has no points
    and is not among those that are compared."""
    items = {item.id: item for one in exercises for item in one.items}
    points: dict[str, dict[str, float]] = {one.code: {} for one in students}
    for student in students:
        for answer in student.answers:
            mark = mark_answer(items[answer.item], answer.first)
            if mark is not None:
                points[student.code][answer.item] = mark
    figures = tuple(_measure(one, item, students, points) for one in exercises for item in one.items)
    alphas = tuple(
        measure_alpha(one.id, [_to_units(one, students)])
        for one in exercises
        if any(is_marked(item) for item in one.items)
    )
    return Graded(tuple(students), tuple(exercises), points, figures, alphas)


def _measure(
    exercise: Exercise, item: Item, students: Sequence[Answers], points: Mapping[str, Mapping[str, float]]
) -> ItemFigures:
    given = {one.code: answer for one in students for answer in one.answers if answer.item == item.id}
    marks = {code: points[code][item.id] for code in given if item.id in points[code]}
    # The share of the points of the other items that a student answered: students leave items out.
    rest = {
        code: sum(others) / len(others)
        for code in marks
        if (others := [mark for id, mark in points[code].items() if id != item.id])
    }
    seconds = [mark_answer(item, one.second) for one in given.values() if one.second is not None]
    return ItemFigures(
        item,
        exercise,
        len(given),
        sum(marks.values()),
        sum(marks.values()) / len(marks) if marks else None,
        _correlate([marks[code] for code in rest], list(rest.values())),
        sum(one.hints > 0 for one in given.values()),
        sum(mark == 1 for mark in seconds),
    )


def _correlate(marks: Sequence[float], rest: Sequence[float]) -> float | None:
    """Pearson's r; `None` for too few students, or where all have the same."""
    if len(marks) < MIN_STUDENTS:
        return None
    try:
        return correlation(marks, rest)
    except StatisticsError:
        return None


def _to_units(exercise: Exercise, students: Sequence[Answers]) -> list[Unit]:
    """What students answered at the first try, item by item; of words to mark, word by word."""
    given: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for student in students:
        for answer in student.answers:
            given[answer.item][student.code] = answer.first
    units: list[Unit] = []
    for item in exercise.items:
        found = [given[item.id].get(one.code) for one in students]
        if item.shape == "mark":
            for place in map(str, range(len(item.words))):
                units.append(
                    tuple(
                        None if one is None else "marked" if place in one else "not marked" for one in found
                    )
                )
        elif is_marked(item):
            units.append(tuple(one[0] if one else None for one in found))
    return units


def students_sheet(graded: Graded) -> Sheet:
    """One row for each code: how many items were answered, points, the share of all, hints and second tries,
    the share of each exercise, and the points of each item."""
    columns = {
        "code": "string",
        **dict.fromkeys(("answered", "items"), "Int64"),
        **dict.fromkeys(("points", "share"), "Float64"),
        **dict.fromkeys(("hints", "right_at_second_try", "to_mark"), "Int64"),
        **dict.fromkeys((one.id for one in graded.exercises if any(map(is_marked, one.items))), "Float64"),
        **dict.fromkeys((item.id for item in graded.marked), "Float64"),
    }
    rows = (_to_row(graded, student) for student in graded.students)
    return Sheet(columns, rows, tuple(columns)[:8])


def _to_row(graded: Graded, student: Answers) -> dict[str, Any]:
    points = graded.points[student.code]
    items = {item.id: item for one in graded.exercises for item in one.items}
    row: dict[str, Any] = {
        "code": student.code,
        "answered": len(student.answers),
        "items": len(items),
        "points": round(graded.sum_up(student.code), 3),
        "share": _share(graded.sum_up(student.code), len(graded.marked)),
        "hints": sum(one.hints for one in student.answers),
        "right_at_second_try": sum(
            mark_answer(items[one.item], one.second) == 1
            for one in student.answers
            if one.second is not None and points.get(one.item, 0) < 1
        ),
        "to_mark": sum(items[one.item].shape == "write" for one in student.answers),
    }
    for exercise in graded.exercises:
        marked = [item.id for item in exercise.items if is_marked(item)]
        if marked:
            row[exercise.id] = _share(sum(points.get(id, 0) for id in marked), len(marked))
    return {**row, **{item.id: _round(points.get(item.id)) for item in graded.marked}}


def _share(points: float, items: int) -> float | None:
    return round(points / items, 3) if items else None


def _round(points: float | None) -> float | None:
    return None if points is None else round(points, 3)
