"""The commands for teachers: `attrib exercise` makes exercises, `attrib grade` marks the answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attrib.cli_corpus import PATHS, check_output
from attrib.errors import BadInput, BadOption

if TYPE_CHECKING:
    from attrib.records import Annotated

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)
# As exercise_files.FORMATS and exercise.LESSONS have them; written out, so that `attrib --help` imports
# neither. A test compares.
FORMATS = ("page", "sheet", "gift", "moodle-xml", "jsonl")
KINDS = (
    "who-says-so",
    "fact-or-quotation",
    "find-the-words",
    "whose-words",
    "say-it-neutrally",
    "count-the-sources",
    "two-outlets",
)


@click.command()
@click.argument("inputs", nargs=-1, required=True, type=FILES)
@click.option("-o", "--output", required=True, type=PATHS, help="Folder to write; it is made.")
@click.option("--format", "formats", type=click.Choice([*FORMATS, "all"]), multiple=True, default=("all",),
              show_default=True, help="What to write; can be repeated.")  # fmt: skip
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True,
              help="This kind of exercise only; can be repeated.")  # fmt: skip
@click.option("--level", "levels", type=click.IntRange(1, 3), multiple=True,
              help="1: the most obvious, 3: nested, pronouns, unsourced; can be repeated.")  # fmt: skip
@click.option(
    "--items", type=click.IntRange(1), default=8, show_default=True, help="Most items of an exercise."
)
@click.option("--unsure", type=click.Choice(["leave", "flag"]), default="leave", show_default=True,
              help="Leave out what the program is unsure of, or make it with a note.")  # fmt: skip
@click.option("--threshold", type=click.FloatRange(0, 1), default=0.5, show_default=True,
              help="Score below which the program is unsure.")  # fmt: skip
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Of the items and options that are drawn."
)
@click.option("--article", metavar="ID", help="The article to ask about, where a file has several.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
def exercise(inputs: tuple[Path, ...], output: Path, **options: Any) -> None:
    """Make classroom exercises of one annotated article, or of two on one event.

    INPUTS are annotated articles (JSONL of `attrib annotate`, or a person's). Two articles give also the
    exercise that compares them.
    """
    from attrib.exercise_files import FORMATS as KNOWN
    from attrib.exercise_files import write_exercises
    from attrib.items import Choice
    from attrib.making import exercises

    records = _read_one_or_two(inputs, options["article"])
    formats = KNOWN if "all" in options["formats"] else options["formats"]
    if output.exists() and not output.is_dir():
        raise BadOption(f"{output} is a file. Name a folder, which is made.")
    there = [output / name for format in KNOWN for name in KNOWN[format] if (output / name).exists()]
    if there and not options["force"]:
        raise BadOption(f"{there[0]} is there already. Replace it (--force) or name another folder.")
    choice = Choice(seed=options["seed"], unsure=options["unsure"], threshold=options["threshold"])
    chosen = {name: options[name] for name in ("kinds", "levels") if options[name]}
    made = exercises(*records, items=options["items"], choice=choice, **chosen)
    makers = dict.fromkeys(one.made_with.by for one in records)
    by = ", ".join("attrib, unchecked" if one == "program" else one for one in makers)
    paths = write_exercises(output, made, tuple(formats), by=by)
    for one in made.exercises:
        flagged = sum(item.key.unsure is not None for item in one.items)
        note = f", {_count(flagged, 'item')} flagged" if flagged else ""
        items = _count(len(one.items), "item")
        click.echo(f"{one.lesson.title:24} level {one.level}  {items:>8}  about {one.minutes} minutes{note}")
    click.echo(f"attrib: {', '.join(path.name for path in paths)} in {output}", err=True)


def _read_one_or_two(paths: tuple[Path, ...], article: str | None) -> list[Annotated]:
    from attrib.files import read_annotated

    records = [record for path in paths for record in read_annotated(path)]
    if article is not None:
        found = [one for one in records if one.article_id == article]
        if not found:
            ids = ", ".join(one.article_id for one in records[:8])
            raise BadOption(f"There is no article {article!r}. There are: {ids}.")
        return found[:2]
    if not records:
        names = ", ".join(map(str, paths))
        raise BadInput(f"{names}: there is no annotated article in it. Did the run that made it find any?")
    if len(records) > 2:
        ids = ", ".join(one.article_id for one in records[:8])
        raise BadOption(
            f"{len(records)} articles are too many for one set of exercises: choose one with --article "
            f"({ids}), or give two files on one event."
        )
    return records


@click.command()
@click.argument("key", type=FILES)
@click.argument("answers", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--output", type=PATHS, help="Table of the class to write (.csv), a row for each code.")
@click.option("--items", "items_output", type=PATHS, help="Table of the items to write (.csv).")
@click.option("--written", type=PATHS, help="Table of what was written freely (.csv), for you to mark.")
@click.option("--hard", type=click.IntRange(0), default=5, show_default=True, help="Hardest items to print.")
@click.option("--force", is_flag=True, help="Replace outputs that are there.")
def grade(key: Path, answers: tuple[Path, ...], output: Path | None, **options: Any) -> None:
    """Mark the result files of a class against the KEY (key.jsonl of `attrib exercise`).

    ANSWERS are result files, or folders of them. Files that cannot be read are named and passed over. The
    first try of each item counts.
    """
    from attrib.exercise_files import read_key
    from attrib.grading import find_answer_files, grade_answers, read_answers, students_sheet
    from attrib.grading_text import items_sheet, to_text, written_sheet
    from attrib.sheets import write_csv

    set_id, exercises = read_key(key)
    outputs = {"table": output, "items": options["items_output"], "written": options["written"]}
    wanted = {name: path for name, path in outputs.items() if path is not None}
    if len({path.resolve() for path in wanted.values()}) < len(wanted):
        raise BadOption("Two tables are to be written to one file. Name another.")
    files = find_answer_files(answers)
    for name, path in wanted.items():
        check_output(path, [key, *files], replaces=options["force"], example=f"{name}.csv",
                     instead="Replace it (--force) or name another.")  # fmt: skip
    read, bad = read_answers(files, set_id, exercises)
    for where, problem in bad:
        click.echo(f"attrib: passed over: {where}: {problem}", err=True)
    if not read:
        raise BadInput(f"There is no result file of set {set_id} among {len(files)}. Is this the right key?")
    graded = grade_answers(exercises, read)
    sheets = {"table": students_sheet, "items": items_sheet, "written": written_sheet}
    for name, path in wanted.items():
        with path.open("w", encoding="utf-8", newline="") as stream:
            write_csv(sheets[name](graded), stream)
    click.echo(to_text(graded, hard=options["hard"]), nl=False)
    click.echo(f"attrib: {_count(len(read), 'result file')}, {len(bad)} passed over", err=True)
    if bad:
        raise SystemExit(1)


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


COMMANDS = (exercise, grade)
