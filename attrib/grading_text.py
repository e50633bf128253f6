"""What a class made of its exercises, as tables of items and of free answers, and as lines to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrib.balance import to_columns
from attrib.exercise_pages import name_answer
from attrib.grading import Graded, ItemFigures
from attrib.sheets import Sheet, clean_cell

ITEM_COLUMNS = {
    **dict.fromkeys(("item", "kind", "level", "rule", "prompt", "about", "answer"), "string"),
    "answered": "Int64",
    **dict.fromkeys(("difficulty", "discrimination"), "Float64"),
    **dict.fromkeys(("hints", "right_at_second_try"), "Int64"),
    "unsure": "string",
}
WRITTEN_COLUMNS = dict.fromkeys(("code", "item", "word", "written", "alternatives"), "string")


def items_sheet(graded: Graded) -> Sheet:
    """One row for each item. `difficulty` is the share right (mean points of those who answered), so that a
    low figure is a hard item; `discrimination` its correlation with the rest."""

    def to_row(one: ItemFigures) -> dict[str, Any]:
        return {
            "item": one.item.id,
            "kind": one.exercise.kind,
            "level": str(one.exercise.level),
            "rule": one.item.rule,
            "prompt": one.item.prompt,
            "about": _name_focus(one),
            "answer": name_answer(one.item),
            "answered": one.answered,
            "difficulty": _round(one.difficulty),
            "discrimination": _round(one.discrimination),
            "hints": one.hints,
            "right_at_second_try": one.second,
            "unsure": one.item.key.unsure,
        }

    return Sheet(ITEM_COLUMNS, map(to_row, graded.items), tuple(ITEM_COLUMNS)[:4])


def written_sheet(graded: Graded) -> Sheet:
    """One row for each free answer, with the word that was to be replaced and alternatives for comparison."""
    items = {one.item.id: one for one in graded.items}
    rows = (
        {
            "code": student.code,
            "item": answer.item,
            "word": _name_focus(items[answer.item]),
            "written": " ".join(answer.first),
            "alternatives": ", ".join(items[answer.item].item.key.alternatives) or None,
        }
        for student in graded.students
        for answer in student.answers
        if items[answer.item].item.shape == "write"
    )
    return Sheet(WRITTEN_COLUMNS, rows, tuple(WRITTEN_COLUMNS))


def _name_focus(one: ItemFigures) -> str:
    return " … ".join(" ".join(span.of(one.item.passage).split()) for span in one.item.focus)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def to_text(graded: Graded, *, hard: int = 5) -> str:
    """The class for reading: mean, agreement of each exercise, and the hardest items."""
    return "\n".join(_find_lines(graded, hard)) + "\n"


def _find_lines(graded: Graded, hard: int) -> Iterator[str]:
    count, marked = len(graded.students), len(graded.marked)
    yield f"{count} {'student' if count == 1 else 'students'}, {marked} items marked"
    shares = [graded.sum_up(one.code) / marked for one in graded.students] if marked else []
    if shares:
        low, mean, high = min(shares), sum(shares) / len(shares), max(shares)
        yield f"share of all points: mean {100 * mean:.0f} %, from {100 * low:.0f} % to {100 * high:.0f} %"
    if graded.alphas:
        yield ""
        yield "agreement between students (Krippendorff’s alpha; it says nothing of who is right):"
        yield from to_columns(
            [[one.question, "", "", _to_alpha(one.alpha), f"{one.units} units"] for one in graded.alphas]
        )
    found = [one for one in graded.items if one.difficulty is not None and one.difficulty < 1]
    found.sort(key=lambda one: one.difficulty or 0)  # stable: else in the order of the key
    if found and hard:
        yield ""
        yield "hardest items (share right, discrimination):"
        for one in found[:hard]:
            telling = "–" if one.discrimination is None else f"{one.discrimination:+.2f}"
            about = _name_focus(one) or one.item.prompt
            about = about if len(about) <= 60 else f"{about[:57]}…"
            right = f"{100 * (one.difficulty or 0):.0f} % of {one.answered}"
            yield f"  {one.item.id}  {right}, {telling}  {' '.join(clean_cell(about).split())}"


def _to_alpha(alpha: float | None) -> str:
    return "–" if alpha is None else f"{alpha:.2f}"
