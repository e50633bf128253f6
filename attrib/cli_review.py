"""The commands for people who annotate: `attrib agree`, `compare`, `adjudicate`, `correct`, `anchor`,
`detach` and `rejoin`."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attrib.cli_corpus import PATHS, check_output
from attrib.errors import BadInput, BadOption

if TYPE_CHECKING:
    from attrib.records import Annotated

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


def _output(required: bool = False, help: str = "JSONL to write; .gz packs it.") -> Any:
    def decorate(command: Any) -> Any:
        command = click.option("--force", is_flag=True, help="Replace an output that is there.")(command)
        return click.option("-o", "--output", type=PATHS, required=required, help=help)(command)

    return decorate


_MISSING = click.option("--missing", type=click.Choice(["stop", "leave"]), default="stop", show_default=True,
                        help="What to do when not all files have an article: stop, or leave it out and say "
                        "so.")  # fmt: skip
_TOP = click.option("--top", type=click.IntRange(0), default=20, show_default=True, help="Examples to print.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILES)
@_MISSING
@click.option("--bootstrap", type=click.IntRange(0), default=1000, show_default=True,
              help="Draws of articles for 95 % intervals; 0: none.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the draws.")
@_TOP
@_JSON
@_output(help="JSONL to write all disagreements to, one a line.")
def agree(files: tuple[Path, ...], output: Path | None, force: bool, as_json: bool, **options: Any) -> None:
    """How far two or more annotators agree (one JSONL file each), and all in which they do not.

    Annotators are called as their files. docs/agreement.md says what each figure asks and hides.
    """
    from attrib.agreement import agree as agree_records
    from attrib.agreement_text import to_text

    names = _name_files(files)
    _check_files(output, files, force)
    found = agree_records(
        *(_read(path) for path in files),
        annotators=names,
        missing=options["missing"],
        bootstrap=options["bootstrap"],
        seed=options["seed"],
    )
    _lenient()
    if as_json:
        click.echo(json.dumps(found.to_json(), indent=1))
    else:
        click.echo(to_text(found, top=options["top"]), nl=False)
    if output is not None:
        _write(output, (found.to_row(case) for case in found.disagreements))


@click.command()
@click.argument("before", type=FILES)
@click.argument("after", type=FILES)
@_MISSING
@_TOP
@_JSON
@_output(help="JSONL to write all changes to, one a line.")
def compare(
    before: Path, after: Path, output: Path | None, force: bool, as_json: bool, **options: Any
) -> None:
    """What another model, lexicon or rule changed: findings gained, lost, moved, changed, with examples."""
    from attrib.agreement_text import changes_to_text
    from attrib.changes import compare_runs

    _check_files(output, [before, after], force)
    found = compare_runs(_read(before), _read(after), missing=options["missing"])
    _lenient()
    if as_json:
        click.echo(json.dumps(found.to_json(), indent=1))
    else:
        click.echo(changes_to_text(found, top=options["top"]), nl=False)
    if output is not None:
        _write(output, (found.to_row(change) for change in found.changes))


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILES)
@click.option("--decisions", type=FILES, help="The list with its decisions filled in (.csv or .jsonl).")
@click.option("--by", help="Who decided; needed with --decisions.")
@click.option("--guidelines", help="The rules that were followed.")
@_MISSING
@_output(required=True, help="The list to write (.csv or .jsonl), or with --decisions the records (JSONL).")
def adjudicate(
    files: tuple[Path, ...], output: Path, force: bool, decisions: Path | None, **options: Any
) -> None:
    """List what annotators differ in, to be decided; with --decisions, make the record that follows.

    In the column `decision` stands an annotator's name, "none", or a name and fields of others
    ("ana speaker=bo").
    """
    from attrib.adjudication import adjudicate as decide
    from attrib.adjudication import list_decisions
    from attrib.lineup import line_up

    names = _name_files(files)
    _check_files(output, [*files, *([decisions] if decisions else [])], force)
    if (decisions is None) != (options["by"] is None):
        raise BadOption("--decisions and --by belong together: the record says who decided.")
    lineup = line_up([_read(path) for path in files], annotators=names, missing=options["missing"])
    _say_left_out(lineup.left_out)
    if decisions is None:
        rows = list_decisions(lineup)
        _write_rows(output, rows)
        click.echo(f"attrib: {_count(len(rows), 'case')} to decide in {output}", err=True)
        return
    found = decide(lineup, _read_rows(decisions), by=options["by"], guidelines=options["guidelines"])
    _write(output, (one.record for one in found))
    agreed, decided = sum(one.agreed for one in found), sum(one.decided for one in found)
    click.echo(
        f"attrib: {_count(len(found), 'article')}: all agreed on {_count(agreed, 'case')}, {decided} were "
        "decided",
        err=True,
    )


@click.command()
@click.argument("corrected", type=FILES)
@click.argument("fresh", type=FILES)
@click.option("--by", help="Make the review from two files: CORRECTED is this person's, FRESH the program's "
              "record that was corrected.")  # fmt: skip
@_output(required=True)
def correct(corrected: Path, fresh: Path, by: str | None, output: Path, force: bool) -> None:
    """Keep a person's corrections when articles are annotated anew.

    FRESH is the newer annotation of the articles in CORRECTED. What the person accepted, rejected or changed
    stays; what is new is listed under `review.new`. Articles that only FRESH has are written as they are.
    """
    from attrib.corrections import carry_over, mark_review

    _check_files(output, [corrected, fresh], force)
    known = {record.article_id: record for record in _read(corrected)}
    found = {record.article_id: record for record in _read(fresh)}
    if missing := [id for id in known if id not in found]:
        raise BadInput(
            f"{fresh}: {_count(len(missing), 'corrected article')} not there ({', '.join(missing[:3])}). "
            "Annotate the same articles anew, or the corrections would be lost."
        )
    new = suppressed = 0
    written: list[Annotated] = []
    for id, record in found.items():
        if id not in known:
            written.append(record)
        elif by is not None:
            written.append(mark_review(record, known[id], by=by))
        else:
            carried = carry_over(known[id], record)
            new, suppressed = new + len(carried.new), suppressed + len(carried.suppressed)
            written.append(carried.record)
    _write(output, written)
    line = f"{_count(len(known), 'corrected article')}, {len(found) - len(known)} others"
    if by is None:
        line += f": {_count(new, 'finding')} to look at, {suppressed} left as the person settled them"
    click.echo(f"attrib: {line}", err=True)


@click.command()
@click.argument("records", type=FILES)
@click.argument("texts", nargs=-1, required=True)
@click.option("--report", type=PATHS, help="JSONL to write to what became of every span, one article a line.")
@_output(required=True)
def anchor(records: Path, texts: tuple[str, ...], report: Path | None, output: Path, force: bool) -> None:
    """Move annotations to texts that were edited or scraped again, by their words and the text around them.

    TEXTS are read as `attrib annotate` reads them, and belong to the record with the same id. Exits with 1
    when a finding could not be moved.
    """
    from attrib.anchoring import anchor as move
    from attrib.files import read_articles

    _check_files(output, [records, *(Path(path) for path in texts if path != "-")], force)
    _check_files(report, [records, output], force)
    known = {article.id: article for article in _only_articles(read_articles(texts))}
    found = []
    for record in _read(records):
        if record.article_id not in known:
            raise BadInput(
                f"{record.article_id}: no text has this id. Those given have: {', '.join(list(known)[:5])}."
            )
        found.append(move(record, known[record.article_id].text))
    _write(output, (one.record for one in found))
    if report is not None:
        _write(report, (one.to_json() for one in found))
    for one in found:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in one.count().items() if count)
        click.echo(f"attrib: {one.record.article_id}: spans {counts or 'none'}", err=True)
        for kind, id, why in one.left_out:
            click.echo(f"attrib: {one.record.article_id}: left out {kind} {id}: {why}", err=True)
    sys.exit(1 if any(one.left_out for one in found) else 0)


@click.command()
@click.argument("records", type=FILES)
@_output(required=True)
def detach(records: Path, output: Path, force: bool) -> None:
    """Write annotations without their texts (stand-off), to hand on where the texts may not be.

    Titles in meta and speakers' names and roles stay. `attrib rejoin` puts the texts back.
    """
    from attrib.standoff import drop_text

    _check_files(output, [records], force)
    count = _write(output, (drop_text(record) for record in _read(records)))
    click.echo(f"attrib: {_count(count, 'record')} without text in {output}", err=True)


@click.command()
@click.argument("records", type=FILES)
@click.argument("texts", nargs=-1, required=True)
@click.option("--missing", type=click.Choice(["stop", "keep"]), default="stop", show_default=True,
              help="What to do with a record whose text is not there.")  # fmt: skip
@_output(required=True)
def rejoin(records: Path, texts: tuple[str, ...], missing: Any, output: Path, force: bool) -> None:
    """Put the texts back into stand-off annotations; a text is known by its sha256, not by its name."""
    from attrib.files import read_articles
    from attrib.standoff import rejoin as join

    _check_files(output, [records, *(Path(path) for path in texts if path != "-")], force)
    without = 0

    def watch(joined: Iterable[Annotated]) -> Iterator[Annotated]:
        nonlocal without
        for record in joined:
            without += record.text is None
            yield record

    found = join(_read(records), _only_articles(read_articles(texts)), missing=missing)
    count = _write(output, watch(found))
    click.echo(f"attrib: {_count(count - without, 'record')} with text, {without} without", err=True)


def _name_files(files: Sequence[Path]) -> tuple[str, ...]:
    """The annotators, by the names of their files; whole paths where those are not different."""
    if len(files) < 2:
        raise BadOption("Give two files or more, one for each annotator.")
    stems = [path.name.removesuffix(".gz").rpartition(".")[0] or path.name for path in files]
    if len(set(stems)) == len(stems):
        return tuple(stems)
    whole = [str(path) for path in files]
    if len(set(whole)) < len(whole):
        raise BadOption("The same file was given twice. Give one file for each annotator.")
    return tuple(whole)


def _check_files(output: Path | None, inputs: Iterable[Path], force: bool) -> None:
    if output is not None:
        instead = "Replace it (--force) or name another."
        check_output(output, inputs, replaces=force, example="out.jsonl", instead=instead)


def _read(path: Path) -> list[Annotated]:
    from attrib.files import read_annotated

    records = list(read_annotated(path))
    if not records:
        raise BadInput(f"{path}: there is no annotated article in it.")
    return records


def _only_articles(items: Iterable[Any]) -> Iterator[Any]:
    from attrib.records import Article

    return (one for one in items if isinstance(one, Article))


def _write(path: Path, rows: Iterable[Any]) -> int:
    from attrib.files import write_annotated

    return write_annotated(path, rows)


def _write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """A list of decisions as CSV, or as JSONL if the name says so."""
    from attrib.sheets import QuotedReturns, clean_cell, guard_cell

    if path.suffix.lower() != ".csv":
        _write(path, rows)
        return
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            QuotedReturns(stream), list(rows[0]) if rows else ["article_id"], lineterminator="\r\n"
        )
        writer.writeheader()
        for row in rows:
            cells = {
                key: guard_cell(clean_cell(value)) if isinstance(value, str) else value
                for key, value in row.items()
            }
            writer.writerow(cells)


def _read_rows(path: Path) -> list[dict[str, Any]]:
    from attrib.files import open_file
    from attrib.formats import Problem, read_rows

    with open_file(path) as stream:
        if path.suffix.lower() == ".csv":
            # "utf-8-sig": spreadsheets put a byte order mark in front.
            lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            try:
                return [dict(row) for row in csv.DictReader(lines)]
            except UnicodeDecodeError:
                raise BadInput(f"{path}: not UTF-8. Save the table as “CSV UTF-8”.") from None
        rows = list(read_rows(stream, str(path)))
    for row in rows:
        if isinstance(row, Problem):
            raise BadInput(f"{row.where}: {row.message}")
    return [dict(row.values) for row in rows if not isinstance(row, Problem)]


def _say_left_out(left_out: Any) -> None:
    for id, who in left_out.items():
        click.echo(f"attrib: left out {id}: only {' and '.join(who)}", err=True)


def _lenient() -> None:
    # "replace": a lone surrogate in an article cannot be printed.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


COMMANDS = (agree, compare, adjudicate, correct, anchor, detach, rejoin)
