"""The command line: `attrib show`, `score` and `check`. `annotate` stands in `cli_annotate` and `cli_bulk`,
those on corpora in `cli_corpus`, those for people who annotate in `cli_review`, `convert` in `cli_exchange`,
those for teachers in `cli_exercise`, `view` in `cli_view`, `train` in `cli_train`. Only these print.

It exits with 1 when the input is at fault and with 2 when the command line is. What is heavy is imported
inside the commands, so that `attrib --help` is instant.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attrib import __version__
from attrib.cli_annotate import annotate
from attrib.cli_corpus import PATHS, balance, quotes, speakers
from attrib.cli_exchange import convert
from attrib.cli_exercise import COMMANDS as EXERCISE_COMMANDS
from attrib.cli_review import COMMANDS as REVIEW_COMMANDS
from attrib.cli_train import train
from attrib.cli_view import view
from attrib.errors import AttribError, BadInput, BadOption

if TYPE_CHECKING:
    from attrib.records import Annotated

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Commands(click.Group):
    """Turns attrib's own errors into one line and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadOption as error:
            click.echo(f"attrib: {error}", err=True)
            sys.exit(2)
        except AttribError as error:
            click.echo(f"attrib: {error}", err=True)
            sys.exit(1)
        except BrokenPipeError:
            # `attrib show … | head`: whoever read has seen enough.
            sys.stderr.close()
            sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="attrib")
def main() -> None:
    """Who says so, and in whose words? attrib annotates English news articles."""


for command in (
    annotate,
    speakers,
    quotes,
    balance,
    view,
    *REVIEW_COMMANDS,
    convert,
    *EXERCISE_COMMANDS,
    train,
):
    main.add_command(command)


@main.command()
@click.argument("path")
@click.option(
    "--claims", is_flag=True, help="List the claims and who says so, instead of the text in colour."
)
@click.option("--id", "article_id", help="Only the article of this id.")
@click.option(
    "--model", type=PATHS, help="Folder of a model that `attrib train` made. [default: the bundled one]"
)
def show(path: str, claims: bool, article_id: str | None, model: Path | None) -> None:
    """Show annotated articles (JSONL of `attrib annotate`), or annotate a text file and show it."""
    from rich.console import Console
    from rich.text import Text

    from attrib.show import to_claims_table, to_text

    # "replace": a lone surrogate in an article cannot be printed.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    console = Console(width=None if sys.stdout.isatty() else 140)
    others: list[str] = []
    shown = False
    for record in _read_or_annotate(path, model):
        if article_id not in (None, record.article_id):
            others.append(record.article_id)
        else:
            shown = True
            console.rule(Text(record.article_id), align="left")
            console.print(to_claims_table(record) if claims else to_text(record))
    if not shown and not others:
        raise BadInput(f"{path}: there is no annotated article in it. Did the run that made it find any?")
    if not shown:
        have = ", ".join(others[:8]) + (" …" if len(others) > 8 else "")
        raise BadOption(f"{path}: no article has the id {article_id!r}. It has: {have}.")


def _read_or_annotate(path: str, model: Path | None) -> Iterator[Annotated]:
    from attrib.files import read_annotated, read_articles
    from attrib.pipeline import load

    if {".jsonl", ".ndjson"} & set(Path(path).suffixes):
        yield from read_annotated(path)
    else:
        yield from load(model=model).annotate_many(read_articles([path]))


@main.command()
@click.argument("gold", type=FILES)
@click.argument("guess", type=FILES, required=False)
@click.option("--given", type=click.Choice(["attributions"]),
              help="In place of GUESS: give attrib the gold's attributions, and score the speakers it finds "
              "for them.")  # fmt: skip
@click.option(
    "--model", type=PATHS, help="Folder of the model that reads for --given. [default: the bundled one]"
)
@click.option(
    "--by",
    metavar="KEY",
    help="A table by a key of the gold's meta (genre, outlet, phenomenon …), or by article.",
)
@click.option("--measure", "measures", multiple=True, help="Print this measure only; can be repeated.")
@click.option(
    "--bootstrap", type=click.IntRange(0), default=0, help="Draws of articles for 95 % intervals; 0: none."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def score(
    gold: Path, guess: Path | None, by: str | None, measures: tuple[str, ...], as_json: bool, **options: Any
) -> None:
    """Score guessed annotations against gold ones (attrib/1 JSONL, a corpus file or a case file), with
    counts."""
    import json

    from attrib.given import ASKED
    from attrib.groups import USUAL, score_by
    from attrib.score import check_measures
    from attrib.score import score as score_articles

    check_measures(measures)
    if options["given"] and not measures:
        measures = tuple(one for one in USUAL if one in ASKED) if by else ASKED
    sides = _read_sides(gold, guess, options["given"], options["model"])
    if by is not None:
        groups = score_by(by, *sides, bootstrap=options["bootstrap"])
        click.echo(json.dumps(groups.to_json(), indent=1) if as_json else groups.to_text(measures or USUAL))
        return
    scores = score_articles(*sides, bootstrap=options["bootstrap"])
    scores = scores.pick(measures) if measures else scores
    click.echo(json.dumps(scores.to_json(), indent=1) if as_json else scores.to_text())


def _read_sides(
    gold: Path, guess: Path | None, given: str | None, model: Path | None
) -> tuple[list[Any], list[Any]]:
    """The gold and what is scored against it: a file, or the speakers of the gold's own attributions."""
    from attrib.adaptors import read_gold
    from attrib.given import keep_speakers, settle_given
    from attrib.reader import open_reader

    if (guess is None) == (given is None):
        raise BadOption("Give annotations to score (GUESS), or --given attributions; one of the two.")
    if guess is not None:
        if model is not None:
            raise BadOption("--model reads texts for --given; annotations in a file are not read again.")
        return list(read_gold(gold)), list(read_gold(guess))
    golds = keep_speakers(read_gold(gold))
    return golds, list(settle_given(golds, open_reader(model) if model else open_reader()))


@main.command()
@click.argument("paths", nargs=-1, required=True, type=PATHS)
def check(paths: tuple[Path, ...]) -> None:
    """Check annotated articles (JSONL): schema, spans inside the text, sha256, ids and what refers to them.

    Prints every problem with its file and line, and exits with 1 when there is one.
    """
    from attrib.files import open_file
    from attrib.formats import Problem, read_rows
    from attrib.schema import find_problems

    articles = problems = 0
    for path in paths:
        with open_file(path) as stream:
            for row in read_rows(stream, str(path)):
                found = [row.message] if isinstance(row, Problem) else find_problems(row.values)
                for problem in found:
                    click.echo(f"{row.where}: {problem}")
                articles += 1
                problems += len(found)
    click.echo(f"attrib: {articles} lines checked, {problems} problems", err=True)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
