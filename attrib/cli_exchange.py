"""`attrib convert`: annotations to and from the formats of other tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attrib.cli_corpus import PATHS, check_output
from attrib.errors import AttribError, BadOption

if TYPE_CHECKING:
    from attrib.records import Annotated

OURS = "attrib"
# As exchange.formats has them; written out, so that `attrib --help` imports none of it. A test compares.
READABLE = (
    "brat",
    "cas",
    "citron",
    "conllu",
    "docbin",
    "doccano",
    "label-studio",
    "polnear",
    "web-annotation",
)
WRITABLE = (
    "brat",
    "cas",
    "conllu",
    "displacy",
    "docbin",
    "doccano",
    "label-studio",
    "schema-org",
    "web-annotation",
)
SHOWN_LINES = 20  # of what could not be taken over


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--from", "given", type=click.Choice([OURS, *READABLE]), default=OURS, show_default=True,
              help="Format of SOURCE; attrib is JSONL of `attrib annotate`.")  # fmt: skip
@click.option("--to", "wanted", type=click.Choice([OURS, *WRITABLE]), default=OURS, show_default=True,
              help="Format to write.")  # fmt: skip
@click.option("--by", help="Who made the annotations in SOURCE. [default: what SOURCE says]")
@click.option("--on-error", type=click.Choice(["stop", "skip"]), default="stop", show_default=True,
              help="What to do with an article that cannot be read.")  # fmt: skip
@click.option("--without-text", is_flag=True, help="Write stand-off records (attrib only).")
@click.option("--config", type=PATHS, help="Write the labelling interface of a Label Studio project there.")
@click.option("-o", "--output", type=PATHS, required=True, help="File or folder to write.")
@click.option("--force", is_flag=True, help="Replace an output file that is there.")
def convert(source: Path, output: Path, force: bool, **options: Any) -> None:
    """Convert annotations to or from another tool's format.

    docs/exchange.md says what each format holds and what it loses. What could not be taken over is listed;
    the exit code is 1 when an article was left out.
    """
    from attrib.exchange.formats import write_format
    from attrib.exchange.label_studio import to_label_config
    from attrib.files import write_annotated
    from attrib.standoff import drop_text

    given, wanted = options["given"], options["wanted"]
    if given == wanted == OURS:
        raise BadOption("Give the format to convert from (--from) or to (--to).")
    if options["without_text"] and wanted != OURS:
        raise BadOption("--without-text writes attrib's own records; other tools need the text.")
    if options["config"] and wanted != "label-studio":
        raise BadOption("--config goes with --to label-studio.")
    instead = "Replace it (--force) or name another."
    if not output.is_dir():
        check_output(output, [source], replaces=force, example="converted.jsonl", instead=instead)
    report = _Report()
    records: Iterable[Annotated] = report.read(source, given, options["by"], options["on_error"])
    if wanted == OURS:
        records = map(drop_text, records) if options["without_text"] else records
        count = write_annotated(output, list(records))
    else:
        count = write_format(wanted, output, records)
    if options["config"]:
        options["config"].write_text(to_label_config(), encoding="utf-8")
    report.finish(count, output)


class _Report:
    """Tells on standard error what could not be taken over."""

    def __init__(self) -> None:
        self.lines = 0
        self.skipped = 0

    def read(self, source: Path, given: str, by: str | None, on_error: str) -> Iterator[Annotated]:
        from attrib.exchange.formats import read_format
        from attrib.files import read_annotated

        if given == OURS:
            if by is not None:
                raise BadOption(
                    "--by says who worked in the other tool; attrib's own records say so already."
                )
            yield from read_annotated(source)
            return
        skip = self.skip if on_error == "skip" else None
        for record, lost in read_format(given, source, by=by, skip=skip):
            for line in lost:
                self.say(f"{record.article_id}: {line}")
            yield record

    def skip(self, error: AttribError) -> None:
        self.skipped += 1
        click.echo(f"attrib: left out: {error}", err=True)

    def say(self, line: str) -> None:
        self.lines += 1
        if self.lines <= SHOWN_LINES:
            click.echo(f"attrib: {line}", err=True)

    def finish(self, count: int, output: Path) -> None:
        articles = "1 article" if count == 1 else f"{count} articles"
        more = f", {self.lines} things not taken over" if self.lines else ""
        left = f", {self.skipped} left out" if self.skipped else ""
        click.echo(f"attrib: {articles} in {output}{more}{left}", err=True)
        if self.skipped:
            raise SystemExit(1)
