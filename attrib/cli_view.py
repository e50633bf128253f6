"""`attrib view`: an annotated article as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from attrib.cli_corpus import PATHS, check_output
from attrib.errors import BadInput, BadOption

if TYPE_CHECKING:
    from attrib.records import Annotated


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("-o", "--output", type=PATHS, required=True, help="HTML file to write.")
@click.option("--id", "ids", multiple=True, help="Only the article of this id; twice for two side by side.")
@click.option(
    "--model", type=PATHS, help="Folder of a model that `attrib train` made. [default: the bundled one]"
)
@click.option("--correct", is_flag=True, help="A page to correct one article on; it gives JSONL back.")
@click.option("--force", is_flag=True, help="Replace an output that is there.")
def view(
    paths: tuple[Path, ...],
    output: Path,
    ids: tuple[str, ...],
    model: Path | None,
    correct: bool,
    force: bool,
) -> None:
    """Make a page of an annotated article (JSONL of `attrib annotate`), or annotate a text file and show it.

    One HTML file that needs nothing from elsewhere. Two articles stand side by side. With --correct the page
    is one to accept, reject, change and add findings on; what is downloaded there says who did what.
    """
    from attrib.pages import view as make_page

    if output.suffix.lower() not in (".html", ".htm"):
        raise BadOption(f"{output}: a page is an HTML file; name it page.html.")
    instead = "Replace it (--force) or name another."
    check_output(output, list(paths), replaces=force, example="page.html", instead=instead)
    found = [record for path in paths for record in _read(path, model)]
    if ids:
        known = {record.article_id: record for record in found}
        if missing := [id for id in ids if id not in known]:
            have = ", ".join(list(known)[:8])
            raise BadOption(f"No article has the id {missing[0]!r}. There are: {have}.")
        found = [known[id] for id in ids]
    if len(found) > 2:
        raise BadOption(
            f"There are {len(found)} articles; a page shows one, or two side by side. Choose with --id."
        )
    if correct and len(found) > 1:
        raise BadOption(f"There are {len(found)} articles; one is corrected at a time. Choose with --id.")
    if not found:
        raise BadInput(f"{paths[0]}: there is no annotated article in it.")
    output.parent.mkdir(parents=True, exist_ok=True)
    make_page(*found, correct=correct).write(output)
    click.echo(f"attrib: {output}", err=True)


def _read(path: Path, model: Path | None) -> list[Annotated]:
    from attrib.files import read_annotated, read_articles
    from attrib.pipeline import load

    if {".jsonl", ".ndjson", ".json"} & set(path.suffixes):
        return list(read_annotated(path))
    return list(load(model=model).annotate_many(read_articles([path])))
