"""The command `attrib annotate`: into one file or to standard output; `cli_bulk` has the shards."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attrib.cli_bulk import annotate_into_shards, wants_shards
from attrib.cli_corpus import PATHS, check_output
from attrib.errors import BadOption
from attrib.limits import TEXT_CHARS

if TYPE_CHECKING:
    from attrib.files import RecordFile
    from attrib.formats import Problem
    from attrib.records import Annotated

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option("-o", "--output", default="-", show_default="standard output",
              help="JSONL to write; .gz packs it. A folder, for shards.")  # fmt: skip
@click.option("--shards", type=click.IntRange(1), help="Write so many shards of equal size into the folder "
              "-o (docs/bulk.md); the articles are counted first.")  # fmt: skip
@click.option("--shard-articles", type=click.IntRange(1), help="Write shards of so many articles into the "
              "folder -o. [default, where shards are written: 1000]")  # fmt: skip
@click.option("--workers", type=click.IntRange(1), help="Processes that annotate, for shards. [default: 1]")
@click.option("--scheduler", metavar="ADDRESS", help="Have the shards' articles annotated by the Dask "
              "cluster of this scheduler, tcp://… (docs/cluster.md).")  # fmt: skip
@click.option("--pack", is_flag=True, help="Pack shards: .jsonl.gz.")
@click.option("--resume", is_flag=True, help="Go on with an output that an interrupted run left.")
@click.option("--force", is_flag=True, help="Replace an output that is there.")
@click.option("--on-error", type=click.Choice(["stop", "skip", "record"]), default="stop", show_default=True,
              help="What to do with a file or row that cannot be annotated.")  # fmt: skip
@click.option("--language", type=click.Choice(["flag", "refuse", "ignore"]), default="flag",
              show_default=True, help="What to do with a text that is not English.")  # fmt: skip
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out what the network finds with a lower probability; what rules find stays.",
)
@click.option("--text-column", default="text", show_default=True, help="Column or key that holds the text.")
@click.option(
    "--id-column",
    help="Column or key that holds the id; for .warc a record's field. [default: id, article_id, an archived "
    "page's address or the file's name]",
)
@click.option("--title-column", help="Column or key that holds the title.")
@click.option("--max-chars", type=click.IntRange(1), default=TEXT_CHARS, show_default=True,
              help="A text with more characters is an error; reading takes a kilobyte for each.")  # fmt: skip
@click.option("--stdin-as", type=click.Choice(["txt", "jsonl", "csv", "tsv", "html", "docx", "warc"]),
              default="txt", show_default=True, help='What "-" holds.')  # fmt: skip
@click.option("--threads", type=click.IntRange(1), help="Threads to read with, in each process. [default: "
              "all cores, or 1 with --workers and --scheduler]")  # fmt: skip
@click.option(
    "--model", type=PATHS, help="Folder of a model that `attrib train` made. [default: the bundled one]"
)
@click.option(
    "--lexicon", type=FILES, help="Table of words that judge (docs/lexicon.md). [default: the bundled one]"
)
@click.option("--without-text", is_flag=True, help="Write stand-off records: spans and the text's sha256, "
              "without the text.")  # fmt: skip
@click.option("--keep", type=FILES, help="JSONL of corrected records: what a person settled there stays "
              "(docs/agreement.md).")  # fmt: skip
def annotate(inputs: tuple[str, ...], output: str, **options: Any) -> None:
    """Annotate articles: text files, JSONL, CSV, TSV, HTML, DOCX, web archives (WARC), all also .gz, folders,
    or - for standard input.

    Writes one JSON record a line. Columns other than text and id pass through as meta. An empty text gives a
    record in which nothing is found; an empty file is an error.
    """
    if wants_shards(output, options):
        annotate_into_shards(inputs, output, options)
    else:
        _annotate_into_file(inputs, output, options)


def _annotate_into_file(inputs: tuple[str, ...], output: str, options: dict[str, Any]) -> None:
    from attrib.files import open_writer, read_articles, to_row
    from attrib.formats import Columns, Problem
    from attrib.pipeline import load
    from attrib.recipe import make_settle

    resume, force, on_error = options["resume"], options["force"], options["on_error"]
    if resume and (output == "-" or force):
        raise BadOption("--resume goes on with an output file: give one with -o, and leave out --force.")
    if output != "-":
        check_output(
            Path(output),
            [Path(path) for path in inputs if path != "-"],
            replaces=resume or force,
            example="annotated.jsonl",
            instead="Go on with it (--resume), replace it (--force) or name another.",
        )
    columns = Columns(text=options["text_column"], id=options["id_column"], title=options["title_column"])
    articles = read_articles(
        inputs,
        columns=columns,
        on_error="record",
        stdin=options["stdin_as"],
        max_chars=options["max_chars"],
    )
    # The model first: when it cannot be opened, an older output stays as it was.
    annotator = load(
        model=options["model"],
        lexicon=options["lexicon"],
        threads=options["threads"],
        language=options["language"],
        min_score=options["min_score"],
    )
    settle = make_settle(options["keep"], without_text=options["without_text"])
    with contextlib.ExitStack() as stack:
        file = None if output == "-" else stack.enter_context(_open_output(Path(output), resume=resume))
        if file is not None and (file.finished or file.refused):
            # A text that was refused for its language stands under its id, a row that could not be read under
            # its place.
            done = file.finished | file.refused
            count = "1 article is" if len(done) == 1 else f"{len(done)} articles are"
            click.echo(f"attrib: going on with {output}, in which {count} done", err=True)
            articles = (a for a in articles if (a.where if isinstance(a, Problem) else a.id) not in done)
        writer = open_writer(sys.stdout.buffer)
        report = stack.enter_context(_progress())
        for record in annotator.annotate_many(articles, on_error="stop" if on_error == "stop" else "record"):
            if isinstance(record, Problem):
                report.problem(record, kept=on_error == "record")
                if on_error == "skip":
                    continue
            else:
                report.article(record)
                record = settle(record)
            if file is not None:
                file.write(record)
            else:
                writer.write(to_row(record))


@contextlib.contextmanager
def _open_output(path: Path, *, resume: bool) -> Iterator[RecordFile]:
    from attrib.files import RecordFile

    fresh = not path.exists()
    with RecordFile(path, resume=resume) as file:
        try:
            yield file
        except BaseException:
            # A new file with nothing in it would only have to be replaced when the command is given again.
            if fresh and not (file.written_lines or file.finished or file.refused):
                path.unlink()
            raise


class _Report:
    """Counts of a run: a line that renews itself on a terminal, and always a summary on standard error."""

    def __init__(self, show: Callable[[str], None] | None) -> None:
        self._show = show
        self._started = time.monotonic()
        self.articles = self.words = self.problems = 0

    def article(self, record: Annotated) -> None:
        self.articles += 1
        self.words += len((record.text or "").split())
        if self._show is not None:
            self._show(self.line())

    def problem(self, problem: Problem, *, kept: bool) -> None:
        self.problems += 1
        click.echo(
            f"attrib: {'recorded' if kept else 'skipped'} {problem.where}: {problem.message}", err=True
        )

    def line(self) -> str:
        seconds = max(time.monotonic() - self._started, 1e-9)
        problems = f", {self.problems} with errors" if self.problems else ""
        articles = "1 article" if self.articles == 1 else f"{self.articles} articles"
        return f"{articles}, {self.words} words, {self.words / seconds:.0f} words/s{problems}"


@contextlib.contextmanager
def _progress() -> Iterator[_Report]:
    if not sys.stderr.isatty():
        report = _Report(None)
        yield report
    else:
        from rich.console import Console

        with Console(stderr=True).status("opening the model") as status:
            report = _Report(status.update)
            yield report
    click.echo(f"attrib: {report.line()}", err=True)
