"""The commands that read many annotated articles as one corpus: `attrib speakers`, `quotes`, `balance`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attrib.errors import BadInput, BadOption

if TYPE_CHECKING:
    from rich.console import Console

    from attrib.people import People
    from attrib.records import Annotated
    from attrib.roster import Totals
    from attrib.sheets import Sheet

PATHS = click.Path(path_type=Path)
WIDTH = 160  # of a table that goes to no terminal


def check_output(output: Path, inputs: Iterable[Path], *, replaces: bool, example: str, instead: str) -> None:
    """Raises `BadOption` for an output that would end something a person may still want; `example` is a
    file's name, and `instead` says what to do about a file that is there."""
    if output.is_dir():
        raise BadOption(f"{output} is a folder. Name a file in it: -o {output / example}")
    if output.exists() and not replaces:
        raise BadOption(f"{output} is there already. {instead}")
    for path in inputs:
        if output.resolve() == path.resolve():
            raise BadOption(f"{output} is to be read and to be written. Name another output.")
        if path.is_dir() and output.resolve().is_relative_to(path.resolve()):
            raise BadOption(f"{output} lies in {path}, all of which is read. Name an output outside of it.")


def _corpus_options(command: Any) -> Any:
    """The options that all of them have."""
    options = [
        click.argument("inputs", nargs=-1, required=True),
        click.option("--people", type=PATHS, help="CSV of people to join: a name, and any further columns."),
        click.option("--name-column", default="name", show_default=True,
                     help="Column of --people that holds the names."),
        click.option("-o", "--output", type=PATHS, help="File to write: .csv, .jsonl, .xlsx or .parquet."),
        click.option("--force", is_flag=True, help="Replace an output that is there."),
        click.option("--format", "format", type=click.Choice(["csv", "jsonl", "xlsx", "parquet"]),
                     help="How to write it; without -o, csv and jsonl go to standard output."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_corpus_options
@click.option("--unnamed", type=click.Choice(["kinds", "descriptions", "none"]), default="kinds",
              show_default=True, help="Count the unnamed by kind, by how they are described, or leave them "
              "out.")  # fmt: skip
@click.option("--group-by", "by", multiple=True, metavar="COLUMN",
              help="Count groups in place of speakers: by a column of --people, kind, named or outlet; can "
              "be repeated.")  # fmt: skip
@click.option("--top", type=click.IntRange(1), default=40, show_default=True, help="Rows on the terminal.")
def speakers(inputs: tuple[str, ...], by: tuple[str, ...], unnamed: Any, top: int, **options: Any) -> None:
    """Who gets to speak in annotated articles (JSONL of `attrib annotate`), how often, in which role.

    Joins the speakers of all articles by name: persons by the full name, never by a surname alone. What is
    said jointly counts for each member.
    """
    from attrib.roster import Totals, corpus_groups, corpus_speakers
    from attrib.sheets import groups_sheet, speakers_sheet, to_terminal

    _check_table(inputs, options)
    if by and unnamed != "kinds":
        raise BadOption("--unnamed is about rows of speakers; groups count the unnamed with everybody.")
    people = _read_people(options)
    totals = Totals()
    records = totals.watch(_read_corpus(inputs))
    if by:
        sheet = groups_sheet(corpus_groups(records, by, people=people), by)
    else:
        sheet = speakers_sheet(corpus_speakers(records, people=people, unnamed=unnamed), people)
    if _put_out(sheet, options):
        table, left_out = to_terminal(sheet, top=top)
        _to_console().print(table)
        if left_out:
            click.echo(f"attrib: {_count(left_out, 'more row')}; --top shows more, -o writes all", err=True)
    click.echo(f"attrib: {_sum_up(totals)}", err=True)


def _sum_up(totals: Totals) -> str:
    line = (
        f"{_count(totals.articles, 'article')}, {_count(totals.attributions, 'attribution')}: "
        f"{totals.named} of named speakers, {totals.unnamed} of unnamed ones, {totals.open} left open, "
        f"{totals.sourceless} without a source"
    )
    if totals.without_text:
        line += f"; {_count(totals.without_text, 'article')} without text, so words and verbs are missing"
    return line


@click.command()
@_corpus_options
@click.option("--speaker", "name", required=True, metavar="NAME", help="Whose sayings.")
@click.option("--kind", "sort", type=click.Choice(["person", "body", "document"]),
              help="What the speaker is, where a person and a body have one name.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="All speakers who match, where several do.")
@click.option("--context", type=click.IntRange(0), default=80, show_default=True,
              help="Characters of the text on either side.")  # fmt: skip
@click.option("--day-first/--month-first", default=None,
              help="How to read dates like 3/5/2024. [default: not at all; they stand last]")  # fmt: skip
def quotes(inputs: tuple[str, ...], name: str, context: int, day_first: bool | None, **options: Any) -> None:
    """Everything one speaker is said to have said in annotated articles, in the order of their dates.

    The name is matched without case, diacritics and titles. On a terminal «» mark the content.
    """
    from rich.padding import Padding
    from rich.text import Text

    from attrib.concordance import Wanted, find_sayings
    from attrib.sheets import list_sayings, sayings_sheet

    _check_table(inputs, options)
    people = _read_people(options)
    wanted = Wanted(name, options["sort"], options["every"])
    sayings = find_sayings(_read_corpus(inputs), wanted, context=context, people=people, day_first=day_first)
    if _put_out(sayings_sheet(sayings, people), options):
        console = _to_console()
        for line, said in list_sayings(sayings):
            console.print(Text(line, style="bold"))
            console.print(Padding(Text(said), (0, 0, 1, 4)))
    line = (
        f"{_count(len(sayings), 'saying')} in {_count(len({one.article_id for one in sayings}), 'article')}"
    )
    unread = sum(one.date is None and one.written_date is not None for one in sayings)
    if unread:
        line += f"; {unread} with a date that is none or can be read in two ways stand last"
        line += "" if day_first is not None else " (--day-first or --month-first may settle it)"
    click.echo(f"attrib: {line}", err=True)


@click.command()
@_corpus_options
@click.option("--by", metavar="KEY",
              help="Apart by a key of meta: outlet, section … With --event: what tells outlets apart, else "
              "outlet.")  # fmt: skip
@click.option("--event", metavar="KEY",
              help="Compare outlets: articles with the same value of this key of meta are of one event.",
)  # fmt: skip
@click.option("--measure", "measures", multiple=True, help="This measure only; can be repeated.")
@click.option("--top", type=click.IntRange(1), default=10, show_default=True,
              help="Lines of each measure on the terminal.")  # fmt: skip
@click.option("--bootstrap", type=click.IntRange(0), default=1000, show_default=True,
              help="Draws of events for the 95 % intervals of --event; 0: none.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the draws.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def balance(
    inputs: tuple[str, ...], by: str | None, event: str | None, measures: tuple[str, ...], **options: Any
) -> None:
    """Whose words make up annotated articles, and in whose words things are judged.

    Prints measures with their counts (docs/measures.md says what each hides): of all articles together, apart
    by a key of their meta (--by), or outlets compared on the same events (--event). No outlet gets a score.
    """
    import json

    from attrib.balance import balance_by, measure_balance
    from attrib.balance_measures import check_balance_measures
    from attrib.outlets import compare_outlets

    if options["as_json"] and (options["output"] or options["format"]):
        raise BadOption("--json prints; a table goes to a file (-o) or has a --format. Choose one.")
    check_balance_measures(measures)
    _check_table(inputs, options, example="balance.csv")
    people = _read_people(options)
    records = _read_corpus(inputs)
    found: Any
    if event is not None:
        draws = {"bootstrap": options["bootstrap"], "seed": options["seed"]}
        found = compare_outlets(records, event, by=by or "outlet", people=people, **draws)
    elif by is not None:
        found = balance_by(records, by, people=people)
    else:
        found = measure_balance(records, people=people)
    found = found.keep(measures) if measures else found
    if options["as_json"]:
        click.echo(json.dumps(found.to_json(), indent=1))
    elif _put_out(found.to_sheet(), options):
        click.echo(found.to_text(top=options["top"], measures=measures), nl=False)


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def _read_corpus(inputs: Iterable[str]) -> Iterator[Annotated]:
    """The records of all files, one at a time. Raises `BadInput` when there is none at all."""
    from attrib.files import read_annotated

    empty = True
    for path in inputs:
        for record in read_annotated(path):
            empty = False
            yield record
    if empty:
        raise BadInput(
            f"{', '.join(inputs)}: there is no annotated article in it. Did the run that made it find any?"
        )


def _read_people(options: dict[str, Any]) -> People | None:
    from attrib.people import read_people

    if options["people"] is None:
        return None
    return read_people(options["people"], name_column=options["name_column"])


def _check_table(inputs: Iterable[str], options: dict[str, Any], example: str = "speakers.csv") -> None:
    """Raises `BadOption` for an output that cannot be, before anything is read."""
    from attrib.table_files import pick_format

    output, format = options["output"], options["format"]
    if output is None:
        if format in ("xlsx", "parquet"):
            raise BadOption(f"A table as {format} goes to a file: name one with -o.")
        return
    read = [Path(path) for path in (*inputs, options["people"] or "-") if str(path) != "-"]
    pick_format(output, format)
    instead = "Replace it (--force) or name another."
    check_output(output, read, replaces=options["force"], example=example, instead=instead)


def _put_out(sheet: Sheet, options: dict[str, Any]) -> bool:
    """Writes a table where the options say; gives whether it is to be shown instead."""
    from attrib.sheets import write_csv, write_jsonl
    from attrib.table_files import write_sheet

    # "replace": a lone surrogate in an article cannot be printed.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
        if options["format"] is not None:
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    if options["output"] is not None:
        write_sheet(sheet, options["output"], options["format"])
    elif options["format"] is not None:
        (write_csv if options["format"] == "csv" else write_jsonl)(sheet, sys.stdout)
    return options["output"] is None and options["format"] is None


def _to_console() -> Console:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else WIDTH)
