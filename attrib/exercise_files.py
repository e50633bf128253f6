"""A set of exercises as a folder of files, and the key read back from one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from attrib.errors import BadInput, BadOption
from attrib.exercise import Exercise, ExerciseSet, join_exercises, read_row
from attrib.exercise_pages import to_key_sheet, to_page, to_sheet
from attrib.files import dump_line, open_file
from attrib.formats import Problem, read_rows
from attrib.moodle import to_gift, to_moodle_xml

# Each format with its files. The key stands apart from what students get.
FORMATS: dict[str, tuple[str, ...]] = {
    "page": ("page.html",),
    "sheet": ("sheet.html", "sheet-key.html"),
    "gift": ("moodle.gift",),
    "moodle-xml": ("moodle.xml",),
    "jsonl": ("key.jsonl",),
}


def to_lines(made: ExerciseSet) -> str:
    """One item a line, with its key: what `attrib grade` reads."""
    return "".join(dump_line(row) + "\n" for row in made.to_rows())


_MAKERS: dict[str, Callable[[ExerciseSet], str]] = {
    "page.html": to_page,
    "sheet.html": to_sheet,
    "sheet-key.html": to_key_sheet,
    "moodle.gift": to_gift,
    "moodle.xml": to_moodle_xml,
    "key.jsonl": to_lines,
}


def write_exercises(
    folder: str | Path, made: ExerciseSet, formats: Collection[str] = tuple(FORMATS), *, by: str = "attrib"
) -> list[Path]:
    """Writes the files of some formats into a folder, which is made, and gives their paths. `by` is who
    annotated, for the page's last line.

    The key (key.jsonl) comes with the page too: without it nothing can be graded. Files that are there are
    replaced. Raises `BadOption` for a format that does not exist, `BadInput` for a set without items.
    """
    for format in formats:
        if format not in FORMATS:
            raise BadOption(f"There is no format {format!r}. There are: {', '.join(FORMATS)}.")
    if not made.items:
        articles = ", ".join(text.id for text in made.texts)
        raise BadInput(
            f"{articles}: there is nothing to ask at these levels. Try all levels and kinds, or "
            "--unsure flag, which keeps what the program is unsure of."
        )
    names = {name for format in formats for name in FORMATS[format]}
    names |= {"key.jsonl"} if "page" in formats else set()
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, make in _MAKERS.items():
        if name in names:
            text = to_page(made, by=by) if name == "page.html" else make(made)
            paths.append(target / name)
            paths[-1].write_text(text, encoding="utf-8", newline="\n")
    return paths


def read_key(path: str | Path) -> tuple[str, tuple[Exercise, ...]]:
    """The set's id and the exercises of a key.jsonl, keys included.

    Raises `BadInput` with file and line for a line that is no item, and for a file of several sets or none.
    """
    parts: list[Exercise] = []
    sets: dict[str, None] = {}
    with open_file(Path(path)) as stream:
        for row in read_rows(stream, str(path)):
            if isinstance(row, Problem):
                raise BadInput(f"{row.where}: {row.message}")
            set_id, part = read_row(row.values, row.where)
            sets[set_id] = None
            parts.append(part)
    if len(sets) != 1:
        found = f"items of {len(sets)} sets ({', '.join(sets)})" if sets else "no items"
        raise BadInput(f"{path}: there are {found} in it. Give the key.jsonl of one set.")
    return next(iter(sets)), join_exercises(parts)
